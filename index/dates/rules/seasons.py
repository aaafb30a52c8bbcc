"""Rules for seasons: "the winter of 1994", "this summer", "last spring", "in autumn"."""

from __future__ import annotations

import datetime as dt

from index.dates import lexicon
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.reading import Reading, nearer, reached, stated, unresolved
from index.dates.rule import Example, Rule
from index.dates.rules import common
from index.dates.rules.months import BEFORE_MONTH, LAST, NEXT

_PART = "( ( the )? <part> )?"


def _season_year(found: Found, context: Context) -> Reading | None:
    span = periods.season(common.year(found), lexicon.SEASONS[found.word("season_word")])
    return stated(span).cut(common.part(found.words("part")))


def _season(found: Found, context: Context) -> Reading | None:
    name = lexicon.SEASONS[found.word("season_word")]
    modifier = common.part(found.words("part"))
    if context.publication is None:
        return unresolved("season", "season of an unknown year", f"XXXX-{name}").cut(modifier)
    which = (found.words("which") or [""])[-1]
    published = context.publication.period.earliest
    year = _season_year_near(published, name, which, context.tense(found))
    rule = f"{which} such season from publication" if which else "season nearest publication"
    return reached(periods.season(year, name), context.publication, rule, 0.85).cut(modifier)


def _season_year_near(published: dt.date, name: str, which: str, tense: str) -> int:
    spans = [periods.season(year, name) for year in range(published.year - 2, published.year + 2)]
    past = [span.earliest.year for span in spans if span.latest < published]
    running = [span.earliest.year for span in spans if span.earliest <= published <= span.latest]
    ahead = [span.earliest.year for span in spans if span.earliest > published]
    if which in LAST:
        return past[-1]
    if which in NEXT:
        return ahead[0]
    if running:
        return running[0]
    if which == "this" and name != "WI":
        return published.year
    return nearer(periods.season(past[-1], name), periods.season(ahead[0], name), published, tense).earliest.year


def _is_season(found: Found) -> bool:
    word = found.word("season_word")
    if word in ("fall", "spring") and not (found.has("which") or found.has("part")):
        return found.before() == "the" and found.before(2) in BEFORE_MONTH and found.after() not in ("of", "in")
    if not (found.has("which") or found.has("part") or found.before() in BEFORE_MONTH or found.all_words()[0] == "the"):
        return False
    if common.is_name(found):
        return False
    return found.after() not in ("olympics", "olympic", "games", "palace", "soldier", "street") and not common.is_title(found)


RULES = (
    Rule(
        "season of a year",
        f"{_PART} ( the )? <season_word> ( ,? of | , )? <any_year>",
        _season_year,
        (
            Example("It came in the winter of 1994.", "", "the winter of 1994", "1994-WI"),
            Example("Released in spring of 2021.", "", "spring of 2021", "2021-SP"),
        ),
    ),
    Rule(
        "season",
        f"{_PART} ( ( the )? <which_month:which> )? <season_word>",
        _season,
        (
            Example("Prices rose last spring.", "1989-10-26", "last spring", "1989-SP"),
            Example("They will march this summer.", "1998-03-22", "this summer", "1998-SU"),
            Example("It was a poor fall for them.", "1998-03-22", ""),
            Example("They spring into action.", "1998-03-22", ""),
            Example("A summer camp said Henry Winter.", "1998-03-22", ""),
            Example("It will close in winter.", "1998-03-22", "winter", "1998-WI"),
        ),
        _is_season,
    ),
)
