"""A question and its hits → what is asked: the kind, the words that count, the time it names, and which end of the event is meant."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.dates import DateMention
from index.model import Hit, Stretch
from index.terms import terms
from index.timely import overlaps, published_for, stated
from qa.asked.question import kind, subject
from qa.asked.times import ahead, times_asked, without_order
from qa.model import Kind
from qa.sentence.passage import sentences_of, title_terms
from qa.sentence.wording import Wording, families, in_plain_verbs, wording

Edge = Literal["start", "end"]

_WORD = re.compile(r"[^\W\d_]{5,}")
_ELSEWHEN = 0.2  # what is left for a sentence about another time: right subject, wrong year
_AROUND = 0.6  # for one that does not say when, in a passage which names the time asked for, of an article of another time
_COMPARED = 0.8  # for one that names another year, in an article of the time asked for: "twice as many as in 1995"
_UNDATED = 0.8  # for a sentence that says nothing of its time, in an article without a date

_EDGES: tuple[tuple[Edge, re.Pattern[str]], ...] = (
    ("start", re.compile(r"\b(?:since|from) (?:when|what|which)\b|\bfirst day\b|\b(?:begin|began|begun|starts?|started)\b")),
    ("end", re.compile(r"\b(?:until|till) (?:when|what|which)\b|\blast day\b|\b(?:end|finish|lift|conclude|stop)(?:s|ed|ped|d)?\b")),
)
_EDGE_WORDS: Mapping[Edge, frozenset[str]] = {
    "start": frozenset(terms("begin began begun start open launch commence inaugurate first force effect")),
    "end": frozenset(terms("end finish conclude lift stop cease expire last final")),
}
_UNIT = re.compile(r"\b(?:what|which) (?:exact )?(year|month|week)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks. `times`: stretches of time it names; `said`: those, and days it mentions in passing.

    `edge`: the start or the end of the event; `first`: its first time.
    """

    kind: Kind
    wording: Wording
    times: tuple[Stretch, ...]
    said: tuple[Stretch, ...]
    edge: Edge | None
    first: bool
    future: bool
    unit: str | None
    """The unit of time asked for, when it is said: "year", "month", "week"."""


def asked(question: str, weights: Mapping[str, float], hits: Sequence[Hit], as_of: dt.date | None = None) -> Asked:
    """What `question` asks, asked as of that day; `weights`: its search terms with their inverse document frequency."""
    folded = " ".join(question.casefold().split())
    times = times_asked(question, as_of)  # they are weighed by the calendar, not as words
    first = times.order == "earliest"
    about = in_plain_verbs(subject(times.content))
    about = without_order(about) if first else about
    weighed = _weights(about, weights)
    lost = _lost(weighed, hits)
    return Asked(
        kind=kind(question),
        wording=wording(about, weighed, lost, _words(hits) if lost else ()),
        times=times.stretches,
        said=(*times.stretches, *times.aside),
        edge=edge(folded),
        first=first,
        future=ahead(question),
        unit=unit[1] if (unit := _UNIT.search(folded)) else None,
    )


def edge(question: str) -> Edge | None:
    """Whether the question asks for the beginning or the end of something, told from its words."""
    return next((name for name, pattern in _EDGES if pattern.search(question)), None)


def edge_words(edge: Edge) -> frozenset[str]:
    """The terms that speak of this end of an event."""
    return _EDGE_WORDS[edge]


def other_edge(wanted: Edge, words: frozenset[str]) -> bool:
    """Whether these terms speak of the opposite end only."""
    other: Edge = "end" if wanted == "start" else "start"
    return bool(words & _EDGE_WORDS[other]) and not words & _EDGE_WORDS[wanted]


def time_fit(
    times: Sequence[Stretch],
    dates: Sequence[DateMention],
    published: dt.date | None,
    around: Sequence[DateMention] = (),
    sentence: tuple[str, int] = ("", 0),
) -> float:
    """How well a sentence fits the time that the question names, 0..1: by its own dates, its article's day, else the dates `around` it.

    `sentence`: its text and where that begins in the article, for what two of its dates bound.
    """
    if not times:
        return 1.0
    own = stated(*sentence, dates) if sentence[0] else _days(dates)
    if _meet(times, own):
        return 1.0
    if any(published_for(stretch, published) == 1 for stretch in times):
        return _COMPARED if any(first.year != published.year for first, _ in own if published) else 1.0
    if any(first == dt.date.min for first, _ in times):  # what was before a day is told at any later time
        return _UNDATED
    if _meet(times, _days(around)):
        return _AROUND
    if published is None:
        return _ELSEWHEN if own else _UNDATED
    return _ELSEWHEN


def _days(dates: Sequence[DateMention]) -> list[Stretch]:
    return [(one.earliest, one.latest) for one in dates if one.earliest and one.latest]


def _meet(times: Sequence[Stretch], others: Sequence[Stretch]) -> bool:
    return any(overlaps(stretch, one) for stretch in times for one in others)


def _weights(about: str, weights: Mapping[str, float]) -> dict[str, float]:
    """The weights of the terms in `about`; the word put for a phrasal verb weighs as much as the lightest term of the question."""
    least = min(weights.values(), default=0.0)
    found = {term: weights.get(term, least) for term in terms(about)}
    return found or dict(weights)


def _lost(weights: Mapping[str, float], hits: Sequence[Hit]) -> set[str]:
    """The terms that stand in none of the hits, under no name."""
    held = {term for hit in hits for place in sentences_of(hit.passage.text) for term in place.terms}
    held.update(term for hit in hits for term in title_terms(hit.article.title or ""))
    return {term for term in weights if term not in held and not families().get(term, {}).keys() & held}


def _words(hits: Sequence[Hit]) -> set[str]:
    """The longer words of the hits."""
    return {word for hit in hits for word in _WORD.findall(f"{hit.article.title or ''} {hit.passage.text}".casefold())}
