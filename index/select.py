"""Scores per segment → the rows of the best ones; equal scores are told apart by article id, then place in the article."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.columns import View
from index.segment import Ints, Mask


def best(view: View, scores: Sequence[NDArray[np.floating]], allowed: Sequence[Mask], n: int) -> list[Ints]:
    """The `n` allowed rows with the highest scores, as one ascending array of rows per segment."""
    flat = np.concatenate([values[mask] for values, mask in zip(scores, allowed, strict=True)]) if scores else np.zeros(0, np.float32)
    if len(flat) <= n:
        return [np.flatnonzero(mask) for mask in allowed]
    bound = np.partition(flat, len(flat) - n)[len(flat) - n]
    above = [mask & (values > bound) for values, mask in zip(scores, allowed, strict=True)]
    ties = [
        (segment.article_ids[segment.articles[row]], int(row), number)
        for number, ((segment, _), values, mask) in enumerate(zip(view.parts, scores, allowed, strict=True))
        for row in np.flatnonzero(mask & (values == bound))
    ]
    for _, row, number in sorted(ties)[: n - sum(int(mask.sum()) for mask in above)]:
        above[number][row] = True
    return [np.flatnonzero(mask) for mask in above]
