"""Candidate rows → (key, scores), best first: every candidate gets exact scores from both legs, whichever of them found it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from index import dense, fuse
from index.columns import View
from index.encoder import Vectors
from index.fuse import Shares
from index.lexical import Matches
from index.model import Scores
from index.proximity import closeness
from index.segment import Floats, Ints, SmallInts

READ = 20
"""Candidates, best by both legs, whose words are looked at."""

Ranked = tuple[int, Scores]


def rank(
    view: View, chosen: Sequence[Ints], query: Sequence[str], matches: Matches, vector: Vectors | None, near_day: dt.date | None = None
) -> list[Ranked]:
    """Keys of the rows in `chosen` (one array per segment) with their scores; equal ones by article id, then place.

    `near_day`: articles published near it are preferred a little.
    """
    bm25 = _flat([scores[rows] for scores, rows in zip(matches.scores, chosen, strict=True)])
    positions = _flat([segment.positions[rows] for (segment, _), rows in zip(view.parts, chosen, strict=True)])
    cosine = None if vector is None else _flat(dense.cosines(view, chosen, vector))
    days = _flat([segment.days[rows] for (segment, _), rows in zip(view.parts, chosen, strict=True)])
    age = near_day.toordinal() - days if near_day else None
    score = fuse.legs(cosine, bm25 / (matches.reach or 1.0), positions, age)
    places = [
        (segment.article_ids[segment.articles[row]], int(row), number)
        for number, ((segment, _), rows) in enumerate(zip(view.parts, chosen, strict=True))
        for row in rows
    ]
    score = score.round(9)
    order = sorted(range(len(places)), key=lambda place: (-score[place], places[place]))
    for number, (segment, _) in enumerate(view.parts):
        read = [place for place in order[:READ] if places[place][2] == number]
        near = closeness(query, matches.idf, segment, np.array([places[place][1] for place in read], dtype=np.int64))
        score[read] += fuse.extras(near, dense=cosine is not None, dated=age is not None)
    score = score.round(6)
    order = sorted(order, key=lambda place: (-score[place], places[place]))
    return [
        (
            int(view.parts[places[place][2]][0].keys[places[place][1]]),
            Scores(
                dense=None if cosine is None else round(float(cosine[place]), 6),
                lexical=round(float(bm25[place]), 4),
                fused=float(score[place]),
            ),
        )
        for place in order
    ]


def _flat(parts: Sequence[Shares] | Sequence[Floats] | Sequence[SmallInts] | Sequence[Ints]) -> Shares:
    return np.concatenate([np.zeros(0), *parts]).astype(np.float64)
