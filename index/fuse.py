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

RECENT, HALF_LIFE_DAYS = 0.05, 30
"""Added for articles near the day a question is asked as of, when one is given and it fits the question; docs/ranking.md."""


def legs(cosine: Shares | None, lexical: Shares, position: Shares, age: Shares | None) -> Shares:
    """The part of each candidate's score that costs no look at its words; all arrays have one value a candidate.

    `lexical`: BM25 over its reach for the query. `position`: the passage's place in its article, from 0. `age`: days from publication to
    the day asked as of, None when that day plays no part. Without `cosine` (no encoder) the other weights are scaled up: their
    order stays meaningful, which reciprocal ranks over a single leg would only coarsen.
    """
    words = LEXICAL * lexical + EARLY / (1 + position)
    score = words if cosine is None else DENSE * np.clip(cosine, 0, 1) + words
    if age is not None:
        score = score + RECENT * np.exp2(-np.maximum(age, 0) / HALF_LIFE_DAYS)
    return score / _whole(dense=cosine is not None, dated=age is not None)


def extras(near: Closeness, *, dense: bool, dated: bool) -> Shares:
    """What the words' closeness adds to `legs`; `dense`: the dense leg ran, `dated`: an age was given."""
    return (PAIRS * near.pairs + SENTENCE * near.sentence) / _whole(dense=dense, dated=dated)


def _whole(*, dense: bool, dated: bool) -> float:
    return 1 - (0 if dense else DENSE) + (RECENT if dated else 0)
