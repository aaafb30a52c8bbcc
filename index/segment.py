"""Indexed versions → a segment: an immutable batch of passages as arrays (columns, word postings, term sequences, vectors).

Segments are what both legs of the search read. They hold nothing that cannot be made again from the catalog.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.catalog import IndexedVersion
from index.filters import authors_of
from index.model import Article
from index.sentences import sentences
from index.terms import terms

Ints = NDArray[np.int64]
SmallInts = NDArray[np.int32]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Segment:
    """n passages in order of (article id, version, start). Arrays are never written to after the segment is made.

    `keys`, `seqs`, `days`, `articles`, `sources`, `lengths`: n each. `days` are proleptic ordinals of publication, 0 when
    unknown; `articles` and `sources` point into `article_ids` and `source_names` (−1: no source). An article stands in `article_ids` once
    for each of its versions that is here; beside them `versions` (their numbers), `since` (the ordinal of the day from which they were
    there to be read, 0 when unknown), `embargoes` (end of the embargo in seconds since 1970, 0 when there is none), `authors` and
    `languages` (they point into `author_names` and `language_names`; one that is not told stands there as "").
    Postings: term t stands in `rows[starts[t]:starts[t+1]]`, ascending, `weights` beside them (occurrences, those in the header
    counted by weight). Sequences: passage r reads `tokens[token_starts[r]:token_starts[r+1]]`, in the sentences numbered by
    `token_sentences`. `positions`: n, the passage's place in its article from 0. The header of article a
    reads `header_tokens[header_starts[a]:header_starts[a+1]]`.
    """

    keys: Ints
    seqs: Ints
    days: Ints
    articles: Ints
    sources: Ints
    lengths: Floats
    vectors: Floats
    starts: Ints
    rows: SmallInts
    weights: Floats
    token_starts: Ints
    tokens: SmallInts
    token_sentences: SmallInts
    positions: SmallInts
    header_starts: Ints
    header_tokens: SmallInts
    versions: Ints
    since: Ints
    embargoes: Ints
    authors: Ints
    languages: Ints
    article_ids: tuple[str, ...]
    source_names: tuple[str, ...]
    author_names: tuple[str, ...]
    language_names: tuple[str, ...]
    vocabulary: dict[str, int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def _by_key(self) -> Ints:
        return np.argsort(self.keys)

    def rows_of(self, keys: Ints) -> Ints:
        """The row of each key, −1 for a key that is not here."""
        if not len(self):
            return np.full(len(keys), -1, dtype=np.int64)
        order = self._by_key
        place = np.minimum(np.searchsorted(self.keys, keys, sorter=order), len(order) - 1)
        rows = order[place]
        return np.where(self.keys[rows] == keys, rows, -1)

    def edition(self, article: int) -> Edition:
        """What tells this article version from others."""
        return (
            *(self.article_ids[article], int(self.versions[article]), int(self.since[article]), int(self.embargoes[article])),
            *(self.author_names[self.authors[article]], self.language_names[self.languages[article]]),
        )

    @cached_property
    def bylines(self) -> dict[str, list[int]]:
        """What an author filter may name → the numbers of the bylines it means."""
        found: dict[str, list[int]] = {}
        for number, byline in enumerate(self.author_names):
            for name in authors_of(byline) if byline else ():
                found.setdefault(name, []).append(number)
        return found

    def header(self, article: int) -> SmallInts:
        """Term numbers of an article's header, in reading order."""
        return self.header_tokens[int(self.header_starts[article]) : int(self.header_starts[article + 1])]

    def postings(self, term: str) -> tuple[SmallInts, Floats] | None:
        """(rows, weights) of a term, or None when no passage has it."""
        number = self.vocabulary.get(term)
        if number is None:
            return None
        here = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.rows[here], self.weights[here]


def header(article: Article) -> str:
    """The line in front of each passage of an article when it is embedded and searched: title, source, day of publication."""
    parts = (article.title, article.source, article.published_at and article.published_at[:10])
    return " · ".join(part for part in parts if part)


