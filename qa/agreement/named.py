"""Evidence for a question that asks who, where or what something is called → the names that answer, where articles give different ones.

A sentence answers with one name: the one that the reader points at, else the name closest to the question's words that stands as such an
answer stands ("off Cape Tarn", "is called Northern Light"). Names that one sentence tells together do not contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.model import Span
from qa.agreement.agree import Agreement, Name, Statement, settled
from qa.agreement.claims import claimed, correction
from qa.agreement.names import Names, folded
from qa.agreement.weighed import Weighed
from qa.asked.intent import Asked
from qa.model import Kind
from qa.reading.evidence import Evidence, Pointed
from qa.reading.typed import body_start
from qa.sentence.event import Event, event_of
from qa.sentence.passage import sentences_of
from qa.support import lineage
from qa.when.attach import counted_at

_READ = 20  # sentences
_INSTEAD = 0.85  # of the best sentence's score, for one with a name to answer in place of one without
_AS_CLOSE = 0.85  # of the answer's coverage and attachment, for another sentence to tell of the same thing
_ATTACHED = 0.5  # share of the question's words, by weight, that belong to a name, for it to be a rival
_COVERED = 0.7  # of the question, for a sentence to be a rival
_SPECIFIC = 3  # words of weight in a question that can be of one event: not "who was convicted?"
_ONE_STORY = 62  # days between two articles on one event
_POINTS = 0.5  # share from which the reader's words are taken for the name
_TITLED = re.compile(r"\b(?:called|named|titled|entitled|titles?|(?:the|its|their|his|her|whose|what) (?:\w+ )?names?)\b")
_NAME = re.compile(r"[A-Z][\w’'-]+(?:(?: (?:of|on|for|and|the|de|van|von|al))* [A-Z][\w’'-]+)*")
_CALLED = re.compile(
    r"\b(?:called|named|titled|entitled|christened|baptised|known as|name (?:is|was)|title (?:is|was)),? (?:the |an? )?[“\"‘]?\Z"
)
_PLACED = re.compile(
    r"\b(?:in|at|near|on|off|under|behind|beside|from|to|inside|outside|through|beneath|below|above|over|by|around)(?: the)? \Z", re.I
)
_OF_A_THING = re.compile(r"\b(?:in|at|near|on|off|from|of|for|over|under|outside|inside)(?: the)? \Z", re.I)
_NO_NAME = frozenset(
    "the a an in on at by but and for from when while after before if as it he she they his her their this that these those we our i you there"
    " here now then only even so such another most many our your my yet still nobody no some all both one two three four five six seven eight nine ten yesterday today last since with what who how"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november"
    " december mr mrs ms dr correction".split()
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A name in a sentence that answers, and how closely it belongs to the question's words, 0..1."""

    evidence: Evidence
    place: Span
    attachment: float

    @property
    def name(self) -> str:
        return self.place.of(self.evidence.text)


def weighed(found: Sequence[Evidence], asked: Asked, question: str) -> Weighed | None:
    """The sides on a name; None when no name is asked for, or the sentences that answer do not contradict one another."""
    if not found or not _asks_name(asked.kind, question):
        return None
    event = event_of(question)
    seen = {one.hit.passage.key for one in found if one.pointed}  # passages in which the reader points at words
    usable = [one for one in found[:_READ] if one.hit.passage.key not in seen or _sure(one)]
    read = [one for sentence in usable for one in _answering(sentence, asked, event, question)]
    nameless = not any(_answering(found[0], asked, event, question))
    best = next((one for one in read if _first(one, found[0], nameless=nameless)), None)
    if best is None:
        return None
    specific = len(asked.wording.weights) >= _SPECIFIC
    evidence = {_statement(one): one for one in read if one is best or (specific and _as_good(one, best, event))}
    several = len({folded(one.name) for one in evidence.values()}) > 1
    names = Names(one.hit.article.text for one in found[:_READ] if several)
    agreement = settled(list(evidence), names)
    if agreement is None or not (best.evidence is not found[0] or _contradict(agreement, found)):
        return None
    lead = evidence[agreement.chosen.lead]
    places = {statement: (one.evidence, one.place) for statement, one in evidence.items()}
    return Weighed(agreement, _pointing(lead, pointed=any(one.pointed for one in found)), places)


def _asks_name(kind: Kind, question: str) -> bool:
    return kind in (Kind.WHO, Kind.WHERE) or (kind is Kind.WHAT and bool(_TITLED.search(question.casefold())))


def _answering(one: Evidence, asked: Asked, event: Event, question: str) -> Iterator[_Found]:
    """The name with which a sentence answers."""
    known = {word for name in _NAME.findall(question) for word in folded(name).split()}
    known |= set(re.findall(r"\w+", question.casefold()))
    places = [place for place in _names(one) if not set(folded(place.of(one.text)).split()) <= known]
    pointed = next((place for place in places if _points(one, place)), None)
    if pointed:
        yield _Found(one, pointed, _attachment(one, pointed, asked, event, question))
        return
    fitting = [place for place in places if _stands(one.text, place, asked.kind)]
    told = [_Found(one, place, _attachment(one, place, asked, event, question)) for place in fitting]
    if told:
        yield max(told, key=lambda each: (each.attachment, -each.place.start))


