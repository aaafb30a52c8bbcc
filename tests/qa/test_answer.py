"""qa.answer: whole answers over small indexes, and the laws that hold for each of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.index import Index
from index.model import Article, Window
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.laws import violations
from qa.model import Answer, Reason, Status

MakeIndex = Callable[[Sequence[Article]], Index]

WEEKLY = Article(
    id="weekly",
    title="Protest on the valley road ends",
    text=(
        "The valley road is open again, after a winter of sit-ins.\n\n"
        "On April 28, following the installation of a checkpoint five days earlier, the protesters said they would leave.\n\n"
        "Four residents of the valley waited in the town of Goris for 12 weeks because the road was closed."
    ),
    url="https://weekly.example/road",
    source="Weekly",
    published_at="2023-05-03",
    published_from="metadata",
)
WIRE = Article(
    id="wire",
    title="Checkpoint on the valley road",
    text="In late April a checkpoint was installed at the entrance of the valley road. Officials called it a matter of safety.",
    source="Wire",
    published_at="2023-05-05",
    published_from="metadata",
)
HARVEST = Article(
    id="harvest",
    title="Cherries early this year",
    text="Cherry picking in the hills began on Monday, two weeks earlier than usual. Growers expect a record harvest of 40 tons.",
    source="Hills Gazette",
    published_at="2021-06-09",
)


@pytest.fixture
def index(make_index: MakeIndex) -> Index:
    return make_index([WEEKLY, WIRE, HARVEST])


def ask(index: Index, text: str, window: Window | None = None) -> Answer:
    answer = Answerer(index).answer(read_question(text, window=window))
    assert [] == violations(answer)
    for citation in answer.citations:
        stored = index.version(citation.article_id, citation.version)
        assert stored is not None
        assert citation.quote == stored.article.text[citation.start : citation.end]
    return answer


def test_a_relative_date_is_worked_out_against_the_date_in_its_sentence(index: Index) -> None:
    """ "On April 28, following the installation … five days earlier" was published in 2023: the answer is 23 April 2023."""
    answer = ask(index, "when was the checkpoint installed?")

    assert answer.answer is not None
    assert "23 April 2023" == answer.answer.text
    assert answer.answer.value is not None
    assert ("2023-04-23", "2023-04-23") == (answer.answer.value.start, answer.answer.value.end)
    step = answer.answer.derivation[0]
    assert ("five days earlier", "2023-04-28") == (step.expression, step.anchor)
    assert step.citation == answer.answer.citations[0]


def test_a_coarser_date_supports_the_finer_one(index: Index) -> None:
    """ "In late April" agrees with 23 April: it is shown as compatible, and its article counts as support."""
    answer = ask(index, "when was the checkpoint installed?")

    assert [("late April 2023", "compatible")] == [(other.text, other.relation) for other in answer.alternatives]
    assert (2, 2, 0) == dataclasses.astuple(answer.support)


def test_a_date_elsewhere_in_the_cited_sentence_is_no_conflict(index: Index) -> None:
    """April 28 is the day of another event in the same sentence, not a second opinion."""
    answer = ask(index, "when was the checkpoint installed?")

    assert "conflicting" not in {other.relation for other in answer.alternatives}


def test_letter_for_letter_copies_count_once(make_index: MakeIndex) -> None:
    """Three articles with one text are one source and two copies."""
    copies = [dataclasses.replace(WIRE, id=f"copy-{number}", source=f"Outlet {number}") for number in range(3)]
    answer = ask(make_index(copies), "when was the checkpoint installed?")

    assert (1, 3, 2) == dataclasses.astuple(answer.support)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("How many residents waited in Goris?", "Four residents"),
        ("Where did the residents wait?", "Goris"),
        ("Why did the residents wait in Goris?", "because the road was closed"),
        ("How large a harvest do growers expect?", "40 tons"),
    ],
)
def test_other_questions_are_answered_by_the_sentence_that_holds_the_answer(index: Index, question: str, part: str) -> None:
    """The best sentence is the answer, cited and highlighted."""
    answer = ask(index, question)

    assert answer.answer is not None
    assert part in answer.answer.text
    assert answer.answer.text == answer.citations[0].quote
    marked = [span.of(passage.hit.passage.text) for passage in answer.passages for span in passage.highlights]
    assert answer.citations[0].quote in marked


@pytest.mark.parametrize(
    ("question", "window", "reason"),
    [
        ("Who won the chess tournament in Oslo?", Window(), {Reason.NO_EVIDENCE, Reason.WEAK_EVIDENCE}),
        ("?!", Window(), {Reason.UNSUPPORTED_QUESTION}),
        ("who is it", Window(), {Reason.UNSUPPORTED_QUESTION}),
        ("when was the checkpoint installed?", Window(before=dt.date(1999, 1, 1)), {Reason.OUT_OF_RANGE}),
        ("when was the checkpoint installed?", Window(sources=("Nobody",)), {Reason.OUT_OF_RANGE}),
    ],
)
def test_what_the_articles_do_not_say_is_not_answered(index: Index, question: str, window: Window, reason: set[Reason]) -> None:
    """An abstention names its reason and cites nothing."""
    answer = ask(index, question, window)

    assert Status.ABSTAINED is answer.status
    assert answer.reason in reason
    assert () == answer.citations


def test_an_abstention_still_shows_the_nearest_passages(index: Index) -> None:
    """Passages come back either way."""
    assert ask(index, "Who won the chess tournament in the valley?").passages


def test_as_of_hides_what_was_published_later(index: Index) -> None:
    """On 4 May only the weekly had written about the checkpoint."""
    answer = ask(index, "when was the checkpoint installed?", Window(as_of=dt.date(2023, 5, 4)))

    assert {"weekly"} == {citation.article_id for citation in answer.citations}


def test_a_deleted_article_is_never_cited_again(index: Index) -> None:
    """Deleting takes effect with the next question."""
    index.delete("weekly")
    answer = ask(index, "when was the checkpoint installed?")

    assert "weekly" not in {citation.article_id for citation in answer.citations}
    assert "weekly" not in {passage.hit.article.id for passage in answer.passages}


def test_the_same_question_gives_the_same_answer(index: Index) -> None:
    """Timings aside, two answers to one question are equal."""
    first, second = (dataclasses.replace(ask(index, "when was the checkpoint installed?"), timings_ms=()) for _ in range(2))

    assert first == second


WORDS = st.sampled_from("when was the checkpoint installed road valley april 2023 who Goris in late 28 ? , — “ é".split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=1, max_size=12), k=st.integers(1, 50))
def test_the_laws_hold_for_any_question(index: Index, words: list[str], k: int) -> None:
    """Whatever is asked, the answer breaks no law and every citation holds."""
    answer = Answerer(index).answer(read_question(" ".join(words), k))

    assert [] == violations(answer)
    for citation in answer.citations:
        stored = index.version(citation.article_id, citation.version)
        assert stored is not None
        assert citation.quote == stored.article.text[citation.start : citation.end]
