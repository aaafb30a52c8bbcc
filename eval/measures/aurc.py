"""How wrong the answers are on average over all thresholds: the area under the risk-coverage curve."""

from __future__ import annotations

from collections.abc import Sequence

from eval.judge import Judged
from eval.measures.base import OverSet
from eval.measures.risk import risk_curve


def aurc(judged: Sequence[Judged]) -> float | None:
    """Mean over n = 1..answered of the risk when the n surest answers are given; within ties, the risk of the whole tie."""
    area, before = 0.0, 0
    for point in risk_curve(judged):
        area += point.risk * (point.answered - before)
        before = point.answered
    return area / before if before else None


AURC = OverSet(
    name="aurc",
    title="Risk over all thresholds (AURC)",
    group="abstention",
    range="0..1",
    formula="mean risk over the coverages reached, answers taken surest first, equal confidences together",
    source="Geifman, Uziel & El-Yaniv, ICLR 2019",
    of=aurc,
    better="lower",
)
