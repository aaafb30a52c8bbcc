"""Calendar periods as inclusive day intervals: building, shifting and cutting them into early, middle and late parts."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
SEASONS = ("SP", "SU", "FA", "WI")
_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_MONTHS = {"month": 1, "season": 3, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Period:
    """Days `earliest` to `latest`, both included, spoken of in units of `granularity`."""

    earliest: dt.date
    latest: dt.date
    granularity: str


def day(date: dt.date) -> Period:
    """The one day."""
    return Period(date, date, "day")


def week(date: dt.date) -> Period:
    """The ISO week (Monday to Sunday) around a day."""
    monday = date - DAY * date.weekday()
    return Period(monday, monday + DAY * 6, "week")


def weekend(date: dt.date) -> Period:
    """Saturday and Sunday of the ISO week around a day."""
    monday = week(date).earliest
    return Period(monday + DAY * 5, monday + DAY * 6, "weekend")


def month(year: int, number: int) -> Period:
    """A calendar month; number 1 to 12."""
    return _months(year, number, 1, "month")


def quarter(year: int, number: int) -> Period:
    """A calendar quarter; number 1 to 4."""
    return _months(year, number * 3 - 2, 3, "quarter")


def half(year: int, number: int) -> Period:
    """Half a calendar year; number 1 or 2."""
    return _months(year, number * 6 - 5, 6, "half")


def season(year: int, name: str) -> Period:
    """A season by whole months, SP from March, SU, FA, WI from December into the next year."""
    return _months(year, _SEASON_START[name], 3, "season")


def year(number: int) -> Period:
    """A calendar year."""
    return _months(number, 1, 12, "year")


def decade(first_year: int) -> Period:
    """Ten years from a year that ends in 0."""
    return _months(first_year - first_year % 10, 1, 120, "decade")


def century(number: int) -> Period:
    """The hundred years whose first two digits are number - 1 (20 gives 1900 to 1999)."""
    return _months(max(number * 100 - 100, 1), 1, 1200 if number > 1 else 1188, "century")


def add_months(date: dt.date, count: int) -> dt.date:
    """The day `count` months away, at the month's end where the day does not exist; ValueError outside years 1-9999."""
    total = date.year * 12 + date.month - 1 + count
    last = calendar.monthrange(total // 12, total % 12 + 1)[1]
    return dt.date(total // 12, total % 12 + 1, min(date.day, last))


def around(date: dt.date, unit: str) -> Period:
    """The period of that unit which holds the day; units finer than a day give the day."""
    if unit in ("week", "fortnight"):
        return week(date)
    if unit == "weekend":
        return weekend(date)
    if unit == "month":
        return month(date.year, date.month)
    if unit == "quarter":
        return quarter(date.year, (date.month + 2) // 3)
    if unit == "half":
        return half(date.year, (date.month + 5) // 6)
    if unit == "season":
        return _season_around(date)
    if unit == "year":
        return year(date.year)
    if unit == "decade":
        return decade(date.year)
    if unit == "century":
        return century(date.year // 100 + 1)
    return day(date)


def move(date: dt.date, count: float, unit: str) -> dt.date:
    """A day moved by `count` units; fractions go to the next finer unit. ValueError or OverflowError off the calendar."""
    if unit in ("day", "week", "weekend", "fortnight"):
        days = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}[unit]
        return date + DAY * round(count * days)
    if unit in _MONTHS:
        whole = count * _MONTHS[unit]
        moved = add_months(date, int(whole))
        return moved + DAY * round((whole - int(whole)) * 30)
    hours = {"hour": 1, "minute": 1 / 60, "second": 1 / 3600}[unit]
    return date + DAY * int(count * hours / 24)


def whole_quarters(date: dt.date, count: float) -> Period:
    """The quarters before (count negative) or after the one running at a day, that one left out."""
    running = around(date, "quarter")
    first = around(move(running.earliest, min(count, 1), "quarter"), "quarter").earliest
    last = around(move(running.earliest, max(count, -1), "quarter"), "quarter").latest
    return Period(first, last, "quarter")


def weekend_at(date: dt.date) -> Period:
    """The Saturday and Sunday nearest a day, with that day where it is a Friday or Monday and makes them longer."""
    saturday = date + DAY * {0: -2, 1: -3, 2: 3}.get(date.weekday(), 5 - date.weekday())
    sunday = saturday + DAY
    longer = abs((date - sunday).days) == 1 or abs((saturday - date).days) == 1
    return Period(min(saturday, date) if longer else saturday, max(sunday, date) if longer else sunday, "weekend")


def part(period: Period, which: str) -> Period:
    """The first ("start"), middle ("mid") or last ("end") third of a period, in days for months, in months for years."""
    if which not in ("start", "mid", "end") or period.granularity in ("day", "time"):
        return period
    first, second = _cuts(period)
    bounds = {
        "start": (period.earliest, first - DAY),
        "mid": (first, second - DAY),
        "end": (second, period.latest),
    }
    return Period(*bounds[which], period.granularity)


def _cuts(period: Period) -> tuple[dt.date, dt.date]:
    """The first days of the second and of the last third."""
    start, unit = period.earliest, period.granularity
    if unit in ("week", "weekend"):
        span = (period.latest - start).days + 1
        return start + DAY * (span // 3), start + DAY * (span * 2 // 3)
    if unit == "month":
        return start + DAY * 10, start + DAY * 20
    if unit == "decade":
        return start.replace(year=start.year + 4), start.replace(year=start.year + 7)
    if unit == "century":
        return start.replace(year=start.year + 33), start.replace(year=start.year + 67)
    months = (period.latest.year - start.year) * 12 + period.latest.month - start.month + 1
    return add_months(start, months // 3), add_months(start, months * 2 // 3)


def _months(first_year: int, first_month: int, count: int, granularity: str) -> Period:
    start = dt.date(first_year, first_month, 1)
    try:
        return Period(start, add_months(start, count) - DAY, granularity)
    except ValueError:
        return Period(start, dt.date.max, granularity)


def _season_around(date: dt.date) -> Period:
    first = date.year - 1 if date.month < 3 else date.year
    return season(first, SEASONS[(date.month - 3) % 12 // 3])
