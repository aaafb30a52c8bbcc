"""qa.when.attach: the clause that a date belongs to, and dates that a sentence denies."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_dates
from qa.sentence.clauses import clauses
from qa.when.attach import denied

CLAUSES = [
    ("On Monday, the mill was sold.", "Monday", "On Monday, the mill was sold."),
    (
        "The crew met the mayor, Jon Sund, on Monday, the third day of the fair.",
        "Monday",
        "The crew met the mayor, Jon Sund, on Monday, the third day of the fair.",
    ),
    ("After the fair was over, on Monday, they left.", "Monday", "on Monday, they left."),
    ("The ban began on Sunday and was lifted on Monday.", "Monday", "and was lifted on Monday."),
    ("The ban began on Sunday and was lifted on Monday.", "Sunday", "The ban began on Sunday"),
    ("The fair was closed on Sunday and Monday.", "Monday", "The fair was closed on Sunday and Monday."),
    ("The mayor, 64, resigned on Monday.", "Monday", "The mayor, 64, resigned on Monday."),
    ("It was found on Sunday, and shown to reporters on Monday.", "Monday", "and shown to reporters on Monday."),
    (
        "On 28 April, after the opening of a gate five days earlier, they left.",
        "five days earlier",
        "after the opening of a gate five days earlier,",
    ),
    ("Monday.", "Monday", "Monday."),
]


@pytest.mark.parametrize(("sentence", "expression", "expected"), CLAUSES)
def test_a_date_belongs_to_a_clause(sentence: str, expression: str, expected: str) -> None:
    """The clause it stands in, with the phrases that belong to it; a date alone to the one before it or, at the beginning, the one after."""
    dates = find_dates(sentence, dt.date(2023, 5, 3))
    mention = next(one for one in dates if one.expression == expression)

    assert expected == clauses(sentence, tuple((one.start, one.end) for one in dates)).words(mention.start).strip()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("The road was closed on 12 December and not on ", True),
        ("It opened in May rather than ", True),
        ("On Monday we said that the mill was sold on ", True),
        ("Officials wrongly put it at ", True),
        ("The quarry may not work between ten and six, a court ruled on ", False),
        ("It had not rained; the fire began on ", False),
        ("The mill was sold on ", False),
    ],
)
def test_a_denied_date(before: str, expected: bool) -> None:
    """Only what stands right before a date, or owns up to a mistake, denies it."""
    assert expected is denied(before)
