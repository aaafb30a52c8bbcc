"""The gate lets through what reaches its floors and nothing else: every way of failing must fail."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from eval.errors import BadCases
from eval.gate import Gate, check, load_gate, pin
from eval.run import NOT_ASKED
from eval.scores import Scores, score_run
from tests.eval.builders import answered, case, outcome, passage, run, silent, unanswerable

CASES = [case(str(n)) for n in range(4)]


def scored(right: int = 4, *, found: int = 4, corpus: str | None = "c" * 64, asked: int = 4) -> Scores:
    """A run with so many right answers and so many found passages."""
    answers = [answered("April 23" if n < right else "no", passages=[passage(1, "a" if n < found else "b")]) for n in range(len(CASES))]
    made = run([*zip(CASES, answers, strict=True), (unanswerable(), silent())], corpus=corpus)
    outcomes = tuple(one if n < asked else outcome(one.case_id, None, error=NOT_ASKED) for n, one in enumerate(made.outcomes))
    return score_run(made if asked == len(CASES) else dataclasses.replace(made, outcomes=outcomes))


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    path = tmp_path / "gate.json"
    pin(scored(), path, measures=["recall@1", "right", "latency_p95", "aurc"], slack=0)
    return path


def test_the_run_that_was_pinned_passes(gate: Path) -> None:
    verdict = check(scored(), load_gate(gate))

    assert verdict.passed
    assert {"recall@1", "right", "latency_p95", "aurc"} == {line.measure for line in verdict.lines}


@pytest.mark.parametrize(
    ("worse", "failing"),
    [
        (scored(right=3), {"right", "aurc"}),
        (scored(found=3), {"recall@1"}),
        (scored(right=0, found=0), {"right", "recall@1", "aurc"}),
    ],
)
def test_one_case_less_fails(gate: Path, worse: Scores, failing: set[str]) -> None:
    verdict = check(worse, load_gate(gate))

    assert not verdict.passed
    assert failing == {line.measure for line in verdict.lines if not line.passed}


def test_slower_fails_where_less_is_better(gate: Path) -> None:
    slow = scored()
    outcomes = tuple(dataclasses.replace(one, latency_ms=500.0) for one in slow.run.outcomes)

    assert not check(score_run(dataclasses.replace(slow.run, outcomes=outcomes)), load_gate(gate)).passed


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (scored(corpus="d" * 64), "other articles"),
        (scored(corpus=None), "digest not told"),
        (scored(asked=3), "the run is not complete"),
        (score_run(run([(case("other"), answered(passages=[passage(1)])), (unanswerable(), silent())])), "another case set"),
    ],
)
def test_another_set_other_articles_or_half_a_run_fail(gate: Path, other: Scores, told: str) -> None:
    verdict = check(other, load_gate(gate))

    assert not verdict.passed
    assert told in " ".join(verdict.objections)


def test_a_measure_without_a_figure_fails() -> None:
    made = scored()
    floors = Gate(made.run.cases.digest, "c" * 64, 5, 3, {"date_exact": 0.0})

    assert [None] == [line.figure for line in check(made, floors).lines]
    assert not check(made, floors).passed
    assert not check(made, dataclasses.replace(floors, floors={})).passed, "no floors is no gate"


def test_floors_go_up_and_not_down(gate: Path) -> None:
    before = gate.read_text()
    with pytest.raises(BadCases, match=r"right would go from 1\.0000 to 0\.8000; allow it with --allow-lower"):
        pin(scored(right=3), gate)
    assert before == gate.read_text()

    pin(scored(right=3), gate, allow_lower=True, slack=0)
    assert 0.8 == load_gate(gate).floors["right"]

    pin(scored(), gate)
    assert 1.0 == load_gate(gate).floors["right"]


def test_a_floor_is_not_dropped_in_silence(gate: Path) -> None:
    with pytest.raises(BadCases, match="right would no longer be checked"):
        pin(scored(), gate, measures=["recall@1", "latency_p95", "aurc"])


@pytest.mark.parametrize(
    ("made", "told"),
    [(scored(asked=2), "not complete"), (scored(corpus=None), "does not say which articles"), (scored(found=0), "none of the measures")],
)
def test_what_cannot_be_pinned(tmp_path: Path, made: Scores, told: str) -> None:
    with pytest.raises(BadCases, match=told):
        pin(made, tmp_path / "gate.json", measures=["date_exact"] if "none" in told else [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "not a gate file"),
        ('{"format": "dateline gate 0"}', "not a gate file"),
        ({"floors": {}}, "has no floors"),
        ({"floors": None}, "has no floors"),
        ({"floors": {"recal@1": 0.5}}, "unknown measure 'recal@1'"),
        ({"floors": {"right": "0.5"}}, "floor of right is '0.5'"),
        ({"floors": {"right": float("nan")}}, "floor of right is nan"),
        ({"floors": {"right": True}}, "floor of right is True"),
        ({"set_digest": "abc"}, "set_digest is 'abc'"),
        ({"corpus_digest": None}, "corpus_digest is None"),
        ({"cases": "5"}, "cases is '5'"),
        ({"slack": -1}, "slack is -1"),
        ({"slack": None}, "slack is None"),
    ],
)
def test_a_broken_gate_is_refused_loudly(gate: Path, text: object, told: str) -> None:
    gate.write_text(text if isinstance(text, str) else json.dumps(json.loads(gate.read_text()) | text))  # type: ignore[operator]

    with pytest.raises(BadCases, match=told.replace("'", ".")):
        load_gate(gate)


def test_a_missing_gate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCases, match="cannot be read"):
        load_gate(tmp_path / "gate.json")


def test_slack_forgives_one_flipped_case_and_no_more_and_no_broken_law(tmp_path: Path) -> None:
    path = tmp_path / "gate.json"
    gate = pin(scored(), path, measures=["right", "passage_exact"], slack=1)
    forged = scored()
    first = forged.run.outcomes[0]
    assert first.answered is not None
    bad = dataclasses.replace(first.answered, passages=(dataclasses.replace(first.answered.passages[0], exact=False),))
    broken = dataclasses.replace(forged.run, outcomes=(dataclasses.replace(first, answered=bad), *forged.run.outcomes[1:]))

    assert check(scored(right=3), gate).passed
    assert not check(scored(right=2), gate).passed
    assert not check(score_run(broken), gate).passed
    with pytest.raises(BadCases, match="right would go from"):
        pin(scored(right=3), path)
