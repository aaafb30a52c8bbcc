"""Can a score tell answerable from unanswerable questions, whatever the threshold?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from eval.judge import Judged
from eval.measures.base import OverSet


def auroc(judged: Sequence[Judged], score: Callable[[Judged], float]) -> float | None:
    """Chance that an answerable case scores above an unanswerable one, ties half; None unless both kinds are there."""
    answerable = np.array([one.case.answerable for one in judged], dtype=bool)
    yes, no = int(answerable.sum()), int((~answerable).sum())
    if not yes or not no:
        return None
    _, place, count = np.unique([score(one) for one in judged], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]  # ties share the mean of their ranks
    return float((ranks[answerable].sum() - yes * (yes + 1) / 2) / (yes * no))


def _top_score(one: Judged) -> float:
    return one.passages[0].score if one.passages else 0.0


_SOURCE = "Mann & Whitney 1947; equals scikit-learn's roc_auc_score"

AUROC = OverSet(
    name="auroc",
    title="Confidence tells answerable from not (AUROC)",
    group="abstention",
    range="0..1, 0.5 is chance",
    formula="P(confidence of an answerable case > of an unanswerable one) + half the ties; silence has confidence 0",
    source=_SOURCE,
    of=lambda judged: auroc(judged, lambda one: one.confidence),
    headline=True,
)
AUROC_TOP = OverSet(
    name="auroc_top_score",
    title="First passage's score tells answerable from not (AUROC)",
    group="abstention",
    range="0..1, 0.5 is chance",
    formula="the same with the score of the first passage",
    source=_SOURCE,
    of=lambda judged: auroc(judged, _top_score),
)
