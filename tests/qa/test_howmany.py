"""Questions for amounts: the side with more independent sources answers, corrections win, and a draw is called a conflict."""

from __future__ import annotations

import pytest

from index.model import Article, Hit, IndexState, Passage, Preference, Scores, SearchResult, Span, Version, Window
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.model import Answer, Reason, Status

_WRONG = "The blast at the Holm quarry injured {} workers on Tuesday, the fire brigade said."
_TERMS = ("blast", "holm", "quarri", "injur", "worker")


class Articles:
    """An index that finds whole articles in the order given, each a lineage of its own unless one is named."""

    def __init__(self, *found: tuple[str, str, str | None]) -> None:
        self._hits = []
        for rank, (name, text, lineage) in enumerate(found, 1):
            whole = Article(name, text, source=f"The {name}", published_at=f"2024-03-{10 + rank:02}")
            passage = Passage(rank, name, 1, Span(0, len(text)), text)
            self._hits.append(Hit(rank, Scores(0.8, 9.0, 0.8), passage, whole, lineage=lineage or name))

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult:
        """All of them."""
        weights = tuple((term, 3.0) for term in _TERMS)
        return SearchResult(tuple(self._hits[:k]), weights, IndexState("s", 1, 1, ()), (), ())

    def version(self, article_id: str, number: int | None = None, as_of: object = None) -> Version | None:
        """The article as it was found."""
        article = next(hit.article for hit in self._hits if hit.article.id == article_id)
        return Version(article, 1, "0" * 64, "0" * 64, True)


def ask(*found: tuple[str, str, str | None], question: str = "How many workers were injured in the blast at the Holm quarry?") -> Answer:
    """The answer over these articles."""
    return Answerer(Articles(*found), threshold=0.0).answer(read_question(question))


def test_copies_do_not_outvote_independent_sources() -> None:
    """Five copies of a wrong figure against two papers that counted."""
    copies = [(f"copy{number}", _WRONG.format("nine"), "copy0") for number in range(5)]
    answer = ask(*copies, ("first", _WRONG.format("six"), None), ("second", _WRONG.format("6"), None))
    assert answer.answer is not None
    assert "6" in answer.answer.text or "six" in answer.answer.text
    assert (answer.support.independent_sources, answer.support.copies) == (2, 0)
    assert [one.relation for one in answer.alternatives] == ["conflicting"]
    assert "nine workers" in answer.alternatives[0].text
    assert {answer.citations[number - 1].article_id for number in answer.alternatives[0].citations} == {"copy0"}


def test_one_against_one_is_withheld_with_both_sides() -> None:
    """Each side with its citation; nothing is answered."""
    answer = ask(("first", _WRONG.format("nine"), None), ("second", _WRONG.format("six"), None))
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.CONFLICTING)
    assert sorted(one.text.split()[0] for one in answer.alternatives) == ["nine", "six"]
    assert len(answer.citations) == 2


def test_a_correction_wins_and_is_told() -> None:
    """The paper that was wrong says so; its copies are taken back with it."""
    correction = "On Tuesday we said that the blast at the Holm quarry injured nine workers. That was wrong. The blast injured six workers."
    answer = ask(
        ("first", _WRONG.format("nine"), None),
        ("copy", _WRONG.format("nine"), "first"),
        ("third", correction, "first"),
    )
    assert answer.answer is not None
    assert "six" in answer.answer.text
    assert answer.alternatives[0].relation == "corrected"
    assert "corrected 13 March 2024" in answer.alternatives[0].text


def test_a_copy_that_went_wrong_is_no_conflict() -> None:
    """The origin of the lineage answers."""
    answer = ask(("copy", _WRONG.format("nine"), "wire"), ("wire", _WRONG.format("six"), None))
    assert answer.answer is not None
    assert "six" in answer.answer.text
    assert answer.citations[0].article_id == "wire"


@pytest.mark.parametrize("question", ["Why did the blast injure workers?", "Who was injured in the blast?"])
def test_other_questions_are_read_as_before(question: str) -> None:
    """An amount that was not asked for makes no conflict."""
    assert ask(("first", _WRONG.format("nine"), None), ("second", _WRONG.format("six"), None), question=question).answer is not None
