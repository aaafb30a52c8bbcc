"""Calendar periods and lengths to TIMEX3 value strings ("2023-W17", "P3M"), and value strings back to day intervals."""

from __future__ import annotations

import datetime as dt
import re

from index.dates import period
from index.dates.period import Period

# unit -> (date or time designator, letter, factor to the letter's unit)
_LETTERS = {
    "second": ("T", "S", 1),
    "minute": ("T", "M", 1),
    "hour": ("T", "H", 1),
    "day": ("", "D", 1),
    "night": ("", "D", 1),
    "week": ("", "W", 1),
    "weekend": ("", "WE", 1),
    "fortnight": ("", "W", 2),
    "month": ("", "M", 1),
    "quarter": ("", "Q", 1),
    "season": ("", "Q", 1),
    "half": ("", "M", 6),
    "year": ("", "Y", 1),
    "decade": ("", "Y", 10),
    "century": ("", "Y", 100),
    "generation": ("", "Y", 25),
}
_FUZZY = {"decade": "PXY", "century": "PXC", "fortnight": "PXW", "generation": "PXX"}
_FINER = {"year": ("M", 12), "day": ("TH", 24), "hour": ("M", 60), "minute": ("S", 60), "week": ("D", 7), "month": ("D", 30)}
_UNKNOWN = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "half": "XXXX-HX",
    "season": "XXXX-XX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}


def of_period(span: Period) -> str:
    """The TIMEX3 value of a period of a known granularity; other spans give "first/last" in ISO days."""
    start, unit = span.earliest, span.granularity
    if unit in ("day", "time"):
        return start.isoformat()
    if unit in ("week", "weekend"):
        iso = (start + dt.timedelta(days=0)).isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return f"{start.year:04d}-{start.month:02d}"
    if unit == "quarter":
        return f"{start.year:04d}-Q{(start.month + 2) // 3}"
    if unit == "half":
        return f"{start.year:04d}-H{(start.month + 5) // 6}"
    if unit == "season":
        return f"{start.year:04d}-{period.SEASONS[(start.month - 3) % 12 // 3]}"
    if unit in ("year", "decade", "century"):
        return f"{start.year:04d}"[: {"year": 4, "decade": 3, "century": 2}[unit]]
    return f"{span.earliest.isoformat()}/{span.latest.isoformat()}"


def unknown(unit: str) -> str:
    """The value of a period of this unit whose place in the calendar is not known."""
    return _UNKNOWN.get(unit, "XXXX-XX-XX")


def of_length(count: float | None, unit: str) -> str:
    """The TIMEX3 value of a length of time; count None means an unknown number ("PXD")."""
    if count is None:
        return _FUZZY.get(unit) or f"P{_LETTERS[unit][0]}X{_LETTERS[unit][1]}"
    if count == int(count):
        mark, letter, factor = _LETTERS[unit]
        return f"P{mark}{int(count) * factor}{letter}"
    return _broken_length(count, unit)


def _broken_length(count: float, unit: str) -> str:
    mark, letter, factor = _LETTERS[unit]
    whole = int(count * factor)
    rest = count * factor - whole
    if rest < 1e-9 or unit not in _FINER:
        return f"P{mark}{count * factor:g}{letter}"
    finer, size = _FINER[unit]
    head = f"{whole}{letter}" if whole else ""
    return f"P{mark}{head}{finer[:-1]}{round(rest * size)}{finer[-1]}"


_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form + r"\Z"), unit)
    for form, unit in (
        (r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", "day"),
        (r"(\d{4})-W(\d\d?)(?:-XX)?", "week"),
        (r"(\d{4})-W(\d\d?)-WE", "weekend"),
        (r"(\d{4})-Q([1-4])", "quarter"),
        (r"(\d{4})-H([12])", "half"),
        (r"(\d{4})-(SP|SU|FA|WI)", "season"),
        (r"(\d{4})-(\d\d)(?:-XX)?", "month"),
        (r"(\d{4})(?:-XX){0,2}", "year"),
        (r"(\d{3})X?", "decade"),
        (r"(\d{2})(?:XX)?", "century"),
    )
)


def interval(value: str, modifier: str | None = None) -> Period | None:
    """The days a TIMEX3 value stands for, cut to the part named by `modifier`; None where it names no calendar days."""
    if "/" in value:
        first, _, last = value.partition("/")
        head, tail = interval(first), interval(last)
        return Period(head.earliest, tail.latest, "range") if head and tail else None
    for form, unit in _FORMS:
        match = form.match(value)
        if match:
            try:
                return period.part(_build(unit, match.groups()), modifier or "")
            except ValueError:
                return None
    return None


def _build(unit: str, parts: tuple[str, ...]) -> Period:
    first = int(parts[0])
    if unit == "day":
        return period.day(dt.date(first, int(parts[1]), int(parts[2])))
    if unit in ("week", "weekend"):
        return period.around(dt.date.fromisocalendar(first, int(parts[1]), 1), unit)
    if unit in ("quarter", "half", "month"):
        build = {"quarter": period.quarter, "half": period.half, "month": period.month}[unit]
        return build(first, int(parts[1]))
    if unit == "season":
        return period.season(first, parts[1])
    if unit == "century":
        return period.century(first + 1)
    return period.decade(first * 10) if unit == "decade" else period.year(first)
