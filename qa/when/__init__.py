"""Evidence for a question about time → dates and lengths of time, each with its steps."""
