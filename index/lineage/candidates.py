"""Sketches → the pairs of articles worth comparing, kept while articles come and go.

Every feature of a sketch has a bucket of the articles that have it, in order of their days. Two articles may be compared when they stand
near one another in some bucket and share enough features. So the pairs depend on what is there and not on how it came, a story that a
hundred papers print is still found (each meets its neighbours), and a stock phrase in ten thousand articles costs each of them no more
than its nearest ones: the work is linear in the articles.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

VERSION = "candidates-1"
"""Changes whenever the same articles would give other pairs."""

_NEAR = 12  # places in a bucket
_SHARED = 4  # features of `SKETCH`: rewrites share 7 and more, articles on one event 0 to 5

Pair = tuple[str, str]
"""Two article ids, the smaller one first."""
_Entry = tuple[int, str]


def pair(one: str, other: str) -> Pair:
    """The two as a pair."""
    return (one, other) if one < other else (other, one)


class Buckets:
    """Articles by the features of their sketches."""

    def __init__(self) -> None:
        self._members: dict[int, list[_Entry]] = {}
        self._known: dict[str, tuple[int, frozenset[int]]] = {}

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._known

    def add(self, article_id: str, day: int, sketch: Iterable[int]) -> tuple[set[Pair], set[Pair]]:
        """Put an article in. Returns the pairs to be compared now, and those that no longer stand near one another in some bucket."""
        entry = (day, article_id)
        features = frozenset(sketch)
        self._known[article_id] = (day, features)
        met: set[str] = set()
        parted: set[Pair] = set()
        for feature in features:
            bucket = self._members.setdefault(feature, [])
            place = bisect_left(bucket, entry)
            if bucket:
                met.update([other for _, other in bucket[max(0, place - _NEAR) : place + _NEAR]])
                parted.update(_across(bucket, place))
            bucket.insert(place, entry)
        return {pair(article_id, other) for other in met if self._alike(article_id, other)}, parted

    def remove(self, article_id: str) -> set[Pair]:
        """Take an article out. Returns pairs that may have come near one another by it."""
        day, features = self._known.pop(article_id)
        joined: set[Pair] = set()
        for feature in features:
            bucket = self._members[feature]
            place = bisect_left(bucket, (day, article_id))
            del bucket[place]
            joined.update(_across(bucket, place))
            if not bucket:
                del self._members[feature]
        return {(one, other) for one, other in joined if self._alike(one, other)}

    def near(self, one: str, other: str) -> bool:
        """Whether the two stand near one another in some bucket and share enough features."""
        return self._alike(one, other) and any(self._close(feature, one, other) for feature in self._common(one, other))

    def _common(self, one: str, other: str) -> frozenset[int]:
        return self._known[one][1] & self._known[other][1]

    def _alike(self, one: str, other: str) -> bool:
        return len(self._common(one, other)) >= _SHARED

    def _close(self, feature: int, one: str, other: str) -> bool:
        bucket = self._members[feature]
        return abs(bisect_left(bucket, (self._known[one][0], one)) - bisect_left(bucket, (self._known[other][0], other))) <= _NEAR


def _across(bucket: list[_Entry], place: int) -> Iterator[Pair]:
    """The pairs around a gap before `place` that are near now, and not any more once something stands in the gap."""
    for before in range(max(0, place - _NEAR), min(place, len(bucket) - _NEAR)):
        yield pair(bucket[before][1], bucket[before + _NEAR][1])
