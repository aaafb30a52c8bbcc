"""Hits and the lineages of their articles → how many independent sources say so, and results in which one story is shown once.

Ten papers with one agency's story are one source. What they add of their own stays: only passages that tell the same are folded.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from index.digest import text_sha256
from index.model import Hit
from qa.model import Support
from qa.sentence.passage import terms_of

_SAME = 0.4  # of the search terms of the shorter passage are in the other one: they tell the same
_OF_LINEAGE = 0.6  # of the results at most are of one lineage,
_OF_OUTLET = 0.8  # or of one outlet, while there are others


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit with the hits of other articles of its lineage that tell the same, best first."""

    hit: Hit
    copies: tuple[Hit, ...] = ()


def lineage(hit: Hit) -> str:
    """What counts as the source of a hit: its lineage; where nobody looked, its text, letter for letter."""
    return hit.lineage or text_sha256(" ".join(hit.article.text.split()))


def support(hits: Iterable[Hit]) -> Support:
    """What the articles of these hits amount to: lineages, articles, and articles beyond the first of each lineage."""
    lineages = {hit.article.id: lineage(hit) for hit in hits}
    sources = len(set(lineages.values()))
    return Support(sources, len(lineages), len(lineages) - sources)


def collapsed(hits: Iterable[Hit]) -> list[Shown]:
    """Hits in their order, those that tell what a better hit of another article of their lineage tells folded into it."""
    shown: list[tuple[Hit, list[Hit]]] = []
    for hit in hits:
        home = next((one for one in shown if _repeats(hit, one[0])), None)
        if home is None:
            shown.append((hit, []))
        else:
            home[1].append(hit)
    return [Shown(hit, tuple(copies)) for hit, copies in shown]


class Full(StrEnum):
    """What had its share of the results already when a passage came."""

    LINEAGE = "lineage"
    OUTLET = "outlet"


def first(shown: Sequence[Shown], k: int) -> list[Shown]:
    """The best `k`, ranked from 1 again, with no lineage and no outlet taking more than its share while there are others."""
    return capped(shown, k)[0]


def capped(shown: Sequence[Shown], k: int) -> tuple[list[Shown], list[tuple[Shown, Full]]]:
    """`first`, and those of the best `k` that it leaves out, ranked as they were, each with what was full.

    Those held back come after the others, in their order, when there are not enough.
    """
    lineages: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    taken: list[Shown] = []
    held: list[tuple[int, Shown, Full]] = []
    for rank, one in enumerate(shown, 1):
        source, outlet = lineage(one.hit), one.hit.article.source
        if len(taken) == k:
            break
        if lineages[source] >= math.ceil(_OF_LINEAGE * k):
            held.append((rank, one, Full.LINEAGE))
        elif outlet and outlets[outlet] >= math.ceil(_OF_OUTLET * k):
            held.append((rank, one, Full.OUTLET))
        else:
            taken.append(one)
            lineages[source] += 1
            if outlet:
                outlets[outlet] += 1
    late = max(0, k - len(taken))
    best = [*taken, *(one for _, one, _ in held[:late])]
    left_out = [(_ranked(one, rank), full) for rank, one, full in held[late:] if rank <= k]
    return [_ranked(one, rank) for rank, one in enumerate(best, 1)], left_out


def _ranked(one: Shown, rank: int) -> Shown:
    return replace(one, hit=replace(one.hit, rank=rank))


def _repeats(hit: Hit, better: Hit) -> bool:
    if hit.article.id == better.article.id or lineage(hit) != lineage(better):
        return False
    here, there = set(terms_of(hit.passage.text)), set(terms_of(better.passage.text))
    return len(here & there) >= _SAME * min(len(here), len(there))
