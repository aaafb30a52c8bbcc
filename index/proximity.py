"""Query terms and candidate passages → how closely the terms stand together, two shares in 0..1.

`pairs`: of the query's neighbouring terms, how many are neighbours in the passage too, in order (sequential dependence, Metzler and
Croft 2005, without its unordered windows). `sentence`: how much of the query the best single sentence holds. Both weigh by idf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.segment import Ints, Segment

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Closeness:
    """One value per candidate, 0..1."""

    pairs: Shares
    sentence: Shares


def closeness(query: Sequence[str], idf: Mapping[str, float], segment: Segment, rows: Ints) -> Closeness:
    """Both shares for the passages in `rows`; a query of one distinct term has no pairs (0)."""
    distinct = sorted(set(query))
    number = {term: place for place, term in enumerate(distinct)}
    weight = np.array([idf[term] for term in distinct])
    neighbours = [(number[one], number[next_]) for one, next_ in zip(query, query[1:], strict=False) if one != next_]
    local = np.full(len(segment.vocabulary) + 1, -1, dtype=np.int64)
    for term in distinct:
        if term in segment.vocabulary:
            local[segment.vocabulary[term]] = number[term]
    pairs, best = np.zeros(len(rows)), np.zeros(len(rows))
    for place, row in enumerate(rows):
        here = slice(int(segment.token_starts[row]), int(segment.token_starts[row + 1]))
        sequence = local[segment.tokens[here]]
        pairs[place] = _pair_share(sequence, neighbours, weight)
        best[place] = _best_sentence(sequence, segment.token_sentences[here], weight)
    return Closeness(pairs, best)


def _pair_share(sequence: Ints, neighbours: Sequence[tuple[int, int]], weight: Shares) -> float:
    if not neighbours:
        return 0.0
    both = (sequence[:-1] >= 0) & (sequence[1:] >= 0)
    standing = set(zip(sequence[:-1][both].tolist(), sequence[1:][both].tolist(), strict=True))
    weights = [weight[one] + weight[other] for one, other in neighbours]
    return float(sum(w for pair, w in zip(neighbours, weights, strict=True) if pair in standing) / sum(weights))


def _best_sentence(sequence: Ints, sentence: NDArray[np.int32], weight: Shares) -> float:
    found = sequence >= 0
    if not found.any():
        return 0.0
    held = np.zeros((int(sentence[-1]) + 1, len(weight)), dtype=bool)
    held[sentence[found], sequence[found]] = True
    return float((held @ weight).max() / weight.sum())
