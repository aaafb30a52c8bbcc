"""Asking a set: order, failures, a target that goes away, concurrency, a fixed rate, and proof of every quote."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from eval.model import CaseSet
from eval.records import Outcome
from eval.run import NOT_ASKED, RunSettings, ask_all, versions
from tests.eval.builders import FakeTarget, answered, case, citation, passage, silent

CASES = CaseSet("s", tuple(case(str(n)) for n in range(6)))
ANSWERS = {str(n): answered(passages=[passage(1)]) for n in range(6)}


def test_every_case_is_asked_in_order_and_kept() -> None:
    target, kept = FakeTarget(ANSWERS), list[Outcome]()
    run = ask_all(CASES, target, keep=kept.append)

    assert list("012345") == target.asked == [o.case_id for o in run.outcomes] == [o.case_id for o in kept]
    assert run.complete
    assert ("fake", "snap") == (run.target.name, run.target.snapshot)


def test_a_failed_case_is_kept_with_its_error() -> None:
    run = ask_all(CASES, FakeTarget(ANSWERS | {"2": None}))

    assert "ValueError: broke" == run.outcomes[2].error
    assert run.complete


def test_a_target_that_goes_away_leaves_the_rest_unasked() -> None:
    run = ask_all(CASES, FakeTarget(ANSWERS, alive=4))

    assert [None] * 4 + [NOT_ASKED] * 2 == [o.error for o in run.outcomes]
    assert not run.complete


def test_what_is_known_is_not_asked_again() -> None:
    first = ask_all(CASES, FakeTarget(ANSWERS, alive=4))
    target = FakeTarget(ANSWERS)
    second = ask_all(CASES, target, known={o.case_id: o for o in first.outcomes if o.answered})

    assert ["4", "5"] == target.asked
    assert second.complete
    assert [o.case_id for o in second.outcomes] == list("012345")


@pytest.mark.parametrize("settings", [RunSettings(concurrency=3), RunSettings(concurrency=2, rate_per_s=500)])
def test_outcomes_stand_in_the_order_of_the_set_whatever_the_concurrency(settings: RunSettings) -> None:
    run = ask_all(CASES, FakeTarget(ANSWERS), settings)

    assert list("012345") == [o.case_id for o in run.outcomes]
    assert all(o.answered for o in run.outcomes)


def test_several_at_a_time_really_overlap_and_stop_when_the_target_goes() -> None:
    class Slow(FakeTarget):
        busy = most = 0
        lock = threading.Lock()

        def ask(self, case, k):
            with self.lock:
                self.busy += 1
                self.most = max(self.most, self.busy)
            time.sleep(0.02)
            try:
                return super().ask(case, k)
            finally:
                with self.lock:
                    self.busy -= 1

    target = Slow(ANSWERS, alive=4)
    run = ask_all(CASES, target, RunSettings(concurrency=3))

    assert 3 == target.most
    assert 2 == sum(o.error == NOT_ASKED for o in run.outcomes)


def test_at_a_fixed_rate_waiting_in_the_queue_counts() -> None:
    """One asker, 20 ms a case, one due each 5 ms: the last case waits for all before it."""

    class Slow(FakeTarget):
        def ask(self, case, k):
            time.sleep(0.02)
            return replace(super().ask(case, k), latency_ms=20.0)

    run = ask_all(CASES, Slow(ANSWERS), RunSettings(concurrency=1, rate_per_s=200))

    waits = [o.latency_ms or 0.0 for o in run.outcomes]
    assert waits[0] < waits[-1]
    assert waits[-1] > 60


def test_every_quote_is_compared_with_the_stored_article() -> None:
    crooked = replace(passage(2), text="made up")
    shifted = replace(citation(), start=1)
    answers = {"0": answered(passages=[passage(1), crooked], citations=[citation(), shifted]), "1": silent()}
    run = ask_all(CaseSet("s", CASES.cases[:2]), FakeTarget(answers))
    first = run.outcomes[0].answered

    assert first is not None
    assert [True, True] == [first.passages[0].exact, first.citations[0].exact], "already proven records stay"

    bare = {
        "0": answered(
            passages=[replace(p, exact=None) for p in first.passages], citations=[replace(c, exact=None) for c in first.citations]
        )
    }
    again = ask_all(CaseSet("s", CASES.cases[:1]), FakeTarget(bare)).outcomes[0].answered

    assert again is not None
    assert [True, False] == [p.exact for p in again.passages]
    assert [True, False] == [c.exact for c in again.citations]


@pytest.mark.parametrize("wrong", [{"k": 0}, {"k": 51}, {"concurrency": 0}, {"rate_per_s": 0.0}])
def test_settings_are_checked(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        RunSettings(**wrong)  # type: ignore[arg-type]


def test_versions_name_python() -> None:
    assert "python" in dict(versions())


def test_articles_that_change_under_way_are_noticed() -> None:
    moved = replace(answered(passages=[passage(1)]), snapshot="other")

    assert ask_all(CASES, FakeTarget(ANSWERS)).steady
    assert not ask_all(CASES, FakeTarget(ANSWERS | {"5": moved})).steady
