"""Dated statements → groups that say the same of the same days, each with the statement that speaks for it.

Two statements say the same when the sentences, or the clauses that their dates stand in, share most of the words of the shorter one;
other forms and names of a word count as the word. A coarser date ("late April") joins a finer one inside it (23 April) when their clauses
share a word beyond the subject's; so does what has gone on "since" a day that something else is told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.sentence.passage import terms_of
from qa.sentence.wording import families
from qa.timeline.statements import Statement

_SAME = 0.5  # of the shorter one's terms that the other holds
_FEWEST = 2  # terms shared by two that say the same
_WIDEST = 31  # days of a coarser date that can still mean one event


@dataclass(frozen=True, slots=True)
class Told:
    """What statements of the same days say together; `members` best first, the first speaks for all."""

    members: tuple[Statement, ...]

    @property
    def chief(self) -> Statement:
        """The statement that is shown."""
        return self.members[0]


def told(found: Sequence[Statement]) -> list[Told]:
    """Groups of statements that say the same of the same days, in the order of their best member.

    Finer dates are placed before coarser ones, so that these find something to join.
    """
    groups: list[list[Statement]] = []
    for one in sorted(found, key=lambda one: (one.days, one.since, *order(one))):
        home = next((group for group in groups if _joins(one, group)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    made = [Told(tuple(sorted(group, key=lambda one: (one.days, one.since, one.planned, *order(one))))) for group in groups]
    return sorted(made, key=lambda one: order(one.chief))


def order(one: Statement) -> tuple[float, int, str, int]:
    """Best first; equal ones by rank, then article and place."""
    return -one.score, one.hit.rank, one.hit.article.id, one.span.start


def _joins(one: Statement, group: Sequence[Statement]) -> bool:
    chief = group[0]
    if (one.earliest, one.latest) == (chief.earliest, chief.latest):
        return one.since or any(_likeness(one.text, other.text) >= _SAME or _likeness(one.clause, other.clause) >= _SAME for other in group)
    inside = one.days <= _WIDEST and one.earliest <= chief.earliest and chief.latest <= one.latest
    return inside and any(_shared(_terms(one.clause), _terms(other.clause)) - one.held - other.held for other in group)


def _likeness(one: str, other: str) -> float:
    """The share of the shorter text's terms that the other one holds, 0..1; 0 when that is hardly any."""
    if one == other:
        return 1.0
    shorter, longer = sorted((_terms(one), _terms(other)), key=len)
    shared = len(_shared(shorter, longer))
    return shared / len(shorter) if shared >= _FEWEST else 0.0


def _shared(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return frozenset(term for term in some if term in others or not _relatives(term).isdisjoint(others))


@lru_cache(maxsize=4096)
def _terms(text: str) -> frozenset[str]:
    return frozenset(terms_of(text))


@lru_cache(maxsize=4096)
def _relatives(term: str) -> frozenset[str]:
    return frozenset(families().get(term, ()))
