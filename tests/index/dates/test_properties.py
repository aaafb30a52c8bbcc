"""Laws of date finding, on texts made up by hypothesis."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates import DateMention, find_dates
from index.dates.ranges import find_ranges

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2080, 12, 31))

# expressions that move by a day when the publication date does
DAILY = (
    *("today", "yesterday", "tomorrow", "three days ago", "the day before yesterday", "ten days from now", "last night", "this morning"),
    *("the day after tomorrow", "tonight", "overnight", "in 10 days' time", "yesterday evening", "two days from tomorrow"),
)
# expressions that move by a week when the publication date does
WEEKLY = (
    *("on Thursday", "last Friday", "last week", "next week", "this week", "the weekend", "two weeks ago", "next Monday"),
    *("a week on Monday", "this coming Sunday", "last weekend", "three weeks ago on Friday", "late on Tuesday", "a week or so ago"),
)
FIXED = ("April 28, 2023", "in 1991", "mid-December 2020", "the 1980s", "2019-03-04", "the winter of 1994", "the third quarter of 1984")
WORDS = (
    *"the a of in on to from by and or may March May second year years week ago last next this 28 28th 1990 1990s 5 12:30 p.m. Monday".split(),
    *"Mon. Sept. early late mid - , . ; ' \" ( ) quarter half month earlier later every day noon few two 3/4 4/5/2020 2019-12-31".split(),
    *"\n\n é ’ – \u00a0 $5 % İ x".split(" "),
)


def _texts(expressions: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(expressions), min_size=1, max_size=4).map(
        lambda chosen: "\n\n".join(f"They went there {one}." for one in chosen)
    )


def _days(mentions: tuple[DateMention, ...], shift: int = 0) -> list[tuple[dt.date | None, dt.date | None]]:
    step = dt.timedelta(days=shift)
    return [(one.earliest and one.earliest + step, one.latest and one.latest + step) for one in mentions]


@given(_texts(DAILY), DAYS, st.integers(-400, 400))
def test_daily_expressions_move_with_publication(text: str, published: dt.date, shift: int) -> None:
    moved = find_dates(text, published + dt.timedelta(days=shift))
    still = find_dates(text, published)
    assert all(mention.resolved for mention in still)
    assert _days(moved) == _days(still, shift)


@given(_texts(WEEKLY), DAYS, st.integers(-60, 60))
def test_weekly_expressions_move_with_publication(text: str, published: dt.date, weeks: int) -> None:
    moved = find_dates(text, published + dt.timedelta(weeks=weeks))
    assert _days(moved) == _days(find_dates(text, published), 7 * weeks)


@given(_texts(FIXED), DAYS, st.one_of(st.none(), DAYS))
def test_absolute_expressions_stand_still(text: str, published: dt.date, other: dt.date | None) -> None:
    first, second = find_dates(text, published), find_dates(text, other)
    assert [(one.value, one.earliest, one.latest, one.rule) for one in first] == [
        (one.value, one.earliest, one.latest, one.rule) for one in second
    ]


@given(_texts((*DAILY, *FIXED)), DAYS, st.integers(-400, 400))
def test_only_what_hangs_on_publication_moves(text: str, published: dt.date, shift: int) -> None:
    moved, still = find_dates(text, published + dt.timedelta(days=shift)), find_dates(text, published)
    for one, other in zip(still, moved, strict=True):
        assert (one.expression, one.anchor, one.rule) == (other.expression, other.anchor, other.rule)
        assert _days((other,)) == _days((one,), shift if one.anchor == "publication" else 0)


@given(_texts((*DAILY, *WEEKLY)))
def test_without_publication_relative_expressions_stay_unresolved(text: str) -> None:
    mentions = find_dates(text, None)
    assert mentions
    assert all(one.earliest is None and one.latest is None and one.anchor is None for one in mentions)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.sampled_from((" ", "")), st.one_of(st.none(), st.dates()))
def test_any_text_gives_sound_mentions(words: list[str], joint: str, published: dt.date | None) -> None:
    text = joint.join(words)
    mentions = find_dates(text, published)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.expression
        assert mention.expression == mention.expression.strip()
        assert (mention.earliest is None) == (mention.latest is None)
        assert mention.earliest is None or mention.latest is None or mention.earliest <= mention.latest
        assert 0 <= mention.certainty <= 1
        end = mention.end
    for one in find_ranges(text, mentions):
        assert text[one.start : one.end] == one.expression
        assert one.earliest is None or one.latest is None or one.earliest <= one.latest
    assert find_dates(text, published) == mentions


@given(st.text(max_size=200), st.one_of(st.none(), DAYS))
def test_any_characters_are_survived(text: str, published: dt.date | None) -> None:
    assert all(text[one.start : one.end] == one.expression for one in find_dates(text, published))
