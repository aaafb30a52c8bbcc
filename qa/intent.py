"""A question and its hits → what is asked: the kind, the words that count, the time it names, and which end of the event is meant."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.dates import DateMention, find_dates, find_ranges
from index.model import Hit
from index.terms import terms
from qa.model import Kind
from qa.passage import sentences_of, title_terms
from qa.question import kind, subject
from qa.wording import Wording, families, in_plain_verbs, wording

Stretch = tuple[dt.date, dt.date]
Edge = Literal["start", "end"]

_WORD = re.compile(r"[^\W\d_]{5,}")
_AFTERMATH = dt.timedelta(days=31)  # an article that came out this long after the time named may still be about it
_ELSEWHEN = 0.5  # what is left for a sentence about another time
_COMPARED = 0.8  # for one that names another year, in an article of the time asked for: "twice as many as in 1995"
_UNDATED = 0.8  # for a sentence that says nothing of its time, in an article without a date

_EDGES: tuple[tuple[Edge, re.Pattern[str]], ...] = (
    ("start", re.compile(r"\b(?:since|from) (?:when|what|which)\b|\bfirst day\b|\b(?:begin|began|begun|starts?|started)\b")),
    ("end", re.compile(r"\b(?:until|till) (?:when|what|which)\b|\blast day\b|\b(?:end|finish|lift|conclude|stop)(?:s|ed|ped|d)?\b")),
)
_EDGE_WORDS: Mapping[Edge, frozenset[str]] = {
    "start": frozenset(terms("begin began begun start open launch commence inaugurate first")),
    "end": frozenset(terms("end finish conclude lift stop cease expire last final")),
}
_FIRST = re.compile(r"(?<!\bthe )(?<!\bits )(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\ba )(?<!\bin )\b(?:first|originally)\b")
_UNIT = re.compile(r"\b(?:what|which) (?:exact )?(year|month|week)\b")
_FUTURE = re.compile(r"\bwill\b|\bdue to\b|\bgoing to\b|\b(?:is|are) (?:[\w'’-]+ ){1,6}to\b|\bplan(?:s|ned)?\b|\bscheduled\b|\bexpected\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks. `times`: stretches of time it names; `edge`: the start or the end of the event; `first`: its first time."""

    kind: Kind
    wording: Wording
    times: tuple[Stretch, ...]
    edge: Edge | None
    first: bool
    future: bool
    unit: str | None
    """The unit of time asked for, when it is said: "year", "month", "week"."""


def asked(question: str, weights: Mapping[str, float], hits: Sequence[Hit]) -> Asked:
    """What `question` asks; `weights`: its search terms with their inverse document frequency."""
    folded = " ".join(question.casefold().split())
    times = times_named(question)
    about = in_plain_verbs(subject(_without(question, times)))
    first = bool(_FIRST.search(folded))
    about = _FIRST.sub(" ", about) if first else about
    weighed = _weights(about, weights)
    lost = _lost(weighed, hits)
    return Asked(
        kind=kind(question),
        wording=wording(about, weighed, lost, _words(hits) if lost else ()),
        times=_stretches(question, times),
        edge=edge(folded),
        first=first,
        future=bool(_FUTURE.search(folded)),
        unit=unit[1] if (unit := _UNIT.search(folded)) else None,
    )


def times_named(question: str) -> list[DateMention]:
    """Time expressions of the question that stand for days without another day to count from: "the 2019 ban"."""
    return [one for one in find_dates(question, None) if one.resolved]


def _stretches(question: str, times: Sequence[DateMention]) -> tuple[Stretch, ...]:
    """The days meant: of ranges as a whole ("from May to July", "since 2020"), of the rest one by one."""
    ranges = find_ranges(question, times)
    parts = {start for one in ranges for start in one.parts}
    whole = [(one.earliest or dt.date.min, one.latest or dt.date.max) for one in ranges]
    return (*whole, *((one.earliest, one.latest) for one in times if one.start not in parts and one.earliest and one.latest))


def edge(question: str) -> Edge | None:
    """Whether the question asks for the beginning or the end of something, told from its words."""
    return next((name for name, pattern in _EDGES if pattern.search(question)), None)


def other_edge(wanted: Edge, words: frozenset[str]) -> bool:
    """Whether these terms speak of the opposite end only."""
    other: Edge = "end" if wanted == "start" else "start"
    return bool(words & _EDGE_WORDS[other]) and not words & _EDGE_WORDS[wanted]


def time_fit(times: Sequence[Stretch], dates: Sequence[DateMention], published: dt.date | None) -> float:
    """How well a sentence fits the time that the question names, 0..1: by its own dates, else by its article's."""
    if not times:
        return 1.0
    stated = [(one.earliest, one.latest) for one in dates if one.earliest and one.latest]
    if any(early <= last and first <= late for early, late in times for first, last in stated):
        return 1.0
    if published is None:
        return _ELSEWHEN if stated else _UNDATED
    if not any(early <= published and published - late <= _AFTERMATH for early, late in times):
        return _ELSEWHEN
    return _COMPARED if any(first.year != published.year for first, _ in stated) else 1.0


def _without(question: str, times: Sequence[DateMention]) -> str:
    """The question without the times it names: they are weighed by the calendar, not as words."""
    for one in reversed(times):
        question = f"{question[: one.start]} {question[one.end :]}"
    return question


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
