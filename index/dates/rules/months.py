"""Rules for months: "late April", "November 2020", "last May", "July last year", "the last week of March"."""

from __future__ import annotations

import datetime as dt

from index.dates import lexicon, numbers
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.period import Period
from index.dates.reading import Reading, near_month, picked, reached, stated, unresolved
from index.dates.rule import Example, Rule
from index.dates.rules import common
from index.dates.rules.years import glued

LAST = ("last", "past", "previous", "preceding")
NEXT = ("next", "coming", "following", "upcoming")
# after these a capital "May" or "March" is the month; "by May", "to May" may be a person
BEFORE_MONTH = word_set(
    """
    in by since until till last this next from of during through early late between and before after for to around
    about mid
    """
)
_NOT_NAMED_BY_MONTH = word_set(
    """
    on for to of in from through and government administration campaign team family who was is has
    """
)
_NOT_AFTER_MONTH = word_set(
    """
    said says told was is had has would will who whose
    """
)


_SAYING = word_set("say says said think thinks thought hope hopes hoped believe believes believed know knows knew so such than")


def _month_year(found: Found, context: Context) -> Reading | None:
    span = periods.month(common.year(found), common.month(found, "month_any"))
    return stated(span).cut(common.part(found.words("part")))


def _short_year(found: Found, context: Context) -> Reading | None:
    year, number = 1900 + int(found.word("short")), common.month(found, "month_any")
    return stated(_day_or_month(found, year, number))


def _day_or_month(found: Found, year: int, number: int) -> Period:
    return periods.day(dt.date(year, number, common.day(found))) if found.has("day") else periods.month(year, number)


def _bare_month(found: Found, context: Context) -> Reading | None:
    number = common.month(found)
    placed = context.placed("month", lambda year: periods.month(year, number), found, _near(found, context, number))
    if placed is None:
        reading = unresolved("month", "month of an unknown year", f"XXXX-{number:02d}")
    else:
        reading = reached(*placed, 0.85 if placed[1].source == "publication" else 0.75)
    return reading.cut(common.part(found.words("part")))


def _near(found: Found, context: Context, number: int) -> Period | None:
    if context.published is None:
        return None
    return periods.month(near_month(context.published, number, _tense(found, context)), number)


def _tense(found: Found, context: Context) -> str:
    """The clause's tense where the month is an adverb in it; "a June agreement" says nothing of when."""
    return context.tense(found) if found.before() in BEFORE_MONTH or found.has("part") else ""


def _is_month(found: Found) -> bool:
    word = found.tokens.word(found.spans["month"][0])
    if word not in ("May", "March"):
        return word not in ("April", "June", "August") or not _is_first_name(found)
    if found.has("part"):
        return True
    before, follower = found.before(), found.tokens.word(found.last)
    if follower in ("to", "through", "-") and found.after(1) in lexicon.MONTHS:
        return True
    if before == "and" and not (found.before(2) in lexicon.MONTHS or found.before(2)[:1].isdigit()):
        return False
    if before == "the":
        return follower.islower() and follower not in _NOT_NAMED_BY_MONTH
    if before not in BEFORE_MONTH or found.after() in _NOT_AFTER_MONTH:
        return False
    return not (follower.isalpha() and follower[0].isupper() and before in ("by", "and", "to", "for", "from", "of"))


def _relative_month(found: Found, context: Context) -> Reading | None:
    number, words = common.month(found), found.words("which")
    told = words[-1] in ("that", "same", "following", "previous", "preceding")
    anchors = list(context.told(found, "month", common.STORY)) if told else [context.publication] if context.publication else []
    if not anchors:
        return unresolved("month", "month of an unknown year", f"XXXX-{number:02d}").cut(common.part(found.words("part")))

    def make(year: int) -> Period:
        return _day_or_month(found, year, number)

    spans = [(make(_year_of_relative_month(words, anchor.period.earliest, number)), anchor) for anchor in anchors]
    span, anchor = next((pair for pair in spans if context.is_over(found, pair[0])), spans[0])
    return reached(span, anchor, picked("day" if found.has("day") else "month", make, span, anchor), 0.9).cut(
        common.part(found.words("part"))
    )


def _year_of_relative_month(words: list[str], start: dt.date, number: int) -> int:
    if words[-1] in LAST and "this" not in words:
        return start.year - (number >= start.month)
    if words[-1] in NEXT:
        return start.year + (number <= start.month)
    if words[-1] in LAST:  # "this past May"
        return start.year - (number > start.month)
    return start.year


