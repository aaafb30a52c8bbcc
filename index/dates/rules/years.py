"""Rules for years and longer: "in 1991", "1986-88", "the early 1990s", "the nineties", "the 20th century"."""

from __future__ import annotations

import datetime as dt

from index.dates import lexicon, numbers
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.period import Period
from index.dates.reading import Reading, stated
from index.dates.rule import Example, Rule
from index.dates.rules import common

_FARTHEST = 60  # years after publication that a bare number of four digits can still mean
_BEFORE_YEAR = word_set(
    """
    in since by until till from of during before after between through around about circa early late mid year the
    """
)
_STRONG = word_set(
    """
    in since by until till from circa year around
    """
)
_NAMED_BY_NUMBER = word_set(
    """
    windows office boeing airbus flight model route highway room section rule channel no number article page
    apartment suite box sr interstate playstation xbox area resolution chapter bill unit building gate bus train
    """
)
_OWNERS = word_set(
    """
    his her their my our your its
    """
)


def _year(found: Found, context: Context) -> Reading | None:
    number = common.year(found)
    latest = context.published.year + _FARTHEST if context.published else 2199
    if number > latest and not found.has("named"):
        return None
    rule = "year as written" if found.word("any_year")[0].isdigit() else common.written(str(number))
    return stated(periods.year(number), rule, 0.95).cut(common.part(found.words("part")))


def _is_year(found: Found) -> bool:
    words = found.words("any_year")
    if found.has("named"):
        return not common.counts_something(found)
    if common.counts_something(found) or glued(found):
        return False
    before = found.before()
    if not words[0].isdigit():
        spelt_out = words[0] in ("nineteen", "eighteen", "seventeen") and words[-1] in lexicon.NUMBER_WORDS and "hundred" not in words
        return spelt_out or before in _BEFORE_YEAR - {"the"} or found.has("part")
    number = int(words[0])
    plural = found.after().endswith("s") and found.after() not in ("was", "is", "has", "as", "this", "its", "his", "elections")
    if before in _NAMED_BY_NUMBER:
        return False
    if number < 1500 or number > 2100 or (number % 100 == 0 and number < 1900):
        return before in _STRONG and not plural
    return not (plural and before in ("about", "some", "than", "over", "nearly", "to", "least", "up"))


_SIGNS = "%#@&+*=_\\"


def glued(found: Found) -> bool:
    """Whether other digits or signs hang on to a number without a space: a phone number, a score, a code, an address."""
    tokens = found.tokens
    before, after = found.before(), found.after()
    touches_before = before != "" and tokens.ends[found.first - 1] == tokens.starts[found.first]
    touches_after = after != "" and tokens.starts[found.last] == tokens.ends[found.last - 1]
    return (touches_before and _is_code(before, found.before(2))) or (touches_after and _is_code(after, found.after(1)))


def _is_code(sign: str, beyond: str) -> bool:
    return sign in _SIGNS or (sign in "-/.:" and beyond[:1].isdigit())


def _years(found: Found, context: Context) -> Reading | None:
    first, last = common.year(found), found.word("last_year")
    end = int(last) if len(last) == 4 else first - first % 100 + int(last)
    if not first < end <= first + 150:
        return None
    span = Period(dt.date(first, 1, 1), dt.date(end, 12, 31), "years")
    return Reading("date", f"{first:04d}/{end:04d}", span, "year", "years as written", certainty=0.9)


def _are_years(found: Found) -> bool:
    first, last = common.year(found), found.word("last_year")
    if glued(found) or found.before() in ("-", "/", "."):
        return False
    if found.tokens.ends[found.first] != found.tokens.starts[found.first + 1]:
        return len(last) == 4
    return 1500 <= first <= 2100 and (len(last) == 4 or int(last) == (first + 1) % 100 or int(last) > first % 100)


def _open_year(found: Found, context: Context) -> Reading | None:
    reading = stated(periods.year(common.year(found)), "year as written")
    return reading.cut("before" if found.word("open") == "pre" else "after")


def _short_year(found: Found, context: Context) -> Reading | None:
    number = int(found.word("small_int"))
    year = number + (2000 if number <= 30 else 1900)
    return stated(periods.year(year), common.written(str(year)), 0.7)


def _decade(found: Found, context: Context) -> Reading | None:
    digits = found.word("decade_digits").rstrip("s").rstrip("'")
    first = int(digits)
    if len(digits) == 2:
        first += 2000 if first <= 20 else 1900
    rule = "decade as written" if len(digits) == 4 else common.written(f"{first // 10}")
    return stated(periods.decade(first), rule).cut(common.part(found.words("part")))


