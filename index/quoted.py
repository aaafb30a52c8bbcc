"""Words in reading order → the article versions that may hold them: those that have the very run of words, and those that come near.

Both come from the word index (`index.segment`) alone, superseded versions included; no text is read here. A run of words may
cross passages, since the passages of one version stand together in reading order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.columns import View
from index.segment import Floats, Ints, Mask, Segment, SmallInts

Name = tuple[str, int]
"""(article id, version number)."""

_ROWS = 64  # best passages looked at for versions that come near: several may belong to one version


@dataclass(frozen=True, slots=True)
class Likely:
    """Versions that may hold some words, by article id and version: `run` has all of them in order and side by side, `near` shares the
    most telling ones, best first. `more`: there are further versions with the run."""

    run: tuple[Name, ...]
    near: tuple[Name, ...]
    more: bool = False


def likely(view: View, words: Sequence[str], most_run: int, most_near: int) -> Likely:
    """The versions that may hold `words` (search terms, `index.terms`), at most so many of each (0: not looked for); none for no words."""
    if not words:
        return Likely((), ())
    segments = [(segment, ends > 0) for segment, ends in view.held]
    run = sorted({name for segment, told in segments for name in _with_run(segment, told, words)})
    near = _near(view, words)[:most_near] if most_near else []
    return Likely(tuple(run[:most_run]), tuple(near), len(run) > most_run)


def _with_run(segment: Segment, told: Mask, words: Sequence[str]) -> list[Name]:
    numbers = [segment.vocabulary.get(word, -1) for word in words]
    if min(numbers) < 0 or not len(segment):
        return []
    rarest = min(range(len(numbers)), key=lambda place: int(segment.starts[numbers[place] + 1] - segment.starts[numbers[place]]))
    tokens = segment.tokens
    there = _tokens_of(segment, segment.rows[int(segment.starts[numbers[rarest]]) : int(segment.starts[numbers[rarest] + 1])])
    first = there[tokens[there] == numbers[rarest]] - rarest
    first = first[(first >= 0) & (first + len(numbers) <= len(tokens))]
    for offset, number in enumerate(numbers):
        first = first[tokens[first + offset] == number]
    articles, last = _articles_at(segment, first), _articles_at(segment, first + len(numbers) - 1)
    whole = np.unique(articles[articles == last])
    return [(segment.article_ids[number], int(segment.versions[number])) for number in whole if told[number]]


def _tokens_of(segment: Segment, rows: SmallInts) -> Ints:
    """The places of all tokens of these rows."""
    starts, ends = segment.token_starts[rows], segment.token_starts[rows + 1]
    lengths = ends - starts
    offsets = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    places: Ints = offsets + np.arange(len(offsets))
    return places


def _articles_at(segment: Segment, tokens: Ints) -> Ints:
    """The article version that each token stands in."""
    rows = np.searchsorted(segment.token_starts, tokens, side="right") - 1
    articles: Ints = segment.articles[rows]
    return articles


def _near(view: View, words: Sequence[str]) -> list[Name]:
    """Versions by the weight of the distinct words that their best passage has; ties by name."""
    distinct = sorted(set(words))
    passages = max(1, view.statistics.passages)
    scored: dict[Name, float] = {}
    postings = [(segment, ends, [segment.postings(word) for word in distinct]) for segment, ends in view.held]
    counts = [sum(len(one[0]) for *_, found in postings if (one := found[place]) is not None) for place in range(len(distinct))]
    weights = [math.log(1 + passages / (1 + count)) for count in counts]
    for segment, ends, found in postings:
        sums: Floats = np.zeros(len(segment), np.float32)
        for weight, posting in zip(weights, found, strict=True):
            if posting is not None:
                sums[posting[0]] += np.float32(weight)
        sums[ends[segment.articles] == 0] = 0
        least = np.partition(sums, -_ROWS)[-_ROWS] if len(sums) > _ROWS else 0.0
        rows = np.flatnonzero(sums >= max(float(least), 1e-6))
        for row in rows.tolist():
            number = int(segment.articles[row])
            name = segment.article_ids[number], int(segment.versions[number])
            scored[name] = max(scored.get(name, 0.0), float(sums[row]))
    return sorted(scored, key=lambda name: (-round(scored[name], 4), name))
