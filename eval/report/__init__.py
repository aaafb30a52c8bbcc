"""A scored run → what people read: a terminal table, Markdown, one HTML page; and JSON for programs."""
