"""The nouns of the index: frozen values, standard library only, checked when they are made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from index.dates import DateMention


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points, 0 ≤ start < end."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The slice of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was handed in and accepted: `text` is stored as it stands, every offset counts in it.

    `published_at` and `updated_at` are ISO 8601, a date or a date-time; `published_from` says where the former comes from.
    `file_name` is the base name of the file it was read from, if it was.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    published_from: str | None = None
    updated_at: str | None = None
    language: str | None = None
    file_name: str | None = None

    @property
    def published_on(self) -> dt.date | None:
        """The calendar day of publication as the article states it (no time zone is applied)."""
        return dt.date.fromisoformat(self.published_at[:10]) if self.published_at else None


@dataclass(frozen=True, slots=True)
class Version:
    """A stored state of an article. Versions count from 1; `current` is false once a newer one or a deletion took its place."""

    article: Article
    number: int
    text_sha256: str
    content_sha256: str
    current: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article version; `text` is the slice, `key` its row in the catalog."""

    key: int
    article_id: str
    version: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Scores:
    """What each stage gave a passage; None where the stage did not run.

    `dense`: cosine, −1..1. `lexical`: BM25, ≥ 0. `fused`: 0..1, comparable within one answer only. `rerank`: 0..1.
    """

    dense: float | None
    lexical: float | None
    fused: float
    rerank: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query, joined to the stored version it comes from; rank counts from 1."""

    rank: int
    scores: Scores
    passage: Passage
    article: Article
    dates: tuple[DateMention, ...] = ()
    """Date expressions inside the passage; their offsets count in the article text."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which articles may answer: published from `after` to `before`, both inclusive, known by `as_of`, from one of `sources`.

    An article without a publication date satisfies no bound. `sources` empty: all.
    """

    after: dt.date | None = None
    before: dt.date | None = None
    as_of: dt.date | None = None
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.after and self.before and self.after > self.before:
            raise ValueError(f"after ({self.after}) lies later than before ({self.before})")

    @property
    def open(self) -> bool:
        """True when nothing is excluded."""
        return not (self.after or self.before or self.as_of or self.sources)


@dataclass(frozen=True, slots=True)
class IndexState:
    """What is being searched: equal snapshots mean equal articles, models and settings."""

    snapshot: str
    articles: int
    passages: int
    models: tuple[tuple[str, str], ...]
    """(role, name@sha256:digest) pairs."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits in rank order with the state they were found in; `degraded` names what did not run as it should."""

    hits: tuple[Hit, ...]
    weights: tuple[tuple[str, float], ...]
    """(search term of the query, its inverse document frequency) pairs."""
    state: IndexState
    degraded: tuple[str, ...]
    timings_ms: tuple[tuple[str, float], ...]
