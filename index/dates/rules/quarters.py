"""Rules for business periods: "third-quarter", "the year-ago quarter", "the first half of 1990", "fiscal 1989", "2019-Q1"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from index.dates import lexicon, timex3
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.period import Period
from index.dates.reading import Reading, nearer, of_year, picked, reached, shifted, stated, unresolved
from index.dates.rule import Example, Rule
from index.dates.rules import common

_REACH = 8  # sentences in which a quarter named before is still "the quarter"
_DIGITS = re.compile(r"\d+")


def _named(found: Found, context: Context) -> Reading | None:
    """A quarter or half by number, in a stated year, last or next year, or the year nearest publication."""
    unit = "half" if "half" in found.all_words() else "quarter"
    number = _number(found, unit)
    if found.has("any_year"):
        return stated(_span(unit, common.year(found), number))
    before = context.earlier(found, ("quarter", "half"), 0)
    if before is not None and before.value[:4].isdigit() and not found.has("which"):
        spans = [_span(unit, year, number) for year in (before.period.earliest.year - 1, before.period.earliest.year)]
        return reached(spans[-1], before, f"such {unit} of: year of anchor", 0.85)
    if context.publication is None:
        return unresolved(unit, f"{unit} of an unknown year", f"XXXX-{unit[0].upper()}{number}")
    published = context.publication.period.earliest
    if found.has("which"):
        year = published.year + {"last": -1, "next": 1}.get(found.word("which"), 0)
        return reached(_span(unit, year, number), context.publication, f"such {unit} of: {of_year(context.publication, year)}")
    span = _nearest(unit, number, published, context.tense(found))
    rule = picked(unit, lambda year: _span(unit, year, number), span, context.publication)
    return reached(span, context.publication, rule, 0.85)


def _number(found: Found, unit: str) -> int:
    word = found.word("nth")
    if word in ("final", "last", "latter"):
        return 4 if unit == "quarter" else 2
    return int(word[0]) if word[0].isdigit() else lexicon.ORDINALS[word]


def _span(unit: str, year: int, number: int) -> Period:
    return periods.quarter(year, number) if unit == "quarter" else periods.half(year, number)


def _nearest(unit: str, number: int, published: dt.date, tense: str) -> Period:
    spans = [_span(unit, year, number) for year in range(published.year - 1, published.year + 2)]
    running = next((span for span in spans if span.earliest <= published <= span.latest), None)
    if running:
        return running
    past = [span for span in spans if span.latest < published][-1]
    ahead = next(span for span in spans if span.earliest > published)
    return nearer(past, ahead, published, "present" if tense == "future" else "report")


def _is_named(found: Found) -> bool:
    unit = "half" if "half" in found.all_words() else "quarter"
    word = found.word("nth")
    if word in ("last", "latter") and not found.has("any_year") and not (unit == "half" and found.has("which")):
        return False  # "last quarter" is the one before this
    if unit == "half" and word not in ("first", "second", "last", "latter", "1st", "2nd"):
        return False
    if unit == "half" and not (found.has("any_year") or found.has("which")):
        return found.after() not in ("of", "hour", "time", "goal", "goals") and found.before() != "time"
    return word[0].isalpha() or int(word[:-2]) <= 4


def _coded(found: Found, context: Context) -> Reading | None:
    """ "2019-Q1", "Q1 2019", "Q3"."""
    code = found.word("isoquarter")
    year = found.word("year") or next((digits for digits in _DIGITS.findall(code) if len(digits) == 4), "")
    number = int(code[code.index("q") + 1])
    if year:
        return stated(periods.quarter(int(year), number))
    if context.publication is None:
        return unresolved("quarter", "quarter of an unknown year", f"XXXX-Q{number}")
    span = _nearest("quarter", number, context.publication.period.earliest, context.tense(found))
    rule = picked("quarter", lambda year: periods.quarter(year, number), span, context.publication)
    return reached(span, context.publication, rule, 0.8)


def _running(found: Found, context: Context) -> Reading | None:
    """ "the quarter", "the latest quarter": the one spoken of before, else the last that had ended."""
    words = [word for word in found.words("which") if word not in ("the", "its", "their")]
    if "current" in words or words[:1] == ["this"]:
        return shifted(context.publication, 0, "quarter")
    if words[:1] == ["next"] or "coming" in words:
        return shifted(context.publication, 1, "quarter")
    anchor = context.reporting(found, _REACH)
    if words[-1:] == ["previous"] or words[-1:] == ["preceding"]:
        return shifted(anchor or context.publication, -1, "quarter")
    if words[:1] == ["last"] and anchor is None:
        return shifted(context.publication, -1, "quarter")
    if anchor is not None:
        return shifted(anchor, 0, "quarter")
    return shifted(context.publication, 0 if context.tense(found) == "future" else -1, "quarter")


def _is_running(found: Found) -> bool:
    if found.all_words()[-1] == "period":
        return found.word("which") in ("latest", "the") and "latest" in found.words("which")
    return found.after() not in ("of", "-", "century", "mile", "back", "finals", "final") and found.before() not in ("a", "in-")


def _year_before(found: Found, context: Context) -> Reading | None:
    """ "the year-ago quarter", "the corresponding period last year": the quarter spoken of, a year before."""
    anchor = context.reporting(found, _REACH, past_months=False)
    if found.word("quarter") in ("period", "month"):
        wanted = ("month",) if found.word("quarter") == "month" else ("quarter", "month", "half")
        anchor = context.earlier(found, wanted, 1) or anchor
    if found.has("nth"):
        named = _named(found, context)
        if named is not None and named.period is not None:
            return _a_year_before(named)
    if anchor is None and found.has("quarter"):
        return _a_year_before(shifted(context.publication, -1, "quarter"))
    anchor = anchor or context.publication
    if found.has("quarter") or (anchor and anchor.period.granularity == "quarter"):
        return shifted(anchor, -1, "year", anchor.period.granularity if anchor else "quarter")
    return shifted(anchor, -1, "year")


def _a_year_before(quarter: Reading) -> Reading:
    if quarter.period is None:
        return quarter
    span = periods.around(periods.move(quarter.period.earliest, -1, "year"), quarter.period.granularity)
    return replace(quarter, value=timex3.of_period(span), period=span, rule=f"1 year before: {quarter.rule}")


def _quarter_of_year(found: Found, context: Context) -> Reading | None:
    """ "the 1988 quarter": the quarter spoken of, in that year."""
    anchor = context.reporting(found, _REACH, past_months=False)
    year = common.year(found)
    if anchor is None:
        return stated(periods.year(year))
    number = (anchor.period.earliest.month + 2) // 3
    return reached(periods.quarter(year, number), anchor, f"quarter of anchor, in {year}", 0.8)


def _quarter_ended(found: Found, context: Context) -> Reading | None:
    """A quarter that ends near its own last month's end, business years notwithstanding."""
    nearest = context.nearest_year(common.month(found, "month_any"), common.day(found), found)
    if nearest is None:
        return unresolved("quarter", "quarter of an unknown year")
    middle = nearest[0] - dt.timedelta(days=45)
    return reached(periods.around(middle, "quarter"), nearest[1], f"quarter ended near {nearest[0].isoformat()}", 0.8)


