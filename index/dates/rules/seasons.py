"""Rules for seasons: "the winter of 1994", "this summer", "last spring", "in autumn"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from index.dates import lexicon
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.period import Period
from index.dates.reading import Anchor, Reading, nearer, picked, reached, stated, unresolved
from index.dates.rule import Example, Rule
from index.dates.rules import common
from index.dates.rules.months import BEFORE_MONTH, LAST, NEXT

_PART = "( ( the )? <part> )?"
BEFORE_SEASON = BEFORE_MONTH | {"over", "into", "throughout", "within"}


def _season_year(found: Found, context: Context) -> Reading | None:
    span = periods.season(common.year(found), lexicon.SEASONS[found.word("season_word")])
    return stated(span).cut(common.part(found.words("part")))


def _season(found: Found, context: Context) -> Reading | None:
    name = lexicon.SEASONS[found.word("season_word")]
    which = (found.words("which") or [""])[-1]

    def make(year: int) -> Period:
        return periods.season(year, name)

    placed = _placed(found, context, make, which, name)
    if placed is None:
        return unresolved("season", "season of an unknown year", f"XXXX-{name}").cut(common.part(found.words("part")))
    return reached(*placed, 0.85).cut(common.part(found.words("part")))


def _placed(found: Found, context: Context, make: Callable[[int], Period], which: str, name: str) -> tuple[Period, Anchor, str] | None:
    if which in ("that", "same", "following", "previous", "preceding"):
        anchor = context.anchor(found, "season", common.STORY)
        if anchor is None:
            return None
        span = make(_year_told(anchor.period.earliest, make, which))
        return span, anchor, picked("season", make, span, anchor)
    if context.publication is None:
        return None if which else context.placed("season", make, found, None)
    near = make(_season_year_near(context.publication.period.earliest, name, which, context.tense(found)))
    if which:
        return near, context.publication, picked("season", make, near, context.publication)
    return context.placed("season", make, found, near)


def _year_told(start: dt.date, make: Callable[[int], Period], which: str) -> int:
    """The year of "that summer", "the following spring" in a tale that has got to `start`."""
    spans = [make(year) for year in range(start.year - 2, start.year + 2)]
    if which == "following":
        return next(span for span in spans if span.earliest > start).earliest.year
    if which in ("previous", "preceding"):
        return [span for span in spans if span.latest < start][-1].earliest.year
    held = [span for span in spans if span.earliest <= start <= span.latest]
    return held[0].earliest.year if held else start.year


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
    if "that" in found.words("which") and found.before() not in (*BEFORE_SEASON, ""):
        return False  # "said that summer was over"
    if word in ("fall", "spring") and not (found.has("which") or found.has("part")):
        return found.before() == "the" and found.before(2) in BEFORE_MONTH and found.after() not in ("of", "in")
    article = found.before() == "the" and found.before(2) in BEFORE_SEASON
    if not (found.has("which") or found.has("part") or found.before() in BEFORE_SEASON or article):
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
            Example("It sank in May 1910. That summer it was raised.", "", "That summer", "1910-SU"),
            Example("It sank in May 1910. The following spring it was raised.", "", "The following spring", "1911-SP"),
            Example("He said that summer was over.", "1998-03-22", ""),
        ),
        _is_season,
    ),
)
