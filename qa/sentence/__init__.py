"""A sentence → its words, verbs and clauses, by tables and without a parser."""
