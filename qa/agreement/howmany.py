"""Evidence for a question that asks for an amount → the sides that give one, the best supported first, and the answer they make.

"How many travellers were stopped?": sentences that speak of so many travellers, villagers or people; copies of one story are one source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.model import Span
from index.terms import terms
from qa.agreement.agree import Agreement, Relation, Side, Statement, settled
from qa.agreement.amounts import CURRENCIES, PERSONS, amounts, unit_of
from qa.agreement.claims import claimed, correction
from qa.asked.intent import Asked, time_fit
from qa.cite import Citer
from qa.compose import Draft
from qa.model import Alternative, Claim, Kind, Reason, Status
from qa.reading.evidence import Evidence
from qa.support import lineage, support

_READ = 30  # sentences
_AS_GOOD = 0.7  # of the best statement's score: what fits less is about something else
_NEAR = 90  # characters to each side of an amount in which the question's words count for it
_FAR = 0.6  # what is left of a sentence's score for an amount that none of the question's words stands near
_MOST_CITED, _MOST_SHOWN = 3, 2

_ASKED = tuple(
    (re.compile(pattern), units)
    for pattern, units in (
        (r"\bvotes?\b.*\bto how many\b|\bresult of the vote\b|\bhow did .* vote\b", frozenset({"votes"})),
        (r"\b(?:cost|costs|price|pay|paid|insured|worth|bill|budget)\b", CURRENCIES),
        (r"\bhow much (?:did|does|was|is|were)\b", CURRENCIES),
        (r"\b(?:share|percentage|proportion|per ?cent)\b|\bhow full\b", frozenset({"%"})),
        (r"\bhow heavy\b|\bweighs?\b|\bmass\b|\bhow many (?:kilos?|kilogram\w*|tonnes?|tons?)\b", frozenset({"kg"})),
        (
            r"\bhow long is\b|\bhow (?:far|high|tall|wide|deep)\b|\blength of\b|\bhow many (?:kilomet\w+|met\w+|miles?|km)\b",
            frozenset({"m"}),
        ),
        (r"\b(?:attendance|crowd|size of the group)\b", frozenset({PERSONS})),
    )
)
_FIGURE = re.compile(r"\d[\d.,]*")
_NOUN = re.compile(r"\bhow many (?:of )?((?:[\w’'-]+ ){0,2}?[\w’'-]+)")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the evidence comes to: the sides, and the sentence that speaks for the chosen one."""

    agreement: Agreement
    best: Evidence
    _evidence: dict[Statement, tuple[Evidence, Span]]

    def compose(self, confidence: float, citer: Citer) -> Draft | None:
        """The answer with its rivals beside it, an abstention when neither side has more sources; None when it cannot be cited."""
        if self.agreement.conflicting:
            rivals = [side for side in self.agreement.sides if side.corrected_by is None]
            shown = [one for side in rivals[: _MOST_SHOWN + 1] for one in self._beside(side, citer, Relation.CONFLICTING)]
            return Draft(Status.ABSTAINED, Reason.CONFLICTING, None, tuple(shown), citations=citer.citations)
        chosen = self.agreement.chosen
        cited = self._cited(chosen, citer)
        if not cited or not cited[0]:
            return None
        claim = Claim(self.best.text, None, confidence, (), tuple(dict.fromkeys(cited)))
        others = [
            one for side in self.agreement.sides[1 : _MOST_SHOWN + 1] for one in self._beside(side, citer, self.agreement.relation(side))
        ]
        marks: dict[str, tuple[Span, ...]] = {}
        for citation in citer.citations:
            marks[citation.article_id] = (*marks.get(citation.article_id, ()), Span(citation.start, citation.end))
        supporting = [self._evidence[one][0].hit for one in chosen.members]
        return Draft(Status.ANSWERED, None, claim, tuple(others), support(supporting), citer.citations, marks)

    def _cited(self, side: Side, citer: Citer) -> list[int]:
        """The citations of a side's statements, one a lineage, its speaker's first."""
        first: dict[str, Statement] = {side.lead.lineage: side.lead}
        for one in side.members:
            first.setdefault(one.lineage, one)
        found = (self._evidence[one][0] for one in list(first.values())[:_MOST_CITED])
        return [made.n for one in found if (made := citer.cite(one.hit.article.id, one.span, one.text))]

    def _beside(self, side: Side, citer: Citer, relation: Relation) -> Iterable[Alternative]:
        evidence, place = self._evidence[side.lead]
        made = citer.cite(evidence.hit.article.id, evidence.span, evidence.text)
        if made:
            words = place.of(evidence.text)
            by = side.lead.claim.words
            later = side.corrected_by
            remark = f", corrected {later.published:%-d %B %Y}" if later and later.published else ", corrected later" if later else ""
            yield Alternative(f"{words}{f' ({by})' if by else ''}{remark}", relation.value, (made.n,))


def weighed(found: Sequence[Evidence], asked: Asked, question: str) -> Weighed | None:
    """The sides that the evidence has on an amount; None when no amount is asked for, or none is found."""
    units = _units(question.casefold())
    if asked.kind not in (Kind.HOW_MANY, Kind.HOW_LONG, Kind.WHAT) or units is None:
        return None
    evidence: dict[Statement, tuple[Evidence, Span]] = {}
    for one in found[:_READ]:
        for statement, place in _statements(one, asked, units):
            evidence.setdefault(statement, (one, place))
    best = max((statement.score for statement in evidence), default=0.0)
    agreement = settled([statement for statement in evidence if statement.score >= _AS_GOOD * best or statement.taken_back])
    return Weighed(agreement, evidence[agreement.chosen.lead][0], evidence) if agreement else None


def _units(question: str) -> frozenset[str] | None:
    noun = _NOUN.search(question)
    for pattern, units in _ASKED:
        if pattern.search(question) and not (noun and units is CURRENCIES):
            return units
    if noun is None:
        return None
    return frozenset({unit_of(noun[1])}) - {""} or None


def _statements(one: Evidence, asked: Asked, units: frozenset[str]) -> Iterable[tuple[Statement, Span]]:
    article = one.hit.article
    corrects = correction(article)
    dated = [(mention.start - one.span.start, mention.end - one.span.start) for mention in one.dates if mention.type in ("date", "time")]
    before = one.before[-1][1] if one.before else ""
    for told in amounts(one.text):
        if told.amount.unit not in units or any(start < told.span.end and told.span.start < end for start, end in dated):
            continue
        wrong = corrects is not None and corrects.repeats_error(Span(one.span.start + told.span.start, one.span.start + told.span.end))
        statement = Statement(
            value=told.amount,
            article_id=article.id,
            lineage=lineage(one.hit),
            quote=one.text,
            score=one.score * _closeness(one, told.span, asked) * time_fit(asked.times, one.dates, article.published_on),
            fit=one.coverage,
            outlet=article.source,
            published=article.published_on,
            claim=claimed(one.text, before),
            corrects=corrects is not None and not wrong,
            taken_back=wrong,
            figure=figure[0] if (figure := _FIGURE.search(told.span.of(one.text))) else "",
        )
        yield statement, told.span


def _closeness(one: Evidence, place: Span, asked: Asked) -> float:
    """How much of the question's words that the sentence has stands near the amount."""
    near = asked.wording.held(terms(one.text[max(0, place.start - _NEAR) : place.end + _NEAR]))
    whole = asked.wording.weight(one.held)
    return _FAR + (1 - _FAR) * min(1.0, asked.wording.weight(near) / whole) if whole else _FAR
