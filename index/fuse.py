"""What the legs, the words' closeness and the place in the article say of each candidate → one score, 0..1.

A convex combination (Bruch et al. 2023, arXiv 2210.11934) of shares that each have an absolute scale, so that the score of a passage does not
depend on which others were candidates.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.proximity import Closeness

Shares = NDArray[np.float64]

DENSE, LEXICAL, PAIRS, SENTENCE, EARLY = 0.38, 0.38, 0.08, 0.12, 0.04
"""Weights; they add up to 1. Chosen on halves of the dev sets and confirmed on the others, docs/ranking.md."""

RECENT, NEWEST, HALF_LIFE_DAYS = 0.05, 0.1, 30
"""Added for articles near the day a question is asked as of, when one is given and it fits the question, and for the newest where the
latest is asked for; docs/ranking.md."""

STRONG = 0.8
"""Of the best score by content: what reaches it is about what was asked, and the newest of it is what ages are counted from."""


def legs(cosine: Shares | None, lexical: Shares, position: Shares) -> Shares:
    """The part of each candidate's score that costs no look at its words; all arrays have one value a candidate.

    `lexical`: BM25 over its reach for the query. `position`: the passage's place in its article, from 0. Without `cosine` (no encoder) the other weights are scaled up: their
    order stays meaningful, which reciprocal ranks over a single leg would only coarsen.
    """
    words = LEXICAL * lexical + EARLY / (1 + position)
    score = words if cosine is None else DENSE * np.clip(cosine, 0, 1) + words
    return score / _whole(dense=cosine is not None)


def extras(near: Closeness, *, dense: bool) -> Shares:
    """What the words' closeness adds to `legs`; `dense`: the dense leg ran."""
    return (PAIRS * near.pairs + SENTENCE * near.sentence) / _whole(dense=dense)


def recent(score: Shares, age: Shares, weight: float) -> Shares:
    """The score with so much of it given to what is new; `age`: days from publication, less than 0 counts as 0."""
    return (score + weight * np.exp2(-np.maximum(age, 0) / HALF_LIFE_DAYS)) / (1 + weight)


def strong(score: Shares) -> NDArray[np.bool_]:
    """Which candidates are about as good as the best by content."""
    reached: NDArray[np.bool_] = score >= STRONG * score.max(initial=0)
    return reached


def _whole(*, dense: bool) -> float:
    return 1 - (0 if dense else DENSE)
