"""Articles that contradict one another: the side with more independent sources answers, else both are shown (`conflicts_asked`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.index import Index
from index.settings import IndexSettings
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.model import Reason, Status
from tests.fakes import WordEncoder
from tests.qa.conflicts_asked import AGREED, ARTICLES, CASES, Case


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """All the articles in one index: a question must find its own among the others."""
    folder: Path = tmp_path_factory.mktemp("conflicts-asked")
    with Index.open(IndexSettings(folder, generation=False), encoder=WordEncoder()) as made:
        made.put(ARTICLES)
        yield made


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_the_side_that_answers(index: Index, case: Case) -> None:
    """The right value, with the other side beside it; without one, both sides and the reason `conflicting`."""
    answer = Answerer(index, threshold=0.0).answer(read_question(case.question))
    beside = " | ".join(f"{one.text} ({one.relation})" for one in answer.alternatives)

    if case.right:
        assert answer.answer is not None, (answer.reason, beside)
        assert any(words in answer.answer.text for words in case.right), (answer.answer.text, beside)
        assert not any(words in answer.answer.text for words in case.wrong), (answer.answer.text, beside)
    else:
        assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.CONFLICTING), (answer.answer, beside)
    assert all(words in beside for words in case.shown), beside


@pytest.mark.parametrize("case", AGREED, ids=lambda case: case.question)
def test_no_conflict_where_there_is_none(index: Index, case: Case) -> None:
    """Two events of one story, two people of one meeting, two numbers of one article stand beside each other."""
    answer = Answerer(index, threshold=0.0).answer(read_question(case.question))

    assert answer.answer is not None, answer.alternatives
    assert any(words in answer.answer.text for words in case.right)
    assert not any(words in answer.answer.text for words in case.wrong)
    assert not [one for one in answer.alternatives if one.relation != "compatible"]
