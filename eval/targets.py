"""A case → its Outcome, by asking an answerer; a failure is an outcome too. HTTP is in eval.remote."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from eval.model import Case, Library
from eval.records import Answered, Outcome, from_answer
from index.model import Window
from qa.model import Question

if TYPE_CHECKING:
    from index.index import Index
    from qa.answer import Answerer

_PAGE = 500

Listed = tuple[str, str | None, str]
"""(id, published_at, text_sha256)"""


@dataclass(frozen=True, slots=True)
class Described:
    """What was asked: where, over which articles, with which models. `corpus` is None where the articles cannot be listed.

    `corpus` is a SHA-256 over ids, publication dates and texts alone, so it stays when models or settings change.
    `threshold`: answers less sure were withheld; None where that is not told.
    """

    name: str
    snapshot: str | None
    models: tuple[tuple[str, str], ...] = ()
    articles: int | None = None
    passages: int | None = None
    corpus: str | None = None
    threshold: float | None = None


class Target(Library, Protocol):
    """Anything that can be asked and that lets its articles be read."""

    def ask(self, case: Case, k: int) -> Outcome:
        """Ask for `k` passages and an answer. Raises Unreachable only when nothing answers at all."""

    def describe(self) -> Described:
        """What is being asked."""


class Stopwatch:
    """Wall time since it was made, on a clock that never jumps."""

    def __init__(self) -> None:
        self._started = time.perf_counter()

    def ms(self) -> float:
        """Milliseconds so far."""
        return (time.perf_counter() - self._started) * 1000


class InProcess:
    """The answerer of this process over its index."""

    def __init__(self, answerer: Answerer, index: Index) -> None:
        self._answerer, self._index = answerer, index

    def ask(self, case: Case, k: int) -> Outcome:
        watch = Stopwatch()
        try:
            answer = self._answerer.answer(Question(case.question.strip(), k, window_of(case)))
        except Exception as error:
            return Outcome(case.id, None, watch.ms(), f"{type(error).__name__}: {error}")
        return Outcome(case.id, from_answer(answer), watch.ms())

    def find(self, name: str) -> str | None:
        return self._index.find_article(name)

    def text(self, article_id: str, version: int | None = None) -> str | None:
        stored = self._index.version(article_id, version)
        return stored.article.text if stored else None

    def describe(self) -> Described:
        state = self._index.state()
        corpus, threshold = corpus_of(self._articles()), self._answerer.threshold
        return Described("in process", state.snapshot, state.models, state.articles, state.passages, corpus, threshold)

    def _articles(self) -> Iterator[Listed]:
        after = None
        while page := self._index.articles(after=after, limit=_PAGE):
            yield from ((stored.article.id, stored.article.published_at, stored.text_sha256) for stored in page)
            after = page[-1].article.id


class Cached:
    """A Library that looks everything up once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ids: dict[str, str | None] = {}
        self._texts: dict[tuple[str, int | None], str | None] = {}

    def find(self, name: str) -> str | None:
        """The id of the article with this id or file name."""
        if name not in self._ids:
            self._ids[name] = self._library.find(name)
        return self._ids[name]

    def text(self, article_id: str, version: int | None = None) -> str | None:
        """The stored text of that version (None: the current one)."""
        key = (article_id, version)
        if key not in self._texts:
            self._texts[key] = self._library.text(article_id, version)
        return self._texts[key]


def corpus_of(articles: Iterable[Listed]) -> str:
    """The digest of a corpus, whatever the order of the articles."""
    lines = sorted(f"{article_id}\0{published_at}\0{text_sha256}\n" for article_id, published_at, text_sha256 in articles)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def verified(answered: Answered, library: Library) -> tuple[list[bool], list[bool]]:
    """For each citation and each passage: is the stored article's text from start to end exactly what was quoted?"""
    citations = [_stands(library, c.article_id, c.version, c.start, c.end, c.quote) for c in answered.citations]
    passages = [_stands(library, p.article_id, p.version, p.start, p.end, p.text) for p in answered.passages]
    return citations, passages


def _stands(library: Library, article_id: str, version: int | None, start: int, end: int, quote: str) -> bool:
    text = library.text(article_id, version)
    return text is not None and 0 <= start < end <= len(text) and text[start:end] == quote


def window_of(case: Case) -> Window:
    """The bounds that a case is asked with."""
    after, before, as_of = (dt.date.fromisoformat(day) if day else None for day in (case.after, case.before, case.as_of))
    return Window(after=after, before=before, as_of=as_of, sources=case.sources)
