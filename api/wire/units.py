"""Code point offsets → offsets in the unit that the client counts in: UTF-16 code units or UTF-8 bytes."""

from __future__ import annotations

from collections.abc import Callable

from api.wire.fields import OffsetUnit

Convert = Callable[[str, int], int]
"""(text, offset in code points) → the same place in another unit."""


def converter(unit: OffsetUnit) -> Convert:
    """The conversion to `unit`; time is linear in the text before the offset, none for ASCII text."""
    return _CONVERT[unit]


def _codepoint(_text: str, offset: int) -> int:
    return offset


def _utf16(text: str, offset: int) -> int:
    return offset if text.isascii() else len(text[:offset].encode("utf-16-le")) // 2


def _byte(text: str, offset: int) -> int:
    return offset if text.isascii() else len(text[:offset].encode("utf-8"))


_CONVERT: dict[OffsetUnit, Convert] = {"codepoint": _codepoint, "utf16": _utf16, "byte": _byte}
