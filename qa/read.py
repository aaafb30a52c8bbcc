"""Hits → the sentences in them that may hold the answer, scored by the words they share with the question.

This is the reading that needs no model; `Evidence.score` is 0..1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.dates import DateMention
from index.model import Hit, Span
from index.sentences import sentences
from index.terms import terms
from qa.model import Kind

_COVERAGE, _PASSAGE, _TYPE = 0.6, 0.25, 0.15
_HEADER_SHARE = 0.5
"""A question word that only the title has counts half for a sentence: the sentence says "the bridge", the title which one."""

_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|third|quarter)\b", re.I
)
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w’'-]+")
_LENGTH = re.compile(r"\b(?:hours?|days?|weeks?|months?|years?|decades?|minutes?|night)\b", re.I)
_CAUSE = re.compile(
    r"\b(?:because|due to|after|owing|since|so that|in order to|to avoid|as a result|blamed|caused|response to|following)\b", re.I
)
_LETTERS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one hit. `coverage`: idf-weighted share of the question's terms in it and, at half, in the title."""

    hit: Hit
    span: Span
    text: str
    coverage: float
    score: float
    dates: tuple[DateMention, ...]
    typed: bool
    """It has something of the kind that was asked for."""


def evidence(hits: Sequence[Hit], weights: Mapping[str, float], kind: Kind) -> list[Evidence]:
    """The sentences of `hits`, best first; equal ones in order of rank, then place."""
    found = [one for hit in hits for one in _of_hit(hit, weights, kind)]
    return sorted(found, key=lambda one: (-round(one.score, 6), one.hit.rank, one.span.start))


def _of_hit(hit: Hit, weights: Mapping[str, float], kind: Kind) -> list[Evidence]:
    title = {term for term in terms(hit.article.title or "") if term in weights}
    total = sum(weights.values()) or 1.0
    found = []
    for place in sentences(hit.passage.text):
        text = place.of(hit.passage.text)
        span = Span(hit.passage.span.start + place.start, hit.passage.span.start + place.end)
        dates = tuple(mention for mention in hit.dates if span.start <= mention.start and mention.end <= span.end)
        held = {term for term in terms(text) if term in weights}
        coverage = (sum(weights[term] for term in held) + _HEADER_SHARE * sum(weights[term] for term in title - held)) / total
        typed = answers_kind(text, dates, kind)
        score = _COVERAGE * coverage + _PASSAGE * hit.scores.fused + _TYPE * typed
        if held:
            found.append(Evidence(hit, span, text, coverage, score, dates, typed))
    return found


def answers_kind(text: str, dates: Sequence[DateMention], kind: Kind) -> bool:
    """Whether a sentence has something of the kind asked for: a resolved date, a number, a name, a length of time, a cause."""
    match kind:
        case Kind.WHEN:
            return any(mention.resolved for mention in dates)
        case Kind.HOW_LONG:
            return bool(_LENGTH.search(text) and _NUMBER.search(text))
        case Kind.HOW_MANY:
            return bool(_NUMBER.search(text))
        case Kind.WHO | Kind.WHERE:
            return bool(_NAME.search(text))
        case Kind.WHY:
            return bool(_CAUSE.search(text))
        case _:
            return bool(_LETTERS.search(text))
