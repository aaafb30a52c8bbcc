"""Candidate rows → (key, scores), best first: every candidate gets exact scores from both legs, whichever of them found it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index import dense, fuse
from index.columns import View
from index.encoder import Vectors
from index.fuse import Shares
from index.lexical import Matches
from index.model import Preference, Scores
from index.proximity import closeness
from index.segment import Floats, Ints, SmallInts

READ = 20
"""Candidates, best by both legs, whose words are looked at."""

Ranked = tuple[int, Scores]


def rank(
    view: View, chosen: Sequence[Ints], query: Sequence[str], matches: Matches, vector: Vectors | None, prefer: Preference
) -> list[Ranked]:
    """Keys of the rows in `chosen` (one array per segment) with their scores; equal ones by article id, then place.

    Of what is preferred, days of publication count here; `index.timely` looks at the stretches of time.
    """
    bm25 = _flat([scores[rows] for scores, rows in zip(matches.scores, chosen, strict=True)])
    positions = _flat([segment.positions[rows] for (segment, _), rows in zip(view.parts, chosen, strict=True)])
    cosine = None if vector is None else _flat(dense.cosines(view, chosen, vector))
    days = _flat([segment.days[rows] for (segment, _), rows in zip(view.parts, chosen, strict=True)])
    score = fuse.legs(cosine, bm25 / (matches.reach or 1.0), positions)
    places = [
        (segment.article_ids[segment.articles[row]], int(row), number)
        for number, ((segment, _), rows) in enumerate(zip(view.parts, chosen, strict=True))
        for row in rows
    ]
    first = _recent(score, days, prefer).round(9)
    order = sorted(range(len(places)), key=lambda place: (-first[place], places[place]))
    for number, (segment, _) in enumerate(view.parts):
        read = [place for place in order[:READ] if places[place][2] == number]
        near = closeness(query, matches.idf, segment, np.array([places[place][1] for place in read], dtype=np.int64))
        score[read] += fuse.extras(near, dense=cosine is not None)
    score = _recent(score, days, prefer).round(6)
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


def _recent(score: Shares, days: Shares, prefer: Preference) -> Shares:
    """The scores with what publication is worth; `days` as in a segment.

    Where the latest is asked for, ages count from the newest of what is about the question, not from the newest article there is: what
    came out last of an old story is its latest.
    """
    if prefer.newest and len(days):
        return fuse.recent(score, days[fuse.strong(score)].max() - days, fuse.NEWEST)
    if prefer.near:
        return fuse.recent(score, prefer.near.toordinal() - days, fuse.RECENT)
    return score


def _flat(parts: Sequence[Shares] | Sequence[Floats] | Sequence[SmallInts] | Sequence[Ints]) -> Shares:
    return np.concatenate([np.zeros(0), *parts]).astype(np.float64)
