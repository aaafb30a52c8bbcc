"""A date in a sentence → how well it belongs to what was asked: the question's words in its clause, its end of the event, its tense."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.dates import DateMention
from qa.intent import Asked, other_edge
from qa.passage import terms_of
from qa.read import Evidence

_CLAUSE_END = re.compile(r"[,;:()—–]|\s-\s")
_JOINT = re.compile(r"\s(?:and|but|while|then)\s")
_ADVERBIAL = 2  # words that may stand with a date that is a clause of its own: "On", "by the"

_WRONG_EDGE = 0.6  # what is left for the end of something whose beginning was asked for, and the other way round
_AGAIN = 0.7  # for a clause that says "again" where the first time was asked for
_PART = 0.6  # for "noon" or "the evening", which name no day themselves
_PART_OF_DAY = re.compile(
    r"\A(?:(?:the|that|late|early|around|shortly (?:before|after)) )*(?:morning|noon|afternoon|evening|night|midnight|dawn|dusk)\Z", re.I
)
_PAST = 0.6  # for a day before the article came out where the question asks what is to come
_BEFORE = 24  # characters before a date in which the word that opens it stands
_UNTIL = re.compile(r"\b(?:until|till|through)(?: the| about| early| late)?\s*\Z", re.I)
_SINCE = re.compile(r"\b(?:since|from|starting)(?: on| the| about| early| late)?\s*\Z", re.I)
_AGAIN_WORDS = re.compile(r"\b(?:again|re-?open\w*|back|once more)\b", re.I)
_DENIAL = re.compile(
    r"(?:\b(?:not|instead of|rather than)(?: (?:on|in|at|by|since|from|until|of))?"
    r"|\b(?:wrongly|mistakenly|incorrectly|in error|we (?:said|wrote|reported))\b[^.,;:]{0,40})\s*\Z",
    re.I,
)
_APPOSITION = re.compile(r",\s(?:[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3}|\d{1,3})(?=,)")


@dataclass(frozen=True, slots=True)
class Placed:
    """`attachment`: share of the sentence's question words, by weight, in the clause of the date; `fit`: by edge and tense. 0..1."""

    attachment: float
    fit: float
    denied: bool


def placed(evidence: Evidence, mention: DateMention, asked: Asked) -> Placed:
    """How `mention` stands in the sentence of `evidence`."""
    clause = clause_of(evidence.text, evidence.span.start, mention, evidence.dates)
    words = terms_of(clause)
    total = asked.wording.weight(evidence.held)
    attachment = asked.wording.weight(asked.wording.held(words)) / total if total else 0.0
    fit = _edge_fit(evidence, mention, frozenset(words), asked) * _time_fit(evidence, mention, clause, asked)
    return Placed(min(1.0, attachment), fit, denied(evidence.text[: mention.start - evidence.span.start]))


def clause_of(text: str, offset: int, mention: DateMention, dates: Sequence[DateMention]) -> str:
    """The clause around a date.

    A date that stands alone belongs to the clause before it ("…, on Wednesday, …"), at the beginning of a sentence ("On Thursday, …") to
    the next clause that has no date of its own.
    """
    start, end = mention.start - offset, mention.end - offset
    clauses = _clauses(text, [one.start - offset for one in dates])
    own = next(number for number, (opening, closing) in enumerate(clauses) if opening <= start < closing or closing == len(text))
    opening, closing = clauses[own][0], max(clauses[own][1], end)
    if len((text[opening:start] + text[end:closing]).split()) > _ADVERBIAL:
        return text[opening:closing]
    others = [other.start - offset for other in dates if other is not mention]
    near = [*reversed(clauses[:own]), *clauses[own + 1 :]]
    free = (text[first:last] for first, last in near if not any(first <= place < last for place in others))
    return next(free, text[opening:closing])


def _clauses(text: str, places: Sequence[int]) -> list[tuple[int, int]]:
    """Where the clauses begin and end; `places`: where dates begin.

    A name or an age between commas divides nothing; "and" does when a date stands on both sides of it, each with words of its own.
    """
    inner = {place for match in _APPOSITION.finditer(text) for place in (match.start(), match.end())}
    cuts = [match.end() for match in _CLAUSE_END.finditer(text) if match.start() not in inner]
    if len(places) > 1:
        cuts += [match.start() for match in _JOINT.finditer(text) if _parts(text, match.end(), places)]
    return list(pairwise([0, *sorted(set(cuts)), len(text)]))


def _parts(text: str, place: int, dates: Sequence[int]) -> bool:
    following = min((date for date in dates if date >= place), default=0)
    return min(dates) < place and len(text[place:following].split()) > 1


def denied(before: str) -> bool:
    """Whether the words before a date say that it was not then: "and not on …", "we said … on …"."""
    return bool(_DENIAL.search(before))


def _edge_fit(evidence: Evidence, mention: DateMention, words: frozenset[str], asked: Asked) -> float:
    place = mention.start - evidence.span.start
    before = evidence.text[max(0, place - _BEFORE) : place]
    if _UNTIL.search(before):
        return 1.0 if asked.edge == "end" else _WRONG_EDGE
    if asked.edge is None:
        return 1.0
    if _SINCE.search(before):
        return 1.0 if asked.edge == "start" else _WRONG_EDGE
    return _WRONG_EDGE if other_edge(asked.edge, words) else 1.0


def _time_fit(evidence: Evidence, mention: DateMention, clause: str, asked: Asked) -> float:
    again = _AGAIN if asked.first and _AGAIN_WORDS.search(clause) else 1.0
    published = evidence.hit.article.published_on
    past = asked.future and published is not None and mention.latest is not None and mention.latest < published
    part = _PART if _PART_OF_DAY.match(mention.expression) else 1.0
    return again * part * (_PAST if past else 1.0)
