"""A rule: a named pattern, the function that reads a match, and examples that are run as tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from index.dates.context import Context, Found
from index.dates.reading import Reading


class Example(NamedTuple):
    """A sentence, its publication date (ISO, empty if unknown), the expression in it, and its meaning.

    `expression` empty means that the text holds no expression at all. `days` is "first/last" in ISO days, empty for an
    expression tied to no days, and None where the days are simply those of `value`.
    """

    text: str
    published: str
    expression: str
    value: str = ""
    days: str | None = None


@dataclass(frozen=True)
class Rule:
    """Reads what `pattern` matches; `[` and `]` in it bound the expression itself, the rest is context.

    `read` returns None where the words turn out to mean no date. `accepts` may refuse a match at sight.
    """

    name: str
    pattern: str
    read: Callable[[Found, Context], Reading | None]
    examples: tuple[Example, ...] = ()
    accepts: Callable[[Found], bool] | None = field(default=None)
