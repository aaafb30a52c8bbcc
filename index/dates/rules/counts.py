"""Rules that count units from another day: "ten days ago", "five days earlier", "the past three months", "the day before"."""

from __future__ import annotations

from dataclasses import replace

from index.dates import lexicon, numbers, timex3
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.mention import Modifier
from index.dates.period import Period
from index.dates.reading import Anchor, Reading, reached, shifted, unresolved, vague
from index.dates.rule import Example, Rule
from index.dates.rules import common

_DAYS = {"today": 0, "tonight": 0, "tonite": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1, "following": 1, "upcoming": 1}
_STORY = 4  # sentences back to the date that "two weeks later" goes on from; publication hardly ever is it
_QUARTERLY = 3  # sentences back in which a quarter still governs "a year earlier"
# units that are moved by, or told in, another one
_MOVED_BY = {"night": "day"}
_TOLD_IN = {"decade": "year", "century": "year", "fortnight": "week", "night": "day"}


def _ago(found: Found, context: Context) -> Reading | None:
    count, unit = numbers.count(found.words("count")), lexicon.UNITS[found.word("unit")]
    modifier = common.about(found.words("about"))
    if count is None:
        return vague("PAST_REF")
    if count == 1 and unit == "year" and context.reporting(found, _QUARTERLY):
        return _year_before_quarter(found, context)
    return _count_from(context.publication, -count, unit, modifier)


def _two_ago(found: Found, context: Context) -> Reading | None:
    first, second = numbers.count(found.words("count")), numbers.count(found.words("count_more"))
    unit, finer = lexicon.UNITS[found.word("unit")], lexicon.UNITS[found.word("unit_more")]
    if not first or not second or finer in ("hour", "minute", "second"):
        return None
    head = shifted(context.publication, -first, unit, "day")
    if head.period is None or head.anchor is None:
        return unresolved(finer, "before an unknown day")
    span = periods.around(periods.move(head.period.earliest, -second, finer), "day")
    return reached(span, head.anchor, f"{second:g} {finer}{'' if second == 1 else 's'} before: {head.rule}", 0.8)


def _count_from(anchor: Anchor | None, count: float, unit: str, modifier: Modifier | None) -> Reading:
    if unit in ("hour", "minute", "second"):
        reading = shifted(anchor, count, unit, "day")
        return replace(reading, type="time", value=reading.value + "TXX", granularity="time", certainty=0.5)
    if unit == "generation":
        return vague("PAST_REF" if count < 0 else "FUTURE_REF")
    return replace(shifted(anchor, count, _MOVED_BY.get(unit, unit), _TOLD_IN.get(unit, unit)), modifier=modifier)


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
    anchor = context.anchor(found, _TOLD_IN.get(unit, unit), 1 if back else _STORY)
    if not back and anchor is context.publication and context.tense(found) == "past":
        return unresolved(unit, "later than something not dated")  # "four years later" in a tale never goes on from publication
    reading = _count_from(anchor, -count if back else count, unit, common.about(found.words("about")))
    if unit in ("week", "fortnight") and anchor and anchor.source != "publication" and anchor.period.granularity == "day":
        return _same_weekday(reading, anchor, -count if back else count, unit)
    return reading


def _same_weekday(reading: Reading, anchor: Anchor, count: float, unit: str) -> Reading:
    """Whole weeks from a known day give a day."""
    day = periods.day(periods.move(anchor.period.earliest, count, unit))
    return replace(reached(day, anchor, f"{reading.rule}, to the day", 0.85), modifier=reading.modifier)


def _is_earlier(found: Found) -> bool:
    """ "two days before the vote" counts from the vote, which is no date: only a length is said there."""
    if found.tokens.lower[found.spans["unit"][0]] == "second" and found.word("count") == "a":
        return False  # "a second later" is a figure of speech
    if found.word("side") not in ("before", "after", "prior"):
        return found.after() != "than"
    return not found.after() or not found.after().isalnum()


_SUBJECTS = word_set("he she it they we i you the a an his her its their in on at")