def _is_first_name(found: Found) -> bool:
    """ "April O'Neill said", but "an April Fool", "In June Mr Brown" and "The August Report"."""
    follower = found.tokens.word(found.last)
    if found.has("part") or not follower[:1].isupper() or (follower.isupper() and follower != "O"):
        return False
    if follower.lower() in lexicon.MONTHS or follower.lower() in lexicon.WEEKDAYS or common.is_headline(found):
        return False
    return found.before() not in BEFORE_MONTH and found.before() not in ("the", "a", "an", "on", "at", ",", "every", "each")


def _points(found: Found) -> bool:
    """ "That April", not "said that April was …"."""
    if found.has("day") and common.counts_something(found):
        return False
    if "that" not in found.words("which") or found.before() in ("", "in", "by", "until", "since", "before", "after", "during", "of"):
        return True
    follower = found.after()
    return found.before() not in _SAYING and (not follower.isalpha() or follower in ("and", *common.PREPOSITIONS))


def _month_of_year(found: Found, context: Context) -> Reading | None:
    """ "July last year", "the April of this year", "September of that year"."""
    number, year = common.month(found), common.year_meant(found, context)
    if year.period is None:
        return unresolved("month", "month of an unknown year", f"XXXX-{number:02d}").cut(common.part(found.words("part")))
    return common.inside(year, periods.month(year.period.earliest.year, number), "month").cut(common.part(found.words("part")))


def _month_span(found: Found, context: Context) -> Reading | None:
    """ "January-March 2019", with one year for both months."""
    year = common.year(found)
    first, last = common.month(found, "month_any"), common.month(found, "to_month")
    span = Period(periods.month(year, first).earliest, periods.month(year, last).latest, "months")
    return Reading("date", f"{year}-{first:02d}/{year}-{last:02d}", span, "month", "months as written")


def _week_in_month(found: Found, context: Context) -> Reading | None:
    month = _month_year(found, context) if found.has("any_year") else _bare_month(found, context)
    if month is None or month.period is None:
        return month
    return common.inside(month, _week_of(month.period, found.word("nth")), "week")


def _week_of(month: Period, word: str) -> Period:
    """The ISO week that holds the first day of the month, and those that follow; "last" the one that holds its last day."""
    if word in ("last", "final"):
        return periods.week(month.latest)
    return periods.week(month.earliest + dt.timedelta(days=7 * (lexicon.ORDINALS[word] - 1)))


def _week_in_year(found: Found, context: Context) -> Reading | None:
    words = found.words("nth")
    whole = stated(periods.year(common.year(found)), "year as written", 0.9) if found.has("any_year") else common.year_meant(found, context)
    if whole.period is None:
        return unresolved("week", "week of an unknown year")
    year = whole.period.earliest.year
    if {"last", "final"} & set(words):
        number = dt.date(year, 12, 28).isocalendar().week
    else:
        number = next(numbers.ordinal([word]) for word in words if numbers.ordinal([word]))
    return common.inside(whole, periods.week(dt.date.fromisocalendar(year, number, 1)), "week")


def _iso_month(found: Found, context: Context) -> Reading | None:
    """ "2023-04" is a month, "2010-11" two years in a row."""
    year, number = (int(part) for part in found.tokens.word(found.first).split("-"))
    if number == (year + 1) % 100:
        span = Period(periods.year(year).earliest, periods.year(year + 1).latest, "years")
        return Reading("date", f"{year}/{year + 1}", span, "year", "years as written", certainty=0.9)
    return stated(periods.month(year, number))


