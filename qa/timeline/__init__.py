"""A subject → dated statements, merged and cited, oldest first."""
