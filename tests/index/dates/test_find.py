"""What a mention says of itself: anchor, rule, modifier, and what happens when nothing is known."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import DateMention, find_dates

PUBLISHED = dt.date(2023, 5, 3)
STORY = "On April 28, following the opening of the border post five days earlier, the marchers went home."


def _only(text: str, expression: str, published: dt.date | None = PUBLISHED) -> DateMention:
    return next(one for one in find_dates(text, published) if one.expression == expression)


def test_anchored_on_another_mention() -> None:
    first, second = find_dates(STORY, PUBLISHED)
    assert (first.expression, first.anchor, first.rule) == ("April 28", "publication", "last such day on or before publication")
    assert (second.earliest, second.anchor, second.anchor_value) == (dt.date(2023, 4, 23), first.start, "2023-04-28")
    assert second.rule == "anchor minus 5 days"


def test_previous_sentence_then_publication() -> None:
    text = "It shut on April 3. Two days later it burned."
    assert _only(text, "Two days later").value == "2023-04-05"
    assert _only("He said he had quit two days earlier.", "two days earlier").anchor == "publication"


def test_absolute_dates_need_no_anchor() -> None:
    mention = _only("It shut on April 3, 2019.", "April 3, 2019")
    assert (mention.anchor, mention.anchor_value, mention.certainty) == (None, None, 1.0)


def test_late_april_is_its_last_third() -> None:
    mention = _only("In late April they met.", "late April")
    assert (mention.modifier, mention.granularity) == ("end", "month")
    assert (mention.earliest, mention.latest) == (dt.date(2023, 4, 21), dt.date(2023, 4, 30))


def test_unknown_publication_leaves_relative_dates_open_but_found() -> None:
    mentions = find_dates("Last week they met, on Monday and on April 28, as in 1991.", None)
    assert [(one.expression, one.value, one.resolved) for one in mentions] == [
        ("Last week", "XXXX-WXX", False),
        ("Monday", "XXXX-WXX-1", False),
        ("April 28", "XXXX-04-28", False),
        ("1991", "1991", True),
    ]


def test_unknown_publication_still_counts_from_stated_dates() -> None:
    assert _only("It shut on May 3, 1921. Two weeks later it burned.", "Two weeks later", None).value == "1921-05-17"
    assert _only("It shut on May 3, 1921, and opened on June 5.", "June 5", None).value == "1921-06-05"


def test_typographic_signs_keep_offsets() -> None:
    text = "Tuesday’s vote – held 22–25\u00a0April – and this week’s “talks”"
    assert [text[one.start : one.end] for one in find_dates(text, PUBLISHED)] == ["Tuesday", "22–25\u00a0April", "this week"]


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the city and second the motion in a second round.",
        "The 6-year-old boy, aged six, and his 12-year-old sister were 45 years old.",
        "She read it in USA Today and in the China Daily.",
        "Call 138-2010-2015, room 1998, flight 2020, $1990 or 1,990 people.",
        "The score was 10:15, then 3-2; a 24/7 shop sold 50/50.",
        "Mark Spring, Theresa May and Henry Winter sat down; the sun rose and May smiled.",
        "Only 1500 soldiers and 1800 dollars were left of the 2,000.",
        "No date, nothing, nowhere.",
        "",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [one.expression for one in find_dates(text, PUBLISHED)] == []


def test_february_29_finds_a_leap_year() -> None:
    assert _only("It opened on February 29.", "February 29").value == "2020-02-29"


def test_no_such_day_is_no_date() -> None:
    assert [one.expression for one in find_dates("It opened on February 30, 2020.", PUBLISHED)] in ([], ["2020"], ["February 30, 2020"])
    assert all(one.earliest is None or one.earliest.month != 2 or one.granularity != "day" for one in find_dates("On April 31.", PUBLISHED))
