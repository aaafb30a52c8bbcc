"""How much can be answered when nine in ten answers must be right?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.judge import Judged
from eval.measures.base import OverSet
from eval.measures.risk import risk_curve

PRECISION = 0.9


def coverage_at_precision(judged: Sequence[Judged], precision: float = PRECISION) -> float | None:
    """The largest share of all cases that a threshold answers with at least this precision; 0 when none does."""
    if not any(one.right is not None for one in judged):
        return None
    # 1e-12: 1 - 0.1 is not 0.9 in binary, and 9 of 10 must count
    return max((p.coverage for p in risk_curve(judged) if 1 - p.risk >= precision - 1e-12), default=0.0)


COVERAGE_AT_90 = OverSet(
    name="coverage@90",
    title="Answered at 90 % precision",
    group="abstention",
    range="0..1",
    formula="largest share of all cases answered by a confidence threshold whose answers are right in at least 90 of 100",
    source="selective answering (Kamath, Jia & Liang, ACL 2020)",
    of=coverage_at_precision,
    headline=True,
)