def build(versions: Iterable[tuple[int, IndexedVersion]], header_weight: float, dim: int) -> Segment:
    """A segment of (change seq, version) pairs; each version at most once."""
    ordered = sorted(versions, key=lambda pair: (pair[1].article.id, pair[1].number))
    sources, vocabulary = Numbers(), Numbers()
    table: list[tuple[int, int, int, int, int]] = []
    sequences: list[list[tuple[int, int]]] = []
    bags: list[dict[int, float]] = []
    headers: list[list[int]] = []
    for number, (seq, version) in enumerate(ordered):
        article = version.article
        heading = [vocabulary(term) for term in terms(header(article))]
        headers.append(heading)
        for key, span in zip(version.keys, version.spans, strict=True):
            sequence = _sequence(span.of(article.text), vocabulary)
            table.append((key, seq, _day(article), number, sources(article.source)))
            sequences.append(sequence)
            bags.append(_bag(heading, sequence, header_weight))
    tokens = np.array([pair for sequence in sequences for pair in sequence], dtype=np.int32).reshape(-1, 2)
    return _segment(
        table=np.array(table, dtype=np.int64).reshape(-1, 5),
        vectors=np.concatenate([version.vectors for _, version in ordered]) if table else np.zeros((0, dim), np.float32),
        editions=[_edition(version) for _, version in ordered],
        sources=sources,
        vocabulary=vocabulary,
        postings=_postings(bags),
        lengths=np.array([sum(bag.values()) for bag in bags], np.float32),
        token_counts=np.array([len(sequence) for sequence in sequences], dtype=np.int64),
        tokens=tokens,
        headers=headers,
    )


def merge(parts: Sequence[tuple[Segment, Mask]], dim: int) -> Segment:
    """One segment of the rows that are to be kept (the masks) of several."""
    editions = sorted({segment.edition(int(number)) for segment, alive in parts for number in np.unique(segment.articles[alive])})
    number_of = {edition[:2]: number for number, edition in enumerate(editions)}
    sources, vocabulary = Numbers(), Numbers()
    tables, vectors, lengths, counts, tokens, postings = [], [], [], [], [], []
    headers: dict[tuple[str, int], list[int]] = {}
    done = 0
    for segment, alive in parts:
        keep = np.flatnonzero(alive)
        names = list(zip(segment.article_ids, segment.versions.tolist(), strict=True))
        articles = np.array([number_of.get(name, -1) for name in names], dtype=np.int64)
        source = np.array([*(sources(name) for name in segment.source_names), -1], dtype=np.int64)
        term = np.array([vocabulary(word) for word in segment.vocabulary], dtype=np.int64)
        place = np.full(len(segment), -1, dtype=np.int64)
        place[keep] = np.arange(done, done + len(keep))
        done += len(keep)
        headers |= {names[number]: term[segment.header(number)].tolist() for number in np.unique(segment.articles[keep])}
        columns = (segment.keys, segment.seqs, segment.days, articles[segment.articles], source[segment.sources])
        tables.append(np.stack([column[keep] for column in columns], axis=1))
        vectors.append(segment.vectors[keep])
        lengths.append(segment.lengths[keep])
        owner = np.repeat(np.arange(len(segment)), np.diff(segment.token_starts))
        counts.append(np.diff(segment.token_starts)[keep])
        tokens.append(np.stack([term[segment.tokens], segment.token_sentences], axis=1)[alive[owner]])
        kept = alive[segment.rows]
        owners = np.repeat(term, np.diff(segment.starts))[kept]
        postings.append((owners, place[segment.rows[kept]], segment.weights[kept]))
    return _segment(
        table=np.concatenate([*tables, np.zeros((0, 5), np.int64)]),
        vectors=np.concatenate([*vectors, np.zeros((0, dim), np.float32)]),
        editions=editions,
        sources=sources,
        vocabulary=vocabulary,
        postings=_joined(postings),
        lengths=np.concatenate([*lengths, np.zeros(0, np.float32)]),
        token_counts=np.concatenate([*counts, np.zeros(0, np.int64)]),
        tokens=np.concatenate([*tokens, np.zeros((0, 2), np.int64)]),
        headers=[headers[edition[:2]] for edition in editions],
    )


Edition = tuple[str, int, int, int, str, str]
"""(article id, version number, since, embargo, author, language) of one article version, as `Segment` has them."""

Postings = tuple[Ints, Ints, Floats]
"""(term numbers, rows, weights), any order."""


