"""Query terms and candidate passages → how closely the terms stand together, shares in 0..1, weighed by idf.

`pairs`: of the query's neighbouring terms, how many are neighbours in the passage too, in order (sequential dependence, Metzler and
Croft 2005, without its unordered windows). `title`: the same in the article's title. `sentence`: how much of the query the best
single sentence holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.segment import Ints, Segment

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Closeness:
    """One value per candidate, 0..1."""

    pairs: Shares
    title: Shares
    sentence: Shares


def closeness(query: Sequence[str], idf: Mapping[str, float], segment: Segment, rows: Ints) -> Closeness:
    """The shares for the passages in `rows`; a query of one distinct term has no pairs (0)."""
    distinct = sorted(set(query))
    number = {term: place for place, term in enumerate(distinct)}
    weight = np.array([idf[term] for term in distinct])
    neighbours = [(number[one], number[other]) for one, other in pairwise(query) if one != other]
    local = np.full(len(segment.vocabulary) + 1, -1, dtype=np.int64)
    for term in distinct:
        if term in segment.vocabulary:
            local[segment.vocabulary[term]] = number[term]
    pairs, title, best = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    for place, row in enumerate(rows):
        here = slice(int(segment.token_starts[row]), int(segment.token_starts[row + 1]))
        sequence = local[segment.tokens[here]]
        pairs[place] = _pair_share(sequence, neighbours, weight)
        title[place] = _pair_share(local[segment.title(int(segment.articles[row]))], neighbours, weight)
        best[place] = _best_sentence(sequence, segment.token_sentences[here], weight)
    return Closeness(pairs, title, best)


def _pair_share(sequence: Ints, neighbours: Sequence[tuple[int, int]], weight: Shares) -> float:
    if not neighbours:
        return 0.0
    both = (sequence[:-1] >= 0) & (sequence[1:] >= 0)
    standing = set(zip(sequence[:-1][both].tolist(), sequence[1:][both].tolist(), strict=True))
    weights = {pair: float(weight[pair[0]] + weight[pair[1]]) for pair in neighbours}
    return sum(weights[pair] for pair in weights.keys() & standing) / sum(weights.values())


def _best_sentence(sequence: Ints, sentence: NDArray[np.int32], weight: Shares) -> float:
    found = sequence >= 0
    if not found.any():
        return 0.0
    held = np.zeros((int(sentence[-1]) + 1, len(weight)), dtype=bool)
    held[sentence[found], sequence[found]] = True
    return float((held @ weight).max() / weight.sum())
