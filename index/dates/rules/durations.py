"""Rules for lengths of time: "four days", "a six-week war", "more than two hours", "years of talks", "all day"."""

from __future__ import annotations

from dataclasses import replace

from index.dates import lexicon, numbers, timex3
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.reading import Anchor, Reading, length, repeated, shifted
from index.dates.rule import Example, Rule
from index.dates.rules import common

_PEOPLE = word_set(
    """
    boy girl man woman son daughter child baby infant student mother father grandmother grandfather toddler teenager
    brother sister victim suspect driver pupil widow resident pensioner twin twins player actor actress singer
    """
)
_RATES = word_set(
    """
    times percent cents dollars million billion trillion once twice % people tons tonnes barrels pence barrel units
    bushels pounds euros jobs homes cars
    """
)


def _counted(found: Found, context: Context) -> Reading | None:
    count, unit = numbers.count(found.words("count")), lexicon.UNITS[found.word("unit")]
    reading = length(count, unit, common.about(found.words("about")))
    within = "within" in (found.before(), found.word("about"))
    if (within or found.before() == "in") and count and context.publication and context.tense(found) == "future":
        return _from_now(reading, context.publication, count, unit, whole=within)
    return reading


def _from_now(reading: Reading, anchor: Anchor, count: float, unit: str, *, whole: bool) -> Reading:
    """ "will end in two years", "within two years": a length from publication, of which the end or the whole is meant."""
    if whole and unit not in ("hour", "minute", "second"):
        last = periods.move(anchor.period.earliest, count, "day" if unit == "night" else unit)
        span = periods.Period(anchor.period.earliest, last, unit)
        return replace(reading, period=span, anchor=anchor, rule=f"{count:g} {unit}s from publication", certainty=0.6)
    ahead = shifted(anchor, count, "day" if unit == "night" else unit)
    if ahead.period is None:
        return reading
    return replace(reading, period=ahead.period, anchor=anchor, rule=ahead.rule, certainty=0.6)


def _and_a_half(found: Found, context: Context) -> Reading | None:
    count = numbers.count(found.words("count"))
    more = 0.5 if "half" in found.words("half_more") else 0.25
    return length((count or 0) + more, lexicon.UNITS[found.word("unit")], common.about(found.words("about")))


def _two_units(found: Found, context: Context) -> Reading | None:
    """ "two years and three months" as "P2Y3M"."""
    first, second = numbers.count(found.words("count")), numbers.count(found.words("count_more"))
    if first is None or second is None:
        return None
    head = timex3.of_length(first, lexicon.UNITS[found.word("unit")])
    tail = timex3.of_length(second, lexicon.UNITS[found.word("unit_more")])
    both_times = head.startswith("PT") and tail.startswith("PT")
    value = head + tail[2 if both_times else 1 :]
    return replace(
        length(1, "day"), value=value, granularity=lexicon.UNITS[found.word("unit")], modifier=common.about(found.words("about"))
    )


def _is_counted(found: Found) -> bool:
    if _is_age(found):
        return False
    unit, words = lexicon.UNITS[found.word("unit")], found.words("count")
    if unit == "second" and found.tokens.lower[found.last - 1] == "second" and words[-1] != "one":
        return words[-1][0].isdigit() or "-" in found.all_words()
    if unit in ("half", "season", "quarter") and not found.tokens.lower[found.last - 1].endswith("s"):
        return "-" in found.all_words() and unit != "half"
    if unit == "half" or (unit == "quarter" and "-" in found.all_words() and words[-1] in ("three", "one", "3", "1")):
        return False  # "three-quarters" is a fraction
    if words[0] in ("some", "any") and not found.tokens.lower[found.last - 1].endswith("s"):
        return False
    return not (
        found.before() in ("$", "-", ".")
        and words[0][0].isdigit()
        and found.tokens.ends[found.first - 1] == found.tokens.starts[found.first]
    )


def _is_two_units(found: Found) -> bool:
    if found.before() in ("last", "past", "next", "coming", "previous", "first"):
        return False
    order = list(dict.fromkeys(lexicon.UNITS.values()))
    larger, smaller = order.index(lexicon.UNITS[found.word("unit")]), order.index(lexicon.UNITS[found.word("unit_more")])
    return smaller < larger and found.after() not in ("ago", "earlier", "later", "before", "after", "old", "-")


