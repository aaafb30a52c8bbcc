"""Bytes of one format (page, feed, agency JSON, Markdown, web archive) → article records, each to be checked by `index.records`.

One module a format, each with a `read(data, known)` that yields (part, record or BadInput) pairs: `part` names the place inside the
file ("", "[3]"), the record is a mapping in the contract's article fields, BadInput says why there is none. Nothing here opens a
file or a connection, and the libraries are imported only when something is read.
"""
