"""Hits and a reader → the hits in the order that both together give, with what the reader makes of those it has read (docs/ranking.md).

Beside the search's score and the reader, three things count that a passage's words do not say: how much of the question its title holds, how
near the beginning of a report it stands, and, for a question about what is new, how new it is. Each passage is looked at by itself, so its
score depends on the question and on nothing else that was found. A passage that was not read counts as one in which the reader finds nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.fuse import HALF_LIFE_DAYS
from index.model import Article, Hit, Span
from index.segment import header
from qa.reading.evidence import Pointed
from qa.reading.reader import Passage, Reader, Reading
from qa.reading.typed import body_start
from qa.sentence.passage import title_terms

READ = 5
"""Hits that are read, the best by the search; docs/ranking.md, "The reader"."""

FOUND, READER, TITLE, NEW, LEAD = 0.38, 0.3, 0.11, 0.11, 0.1
"""Weights of the search's score, the reader's, the title's share of the question, newness and the place in a report; they add up to 1.
Fitted on one half of four sets and measured on the other, both ways; docs/ranking.md, "The reader"."""

_LEAD_CHARACTERS = 1000
"""From the beginning of a report, at which its place counts half."""

_RELEVANCE, _ANSWERABLE, _MARGIN = 0.125, 0.125, 0.0625
"""Of the reader's logits in the order. Small, so that the squashed sum still tells a good passage from a better one."""

_SURE_RELEVANCE, _SURE_ANSWERABLE, _SURE_MARGIN = 0.35, 0.35, 0.1
"""Of the reader's logits in how surely a passage answers, which is less a matter of order than of yes or no."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What of a question the order looks at beside the reader. `weights`: its search terms with their inverse document frequency.

    `day`: the day from which it asks for what is new; None where it does not.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reread:
    """`hits` in their new order with `Scores.rerank`; `readings` by the key of the passage."""

    hits: tuple[Hit, ...]
    readings: Mapping[int, Reading]


def reread(question: str, hits: Sequence[Hit], reader: Reader, sought: Sought | None = None) -> Reread:
    """The hits as the reader and the search order them; equal ones as they were. Raises ModelUnusable."""
    sought = sought or Sought()
    read = hits[:READ]
    made = reader.read(question, [Passage(header(hit.article), hit.passage.text) for hit in read])
    readings = {hit.passage.key: reading for hit, reading in zip(read, made, strict=True)}
    scored = [replace(hit, scores=replace(hit.scores, rerank=_score(hit, readings.get(hit.passage.key), sought))) for hit in hits]
    scored.sort(key=lambda hit: (-hit.scores.final, hit.rank))
    return Reread(tuple(replace(hit, rank=rank) for rank, hit in enumerate(scored, 1)), readings)


def verdict(reading: Reading) -> float:
    """How well the reader finds that the passage answers, 0..1."""
    return squashed(_SURE_RELEVANCE * reading.relevance + _SURE_ANSWERABLE * reading.answerable + _SURE_MARGIN * reading.margin)


def squashed(logit: float) -> float:
    """The logistic of a logit, 0..1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def pointers(hits: Sequence[Hit], readings: Mapping[int, Reading]) -> dict[int, Pointed]:
    """What the reader points at in each passage, by its key."""
    found = {}
    for hit in hits:
        reading = readings.get(hit.passage.key)
        if reading and reading.span:
            span, base = whole_words(reading.span, hit.passage.text), hit.passage.span.start
            found[hit.passage.key] = Pointed(Span(base + span.start, base + span.end), verdict(reading))
    return found


def whole_words(span: Span, text: str) -> Span:
    """The span with the rest of its first and last word, and with their sign of money or per cent."""
    start, end = span.start, span.end
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    start -= start > 0 and text[start - 1] in "$€£¥"
    end += end < len(text) and text[end] == "%"
    return Span(start, end)


def _score(hit: Hit, reading: Reading | None, sought: Sought) -> float:
    share = _order(reading) if reading else 0.0
    about = TITLE * _in_title(hit.article, sought.weights) + NEW * _newness(hit.article, sought.day) + LEAD * _lead(hit)
    return round(FOUND * hit.scores.fused + READER * share + about, 6)


def _order(reading: Reading) -> float:
    return squashed(_RELEVANCE * reading.relevance + _ANSWERABLE * reading.answerable + _MARGIN * reading.margin)


def _in_title(article: Article, weights: Mapping[str, float]) -> float:
    """Weighted share of the question's terms in the title: an article about it, rather than one that tells of it in passing."""
    whole = sum(weights.values())
    held = title_terms(article.title or "") if whole else ()
    return sum(weights.get(term, 0.0) for term in held) / whole if whole else 0.0


def _newness(article: Article, day: dt.date | None) -> float:
    """1 for an article of that day or later, half after `HALF_LIFE_DAYS`; 0 where nothing new is asked for, or its day is unknown."""
    if day is None or article.published_on is None:
        return 0.0
    return math.exp2(-max(0, (day - article.published_on).days) / HALF_LIFE_DAYS)


def _lead(hit: Hit) -> float:
    """1 at the beginning of a report, which tells first what matters; 0 in a text that is none: an encyclopedia has no such order."""
    report = hit.article.published_on is not None or body_start(hit.article.text[:_LEAD_CHARACTERS]) > 0
    return 1 / (1 + hit.passage.span.start / _LEAD_CHARACTERS) if report else 0.0
