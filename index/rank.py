"""Candidate rows → (key, scores), best first: every candidate gets exact scores from both legs, whichever of them found it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index import dense
from index.columns import View
from index.encoder import Vectors
from index.fuse import Shares, fused
from index.lexical import Matches
from index.model import Scores
from index.proximity import closeness
from index.segment import Floats, Ints

Ranked = tuple[int, Scores]


def rank(view: View, chosen: Sequence[Ints], query: Sequence[str], matches: Matches, vector: Vectors | None) -> list[Ranked]:
    """Keys of the rows in `chosen` (one array per segment) with their scores; equal ones by article id, then place."""
    bm25 = _flat([scores[rows] for scores, rows in zip(matches.scores, chosen, strict=True)])
    near = [closeness(query, matches.idf, segment, rows) for (segment, _), rows in zip(view.parts, chosen, strict=True)]
    pairs, sentence = _flat([one.pairs for one in near]), _flat([one.sentence for one in near])
    cosine = None if vector is None else _flat(dense.cosines(view, chosen, vector))
    score = fused(cosine, bm25 / (matches.reach or 1.0), pairs, sentence).round(6)
    places = [
        (segment.article_ids[segment.articles[row]], int(row), int(segment.keys[row]))
        for (segment, _), rows in zip(view.parts, chosen, strict=True)
        for row in rows
    ]
    order = sorted(range(len(places)), key=lambda place: (-score[place], places[place]))
    return [
        (
            places[place][2],
            Scores(
                dense=None if cosine is None else round(float(cosine[place]), 6),
                lexical=round(float(bm25[place]), 4),
                fused=float(score[place]),
            ),
        )
        for place in order
    ]


def _flat(parts: Sequence[Shares] | Sequence[Floats]) -> Shares:
    return np.concatenate([np.zeros(0), *parts]).astype(np.float64)