def _hence(found: Found, context: Context) -> Reading | None:
    count = numbers.count(found.words("count"))
    unit = lexicon.UNITS[found.word("unit")]
    if count is None:
        return vague("FUTURE_REF")
    anchor = context.publication
    if found.has("day_word") and anchor:
        named = shifted(anchor, _DAYS[found.word("day_word")], "day")
        if named.period is None:
            return named
        rule = f"{count:g} {unit}{'' if count == 1 else 's'} after: {named.rule}"
        return reached(periods.day(periods.move(named.period.earliest, count, unit)), anchor, rule)
    return _count_from(anchor, count, unit, common.about(found.words("about")))


def _unit_before(found: Found, context: Context) -> Reading | None:
    """ "the day before", "the week after" at the end of a clause."""
    unit = lexicon.UNITS[found.word("calendar_unit")]
    step = -1 if found.word("side") in ("before", "earlier", "previous") else 1
    return shifted(context.anchor(found, unit), step, unit)


def _ends_clause(found: Found) -> bool:
    """ "The day before, he left" and "The day before he had left", but "the day before the vote" """
    opens = not found.before() and found.after() in ("he", "she", "it", "they", "we", "i") and found.after(1) == "had"
    return opens or not found.after() or not found.after().isalnum()


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
        whole = periods.whole_quarters(anchor.period.earliest, count)
        first, last = whole.earliest, whole.latest
    side = "up to" if count < 0 else "from"
    rule = f"{abs(count):g} {unit}{'' if abs(count) == 1 else 's'} {side} publication"
    return replace(base, period=Period(first, last, unit), anchor=anchor, rule=rule, certainty=0.8)


def _is_window(found: Found) -> bool:
    if not found.has("count"):
        plural = found.tokens.lower[found.last - 1] in lexicon.PLURALS
        spans = {"decade": ("past", "coming", "last"), "century": ("past", "coming", "last"), "fortnight": tuple(_STEPS)}.get(
            found.word("unit"), ("past", "coming")
        )
        return not plural and found.word("which") in spans and found.word("unit") not in ("second", "half", "quarter")
    return not (found.has("count") and found.after() == "-" and found.after(1) == "old")


RULES = (
    Rule(
        "units ago",
        "<about>? <how_many:count> -? <unit> ( or so )? ago",
        _ago,
        (
            Example("It began 10 days ago.", "1998-03-22", "10 days ago", "1998-03-12"),
            Example("It began six weeks ago.", "1998-03-01", "six weeks ago", "1998-W03"),
            Example("It began two months ago.", "2000-01-28", "two months ago", "1999-11"),
            Example("It began nearly four years ago.", "1998-02-27", "nearly four years ago", "1994"),
            Example("It began a week or so ago.", "1998-02-27", "a week or so ago", "1998-W08"),
            Example("A decade ago it was new.", "1999-03-12", "A decade ago", "1989"),
            Example("Many years ago it was new.", "1999-03-12", "Many years ago", "PAST_REF", ""),
            Example("The sea was here 500 million years ago.", "1999-03-12", "500 million years ago", "PAST_REF", ""),
            Example("It began 10 days ago.", "", "10 days ago", "XXXX-XX-XX", ""),
        ),
    ),
    Rule(
        "two units ago",
        "<how_many:count> <unit> and <number:count_more> <unit:unit_more> ago",
        _two_ago,
        (Example("It began two weeks and three days ago.", "2023-05-18", "two weeks and three days ago", "2023-05-01"),),
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
            Example("A jury ruled four years later.", "2023-05-03", "four years later", "XXXX", ""),
            Example("He had quit two days before the vote.", "2023-05-03", "two days", "P2D", ""),
            Example("Profit rose in the third quarter of 1989 from 3 cents a year earlier.", "", "a year earlier", "1988-Q3"),
        ),
        _is_earlier,
    ),
    Rule(
        "units after or before that",
        "<about>? <how_many:count> <unit> <side_day:side> ( that | this | then )",
        _earlier,
        (
            Example("It shut on May 3, 2021. A week after that it burned.", "2023-05-03", "A week after that", "2021-05-10"),
            Example("He quit two days before this war began.", "2023-05-03", "two days", "P2D", ""),
        ),
        lambda found: not found.after().isalnum() or found.after() in _SUBJECTS,
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
