"""Hits → the sentences in them that may hold the answer, scored by what they share with the question.

`Evidence.score` is 0..1; it needs no model, and a sentence that a reader points into gains by that. A sentence says "the bridge" or "it";
which one, its title and its neighbours say: a question word that only they have counts in part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.dates import DateMention
from index.model import Hit, Span
from qa.asked.intent import Asked, time_fit
from qa.model import Kind
from qa.reading.typed import fit
from qa.sentence.passage import Sentence, opening_terms, sentences_of, title_terms

_COVERAGE, _PASSAGE, _TYPE = 0.55, 0.25, 0.2
_POINTED = 0.3  # of what is missing to 1, for the sentence in which the reader finds the answer
_TITLE, _OPENING, _BEFORE, _AFTER = 0.65, 0.65, 0.5, 0.1
"""Of a question word's weight, where only the title, the article's first sentence, or the sentence before or after has it."""
_MEANT = 0.85  # for the sentence before one that begins with "He" or "It"
_PRONOUNS = frozenset("he she it they his her its their this these".split())
_CARRIED = 3  # sentences back in which a heading or a date may stand that still holds
_OPENING_READ = 400  # characters of an article in which its first sentence is looked for


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the reader points at in a passage: the words, counted in the article, and how well it finds that they answer, 0..1."""

    span: Span
    share: float


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
    lent: Mapping[str, float]
    """The question's terms with what its surroundings lend: the title, the article's first sentence, its neighbours."""
    before: tuple[tuple[Span, str, tuple[DateMention, ...]], ...] = ()
    """The few sentences before it in its passage, each with its dates, nearest last."""
    pointed: Pointed | None = None


def evidence(hits: Sequence[Hit], asked: Asked, question: str, pointed: Mapping[int, Pointed] | None = None) -> list[Evidence]:
    """The sentences of `hits`, best first; equal ones in order of rank, then place. `pointed`: by key of passage, of those that were read."""
    found = [one for hit in hits for one in _of_hit(hit, asked, question, (pointed or {}).get(hit.passage.key))]
    return sorted(found, key=lambda one: (-round(one.score, 6), one.hit.rank, one.span.start))


def sentence_at(hit: Hit, place: int) -> tuple[Span, str] | None:
    """The sentence of a hit's passage that holds an offset of its article, with its text."""
    base = hit.passage.span.start
    spans = ((Span(base + one.span.start, base + one.span.end), one.text) for one in sentences_of(hit.passage.text))
    return next(((span, text) for span, text in spans if span.start <= place < span.end), None)


def _of_hit(hit: Hit, asked: Asked, question: str, pointed: Pointed | None) -> list[Evidence]:
    places = sentences_of(hit.passage.text)
    held = [asked.wording.held(place.terms) for place in places]
    title = asked.wording.held(title_terms(hit.article.title or ""))
    opening = asked.wording.held(_opening(hit))
    found = []
    for number, place in enumerate(places):
        meant = pointed if pointed and place.span.start <= pointed.span.start - hit.passage.span.start < place.span.end else None
        if held[number] or meant or (asked.kind is Kind.WHEN and _leans(place.text) == _MEANT):
            around = ((title, _TITLE), (opening, _OPENING), (_at(held, number - 1), _leans(place.text)), (_at(held, number + 1), _AFTER))
            span = Span(hit.passage.span.start + place.span.start, hit.passage.span.start + place.span.end)
            near = _before(hit, places, number) if asked.kind is Kind.WHEN else ()
            found.append(_evidence(hit, span, place.text, held[number], _with(held[number], around), near, asked, question, meant))
    return found


def _before(hit: Hit, places: Sequence[Sentence], number: int) -> tuple[tuple[Span, str, tuple[DateMention, ...]], ...]:
    """The sentences of the passage before the one with this number, as far as a date may be carried on."""
    base = hit.passage.span.start
    near = ((Span(base + one.span.start, base + one.span.end), one.text) for one in places[max(0, number - _CARRIED) : number])
    return tuple((span, text, _inside(hit, span)) for span, text in near)


def _inside(hit: Hit, span: Span) -> tuple[DateMention, ...]:
    return tuple(mention for mention in hit.dates if span.start <= mention.start and mention.end <= span.end)


def _leans(text: str) -> float:
    """How much a sentence takes from the one before: more when it begins with a word that stands for something there."""
    return _MEANT if text.split(maxsplit=1)[0].casefold() in _PRONOUNS else _BEFORE


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
    hit: Hit,
    span: Span,
    text: str,
    own: Mapping[str, float],
    lent: Mapping[str, float],
    near: tuple[tuple[Span, str, tuple[DateMention, ...]], ...],
    asked: Asked,
    question: str,
    pointed: Pointed | None,
) -> Evidence:
    dates = _inside(hit, span)
    in_time = time_fit(asked.times, dates, hit.article.published_on, hit.dates, (text, span.start))
    coverage = asked.wording.weight(lent) / asked.wording.total * in_time
    typed = fit(text, dates, span.start, asked.kind, question)
    score = _COVERAGE * coverage + _PASSAGE * hit.scores.final + _TYPE * typed
    if pointed:
        score += _POINTED * pointed.share * in_time * (1 - score)
    return Evidence(hit, span, text, own, coverage, score, dates, typed, lent, near, pointed)
