"""JSON bytes or text → plain Python values, or BadInput that says what is wrong and where; nothing is read leniently."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from index.errors import BadInput

MAX_DEPTH = 32
"""Levels of nesting that are read; deeper documents are refused before the parser sees them."""

_LIMIT = 2**63  # integers that a database column can hold: -2**63 .. 2**63 - 1
_DIGITS = 19  # of 2**63: longer literals are refused unread, since reading one takes quadratic time
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
_BRACKETS = re.compile(_STRING + r"|[\[\]{}]", re.DOTALL)
_LITERALS = re.compile(_STRING + r"|[-+.\w]+", re.DOTALL)
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])|[\ud800-\udfff]")  # only then are the strings looked through
_UNWANTED = re.compile(r"[\x00\ud800-\udfff]")


class _LiteralError(ValueError):
    """A number or name that is valid for Python's parser but not for us."""

    def __init__(self, literal: str, problem: str) -> None:
        super().__init__(problem)
        self.literal = literal


def loads(data: bytes | str, *, max_depth: int = MAX_DEPTH, storable: bool = True) -> object:
    """The value of one JSON document (RFC 8259) in UTF-8.

    Raises BadInput for invalid UTF-8, byte order marks, UTF-16 and UTF-32, nesting beyond `max_depth`, NaN and infinities,
    numbers too large for a double, integers outside -2**63..2**63-1 and names given twice in one object. A string that
    cannot be stored is refused as `check_storable` does, unless `storable` leaves that to the caller.
    """
    text = _decoded(data) if isinstance(data, bytes) else data
    if text.startswith("\ufeff"):
        raise BadInput("not JSON: starts with a byte order mark; send plain UTF-8")
    _check_depth(text, max_depth)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        problem = error.msg.lower().removesuffix(" at")
        raise BadInput(f"not JSON: {problem} at line {error.lineno}, column {error.colno}") from None
    except _LiteralError as error:
        raise BadInput(f"{error} at {_place(text, _position(text, error.literal))}") from None
    if storable and _SUSPECT.search(text):
        check_storable(value)
    return value


def check_storable(value: object) -> None:
    """Raises BadInput for a string or name that holds NUL or half of a surrogate pair; `field` is its place, `list[3].name`."""
    for place, text in _strings(value, ""):
        found = _UNWANTED.search(text)
        if found:
            kind = "a NUL character" if found.group() == "\0" else "half of a surrogate pair"
            raise BadInput(f"holds {kind} at character {found.start()}", field=place or "$")


def _decoded(data: bytes) -> str:
    if data.startswith(_MARKS):
        raise BadInput("not JSON: starts with a byte order mark; send plain UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"not UTF-8: byte {error.start} (0x{data[error.start]:02x}): {error.reason}") from None
    if "\0" in text[:2]:
        raise BadInput("not UTF-8: looks like UTF-16 or UTF-32; send UTF-8")
    return text


def _check_depth(text: str, max_depth: int) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        mark = text[match.start()]
        if mark in "[{":
            depth += 1
            if depth > max_depth:
                raise BadInput(f"nested deeper than {max_depth} levels at {_place(text, match.start())}")
        elif mark != '"':
            depth -= 1


def _integer(literal: str) -> int:
    if len(literal.lstrip("-")) > _DIGITS or not -_LIMIT <= int(literal) < _LIMIT:
        raise _LiteralError(literal, "an integer outside -2**63 to 2**63 - 1")
    return int(literal)


def _real(literal: str) -> float:
    value = float(literal)
    if value in (float("inf"), float("-inf")):
        raise _LiteralError(literal, "a number too large for a double")
    return value


def _constant(literal: str) -> NoReturn:
    raise _LiteralError(literal, f"not JSON: {literal} is not a JSON value")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise BadInput(f"the name {name[:40]!a} is given twice in one object")
            seen.add(name)
    return result


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_constant)


def _position(text: str, literal: str) -> int:
    """Where `literal` first stands outside strings; 0 if nowhere (the parser saw it, so it does stand somewhere)."""
    return next((match.start() for match in _LITERALS.finditer(text) if match.group() == literal), 0)


def _place(text: str, position: int) -> str:
    line_start = text.rfind("\n", 0, position) + 1
    return f"line {text.count(chr(10), 0, position) + 1}, column {position - line_start + 1}"


def _strings(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every string inside `value`, names included, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _strings(item, f"{path}[{position}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield path, name
            yield from _strings(item, f"{path}.{name[:40]}" if path else name[:40])
