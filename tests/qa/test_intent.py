"""qa.asked.intent: what is asked beside the kind: the time named, the end of the event, its first time, what is to come."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_dates
from qa.asked.intent import Asked, Edge, asked, time_fit

WEIGHTS = {"ferri": 3.0, "strike": 2.0, "mill": 2.0, "2021": 2.0, "first": 1.0}


def ask(question: str) -> Asked:
    return asked(question, WEIGHTS, [])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did the ferry strike begin?", "start"),
        ("Since when has the mill stood still?", "start"),
        ("From what date was the ferry free?", "start"),
        ("What was the first day of the strike?", "start"),
        ("When did the strike end?", "end"),
        ("Until when does the ferry run?", "end"),
        ("When was the curfew lifted?", "end"),
        ("When was the mill sold?", None),
    ],
)
def test_the_end_of_the_event_is_told_from_the_words(question: str, expected: Edge | None) -> None:
    """Beginnings and ends are asked for by verbs and by since, from and until."""
    assert expected == ask(question).edge


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did the mill first open?", True),
        ("When was the ferry originally painted?", True),
        ("When did the first ferry leave?", False),
        ("Who drove his first car?", False),
    ],
)
def test_first_is_an_adverb_or_it_is_not_about_time(question: str, expected: bool) -> None:
    """ "The first ferry" is a ferry; "first opened" is a time."""
    assert expected is ask(question).first


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When will the mill open?", True),
        ("When is the ferry to come back?", True),
        ("When was the mill opened?", False),
    ],
)
def test_what_is_to_come(question: str, expected: bool) -> None:
    """Questions about the future prefer days after an article came out."""
    assert expected is ask(question).future


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who won in 2021?", [("2021-01-01", "2021-12-31")]),
        ("Who led the mill from 2019 to 2021?", [("2019-01-01", "2021-12-31")]),
        ("Which ferries were built since 2020?", [("2020-01-01", str(dt.date.max))]),
        ("Who won?", []),
    ],
)
def test_times_named_are_days_and_no_words(question: str, expected: list[tuple[str, str]]) -> None:
    """A year in the question is weighed by the calendar."""
    found = ask(question)

    assert expected == [(str(first), str(last)) for first, last in found.times]
    assert "2021" not in found.wording.weights or not expected


FITS = [
    # the sentence, the day its article came out, how it fits a question that names 2021
    ("The mill was sold in May 2021.", "2023-02-01", 1.0),
    ("The mill was sold on Monday.", "2021-06-10", 1.0),
    ("The mill was sold.", "2022-01-10", 1.0),
    ("It made twice as much as in 1995.", "2021-06-10", 0.8),
    ("The mill was sold.", None, 0.8),
    ("The mill was sold in 2019.", None, 0.2),
    ("The mill was sold on Monday.", "2022-06-10", 0.2),
    ("The mill was sold.", "2020-06-10", 0.2),
]


@pytest.mark.parametrize(("sentence", "published", "expected"), FITS)
def test_a_sentence_fits_the_time_by_its_dates_or_its_article(sentence: str, published: str | None, expected: float) -> None:
    """Its own dates decide; without any, the article's day."""
    day = dt.date.fromisoformat(published) if published else None

    assert expected == time_fit([(dt.date(2021, 1, 1), dt.date(2021, 12, 31))], find_dates(sentence, day), day)


def test_the_dates_around_a_sentence_count_where_it_says_nothing() -> None:
    """A page of another year that names the year asked for may go on to tell of it."""
    around, asked_for = find_dates("The year 2021 was a hard one.", None), [(dt.date(2021, 1, 1), dt.date(2021, 12, 31))]

    assert 0.6 == time_fit(asked_for, (), dt.date(2024, 6, 1), around)
    assert 0.6 == time_fit(asked_for, (), None, around)


def test_what_was_before_a_day_is_told_at_any_later_time() -> None:
    """ "Before 2015" has no beginning: an article of 2023 is none of another time."""
    assert 0.8 == time_fit([(dt.date.min, dt.date(2014, 12, 31))], (), dt.date(2023, 6, 1))


def test_without_a_time_named_every_sentence_fits() -> None:
    """Nothing is held against any year."""
    assert 1 == time_fit([], find_dates("In 1995 it rained.", None), None)
