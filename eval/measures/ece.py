"""Does 80 % sure mean right in 80 of 100? The mean gap between confidence and being right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.judge import Judged
from eval.measures.base import OverSet

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with a confidence from `low` to `high`: how many, how sure on average, how many of them right (0..1)."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(judged: Sequence[Judged], bins: int = BINS) -> list[Bin]:
    """The answers in bins of equal width, empty ones left out; confidence 1 is in the last."""
    held: dict[int, list[Judged]] = {}
    for one in judged:
        if one.answered and one.right is not None:
            held.setdefault(min(int(one.confidence * bins), bins - 1), []).append(one)
    return [
        Bin(
            low=at / bins,
            high=(at + 1) / bins,
            count=len(inside),
            confidence=sum(one.confidence for one in inside) / len(inside),
            right=sum(one.right is True for one in inside) / len(inside),
        )
        for at, inside in sorted(held.items())
    ]


def ece(judged: Sequence[Judged]) -> float | None:
    """Expected calibration error; None when nothing was answered."""
    bins = reliability(judged)
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.confidence - b.right) for b in bins) / total if total else None


ECE = OverSet(
    name="ece",
    title="Calibration error (ECE)",
    group="abstention",
    range="0..1",
    formula=f"mean over answers of |confidence - share right| in {BINS} bins of equal width",
    source="Naeini, Cooper & Hauskrecht, AAAI 2015",
    of=ece,
    better="lower",
)
