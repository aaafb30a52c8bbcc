"""Query terms and candidate passages → how closely the terms stand together, two shares in 0..1, weighed by idf.

`pairs`: of the query's neighbouring terms, how many are neighbours, in order, in the passage or in its header, whichever has more
(sequential dependence, Metzler and Croft 2005, without its unordered windows). `sentence`: how much of the query the best single
sentence and the header hold together.
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
    sentence: Shares


def closeness(query: Sequence[str], idf: Mapping[str, float], segment: Segment, rows: Ints) -> Closeness:
    """Both shares for the passages in `rows`; a query of one distinct term has no pairs (0)."""
    distinct = sorted(set(query))
    number = {term: place for place, term in enumerate(distinct)}
    weight = np.array([idf[term] for term in distinct])
    neighbours = [(number[one], number[other]) for one, other in pairwise(query) if one != other]
    local = {segment.vocabulary[term]: number[term] for term in distinct if term in segment.vocabulary}
    pairs, best = np.zeros(len(rows)), np.zeros(len(rows))
    for place, row in enumerate(rows):
        here = slice(int(segment.token_starts[row]), int(segment.token_starts[row + 1]))
        body = _numbered(segment.tokens[here], local)
        heading = _numbered(segment.header(int(segment.articles[row])), local)
        pairs[place] = max(_pair_share(body, neighbours, weight), _pair_share(heading, neighbours, weight))
        best[place] = _best_sentence(body, segment.token_sentences[here], heading, weight)
    return Closeness(pairs, best)


def _numbered(tokens: NDArray[np.int32], local: Mapping[int, int]) -> Ints:
    """The place of each token among the query's terms, −1 for other words."""
    found = np.full(len(tokens), -1, dtype=np.int64)
    for token, number in local.items():
        found[tokens == token] = number
    return found


def _pair_share(sequence: Ints, neighbours: Sequence[tuple[int, int]], weight: Shares) -> float:
    if not neighbours:
        return 0.0
    both = (sequence[:-1] >= 0) & (sequence[1:] >= 0)
    standing = set(zip(sequence[:-1][both].tolist(), sequence[1:][both].tolist(), strict=True))
    weights = {pair: float(weight[pair[0]] + weight[pair[1]]) for pair in neighbours}
    return sum(weights[pair] for pair in weights.keys() & standing) / sum(weights.values())


def _best_sentence(body: Ints, sentence: NDArray[np.int32], heading: Ints, weight: Shares) -> float:
    total = float(weight.sum())
    if not total:
        return 0.0
    held = np.zeros((int(sentence[-1]) + 1 if len(sentence) else 1, len(weight)), dtype=bool)
    found = body >= 0
    held[sentence[found], body[found]] = True
    held[:, heading[heading >= 0]] = True
    return float((held @ weight).max() / total)
