"""The shape of an Answer and of a search result in JSON; field order here is the order on the wire (CONTRACT.md)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.wire.fields import OffsetUnit, Reply
from qa.model import Reason, Status

WindowOrigin = Literal["filter", "question", "filter and question"]
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


class CopyOut(Reply):
    """An article that tells the same story from the same source as the one whose passage is shown."""

    article_id: str
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None


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
    copies: list[CopyOut] = Field(description="Articles of the same lineage whose passages were folded into this one.")


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
    superseded: bool = Field(description="A newer version of the article has taken the place of the one cited.")


class ValueOut(Reply):
    """A typed answer, `type` "date" or "duration"; `start` and `end` are ISO days, both inclusive, null where they are not known."""

    type: str
    start: str | None
    end: str | None
    granularity: str
    duration: str | None = Field(None, description="ISO 8601 length of time, such as `P4M`; null for dates.")
    modifier: str | None = Field(None, description="`about`, `more_than`, `less_than`, `start`, `mid`, `end` and the like, or null.")


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
    """Another candidate, `compatible`, `conflicting`, or `corrected` by a later article."""

    text: str
    relation: str
    citations: list[int]


class SupportOut(Reply):
    """How many articles say so; copies of one story count once as a source."""

    independent_sources: int
    articles: int
    copies: int


class BoundsOut(Reply):
    """First and last day, both included; null where that side is open."""

    after: str | None
    before: str | None


class WindowOut(Reply):
    """The time worked with: the filter's days of publication, narrowed by the days that the question names where the two meet.

    Only `required`, `as_of`, `sources`, `authors` and `languages` leave articles out; passages that fit `events` come first.
    """

    after: str | None
    before: str | None
    as_of: str | None
    origin: WindowOrigin | None = Field(alias="from", description="Where after, before and as_of come from; null where there are none.")
    required: BoundsOut = Field(description="Days of publication that the request's filter asked for: others were not searched.")
    events: BoundsOut | None = Field(
        description="Days that the question names: a preference, since articles tell of other days than their own."
    )
    named: list[str] = Field(description="The question's words for `events`.")
    order: Literal["latest", "earliest"] | None = Field(
        description="Whether the question asks for the latest or the earliest of something."
    )
    unresolved: list[str] = Field(description='Words like "last week" that count from a day which was not given: pass as_of.')
    sources: list[str] = Field(description="The only sources that were searched; empty: all.")
    authors: list[str] = Field(description="The only authors whose articles were searched; empty: all.")
    languages: list[str] = Field(description="The only languages whose articles were searched; empty: all.")


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
    rewritten: str | None = Field(description="The question that was answered, where `history` had to complete it.")
    degraded: list[str] = Field(description="What did not run as it should; empty when all did.")
    offset_unit: OffsetUnit
    timings_ms: dict[str, float]


class HeldBackOut(CopyOut):
    """A passage that ranks among the first, and that is not shown since its lineage or outlet has its share of them already."""

    rank: int = Field(ge=1, description="Where it would stand.")
    full: Literal["lineage", "outlet"]
    start: Offset
    end: Offset
    copies: list[CopyOut] = Field(description="Articles of the same lineage whose passages were folded into this one.")


class SearchOut(Reply):
    """Ranked passages alone."""

    passages: list[PassageOut]
    window: WindowOut
    index: IndexOut
    held_back: list[HeldBackOut] = Field(description="What the shares of lineages and outlets keep from the passages; mostly empty.")
    rewritten: str | None = Field(description="The question that was answered, where `history` had to complete it.")
    degraded: list[str] = Field(description="What did not run as it should; empty when all did.")
    offset_unit: OffsetUnit
    timings_ms: dict[str, float]
