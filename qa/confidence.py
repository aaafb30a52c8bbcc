"""What was found for a question → a number in 0..1 and, below the threshold, the reason to abstain.

Words and cosines alone tell an answerable question from a near miss only roughly (docs/evaluation.md has the figures).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

from qa.model import Reason


@dataclass(frozen=True, slots=True)
class Fit:
    """A logistic regression of "the answer is right": its constant, and its weights by the names of `Signals`."""

    intercept: float
    weights: Mapping[str, float]


WORDS = Fit(-4.72, {"coverage": 3.4, "cosine": 1.75, "typed": 1.23})
"""Fitted on the shipped set's dev split and half of a squad2_dev sample (docs/ranking.md)."""

READ = Fit(-5.2, {"score": 4.91, "margin": 3.19})
"""Where a reader has read the passage; fitted with the readings of version 157150-1 on the shipped set's dev split (docs/ranking.md, "Confidence")."""

DATED = Fit(-4.36, {"coverage": 6.07, "dated": 2.71})
DATED_READ = Fit(-4.59, {"score": 4.34, "answerable": 1.27, "dated": 3.2})
"""For answers that are a date, without and with a reader; the first fitted on the when-questions of the shipped set's dev split (docs/evaluation.md),
the second as `READ`."""

THRESHOLD = 0.25
"""Answers below it are withheld. On dev 94 in 100 answerable questions are answered; 7 in 10 unanswerable ones of the shipped set are not. At .20
more unanswerable ones were answered than right answers won, on the shipped set and on squad2_dev (docs/ranking.md, "Confidence")."""


@dataclass(frozen=True, slots=True)
class Signals:
    """`coverage`: weighted share of the question's words in the best sentence and, in part, around it (`qa.reading.evidence`). `cosine`: of its
    passage. `typed`: how surely the sentence has something of the kind asked for. All 0..1."""

    coverage: float
    cosine: float
    typed: float
    answerable: float | None = None
    """What the reader says of the passage: that the answer stands in it. None where it did not read it."""
    margin: float = 0.0
    """How sure it is of the words it points at in the sentence, 0 where it points elsewhere."""
    dated: float | None = None
    """How well the date that answers belongs to what was asked (`qa.when.dates`); None for answers that are no date."""
    score: float = 0.0
    """The sentence's: coverage, the passage's place in the order, type, and what the reader makes of it (`qa.reading.evidence`)."""


def confidence(signals: Signals) -> float:
    """Estimated probability that the answer is right, 0..1."""
    unread, read = (WORDS, READ) if signals.dated is None else (DATED, DATED_READ)
    fit = unread if signals.answerable is None else read
    total = fit.intercept + sum(weight * getattr(signals, name) for name, weight in fit.weights.items())
    return round(1 / (1 + math.exp(-total)), 4)


def rules() -> str:
    """What makes a confidence, in one short digest: a threshold fitted under other rules means nothing under these.

    The weights stand for the signals too: whoever changes what a signal means fits the weights again.
    """
    fits = [(fit.intercept, sorted(fit.weights.items())) for fit in (WORDS, READ, DATED, DATED_READ)]
    return hashlib.sha256(repr(fits).encode()).hexdigest()[:16]


def reason_to_abstain(signals: Signals | None, *, limited: bool, words: int, threshold: float = THRESHOLD) -> Reason | None:
    """Why not to answer, or None; `limited`: a window excludes articles, `words`: search terms in the question."""
    if words == 0:
        return Reason.UNSUPPORTED_QUESTION
    if signals is None or signals.coverage == 0:
        return Reason.OUT_OF_RANGE if limited else Reason.NO_EVIDENCE
    return Reason.WEAK_EVIDENCE if confidence(signals) < threshold else None
