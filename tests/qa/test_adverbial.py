"""qa.sentence.adverbial: which dates say when something happened, which only describe, compare or deny."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.sentence.adverbial import clause, denied, described, says_when, since

# sentence with the date in brackets, whether it says when
TABLE = [
    ("The gate was put up on [23 April].", True),
    ("[Yesterday] the council met.", True),
    ("On [Tuesday], the bridge was closed.", True),
    ("The mill closed at the end of [May 2019].", True),
    ("It happened on the night of [3 May].", True),
    ("The ban has held since [Sunday].", True),
    ("The start, planned for [Wednesday], was put off.", True),
    ("She won in [2019] and lost in 2020.", True),
    ("They met in the [spring] and parted in June.", True),
    ("They broke the ceasefire of [November 2020].", False),
    ("They broke the [November 2020] ceasefire.", False),
    ("It goes back to the [1991] Almaty paper.", False),
    ("She beat [last year]'s winner.", False),
    ("A word on [Tuesday]’s briefing.", False),
    ("The lake is at its lowest since [1995].", False),
    ("It ran for the first time since [1977].", False),
    ("More came than in [2018].", False),
    ("It carries more cars than the old bridge did in [2019].", False),
    ("More than 20 people were hurt on [Monday].", True),
    ("A kilo brought 3.10 crowns, against 3.90 [last year].", False),
    ("The council passed the budget for [2023].", False),
    ("It falls on [the weekend] of the island games.", False),
    ("The first pile went in on the Tuesday after [Easter].", False),
    ("It began on 12 December, and not on [10 December].", False),
]


def parts(marked: str) -> tuple[str, str, str]:
    before, _, rest = marked.partition("[")
    date, _, after = rest.partition("]")
    return before, date, after


@pytest.mark.parametrize(("marked", "expected"), TABLE, ids=[marked for marked, _ in TABLE])
def test_whether_a_date_says_when(marked: str, expected: bool) -> None:
    """One row for each kind of words around a date."""
    assert expected == says_when(*parts(marked))


def test_denials_and_beginnings() -> None:
    """The words right before a date tell a denial and a beginning."""
    assert denied("It was on 12 December, and not on ")
    assert not denied("It was not known whether they met on ")
    assert since("The road has been shut since ")
    assert not since("The road was shut on ")


@pytest.mark.parametrize(
    ("before", "thing"),
    [
        ("Under the truce of ", "truce"),
        ("It says that he broke the ceasefire of early ", "ceasefire"),
        ("They met at the end of ", None),
        ("The night of ", None),
        ("They met in ", None),
    ],
)
def test_what_a_date_only_describes(before: str, thing: str | None) -> None:
    assert thing == described(before)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "On April 28, following the installation of the gate [five days earlier], they left.",
            " following the installation of the gate five days earlier,",
        ),
        ("On [Thursday], the curfew was lifted, they said.", "On Thursday, the curfew was lifted,"),
        ("The curfew was lifted, on [Thursday].", "The curfew was lifted, on Thursday."),
        ("The curfew was lifted on [Thursday].", "The curfew was lifted on Thursday."),
    ],
)
def test_the_clause_of_a_date(marked: str, expected: str) -> None:
    """What stands between two breaks; a date alone goes with its neighbour."""
    before, date, after = parts(marked)

    assert expected == clause(before + date + after, len(before), len(before) + len(date))


@given(st.text("ab ,;:—(", max_size=60), st.text("xy", min_size=1, max_size=8), st.text("ab ,;:—(", max_size=60))
def test_a_clause_is_a_slice_that_holds_its_date(before: str, date: str, after: str) -> None:
    """Whatever the signs around it, the clause is a slice of the sentence with the date in it."""
    text = before + date + after
    found = clause(text, len(before), len(before) + len(date))

    assert found in text
    assert date in found
