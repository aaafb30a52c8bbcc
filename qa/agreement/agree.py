"""What several articles say in answer to one question → the sides: what agrees, what contradicts, who says so, what was corrected.

Sources are lineages: five copies of a wrong figure are one source for it. A coarser value supports a finer one that it contains; a value
that a later correction takes back comes last, however many have printed it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.agreement.amounts import Amount, agree, exactness
from qa.agreement.claims import Claimed
from qa.agreement.names import Names

_CLOSE = 0.75  # of the better side's score: as good an answer, so that the number of sources decides
_RIVAL = 0.8  # of it: good enough that neither is chosen when both have as many sources
_FITS = 0.9  # of the chosen side's fit to the question, for a side to be as good or a rival
_SPEAKS = 0.8  # of the best score of its side: a finer value this strong speaks for the side
_DENIED = 0.9  # of a statement's score, when the article says that it is denied


@dataclass(frozen=True, slots=True)
class Days:
    """From `start` to `end`, both included."""

    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Name:
    """What someone or something is called."""

    text: str


Value = Days | Amount | Name


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of one article that answers: its value, where it is from, and how well it fits, 0..1."""

    value: Value
    article_id: str
    lineage: str
    quote: str
    score: float
    outlet: str | None = None
    published: dt.date | None = None
    claim: Claimed = Claimed()
    corrects: bool = False
    """The article says that it corrects something, and this is not the part that repeats the error."""
    names_errors: bool = False
    """That article names values that were wrong, so that it takes back no others."""
    taken_back: bool = False
    """The article names this value as the error."""
    fit: float = 1.0
    """Share of the question that the sentence answers, 0..1: a rival must answer as much of it."""
    figure: str = ""
    """The value as it is written. A sentence that has the chosen one too ("1,850 tonnes, against 2,300 in 2021") is no rival."""

    @property
    def weight(self) -> float:
        """The score, less for what is denied."""
        return self.score * (_DENIED if self.claim.denied_by else 1.0)


