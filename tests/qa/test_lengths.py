"""Answers to how-long questions: told, bounded, and worked out from a beginning and an end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from index.index import Index
from index.model import Article
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.model import Claim

MakeIndex = Callable[[Sequence[Article]], Index]

BEGUN = Article(id="begun", title="Blockade of the pass", text="The blockade of Sorn Pass began on 3 May 2021.", published_at="2021-05-04")
ENDED = Article(id="ended", title="Pass open", text="The blockade of Sorn Pass ended on 14 June 2021.", published_at="2021-06-15")
TOLD = Article(
    id="told", title="Dust", text="The dust storm in Pell lasted more than four hours. It began on 2 May 2021.", published_at="2021-05-04"
)


def ask(index: Index, question: str) -> Claim:
    claim = Answerer(index, threshold=0.0).answer(read_question(question)).answer
    assert claim is not None
    return claim


@pytest.fixture
def index(make_index: MakeIndex) -> Index:
    return make_index([BEGUN, ENDED, TOLD])


def test_a_length_is_worked_out_from_both_ends(index: Index) -> None:
    """Two articles, one with the first day and one with the last: both are cited, and both are steps."""
    claim = ask(index, "How long did the blockade of Sorn Pass last?")

    assert claim.value is not None
    assert ("42 days", "P42D") == (claim.text, claim.value.duration)
    assert ("2021-05-03", "2021-06-14") == (claim.value.start, claim.value.end)
    assert ["last day minus first day", "date as written", "date as written"] == [step.rule for step in claim.derivation]
    assert 2 == len(claim.citations)


def test_a_told_length_is_not_counted_anew(make_index: MakeIndex) -> None:
    """ "over three weeks starting on 12 May" is over three weeks and not 22 days."""
    text = "Dockers shut the quay at Brack for over three weeks starting on 12 May 2021, and fruit rotted in the sheds."
    claim = ask(
        make_index([Article(id="quay", title="Quay", text=text, published_at="2021-06-09")]), "How long was the quay shut by dockers?"
    )

    assert claim.value is not None
    assert ("over three weeks", "P3W", "more_than") == (claim.text, claim.value.duration, claim.value.modifier)


def test_a_told_length_keeps_its_modifier(index: Index) -> None:
    """ "more than four hours" is PT4H, more than."""
    claim = ask(index, "How long did the dust storm in Pell last?")

    assert claim.value is not None
    assert ("duration", "PT4H", "more_than", None) == (claim.value.type, claim.value.duration, claim.value.modifier, claim.value.start)
    assert "more than four hours" == claim.text


def test_how_many_days_asks_for_a_length_too(index: Index) -> None:
    """ "How many hours did it last" has the same answer."""
    claim = ask(index, "How many hours did the dust storm in Pell last?")

    assert claim.value is not None
    assert "PT4H" == claim.value.duration
