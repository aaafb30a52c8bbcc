"""The nouns of the index: frozen values, standard library only, checked when they are made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

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

    `published_at`, `updated_at` and `embargoed_until` are ISO 8601, a date or a date-time; `published_from` says where the first comes
    from. `pubstatus` is "usable" (also when None), "canceled" or "withheld".
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
    pubstatus: str | None = None
    embargoed_until: str | None = None

    @property
    def published_on(self) -> dt.date | None:
        """The calendar day of publication as the article states it (no time zone is applied)."""
        return dt.date.fromisoformat(self.published_at[:10]) if self.published_at else None

    @property
    def since(self) -> dt.date | None:
        """The day from which this text was there to be read: that of its update, never before its publication; None when not told."""
        told = (self.updated_at, self.published_at)
        return max((dt.date.fromisoformat(moment[:10]) for moment in told if moment), default=None)

    @property
    def usable(self) -> bool:
        """Whether its publisher lets it be used."""
        return self.pubstatus in (None, "usable")

    @property
    def free_from(self) -> dt.datetime | None:
        """The moment at which its embargo ends; one without a time zone is read as UTC. None when there is none."""
        if not self.embargoed_until:
            return None
        moment = dt.datetime.fromisoformat(self.embargoed_until)
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """A stored state of an article. Versions count from 1; `current` is false once a newer one took its place.

    It was the current one from `article.since` until the day before `until`; None: until now.
    """

    article: Article
    number: int
    text_sha256: str
    content_sha256: str
    current: bool
    until: dt.date | None = None

    def in_force(self, as_of: dt.date | None) -> bool:
        """Whether this is the version to answer from, now or as of that day."""
        if as_of is None or not self.article.usable:
            return self.current and self.article.usable
        since = self.article.since
        return since is not None and since <= as_of and (self.until is None or as_of < self.until)


@dataclass(frozen=True, slots=True)
class Group:
    """The live articles that share a source, author or language: how many, first and last day of publication of those that have one.

    `name` as it stands in the articles, None for those without one; `undated`: articles without a day of publication.
    """

    name: str | None
    articles: int
    first: dt.date | None
    last: dt.date | None
    undated: int


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

    @property
    def final(self) -> float:
        """What the order goes by: the last stage that ran."""
        return self.fused if self.rerank is None else self.rerank


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query, joined to the stored version it comes from; rank counts from 1."""

    rank: int
    scores: Scores
    passage: Passage
    article: Article
    dates: tuple[DateMention, ...] = ()
    """Date expressions inside the passage; their offsets count in the article text."""
    lineage: str | None = None
    """The source that the article counts as: copies and rewrites of one story have the same. None: nobody looked."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which articles may answer: published from `after` to `before`, both inclusive, known by `as_of`, from one of `sources`, by one of
    `authors`, in one of `languages` (`index.filters` has what that means).

    An article without a publication date satisfies no bound. `sources`, `authors`, `languages` empty: all. `as_of` asks the versions that
    were current on that day. Embargoes that end after `as_of`, or without it after `asked_at`, hold; with neither every embargo does.
    """

    after: dt.date | None = None
    before: dt.date | None = None
    as_of: dt.date | None = None
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    asked_at: dt.datetime | None = field(default=None, compare=False)  # two questions of different moments ask for the same

    def __post_init__(self) -> None:
        if self.asked_at is not None and self.asked_at.tzinfo is None:
            raise ValueError(f"asked_at ({self.asked_at}) has no time zone")
        if self.after and self.before and self.after > self.before:
            raise ValueError(f"after ({self.after}) lies later than before ({self.before})")

    @property
    def open(self) -> bool:
        """True when nothing is excluded."""
        return not (self.after or self.before or self.as_of or self.sources or self.authors or self.languages)


GroupedBy = Literal["source", "author", "language"]
"""What articles are counted by."""

Stretch = tuple[dt.date, dt.date]
"""First and last day, both included; `dt.date.min` and `dt.date.max` where that side is open."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What ranking may prefer beside content; it excludes nothing.

    `near`: articles published shortly before this day, a little. `times`: passages that tell of these stretches. `newest`: of what fits
    about equally well, what came out last.
    """

    near: dt.date | None = None
    times: tuple[Stretch, ...] = ()
    newest: bool = False


def contradiction(after: dt.date | None, before: dt.date | None, as_of: dt.date | None) -> str | None:
    """What is wrong with bounds that no article can meet, naming both; None when nothing is.

    `before` later than `as_of` is no contradiction, the earlier one binds.
    """
    if after and before and after > before:
        return f"after ({after}) lies later than before ({before}): no article can be published in between; change one of them"
    if after and as_of and after > as_of:
        return f"after ({after}) lies later than as_of ({as_of}): articles of that time were not there to be read; change one of them"
    return None


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
