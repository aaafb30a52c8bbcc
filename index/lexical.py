"""Query terms → exact BM25 scores of every live passage (Robertson and Zaragoza 2009), over segments of postings.

Document frequencies and lengths are those of the live passages at this moment, so the score of a passage depends on what is
in the index and not on the order or history of how it came there. That, changes that are searchable at once, and filters
that cost nothing are why this is ours; tantivy, bm25s and FTS5 were measured beside it (docs/ranking.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.segment import Floats, Mask, Segment

K1 = 0.9
B = 0.6
HEADER_WEIGHT = 3.0
"""K1, B and the weight of a term in the header: chosen on the tuning halves of the dev sets, docs/ranking.md."""

Parts = Sequence[tuple[Segment, Mask]]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Live passages and their mean length in weighted terms."""

    passages: int
    mean_length: float


@dataclass(frozen=True, slots=True)
class Matches:
    """What the words of a query found.

    `scores`: BM25 of each row, one float32 array per segment; dead rows may have any value. `idf`: weight of each distinct
    query term, those that no passage has included. `reach`: the BM25 that no passage can exceed for this query.
    """

    scores: list[Floats]
    idf: dict[str, float]
    reach: float


def statistics(parts: Parts) -> Statistics:
    """Counts over the live rows of all segments."""
    passages = sum(int(alive.sum()) for _, alive in parts)
    total = sum(float(segment.lengths[alive].sum(dtype=np.float64)) for segment, alive in parts)
    return Statistics(passages, total / passages if passages else 0.0)


def match(query: Sequence[str], parts: Parts, known: Statistics) -> Matches:
    """Score every row for the distinct terms of `query`."""
    scores = [np.zeros(len(segment), np.float32) for segment, _ in parts]
    norms = [(K1 * (1 - B + B * segment.lengths / (known.mean_length or 1.0))).astype(np.float32) for segment, _ in parts]
    idf: dict[str, float] = {}
    for term in sorted(set(query)):
        found = [segment.postings(term) for segment, _ in parts]
        frequency = sum(int(alive[posting[0]].sum()) for (_, alive), posting in zip(parts, found, strict=True) if posting is not None)
        idf[term] = math.log(1 + (known.passages - frequency + 0.5) / (frequency + 0.5))
        for sums, norm, posting in zip(scores, norms, found, strict=True):
            if posting is not None:
                rows, weights = posting
                sums[rows] += (idf[term] * (K1 + 1) * weights / (weights + norm[rows])).astype(np.float32)
    return Matches(scores, idf, (K1 + 1) * sum(idf.values()))
