"""Hits → sentences that may answer, read and rescored by the reader, with spans."""
