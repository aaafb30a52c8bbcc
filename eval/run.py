"""A CaseSet and a Target → a Run: every case with its outcome, kept as it comes in, so that a broken run can go on."""

from __future__ import annotations

import datetime as dt
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from importlib import metadata

from eval.errors import Unreachable
from eval.model import Case, CaseSet
from eval.records import Answered, Outcome, with_proof
from eval.targets import Cached, Described, Target, verified

NOT_ASKED = "not asked"
_PACKAGES = ("dateline", "chromadb", "sentence-transformers", "torch", "onnxruntime", "ir_measures", "pytrec_eval-terrier", "numpy")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a set is asked: `k` passages a case; `concurrency` cases at a time; `rate_per_s` cases a second sent whether or not
    earlier ones have come back (None: each asker sends its next case when it has its answer)."""

    k: int = 10
    concurrency: int = 1
    rate_per_s: float | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.k <= 50:
            raise ValueError(f"k must be 1..50, got {self.k}")
        if not 1 <= self.concurrency <= 256:
            raise ValueError(f"concurrency must be 1..256, got {self.concurrency}")
        if self.rate_per_s is not None and not 0 < self.rate_per_s <= 10_000:
            raise ValueError(f"rate must be above 0 and at most 10000 a second, got {self.rate_per_s}")


@dataclass(frozen=True, slots=True)
class Run:
    """Everything needed to score, replay and compare: the located cases, one outcome for each in the same order, and what made it."""

    cases: CaseSet
    outcomes: tuple[Outcome, ...]
    target: Described
    settings: RunSettings
    versions: tuple[tuple[str, str], ...]
    started_at: str
    wall_s: float

    @property
    def complete(self) -> bool:
        """Whether every case was asked."""
        return all(outcome.error != NOT_ASKED for outcome in self.outcomes)

    @property
    def steady(self) -> bool:
        """Whether all answers came from the snapshot that was there at the start, as far as it is told."""
        told = {outcome.answered.snapshot for outcome in self.outcomes if outcome.answered}
        return self.target.snapshot is None or told <= {None, self.target.snapshot}


Keep = Callable[[Outcome], None]
Tick = Callable[[], None]


def ask_all(
    cases: CaseSet,
    target: Target,
    settings: RunSettings = RunSettings(),
    *,
    described: Described | None = None,
    known: Mapping[str, Outcome] | None = None,
    keep: Keep = lambda outcome: None,
    tick: Tick = lambda: None,
) -> Run:
    """Ask every case that is not `known` yet; `keep` gets each outcome as it arrives, `tick` is called after each.

    `described`: the target as it is now, where that has been asked already.

    Cases go out in the order of the set, and the outcomes of the Run are in that order whatever the concurrency. When the
    target stops answering, what is left is recorded as not asked and the Run says that it is not complete.
    """
    described = described or target.describe()
    started_at, clock = dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), time.perf_counter()
    outcomes = dict(known or {})
    for outcome in _asked([case for case in cases.cases if case.id not in outcomes], target, settings):
        outcomes[outcome.case_id] = outcome
        keep(outcome)
        tick()
    in_order = tuple(outcomes.get(case.id, Outcome(case.id, None, None, NOT_ASKED)) for case in cases.cases)
    return Run(
        cases=cases,
        outcomes=_proven(in_order, target),
        target=described,
        settings=settings,
        versions=versions(),
        started_at=started_at,
        wall_s=time.perf_counter() - clock,
    )


def versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of Python and the packages that can change a figure."""
    found = [("python", platform.python_version())]
    for name in _PACKAGES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)


def _asked(cases: list[Case], target: Target, settings: RunSettings) -> Iterator[Outcome]:
    if settings.concurrency == 1 and settings.rate_per_s is None:
        return _one_by_one(cases, target, settings.k)
    return _many_at_a_time(cases, target, settings)


def _one_by_one(cases: list[Case], target: Target, k: int) -> Iterator[Outcome]:
    for case in cases:
        try:
            yield target.ask(case, k)
        except Unreachable:
            return


def _many_at_a_time(cases: list[Case], target: Target, settings: RunSettings) -> Iterator[Outcome]:
    """Outcomes as they come. With a rate, latency counts from the moment a case was due, so that a queue shows."""
    first = time.perf_counter()
    gap = 1 / settings.rate_per_s if settings.rate_per_s else 0.0
    waiting: set[Future[Outcome]] = set()
    with ThreadPoolExecutor(settings.concurrency, "eval") as askers:
        for number, case in enumerate(cases):
            due = first + number * gap
            if gap:
                time.sleep(max(0.0, due - time.perf_counter()))
            waiting.add(askers.submit(_ask_due, case, target, settings.k, due if gap else None))
            done = {future for future in waiting if future.done()}
            if not gap and len(waiting) >= settings.concurrency:
                done = wait(waiting, return_when=FIRST_COMPLETED).done
            waiting -= done
            gone = [future for future in done if isinstance(future.exception(), Unreachable)]
            yield from (future.result() for future in done if future not in gone)
            if gone:
                break
        for future in wait(waiting).done:
            if not isinstance(future.exception(), Unreachable):
                yield future.result()


def _ask_due(case: Case, target: Target, k: int, due: float | None) -> Outcome:
    late_ms = max(0.0, time.perf_counter() - due) * 1000 if due is not None else 0.0
    outcome = target.ask(case, k)
    return replace(outcome, latency_ms=(outcome.latency_ms or 0.0) + late_ms)


def _proven(outcomes: tuple[Outcome, ...], target: Target) -> tuple[Outcome, ...]:
    """Each quote compared with the stored article, after all asking, so that reading articles slows no answer."""
    cached = Cached(target)
    try:
        return tuple(_prove(outcome, cached) for outcome in outcomes)
    except Unreachable:
        return outcomes  # unchecked stays None, and counts as inexact


def _prove(outcome: Outcome, library: Cached) -> Outcome:
    if outcome.answered is None or _proof_known(outcome.answered):
        return outcome
    citations, passages = verified(outcome.answered, library)
    return with_proof(outcome, citations, passages)


def _proof_known(answered: Answered) -> bool:
    return all(c.exact is not None for c in answered.citations) and all(p.exact is not None for p in answered.passages)
