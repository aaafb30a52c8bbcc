"""qa.sentence.clauses: which clause a word stands in, and how closely it belongs to a date."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import find_dates
from qa.sentence.clauses import clauses, closeness

# sentence, word, the date that it belongs to, another date that it belongs to less
CLOSER = [
    ("On 28 April, following the installation of a gate five days earlier, they left.", "installation", "five days earlier", "28 April"),
    ("On 28 April, following the installation of a gate five days earlier, they left.", "left", "28 April", "five days earlier"),
    ("Quellon said Wednesday it will close its plant on March 31.", "close", "March 31", "Wednesday"),
    ("Quellon said Wednesday it will close its plant on March 31.", "said", "Wednesday", "March 31"),
    ("The statue was removed on Wednesday after protests that had begun on 12 June.", "removed", "Wednesday", "12 June"),
    ("The statue was removed on Wednesday after protests that had begun on 12 June.", "begun", "12 June", "Wednesday"),
    ("It was put up in 1911 and had been damaged in August.", "damaged", "August", "1911"),
    ("Power went out on Monday; in most homes it came back on Thursday.", "came", "Thursday", "Monday"),
    ("The pool, which was to have opened on 1 February, will not be ready until 15 April.", "ready", "15 April", "1 February"),
    ("A court of appeal ruled on Tuesday on the ban that another court had issued last November.", "issued", "last November", "Tuesday"),
    ("Bans begin on Monday in Ellmere and on Tuesday in Norrdal.", "Norrdal", "Tuesday", "Monday"),
    ("Bans begin on Monday in Ellmere and on Tuesday in Norrdal.", "Ellmere", "Monday", "Tuesday"),
    ("The mayor, 64, a former teacher, resigned on Monday, two days after she was cleared on Saturday.", "resigned", "Monday", "Saturday"),
]


@pytest.mark.parametrize(("sentence", "word", "own", "other"), CLOSER)
def test_a_word_is_closer_to_its_own_date(sentence: str, word: str, own: str, other: str) -> None:
    """Main and side clauses, what is told and the telling, both halves of an "and"."""
    found = {one.expression: (one.start, one.end) for one in find_dates(sentence, dt.date(2023, 5, 3)) if one.resolved}
    view = clauses(sentence, tuple(sorted(found.values())))
    place = sentence.index(word)

    assert closeness(view, place, found[own]) > closeness(view, place, found[other])


def test_an_opening_date_is_of_all_clauses_that_follow() -> None:
    """ "On Monday, the mill was sold and renamed": both happened then."""
    sentence = "On Monday, the mill was sold and renamed."
    view = clauses(sentence, ((3, 9),))

    assert 1.0 == closeness(view, sentence.index("sold"), (3, 9))
    assert 0.8 < closeness(view, sentence.index("renamed"), (3, 9))


@given(st.text(alphabet="aft er,;.thawsd and on—() 12Ié", max_size=120), st.integers(0, 110), st.integers(1, 9))
def test_any_text_has_clauses_that_cover_it(text: str, start: int, length: int) -> None:
    """Pieces follow one another without gaps, and closeness is a share."""
    end = min(len(text), start + length)
    dates = ((start, end),) if start < end else ()
    view = clauses(text, dates)

    assert text == "".join(text[piece.start : piece.end] for piece in view.pieces)
    for date in dates:
        assert all(0 <= closeness(view, place, date) <= 1 for place in range(len(text)))
