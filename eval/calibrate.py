"""A scored run → the confidence below which it is better to be silent, for a wanted precision, with what justifies it.

The threshold is the lowest confidence at which answers reach the precision on this set. Because a threshold fitted to a set looks
better there than elsewhere, the figures to believe are the held-out ones: fitted on four fifths of the articles, measured on the
fifth, each fifth in turn.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.errors import BadCases
from eval.judge import Judged
from eval.measures.risk import risk_curve
from eval.runfile import write_whole
from eval.scores import Scores
from eval.stats import SEED

FILE = "calibration.json"
FORMAT = "dateline calibration 1"
FOLDS = 5
LEAST_ANSWERS = 30
"""Fewer answers than this say too little about a share."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Answer from `threshold` on: `precision` of the answers right on this set, `coverage` of its cases answered; and held out."""

    target: float
    threshold: float
    precision: float
    coverage: float
    held_out_precision: float | None
    held_out_coverage: float
    cases: int
    set_digest: str
    snapshot: str | None


def calibrate(scores: Scores, target: float, *, seed: int = SEED) -> Calibration:
    """Fit the threshold. Raises BadCases when the set is too small, or no threshold reaches the target."""
    if not 0.5 <= target < 1:
        raise BadCases([f"a precision of {target} cannot be aimed at; choose one from 0.5 to below 1, such as 0.9"])
    judged = [one for one in scores.judged if one.right is not None]
    answers = sum(one.answered for one in judged)
    if answers < LEAST_ANSWERS:
        raise BadCases([f"only {answers} answers to learn from; a set needs at least {LEAST_ANSWERS}"])
    threshold = _threshold(judged, target)
    if threshold is None:
        raise BadCases([f"no confidence threshold gives a precision of {target:.2f} on this set; improve the answers or aim lower"])
    precision, coverage = _at(judged, threshold)
    held_precision, held_coverage = _held_out(judged, target, seed)
    return Calibration(
        target=target,
        threshold=threshold,
        precision=precision if precision is not None else 0.0,
        coverage=coverage,
        held_out_precision=held_precision,
        held_out_coverage=held_coverage,
        cases=len(judged),
        set_digest=scores.run.cases.digest,
        snapshot=scores.run.target.snapshot,
    )


def write_calibration(found: Calibration, path: Path) -> None:
    """Write the file that the settings read `threshold` from."""
    write_whole(path, json.dumps({"format": FORMAT, **asdict(found)}, indent=1) + "\n")


def told(found: Calibration) -> str:
    """One paragraph for people."""
    held = f"{found.held_out_precision:.1%}" if found.held_out_precision is not None else "nothing answered"
    return (
        f"answer from a confidence of {found.threshold:.3f} on: {found.precision:.1%} of the answers right, {found.coverage:.1%} of"
        f" {found.cases} cases answered. On articles that the threshold was not fitted to: {held} right,"
        f" {found.held_out_coverage:.1%} answered."
    )


def _threshold(judged: Sequence[Judged], target: float) -> float | None:
    reached = [point for point in risk_curve(judged) if 1 - point.risk >= target - 1e-12]
    return max(reached, key=lambda point: point.coverage).threshold if reached else None


def _at(judged: Sequence[Judged], threshold: float) -> tuple[float | None, float]:
    """Precision and coverage with this threshold."""
    given = [one.right is True for one in judged if one.answered and one.confidence >= threshold]
    return (sum(given) / len(given) if given else None), len(given) / len(judged)


def _held_out(judged: Sequence[Judged], target: float, seed: int) -> tuple[float | None, float]:
    """The same, each case with a threshold that its article had no part in."""
    groups = sorted({one.case.group for one in judged})
    fold_of = dict(zip(groups, np.random.default_rng(seed).permutation(len(groups)) % FOLDS, strict=True))
    given: list[bool] = []
    for fold in range(FOLDS):
        threshold = _threshold([one for one in judged if fold_of[one.case.group] != fold], target)
        inside = (one for one in judged if fold_of[one.case.group] == fold and one.answered)
        given += [one.right is True for one in inside if threshold is not None and one.confidence >= threshold]
    return (sum(given) / len(given) if given else None), len(given) / len(judged)
