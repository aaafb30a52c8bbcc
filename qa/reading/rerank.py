"""Hits and a reader → the hits in the order that both together give, with what the reader makes of those it has read (docs/ranking.md).

Each passage is read by itself, so its score depends on the question and on nothing else that was found. A passage that was not read
counts as one in which the reader finds nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.model import Hit, Span
from index.segment import header
from qa.reading.evidence import Pointed
from qa.reading.reader import Passage, Reader, Reading

READ = 5
"""Hits that are read, the best by the search; docs/ranking.md, "The reader"."""

WEIGHT = 0.3
"""Of the reader in the order; the rest is the search's score."""

_RELEVANCE, _ANSWERABLE, _MARGIN = 0.35, 0.35, 0.1
"""Of the reader's logits in how well it finds a passage to answer; their sum is squashed to 0..1."""


@dataclass(frozen=True, slots=True)
class Reread:
    """`hits` in their new order with `Scores.rerank`; `readings` by the key of the passage."""

    hits: tuple[Hit, ...]
    readings: Mapping[int, Reading]


def reread(question: str, hits: Sequence[Hit], reader: Reader) -> Reread:
    """The hits as the reader and the search order them; equal ones as they were. Raises ModelUnusable."""
    read = hits[:READ]
    made = reader.read(question, [Passage(header(hit.article), hit.passage.text) for hit in read])
    readings = {hit.passage.key: reading for hit, reading in zip(read, made, strict=True)}
    scored = [replace(hit, scores=replace(hit.scores, rerank=_score(hit, readings.get(hit.passage.key)))) for hit in hits]
    scored.sort(key=lambda hit: (-hit.scores.final, hit.rank))
    return Reread(tuple(replace(hit, rank=rank) for rank, hit in enumerate(scored, 1)), readings)


def verdict(reading: Reading) -> float:
    """How well the reader finds that the passage answers, 0..1."""
    return squashed(_RELEVANCE * reading.relevance + _ANSWERABLE * reading.answerable + _MARGIN * reading.margin)


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


def _score(hit: Hit, reading: Reading | None) -> float:
    share = verdict(reading) if reading else 0.0
    return round((1 - WEIGHT) * hit.scores.fused + WEIGHT * share, 6)
