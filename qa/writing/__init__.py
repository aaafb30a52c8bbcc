"""A cited draft → an answer in sentences by a language model, each proved by a quote or dropped."""
