"""The nouns of an answer: frozen values, each made once and whole. Offsets are code points, end exclusive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.model import Hit, IndexState, Span, Window


class Status(StrEnum):
    """`answered` exactly when there is an answer with at least one citation."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"


class Reason(StrEnum):
    """Why nothing was answered."""

    NO_EVIDENCE = "no_evidence"
    WEAK_EVIDENCE = "weak_evidence"
    CONFLICTING = "conflicting"
    OUT_OF_RANGE = "out_of_range"
    UNSUPPORTED_QUESTION = "unsupported_question"


class Kind(StrEnum):
    """What a question asks for, told from its words."""

    WHEN = "when"
    HOW_LONG = "how long"
    HOW_MANY = "how many"
    WHO = "who"
    WHERE = "where"
    WHY = "why"
    YES_NO = "yes/no"
    WHAT = "what"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `text`, white space trimmed, stands alone; `k` passages wanted, 1..50.

    `typed`: the words that were typed, where `text` completes them from the conversation.
    """

    text: str
    k: int = 5
    window: Window = Window()
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A proven quotation: `quote` is the stored version's text from `start` to `end`. Made only by `qa.cite`."""

    n: int
    article_id: str
    version: int
    title: str | None
    source: str | None
    url: str | None
    fragment_url: str | None
    published_at: str | None
    published_from: str | None
    start: int
    end: int
    quote: str
    text_sha256: str
    superseded: bool = False
    """A newer version has taken the place of the one cited, which an answer as of an earlier day rests on."""


@dataclass(frozen=True, slots=True)
class Value:
    """A typed answer, `type` "date" or "duration".

    For dates `start` and `end` are ISO days, both inclusive. For durations `duration` is ISO 8601 ("P4M", "PT4H"), and `start` and `end`
    its first and last day where they are known. `modifier`: "about", "more_than", "less_than", "start", "mid", "end" …, or None.
    """

    type: str
    start: str | None
    end: str | None
    granularity: str
    duration: str | None = None
    modifier: str | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """One step from words in an article to a value: the expression, what it was resolved against, the rule, where it stands.

    `expression` is empty where the sentence names no date and the day the article came out stands in.
    """

    expression: str
    anchor: str | None
    rule: str
    citation: int


@dataclass(frozen=True, slots=True)
class Claim:
    """The answer itself. `confidence` is 0..1; `citations` are numbers of `Answer.citations`."""

    text: str
    value: Value | None
    confidence: float
    derivation: tuple[Derivation, ...]
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another candidate: `compatible` (coarser or equal) or `conflicting`."""

    text: str
    relation: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """How many articles say so; copies of one story count once in `independent_sources`."""

    independent_sources: int
    articles: int
    copies: int


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A hit with the parts of it that answer; highlights count within the passage text.

    `copies`: hits of other articles of its lineage that tell the same, best first.
    """

    hit: Hit
    highlights: tuple[Span, ...]
    copies: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that leaves for one question; the laws of CONTRACT.md hold for it (`qa.laws`)."""

    question: str
    status: Status
    reason: Reason | None
    answer: Claim | None
    alternatives: tuple[Alternative, ...]
    support: Support
    citations: tuple[Citation, ...]
    passages: tuple[RankedPassage, ...]
    window: Window
    state: IndexState
    degraded: tuple[str, ...]
    timings_ms: tuple[tuple[str, float], ...]
    rewritten: str | None = None
    """The question that was answered, where `question` had to be completed from the conversation."""
