"""qa.when.counted: lengths of time that are counted from another event."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_dates
from qa.when.counted import counted

LENGTHS = [
    ("Hollis was suspended two days after his arrest and resigned.", "two days after ", "his arrest", "2020-09-10", "2020-09-12"),
    ("It was lifted ten weeks and a day after it began.", "ten weeks and a day after ", "it began", "2022-08-22", "2022-11-01"),
    ("They were promoted six months before Harker came.", "six months before ", "Harker came", "2022-11-15", "2022-05-15"),
    ("She learned of it the day before the announcement.", "the day before ", "the announcement", "2023-10-25", "2023-10-24"),
    ("He resigned a month after the vote.", "a month after ", "the vote", "2023-01-31", "2023-02-28"),
]


@pytest.mark.parametrize(("sentence", "expression", "anchor", "day", "expected"), LENGTHS)
def test_a_length_is_counted_from_another_event(sentence: str, expression: str, anchor: str, day: str, expected: str) -> None:
    """The length with its "after", the words of the event it is counted from, and the day it leads to."""
    (found,) = counted(sentence, 0, find_dates(sentence, dt.date(2023, 5, 3)))

    assert (expression, anchor) == (sentence[found.start : found.end], found.anchor.rstrip("."))
    assert dt.date.fromisoformat(expected) == found.moved(dt.date.fromisoformat(day), found.sign)


@pytest.mark.parametrize(
    "sentence", ["It lasted two days.", "Two weeks before 28 April it rained.", "It came five days later.", "Nothing."]
)
def test_other_lengths_are_not(sentence: str) -> None:
    """Lengths that stand alone, and those counted from a date, which the date module joins itself."""
    assert [] == list(counted(sentence, 0, find_dates(sentence, dt.date(2023, 5, 3))))
