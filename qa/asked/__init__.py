"""What a question asks → typed words, times and windows, conversation included."""