class Relation(StrEnum):
    """How another side stands to the chosen one."""

    COMPATIBLE = "compatible"
    CONFLICTING = "conflicting"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Side:
    """Statements that agree. `lead` speaks for them; `members` best first; `corrected_by`: the statement that takes this side back."""

    lead: Statement
    members: tuple[Statement, ...]
    corrected_by: Statement | None = None
    miscopied: frozenset[str] = frozenset()
    """Lineages whose origin says something else: here copies of it went wrong."""

    @property
    def sources(self) -> int:
        """Independent sources: lineages, save those that were copied wrongly."""
        return len({one.lineage for one in self.members} - self.miscopied)

    @property
    def remark(self) -> str:
        """What is told behind its value: " (Azerbaijan claimed; denied by Yerevan)", ", corrected 9 May 2023", or nothing."""
        words, later = self.lead.claim.words, self.corrected_by
        day = f"{later.published.day} {later.published:%B %Y}" if later and later.published else "later"
        return f"{f' ({words})' if words else ''}{f', corrected {day}' if later else ''}"

    @property
    def weight(self) -> float:
        """That of its best statement."""
        return max(one.weight for one in self.members)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The sides, the chosen one first. `conflicting`: another one is as good and has as many independent sources."""

    sides: tuple[Side, ...]
    conflicting: bool

    @property
    def chosen(self) -> Side:
        """The side that answers."""
        return self.sides[0]

    @property
    def beside(self) -> tuple[Side, ...]:
        """The sides that contradict the chosen one. An article that gives both values speaks of two things."""
        return tuple(side for side in self.sides[1:] if side.corrected_by or not _of_the_same(self.chosen, side))

    def relation(self, other: Side) -> Relation:
        """How another side stands to the chosen one."""
        return Relation.CORRECTED if other.corrected_by else Relation.CONFLICTING


def settled(statements: Sequence[Statement], names: Names | None = None) -> Agreement | None:
    """What the statements come to; None when there are none, or none but errors that are taken back."""
    names = names or Names(())
    said = sorted((one for one in statements if not one.taken_back), key=_order)
    errors = sorted((one for one in statements if one.taken_back), key=_order)
    groups: list[list[Statement]] = []
    for one in sorted(said, key=lambda one: (_width(one.value), *_order(one))):  # finest first: the coarser join what they contain
        homes = [group for group in groups if compatible(group[0].value, one.value, names)]
        for home in homes:
            home.append(one)
        if not homes:
            groups.append([one])
    made = [_side(group, said, errors, names) for group in groups]
    if not made:
        return None
    sides = _ordered(made)
    rivals = [side for side in sides[1:] if side.corrected_by is None and _rivals(sides[0], side)]
    return Agreement(tuple(sides), any(side.sources >= sides[0].sources for side in rivals))


def compatible(one: Value, other: Value, names: Names) -> bool:
    """Whether both values can be true: equal, or one contains the other."""
    if isinstance(one, Days) and isinstance(other, Days):
        return (one.start <= other.start and other.end <= one.end) or (other.start <= one.start and one.end <= other.end)
    if isinstance(one, Amount) and isinstance(other, Amount):
        return agree(one, other)
    return isinstance(one, Name) and isinstance(other, Name) and names.same(one.text, other.text)


def _width(value: Value) -> float:
    if isinstance(value, Days):
        return float((value.end - value.start).days)
    return exactness(value) if isinstance(value, Amount) else -float(len(value.text))


def _order(one: Statement) -> tuple[float, str, str, str]:
    return (-round(one.weight, 6), one.article_id, one.quote, repr(one))


def _side(group: Sequence[Statement], said: Sequence[Statement], errors: Sequence[Statement], names: Names) -> Side:
    members = sorted(group, key=_order)
    strong = [one for one in members if one.weight >= _SPEAKS * members[0].weight]
    lead = min(strong, key=lambda one: (_width(one.value), *_order(one)))
    return Side(lead, tuple(members), _correction_of(lead, members, said, errors, names), _miscopied(members, said, names))


def _miscopied(members: Sequence[Statement], said: Sequence[Statement], names: Names) -> frozenset[str]:
    """The lineages of members whose origin contradicts every one of its copies here. A lineage bears the id of its origin."""
    told = {one.lineage for one in said if one.article_id == one.lineage}
    mine = {one.lineage for one in members}
    origins = [one for one in said if one.article_id == one.lineage and one.lineage in mine]
    backed = {origin.lineage for origin in origins if any(compatible(origin.value, one.value, names) for one in members)}
    return frozenset((mine & told) - backed)


def _correction_of(
    lead: Statement, members: Sequence[Statement], said: Sequence[Statement], errors: Sequence[Statement], names: Names
) -> Statement | None:
    """The statement that takes this side back: of an article that names its value as an error, or that corrects one of its papers later."""
    if any(one.corrects for one in members):
        return None
    named = {one.article_id for one in errors if compatible(one.value, lead.value, names)}
    for one in said:
        if one.corrects and not compatible(one.value, lead.value, names):
            own = not one.names_errors and any(_earlier(member, one) and _related(member, one) for member in members)
            if one.article_id in named or own:
                return one
    # what is right was not found, yet the paper says that this is wrong
    return next((one for one in errors if one.names_errors and compatible(one.value, lead.value, names)), None)


def _related(one: Statement, other: Statement) -> bool:
    return one.lineage == other.lineage or (one.outlet is not None and one.outlet == other.outlet)


def _earlier(one: Statement, other: Statement) -> bool:
    return one.published is None or other.published is None or one.published <= other.published


def _ordered(sides: Sequence[Side]) -> list[Side]:
    """Corrected sides last; of those about as good as the best one, that with more independent sources first."""
    standing = [side for side in sides if side.corrected_by is None] or list(sides)
    best = max(side.weight for side in standing)

    fit = max(side.lead.fit for side in standing if side.weight == best)

    def key(side: Side) -> tuple[bool, bool, int, float, str, str, str]:
        close = side.weight >= _CLOSE * best and side.lead.fit >= _FITS * fit
        return (side not in standing, not close, -side.sources if close else 0, *_order(side.lead))

    return sorted(sides, key=key)


def _rivals(chosen: Side, other: Side) -> bool:
    """Whether the other side is as good an answer, or has more sources and is nearly as good."""
    if (chosen.lead.figure and chosen.lead.figure in other.lead.quote) or _of_the_same(chosen, other):
        return False
    if other.sources > chosen.sources:
        return other.weight >= _CLOSE * chosen.weight
    return other.weight >= _RIVAL * chosen.weight and other.lead.fit >= _FITS * chosen.lead.fit


def _of_the_same(chosen: Side, other: Side) -> bool:
    """Whether all articles that speak for the other side speak for the chosen one too."""
    return {one.article_id for one in other.members} <= {one.article_id for one in chosen.members}
