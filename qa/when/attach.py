"""A date in or near a sentence → how well it belongs to what was asked: closeness to the question's words, its end of the event, its tense.

One measure of closeness (`qa.sentence.clauses`) serves answers and the evaluation (`eval/attachment.py`). A sentence without a date borrows one:
of the heading it stands under, of the sentence before, at last of its article.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from index.dates import DateMention
from index.model import Span
from index.terms import terms
from qa.asked.intent import Asked, edge_words, other_edge
from qa.reading.evidence import Evidence
from qa.sentence.adverbial import described
from qa.sentence.clauses import Clauses, Place, as_event, clauses, closeness
from qa.sentence.event import Event
from qa.sentence.verbs import AUXILIARIES, is_past, lasts, reports

_VERB = 2.0  # how much more the main verb counts than a word of middling weight
_LIGHT_VERB = 0.5  # "happen", "be held": the other words carry the event
_EVENT_MISSING = 0.85  # what is left for a sentence that has the question's other words but not what happened
_NAME_MISSING = 0.75  # what is left for each name of the question that neither the sentence nor what is around it has
_REPORTED = 0.9  # asked when something was said, what was said belongs to the day of saying
_AROUND = 0.8  # for words that only the title or the neighbouring sentences have, on top of their share there
_BEGUN = 0.8  # asked since when it is held, a clause that says when it began
_ABOUT = 0.5  # a word of the question this close to the date shows that the stretch is about what was asked
_OPENED_ELSE = 0.2  # for a stretch of something else: "trains have been running since Tuesday", asked since when the line was closed
_OPENED = 0.6  # for "since", "from" or "until" before a date in place of a verb of beginning or ending

UNDER_HEADING, IN_LEAD, FROM_BEFORE, WITH_ARTICLE = 0.95, 0.6, 0.45, 0.4
"""For a date that a sentence without one borrows: from the heading it stands under, the article's first sentence right before it, another
sentence right before it, its article's publication."""

_WRONG_EDGE = 0.6  # what is left for the end of something whose beginning was asked for, and the other way round
_DESCRIBES = 0.5  # for a date that only tells which thing is meant, where that thing is not asked about
_NOT_OPENED = 0.75  # asked since or until when, for a date that no "since" or "until" opens
_NO_EDGE = 0.85  # for a clause that speaks of neither end
_AGAIN = 0.7  # for a clause that says "again" where the first time was asked for
_PART = 0.6  # for "noon" or "the evening", which name no day themselves
_PART_OF_DAY = re.compile(
    r"\A(?:(?:the|late|early|around|shortly (?:before|after)) )*(?:morning|noon|afternoon|evening|night|midnight|dawn|dusk)\Z", re.I
)
_PAST = 0.6  # for a day before the article came out where the question asks what is to come
_STILL_TO_COME = 0.85  # for a day after the article came out where the question looks back: an announcement may still be right
_STILL_TO_COME_SINCE = 0.5  # "since when has" cannot have begun later
_PLANNED = 0.5  # for a plan that the clause itself tells as given up: "was to have opened on"
_OF_A_REPORT = 0.4  # for the day of a report, which is not the day of what it tells: "our report of 1 May"
_NEGATED = 0.5  # for a clause that says that it was not
_BEFORE = 60  # characters before a date in which the word that opens it stands
_UNTIL = re.compile(r"\b(?:until|till|through)(?: the| about| early| late| at least)?\s*\Z", re.I)
_SINCE = re.compile(
    r"\b(?:since|from|starting|beginning)(?: on| the| about| early| late)?\s*\Z|\bsince (?:(?!when\b|it\b|he\b|she\b|they\b)[\w'’-]+ ){1,8}(?:on|in) \Z",
    re.I,
)
_CLIPPED = (", first day", ", last day")  # of a stretch, where that end was asked for (`qa.when.spans`)
_EDGE_OPENERS = {"start": _SINCE, "end": _UNTIL}
_AGAIN_WORDS = re.compile(r"\b(?:again|re-?open\w*|back|once more)\b", re.I)
_OTHER_DAYS = {
    "start": re.compile(
        r"\b(?:second|third|fourth|fifth|sixth|seventh|last|final|closing) (?:and last |and final )?(?:day|morning|round)\b", re.I
    ),
    "end": re.compile(r"\b(?:first|second|opening) (?:day|morning|round)\b", re.I),
}
_DENIAL = re.compile(
    r"(?:\b(?:not|instead of|rather than)(?: (?:on|in|at|by|since|from|until|of))?"
    r"|\b(?:wrongly|mistakenly|incorrectly|in error|we (?:said|wrote|reported))\b[^.,;:]{0,40})\s*\Z",
    re.I,
)
_REPORT = re.compile(r"\b(?:report|article|story|edition|issue|piece|column|dispatch)s? (?:of|from|on|dated|published on)\s*\Z", re.I)
_ASKS_REPORT = re.compile(r"\b(?:report|article|story|edition|issue|piece|column|dispatch|publish\w*|print\w*|correct\w*)\b", re.I)
_NOT = re.compile(r"\b(?:not|never|no longer|n['’]t|failed to|refused to)\b", re.I)
_GIVEN_UP = re.compile(
    r"\b(?:was|were) to have\b|\b(?:had been|was|were) (?:originally |initially )?(?:due|scheduled|planned|supposed|meant|expected|slated) (?:to|for)\b",
    re.I,
)
_ASKS_PLAN = re.compile(r"\bto have\b|\bdue\b|\bplanned\b|\bsupposed\b|\bscheduled\b|\boriginally\b|\bmeant\b|\bexpected\b", re.I)

