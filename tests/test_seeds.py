"""Twenty questions over the five shared articles, with the real encoder and the real Chroma; skipped where ../shared is not at hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.index import Index
from index.ingest import ingest
from index.settings import IndexSettings
from index.sources import read_paths
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.laws import violations
from qa.model import Answer, Status

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
TODAY = dt.date(2026, 11, 21)

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared articles are not here")

# question, words that a cited sentence or the answer must hold (None: the articles do not say)
QUESTIONS: list[tuple[str, str | None]] = [
    ("when was the checkpoint installed?", "23 April 2023"),
    ("When did the activists announce that they were suspending their protest?", "28 April 2023"),
    ("When did the blockade of the Lachin Corridor begin?", "December"),
    ("When did the ministers meet Jake Sullivan?", "3 May 2023"),
    ("When will Pashinyan visit Moscow?", "8–14 May 2023"),
    ("On what date did the public broadcaster share a video of vehicles crossing the checkpoint?", "30 April 2023"),
    ("When did Pashinyan address parliament about territorial integrity?", "2023"),
    ("Who is the foreign minister of Armenia?", "Mirzoyan"),
    ("Who is the foreign minister of Azerbaijan?", "Bayramov"),
    ("Who is Vedant Patel?", "spokesperson"),
    ("Who described the talks as a setback?", "Grigoryan"),
    ("Which party does Natig Jafarli lead?", "ReAl"),
    ("What is the title of the document being discussed?", "normalization of relations"),
    ("How wide is the Lachin corridor?", "five-kilometer"),
    ("How many residents of Artsakh were stuck in Goris?", "four"),
    ("How long was the corridor closed by the protesters?", "four months"),
    ("Where were the four residents stuck because of the blockade?", "Goris"),
    ("Why did Azerbaijan say it established the checkpoint?", "weapon"),
    ("Who won the football world cup?", None),
    ("When did the volcano in Iceland erupt?", None),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(IndexSettings(tmp_path_factory.mktemp("seeds"))) as opened:
        put(opened)
        opened.settle()
        yield opened


def put(index: Index) -> dict[str, int]:
    report = ingest(read_paths([str(SEEDS)], {}, today=TODAY), index.put)
    assert [] == report.rejections
    return {outcome.value: count for outcome, count in report.counts.items()}


def ask(index: Index, question: str) -> Answer:
    answer = Answerer(index).answer(read_question(question))
    assert [] == violations(answer)
    assert () == answer.degraded
    for citation in answer.citations:
        version = index.version(citation.article_id, citation.version)
        assert version is not None
        assert citation.quote == version.article.text[citation.start : citation.end]
    return answer


def holds(answer: Answer, words: str) -> bool:
    said = [answer.answer.text if answer.answer else "", *(citation.quote for citation in answer.citations)]
    return any(words.casefold() in text.casefold() for text in said)


def test_the_checkpoint_question_is_answered_from_the_right_sentence(index: Index) -> None:
    """23 April 2023, worked out from "five days earlier" than April 28, with the coarser "late April" beside it."""
    answer = ask(index, "when was the checkpoint installed?")

    assert answer.answer is not None
    assert answer.answer.value is not None
    assert ("2023-04-23", "2023-04-23") == (answer.answer.value.start, answer.answer.value.end)
    assert ["five days earlier", "April 28"] == [step.expression for step in answer.answer.derivation]
    assert "five days earlier" in answer.citations[0].quote
    assert ("late April 2023", "compatible") in {(other.text, other.relation) for other in answer.alternatives}
    assert "inferred by a reader of the five articles" == answer.citations[0].published_from


def test_twenty_questions(index: Index) -> None:
    """Every citation is exact; at least sixteen of twenty answers hold what they should (the count is in docs/evaluation.md)."""
    right = [
        question
        for question, words in QUESTIONS
        if (answer := ask(index, question)) and (answer.status is Status.ABSTAINED if words is None else holds(answer, words))
    ]

    assert len(right) >= 16, sorted({question for question, _ in QUESTIONS} - set(right))


def test_ingesting_again_changes_nothing(index: Index) -> None:
    """A second ingest finds five unchanged articles and leaves the snapshot as it was."""
    before = index.state()

    assert {"unchanged": 5} == put(index)
    assert before == index.state()


def test_a_deleted_article_is_never_cited_again(index: Index) -> None:
    """Without the weekly's article its sentences come up in no answer; with it back they do."""
    gone = index.find_article("003_b31460f02a6974ab.txt")
    assert gone is not None
    assert index.delete(gone)
    for question, _ in QUESTIONS:
        answer = ask(index, question)
        assert gone not in {citation.article_id for citation in answer.citations}
        assert gone not in {passage.hit.article.id for passage in answer.passages}

    assert {"unchanged": 4, "added": 1} == put(index)
    assert gone in {citation.article_id for citation in ask(index, QUESTIONS[0][0]).citations}
