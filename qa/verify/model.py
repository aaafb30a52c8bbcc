"""The nouns of checking quotations: frozen values. Offsets are code points, end exclusive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from index.model import Article, IndexState


class Found(StrEnum):
    """What became of a quotation."""

    FOUND = "found"
    FOUND_ELSEWHERE = "found_elsewhere"
    ALTERED = "altered"
    NOT_FOUND = "not_found"


class Change(StrEnum):
    """What differs, the gravest first."""

    NEGATION = "negation"
    DATE = "date"
    NUMBER = "number"
    JOINED = "joined"
    CUT = "cut"
    WORDS = "words"
    ACCENTS = "accents"
    CASE = "case"
    PUNCTUATION = "punctuation"


class Editing(StrEnum):
    """What an editor may do to a quotation as long as it shows."""

    OMISSION = "omission"
    INSERTION = "insertion"
    REPLACEMENT = "replacement"
    CAPITAL = "capital"
    FINAL_MARK = "final_mark"


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is said to be a quotation, and of which article, by id or address, if that is said."""

    text: str
    article_id: str | None = None
    url: str | None = None

    @property
    def attributed(self) -> bool:
        """Whether it names an article."""
        return self.article_id is not None or self.url is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """`stated` at `quote_start..quote_end` of the quotation stands where the article has `stored` at `start..end`; either may be empty."""

    kind: Change
    stated: str
    stored: str
    quote_start: int
    quote_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Edit:
    """An editor's mark: `stated` at `quote_start..quote_end` of the quotation, for `stored` at `start..end` of the article (may be empty)."""

    kind: Editing
    stated: str
    stored: str
    quote_start: int
    quote_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands: `text` is the stored version's text from `start` to `end`.

    `current`: this is the version in force. `exact`: character by character, else up to typesetting.
    """

    article: Article
    version: int
    current: bool
    start: int
    end: int
    text: str
    exact: bool
    fragment_url: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one quotation.

    `places`: where it stands, those in versions in force first; of an altered one the place that comes nearest, or one for each part
    that was joined. `differences` count against the first place (those that were joined: each against its own). `more`: there are more places.
    `named`: whether the article it names is stored, None when it names none.
    """

    quotation: Quotation
    status: Found
    places: tuple[Place, ...] = ()
    more: bool = False
    differences: tuple[Difference, ...] = ()
    edits: tuple[Edit, ...] = ()
    named: bool | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """Verdicts in the order of the quotations, and what was searched."""

    verdicts: tuple[Verdict, ...]
    state: IndexState
    timings_ms: tuple[tuple[str, float], ...]


Moment = dt.datetime | None
"""When it is asked: embargoes that end later hold."""
