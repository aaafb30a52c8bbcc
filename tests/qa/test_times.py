"""qa.asked.times: what a question says about time, against the day it is asked as of and never against today."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.asked.times import Order, ahead, order, times_asked

AS_OF = dt.date(2023, 5, 10)  # a Wednesday
FIRST, LAST = dt.date.min.isoformat(), dt.date.max.isoformat()

STATED = [
    # the question, the stretches named, what is left of the question
    ("Who won in April 2023?", [("2023-04-01", "2023-04-30")], "Who won?"),
    ("What happened between May and July 2021?", [("2021-05-01", "2021-07-31")], "What happened?"),
    ("Who ran the mill from 3 May to 9 July 2021?", [("2021-05-03", "2021-07-09")], "Who ran the mill?"),
    ("Which ferries were built since 2020?", [("2020-01-01", LAST)], "Which ferries were built?"),
    ("Who led the council before 2015?", [(FIRST, "2014-12-31")], "Who led the council?"),
    ("Who led it until March 2015?", [(FIRST, "2015-03-31")], "Who led it?"),
    ("Who was president from 2014 to 2017?", [("2014-01-01", "2017-12-31")], "Who was president?"),
    ("Who owned the mill in 1811–1827?", [("1811-01-01", "1827-12-31")], "Who owned the mill?"),
    ("Who governed in the late 1990s?", [("1997-01-01", "1999-12-31")], "Who governed?"),
    ("Who ran it in the first two weeks of 2021?", [("2021-01-01", "2021-01-14")], "Who ran it?"),
    ("When was the 2022 festival held?", [("2022-01-01", "2022-12-31")], "When was the festival held?"),
    ("Who won in 2021, and who in 2022?", [("2021-01-01", "2021-12-31"), ("2022-01-01", "2022-12-31")], "Who won , and who?"),
    ("Who won on 3 May 2023?", [("2023-05-03", "2023-05-03")], "Who won?"),
    # a year that names an event, or says of what something is, or is compared with, is no time asked for
    ("What happened after the 1967 war?", [], "What happened after the 1967 war?"),
    ("Who led the party before the 2022 election?", [], "Who led the party before the 2022 election?"),
    ("When was the budget for 2022 passed?", [], "When was the budget for 2022 passed?"),
    ("How much higher was it than in 1995?", [], "How much higher was it than in 1995?"),
    ("Who spoke before the talks?", [], "Who spoke before the talks?"),
    ("What is the annual rent?", [], "What is the annual rent?"),
    ("Who is May?", [], "Who is May?"),
]


@pytest.mark.parametrize(("question", "stretches", "content"), STATED)
def test_stretches_that_are_stated(question: str, stretches: list[tuple[str, str]], content: str) -> None:
    """Days that the question states itself need no day to count from, and one changes nothing."""
    for as_of in (None, AS_OF):
        asked = times_asked(question, as_of)

        assert stretches == [(str(first), str(last)) for first, last in asked.stretches]
        assert content == asked.content
        assert all(question[one.start : one.end] == one.expression for one in asked.named)


RELATIVE = [
    ("What did Ford recall last week?", "last week", ("2023-05-01", "2023-05-07")),
    ("Who won this year?", "this year", ("2023-01-01", "2023-12-31")),
    ("What happened yesterday?", "yesterday", ("2023-05-09", "2023-05-09")),
    ("What happened today?", "today", ("2023-05-10", "2023-05-10")),
    ("Who left on Monday?", "Monday", ("2023-05-08", "2023-05-08")),
    ("What has changed since Monday?", "Monday", ("2023-05-08", LAST)),
    ("What was decided in the past three months?", "the past three months", ("2023-02-10", "2023-05-10")),
    ("Who won on 4 July?", "4 July", ("2022-07-04", "2022-07-04")),
    ("How much was paid in June?", "June", ("2022-06-01", "2022-06-30")),
    ("Where will the fair be held in June?", "June", ("2023-06-01", "2023-06-30")),
]


@pytest.mark.parametrize(("question", "expression", "days"), RELATIVE)
def test_relative_ones_count_from_the_day_asked_as_of(question: str, expression: str, days: tuple[str, str]) -> None:
    """Without that day they stay unresolved and are named; with it the past lies before it."""
    assert (expression,) == times_asked(question).unresolved
    assert () == times_asked(question).stretches
    assert [days] == [(str(first), str(last)) for first, last in times_asked(question, AS_OF).stretches]
    assert () == times_asked(question, AS_OF).unresolved


ORDERS: list[tuple[str, Order | None]] = [
    ("What is the latest on the bridge?", "latest"),
    ("Who is the current mayor?", "latest"),
    ("Which show was recently renewed?", "latest"),
    ("What is the most recent count?", "latest"),
    ("Who is president today?", "latest"),
    ("How many are there now?", "latest"),
    ("How strong is the current in the river?", None),
    ("When must it be paid at the latest?", None),
    ("Which now-closed mill burned?", None),
    ("When did the mill first open?", "earliest"),
    ("What is the earliest report of the fire?", "earliest"),
    ("Who first saw the fire?", "earliest"),
    ("Whom did US first lady Jill Biden meet?", None),
    ("Who drove the first car?", None),
    ("Who won?", None),
]


@pytest.mark.parametrize(("question", "expected"), ORDERS)
def test_latest_and_earliest(question: str, expected: Order | None) -> None:
    """Told from words that ask for an end of a row of reports, not from every "first" and "current"."""
    assert expected == order(question)


def test_what_is_to_come() -> None:
    """The direction in which a day without a year is looked for."""
    assert ahead("When will it open?")
    assert not ahead("When did it open?")


@given(st.text(max_size=200), st.none() | st.dates())
def test_any_text_is_read_without_a_clock(text: str, as_of: dt.date | None) -> None:
    """Whatever is typed: the same text and day give the same times, each a slice of the text and in the right order."""
    asked = times_asked(text, as_of)

    assert asked == times_asked(text, as_of)
    assert all(one.days[0] <= one.days[1] and text[one.start : one.end] == one.expression for one in asked.named)


@given(st.sampled_from([question for question, *_ in RELATIVE]), st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1)))
def test_a_stated_stretch_does_not_move_with_the_day_asked(question: str, as_of: dt.date) -> None:
    """A year beside a relative phrase stays where it is."""
    stretches = times_asked(f"In 2021: {question}", as_of).stretches

    assert (dt.date(2021, 1, 1), dt.date(2021, 12, 31)) in stretches
