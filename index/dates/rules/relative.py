"""Rules for days and units by their place from here: "yesterday", "last week", "late next year", "the following month"."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from index.dates import lexicon
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.mention import Modifier
from index.dates.period import Period
from index.dates.reading import Anchor, Reading, picked, reached, shifted, unresolved, vague
from index.dates.rule import Example, Rule
from index.dates.rules import common

_DAYS = {"today": 0, "tonight": 0, "tonite": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "prior": -1, "next": 1, "coming": 1, "following": 1, "upcoming": 1}
_FROM_MENTION = frozenset(("previous", "preceding", "prior", "following", "that", "same"))
_STORY = 4  # sentences back to the date that "the following month" goes on from; publication hardly ever is it


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


def _at_large(found: Found, context: Context) -> Reading | None:
    return vague("PRESENT_REF" if "today" in found.all_words() else "FUTURE_REF")


def _day_beside(found: Found, context: Context) -> Reading | None:
    """ "the day before yesterday", "the day after tomorrow"."""
    return shifted(context.publication, -2 if found.word("side") == "before" else 2, "day")


def _day_part(found: Found, context: Context) -> Reading | None:
    which, name = found.words("which")[-1], found.word("daypart")
    told = which in ("that", "same", "next", "following", "previous")
    anchor = context.anchor(found, "day") if told else (context.heading if which == "this" else None) or context.publication
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
    rule = f"{reading.rule}, {'up to' if word == 'earlier' else 'from'} {anchor.name}"
    return replace(reading, modifier=modifier, period=Period(*days, span.granularity), rule=rule)


def _running_unit(found: Found, context: Context) -> Reading | None:
    """ "throughout the week", "the end of the year": the one running at publication, or that of a mention just before."""
    unit = lexicon.UNITS[found.word("calendar_unit")]
    anchor = context.anchor(found, unit) if unit == "day" else context.running(found)
    reading = shifted(anchor, 0, unit)
    edge = found.words("edge")
    if edge[:1] in (["earlier"], ["later"]):
        return _up_to_anchor(reading, anchor, edge[0])
    return replace(reading, certainty=0.7).cut(common.part(edge or found.words("part")))


def _is_unit(found: Found) -> bool:
    if common.is_title(found) or common.hyphenated(found):
        return False
    which = found.words("which")[-1]
    if found.word("calendar_unit") == "day" and which == "last":
        return False  # "on the last day of the fair"
    if found.word("calendar_unit") == "fortnight" and which in ("last", "next"):
        return False  # two weeks up to or from publication, and no calendar's
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
    if found.after() in ("ended", "ending", "to") and not found.has("part"):
        return False
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


def _this_time(found: Found, context: Context) -> Reading | None:
    """ "This time last year": about the same day."""
    step = _STEPS[found.word("which")]
    return replace(shifted(context.publication, step, found.word("unit"), "day"), modifier="about", certainty=0.7)


def _within_day(found: Found, context: Context) -> Reading | None:
    """ "Later in the day": the day last named, else that of publication."""
    reading = shifted(context.anchor(found, "day", 2), 0, "day")
    return replace(reading, modifier="start" if found.word("edge") == "earlier" else "end", certainty=0.7)


def _new_year(found: Found, context: Context) -> Reading | None:
    """ "In the new year": the first months of the year that begins next, or has just begun."""
    ahead = context.published is not None and context.published.month > 6
    return replace(shifted(context.publication, 1 if ahead else 0, "year"), certainty=0.7).cut("start")


def _turn(found: Found, context: Context) -> Reading | None:
    """The last day of a year and the first of the next: the nearest behind, or ahead where the clause looks there."""
    if context.publication is None:
        return unresolved("day", "turn of an unknown year")

    def make(year: int) -> Period:
        return Period(dt.date(year, 12, 31), dt.date(year + 1, 1, 1), "range")

    start = context.publication.period.earliest
    span = make(start.year if context.tense(found) == "future" else start.year - 1)
    return reached(span, context.publication, picked("turn of the year", make, span, context.publication), 0.7)


def _unit_beyond(found: Found, context: Context) -> Reading | None:
    step = 2 if "after" in found.all_words() else -2
    return shifted(context.publication, step, lexicon.UNITS[found.word("calendar_unit")])


def _year_end(found: Found, context: Context) -> Reading | None:
    unit = found.word("calendar_unit")
    step = -1 if found.before() == "since" else 0
    reading = shifted(context.publication, step, unit)
    if reading.period is None or reading.anchor is None:
        return reading
    return reached(periods.day(reading.period.latest), reading.anchor, f"last day of: {reading.rule}", 0.85)


RULES = (
    Rule(
        "today at large",
        "[ today ] ' s <of_our_time>",
        _at_large,
        (Example("In today's world it takes more.", "2023-05-01", "today", "PRESENT_REF", ""),),
    ),
    Rule(
        "tomorrow at large",
        "( people | leaders | world | cars | generation ) of [ tomorrow ]",
        _at_large,
        (Example("It takes the people of tomorrow.", "2023-05-01", "tomorrow", "FUTURE_REF", ""),),
    ),
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
            Example('He was on "This Morning" to talk.', "2023-05-01", ""),
            Example("He resigned this morning.", "2023-05-01", "this morning", "2023-05-01TMO", "2023-05-01/2023-05-01"),
            Example("Rain fell last night.", "2023-05-01", "last night", "2023-04-30TNI", "2023-04-30/2023-04-30"),
            Example("He spoke on April 3. That evening he left.", "2023-05-01", "That evening", "2023-04-03TEV", "2023-04-03/2023-04-03"),
        ),
        lambda found: not common.is_title(found),
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
            Example(
                "It was signed on 6 June 1944. By the end of the month it was void.",
                "2023-05-12",
                "the end of the month",
                "1944-06",
                "1944-06-21/1944-06-30",
            ),
            Example("Later in the month it rained.", "2023-05-12", "Later in the month", "2023-05", "2023-05-12/2023-05-31"),
            Example("She was named Woman of the Year, with the song of the year.", "2023-05-12", ""),
        ),
        _is_running_unit,
    ),
    Rule(
        "this time in another year",
        "( at )? ( this | the same ) time <which_year:which> <unit_back:unit>",
        _this_time,
        (Example("This time last year it was full.", "2023-05-05", "This time last year", "2022-05-05"),),
        lambda found: found.word("which") != "this",
    ),
    Rule(
        "earlier or later in the day",
        "<earlier_later:edge> ( on )? ( in the | that ) ( same )? day",
        _within_day,
        (Example("He spoke on April 3. Later in the day he left.", "2023-05-03", "Later in the day", "2023-04-03"),),
    ),
    Rule(
        "the new year",
        "( in | by | until | before | after | early in ) [ the new year ]",
        _new_year,
        (Example("The trial will begin in the new year.", "2024-11-12", "the new year", "2025", "2025-01-01/2025-04-30"),),
        lambda found: found.after() != "'",
    ),
    Rule(
        "turn of the year",
        "the turn of the ( new )? year",
        _turn,
        (Example("It has been shut since the turn of the year.", "2025-01-03", "the turn of the year", "2024-12-31/2025-01-01"),),
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
)
