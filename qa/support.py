"""Hits and the lineages of their articles → how many independent sources say so, and results in which one story is shown once.

Ten papers with one agency's story are one source. What they add of their own stays: only passages that tell the same are folded.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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


def first(shown: Sequence[Shown], k: int) -> list[Shown]:
    """The best `k`, ranked from 1 again, with no lineage and no outlet taking more than its share while there are others.

    Those held back come after the others, in their order, when there are not enough.
    """
    lineages: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    taken: list[Shown] = []
    held: list[Shown] = []
    for one in shown:
        source, outlet = lineage(one.hit), one.hit.article.source
        full = lineages[source] >= math.ceil(_OF_LINEAGE * k) or (outlet and outlets[outlet] >= math.ceil(_OF_OUTLET * k))
        if full or len(taken) == k:
            held.append(one)
            continue
        taken.append(one)
        lineages[source] += 1
        if outlet:
            outlets[outlet] += 1
    return [replace(one, hit=replace(one.hit, rank=rank)) for rank, one in enumerate([*taken, *held][:k], 1)]


def _repeats(hit: Hit, better: Hit) -> bool:
    if hit.article.id == better.article.id or lineage(hit) != lineage(better):
        return False
    here, there = set(terms_of(hit.passage.text)), set(terms_of(better.passage.text))
    return len(here & there) >= _SAME * min(len(here), len(there))
