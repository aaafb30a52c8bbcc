"""Dependent pairs → lineages: each article hangs on at most one earlier article, and what hangs together is one source.

An article that takes from two stories hangs on the one it has most of, so a round-up does not make one source of all it mentions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.lineage.compare import Aligned, Kind, Likeness, names
from index.lineage.story import Story

VERSION = "groups-1"
"""Changes whenever the same pairs would give other lineages."""

_AS_GOOD = 0.9  # of the best score: the earliest of the articles this near is the one it hangs on


@dataclass(frozen=True, slots=True)
class Link:
    """Two articles of which one depends on the other."""

    kind: Kind
    alike: Likeness


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an article is taken to depend on another one. Spans of `aligned` count in the two texts, its own first."""

    kind: Kind
    retold: float
    copied: float
    credited: bool
    aligned: tuple[Aligned, ...]
    runs: tuple[int, ...]
    """Lengths in words of the longest shared runs, quotations left out."""


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a lineage; `of` and `evidence` say on which other one it depends; both None for the origin."""

    article_id: str
    of: str | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Articles that tell one source's story, the origin first, then by day. `id` is the origin's."""

    id: str
    members: tuple[Member, ...]

    @property
    def article_ids(self) -> tuple[str, ...]:
        """The ids of the members, the origin's first."""
        return tuple(member.article_id for member in self.members)


def alone(article_id: str) -> Lineage:
    """The lineage of an article that shares its story with no other."""
    return Lineage(article_id, (Member(article_id),))


def before(one_id: str, one: Story, other_id: str, other: Story) -> bool:
    """Whether `one` is rather the source of `other` than the other way round: by day, credit, hour, length."""
    if one.day != other.day and one.day and other.day:
        return one.day < other.day
    here, there = names(other, one), names(one, other)
    if here != there:
        return here
    if bool(one.day) != bool(other.day):
        return bool(one.day)
    if one.time != other.time and one.time and other.time:
        return one.time < other.time
    return (-len(one.tokens), one_id) < (-len(other.tokens), other_id)


def source_of(article_id: str, links: Mapping[str, Link], stories: Mapping[str, Story]) -> str | None:
    """The article that this one hangs on: the earliest of those it has most of; None when it is the earliest itself."""
    own = stories[article_id]
    earlier = [other for other in links if before(other, stories[other], article_id, own)]
    if not earlier:
        return None
    named = [other for other in earlier if names(own, stories[other])] or earlier
    best = max(_strength(links[other]) for other in named)
    good = [other for other in named if _strength(links[other]) >= _AS_GOOD * best]
    return min(good, key=lambda other: (stories[other].day or 10**7, stories[other].time, -_strength(links[other]), other))


def _strength(link: Link) -> float:
    return 2.0 if link.kind is Kind.EXACT else link.alike.score


def components(nodes: Iterable[str], sources: Mapping[str, str]) -> list[list[str]]:
    """The nodes in groups that hang together; every source of a node is among the nodes."""
    root: dict[str, str] = {node: node for node in nodes}

    def find(node: str) -> str:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for node in list(root):
        if node in sources:
            root[find(node)] = find(sources[node])
    grouped: dict[str, list[str]] = {}
    for node in root:
        grouped.setdefault(find(node), []).append(node)
    return list(grouped.values())


def lineage(members: Sequence[str], sources: Mapping[str, str], evidence: Mapping[str, Evidence], stories: Mapping[str, Story]) -> Lineage:
    """The members as a lineage. When each of them hangs on another one (all of one day, say) the first by day and id is the origin."""
    ordered = sorted(members, key=lambda one: (one in sources, stories[one].day or 10**7, stories[one].time, one))
    origin = ordered[0]
    rest = (Member(one, sources.get(one), evidence.get(one)) for one in ordered[1:])
    return Lineage(origin, (Member(origin), *rest))
