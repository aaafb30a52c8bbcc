"""What was found for a question → a number in 0..1 and, below the threshold, the reason to abstain.

Words and cosines alone tell an answerable question from a near miss only roughly (docs/evaluation.md has the figures).
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from qa.model import Reason

INTERCEPT = -4.72
WEIGHTS = {"coverage": 3.4, "cosine": 1.75, "typed": 1.23}
"""Logistic regression of "the answer is right" on the shipped set's dev split and half of a squad2_dev sample (docs/ranking.md)."""

READ_INTERCEPT = -8.08
READ_WEIGHTS = {"coverage": 2.6, "cosine": 0.43, "typed": 4.35, "answerable": 2.44, "margin": 0.73}
"""The same where a reader has read the passage; fitted with its readings."""

THRESHOLD = 0.2
"""Answers below it are withheld. On dev 19 in 20 answerable questions are answered; 3 in 5 unanswerable ones of the shipped set are not."""


@dataclass(frozen=True, slots=True)
class Signals:
    """`coverage`: weighted share of the question's words in the best sentence and, in part, around it (`qa.read`). `cosine`: of its
    passage. `typed`: how surely the sentence has something of the kind asked for. All 0..1."""

    coverage: float
    cosine: float
    typed: float
    answerable: float | None = None
    """What the reader says of the passage: that the answer stands in it. None where it did not read it."""
    margin: float = 0.0
    """How sure it is of the words it points at in the sentence, 0 where it points elsewhere."""


def confidence(signals: Signals) -> float:
    """Estimated probability that the answer is right, 0..1."""
    intercept, weights = (INTERCEPT, WEIGHTS) if signals.answerable is None else (READ_INTERCEPT, READ_WEIGHTS)
    total = intercept + sum(weight * getattr(signals, name) for name, weight in weights.items())
    return round(1 / (1 + math.exp(-total)), 4)


def rules() -> str:
    """What makes a confidence, in one short digest: a threshold fitted under other rules means nothing under these.

    The weights stand for the signals too: whoever changes what a signal means fits the weights again.
    """
    both = (INTERCEPT, sorted(WEIGHTS.items()), READ_INTERCEPT, sorted(READ_WEIGHTS.items()))
    return hashlib.sha256(repr(both).encode()).hexdigest()[:16]


def reason_to_abstain(signals: Signals | None, *, limited: bool, words: int, threshold: float = THRESHOLD) -> Reason | None:
    """Why not to answer, or None; `limited`: a window excludes articles, `words`: search terms in the question."""
    if words == 0:
        return Reason.UNSUPPORTED_QUESTION
    if signals is None or signals.coverage == 0:
        return Reason.OUT_OF_RANGE if limited else Reason.NO_EVIDENCE
    return Reason.WEAK_EVIDENCE if confidence(signals) < threshold else None
