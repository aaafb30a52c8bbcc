"""An answer that is a whole sentence → the words in it that answer, with who says so where the sentence tells it.

Only words that look like what was asked for take the sentence's place; the sentence stays the quotation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from index.model import Span
from qa.agreement.claims import claimed
from qa.asked.intent import Asked
from qa.compose import Draft
from qa.model import Kind
from qa.reading.evidence import Evidence
from qa.reading.polarity import polarity
from qa.reading.typed import COUNT, body_start, has_name, has_number

SURE = 0.5
"""Share from which the reader's words are taken; below it the whole sentence answers."""

_MOST = 0.8  # of the sentence: words that are nearly all of it are no shorter answer
_HEDGE = re.compile(r"\b(?:reportedly|allegedly|apparently|supposedly)\s*\Z", re.I)
_ROUGHLY = re.compile(
    r"\b(?:about|around|roughly|some|at least|at most|up to|more than|fewer than|less than|nearly|almost|over|under|only)\s*\Z", re.I
)
_HEARSAY = re.compile(r"\b(?:reportedly|allegedly|supposedly)\b", re.I)

_NUMBER_ENDS = re.compile(rf"(?:{COUNT}|%)\Z", re.I)
_STARTS_NUMBER = re.compile(rf"[$€£¥]?{COUNT}", re.I)
_NAME_AFTER = re.compile(r"\A(?:[ -][A-Z][\w’'-]*)+")
_UNIT_AFTER = re.compile(
    r"\A(?! (?:of|and|or|to|in|on|at|by|for|from|with|as|was|were|is|are|had|have|has)\b)(?:[ -](?:hundred|thousand|million|billion|per|cent|point|square|cubic))*[ -][\w’'-]+"
)
_LISTED = re.compile(r", |,? and ")
_LISTED_BEFORE = re.compile(r"(?:\b[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*, )+\Z")
_AGAINST = re.compile(rf"\A(?: (?:votes|points|goals|seats))? ?(?:to|against|[–-]) ?{COUNT}(?<![.,])", re.I)
_SCORE = re.compile(r"\b(?:votes to how many|(?:what|which) (?:score|result|majority)|how many to how many)\b", re.I)
_COUNT_BEFORE = re.compile(rf"\b{COUNT}[ -]\Z", re.I)
_NAME_BEFORE = re.compile(r"(?:\b[A-Z][\w’'.-]*[ -])+\Z")
_OPENERS = frozenset(
    "The A An In On At By But And For From When While After Before If As It He She They His Her Their This That Yet Still Now Then Since"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
"""Words with a capital that are no part of the name behind them."""
_TOLD = re.compile(r", (?P<told>(?:the|a|an) (?:[\w’'-]+ ){1,4}(?:said|says|announced|reported))\W*\Z")
_SPEECH = re.compile(r"\b(?:said|says|told|added)\b")

_LOOKS: Mapping[Kind, Callable[[str, str], bool]] = {
    Kind.WHO: has_name,
    Kind.WHERE: has_name,
    Kind.HOW_MANY: lambda words, question: has_number(words),
    Kind.WHAT: lambda words, question: any(char.isalnum() for char in words),
}
"""What the words must have, by the kind of question; "why" and yes or no are answered by the sentence."""


def decided(draft: Draft, best: Evidence, wanted: Asked, question: str) -> Draft:
    """The draft with "Yes" or "No" in front of the sentence `best`, where that decides a question of yes or no."""
    if wanted.kind is not Kind.YES_NO or draft.claim is None or draft.claim.text != best.text:
        return draft
    said = polarity(question, best, wanted.wording)
    return replace(draft, claim=replace(draft.claim, text=f"{said}: {best.text}")) if said else draft


def worded(draft: Draft, best: Evidence, kind: Kind, question: str) -> Draft:
    """The draft with the reader's words in place of the sentence `best`, and those marked; as it is where they do not answer."""
    place = _place(best)
    looks = _LOOKS.get(kind)
    if draft.claim is None or draft.claim.text != best.text or place is None or looks is None:
        return draft
    if not looks(place.of(best.text), question) or _SPEECH.search(place.of(best.text)):
        return draft
    place = _hedged(_scored(_phrase(place, best.text), best.text, question), best.text)
    own = Span(best.span.start + place.start, best.span.start + place.end)
    article = best.hit.article.id
    marks = {**draft.marks, article: tuple(own if span == best.span else span for span in draft.marks.get(article, ()))}
    return replace(draft, claim=replace(draft.claim, text=_attributed(place, best)), marks=marks)


def _place(best: Evidence) -> Span | None:
    """Where in the sentence the reader's words stand; None when it points at none, is not sure, or at more than a part of it."""
    pointed = best.pointed
    if (
        pointed is None
        or pointed.share < SURE
        or "\n" in pointed.span.of(best.hit.article.text)
        or pointed.span.end > best.span.end
        or pointed.span.start < best.span.start
    ):
        return None
    place = Span(pointed.span.start - best.span.start, pointed.span.end - best.span.start)
    short = place.end - place.start <= _MOST * len(best.text)
    return place if short and place.start >= body_start(best.text) else None


def _phrase(place: Span, sentence: str) -> Span:
    """The words with what they are part of: "Low" of "Low Ellmere", "two" of "two brooches", "kilometres" of "five kilometres"."""
    start, end = place.start, place.end
    before, words = sentence[:start], sentence[start:end]
    name = _NAME_BEFORE.search(before) if words[0].isupper() else None
    if name:
        kept = name[0].lstrip()
        while kept and kept.split(maxsplit=1)[0] in _OPENERS:
            kept = kept.partition(" ")[2]
        start -= len(kept)
    if words.split()[-1][0].isupper():
        rest = _NAME_AFTER.match(sentence[end:])
        end += rest.end() if rest else 0
    listed = _LISTED_BEFORE.search(sentence[:start]) if name is None and _LISTED.search(words) and words[0].isupper() else None
    if listed:
        start = listed.start()
    count = _COUNT_BEFORE.search(sentence[:start])
    if count:
        start = count.start()
    if _NUMBER_ENDS.search(words):
        unit = _UNIT_AFTER.match(sentence[end:])
        end += unit.end() if unit else 0
    return Span(start, end)


def _scored(place: Span, sentence: str, question: str) -> Span:
    """With the other side of a vote or a match where both are asked for: "29 votes to 26"."""
    rest = _AGAINST.match(sentence[place.end :]) if _SCORE.search(question) else None
    return Span(place.start, place.end + rest.end()) if rest else place


def _hedged(place: Span, sentence: str) -> Span:
    """With the word in front that takes something back: "about", "at least", "reportedly"."""
    rough = _STARTS_NUMBER.match(place.of(sentence))
    hedge = _HEDGE.search(sentence[: place.start]) or (_ROUGHLY.search(sentence[: place.start]) if rough else None)
    return Span(hedge.start(), place.end) if hedge else place


def _attributed(place: Span, best: Evidence) -> str:
    """ "62 fines, the ministry said", "reportedly 62 fines"; the words alone where the paper says it itself."""
    words = place.of(best.text)
    by = claimed(best.text, best.before[-1][1] if best.before else "")
    hearsay = "reportedly " if _HEARSAY.search(best.text) and not _HEARSAY.search(words) else ""
    unnamed = _TOLD.search(best.text, place.end)
    if unnamed:
        return f"{hearsay}{words}, {unnamed['told']}"
    if by.by and by.verb and by.by not in words and words not in by.by:
        return f"{hearsay}{words}, {by.by} {by.verb}"
    return f"{hearsay}{words}"