_LOOKS_BACK = re.compile(r"\b(?:did|was|were|had|has|have)\b", re.I)
_ASKS_SINCE = re.compile(r"\bsince (?:when|what|which)\b", re.I)
_ASKS_STRETCH = re.compile(r"\b(?:since|from|until|till|up to) (?:when|what|which)\b|\bhow long\b", re.I)

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*(?:['’]s\b)?")


@dataclass(frozen=True, slots=True)
class Placed:
    """`attachment`: share of the question's words, by weight, that belong to the date; `fit`: by edge, tense and denial. 0..1."""

    attachment: float
    fit: float
    denied: bool


def placed(evidence: Evidence, mention: DateMention, asked: Asked, event: Event, question: str) -> Placed:
    """How `mention`, which stands in the sentence of `evidence`, belongs to what is asked."""
    offset = evidence.span.start
    place = (mention.start - offset, mention.end - offset)
    view = view_of(evidence)
    before = evidence.text[max(0, place[0] - _BEFORE) : max(0, place[0])]
    edged = asked.edge is not None and (mention.rule.endswith(_CLIPPED) or bool(_EDGE_OPENERS[asked.edge].search(before)))
    close = partial(closeness, view, date=place)
    if event.verb and reports(event.verb) and any(reports(one.lower) for one in view.verbs(view.piece(place[0]).clause)):
        close = partial(_told, view, date=place)
    stretch = bool(_ASKS_STRETCH.search(question))
    other = edged and _of_another_verb(view, place[0], asked, event)
    attachment = _attachment(evidence, asked, event, close, view, edged=edged, other=other, stretch=stretch)
    clause = view.words(place[0])
    words = frozenset(terms(clause))
    since = _SINCE.search(before)
    told_inside = asked.edge is None and since is not None and bool(event.terms.intersection(terms(since[0])))
    fit = (
        _edge_fit(mention, "" if told_inside else before, clause, words, asked, stretch=stretch)  # "since it was closed on 28 March"
        * _time_fit(evidence, mention, clause, asked, question)
        * _plan_fit(clause, before, question)
        * _description_fit(before, asked)
    )
    return Placed(attachment, fit, denied(evidence.text[: place[0]]))


def _description_fit(before: str, asked: Asked) -> float:
    """Less for a date that only tells which thing is meant ("the truce of May"), unless that thing is asked about."""
    thing = described(before)
    asked_about = thing is None or any(term in asked.wording.weights or term in asked.wording.near for term in terms(thing))
    return 1.0 if asked_about else _DESCRIBES


def _told(view: Clauses, at: int, date: Place) -> float:
    return max(_REPORTED, closeness(view, at, date))


def _of_another_verb(view: Clauses, date: int, asked: Asked, event: Event) -> bool:
    """Whether the clause of a date tells of something else than the question's event."""
    if event.verb is None or event.light:
        return False
    verbs = view.verbs(view.piece(date).clause)
    own = {term for verb in verbs if verb.lower not in AUXILIARIES and not lasts(verb.lower) for term in terms(verb.lower)}
    named = event.terms | {term for term in own if asked.wording.near.get(term, ("", 0.0))[0] in asked.wording.weights}
    return bool(own) and not own & named


def borrowed(evidence: Evidence, mention: DateMention | None, share: float, asked: Asked, event: Event, question: str) -> Placed:
    """How a date from outside the sentence belongs to what is asked; `share`: how surely the sentence is about that date."""
    attachment = share * _attachment(evidence, asked, event, lambda _: 1.0, view_of(evidence))
    fit = _time_fit(evidence, mention, evidence.text, asked, question) * _plan_fit(evidence.text, "", question) if mention else 1.0
    words = frozenset(terms(evidence.text))
    return Placed(attachment, fit * (_WRONG_EDGE if asked.edge and other_edge(asked.edge, words) else 1.0), False)


def counted_at(evidence: Evidence, at: int, asked: Asked, event: Event, question: str, *, lasts: bool = False) -> Placed:
    """How a day counted from a length at `at` of the sentence belongs to what is asked; `lasts`: it stands for a verb of lasting itself."""
    offset = evidence.span.start
    places = tuple((one.start - offset, one.end - offset) for one in evidence.dates if one.type in ("date", "time"))
    view = clauses(evidence.text, tuple(sorted((*places, (at, at + 1)))))
    attachment = _attachment(evidence, asked, event, lambda place: closeness(view, place, (at, at + 1)), view, edged=lasts)
    clause = view.words(at)
    edge = _WRONG_EDGE if asked.edge and other_edge(asked.edge, frozenset(terms(clause))) else 1.0
    return Placed(attachment, edge * _plan_fit(clause, "", question), False)


def view_of(evidence: Evidence) -> Clauses:
    """The clauses of the sentence of `evidence`."""
    offset = evidence.span.start
    return clauses(evidence.text, tuple((one.start - offset, one.end - offset) for one in evidence.dates if one.type in ("date", "time")))


@lru_cache(maxsize=8192)
def words_at(text: str) -> tuple[tuple[int, str], ...]:
    """(offset, search term) of each word of a sentence."""
    return tuple((match.start(), term) for match in _WORD.finditer(text) for term in terms(match[0]))


def _attachment(
    evidence: Evidence,
    asked: Asked,
    event: Event,
    close: Callable[[int], float],
    view: Clauses,
    *,
    edged: bool = False,
    other: bool = False,
    stretch: bool = False,
) -> float:
    wording = asked.wording
    weights = event_weights(asked, event, stretch=stretch)
    total = sum(weights.values())
    found: dict[str, float] = {}
    edges = edge_words(asked.edge) if asked.edge and stretch else frozenset()
    for at, word in words_at(evidence.text):
        if word in edges:
            found.update({term: max(_BEGUN * close(at), found.get(term, 0.0)) for term in event.terms if term in weights})
        term, share = (word, 1.0) if word in wording.weights else wording.near.get(word, ("", 0.0))
        if term in weights and share > found.get(term, 0.0):
            share *= as_event(view, at) if term in event.terms or (event.light and term in event.head) else 1.0
            found[term] = max(found.get(term, 0.0), share * close(at))
    if event.terms and not event.light and not event.terms & found.keys() and not edged:
        total /= _EVENT_MISSING  # nothing here says that it happened
    head = event.head & weights.keys()
    if head and not any(max(found.get(term, 0.0), evidence.lent.get(term, 0.0)) >= _ABOUT for term in head):
        total /= _EVENT_MISSING  # something else began: the timetable, not the strike
    if edged:
        about = any(share >= _ABOUT for term, share in found.items() if term not in event.terms) and not other
        credit = _OPENED if about else _OPENED_ELSE
        found.update({term: max(credit, found.get(term, 0.0)) for term in event.terms if term in weights})
    for term, share in evidence.lent.items():
        if term in weights and term not in event.terms:
            found[term] = max(found.get(term, 0.0), _AROUND * share)
    missing = len(event.names & weights.keys() - found.keys())
    return _NAME_MISSING**missing * min(1.0, sum(weights[term] * share for term, share in found.items()) / total) if total else 0.0


def event_weights(asked: Asked, event: Event, *, stretch: bool = False) -> dict[str, float]:
    """The weights of the question's terms, the main verb's raised: what happened counts more than to whom.

    `stretch`: asked since or until when, even a light verb counts, as its beginning or end is what is sought.
    """
    weights = dict(asked.wording.weights)
    if len(weights) > 1 and asked.future:
        weights.pop("due", None)  # "was due to begin" asks for the beginning
    if stretch and len(weights) > 1:
        weights.pop("sinc", None)  # "since when"
    mean = sum(weights.values()) / len(weights) if weights else 0.0
    for term in event.terms & weights.keys():
        weights[term] = _LIGHT_VERB * weights[term] if event.light and not stretch else _VERB * max(mean, weights[term])
    return weights


def denied(before: str) -> bool:
    """Whether the words before a date say that it was not then: "and not on …", "we said … on …"."""
    return bool(_DENIAL.search(before))


def _edge_fit(mention: DateMention, before: str, clause: str, words: frozenset[str], asked: Asked, *, stretch: bool) -> float:
    if _UNTIL.search(before):
        return 1.0 if asked.edge == "end" or _NOT.search(clause) else _WRONG_EDGE
    if _SINCE.search(before) and not mention.rule.endswith(_CLIPPED):
        denied_since = asked.edge is None and _NOT.search(clause)
        return 1.0 if asked.edge == "start" or denied_since else _WRONG_EDGE
    if asked.edge is None or mention.rule.endswith(_CLIPPED):
        return 1.0
    if _OTHER_DAYS[asked.edge].search(clause) or other_edge(asked.edge, words):
        return _WRONG_EDGE
    return (1.0 if words & edge_words(asked.edge) else _NO_EDGE) * (_NOT_OPENED if stretch else 1.0)


def _time_fit(evidence: Evidence, mention: DateMention, clause: str, asked: Asked, question: str) -> float:
    again = _AGAIN if asked.first and _AGAIN_WORDS.search(clause) else 1.0
    part = _PART if _PART_OF_DAY.match(mention.expression) else 1.0
    return again * part * _direction(evidence, mention, asked, question)


def _direction(evidence: Evidence, mention: DateMention, asked: Asked, question: str) -> float:
    """Whether the day lies on the side of the article that the question's tense looks to."""
    published = evidence.hit.article.published_on
    if published is None or mention.earliest is None or mention.latest is None:
        return 1.0
    back = bool(_LOOKS_BACK.search(question))
    if asked.future and not back and mention.latest < published:
        return _PAST
    since = asked.edge == "start" and _ASKS_SINCE.search(question)
    ahead = mention.earliest > published and back and not _ASKS_PLAN.search(question)
    return (_STILL_TO_COME_SINCE if since else _STILL_TO_COME) if ahead else 1.0


def _plan_fit(clause: str, before: str, question: str) -> float:
    if _GIVEN_UP.search(clause) and not _ASKS_PLAN.search(question):
        return _PLANNED
    if _REPORT.search(before) and not _ASKS_REPORT.search(question):
        return _OF_A_REPORT
    denies = _NOT.search(clause) and not _NOT.search(question) and not _UNTIL.search(before) and not _SINCE.search(before)
    return _NEGATED if denies else 1.0


@dataclass(frozen=True, slots=True)
class Loan:
    """A date borrowed from outside a sentence. `mention` is None for the publication; `span`: the sentence it stands in."""

    mention: DateMention | None
    span: Span | None
    text: str
    share: float


def loans(before: Sequence[tuple[Span, str, tuple[DateMention, ...]]], text: str, leads: bool, published: dt.date | None) -> Iterator[Loan]:
    """Dates that the sentence `text`, which has none, may borrow; `before`: the sentences before it with their dates, nearest last."""
    for distance, (span, sentence, dates) in enumerate(reversed(before)):
        points = [one for one in dates if one.type in ("date", "time") and one.resolved]
        if points and is_heading(sentence, points[-1]):
            yield Loan(points[-1], span, sentence, UNDER_HEADING)
            return
        if distance == 0:
            share = IN_LEAD if span.start == 0 else FROM_BEFORE
            yield from (Loan(one, span, sentence, share) for one in points)
    if leads and published and any(is_past(match[0]) for match in _WORD.finditer(text)):
        yield Loan(None, None, "", WITH_ARTICLE)


def is_heading(sentence: str, mention: DateMention) -> bool:
    """Whether a sentence is a date and nothing else: "14 July 2022."."""
    return len(sentence.strip(" .:–—-*#")) <= len(mention.expression) + 4


@dataclass(frozen=True, slots=True)
class Standing:
    """A date for an event: `mention` (None for the day the article came out) and how closely it belongs, 0..1."""

    mention: DateMention | None
    share: float


_CARRIED = 0.35  # for each sentence further back a date is carried on this much less
_DAY_OF_NEWS = 0.5  # the day the article came out, for an event in a sentence without a date of its own
_LEADS = 2  # sentences at the head of an article that tell the news of the day


def ranked(text: str, spans: Sequence[Place], mentions: Sequence[DateMention], published: dt.date | None, event: int) -> list[Standing]:
    """The dates that the event told by the word at `event` may have happened, best first.

    `spans`: the sentences of `text`; `mentions`: its resolved dates in order.
    """
    number = next((at for at, (start, end) in enumerate(spans) if start <= event < end), None)
    if number is None:
        return []
    start, end = spans[number]
    own = [one for one in mentions if start <= one.start < end]
    view = clauses(text[start:end], tuple((one.start - start, one.end - start) for one in own))
    found = [Standing(one, closeness(view, event - start, (one.start - start, one.end - start))) for one in own]
    share = 1.0
    for back in range(number - 1, max(-1, number - 4), -1):
        near = [one for one in mentions if spans[back][0] <= one.start < spans[back][1]]
        heading = bool(near) and is_heading(text[spans[back][0] : spans[back][1]], near[-1])
        share *= _CARRIED
        found += [Standing(one, UNDER_HEADING if heading else share) for one in near]
        if heading:
            break
    if published:
        found.append(Standing(None, _DAY_OF_NEWS))
    return sorted(found, key=lambda one: -one.share)
