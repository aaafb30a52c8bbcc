"""Query vector → candidate rows by cosine: from the Chroma generation where one serves, exactly by numpy elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.columns import View
from index.encoder import Vectors
from index.generations import Generations
from index.segment import Floats, Ints, Mask
from index.select import best


def candidates(view: View, allowed: Sequence[Mask], vector: Vectors, n: int, generations: Generations | None) -> list[Ints]:
    """Rows of about `n` near passages, one ascending array per segment.

    With `generations`, every live row must be allowed: a filter would thin out the approximate neighbours, so filtered
    searches are exact. What the generation does not know yet is searched exactly beside it.
    """
    found = generations.nearest(vector, n) if generations else None
    if found is None:
        return exact(view, allowed, vector, n)
    newer = [mask & (segment.seqs > found.covered) for (segment, _), mask in zip(view.parts, allowed, strict=True)]
    near, fresh = view.locate(found.keys), exact(view, newer, vector, n)
    return [np.union1d(one, other) for one, other in zip(near, fresh, strict=True)]


def exact(view: View, allowed: Sequence[Mask], vector: Vectors, n: int) -> list[Ints]:
    """Rows of the `n` nearest allowed passages, one ascending array per segment."""
    cosines: list[Floats] = []
    for (segment, _), mask in zip(view.parts, allowed, strict=True):
        scores = np.full(len(segment), -np.inf, np.float32)
        rows = np.flatnonzero(mask)
        scores[rows] = segment.vectors @ vector if len(rows) == len(segment) else segment.vectors[rows] @ vector
        cosines.append(scores)
    return best(view, cosines, allowed, n)


def cosines(view: View, rows: Sequence[Ints], vector: Vectors) -> list[NDArray[np.float64]]:
    """Cosine of each given row, summed in double precision so that it does not depend on how rows are stored."""
    query = vector.astype(np.float64)
    return [(segment.vectors[chosen].astype(np.float64) * query).sum(axis=1) for (segment, _), chosen in zip(view.parts, rows, strict=True)]
