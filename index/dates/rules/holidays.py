"""Rules for feast days by name: "Christmas Eve", "last Thanksgiving", "Easter Sunday 2019", "Election Day"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.dates import period as periods
from index.dates import timex3
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.period import Period
from index.dates.reading import Reading, nearer, of_year, picked, reached, stated, unresolved
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
    "father day": _nth(6, 6, 3),
    "presidents day": _nth(2, 0, 3),
    "ash wednesday": _from_easter(-46),
    "palm sunday": _from_easter(-7),
    "maundy thursday": _from_easter(-3),
    "whit sunday": _from_easter(49),
    "whit monday": _from_easter(50),
    "armistice day": _fixed(11, 11),
    "remembrance day": _fixed(11, 11),
    "bastille day": _fixed(7, 14),
    "canada day": _fixed(7, 1),
    "australia day": _fixed(1, 26),
    "anzac day": _fixed(4, 25),
    "juneteenth": _fixed(6, 19),
    "election day": _election,
}
_SKIPPED = frozenset(("'", "s", "the", "of", "jr", ".", "st", "saint"))


def _day_of(found: Found) -> Callable[[int], dt.date]:
    words = [word for word in found.words("holiday") if word not in _SKIPPED]
    name = " ".join(words)
    return HOLIDAYS.get(name) or HOLIDAYS[name.removesuffix(" day")]


def feast_in(words: Sequence[str]) -> Callable[[int], dt.date]:
    """The feast day that lower-case words name, with its day in a year; KeyError if none."""
    text = " ".join(word for word in words if word not in _SKIPPED)
    name = max((name for name in HOLIDAYS if name in text), key=len)
    return HOLIDAYS[name]


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
        return reached(periods.day(day(year)), context.publication, f"such feast day of: {of_year(context.publication, year)}")

    def make(year: int) -> Period:
        return periods.day(day(year))

    chosen = _near(day, published, which, context.tense(found))
    if which:
        return reached(chosen, context.publication, picked("feast day", make, chosen, context.publication), 0.85)
    placed = context.placed("feast day", make, found, chosen)
    return reached(*placed, 0.85) if placed else None


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
    span = periods.weekend_at(day)
    rule = reading.rule if reading.anchor else common.written(day.isoformat())
    value = timex3.of_period(periods.weekend(day + dt.timedelta(days=-3 if day.weekday() < 2 else 0)))
    return replace(reading, value=value, period=span, granularity="weekend", rule=f"weekend at: {rule}")


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
