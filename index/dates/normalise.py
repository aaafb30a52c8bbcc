"""Typographic quotes, dashes and spaces to plain ones, character for character, so that offsets stay true."""

from __future__ import annotations

_PLAIN = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u02bc\uff07`\u00b4",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe58\ufe63\uff0d",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff",
}
_TABLE = {ord(fancy): plain for plain, fancies in _PLAIN.items() for fancy in fancies}


def plain(text: str) -> str:
    """The text with plain quotes, hyphens and spaces; same length, so offsets into it are offsets into `text`."""
    return text.translate(_TABLE)
