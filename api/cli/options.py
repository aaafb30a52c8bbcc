"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import click

from api.cli.state import State

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


DAY, DAY_OR_TODAY = _Day(), _DayOrToday()
pass_state = click.make_pass_decorator(State)
as_json = click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON document.")

allow_fetch = click.option("--allow-fetch", is_flag=True, help="Fetch addresses that are handed in (DATELINE_FETCH=on allows it for good).")


def query_options(command: F) -> F:
    """-k, --after, --before, --as-of, --source, --json."""
    for option in (
        as_json,
        click.option("--source", "sources", multiple=True, metavar="S", help="Only articles of this source; may be repeated."),
        click.option("--as-of", type=DAY_OR_TODAY, metavar="D", help="Only what was published by this day (or: today)."),
        click.option("--before", type=DAY, metavar="D", help="Published on this day or earlier."),
        click.option("--after", type=DAY, metavar="D", help="Published on this day or later."),
        click.option("-k", type=click.IntRange(1, 50), default=5, show_default=True, metavar="N", help="Passages wanted."),
    ):
        command = option(command)
    return command
