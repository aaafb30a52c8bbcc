"""What carries the gold, what supports the answer, and which verdict follows."""

from __future__ import annotations

import pytest

from eval.judge import judge, judge_one
from eval.model import Gold
from eval.records import Outcome
from eval.run import NOT_ASKED
from eval.slices import kind_of, slice_of
from tests.eval.builders import answered, case, citation, gold, outcome, passage, run, silent, unanswerable

DATED = {"answers": (), "date": "2023-04-23"}


@pytest.mark.parametrize(
    ("one", "answer", "verdict"),
    [
        (case(), answered("It was installed on April 23."), "right"),
        (case(), answered("April 22"), "wrong"),
        (case(), silent(), "missed"),
        (unanswerable(), silent(), "right"),
        (unanswerable(), answered("Bob"), "overreached"),
        (case(), None, "failed"),
        (case(**DATED), answered("on Sunday", date=("2023-04-23", "2023-04-23")), "right"),
        (case(**DATED), answered("23 April 2023", date=("2023-04-22", "2023-04-22")), "wrong"),
        (case(**DATED), answered("23 April 2023"), "wrong"),
        (case(date="2023-04-23"), answered("April 23"), "right"),
        (case(date="2023-04-23"), answered("April 23", date=("2023-04-24", "2023-04-24")), "wrong"),
        (case(answers=()), answered("whatever"), "unjudged"),
    ],
)
def test_verdicts(one, answer, verdict: str) -> None:
    assert verdict == judge(run([(one, answer)]))[0].verdict


def test_a_case_never_asked_is_told_apart_from_a_failed_one() -> None:
    assert "not asked" == judge_one(case(), Outcome("q1", None, None, NOT_ASKED)).verdict


@pytest.mark.parametrize(
    ("evidence", "part", "expected"),
    [
        ((gold(),), passage(1, "a"), True),
        ((gold(),), passage(1, "a", 0, 40), True),
        ((gold(),), passage(1, "a", 0, 39), False),
        ((gold(),), passage(1, "a", 20), False),
        ((gold(),), passage(1, "b"), False),
        ((gold(quote=None),), passage(1, "a", 0, 5), True),
        ((Gold("a", "not located"),), passage(1, "a"), False),
    ],
)
def test_a_passage_carries_gold_when_it_holds_the_whole_span(evidence, part, expected: bool) -> None:
    one = judge_one(case(evidence=evidence), outcome("q1", answered(passages=[part])))

    assert (expected,) == one.carries
    assert (1 if expected else None) == one.rank


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        (citation("a", "The checkpoint was installed on April 23."), True),
        (citation("a", "on April 23"), True),
        (citation("a", "Nobody saw it coming."), False),
        (citation("b", "Talks opened in Washington on Monday."), False),
    ],
)
def test_a_citation_supports_when_it_holds_or_lies_in_the_span_or_states_the_answer(cited, expected: bool) -> None:
    one = judge_one(case(answers=("never said",)), outcome("q1", answered(citations=[cited])))

    assert (expected,) == one.supports


def test_another_article_that_states_the_answer_supports_it() -> None:
    one = judge_one(
        case(answers=("on Monday",)), outcome("q1", answered(citations=[citation("b", "Talks opened in Washington on Monday.")]))
    )

    assert (True,) == one.supports


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was it installed?", "when"),
        ("On what date did talks begin?", "when"),
        ("In which year was it?", "when"),
        ("How many people came?", "how many"),
        ("Who came?", "who"),
        ("To whom was it given?", "who"),
        ("Where is Lachin?", "where"),
        ("In which city did they meet?", "where"),
        ("Why did they leave?", "why"),
        ("Did they leave?", "yes/no"),
        ("What happened?", "what"),
        ("The checkpoint was installed when?", "when"),
        ("What happened when the road closed?", "what"),
        ("", "what"),
    ],
)
def test_kinds_of_question(question: str, kind: str) -> None:
    assert kind == kind_of(question)


def test_slices() -> None:
    assert "unanswerable" == slice_of(unanswerable())
    assert "how many" == slice_of(case(type="howmany"))
    assert "time-hard" == slice_of(case(type="time-hard"))
    assert "when" == slice_of(case(type="other"))