RULES = (
    Rule(
        "year and month in figures",
        "<isomonth>",
        _iso_month,
        (
            Example("The file covers 2021-03 only.", "", "2021-03", "2021-03"),
            Example("In the 2010-11 season they won.", "", "2010-11", "2010/2011"),
        ),
        lambda found: not glued(found),
    ),
    Rule(
        "month and year",
        "<part>? <month_any> ( ,? ( of )? ( the year )? | - | in | / ) <any_year>",
        _month_year,
        (
            Example("The truce of November 2020 held.", "2023-05-03", "November 2020", "2020-11"),
            Example("It began in mid-May 2019.", "", "mid-May 2019", "2019-05", "2019-05-11/2019-05-20"),
            Example("It began in July nineteen ninety-seven.", "", "July nineteen ninety-seven", "1997-07"),
        ),
        lambda found: found.tokens.word(found.last - 1)[:1].isalpha() or 1000 < common.year(found) < 2200,
    ),
    Rule(
        "year and month",
        "<year:any_year> ,? <month_any>",
        _month_year,
        (Example("It was sold in 2017 April.", "", "2017 April", "2017-04"),),
        lambda found: found.before() in ("in", "since", "of", "by", "until", "from", "") and not found.after()[:1].isdigit(),
    ),
    Rule(
        "month and year of two figures",
        "<day>? ( of )? <month_any> ( of | ' | of ' ) <late_int:short>",
        _short_year,
        (Example("He was born in April of 87.", "2020-01-01", "April of 87", "1987-04"),),
        lambda found: not common.counts_something(found),
    ),
    Rule(
        "months of a year",
        "<month_any> ( - | to | through ) <month_any:to_month> ( ,? of? )? <any_year>",
        _month_span,
        (Example("It rained in January-March 2019.", "", "January-March 2019", "2019-01/2019-03"),),
        lambda found: common.month(found, "month_any") < common.month(found, "to_month") and found.before() not in ("this", "last"),
    ),
    Rule(
        "month",
        "<part>? <month>",
        _bare_month,
        (
            Example("In late April the post was set up.", "2023-05-05", "late April", "2023-04", "2023-04-21/2023-04-30"),
            Example("It has been shut since mid-December.", "2023-05-05", "mid-December", "2022-12", "2022-12-11/2022-12-20"),
            Example("The plant will open in March.", "2022-11-05", "March", "2023-03"),
            Example("Prices fell in May.", "2023-08-01", "May", "2023-05"),
            Example("They may march on the city.", "2023-05-05", ""),
            Example("Theresa May was there.", "2023-05-05", ""),
            Example("March on, he told them.", "2023-05-05", ""),
            Example("It came in the beginning of October.", "", "the beginning of October", "XXXX-10", ""),
        ),
        _is_month,
    ),
    Rule(
        "month before or after publication",
        "( the )? <part>? <which_month:which> <month> <day>?",
        _relative_month,
        (
            Example("They met last November.", "2000-01-13", "last November", "1999-11"),
            Example("They met last June.", "1989-10-27", "last June", "1989-06"),
            Example(
                "He was held in May 2020. Terms end June 6. He quit the following July.", "2022-03-01", "the following July", "2020-07"
            ),
            Example("They meet next February.", "2020-03-01", "next February", "2021-02"),
            Example("It opens this September.", "2020-03-01", "this September", "2020-09"),
            Example("It closed this past March.", "2020-06-01", "this past March", "2020-03"),
            Example("Launched on 12 May 2011, it flew past Venus that November.", "2017-02-20", "that November", "2011-11"),
        ),
        _points,
    ),
    Rule(
        "month of last or next year",
        "( the )? <part>? <month> ,? ( of | in )? <which_years> year",
        _month_of_year,
        (
            Example("It opened in July last year.", "2019-02-19", "July last year", "2018-07"),
            Example("Since May of this year it is shut.", "2019-09-19", "May of this year", "2019-05"),
            Example("It shut in March 2020 and opened in June of that year.", "", "June of that year", "2020-06"),
            Example("It shut in 1950 and opened in June the following year.", "", "June the following year", "1951-06"),
        ),
    ),
    Rule(
        "week of a month",
        "( the )? <week_ordinal:nth> week ( of | in ) <month_any> ,? of? <any_year>",
        _week_in_month,
        (Example("It rained in the last week of March 2009.", "", "the last week of March 2009", "2009-W14"),),
    ),
    Rule(
        "week of a year",
        "( the )? <nth_week:nth> of <any_year>",
        _week_in_year,
        (
            Example("It rained in the last week of 2019.", "", "the last week of 2019", "2019-W52"),
            Example("It rained in week 3 of 2027.", "", "week 3 of 2027", "2027-W03"),
        ),
    ),
    Rule(
        "week of last, this or next year",
        "( the )? <nth_week:nth> of <which_years> year",
        _week_in_year,
        (Example("It rained in the last week of last year.", "2023-05-03", "the last week of last year", "2022-W52"),),
    ),
    Rule(
        "week of a month named alone",
        "( the )? <week_ordinal:nth> week ( of | in ) <month>",
        _week_in_month,
        (Example("It rained in the first week of March.", "2009-04-01", "the first week of March", "2009-W09"),),
    ),
)
