"""The shape of an Answer and of a search result in JSON; field order here is the order on the wire (CONTRACT.md)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.wire.fields import OffsetUnit, Reply
from qa.model import Reason, Status

Offset = Annotated[int, Field(ge=0)]


class ScoresOut(Reply):
    """What each stage gave a passage; null where it did not run."""

    dense: float | None = Field(description="Cosine, -1 to 1.")
    lexical: float | None = Field(description="BM25, 0 or more.")
    fused: float = Field(description="0 to 1, comparable within one response only.")
    rerank: float | None = Field(description="0 to 1.")


class SpanOut(Reply):
    """A range of the passage text, end exclusive."""

    start: Offset
    end: Offset


class DateOut(Reply):
    """A date expression, as a range of the passage text; `value` is its TIMEX3 value."""

    start: Offset
    end: Offset
    expression: str
    value: str


class PassageOut(Reply):
    """A passage: `text` is the article version's text from `start` to `end`. Highlights and dates count within `text`."""

    rank: int = Field(ge=1)
    score: float
    scores: ScoresOut
    article_id: str
    version: int = Field(ge=1)
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None
    start: Offset
    end: Offset
    text: str
    highlights: list[SpanOut]
    dates: list[DateOut]


class CitationOut(Reply):
    """A proven quotation: `quote` is the article version's text from `start` to `end`."""

    n: int = Field(ge=1)
    article_id: str
    version: int = Field(ge=1)
    title: str | None
    source: str | None
    url: str | None
    fragment_url: str | None
    published_at: str | None
    published_from: str | None
    start: Offset
    end: Offset
    quote: str
    text_sha256: str


class ValueOut(Reply):
    """A typed answer; for dates `start` and `end` are ISO days, both inclusive."""

    type: str
    start: str
    end: str
    granularity: str


class DerivationOut(Reply):
    """One step from words in an article to the value."""

    expression: str
    anchor: str | None
    rule: str
    citation: int


class ClaimOut(Reply):
    """The answer itself; `citations` are numbers of the response's citations."""

    text: str
    value: ValueOut | None
    confidence: float = Field(ge=0, le=1)
    derivation: list[DerivationOut]
    citations: list[int]


class AlternativeOut(Reply):
    """Another candidate, `compatible` or `conflicting`."""

    text: str
    relation: str
    citations: list[int]


class SupportOut(Reply):
    """How many articles say so; copies of one story count once as a source."""

    independent_sources: int
    articles: int
    copies: int


class WindowOut(Reply):
    """The days that the articles had to be from; `from` says where the window was taken from, null where there is none."""

    after: str | None
    before: str | None
    as_of: str | None
    origin: str | None = Field(alias="from")


class IndexOut(Reply):
    """What was searched: equal snapshots mean equal articles, models and settings."""

    snapshot: str
    articles: int
    passages: int
    models: dict[str, str]


class AnswerOut(Reply):
    """A cited answer, or an abstention with its reason; passages come either way."""

    question: str
    status: Status
    reason: Reason | None
    answer: ClaimOut | None
    alternatives: list[AlternativeOut]
    support: SupportOut
    citations: list[CitationOut]
    passages: list[PassageOut]
    window: WindowOut
    index: IndexOut
    degraded: list[str] = Field(description="What did not run as it should; empty when all did.")
    offset_unit: OffsetUnit
    timings_ms: dict[str, float]


class SearchOut(Reply):
    """Ranked passages alone."""

    passages: list[PassageOut]
    window: WindowOut
    index: IndexOut
    degraded: list[str] = Field(description="What did not run as it should; empty when all did.")
    offset_unit: OffsetUnit
    timings_ms: dict[str, float]
