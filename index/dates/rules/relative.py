"""Rules that count from another day: "yesterday", "last week", "five days earlier", "a year ago", "the day before"."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from index.dates import lexicon, numbers, timex3
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.mention import Modifier
from index.dates.period import Period
from index.dates.reading import Anchor, Reading, reached, shifted, vague
from index.dates.rule import Example, Rule
from index.dates.rules import common

_DAYS = {"today": 0, "tonight": 0, "tonite": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "prior": -1, "next": 1, "coming": 1, "following": 1, "upcoming": 1}
_FROM_MENTION = frozenset(("previous", "preceding", "prior", "following", "that", "same"))
_STORY = 4  # sentences back to the date that "later" or "the following month" goes on from; publication hardly ever is it
_QUARTERLY = 3  # sentences back in which a quarter still governs "a year earlier"


# --- days ------------------------------------------------------------------------------------------------------------


def _day_word(found: Found, context: Context) -> Reading | None:
    word = found.word("day_word")
    reading = shifted(context.publication, _DAYS[word], "day")
    modifier = common.part(found.words("edge"))
    if word in ("tonight", "tonite"):
        return reading.at("TNI").cut(modifier)
    if found.has("daypart"):
        return reading.at("T" + lexicon.DAYPARTS[found.word("daypart")]).cut(modifier)
    return reading.cut(modifier)


def _day_beside(found: Found, context: Context) -> Reading | None:
    """ "the day before yesterday", "the day after tomorrow"."""
    return shifted(context.publication, -2 if found.word("side") == "before" else 2, "day")


def _day_part(found: Found, context: Context) -> Reading | None:
    which, name = found.words("which")[-1], found.word("daypart")
    anchor = context.anchor(found, "day") if which in ("that", "same", "next", "following", "previous") else context.publication
    step = {"last": -1, "next": 1, "following": 1, "previous": -1}.get(which, 0)
    return shifted(anchor, step, "day").at("T" + lexicon.DAYPARTS[name]).cut(common.part(found.words("edge")))


# --- weeks, months, years by name ------------------------------------------------------------------------------------


def _unit(found: Found, context: Context) -> Reading | None:
    which, unit = found.words("which")[-1], lexicon.UNITS[found.word("calendar_unit")]
    modifier = common.part(found.words("edge") or found.words("part"))
    anchor = _unit_anchor(found, context, which, unit)
    reading = shifted(anchor, _STEPS.get(which, 0), unit)
    if found.words("edge")[:1] == ["earlier"] or found.words("edge")[:1] == ["later"]:
        return _up_to_anchor(reading, anchor, found.word("edge"))
    return reading.cut(modifier)


def _unit_anchor(found: Found, context: Context, which: str, unit: str) -> Anchor | None:
    if which in _FROM_MENTION or (which == "next" and unit == "day"):
        return context.anchor(found, unit, _STORY)
    return context.publication


def _up_to_anchor(reading: Reading, anchor: Anchor | None, word: str) -> Reading:
    """ "earlier this year" ends, "later this year" begins, with the day counted from."""
    modifier: Modifier = "start" if word == "earlier" else "end"
    if reading.period is None or anchor is None or reading.period.granularity == "day":
        return replace(reading, modifier=modifier)
    span, now = reading.period, anchor.period.earliest
    if not span.earliest <= now <= span.latest:
        return reading.cut(modifier)
    days = (span.earliest, now) if word == "earlier" else (now, span.latest)
    return replace(reading, modifier=modifier, period=Period(*days, span.granularity))


def _running_unit(found: Found, context: Context) -> Reading | None:
    """ "throughout the week", "the end of the year": the one running at publication, or that of a mention just before."""
    unit = lexicon.UNITS[found.word("calendar_unit")]
    if found.after() in ("ended", "ending", "to") and not found.has("part"):
        return None
    anchor = context.publication
    if unit == "day":
        anchor = context.anchor(found, unit)
    reading = shifted(anchor, 0, unit)
    edge = found.words("edge")
    if edge[:1] in (["earlier"], ["later"]):
        return _up_to_anchor(reading, anchor, edge[0])
    return replace(reading, certainty=0.7).cut(common.part(edge or found.words("part")))


def _is_unit(found: Found) -> bool:
    if common.is_title(found) or found.after() in ("-", "olds"):
        return False
    which = found.words("which")[-1]
    if which == "last" and found.before() == "at" and found.last - found.first == 2:  # "at last week after week"
        return False
    if which == "past":
        return False  # "the past week" is no week of the calendar
    return not (found.word("calendar_unit") in ("decade", "century") and which == "last" and "the" in found.all_words())


def _is_running_unit(found: Found) -> bool:
    index = found.spans["calendar_unit"][0]
    if found.tokens.word(index)[0].isupper() and not common.is_headline(found):
        return False
    unit = found.word("calendar_unit")
    if found.has("part") or found.has("edge"):
        return unit != "day"
    if found.before() == "of" and found.before(2) not in _PORTIONS:
        return False  # "song of the year"
    return (
        unit in ("week", "month", "year") and found.before() in _DURING and found.after() not in ("after", "before", "of", "when", "that")
    )


_PORTIONS = word_set("rest part remainder half most much all months weeks days time course third quarter")
_DURING = word_set(
    """
    in during for throughout through over of within this across
    """
)


def _unit_beyond(found: Found, context: Context) -> Reading | None:
    step = 2 if "after" in found.all_words() else -2
    return shifted(context.publication, step, lexicon.UNITS[found.word("calendar_unit")])


def _year_end(found: Found, context: Context) -> Reading | None:
    unit = found.word("calendar_unit")
    step = -1 if found.before() == "since" else 0
    reading = shifted(context.publication, step, unit)
    if reading.period is None or reading.anchor is None:
        return reading
    return reached(periods.day(reading.period.latest), reading.anchor, f"last day of the {unit}", 0.85)


# --- counted shifts --------------------------------------------------------------------------------------------------


def _ago(found: Found, context: Context) -> Reading | None:
    count, unit = numbers.count(found.words("count")), lexicon.UNITS[found.word("unit")]
    modifier = common.about(found.words("about"))
    if count is None:
        return vague("PAST_REF")
    if count == 1 and unit == "year" and context.reporting(found, _QUARTERLY):
        return _year_before_quarter(found, context)
    return _count_from(context.publication, -count, unit, modifier)


def _count_from(anchor: Anchor | None, count: float, unit: str, modifier: Modifier | None) -> Reading:
    if unit in ("hour", "minute", "second"):
        reading = shifted(anchor, count, unit, "day")
        return replace(reading, type="time", value=reading.value + "TXX", granularity="time", certainty=0.5)
    to = {"decade": "year", "century": "year", "generation": "year", "fortnight": "week", "night": "day"}.get(unit, unit)
    if unit == "generation":
        return vague("PAST_REF" if count < 0 else "FUTURE_REF")
    return replace(shifted(anchor, count, {"night": "day"}.get(unit, unit), to), modifier=modifier)


def _year_before_quarter(found: Found, context: Context) -> Reading | None:
    anchor = context.reporting(found, _QUARTERLY)
    return shifted(anchor, -1, "year", "quarter")


def _earlier(found: Found, context: Context) -> Reading | None:
    """ "five days earlier", "two weeks later": counted from the last date in the sentence, the one before, or publication."""
    count, unit = numbers.count(found.words("count")), lexicon.UNITS[found.word("unit")]
    back = found.word("side") in ("earlier", "before", "previously", "prior")
    if count is None:
        return vague("PAST_REF" if back else "FUTURE_REF")
    if count == 1 and unit == "year" and back and context.reporting(found, _QUARTERLY):
        return _year_before_quarter(found, context)
    anchor = context.anchor(found, {"night": "day", "decade": "year"}.get(unit, unit), 1 if back else _STORY)
    reading = _count_from(anchor, -count if back else count, unit, common.about(found.words("about")))
    if unit in ("week", "fortnight") and anchor and anchor.source != "publication" and anchor.period.granularity == "day":
        return _same_weekday(reading, anchor, -count if back else count, unit)
    return reading


def _same_weekday(reading: Reading, anchor: Anchor, count: float, unit: str) -> Reading:
    """Whole weeks from a known day give a day."""
    day = periods.day(periods.move(anchor.period.earliest, count, unit))
    return replace(reached(day, anchor, reading.rule, 0.85), modifier=reading.modifier)


def _is_earlier(found: Found) -> bool:
    """ "two days before the vote" counts from the vote, which is no date: only a length is said there."""
    if found.word("side") not in ("before", "after", "prior"):
        return found.after() != "than"
    return not found.after() or not found.after().isalnum()


def _hence(found: Found, context: Context) -> Reading | None:
    count = numbers.count(found.words("count"))
    unit = lexicon.UNITS[found.word("unit")]
    if count is None:
        return vague("FUTURE_REF")
    anchor = context.publication
    if found.has("day_word") and anchor:
        moved = periods.day(anchor.period.earliest + dt.timedelta(days=_DAYS[found.word("day_word")]))
        anchor = Anchor(moved, moved.earliest.isoformat(), "publication")
        return reached(periods.day(periods.move(moved.earliest, count, unit)), anchor, f"{count:g} {unit}s from that day")
    return _count_from(anchor, count, unit, common.about(found.words("about")))


def _unit_before(found: Found, context: Context) -> Reading | None:
    """ "the day before", "the week after" at the end of a clause."""
    unit = lexicon.UNITS[found.word("calendar_unit")]
    step = -1 if found.word("side") in ("before", "earlier", "previous") else 1
    return shifted(context.anchor(found, unit), step, unit)


def _ends_clause(found: Found) -> bool:
    return not found.after() or not found.after().isalnum()


# --- windows that end or begin with publication ------------------------------------------------------------------------


def _window(found: Found, context: Context) -> Reading | None:
    count = numbers.count(found.words("count")) if found.has("count") else 1.0
    unit = lexicon.UNITS[found.word("unit")]
    word = found.word("which")
    base = Reading("duration", timex3.of_length(count, unit), None, unit, "length of time")
    if found.has("about"):
        base = replace(base, modifier=common.about(found.words("about")))
    if count is None or context.publication is None or word not in _STEPS or unit in ("hour", "minute", "second"):
        return base
    return _hang(base, context.publication, _STEPS[word] * count, unit)


def _hang(base: Reading, anchor: Anchor, count: float, unit: str) -> Reading:
    """A length that ends or begins at publication."""
    try:
        edge = periods.move(anchor.period.earliest, count, {"night": "day", "generation": "decade"}.get(unit, unit))
    except (ValueError, OverflowError):
        return base
    first, last = sorted((edge, anchor.period.earliest))
    if unit == "quarter":  # whole quarters, not the running one
        running = periods.around(anchor.period.earliest, unit)
        first = periods.around(periods.move(running.earliest, min(count, 1), unit), unit).earliest
        last = periods.around(periods.move(running.earliest, max(count, -1), unit), unit).latest
    side = "up to" if count < 0 else "from"
    rule = f"{abs(count):g} {unit}{'' if abs(count) == 1 else 's'} {side} publication"
    return replace(base, period=Period(first, last, unit), anchor=anchor, rule=rule, certainty=0.8)


def _is_window(found: Found) -> bool:
    if not found.has("count"):
        plural = found.tokens.lower[found.last - 1] in lexicon.PLURALS
        spans = ("past", "coming", "last") if found.word("unit") in ("decade", "century") else ("past", "coming")
        return not plural and found.word("which") in spans and found.word("unit") not in ("second", "half", "quarter")
    return not (found.has("count") and found.after() == "-" and found.after(1) == "old")


RULES = (
    Rule(
        "day by name",
        "( <edge> )? <day_word> ( <daypart> )?",
        _day_word,
        (
            Example("He resigned yesterday.", "2023-05-01", "yesterday", "2023-04-30"),
            Example("They meet tomorrow morning.", "2023-05-01", "tomorrow morning", "2023-05-02TMO", "2023-05-02/2023-05-02"),
            Example("He resigned late yesterday.", "1991-02-25", "late yesterday", "1991-02-24"),
            Example("He resigned today.", "", "today", "XXXX-XX-XX", ""),
            Example("He told USA TODAY so.", "2023-05-01", ""),
        ),
        lambda found: not common.is_name(found),
    ),
    Rule(
        "day beside yesterday or tomorrow",
        "( the )? day <side_day:side> ( yesterday | tomorrow )",
        _day_beside,
        (Example("She left the day before yesterday.", "2023-05-01", "the day before yesterday", "2023-04-29"),),
    ),
    Rule(
        "part of a day",
        "( <edge> )? <which_part:which> <daypart>",
        _day_part,
        (
            Example("He resigned this morning.", "2023-05-01", "this morning", "2023-05-01TMO", "2023-05-01/2023-05-01"),
            Example("Rain fell last night.", "2023-05-01", "last night", "2023-04-30TNI", "2023-04-30/2023-04-30"),
            Example("He spoke on April 3. That evening he left.", "2023-05-01", "That evening", "2023-04-03TEV", "2023-04-03/2023-04-03"),
        ),
    ),
    Rule(
        "unit before, of or after publication",
        "( <edge> | ( the )? <part> )? <which_unit:which> <calendar_unit>",
        _unit,
        (
            Example("Prices fell last week.", "1998-03-22", "last week", "1998-W11"),
            Example("Late last year they agreed.", "2023-05-05", "Late last year", "2022", "2022-09-01/2022-12-31"),
            Example("Earlier this year it was closed.", "2023-05-05", "Earlier this year", "2023", "2023-01-01/2023-05-05"),
            Example("He will visit Rome next week.", "2023-05-05", "next week", "2023-W19"),
            Example("In June 2020 it shut; the following month it burned.", "", "the following month", "2020-07"),
            Example("It shut on June 3, 2020. The next day it burned.", "", "The next day", "2020-06-04"),
            Example("Prices fell last week.", "", "last week", "XXXX-WXX", ""),
            Example("At the end of last year it had ten.", "2023-05-05", "the end of last year", "2022", "2022-09-01/2022-12-31"),
            Example('She told "This Week" of it on air.', "2023-05-05", ""),
        ),
        _is_unit,
    ),
    Rule(
        "unit running at publication",
        "( ( the )? <edge> in | <part_of:part> )? the <calendar_unit>",
        _running_unit,
        (
            Example("Talks go on throughout the week.", "2023-05-02", "the week", "2023-W18"),
            Example("It will close by the end of the year.", "2023-05-02", "the end of the year", "2023", "2023-09-01/2023-12-31"),
            Example("Later in the month it rained.", "2023-05-12", "Later in the month", "2023-05", "2023-05-12/2023-05-31"),
            Example("She was named Woman of the Year, with the song of the year.", "2023-05-12", ""),
        ),
        _is_running_unit,
    ),
    Rule(
        "unit after next or before last",
        "the <calendar_unit> ( after next | before last )",
        _unit_beyond,
        (
            Example("They vote the week after next.", "2023-05-03", "the week after next", "2023-W20"),
            Example("They voted the year before last.", "2023-05-03", "the year before last", "2021"),
        ),
    ),
    Rule(
        "end of the year",
        "<year_unit:calendar_unit> ( ' s )? -? end",
        _year_end,
        (
            Example("It should be done by year-end.", "2023-05-02", "year-end", "2023-12-31"),
            Example("Stocks rose since year-end.", "2023-05-02", "year-end", "2022-12-31"),
        ),
    ),
    Rule(
        "units ago",
        "<about>? <how_many:count> -? <unit> ago",
        _ago,
        (
            Example("It began 10 days ago.", "1998-03-22", "10 days ago", "1998-03-12"),
            Example("It began six weeks ago.", "1998-03-01", "six weeks ago", "1998-W03"),
            Example("It began two months ago.", "2000-01-28", "two months ago", "1999-11"),
            Example("It began nearly four years ago.", "1998-02-27", "nearly four years ago", "1994"),
            Example("A decade ago it was new.", "1999-03-12", "A decade ago", "1989"),
            Example("Many years ago it was new.", "1999-03-12", "Many years ago", "PAST_REF", ""),
            Example("The sea was here 500 million years ago.", "1999-03-12", "500 million years ago", "PAST_REF", ""),
            Example("It began 10 days ago.", "", "10 days ago", "XXXX-XX-XX", ""),
        ),
    ),
    Rule(
        "units earlier or later",
        "<about>? <how_many:count> -? <unit> <side_later:side>",
        _earlier,
        (
            Example(
                "On April 28, after the opening of the border post five days earlier, they left.",
                "2023-05-03",
                "five days earlier",
                "2023-04-23",
            ),
            Example("It sank on May 3, 1921. Two weeks later it was found.", "", "Two weeks later", "1921-05-17"),
            Example("It was built in 1950 and burned ten years later.", "", "ten years later", "1960"),
            Example("He had quit two days before.", "2023-05-03", "two days before", "2023-05-01"),
            Example("He had quit two days before the vote.", "2023-05-03", "two days", "P2D", ""),
            Example("Profit rose in the third quarter of 1989 from 3 cents a year earlier.", "", "a year earlier", "1988-Q3"),
        ),
        _is_earlier,
    ),
    Rule(
        "units from now",
        "<about>? <how_many:count> <unit> ( from now | hence | from <day_word> )",
        _hence,
        (
            Example("They meet three weeks from now.", "2023-05-03", "three weeks from now", "2023-W21"),
            Example("They meet two days from tomorrow.", "2023-05-03", "two days from tomorrow", "2023-05-06"),
        ),
    ),
    Rule(
        "in so many units' time",
        "in [ <count> <unit> ' time ]",
        _hence,
        (Example("They vote in two years' time.", "2023-05-03", "two years' time", "2025"),),
    ),
    Rule(
        "unit before or after",
        "the <calendar_unit> <side_unit:side>",
        _unit_before,
        (
            Example("He left on April 3; she had left the day before.", "2023-05-03", "the day before", "2023-04-02"),
            Example("She left the day before the vote.", "2023-05-03", ""),
        ),
        _ends_clause,
    ),
    Rule(
        "so many past or coming units",
        "( the )? <count> <which_window:which> <units:unit>",
        _window,
        (Example("What happened in the 10 previous weeks?", "2018-08-30", "the 10 previous weeks", "P10W", "2018-06-21/2018-08-30"),),
        lambda found: found.word("which") in _STEPS,
    ),
    Rule(
        "units up to or from publication",
        "<window_about:about>? ( the | these | those )? <which_window:which> <count>? -? <unit>",
        _window,
        (
            Example("Rain fell over the past three months.", "2023-05-03", "the past three months", "P3M", "2023-02-03/2023-05-03"),
            Example("It will take the next two years.", "2023-05-03", "the next two years", "P2Y", "2023-05-03/2025-05-03"),
            Example("They met over the past few days.", "2023-05-03", "the past few days", "PXD", ""),
            Example("Sales rose in the first nine months.", "2023-05-03", "the first nine months", "P9M", ""),
        ),
        _is_window,
    ),
)
