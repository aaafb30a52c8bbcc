"""Text from articles and services → the same for a terminal: what a terminal would obey, or what turns text about, is shown as a sign instead."""

from __future__ import annotations

import re
from typing import Any

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and bidirectional overrides: they recolour, move, hide, answer for the reader, open links."""
_SIGN = "\ufffd"


def harmless(value: Any) -> Any:
    """A JSON value with one sign in place of each such character in its texts, names included; offsets stay as they are."""
    if isinstance(value, str):
        return _OBEYED.sub(_SIGN, value)
    if isinstance(value, dict):
        return {harmless(name): harmless(one) for name, one in value.items()}
    return [harmless(one) for one in value] if isinstance(value, list) else value


def escaped(document: str) -> str:
    """A JSON document that means the same, with every such character escaped."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}" if found[0] not in "\n\r\t" else found[0], document)
