"""Groups of agreeing dates → which of those that contradict one another answers, with the others beside it.

A rival tells of the same event: its date belongs to the question's words as closely as the answer's does, in a sentence that has as many of
them. The side with more independent sources answers, one that a later correction takes back comes last, and between equals neither does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.model import Span
from index.terms import terms
from qa.agreement.agree import Agreement, Days, Relation, Side, Statement, settled
from qa.agreement.claims import claimed, correction
from qa.asked.intent import Asked, other_edge
from qa.sentence.event import Event
from qa.support import lineage
from qa.when.dates import Dated, DateGroup

_READ = 5  # groups
_AS_GOOD = 0.8  # of the answer's score, for another date to count at all
_AS_CLOSE = 0.85  # of its attachment and coverage, for another date to tell of the same event
_AS_FIT = 0.95  # of its fit: a date of the other end of the event, or of a plan, is no rival
_ATTACHED = 0.5  # share of the question's words, by weight, that belong to a date, for it to be a rival
_BACKS = 0.6  # of the best attachment, for a statement to count as a source
_ONE_EVENT = 31  # days: what lies further apart is told of two events, unless it is as good in all
_AS_GOOD_APART = 0.93


@dataclass(frozen=True, slots=True)
class SettledDays:
    """The groups, the one that answers first; `beside`: those that contradict it, each with its side. `conflicting`: neither has more sources."""

    groups: tuple[DateGroup, ...]
    beside: tuple[tuple[DateGroup, Relation, Side], ...] = ()
    conflicting: bool = False
    remark: str = ""
    """Who says that it was on the days of the first group, where that is shown as one side of a conflict."""


def settled_days(groups: Sequence[DateGroup], asked: Asked, event: Event) -> SettledDays:
    """What `groups`, best first, at least one, come to for a question about `event`; the first time is asked for as the earliest is told."""
    best = groups[0]
    rivals = [] if asked.first else [group for group in groups[1:_READ] if _rival(group, best, asked, event)]
    if not rivals:
        return SettledDays(tuple(groups))
    home: dict[Statement, DateGroup] = {}
    for group in (best, *rivals):
        backing = [one for one in group.backing if one.attachment >= _BACKS * best.value.attachment]
        for one in (*backing, *group.denied_by):
            home.setdefault(_statement(one), group)
    agreement = settled(list(home))
    return _told(groups, home, agreement) if agreement else SettledDays(tuple(groups))


def _told(groups: Sequence[DateGroup], home: Mapping[Statement, DateGroup], agreement: Agreement) -> SettledDays:
    chosen = home[agreement.chosen.lead]
    beside: list[tuple[DateGroup, Relation, Side]] = []
    for side in agreement.beside:
        group = home[side.lead]
        if group is not chosen and all(group is not one for one, _, _ in beside):
            beside.append((group, agreement.relation(side), side))
    standing = [group for group, relation, _ in beside if relation is Relation.CONFLICTING]
    near = any(_apart(chosen, group) <= _ONE_EVENT for group in standing)
    rest = [group for group in groups if group is not chosen]
    return SettledDays((chosen, *rest), tuple(beside), agreement.conflicting and near, agreement.chosen.remark)


def _rival(group: DateGroup, best: DateGroup, asked: Asked, event: Event) -> bool:
    """Whether an article that does not give the best date gives this one, to an event that is as much what was asked."""
    telling = {one.evidence.hit.article.id for one in best.backing if one.attachment >= _BACKS * best.value.attachment}
    its = next((one for one in group.backing if one.evidence.hit.article.id not in telling), None)
    if its is None or not its.mention.expression:
        return False
    mine, near = best.value, _apart(best, group) <= _ONE_EVENT
    close, good = (_AS_CLOSE, _AS_GOOD) if near else (1.0, _AS_GOOD_APART)
    attached = its.attachment >= max(_ATTACHED, close * mine.attachment) and its.evidence.coverage >= close * mine.evidence.coverage
    return attached and its.score >= good * mine.score and its.fit >= _AS_FIT * mine.fit and _happens(its, mine, asked, event)


def _happens(its: Dated, mine: Dated, asked: Asked, event: Event) -> bool:
    """Whether its sentence tells of what happened as the answer's does, and not of the other end of it."""
    if asked.edge and other_edge(asked.edge, frozenset(terms(its.evidence.text))):
        return False
    named = [any(one.evidence.held.get(term, 0.0) for term in event.terms) for one in (mine, its)]
    return event.light or named[1] or not named[0]


def _apart(one: DateGroup, other: DateGroup) -> int:
    return abs((one.value.earliest - other.value.earliest).days)


def _statement(one: Dated) -> Statement:
    evidence = one.evidence
    article = evidence.hit.article
    corrects = correction(article)
    wrong = one.denied or (corrects is not None and corrects.repeats_error(Span(one.mention.start, one.mention.end)))
    return Statement(
        value=Days(one.earliest, one.latest),
        article_id=article.id,
        lineage=lineage(evidence.hit),
        quote=evidence.text,
        score=one.score,
        outlet=article.source,
        published=article.published_on,
        claim=claimed(evidence.text, evidence.before[-1][1] if evidence.before else ""),
        corrects=corrects is not None and not wrong,
        names_errors=corrects is not None and any(corrects.repeats_error(Span(other.start, other.end)) for other in evidence.hit.dates),
        taken_back=wrong,
        fit=evidence.coverage,
        figure=one.mention.expression,
    )
