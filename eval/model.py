"""The nouns of an evaluation: known questions and where their answers stand; frozen values, spans in code points, end exclusive."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Gold:
    """One place that holds the answer: an article (id or file name) and, unless the whole article counts, the exact words in it.

    `spans` are the code point ranges of those words once they are located: the one at `start` if that is given, else every
    occurrence. `grade` is the relevance of the article, 1 unless the set grades it.
    """

    article: str
    quote: str | None = None
    start: int | None = None
    grade: int = 1
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One known question with what a right answer says and where it stands. `place` is file:line, for messages."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    date: str | None = None
    evidence: tuple[Gold, ...] = ()
    type: str | None = None
    answerable: bool = True
    after: str | None = None
    before: str | None = None
    as_of: str | None = None
    sources: tuple[str, ...] = ()
    cluster: str | None = None
    """Cases of one cluster are resampled together; None: the first gold article, else the case alone."""
    independent_sources: int | None = None
    conflicting: tuple[str, ...] = ()
    """Answers that other articles give and that a good service shows beside its own."""
    place: str = ""

    @property
    def group(self) -> str:
        """The cluster that the case is resampled with."""
        return self.cluster or (self.evidence[0].article if self.evidence else f"case {self.id}")


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Cases in file order under the set's name; `note`: what a reader should know of how they were chosen.

    `digest` is the SHA-256 over everything that is asked or scored, taken when the set is read: file format and places do not
    enter, and locating the quotes does not change it.
    """

    name: str
    cases: tuple[Case, ...]

    digest: str = field(default="", compare=False)
    note: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", self.digest or _digest(self.cases))


class Library(Protocol):
    """Where article text can be looked up; every Target is one."""

    def find(self, name: str) -> str | None:
        """The id of the article with this id or file name."""

    def text(self, article_id: str, version: int | None = None) -> str | None:
        """The stored text of that version (None: the current one)."""


def _digest(cases: tuple[Case, ...]) -> str:
    sha = hashlib.sha256()
    for case in cases:
        plain = asdict(replace(case, place="", evidence=tuple(replace(gold, spans=()) for gold in case.evidence)))
        sha.update(json.dumps(plain, sort_keys=True).encode() + b"\n")
    return sha.hexdigest()
