"""Question–answer sets on this machine → the reader: a small cross-encoder, its figures and its card (`python -m eval.train`)."""
