"""Words of an article → Markdown that shows them and does nothing else; its address → one that may be a link, or nothing.

What is written here is read by front ends of many kinds, and none of them knows which words are ours. So no character of an article may begin
a link, an image, an element, a heading, a list, mathematics, or one of our citation markers.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_SPECIAL = re.compile(
    r"[<\[*`~]"
    r"|&(?=#?\w{1,32};)"  # an entity that the article spells out
    r"|(?<![^\W_])_|_(?![^\W_])"  # between letters it is one like others
)
_LINE_START = re.compile(r"\A(?:(?P<mark>[#>+=|-])|(?P<number>\d{1,9})(?P<stop>[.)])(?=\s|\Z))")
_CODE = re.compile(
    r"(?i)(?:(?:\b(?:https?|ftp)://|\bwww\.|\b(?:mailto|xmpp):)[^\s`]*"
    r"|[^\s`@]{1,64}@[^\s`@]{1,255}\.[^\s`@]{1,255}"  # bounded, so that a long word takes no longer than others
    r"|\\)+"
)
"""What is shown as code: what front ends make links of by themselves, and backslashes, which they take, before a bracket or parenthesis, for
mathematics. For the same reason "]" is never escaped."""

_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f\ue000-\uf8ff]")
"""Characters that show nothing or turn what is around them; the joiners that scripts and emoji need stay."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def plain(text: str) -> str:
    """The text on one line, without characters that show nothing."""
    return " ".join(_CONTROLS.sub(" ", _UNSEEN.sub("", text)).split())


def inert(text: str) -> str:
    """The text on one line as Markdown that shows exactly these characters, anywhere but in a link. Addresses become code, not links.

    Escapes are backslashes, not entities: Open WebUI shows entities as they are spelt.
    """
    shown, done = plain(text), 0
    pieces: list[str] = []
    for match in _CODE.finditer(shown):
        pieces += [_escaped(shown[done : match.start()]), f"`{match[0]}`"]
        done = match.end()
    written = "".join([*pieces, _escaped(shown[done:])])
    return _LINE_START.sub(_at_line_start, written)


def label(text: str) -> str:
    """The same for the words of a link, where brackets become parentheses: an unpaired one would end it."""
    return inert(text.translate(_BRACKETS))


_BRACKETS = {ord("["): "(", ord("]"): ")"}


def _escaped(text: str) -> str:
    escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    return escaped.replace("$", "\\$") if text.count("$") > 1 else escaped  # one is money, two may be mathematics


def _at_line_start(match: re.Match[str]) -> str:
    """A heading, quotation or list would begin here."""
    return f"\\{match['mark']}" if match["mark"] else f"{match['number']}\\{match['stop']}"


def address(url: str | None) -> str | None:
    """The address with everything percent-encoded that could end a link early; None unless it is plain http or https to a named host."""
    if url is None or _CONTROLS.search(url) or any(char.isspace() or char == "\\" for char in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        name = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # UnicodeError included
        return None
    if parts.scheme.lower() not in ("http", "https") or not name or "@" in parts.netloc:
        return None
    host = f"[{name}]" if ":" in name else quote(name, safe=".-_~")
    place = f"{host}:{port}" if port is not None else host
    path = quote(parts.path, safe="/%:@!$&'*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&*+,;=~-._?')}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe='/%:@!$&*+,;=~-._?')}" if parts.fragment else ""
    return f"{parts.scheme.lower()}://{place}{path}{query}{fragment}"
