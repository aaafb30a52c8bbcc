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

_ROUGH = 1e-5  # a cosine summed in single precision is nearer than this to the one summed in double


def candidates(view: View, allowed: Sequence[Mask], vector: Vectors, n: int, generations: Generations | None) -> list[Ints]:
    """Rows of about `n` near passages, one ascending array per segment.

    With `generations`, every live row must be allowed: a filter would thin out the approximate neighbours, so filtered
    searches are exact. What the generation does not know yet is searched exactly beside it.
    """
    found = generations.nearest(view, vector, n) if generations else None
    if found is None:
        return exact(view, allowed, vector, n)
    newer = [mask & (segment.seqs > found.covered) for (segment, _), mask in zip(view.parts, allowed, strict=True)]
    near, fresh = view.locate(found.keys), exact(view, newer, vector, n)
    return [np.union1d(one, other) for one, other in zip(near, fresh, strict=True)]


def exact(view: View, allowed: Sequence[Mask], vector: Vectors, n: int) -> list[Ints]:
    """Rows of the `n` nearest allowed passages, one ascending array per segment; which ones does not depend on how rows are stored."""
    rough: list[Floats] = []
    for (segment, _), mask in zip(view.parts, allowed, strict=True):
        scores = np.full(len(segment), -np.inf, np.float32)
        rows = np.flatnonzero(mask)
        if 2 * len(rows) > len(segment):  # picking rows copies them: for most of them it is dearer than multiplying all
            scores[rows] = (segment.vectors @ vector)[rows]
        else:
            scores[rows] = segment.vectors[rows] @ vector
        rough.append(scores)
    near = _near(rough, allowed, n)
    places = [np.flatnonzero(mask) for mask in near]
    fine = [np.zeros(len(scores)) for scores in rough]
    for exact_scores, chosen, values in zip(fine, places, cosines(view, places, vector), strict=True):
        exact_scores[chosen] = values
    return best(view, fine, near, n)


def _near(rough: Sequence[Floats], allowed: Sequence[Mask], n: int) -> list[Mask]:
    """The rows that can be among the `n` nearest, given what rough scores leave open."""
    flat = np.concatenate([np.zeros(0, np.float32), *(scores[mask] for scores, mask in zip(rough, allowed, strict=True))])
    if len(flat) <= n:
        return list(allowed)
    bound = np.partition(flat, len(flat) - n)[len(flat) - n] - _ROUGH
    return [mask & (scores >= bound) for scores, mask in zip(rough, allowed, strict=True)]


def cosines(view: View, rows: Sequence[Ints], vector: Vectors) -> list[NDArray[np.float64]]:
    """Cosine of each given row, summed in double precision so that it does not depend on how rows are stored."""
    query = vector.astype(np.float64)
    return [(segment.vectors[chosen].astype(np.float64) * query).sum(axis=1) for (segment, _), chosen in zip(view.parts, rows, strict=True)]