def _is_age(found: Found) -> bool:
    """ "a 6-year-old", "aged five years", "12 years old": ages are no lengths of time told of."""
    unit = lexicon.UNITS[found.word("unit")] if found.has("unit") else "year"
    if found.before() in ("aged", "age"):
        return True
    if found.after() == "old":
        return True
    if found.after() == "-" and found.after(1) in ("old", "olds"):
        return unit == "year" or found.after(2) in _PEOPLE
    return found.after() == "of" and found.after(1) == "age"


def _article(found: Found, context: Context) -> Reading | None:
    unit = lexicon.UNITS[found.word("one_unit")]
    if found.before() in _RATES or _after_amount(found):
        return repeated(timex3.of_length(1, unit), unit)
    return length(1, unit, common.about(found.words("about")))


def _after_amount(found: Found) -> bool:
    """Whether a number, or the plural it counts, stands before the match ("50,000 discs a year")."""
    if found.before()[:1].isdigit():
        return not found.before().endswith("th")
    return found.before().endswith("s") and any(
        found.before(back)[:1].isdigit() or found.before(back) in lexicon.NUMBER_WORDS for back in (2, 3, 4)
    )


_BEFORE_LENGTH = word_set(
    """
    for in within after than over about nearly almost last lasted lasts took take takes once twice half only just
    under least most another up of
    """
)


def _is_article(found: Found) -> bool:
    unit, before = lexicon.UNITS[found.word("one_unit")], found.before()
    if _is_age(found) or unit in ("second", "quarter", "half", "season", "night", "weekend", "generation"):
        return False
    if found.after() in ("of", "when", "that", "where") and unit == "day":
        return False
    if before in _RATES or _after_amount(found) or found.has("about"):
        return True
    if unit == "day" and not _after_amount(found):
        return before in _BEFORE_LENGTH or found.after() in ("after", "before")
    return unit in ("week", "month", "year", "hour", "minute", "decade", "century", "fortnight") and found.after() not in ("-",)


def _plural(found: Found, context: Context) -> Reading | None:
    return length(None, lexicon.UNITS[found.word("units")])


_OPEN_LENGTH = word_set(
    """
    for in within after take took takes taking taken despite spent spend last lasted over during through following
    until before
    """
)


def _is_plural(found: Found) -> bool:
    unit, before, after = lexicon.UNITS[found.word("units")], found.before(), found.after()
    if unit in ("second", "half", "quarter", "season", "weekend", "night") or after in ("old", "-"):
        return False
    if found.before(1) in (
        "early",
        "late",
        "first",
        "last",
        "these",
        "those",
        "school",
        "golden",
        "his",
        "her",
        "dog",
        "working",
        "office",
    ):
        return False
    if after in ("of", "-long"):
        return before not in ("the", "some", "many") and not before[:1].isdigit()
    if after in ("ago", "later", "earlier", "before"):
        return False
    return before in _OPEN_LENGTH


def _long(found: Found, context: Context) -> Reading | None:
    word = found.word("unit") or found.word("one_unit")
    plural = word.endswith("s") or word == "centuries"
    return length(None if plural else 1, lexicon.UNITS[word])


def _whole(found: Found, context: Context) -> Reading | None:
    unit = lexicon.UNITS[found.word("one_unit")]
    if found.word("whole") == "half":
        return length(0.5, unit)
    if unit == "year" and found.word("whole") == "the":
        return shifted(context.earlier(found, ("quarter", "half", "year"), 0) or context.publication, 0, "year")
    return length(1, unit)


def _some_time(found: Found, context: Context) -> Reading | None:
    return replace(length(1, "day"), value="PXX", granularity="vague")


def _business_year(found: Found, context: Context) -> Reading | None:
    return length(1, "year")


