"""A run in which nothing was withheld → the confidence from which answers reach a wanted precision, with what justifies it.

The threshold is the lowest confidence at which answers reach the precision on this set. Because a threshold fitted to a set looks
better there than elsewhere, the figures to believe are the held-out ones: fitted on four fifths of the articles, measured on the
fifth, each fifth in turn.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.errors import BadCases
from eval.judge import Judged
from eval.measures.risk import RiskPoint, risk_curve
from eval.records import Outcome
from eval.run import Run
from eval.runfile import write_whole
from eval.scores import Scores
from eval.stats import SEED, Interval, mean_intervals
from eval.threshold import Calibration, document
from qa.confidence import THRESHOLD, rules
from qa.model import Reason, Status

FOLDS = 5
LEAST_ANSWERS = 30
"""Fewer answers than this say too little about a share."""
_NOTHING = "nothing was written"


@dataclass(frozen=True, slots=True)
class Justified:
    """A calibration beside the run it was fitted to, in which every question that has evidence was answered."""

    calibration: Calibration
    everything: Scores


def calibrate(scores: Scores, target: float, *, before: float = THRESHOLD, seed: int = SEED) -> Calibration:
    """Fit the threshold to a run without one. Raises BadCases when the set is too small, or the target is out of reach."""
    if not 0.5 <= target < 1:
        raise BadCases([f"a precision of {target:g} cannot be aimed at; choose one from 0.5 to below 1, such as 0.9"])
    judged = [one for one in scores.judged if one.right is not None]
    answers = sum(one.answered for one in judged)
    if answers < LEAST_ANSWERS:
        raise BadCases([f"only {answers} answers to learn from; a set needs at least {LEAST_ANSWERS} ({_NOTHING})"])
    chosen = _fitted(judged, target, LEAST_ANSWERS)
    if chosen is None:
        raise BadCases([_out_of_reach(judged, target)])
    given = _held_out(judged, target, seed)
    right, bounds = _precision(judged, given, seed)
    if bounds is not None and bounds.high < target:
        raise BadCases([_contradicted(target, chosen, right or 0.0, bounds)])
    run = scores.run
    return Calibration(
        target=target,
        threshold=chosen.threshold,
        precision=1 - chosen.risk,
        coverage=chosen.coverage,
        held_out_precision=right,
        held_out_interval=(bounds.low, bounds.high) if bounds else None,
        held_out_coverage=sum(given) / len(given),
        before=before,
        set_name=run.cases.name,
        set_digest=run.cases.digest,
        cases=len(judged),
        snapshot=run.target.snapshot,
        models=run.target.models,
        rules=rules(),
        seed=seed,
        fitted_on=dt.datetime.now(dt.UTC).date().isoformat(),
    )


def withheld(run: Run, threshold: float) -> Run:
    """The same run as it would have been with this threshold: answers that are less sure become abstentions."""
    outcomes = tuple(_withheld(outcome, threshold) for outcome in run.outcomes)
    return replace(run, outcomes=outcomes, target=replace(run.target, threshold=threshold))


def write_calibration(found: Calibration, path: Path) -> None:
    """Write the file that the settings read the threshold from."""
    write_whole(path, json.dumps(document(found), indent=1) + "\n")


def told(found: Calibration) -> str:
    """One paragraph for people."""
    held = f"{found.held_out_precision:.1%}" if found.held_out_precision is not None else "none"
    bounds = f" (95 % interval {found.held_out_interval[0]:.1%} … {found.held_out_interval[1]:.1%})" if found.held_out_interval else ""
    below = found.held_out_precision is not None and found.held_out_precision < found.target
    doubt = f" That is below {found.target:.0%}, though within chance: a larger set would tell." if below else ""
    return (
        f"answer from a confidence of {found.threshold:.4g} on (it was {found.before:.4g}): {found.precision:.1%} of the answers right,"
        f" {found.coverage:.1%} of {found.cases} cases answered. On articles that the threshold was not fitted to: {held} right{bounds},"
        f" {found.held_out_coverage:.1%} answered.{doubt}"
    )


def _withheld(outcome: Outcome, threshold: float) -> Outcome:
    answer = outcome.answered
    if answer is None or not answer.answered or (answer.confidence or 0.0) >= threshold:
        return outcome
    silent = replace(
        answer,
        status=str(Status.ABSTAINED),
        reason=str(Reason.WEAK_EVIDENCE),
        text=None,
        date=None,
        confidence=None,
        used=(),
        citations=(),
        alternatives=(),
        independent_sources=0,
    )
    return replace(outcome, answered=silent)


def _fitted(judged: Sequence[Judged], target: float, least: float) -> RiskPoint | None:
    """The point of most coverage that reaches the target with enough answers to tell."""
    # 1e-12: 1 - 0.1 is not 0.9 in binary, and 9 of 10 must count
    reached = [point for point in risk_curve(judged) if 1 - point.risk >= target - 1e-12 and point.answered >= least]
    return max(reached, key=lambda point: point.coverage, default=None)


def _held_out(judged: Sequence[Judged], target: float, seed: int) -> list[bool]:
    """Would each case be answered with a threshold that its article had no part in?"""
    groups = sorted({one.case.group for one in judged})
    fold_of = dict(zip(groups, np.random.default_rng(seed).permutation(len(groups)) % FOLDS, strict=True))
    given = [False] * len(judged)
    for fold in range(FOLDS):
        rest = [one for one in judged if fold_of[one.case.group] != fold]
        chosen = _fitted(rest, target, LEAST_ANSWERS * (FOLDS - 1) / FOLDS)
        for at, one in enumerate(judged):
            if fold_of[one.case.group] == fold and chosen is not None:
                given[at] = one.answered and one.confidence >= chosen.threshold
    return given


def _precision(judged: Sequence[Judged], given: Sequence[bool], seed: int) -> tuple[float | None, Interval | None]:
    """Share of the given answers that are right, with its interval by article."""
    column = np.array([[float(bool(one.right)) if kept else np.nan] for one, kept in zip(judged, given, strict=True)])
    if not np.isfinite(column).any():
        return None, None
    return float(np.nanmean(column)), mean_intervals(column, [one.case.group for one in judged], seed=seed)[0]


def _out_of_reach(judged: Sequence[Judged], target: float) -> str:
    best = min((point for point in risk_curve(judged) if point.answered >= LEAST_ANSWERS), key=lambda point: point.risk)
    return (
        f"no confidence threshold reaches a precision of {target:.0%} with {LEAST_ANSWERS} answers or more; the best is {1 - best.risk:.1%},"
        f" from a confidence of {best.threshold:.4g} on, with {best.coverage:.1%} of the cases answered."
        f" Improve the answers or aim lower ({_NOTHING})"
    )


def _contradicted(target: float, chosen: RiskPoint, right: float, bounds: Interval) -> str:
    return (
        f"a confidence of {chosen.threshold:.4g} reaches {target:.0%} on the set itself, but on articles it was not fitted to only"
        f" {right:.1%} ({bounds.low:.1%} … {bounds.high:.1%}): the set does not bear it out. Improve the answers, add cases, or aim lower"
        f" ({_NOTHING})"
    )
