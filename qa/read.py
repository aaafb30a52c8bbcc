"""Hits → the sentences in them that may hold the answer, scored by what they share with the question.

This is the reading that needs no model; `Evidence.score` is 0..1. A sentence says "the bridge" or "it"; which one, its title and its
neighbours say: a question word that only they have counts in part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.dates import DateMention
from index.model import Hit, Span
from qa.intent import Asked, time_fit
from qa.passage import opening_terms, sentences_of, title_terms
from qa.typed import fit

_COVERAGE, _PASSAGE, _TYPE = 0.55, 0.25, 0.2
_TITLE, _OPENING, _BEFORE, _AFTER = 0.65, 0.65, 0.5, 0.1
"""Of a question word's weight, where only the title, the article's first sentence, or the sentence before or after has it."""
_OPENING_READ = 400  # characters of an article in which its first sentence is looked for


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one hit. `held`: the question's terms in it, each with its share; `typed`: how surely it has the kind asked for.

    `coverage`: weighted share of the question's terms in it and, in part, around it, less where it speaks of another time.
    """

    hit: Hit
    span: Span
    text: str
    held: Mapping[str, float]
    coverage: float
    score: float
    dates: tuple[DateMention, ...]
    typed: float


def evidence(hits: Sequence[Hit], asked: Asked, question: str) -> list[Evidence]:
    """The sentences of `hits`, best first; equal ones in order of rank, then place."""
    found = [one for hit in hits for one in _of_hit(hit, asked, question)]
    return sorted(found, key=lambda one: (-round(one.score, 6), one.hit.rank, one.span.start))


def _of_hit(hit: Hit, asked: Asked, question: str) -> list[Evidence]:
    places = sentences_of(hit.passage.text)
    held = [asked.wording.held(place.terms) for place in places]
    title = asked.wording.held(title_terms(hit.article.title or ""))
    opening = asked.wording.held(_opening(hit))
    found = []
    for number, place in enumerate(places):
        if held[number]:
            around = ((title, _TITLE), (opening, _OPENING), (_at(held, number - 1), _BEFORE), (_at(held, number + 1), _AFTER))
            span = Span(hit.passage.span.start + place.span.start, hit.passage.span.start + place.span.end)
            found.append(_evidence(hit, span, place.text, held[number], _with(held[number], around), asked, question))
    return found


def _opening(hit: Hit) -> Sequence[str]:
    """The terms of the article's first sentence."""
    places = sentences_of(hit.passage.text) if hit.passage.span.start == 0 else ()
    return places[0].terms if places else opening_terms(hit.article.text[:_OPENING_READ])


def _at(held: Sequence[Mapping[str, float]], number: int) -> Mapping[str, float]:
    return held[number] if 0 <= number < len(held) else {}


def _with(own: Mapping[str, float], around: Sequence[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    """What a sentence holds, with what its surroundings lend."""
    lent = dict(own)
    for held, share in around:
        for term, whole in held.items():
            lent[term] = max(lent.get(term, 0.0), share * whole)
    return lent


def _evidence(
    hit: Hit, span: Span, text: str, own: Mapping[str, float], lent: Mapping[str, float], asked: Asked, question: str
) -> Evidence:
    dates = tuple(mention for mention in hit.dates if span.start <= mention.start and mention.end <= span.end)
    coverage = asked.wording.weight(lent) / asked.wording.total * time_fit(asked.times, dates, hit.article.published_on)
    typed = fit(text, dates, span.start, asked.kind, question)
    score = _COVERAGE * coverage + _PASSAGE * hit.scores.fused + _TYPE * typed
    return Evidence(hit, span, text, own, coverage, score, dates, typed)
