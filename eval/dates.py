"""A gold date as people write it in a case (`2023`, `2023-04`, `2023-04-23`, `A/B`) → the days it covers, both included."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Days:
    """From `start` to `end`, both included."""

    start: dt.date
    end: dt.date

    @property
    def granularity(self) -> str:
        """`day`, `month` or `year` when the days are exactly one of those, else `range`."""
        if self.start == self.end:
            return "day"
        first_to_last = self.start.day == 1 and self.end == _last_day(self.end.year, self.end.month)
        if first_to_last and (self.start.year, self.start.month) == (self.end.year, self.end.month):
            return "month"
        whole_year = first_to_last and self.start.month == 1 and self.end.month == 12
        return "year" if whole_year and self.start.year == self.end.year else "range"

    def overlap(self, other: Days) -> float:
        """Shared days over all days of both, 0..1."""
        shared = (min(self.end, other.end) - max(self.start, other.start)).days + 1
        union = (max(self.end, other.end) - min(self.start, other.start)).days + 1
        return max(0, shared) / (union if shared > 0 else 1)


def read_days(text: str) -> Days:
    """`2023` | `2023-04` | `2023-04-23` | two of them with a slash between. Raises ValueError that says what is accepted."""
    first, slash, second = text.partition("/")
    try:
        days = Days(_single(first).start, _single(second if slash else first).end)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a date: write 2023-04-23, 2023-04, 2023 or 2023-05-08/2023-05-14 ({error})") from error
    if days.start > days.end:
        raise ValueError(f"{text!r} ends before it starts: swap the two dates")
    return days


def _single(text: str) -> Days:
    match = _FORM.match(text.strip())
    if match is None:
        raise ValueError("not in year-month-day form")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return Days(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if day is None:
        return Days(dt.date(year, month, 1), _last_day(year, month))
    return Days(dt.date(year, month, day), dt.date(year, month, day))


def _last_day(year: int, month: int) -> dt.date:
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    return dt.date(year, month, calendar.monthrange(year, month)[1])