def _fiscal(found: Found, context: Context) -> Reading | None:
    if found.has("any_year"):
        return stated(periods.year(common.year(found)), "fiscal year as written", 0.7)
    which = found.word("which")
    return shifted(context.publication, {"last": -1, "previous": -1, "latest": -1, "next": 1}.get(which, 0), "year")


_NTH = "<quarter_nth:nth>"

RULES = (
    Rule(
        "quarter or half of a year",
        (
            f"<owner>? ( early | late )? ( fiscal -? )? {_NTH} -? <quarter_or_half:kind> ( ( ,? ( of | in ) )? ( the )? ( "
            f"fiscal )? ( year )? <any_year> | ,? ( of | in )? ( the )? <which_year:which> year )?"
        ),
        _named,
        (
            Example("Third-quarter sales rose.", "1989-10-26", "Third-quarter", "1989-Q3"),
            Example("It lost money in the fourth quarter.", "1998-01-26", "the fourth quarter", "1997-Q4"),
            Example("Growth will slow in the second quarter.", "2023-05-03", "the second quarter", "2023-Q2"),
            Example("It grew in the third quarter of 1984.", "", "the third quarter of 1984", "1984-Q3"),
            Example("In the first half of 1990 it shrank.", "", "the first half of 1990", "1990-H1"),
            Example("It made more in the first quarter of last year.", "2009-05-07", "the first quarter of last year", "2008-Q1"),
            Example("He scored in the second half of the match.", "2009-05-07", ""),
        ),
        _is_named,
    ),
    Rule(
        "quarter of last or next year",
        f"<which_year:which> year ' s ( fiscal )? {_NTH} -? <quarter_or_half:kind>",
        _named,
        (Example("Next year's first quarter looks good.", "1989-10-31", "Next year's first quarter", "1990-Q1"),),
        _is_named,
    ),
    Rule(
        "year and quarter",
        f"( the )? ( fiscal )? <any_year> {_NTH} -? <quarter_or_half:kind>",
        _named,
        (Example("In the 1988 third quarter it lost money.", "", "the 1988 third quarter", "1988-Q3"),),
        _is_named,
    ),
    Rule(
        "quarter in code",
        "<isoquarter> ( of | - )? <year>?",
        _coded,
        (
            Example("Q1 2019 was slow.", "", "Q1 2019", "2019-Q1"),
            Example("In 2019-Q1 it was slow.", "", "2019-Q1", "2019-Q1"),
            Example("Q3 was slow.", "2019-11-05", "Q3", "2019-Q3"),
        ),
    ),
    Rule(
        "quarter by its last day",
        "[ <owner>? quarter ] ( ended | ending ) <month_any> <day>",
        _quarter_ended,
        (Example("In the quarter ended July 31 it lost money.", "1989-10-30", "the quarter", "1989-Q2"),),
    ),
    Rule(
        "the quarter",
        "<which_quarter:which> ( fiscal )? <quarter_word:quarter>",
        _running,
        (
            Example("In the third quarter it lost money. Sales for the quarter fell.", "1989-10-26", "the quarter", "1989-Q3"),
            Example("In the latest quarter it lost money.", "1989-11-02", "the latest quarter", "1989-Q3"),
            Example("This quarter will be better.", "2023-05-03", "This quarter", "2023-Q2"),
        ),
        _is_running,
    ),
    Rule(
        "same quarter a year before",
        f"( the )? ( comparable | corresponding | same )? year -? ( ago | earlier ) ( {_NTH} -? )? <quarter_or_period:quarter>",
        _year_before,
        (
            Example("Third-quarter profit fell from $3 in the year-ago quarter.", "1989-10-26", "the year-ago quarter", "1988-Q3"),
            Example("It lost money in the year-earlier period.", "1989-10-26", "the year-earlier period", "1988-Q3"),
        ),
    ),
    Rule(
        "the quarter a year before",
        "the <quarter_word:quarter> a year ( ago | earlier )",
        _year_before,
        (
            Example(
                "In the third quarter it lost. For the quarter a year ago it earned $3.", "1989-10-30", "the quarter a year ago", "1988-Q3"
            ),
        ),
    ),
    Rule(
        "last year's quarter",
        "last year ' s <quarter_word:quarter>",
        _year_before,
        (Example("Third-quarter sales beat last year's quarter.", "1989-10-30", "last year's quarter", "1988-Q3"),),
    ),
    Rule(
        "corresponding period",
        (
            "( the )? ( comparable | corresponding | same | like ) <quarter_or_period:quarter> ( ( of | in )? ( the )? ( "
            "last | previous ) year | a year ( ago | earlier ) )"
        ),
        _year_before,
        (
            Example(
                "In the third quarter it earned $3, up from $2 in the corresponding period last year.",
                "1989-11-01",
                "the corresponding period last year",
                "1988-Q3",
            ),
        ),
    ),
    Rule(
        "a year before, as an adjective",
        "( the )? year - ( ago | earlier )",
        _year_before,
        (Example("Third-quarter profit beat the year-ago figure.", "1989-10-26", "the year-ago", "1988-Q3"),),
    ),
    Rule(
        "that quarter of another year",
        "the <year:any_year> ( quarter | period )",
        _quarter_of_year,
        (Example("The third quarter beat the 1988 quarter.", "1989-10-30", "the 1988 quarter", "1988-Q3"),),
    ),
    Rule(
        "fiscal year",
        "( the )? ( fiscal | financial ) ( year )? <any_year>",
        _fiscal,
        (Example("In fiscal 1989 sales fell.", "", "fiscal 1989", "1989"),),
    ),
    Rule(
        "fiscal year by its place",
        "( the | its | their | this )? <which_fiscal:which> ( fiscal | financial | calendar | full ) year",
        _fiscal,
        (Example("It grew in the current fiscal year.", "1989-11-02", "the current fiscal year", "1989"),),
        lambda found: found.after() not in ("ended", "ending"),
    ),
)
