"""Stand-ins that keep the interfaces of the real index and answerer over a dict: instant, no model, no disk."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import Vectors
from index.errors import DatelineError
from index.model import Article, Group, GroupedBy, Hit, IndexState, Passage, Preference, Scores, SearchResult, Span, Version, Window
from index.quoted import Likely
from qa.model import Answer, Citation, Claim, Question, RankedPassage, Reason, Status, Support

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FakeStored:
    """What became of one article."""

    id: str
    version: int
    outcome: str


class FakeIndex:
    """Articles in a dict; a passage is a whole article, scored by the words it shares with the query.

    `failing`: raised by every method but `close`, as the real index does when its disk or model fails.
    """

    def __init__(self, articles: Sequence[Article] = ()) -> None:
        self._versions: dict[str, list[Version]] = {}
        self._live: dict[str, Version] = {}
        self.failing: Exception | None = None
        self.degraded: tuple[str, ...] = ()
        self.closed = 0
        self.put(articles)

    def close(self) -> None:
        self.closed += 1

    def put(self, articles: Sequence[Article], progress: Callable[[int], None] | None = None) -> tuple[FakeStored, ...]:
        self._check()
        done = tuple(self._put(article) for article in articles)
        if progress:
            progress(len(done))
        return done

    def _put(self, article: Article) -> FakeStored:
        before = self._live.get(article.id)
        if before and before.article == article:
            return FakeStored(article.id, before.number, "unchanged")
        versions = self._versions.setdefault(article.id, [])
        digest = hashlib.sha256(article.text.encode()).hexdigest()
        version = Version(article, len(versions) + 1, digest, digest, True)
        versions.append(version)
        self._live[article.id] = version
        return FakeStored(article.id, version.number, "updated" if before else "added")

    def delete(self, article_id: str) -> bool:
        self._check()
        return self._live.pop(article_id, None) is not None

    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None:
        self._check()
        if as_of is not None and number is None:
            return next((one for one in reversed(self._versions.get(article_id, [])) if one.in_force(as_of)), None)
        if article_id not in self._live:
            return None
        if number is None:
            return self._live[article_id]
        versions = self._versions[article_id]
        return versions[number - 1] if number <= len(versions) else None

    def articles(self, after: str | None = None, limit: int = 50, source: str | None = None) -> list[Version]:
        self._check()
        found = [self._live[key] for key in sorted(self._live) if after is None or key > after]
        return [version for version in found if source in (None, version.article.source)][:limit]

    def groups(self, by: GroupedBy, source: str | None = None) -> list[Group]:
        self._check()
        found = [version.article for version in self._live.values() if source in (None, version.article.source)]
        named: dict[str | None, list[dt.date | None]] = {}
        for one in found:
            named.setdefault(getattr(one, by), []).append(one.published_on)
        return sorted((_group(name, days) for name, days in named.items()), key=lambda group: (-group.articles, group.name or ""))

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult:
        self._check()
        text.encode()  # as every real encoder does: half a surrogate pair must not get this far
        words = set(_WORD.findall(text.lower()))
        scored = [
            (len(words & set(_WORD.findall(v.article.text.lower()))), v)
            for v in self._live.values()
            if _allowed(v.article, window or Window())
        ]
        best = sorted(((n, v) for n, v in scored if n), key=lambda pair: (-pair[0], pair[1].article.id))[:k]
        hits = tuple(_hit(rank, n / len(words), version) for rank, (n, version) in enumerate(best, 1))
        weights = tuple((word, 1.0) for word in sorted(words))
        return SearchResult(hits, weights, self.state(), self.degraded, (("search", 0.25), ("total", 0.5)))

    def state(self) -> IndexState:
        snapshot = hashlib.sha256(repr(sorted(self._live)).encode()).hexdigest()
        return IndexState(snapshot, len(self._live), len(self._live), (("embedding", "words@sha256:0"),))

    def likely(self, text: str, most_run: int, most_near: int) -> Likely:
        self._check()
        names = tuple((key, self._live[key].number) for key in sorted(self._live))
        return Likely(names[:most_run], names[:most_near], len(names) > most_run)

    def texts(self) -> list[tuple[str, int, str]]:
        self._check()
        return [(key, version.number, version.article.text) for key in sorted(self._live) for version in self._versions[key]]

    def addresses(self) -> list[tuple[str, str]]:
        return [(key, one.article.url) for key, one in sorted(self._live.items()) if one.article.url]

    def ready(self) -> tuple[bool, dict[str, object]]:
        if isinstance(self.failing, DatelineError):
            return False, {"reason": type(self.failing).__name__}
        self._check()
        return True, {"articles": len(self._live)}

    def _check(self) -> None:
        if self.failing:
            raise self.failing


class WordEncoder:
    """Texts as bags of hashed words, for the real index without a model: texts that share words lie close."""

    name = "words"
    digest = "0" * 64
    dim = 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(text.lower()):
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dim] += 1
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


class FakeAnswerer:
    """Answers with the first line of the best passage that has a digit in it."""

    def __init__(self, index: FakeIndex, threshold: float = 0.25) -> None:
        self._index, self.threshold, self.reader = index, threshold, None

    def answer(self, question: Question) -> Answer:
        result = self._index.search(question.text, question.k, question.window)
        line = re.search(r"[^\n]*[0-9][^\n]*", result.hits[0].passage.text) if result.hits else None
        cited = _citation(result.hits[0], Span(line.start(), line.end())) if line else None
        span = Span(line.start(), line.end()) if line else None
        return Answer(
            question=question.typed or question.text,
            status=Status.ANSWERED if cited else Status.ABSTAINED,
            reason=None if cited else Reason.NO_EVIDENCE,
            answer=Claim(cited.quote, None, 0.9, (), (1,)) if cited else None,
            alternatives=(),
            support=Support(1, 1, 0) if cited else Support(0, 0, 0),
            citations=(cited,) if cited else (),
            passages=tuple(RankedPassage(hit, (span,) if span and hit.rank == 1 else ()) for hit in result.hits),
            window=question.window,
            state=result.state,
            degraded=result.degraded,
            timings_ms=(("total", 1.25), ("retrieve", 1.0), ("read", 0.25)),
            rewritten=question.text if question.typed else None,
        )


def _group(name: str | None, days: list[dt.date | None]) -> Group:
    dated = [day for day in days if day]
    return Group(name, len(days), min(dated, default=None), max(dated, default=None), len(days) - len(dated))


def _allowed(article: Article, window: Window) -> bool:
    if window.sources and article.source not in window.sources:
        return False
    if not (window.after or window.before or window.as_of):
        return True
    day, latest = article.published_on, [limit for limit in (window.before, window.as_of) if limit]
    return day is not None and (window.after or day) <= day and all(day <= limit for limit in latest)


def _hit(rank: int, score: float, version: Version) -> Hit:
    text = version.article.text
    passage = Passage(rank, version.article.id, version.number, Span(0, len(text)), text)
    return Hit(rank, Scores(None, score, score), passage, version.article)


def _citation(hit: Hit, span: Span) -> Citation:
    article = hit.article
    digest = hashlib.sha256(article.text.encode()).hexdigest()
    return Citation(
        n=1,
        article_id=article.id,
        version=hit.passage.version,
        title=article.title,
        source=article.source,
        url=article.url,
        fragment_url=None,
        published_at=article.published_at,
        published_from=article.published_from,
        start=span.start,
        end=span.end,
        quote=span.of(article.text),
        text_sha256=digest,
    )
