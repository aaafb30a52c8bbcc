"""Claims of several articles → what they agree on, where they conflict, and the amounts they give."""
