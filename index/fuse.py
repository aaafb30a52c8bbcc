"""What the legs and the words' closeness say of each candidate → one score, 0..1.

A convex combination (Bruch et al. 2023, arXiv 2210.11934) of four shares that each have an absolute scale, so that the score of a
passage does not depend on which others were candidates.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]

DENSE, LEXICAL, PAIRS, SENTENCE = 0.4, 0.4, 0.1, 0.1
"""Weights; they add up to 1. Chosen on the tuning halves of the dev sets, docs/ranking.md."""


def fused(cosine: Shares | None, lexical: Shares, pairs: Shares, sentence: Shares) -> Shares:
    """The score of each candidate; `lexical` is BM25 over its reach for the query. All arrays have one value a candidate.

    Without `cosine` (no encoder) the other weights are scaled up: their order stays meaningful, which reciprocal ranks over
    a single leg would only coarsen.
    """
    words = LEXICAL * lexical + PAIRS * pairs + SENTENCE * sentence
    if cosine is None:
        return words / (1 - DENSE)
    return DENSE * np.clip(cosine, 0, 1) + words
