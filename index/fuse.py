"""What the legs, the words' closeness and the place in the article say of each candidate → one score, 0..1.

A convex combination (Bruch et al. 2023, arXiv 2210.11934) of shares that each have an absolute scale, so that the score of a passage does not
depend on which others were candidates.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.proximity import Closeness

Shares = NDArray[np.float64]

DENSE, LEXICAL, PAIRS, TITLE, SENTENCE, EARLY = 5.0, 5.0, 1.0, 1.0, 1.0, 0.5
"""Weights, chosen on the tuning halves of the dev sets (docs/ranking.md); the score is their weighted mean."""

_WORDS = LEXICAL + PAIRS + TITLE + SENTENCE + EARLY


def legs(cosine: Shares | None, lexical: Shares, position: Shares) -> Shares:
    """The part of each candidate's score that costs no look at its words; all arrays have one value a candidate.

    `lexical` is BM25 over its reach for the query, `position` the passage's place in its article from 0. Without `cosine` (no
    encoder) the other weights are scaled up: their order stays meaningful, which reciprocal ranks over a single leg would only coarsen.
    """
    words = LEXICAL * lexical + EARLY / (1 + position)
    if cosine is None:
        return words / _WORDS
    return (DENSE * np.clip(cosine, 0, 1) + words) / (_WORDS + DENSE)


def extras(near: Closeness, *, dense: bool) -> Shares:
    """What the words' closeness adds to `legs`; `dense`: the dense leg ran."""
    return (PAIRS * near.pairs + TITLE * near.title + SENTENCE * near.sentence) / (_WORDS + (DENSE if dense else 0))