def _is_decade(found: Found) -> bool:
    digits = found.word("decade_digits").rstrip("s").rstrip("'")
    if int(digits) % 10 or (len(digits) == 4 and not 1200 <= int(digits) <= 2090):
        return False
    if len(digits) == 4:
        return True
    if found.before() in _OWNERS or found.before() in ("upper", "low", "high", "lower"):
        return False
    return bool({"'", "the"} & set(found.all_words())) or (found.has("part") and found.before() not in _OWNERS)


def _decade_word(found: Found, context: Context) -> Reading | None:
    base = {"eighteen": 1800, "seventeen": 1700}.get(found.all_words()[0], 1900)
    first = base + lexicon.DECADES[found.word("decade_word")]
    return stated(periods.decade(first), common.written(f"{first // 10}"), 0.9).cut(common.part(found.words("part")))


def _is_decade_word(found: Found) -> bool:
    return found.before() not in _OWNERS and (found.last - found.first > 1 or found.before() in ("in", "since"))


def _century(found: Found, context: Context) -> Reading | None:
    number = numbers.ordinal(found.words("which"))
    if not 1 <= number <= 30:
        return None
    return stated(periods.century(number), "century as written").cut(common.part(found.words("part")))


RULES = (
    Rule(
        "year",
        "<part>? <any_year>",
        _year,
        (
            Example("The war of 1992 was long.", "2023-05-03", "1992", "1992"),
            Example("It started in early 2021.", "2023-05-03", "early 2021", "2021", "2021-01-01/2021-04-30"),
            Example("They came in nineteen seventy-nine.", "1998-01-21", "nineteen seventy-nine", "1979"),
            Example("Some 2000 people came and 1980 dollars went.", "2023-05-03", ""),
            Example("Call 138-2010-2015 now on Windows 2000.", "2023-05-03", "now", "PRESENT_REF", ""),
        ),
        _is_year,
    ),
    Rule(
        "year named as one",
        "( the )? ( <named_year:named> | <part> year ( of )? ) <any_year>",
        _year,
        (
            Example("Computers failed in the year two thousand.", "1998-02-05", "the year two thousand", "2000"),
            Example("Sales for the year 2008 fell.", "", "the year 2008", "2008"),
        ),
        lambda found: not common.counts_something(found),
    ),
    Rule(
        "years",
        "<year:any_year> ( - | / ) <year_end:last_year>",
        _years,
        (
            Example("In the 1986-88 slump rents fell.", "", "1986-88", "1986/1988"),
            Example("He played for them 2014–2018 only.", "", "2014–2018", "2014/2018"),
        ),
        _are_years,
    ),
    Rule(
        "before or after a year",
        "<open_year:open> - <any_year>",
        _open_year,
        (Example("Most post-1959 exiles left by sea.", "", "post-1959", "1959"),),
    ),
    Rule(
        "year of two figures",
        "( in | since | of | by | until ) [ ' <small_int> ]",
        _short_year,
        (Example("He had won it in '98 too.", "2003-05-03", "'98", "1998"),),
        lambda found: len(found.word("small_int")) == 2 and not common.counts_something(found) and found.after() != "'",
    ),
    Rule(
        "decade",
        "( the )? <part>? ( the )? '? <decade_digits>",
        _decade,
        (
            Example("Music of the 1990s was loud.", "", "the 1990s", "199"),
            Example("It rose in the early 1990s.", "", "the early 1990s", "199", "1990-01-01/1993-12-31"),
            Example("The songs of the '80s and 1970s.", "", "the '80s", "198"),
            Example("A man in his 80s fell.", "", ""),
        ),
        _is_decade,
    ),
    Rule(
        "second of two decades",
        "<decade_digits:first> ( and | or ) ( the | early | late )? '? [ <decade_digits> ]",
        _decade,
        (Example("Cars of the 70s and 80s rust.", "", "80s", "198"),),
        lambda found: int(found.word("decade_digits").rstrip("s'")) % 10 == 0 and found.before() not in _OWNERS,
    ),
    Rule(
        "decade in words",
        "( the )? <part>? ( the )? ( nineteen | eighteen | seventeen )? <decade_word>",
        _decade_word,
        (
            Example("All through the nineties it grew.", "1998-03-03", "the nineties", "199"),
            Example("She was in her thirties.", "1998-03-03", ""),
        ),
        _is_decade_word,
    ),
    Rule(
        "century",
        "( the )? <part>? ( the )? <century_ordinal:which> -? century",
        _century,
        (
            Example("A palace of the 11th century.", "", "the 11th century", "10"),
            Example("He was a twentieth-century man.", "", "twentieth-century", "19"),
        ),
    ),
)
