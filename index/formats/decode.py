"""Bytes of a page or feed entry → text: what they are wins over what they claim to be.

Valid UTF-8 that is not plain ASCII is practically never anything else, so that is tried first, whatever a header says.
"""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_NOT_FOR_PAGES = re.compile(r"utf-?7|utf-?32|unicode|escape|punycode|idna|mbcs|oem|undefined", re.IGNORECASE)
_ALIASES = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
}


def decoded(data: bytes, charset: str | None = None) -> str:
    """The text of `data`; `charset` is what a header claimed. Bytes that fit nothing become U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    found = _META.search(data[:4096])
    for name in (charset, found[1].decode("ascii") if found else None, "windows-1252"):
        text = _attempt(data, name) if name else None
        if text is not None:
            return text
    return data.decode("utf-8", "replace")


def _attempt(data: bytes, name: str) -> str | None:
    encoding = _ALIASES.get(name.strip().lower(), name.strip())
    if _NOT_FOR_PAGES.search(encoding):
        return None
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