RULES = (
    Rule(
        "year by its last day",
        "[ <owner>? ( fiscal | financial | full )? year ] ( ended | ending | to ) ( <month_any> | <weekday> | <day_word> | last )",
        _business_year,
        (Example("It earned $3 in the year ended March 31.", "1989-11-02", "the year", "P1Y", ""),),
    ),
    Rule(
        "length in units",
        "<about>? ( the | these | those )? <count> <kind_of_unit>? <unit>",
        _counted,
        (
            Example("It took four days to clear.", "2023-05-03", "four days", "P4D", ""),
            Example("It lasted more than two and a half hours.", "2023-05-03", "more than two and a half hours", "PT2H30M", ""),
            Example("It was shut for over four months.", "2023-05-03", "over four months", "P4M", ""),
            Example("It took several months.", "2023-05-03", "several months", "PXM", ""),
            Example("They will vote in two years.", "2023-05-03", "two years", "P2Y", "2025-01-01/2025-12-31"),
            Example("Two consecutive years of loss followed.", "2023-05-03", "Two consecutive years", "P2Y", ""),
            Example("A 6-year-old boy, aged six years, was 12 years old.", "2023-05-03", ""),
            Example("He came second, a second time, in a second round.", "2023-05-03", ""),
        ),
        _is_counted,
    ),
    Rule(
        "length with a hyphen",
        "<about>? <count> - ( <kind_of_unit> - )? <unit>",
        _counted,
        (Example("The six-week war ended.", "2023-05-03", "six-week", "P6W", ""),),
        _is_counted,
    ),
    Rule(
        "length and a half",
        "<about>? <how_many:count> <unit> <half_more>",
        _and_a_half,
        (Example("A minute and a half passed.", "2023-05-03", "A minute and a half", "PT1M30S", ""),),
        lambda found: found.after() != "of",
    ),
    Rule(
        "length in two units",
        "<about>? <how_many:count> <unit> ( , | and | , and )? <count:count_more> <unit:unit_more>",
        _two_units,
        (
            Example("It took two years and three months.", "2023-05-03", "two years and three months", "P2Y3M", ""),
            Example("It took an hour and 20 minutes.", "2023-05-03", "an hour and 20 minutes", "PT1H20M", ""),
            Example("Two weeks, 3 days ago it fell.", "2023-05-03", "3 days ago", "2023-04-30"),
        ),
        _is_two_units,
    ),
    Rule(
        "one unit",
        "<about>? <article> <one_unit>",
        _article,
        (
            Example("The meeting came a week after the fire.", "2023-05-03", "a week", "P1W", ""),
            Example("They sell 50,000 discs a year.", "2023-05-03", "a year", "P1Y", ""),
            Example("It took nearly an hour.", "2023-05-03", "nearly an hour", "PT1H", ""),
            Example("What a day it was.", "2023-05-03", ""),
        ),
        _is_article,
    ),
    Rule(
        "another unit",
        "for [ another <one_unit> ]",
        _long,
        (Example("They stayed for another day.", "2023-05-03", "another day", "P1D", ""),),
        lambda found: found.words("one_unit")[0] not in ("season", "half", "quarter"),
    ),
    Rule(
        "units without number",
        "<units>",
        _plural,
        (
            Example("For weeks they have marched.", "2023-05-03", "weeks", "PXW", ""),
            Example("Despite years of mediation they fight.", "2023-05-03", "years", "PXY", ""),
            Example("Office hours are short.", "2023-05-03", ""),
        ),
        _is_plural,
    ),
    Rule(
        "as long as a unit",
        "<unit> -? long",
        _long,
        (
            Example("A week-long strike ended.", "2023-05-03", "week-long", "P1W", ""),
            Example("A decades-long feud ended.", "2023-05-03", "decades-long", "PXY", ""),
        ),
    ),
    Rule(
        "whole unit",
        "<whole> <one_unit>",
        _whole,
        (
            Example("It rained all day.", "2023-05-03", "all day", "P1D", ""),
            Example("Sales fell for the full year.", "2023-05-03", "the full year", "2023"),
            Example("It took half an hour.", "2023-05-03", "half an hour", "PT30M", ""),
        ),
        lambda found: not _is_age(found),
    ),
    Rule(
        "some time",
        "for ( quite )? [ ( some | a ( long | short ) ) time ]",
        _some_time,
        (Example("It has been shut for some time now.", "2023-05-03", "some time", "PXX", ""),),
    ),
)
