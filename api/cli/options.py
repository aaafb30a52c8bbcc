"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from api.cli.state import State
from index.errors import BadInput
from index.filters import language_range
from index.model import Window, contradiction

F = TypeVar("F", bound=Callable[..., Any])


class _Day(click.ParamType[dt.date]):
    """An ISO 8601 calendar day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2023-05-04", param, ctx)


class _DayOrToday(_Day):
    """An ISO 8601 calendar day, or "today": the clock is read here and nowhere below."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        return dt.datetime.now().astimezone().date() if value == "today" else super().convert(value, param, ctx)


class _Language(click.ParamType[str]):
    """A language tag such as en or en-GB."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return language_range(value)
        except BadInput as error:
            self.fail(str(error), param, ctx)


DAY, DAY_OR_TODAY = _Day(), _DayOrToday()
pass_state = click.make_pass_decorator(State)
as_json = click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON document.")

allow_fetch = click.option("--allow-fetch", is_flag=True, help="Fetch addresses that are handed in (DATELINE_FETCH=on allows it for good).")


def filter_options(command: F) -> F:
    """--after, --before, --as-of, --source, --author, --language: `window_of` makes a window of them."""
    for option in (
        click.option("--language", "languages", type=_Language(), multiple=True, metavar="L", help="Only this language (en); repeatable."),
        click.option("--author", "authors", multiple=True, metavar="A", help="Only articles by this author; may be repeated."),
        click.option("--source", "sources", multiple=True, metavar="S", help="Only articles of this source; may be repeated."),
        click.option("--as-of", type=DAY_OR_TODAY, metavar="D", help="Only what was published by this day (or: today)."),
        click.option("--before", type=DAY, metavar="D", help="Only articles published on this day or earlier."),
        click.option("--after", type=DAY, metavar="D", help="Only articles published on this day or later."),
    ):
        command = option(command)
    return command


def window_of(
    after: dt.date | None,
    before: dt.date | None,
    as_of: dt.date | None,
    sources: Sequence[str],
    authors: Sequence[str],
    languages: Sequence[str],
) -> Window:
    """The window that `filter_options` leave open now. Raises BadInput where they exclude each other."""
    conflict = contradiction(after, before, as_of)
    if conflict:
        raise BadInput(conflict)
    return Window(after, before, as_of, tuple(sources), tuple(authors), tuple(languages), dt.datetime.now(dt.UTC))


def days_of(window: Window) -> dict[str, str]:
    """The bounds that the window has, by their names in a request."""
    days = {"after": window.after, "before": window.before, "as_of": window.as_of}
    return {name: day.isoformat() for name, day in days.items() if day}


def query_options(command: F) -> F:
    """-k, --json and those of `filter_options`."""
    for option in (
        as_json,
        filter_options,
        click.option("-k", type=click.IntRange(1, 50), default=5, show_default=True, metavar="N", help="Passages wanted."),
    ):
        command = option(command)
    return command