def _attachment(one: Evidence, place: Span, asked: Asked, event: Event, question: str) -> float:
    """How closely the name belongs to the question's words, whatever days the sentence tells of."""
    return counted_at(replace(one, dates=()), place.start, asked, event, question).attachment


def _names(one: Evidence) -> Iterator[Span]:
    """The names of a sentence, without the small words with a capital in front of them."""
    first = body_start(one.text)
    for match in _NAME.finditer(one.text, first):
        start = match.start()
        words = match[0].split(" ")
        while words and words[0].casefold() in _NO_NAME:
            start += len(words[0]) + 1
            words = words[1:]
        kept = " ".join(words)
        if kept and kept[0].isupper() and (len(words) > 1 or start > first or _a_name_elsewhere(kept, one)):
            yield Span(start, start + len(kept.removesuffix("’s").removesuffix("'s")))


def _a_name_elsewhere(word: str, one: Evidence) -> bool:
    """Whether the article has the word with a capital inside a sentence too."""
    return bool(re.search(rf"[\w,’'] {re.escape(word)}\b", one.hit.article.text))


def _sure(one: Evidence) -> bool:
    return one.pointed is not None and one.pointed.share >= _POINTS


def _points(one: Evidence, place: Span) -> bool:
    pointed = one.pointed
    if pointed is None or not _sure(one):
        return False
    return pointed.span.start < one.span.start + place.end and one.span.start + place.start < pointed.span.end


def _stands(text: str, place: Span, kind: Kind) -> bool:
    """Whether a name stands as such an answer does: not in brackets, not as whoever says so."""
    before, by = text[: place.start], claimed(text).by
    if before.endswith("(") or (by is not None and place.of(text) in by):
        return False
    if kind is Kind.WHERE:
        return bool(_PLACED.search(before))
    return bool(_CALLED.search(before)) if kind is Kind.WHAT else not _OF_A_THING.search(before)


def _first(one: _Found, best: Evidence, *, nameless: bool) -> bool:
    """Whether a sentence with a name answers: the best one does, or one nearly as good where that has no name, or the reader points past it."""
    if one.evidence is best or one.evidence.score < _INSTEAD * best.score:
        return one.evidence is best
    passed = one.evidence.hit is best.hit and _sure(one.evidence) and one.attachment >= _ATTACHED
    return passed or (nameless and _sure(one.evidence))


def _as_good(one: _Found, best: _Found, event: Event) -> bool:
    """Whether a sentence tells of what was asked as the best one does, and of the same story: nearly all of the question, at about that time."""
    coverage = max(_COVERED, _AS_CLOSE * best.evidence.coverage)
    if one.evidence.coverage < coverage or one.attachment < max(_ATTACHED, _AS_CLOSE * best.attachment):
        return False
    days = [each.evidence.hit.article.published_on for each in (one, best)]
    if days[0] is None or days[1] is None or abs((days[0] - days[1]).days) > _ONE_STORY:
        return False
    named = [any(each.evidence.held.get(term, 0.0) for term in event.terms) for each in (best, one)]
    return event.light or named[1] or not named[0]


def _contradict(agreement: Agreement, found: Sequence[Evidence]) -> bool:
    """Whether there is another side, and no sentence that tells its name beside the chosen one, save to correct it."""
    chosen = agreement.chosen.lead
    others = [side.lead for side in agreement.beside if side.corrected_by is None]
    return bool(agreement.beside) and not any(_together(chosen.value, other.value, found) for other in others)


def _together(one: object, other: object, found: Sequence[Evidence]) -> bool:
    assert isinstance(one, Name)
    assert isinstance(other, Name)
    articles = {sentence.hit.article.id: sentence.hit for sentence in found}.values()
    texts = (sentence.text for hit in articles if correction(hit.article) is None for sentence in sentences_of(hit.passage.text))
    return any(one.text in text and other.text in text for text in texts)


def _pointing(lead: _Found, *, pointed: bool) -> Evidence:
    """The sentence that answers; where a reader points at words at all, with the name as those words."""
    one = lead.evidence
    if one.pointed is not None or not pointed:
        return one
    return replace(one, pointed=Pointed(Span(one.span.start + lead.place.start, one.span.start + lead.place.end), _POINTS))


def _statement(found: _Found) -> Statement:
    one, place = found.evidence, found.place
    article = one.hit.article
    corrects = correction(article)
    wrong = corrects is not None and corrects.repeats_error(Span(one.span.start + place.start, one.span.start + place.end))
    return Statement(
        value=Name(found.name),
        article_id=article.id,
        lineage=lineage(one.hit),
        quote=one.text,
        score=one.score,
        outlet=article.source,
        published=article.published_on,
        claim=claimed(one.text, one.before[-1][1] if one.before else ""),
        corrects=corrects is not None and not wrong,
        names_errors=corrects is not None and any(_NAME.search(span.of(article.text)) for span in corrects.wrong),
        taken_back=wrong,
        fit=one.coverage,
        figure=found.name,
    )