class Numbers:
    """Names → consecutive numbers in order of first use; None is −1."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __call__(self, name: str | None) -> int:
        return -1 if name is None else self.known.setdefault(name, len(self.known))


def _sequence(text: str, vocabulary: Numbers) -> list[tuple[int, int]]:
    """(term number, sentence number) in reading order."""
    return [(vocabulary(term), number) for number, sentence in enumerate(sentences(text)) for term in terms(sentence.of(text))]


def _bag(heading: Sequence[int], sequence: Sequence[tuple[int, int]], header_weight: float) -> dict[int, float]:
    bag: dict[int, float] = {}
    for term, _ in sequence:
        bag[term] = bag.get(term, 0.0) + 1.0
    for term in heading:
        bag[term] = bag.get(term, 0.0) + header_weight
    return bag


def _postings(bags: Sequence[dict[int, float]]) -> Postings:
    return (
        np.array([term for bag in bags for term in bag], dtype=np.int64),
        np.repeat(np.arange(len(bags)), np.array([len(bag) for bag in bags], dtype=np.int64)),
        np.array([weight for bag in bags for weight in bag.values()], dtype=np.float32),
    )


def _joined(postings: Sequence[Postings]) -> Postings:
    empty = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    terms_, rows, weights = zip(*postings, empty, strict=True)
    return np.concatenate(terms_), np.concatenate(rows), np.concatenate(weights)


def _segment(
    *,
    table: Ints,
    vectors: Floats,
    editions: Sequence[Edition],
    sources: Numbers,
    vocabulary: Numbers,
    postings: Postings,
    lengths: Floats,
    token_counts: Ints,
    tokens: NDArray[np.integer],
    headers: Sequence[Sequence[int]],
) -> Segment:
    """The segment with its rows put in order of article, then as they came."""
    authors, languages = Numbers(), Numbers()
    order = np.argsort(table[:, 3], kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    token_order = np.argsort(np.repeat(place, token_counts), kind="stable")
    term_of, rows, weights = postings
    posting_order = np.lexsort((place[rows], term_of))
    keys, seqs, days, articles, source_numbers = (np.ascontiguousarray(table[order, column]) for column in range(5))
    return Segment(
        keys=keys,
        seqs=seqs,
        days=days,
        articles=articles,
        sources=source_numbers,
        lengths=lengths[order],
        vectors=vectors[order],
        starts=_starts(np.bincount(term_of, minlength=len(vocabulary.known))),
        rows=place[rows][posting_order].astype(np.int32),
        weights=weights[posting_order],
        token_starts=_starts(token_counts[order]),
        tokens=tokens[token_order, 0].astype(np.int32),
        token_sentences=tokens[token_order, 1].astype(np.int32),
        positions=_positions(articles),
        header_starts=_starts(np.array([len(heading) for heading in headers], dtype=np.int64)),
        header_tokens=np.array([term for heading in headers for term in heading], dtype=np.int32),
        versions=np.array([edition[1] for edition in editions], dtype=np.int64),
        since=np.array([edition[2] for edition in editions], dtype=np.int64),
        embargoes=np.array([edition[3] for edition in editions], dtype=np.int64),
        authors=np.array([authors(edition[4]) for edition in editions], dtype=np.int64),
        languages=np.array([languages(edition[5]) for edition in editions], dtype=np.int64),
        article_ids=tuple(edition[0] for edition in editions),
        source_names=tuple(sources.known),
        author_names=tuple(authors.known),
        language_names=tuple(languages.known),
        vocabulary=vocabulary.known,
    )


def _starts(counts: NDArray[np.integer]) -> Ints:
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def _positions(articles: Ints) -> SmallInts:
    """Rows of one article stand together: the place of each among them."""
    first = np.searchsorted(articles, articles, side="left")
    return (np.arange(len(articles)) - first).astype(np.int32)


def _edition(version: IndexedVersion) -> Edition:
    article = version.article
    embargo = math.ceil(article.free_from.timestamp()) if article.free_from else 0
    since = article.since.toordinal() if article.since else 0
    return article.id, version.number, since, max(embargo, 0), article.author or "", article.language or ""


def _day(article: Article) -> int:
    return article.published_on.toordinal() if article.published_on else 0
