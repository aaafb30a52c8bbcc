"""qa.sentence.event: the main verb of a question."""

from __future__ import annotations

import pytest

from index.terms import terms
from qa.sentence.event import asks_edge, event_of

VERBS = [
    ("When was the checkpoint installed?", "install"),
    ("When did the trial of Wade Hollis begin?", "begin"),
    ("When did the bus strike in Wexcombe last?", "last"),
    ("When was the man who stole the cup arrested?", "arrest"),
    ("When did Quellon say that it would close the plant?", "say"),
    ("When did members vote to accept the offer?", "vote"),
    ("When are talks on rosters to resume?", "resume"),
    ("When will the plant be closed?", "close"),
    ("from what date did the crushers have to stand still", "stand"),
    ("The Lachin checkpoint: when did it go up?", "install"),
    ("When were the statues put up?", "erect"),
    ("When did the power come back?", "come"),
    ("When fell Rome?", None),
    ("What was the first day of the talks?", None),
]


@pytest.mark.parametrize(("question", "verb"), VERBS)
def test_what_a_question_is_about(question: str, verb: str | None) -> None:
    """Plain forms after "did", participles after "was", infinitives after "to"; nouns and side clauses passed over."""
    assert verb == event_of(question).verb


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("when did the strike begin", True),
        ("since when had it been closed", True),
        ("what was the first day of the talks", True),
        ("when was the barrier at the start of the road installed", False),
    ],
)
def test_a_word_of_beginning_need_not_be_asked_for(question: str, expected: bool) -> None:
    """ "At the start of the road" is a place."""
    assert expected is asks_edge(question, event_of(question))


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("When did the raid on the shop take place?", "raid"),
        ("When was the ferry strike due to begin?", "strike"),
        ("When did the hosepipe ban in Norrdal begin?", "ban"),
        ("When was the treasurer arrested?", ""),
    ],
)
def test_the_noun_that_begins_or_happens(question: str, head: str) -> None:
    """ "Take place" and "begin" leave it to their subject what the event is."""
    assert event_of(question).head == frozenset(terms(head))
