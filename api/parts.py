"""What the HTTP service is made of: the index, the answerer, the limits and the clock, handed to `create_app` in one value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from flask import current_app

from api.access import Access
from index.model import Article, Group, GroupedBy, IndexState, Preference, SearchResult, Version, Window
from index.quoted import Likely
from index.records import MAX_TEXT_BYTES
from qa.model import Answer, Question

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names by which a service on the loopback interface may be called. Any other means that a web page points its own name here."""

_KEY = "dateline"


class Stored(Protocol):
    """What became of one article: `outcome` is added, updated or unchanged."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def outcome(self) -> str: ...


class ArticleIndex(Protocol):
    """The part of `index.index.Index` that the service calls."""

    def put(self, articles: Sequence[Article]) -> Sequence[Stored]: ...
    def delete(self, article_id: str) -> bool: ...
    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None: ...
    def articles(self, after: str | None = None, limit: int = 50, source: str | None = None) -> Sequence[Version]: ...
    def groups(self, by: GroupedBy, source: str | None = None) -> Sequence[Group]: ...
    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult: ...
    def likely(self, text: str, most_run: int, most_near: int) -> Likely: ...
    def texts(self) -> Iterable[tuple[str, int, str]]: ...
    def addresses(self) -> Sequence[tuple[str, str]]: ...
    def state(self) -> IndexState: ...
    def ready(self) -> tuple[bool, Mapping[str, object]]: ...


class QuestionAnswerer(Protocol):
    """The part of `qa.answer.Answerer` that the service calls."""

    def answer(self, question: Question) -> Answer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes beyond which a request is refused with 413 before it is read. Bytes of the body as sent."""

    question_bytes: int = 64 * 1024
    article_bytes: int = MAX_TEXT_BYTES
    """Of one article's text in UTF-8."""
    batch_bytes: int = 32 * 1024 * 1024
    batch_articles: int = 1000
    chat_bytes: int = 8 * 1024 * 1024
    """Of a whole conversation, with the pictures that clients send along."""


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that `create_app` needs. Tests pass fakes that keep the same protocols.

    `hosts`: lower-case names (without port) that the Host header may carry, None for any. `today` is asked when articles
    go in, to refuse publication dates in the future. `access`: who may call; without more said, whoever reaches the service.
    """

    index: ArticleIndex
    answerer: QuestionAnswerer
    limits: Limits = Limits()
    hosts: frozenset[str] | None = LOOPBACK_HOSTS
    today: Callable[[], dt.date] = _today
    access: Access = field(default_factory=Access)

    def attach(self, extensions: dict[str, object]) -> None:
        """Make these the parts that `parts()` finds during a request of that app."""
        extensions[_KEY] = self


def parts() -> Parts:
    """The parts of the app that serves the present request."""
    found: Parts = current_app.extensions[_KEY]
    return found
