"""Judged cases → the risk-coverage curve: answer the surest share of the cases, and how many of those answers are wrong?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.judge import Judged


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """With `threshold` as the least confidence that is answered: `coverage` of all cases is answered, `risk` of those wrongly."""

    threshold: float
    coverage: float
    risk: float
    answered: int


def risk_curve(judged: Sequence[Judged]) -> list[RiskPoint]:
    """One point for each confidence that occurs, surest first. Equal confidences stand or fall together."""
    cases = [one for one in judged if one.right is not None]
    answered = sorted((one for one in cases if one.answered), key=lambda one: -one.confidence)
    points: list[RiskPoint] = []
    wrong = 0
    for n, one in enumerate(answered, start=1):
        wrong += not one.right
        if n == len(answered) or answered[n].confidence != one.confidence:
            points.append(RiskPoint(one.confidence, n / len(cases), wrong / n, n))
    return points
