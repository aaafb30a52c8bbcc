"""Rules for single days of the calendar and spans of them: "April 28", "22-25 April 2023", "2023-04-28", "the 29th"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from index.dates import lexicon
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.period import Period
from index.dates.reading import Anchor, Reading, near_month, picked, reached, shifted, stated, unresolved
from index.dates.rule import Example, Rule
from index.dates.rules import common

_DIGITS = re.compile(r"\d+")


def _iso(found: Found, context: Context) -> Reading | None:
    text = found.tokens.word(found.first)
    reading = stated(periods.day(dt.date.fromisoformat(text[:10])))
    return reading.at("T" + text[11:16]) if len(text) > 10 else reading


def _numeric(found: Found, context: Context) -> Reading | None:
    text = found.tokens.word(found.first)
    first, second, third = (int(digits) for digits in _DIGITS.findall(text))
    if first > 31:
        return stated(periods.day(dt.date(first, second, third)))
    horizon = (context.published.year if context.published else 2030) + 20
    year = third if third > 99 else third + (1900 if third + 2000 > horizon else 2000)
    day_first = first > 12 or (second <= 12 and ("." in text or context.day_first))
    month, day = (second, first) if day_first else (first, second)
    sure = first > 12 or second > 12 or first == second
    date = dt.date(year, month, day)
    rule = "date as written" if sure and third > 99 else common.written(date.isoformat())
    return stated(periods.day(date), rule if sure else f"{rule}, {'day' if day_first else 'month'} first", 1.0 if sure else 0.7)


def _short_numeric(found: Found, context: Context) -> Reading | None:
    first, second = (int(digits) for digits in _DIGITS.findall(found.tokens.word(found.first)))
    month, day = (second, first) if first > 12 or (second <= 12 and context.day_first) else (first, second)
    return in_nearest_year(found, context, month, day, certainty=0.6)


def _full(found: Found, context: Context) -> Reading | None:
    first = dt.date(common.year(found), common.month(found, "month_any"), common.day(found))
    last = first.replace(day=common.day(found, "last_day")) if found.has("last_day") else first
    span = Period(first, last, "day" if first == last else "range")
    return stated(span).cut(common.part(found.words("part")))


def _month_day(found: Found, context: Context) -> Reading | None:
    first = in_nearest_year(found, context, common.month(found, "month_any"), common.day(found))
    if first.period is None or first.anchor is None or not found.has("last_day"):
        return first.cut(common.part(found.words("part")))
    last = first.period.earliest.replace(day=common.day(found, "last_day"))
    if last <= first.period.earliest:
        return None
    span = Period(first.period.earliest, last, "range")
    return reached(span, first.anchor, first.rule, 0.9)


def in_nearest_year(found: Found, context: Context, month: int, day: int, *, certainty: float = 0.9) -> Reading:
    """A month and day without a year, in the year that fits best."""
    nearest = context.nearest_year(month, day, found)
    if nearest is None:
        dt.date(2000, month, day)  # a day no year has is an error even where the year is unknown
        return unresolved("day", "day of an unknown year", f"XXXX-{month:02d}-{day:02d}")
    date, anchor, rule = nearest
    return reached(periods.day(date), anchor, rule, certainty)


def _month_day_of_year(found: Found, context: Context) -> Reading | None:
    month, day = common.month(found, "month_any"), common.day(found)
    year = common.year_meant(found, context)
    if year.period is None:
        return unresolved("day", "day of an unknown year", f"XXXX-{month:02d}-{day:02d}")
    return common.inside(year, periods.day(dt.date(year.period.earliest.year, month, day)), "day")


def _day_of_month(found: Found, context: Context) -> Reading | None:
    day = common.day(found, "ordinal")
    anchor = context.earlier(found, ("day", "time", "month"), 1) or context.publication
    if anchor is None:
        return unresolved("day", "day of an unknown month", f"XXXX-XX-{day:02d}")
    start = anchor.period.earliest
    months = [periods.add_months(start.replace(day=1), step) for step in (-1, 0, 1)]
    days = [first.replace(day=day) for first in months if day <= periods.around(first, "month").latest.day]
    if anchor.source == "publication":
        ahead = context.tense(found) == "future"
        chosen = min(days, key=lambda date: common.misfit((date - start).days, ahead=ahead))
    else:
        chosen = next(date for date in days if date >= start)
    return reached(periods.day(chosen), anchor, _day_picked(chosen, anchor), 0.7)


def _day_picked(chosen: dt.date, anchor: Anchor) -> str:
    place = "last such day of a month on or before" if chosen <= anchor.period.earliest else "first such day of a month after"
    return f"{place} {anchor.name}"


def _weekday_of_month(found: Found, context: Context) -> Reading | None:
    """ "Tuesday the eleventh": the nearest month in which that day falls on that weekday."""
    day, weekday = common.day(found, "ordinal"), lexicon.WEEKDAYS[found.word("weekday_any")]
    if context.publication is None:
        return unresolved("day", "day of an unknown month", f"XXXX-XX-{day:02d}")
    start = context.publication.period.earliest
    months = [periods.add_months(start.replace(day=1), step) for step in range(-12, 13)]
    days = [first.replace(day=day) for first in months if day <= periods.around(first, "month").latest.day]
    fitting = [date for date in days if date.weekday() == weekday]
    if not fitting:
        return None
    ahead = context.tense(found) == "future"
    chosen = min(fitting, key=lambda date: common.misfit((date - start).days, ahead=ahead))
    place = "last such weekday and day on or before" if chosen <= start else "first such weekday and day after"
    return reached(periods.day(chosen), context.publication, f"{place} publication", 0.8)


def _day_of_relative_month(found: Found, context: Context) -> Reading | None:
    """ "the 15th of next month", "the last day of the month"."""
    month = shifted(context.publication, {"last": -1, "next": 1}.get(found.word("which"), 0), "month")
    if month.period is None:
        return unresolved("day", "day of an unknown month")
    return _day_inside(found, month)


def _day_of_relative_unit(found: Found, context: Context) -> Reading | None:
    unit = found.word("unit")
    if not found.has("which"):
        days = [
            _day_inside(found, shifted(anchor, 0, unit)) for anchor in (context.running(found), *context.told(found, unit, 4)) if anchor
        ]
        known = [day for day in days if day is not None and day.period is not None]
        return next((day for day in known if day.period and context.is_over(found, day.period)), known[0] if known else None)
    whole = shifted(context.publication, {"last": -1, "next": 1}.get(found.word("which"), 0), unit)
    return unresolved("day", f"day of an unknown {unit}") if whole.period is None else _day_inside(found, whole)


def _nth_day(found: Found, context: Context) -> Reading | None:
    """ "the last day of March", "the first day of 2021"."""
    if found.has("any_year"):
        year = common.year(found)
        span = periods.month(year, common.month(found, "month_any")) if found.has("month_any") else periods.year(year)
        return _day_inside(found, stated(span))
    number = common.month(found, "month_any")
    placed = context.placed("month", lambda year: periods.month(year, number), found, _near_month(context, number, found))
    if placed is None:
        return unresolved("day", "day of an unknown month")
    return _day_inside(found, reached(*placed, 0.9))


def _near_month(context: Context, number: int, found: Found) -> Period | None:
    if context.published is None:
        return None
    return periods.month(near_month(context.published, number, context.tense(found)), number)


def _day_inside(found: Found, whole: Reading) -> Reading | None:
    """A day of a period by its number, or its last one."""
    assert whole.period is not None
    if {"last", "final"} & set(found.words("ordinal")):
        day = whole.period.latest
    else:
        day = whole.period.earliest + dt.timedelta(days=common.day(found, "ordinal") - 1)
    return common.inside(whole, periods.day(day), "day") if day <= whole.period.latest else None


def _week_of(found: Found, context: Context) -> Reading | None:
    reading = _full(found, context) if found.has("any_year") else _month_day(found, context)
    if reading is None or reading.period is None:
        return reading
    span = periods.week(reading.period.earliest)
    return common.inside(reading, span, "week")


def _one_of_two(found: Found, context: Context) -> Reading | None:
    """A day whose month stands with the other one ("April 24 and 25"); the rule names it."""
    reading = _full(found, context) if found.has("any_year") else _month_day(found, context)
    if reading is None or reading.period is None:
        return reading
    number, year = common.month(found, "month_any"), reading.period.earliest.year
    name = lexicon.MONTH_NAMES[number - 1].capitalize()
    if reading.anchor is None:
        return replace(reading, rule=common.written(reading.value))
    month = periods.month(year, number)
    rule = picked("month", lambda one: periods.month(one, number), month, reading.anchor).replace("such month", name)
    return replace(reading, rule=f"such day of: {rule}")


def _is_day(found: Found) -> bool:
    """Whether the number after a month is its day and not the count of something."""
    if found.has("last_day") and not _span_ok(found):
        return False
    if _runs_on(found):
        return False
    follower, name = found.after(), "last_day" if found.has("last_day") else "day"
    ends_it = found.spans["day"][1] == found.last  # in "28 April troops left" the number counts nothing
    if ends_it and (common.counts_something(found) or follower in ("million", "billion", "thousand", "hundred")):
        return False
    last_word = found.words(name)[-1]
    if not ends_it and found.tokens.lower[found.spans["day"][1]] == "of":
        return True  # "the first of January"
    if last_word in lexicon.ORDINALS or last_word in lexicon.NUMBER_WORDS:
        return found.has("weekday_any") or not follower or not follower.isalpha() or follower in common.PREPOSITIONS
    if found.tokens.word(found.spans["month_any"][0]) == "may":
        return follower == "" or not follower.isalpha() or follower in common.PREPOSITIONS
    return True


def _runs_on(found: Found) -> bool:
    """Whether a day tied to a month by a hyphen belongs to the month before it ("March 27-April 8")."""
    day, month = found.spans["day"], found.spans["month_any"]
    tied = day[1] < month[0] and found.tokens.word(day[1]) == "-"
    return tied and (found.before() in lexicon.MONTHS or found.after().isdigit())


def _span_ok(found: Found) -> bool:
    first, last = common.day(found), common.day(found, "last_day")
    return first < last <= 31


def _is_whole(found: Found) -> bool:
    return not found.has("last_day") or _span_ok(found)


_ON_THE = "( on | until | till | by | before | since | after | from )"
_MONTH_DAY = "<part>? <month_any> ( - | / )? ( the )? <day> ( <to_day> <last_day> )?"
_DAY_MONTH = "( the )? <day> ( day )? ( <to_day> <last_day> )? ( of | - | / )? <month_any>"

RULES = (
    Rule(
        "ISO date",
        "<iso>",
        _iso,
        (
            Example("Filed 2021-03-04 by the desk.", "2022-01-01", "2021-03-04", "2021-03-04"),
            Example("Logged 2021-03-04T10:15:00Z.", "", "2021-03-04T10:15:00Z", "2021-03-04T10:15", "2021-03-04/2021-03-04"),
        ),
    ),
    Rule(
        "numeric date",
        "<numericdate>",
        _numeric,
        (
            Example("The form is dated 4/28/2023.", "", "4/28/2023", "2023-04-28"),
            Example("The form is dated 28.04.2023.", "", "28.04.2023", "2023-04-28"),
            Example("Sent 2023/04/28.", "", "2023/04/28", "2023-04-28"),
            Example("The part is 133-03-03-2020.", "2023-04-28", ""),
        ),
        lambda found: not (found.before() == "-" and found.before(2).isdigit()),
    ),
    Rule(
        "month and day in figures",
        "( on | by | until | since | before | after | from | due | for ) [ <shortdate> ]",
        _short_numeric,
        (
            Example("Replies were due by 22/4 at the latest.", "2023-05-03", "22/4", "2023-04-22"),
            Example("The 9/11 attacks changed that.", "2023-05-03", ""),
        ),
    ),
    Rule(
        "month, day and year",
        f"( <weekday_any> ,? )? ( the )? {_MONTH_DAY} ( ,? of? | - | in | / ) <any_year>",
        _full,
        (
            Example("It closed on December 12, 2022, for good.", "2023-05-03", "December 12, 2022", "2022-12-12"),
            Example("The fair (May 3-5, 2019) was dry.", "", "May 3-5, 2019", "2019-05-03/2019-05-05"),
            Example("It was Sunday, Sept. 1, 1985.", "", "Sunday, Sept. 1, 1985", "1985-09-01"),
        ),
        _is_whole,
    ),
    Rule(
        "day, month and year",
        f"( <weekday_any> ,? )? {_DAY_MONTH} ( ,? of? | - | in | / ) <any_year>",
        _full,
        (
            Example("He was born on 28 April 1923 in Lyon.", "", "28 April 1923", "1923-04-28"),
            Example("It runs from the 1st of May, 2020.", "", "the 1st of May, 2020", "2020-05-01"),
        ),
        _is_whole,
    ),
    Rule(
        "month and day",
        f"( <weekday_any> ,? )? {_MONTH_DAY}",
        _month_day,
        (
            Example("On April 28 the gate was shut.", "2023-05-03", "April 28", "2023-04-28"),
            Example("The talks will end on May 9.", "2023-05-03", "May 9", "2023-05-09"),
            Example("They met in Prague on October 6.", "2023-05-03", "October 6", "2022-10-06"),
            Example("The vote is set for Jan. 14.", "2023-11-30", "Jan. 14", "2024-01-14"),
            Example("The show ran April 22–25 in Leeds.", "2023-05-03", "April 22–25", "2023-04-22/2023-04-25"),
            Example("It ran March 27-April 8 there.", "2023-05-03", "April 8", "2023-04-08"),
            Example("On April 28 the gate was shut.", "", "April 28", "XXXX-04-28", ""),
            Example("He landed on May 2, 1916, after the truce of March 1916. On June 3 he fell.", "2023-05-03", "June 3", "1916-06-03"),
            Example("They may 5 times out of ten refuse.", "2023-05-03", ""),
        ),
        _is_day,
    ),
    Rule(
        "second of two days",
        "<month_any> <first_day> ,? and ( the )? [ <day> ] ( ,? <any_year> )?",
        _one_of_two,
        (
            Example("It opens on April 24 and 25 in Rome.", "2023-04-03", "25", "2023-04-25"),
            Example("It was on May 1 and 2, 1999.", "2023-04-03", "2", "1999-05-02"),
            Example("From May 1 and 25 years on.", "2023-04-03", "May 1", "2023-05-01"),
        ),
        _is_day,
    ),
    Rule(
        "first of two days",
        "[ ( the )? <day> ] and <first_day> ( of )? <month_any> ( ,? <any_year> )?",
        _one_of_two,
        (Example("It opens on 18 and 19 June in Rome.", "2023-06-03", "18", "2023-06-18"),),
        _is_day,
    ),
    Rule(
        "day and month",
        f"( <weekday_any> ,? )? {_DAY_MONTH}",
        _month_day,
        (
            Example("On 28 April the gate was shut.", "2023-05-03", "28 April", "2023-04-28"),
            Example("The gate was shut on the 28th of April.", "2023-05-03", "the 28th of April", "2023-04-28"),
            Example("The show ran 22-25 April.", "2023-05-03", "22-25 April", "2023-04-22/2023-04-25"),
            Example("From the first of March dogs must be on a lead.", "2023-01-20", "the first of March", "2023-03-01"),
        ),
        _is_day,
    ),
    Rule(
        "month and day of last or next year",
        f"{_MONTH_DAY} ( ,? | of | in ) <which_years> year",
        _month_day_of_year,
        (
            Example("It opened on June 3 last year.", "2023-05-03", "June 3 last year", "2022-06-03"),
            Example("It shut on May 5, 2011, and opened on June 3 the following year.", "", "June 3 the following year", "2012-06-03"),
        ),
        _is_whole,
    ),
    Rule(
        "day and month of last or next year",
        f"{_DAY_MONTH} ( ,? | of | in ) <which_years> year",
        _month_day_of_year,
        (Example("He quit in 2019; on 3 June of that year he died.", "2023-05-03", "3 June of that year", "2019-06-03"),),
        _is_whole,
    ),
    Rule(
        "day of the month",
        f"{_ON_THE} [ <marked_ordinal:ordinal> ] ( , | . | ; | ! | and | in | at | with | to | when | - )",
        _day_of_month,
        (
            Example("He left on April 3 and came back on the 29th.", "2023-05-03", "the 29th", "2023-04-29"),
            Example("It stood on the 29th floor.", "2023-05-03", ""),
        ),
    ),
    Rule(
        "day of last, this or next month",
        "( the )? <ordinal> ( day )? of <which_year:which> month",
        _day_of_relative_month,
        (Example("It is due on the 15th of next month.", "2023-05-03", "the 15th of next month", "2023-06-15"),),
    ),
    Rule(
        "numbered day of the month or year",
        "( the )? ( <day_ordinal:ordinal> ) day of ( <which_year:which> | the ) <year_unit:unit>",
        _day_of_relative_unit,
        (
            Example("It closed on the last day of the month.", "2023-05-03", "the last day of the month", "2023-05-31"),
            Example("It closed on the last day of last year.", "2023-05-03", "the last day of last year", "2022-12-31"),
        ),
    ),
    Rule(
        "numbered day of a month",
        "( the )? <day_ordinal:ordinal> day of <month_any> ( ,? of? <any_year> )?",
        _nth_day,
        (
            Example("It closed on the last day of March.", "2023-05-03", "the last day of March", "2023-03-31"),
            Example("It closed on the first day of April 2021.", "2023-05-03", "the first day of April 2021", "2021-04-01"),
        ),
    ),
    Rule(
        "numbered day of a year",
        "( the )? <day_ordinal:ordinal> day of <any_year>",
        _nth_day,
        (Example("It closed on the last day of 2021.", "2023-05-03", "the last day of 2021", "2021-12-31"),),
    ),
    Rule(
        "year, month and day",
        "<year:any_year> ( / | - ) ( <month_any> ( / | - ) <day_int:day> )",
        _full,
        (Example("Filed 2019/Aug/01.", "", "2019/Aug/01", "2019-08-01"),),
    ),
    Rule(
        "weekday and figure",
        "[ <weekday_full:weekday_any> <day_int:ordinal> ] ( . | , | ! | ; | at | between | from )",
        _weekday_of_month,
        (Example("Are you free on Monday 21, please?", "2019-01-25", "Monday 21", "2019-01-21"),),
    ),
    Rule(
        "weekday and day of the month",
        "<weekday_any> ,? <marked_ordinal:ordinal>",
        _weekday_of_month,
        (
            Example("It opened on Tuesday the 11th.", "2023-05-03", "Tuesday the 11th", "2023-04-11"),
            Example("It fell Friday, the third drop in a row.", "2023-05-03", "Friday", "2023-04-28"),
        ),
        lambda found: found.words("ordinal")[-1][0].isdigit() or not found.after().isalpha(),
    ),
    Rule(
        "week of a day",
        f"( the )? week ( of | starting | beginning | starting on | beginning on | ending ) {_MONTH_DAY} ( ,? <any_year> )?",
        _week_of,
        (Example("The hearing is in the week of May 8.", "2023-05-03", "the week of May 8", "2023-W19"),),
        _is_whole,
    ),
)
