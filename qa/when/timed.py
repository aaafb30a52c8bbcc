"""Evidence for a question about time → the best answer of its kind: a date, a length of time, or words that could not be worked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.agreement.days import settled_days
from qa.asked.intent import Asked, Edge
from qa.cite import Citer
from qa.compose import Draft, dated_answer, lasting_answer, undated_answer
from qa.model import Kind
from qa.reading.evidence import Evidence
from qa.reading.typed import tells_extent
from qa.sentence.event import event_of
from qa.sentence.wording import wording
from qa.when.dates import DateGroup, date_groups, undated
from qa.when.lengths import Lasting, lengths, worked_out

_UNDATED = 1.3  # times the best date's score: words without a day answer only when they fit this much better
_TOLD = 0.4  # attachment of a length of time below which it does not answer
_BOUNDED = 0.65  # attachment of the first and the last day, for a length to be worked out from them
_NEAREST = 3  # sentences: where one of these has kilometres for "how long is the wall", no length of time is meant
_COUNTS_TIME = re.compile(r"\bhow many (?:seconds|minutes|hours|days|nights|weeks|months|years|decades)\b(?! old)", re.I)
_LASTS = frozenset("last go run continue be take hold".split())


@dataclass(frozen=True, slots=True)
class Timed:
    """`best`: the sentence that answers; `compose`: makes the answer, given a confidence and a citer.

    `fit`: how well the date belongs to what was asked, 0..1; None where the answer is no date.
    """

    best: Evidence
    compose: Callable[[float, Citer], Draft]
    fit: float | None = None


def timed(found: Sequence[Evidence], asked: Asked, question: str) -> Timed | None:
    """The answer to a question that asks when or how long; None for others, and where the evidence has no time in it."""
    if asked.kind is Kind.WHEN:
        return _when(found, asked, question)
    long = asked.kind is Kind.HOW_LONG or (asked.kind is Kind.HOW_MANY and _COUNTS_TIME.search(question))
    return _how_long(found, asked, question) if long else None


def _when(found: Sequence[Evidence], asked: Asked, question: str) -> Timed | None:
    groups = date_groups(found, asked, question)
    words = undated(found, asked, question)
    if words and words.score > _UNDATED * (groups[0].score if groups else 0.0):
        return Timed(words.evidence, lambda sure, citer: undated_answer(words, sure, citer))
    if not groups:
        return None
    days = settled_days(groups, asked, event_of(question))
    chosen = days.groups[0].value
    return Timed(chosen.evidence, lambda sure, citer: dated_answer(days, sure, citer, question), chosen.score)


def _how_long(found: Sequence[Evidence], asked: Asked, question: str) -> Timed | None:
    if any(tells_extent(one.text, question) for one in found[:_NEAREST]):
        return None
    told = lengths(found, asked, question)
    best = told[0] if told and told[0].attachment >= _TOLD else None
    if best is None:
        best = _bounded(found, asked, question)
    if best is None:
        return None
    agreeing = [one for one in told if one.value == best.value and one.attachment >= _TOLD]
    return Timed(best.evidence, lambda sure, citer: lasting_answer(best, agreeing, sure, citer))


def _bounded(found: Sequence[Evidence], asked: Asked, question: str) -> Lasting | None:
    """The length worked out from the day it began and the day it ended."""
    event = event_of(question)
    if event.verb is not None and event.verb not in _LASTS:
        return None
    began, ended = _edge(found, asked, event.terms, "start", "begin"), _edge(found, asked, event.terms, "end", "end")
    if began is None or ended is None:
        return None
    return worked_out(began.value, ended.value, min(began.score, ended.score))


def _edge(found: Sequence[Evidence], asked: Asked, lasts: frozenset[str], edge: Edge, verb: str) -> DateGroup | None:
    """The best date of the beginning, or of the end, of what the question is about."""
    weights = {term: weight for term, weight in asked.wording.weights.items() if term not in lasts}
    mean = sum(weights.values()) / len(weights) if weights else 0.0
    words = wording("", {**weights, verb: mean})
    groups = date_groups(found, replace(asked, kind=Kind.WHEN, edge=edge, wording=words), f"when did it {verb}")
    best = groups[0] if groups else None
    return best if best and best.value.attachment >= _BOUNDED and best.value.mention.expression else None
