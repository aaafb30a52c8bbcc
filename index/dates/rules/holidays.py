"""Rules for feast days by name: "Christmas Eve", "last Thanksgiving", "Easter Sunday 2019", "Election Day"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from index.dates import period as periods
from index.dates import timex3
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.period import Period
from index.dates.reading import Reading, nearer, reached, stated, unresolved
from index.dates.rule import Example, Rule
from index.dates.rules import common


def _fixed(month: int, day: int) -> Callable[[int], dt.date]:
    return lambda year: dt.date(year, month, day)


def _nth(month: int, weekday: int, count: int) -> Callable[[int], dt.date]:
    """The count-th such weekday of a month; count -1 is the last."""

    def day(year: int) -> dt.date:
        span = periods.month(year, month)
        if count < 0:
            return span.latest - dt.timedelta(days=(span.latest.weekday() - weekday) % 7)
        first = span.earliest + dt.timedelta(days=(weekday - span.earliest.weekday()) % 7)
        return first + dt.timedelta(days=7 * (count - 1))

    return day


def easter(year: int) -> dt.date:
    """Easter Sunday of the western churches (the anonymous Gregorian reckoning)."""
    golden, century, rest = year % 19, year // 100, year % 100
    shift = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - shift + 15) % 30
    lead = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * lead) // 451
    month, day = divmod(epact + lead - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _from_easter(days: int) -> Callable[[int], dt.date]:
    return lambda year: easter(year) + dt.timedelta(days=days)


def _election(year: int) -> dt.date:
    return _nth(11, 0, 1)(year) + dt.timedelta(days=1)


# phrases in the pattern language, with the day they fall on in a year
HOLIDAYS: dict[str, Callable[[int], dt.date]] = {
    "christmas eve": _fixed(12, 24),
    "christmas": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
    "new year eve": _fixed(12, 31),
    "new year": _fixed(1, 1),
    "valentine day": _fixed(2, 14),
    "patrick day": _fixed(3, 17),
    "good friday": _from_easter(-2),
    "easter sunday": _from_easter(0),
    "easter monday": _from_easter(1),
    "easter": _from_easter(0),
    "independence day": _fixed(7, 4),
    "fourth july": _fixed(7, 4),
    "halloween": _fixed(10, 31),
    "veterans day": _fixed(11, 11),
    "thanksgiving": _nth(11, 3, 4),
    "memorial day": _nth(5, 0, -1),
    "labor day": _nth(9, 0, 1),
    "martin luther king day": _nth(1, 0, 3),
    "columbus day": _nth(10, 0, 2),
    "mother day": _nth(5, 6, 2),
    "election day": _election,
}
_SKIPPED = frozenset(("'", "s", "the", "of", "jr", ".", "st", "saint"))


def _day_of(found: Found) -> Callable[[int], dt.date]:
    words = [word for word in found.words("holiday") if word not in _SKIPPED]
    name = " ".join(words)
    return HOLIDAYS.get(name) or HOLIDAYS[name.removesuffix(" day")]


def _holiday(found: Found, context: Context) -> Reading | None:
    day = _day_of(found)
    if found.has("any_year"):
        return stated(periods.day(day(common.year(found))), "feast day as written")
    if context.publication is None:
        return unresolved("day", "feast day of an unknown year")
    published = context.publication.period.earliest
    which = (found.words("which") or [""])[-1]
    if found.has("which_year"):
        year = published.year + {"last": -1, "next": 1}.get(found.word("which_year"), 0)
        return reached(periods.day(day(year)), context.publication, "feast day in that year")
    chosen = _near(day, published, which, context.tense(found))
    return reached(chosen, context.publication, "feast day nearest publication", 0.85)


def _near(day: Callable[[int], dt.date], published: dt.date, which: str, tense: str) -> Period:
    days = [day(year) for year in range(published.year - 1, published.year + 2)]
    past = periods.day([one for one in days if one <= published][-1])
    ahead = periods.day(next(one for one in days if one > published))
    if which in ("last", "past", "previous"):
        return past
    if which in ("next", "coming", "upcoming", "following"):
        return ahead
    if which == "this":
        return next(periods.day(one) for one in days if one.year == published.year)
    return past if past.latest == published else nearer(past, ahead, published, "present" if tense != "future" else tense)


def _is_feast(found: Found) -> bool:
    if common.is_name(found) or found.before() in ("'", "national"):
        return False
    first, last = found.spans["holiday"]
    if "independence" in found.tokens.lower[first:last] and (found.after() == "in" or found.before() == "s"):
        return False  # another country's
    return found.after() not in _NAMED_AFTER_FEASTS


_NAMED_AFTER_FEASTS = word_set("island islands party parties carol carols bunny tree trees card cards parade market markets egg eggs")


def _weekend(found: Found, context: Context) -> Reading | None:
    """The Saturday and Sunday nearest a feast day, with it where it makes them longer."""
    reading = _holiday(found, context)
    if reading is None or reading.period is None:
        return unresolved("weekend", "weekend of an unknown year")
    day = reading.period.earliest
    shift = {0: -2, 1: -3, 2: 3}.get(day.weekday(), 5 - day.weekday())
    saturday = day + dt.timedelta(days=shift)
    sunday = saturday + dt.timedelta(days=1)
    longer = abs((day - sunday).days) == 1 or abs((saturday - day).days) == 1
    span = Period(min(saturday, day) if longer else saturday, max(sunday, day) if longer else sunday, "weekend")
    value = timex3.of_period(periods.weekend(saturday))
    return replace(reading, value=value, period=span, granularity="weekend", rule="weekend of the " + reading.rule)


RULES = (
    Rule(
        "weekend of a feast day",
        "( the )? ( <which_weekday:which> )? <holiday> <any_year>? weekend",
        _weekend,
        (
            Example("They met over Labor Day weekend.", "2021-11-09", "Labor Day weekend", "2021-W35-WE", "2021-09-04/2021-09-06"),
            Example("They met on the Halloween weekend.", "2021-11-09", "the Halloween weekend", "2021-W43-WE", "2021-10-30/2021-10-31"),
        ),
    ),
    Rule(
        "the weekend of a feast day",
        "( the )? weekend of <holiday> <any_year>?",
        _weekend,
        (Example("He was away the weekend of Thanksgiving 2023.", "", "the weekend of Thanksgiving 2023", "2023-W47-WE"),),
    ),
    Rule(
        "feast day",
        "( the )? ( <which_weekday:which> )? <holiday> ( ( ,? of | in )? <any_year> | ( of )? <which_year> year )?",
        _holiday,
        (
            Example("He was found on Thanksgiving Day.", "2000-01-07", "Thanksgiving Day", "1999-11-25"),
            Example("They met last Easter.", "2023-05-03", "last Easter", "2023-04-09"),
            Example("It opened on Christmas Eve 2019.", "", "Christmas Eve 2019", "2019-12-24"),
            Example("Polls open on Election Day.", "1998-10-26", "Election Day", "1998-11-03"),
            Example("The nor'easter felled a Christmas tree on Kenya's Independence Day.", "1998-10-26", ""),
        ),
        _is_feast,
    ),
)
