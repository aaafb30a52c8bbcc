"""Evidence for a question that asks for an amount → the sides that give one, the best supported first, and the answer they make.

"How many travellers were stopped?": sentences that speak of so many travellers, villagers or people; copies of one story are one source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.model import Span
from index.terms import terms
from qa.agreement.agree import Statement, settled
from qa.agreement.amounts import CURRENCIES, PERSONS, amounts, unit_of
from qa.agreement.claims import claimed, correction
from qa.agreement.weighed import Weighed
from qa.asked.intent import Asked, time_fit
from qa.model import Kind
from qa.reading.evidence import Evidence
from qa.support import lineage

_READ = 30  # sentences
_AS_GOOD = 0.7  # of the best statement's score: what fits less is about something else
_PUTS_RIGHT = 0.5  # of it, for what an article puts right, or what the origin of a copy says
_NEAR = 90  # characters to each side of an amount in which the question's words count for it
_FAR = 0.6  # what is left of a sentence's score for an amount that none of the question's words stands near

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


def weighed(found: Sequence[Evidence], asked: Asked, question: str) -> Weighed | None:
    """The sides that the evidence has on an amount; None when no amount is asked for, or none is found."""
    units = _units(question.casefold())
    if asked.kind not in (Kind.HOW_MANY, Kind.HOW_LONG, Kind.WHAT) or units is None:
        return None
    evidence: dict[Statement, tuple[Evidence, Span]] = {}
    for one in found[:_READ]:
        for statement, place in _statements(one, asked, units):
            evidence.setdefault(statement, (one, place))
    agreement = settled(_pool(list(evidence)))
    return Weighed(agreement, evidence[agreement.chosen.lead][0], evidence) if agreement else None


def _pool(statements: Sequence[Statement]) -> list[Statement]:
    """Those that fit about as well as the best one; less well, what an article puts right, and what the origin of a copy says."""
    best = max((one.score for one in statements), default=0.0)
    good = [one for one in statements if one.score >= _AS_GOOD * best or one.taken_back]
    wrong, copied = {one.article_id for one in good if one.taken_back}, {one.lineage for one in good}
    told = [
        one for one in statements if (one.corrects and one.article_id in wrong) or (one.article_id == one.lineage and one.lineage in copied)
    ]
    return list(dict.fromkeys([*good, *(one for one in told if one.score >= _PUTS_RIGHT * best)]))


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
            names_errors=corrects is not None and any(_in_units(span.of(article.text), units) for span in corrects.wrong),
            taken_back=wrong,
            figure=figure[0] if (figure := _FIGURE.search(told.span.of(one.text))) else "",
        )
        yield statement, told.span


def _in_units(text: str, units: frozenset[str]) -> bool:
    return any(told.amount.unit in units for told in amounts(text))


def _closeness(one: Evidence, place: Span, asked: Asked) -> float:
    """How much of the question's words that the sentence has stands near the amount."""
    near = asked.wording.held(terms(one.text[max(0, place.start - _NEAR) : place.end + _NEAR]))
    whole = asked.wording.weight(one.held)
    return _FAR + (1 - _FAR) * min(1.0, asked.wording.weight(near) / whole) if whole else _FAR
