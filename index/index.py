"""Articles in, ranked passages out: the catalog and its followers behind one door."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index import chunk, dense, lexical, terms
from index.catalog import Catalog, Draft, Stored
from index.chroma import GenerationUnusable
from index.columns import Columns, View
from index.dates import find_dates
from index.encoder import Encoder, SentenceEncoder, Vectors
from index.errors import IndexMismatch, ModelUnusable
from index.files import sync_folder
from index.generations import Generations
from index.lexical import Matches
from index.lock import FolderLock, Owner
from index.model import Article, Hit, IndexState, SearchResult, Version, Window
from index.rank import Ranked, rank
from index.segment import Ints, Mask, header
from index.select import best
from index.settings import IndexSettings
from index.timing import Clock

_log = logging.getLogger(__name__)

_BATCH_PASSAGES = 128  # passages encoded and committed together: a few seconds of work is what a kill can cost
_REBUILD_PAUSE_S = 30.0  # between tries to build a generation, so that a full disk is not hammered


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `Index.check` found: every line names what is wrong and where; `repaired` what was made again."""

    articles: int
    passages: int
    problems: tuple[str, ...]
    repaired: tuple[str, ...]


class Index:
    """One data folder, open. Searches may come from any thread; changes are serialised inside."""

    def __init__(self, settings: IndexSettings, catalog: Catalog, encoder: Encoder, lock: FolderLock | None, *, unclean: bool) -> None:
        """Use `Index.open`."""
        self.settings, self.catalog, self.encoder = settings, catalog, encoder
        self._lock, self._unclean = lock, unclean
        made_with = catalog.fingerprint()
        stamp = json.dumps({**made_with, "terms": terms.VERSION, "header_weight": lexical.HEADER_WEIGHT}, sort_keys=True)
        self._columns = Columns(settings.data_dir / "columns", catalog, stamp, int(made_with["dim"]))
        self._generations = Generations(settings.data_dir / "chroma", stamp) if lock and settings.generation else None
        self._models = (("embedding", f"{made_with['model']}@sha256:{made_with['model_sha256']}"),)
        self._stamp = stamp
        self._writing = threading.Lock()
        self._maintaining = threading.Lock()
        self._wake, self._closing = threading.Event(), threading.Event()
        self._maintainer: threading.Thread | None = None
        self._columns.refresh()

    # -- opening and closing ----------------------------------------------------------------------------------------

    @classmethod
    def open(cls, settings: IndexSettings, *, own: bool = True, encoder: Encoder | None = None) -> Self:
        """Open the data folder; `own` takes its lock and makes the folder when it is new, otherwise it is only read.

        Raises IndexLocked, IndexMismatch, IndexDamaged, NoSpace, ModelUnusable, NotReady (no index to read).
        """
        encoder = encoder or SentenceEncoder(settings.model)
        folder = settings.data_dir
        if not own:
            return cls(settings, Catalog(folder / "catalog.sqlite"), encoder, None, unclean=False)
        _make_folder(folder)
        lock = FolderLock(folder, Owner(os.getpid(), _now()))
        try:
            known = (folder / "catalog.sqlite").exists()
            catalog = Catalog(folder / "catalog.sqlite", None if known else fingerprint(settings, encoder))
            unclean = _mark_open(folder)
            _check_fingerprint(catalog.fingerprint(), settings, encoder, folder)
            return cls(settings, catalog, encoder, lock, unclean=unclean)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Stop the background work, save what speeds up the next start, let go of the folder; idempotent."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._wake.set()
        if self._maintainer:
            self._maintainer.join(timeout=60)
        if self._generations:
            self._generations.close()
        if self._lock:
            with self._writing:
                _best_effort("save the columns", self._columns.save)
            self.catalog.close()
            _best_effort("mark the clean end", lambda: (self.settings.data_dir / "open").unlink(missing_ok=True))
            self._lock.release()
        else:
            self.catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def announce(self, url: str) -> None:
        """Tell other commands the address at which this process serves the folder."""
        if self._lock:
            self._lock.announce(Owner(os.getpid(), _now(), url))

    # -- articles ---------------------------------------------------------------------------------------------------

    def put(self, articles: Sequence[Article], progress: Callable[[int], None] | None = None) -> tuple[Stored, ...]:
        """Store articles, embedding what is new or changed; one outcome each, in order, on disk when this returns.

        Articles are committed in batches: when it raises (NoSpace, ModelUnusable, …) whole batches are in and the rest is not;
        handing the same articles in again finishes the work. `progress(n)` is called after each batch with its articles.
        """
        stored: list[Stored] = []
        with self._writing:
            for batch in self._batches(articles):
                stored += self._put_batch(batch)
                if progress:
                    progress(len(batch))
            self._columns.refresh()
        self._wake.set()
        return tuple(stored)

    def delete(self, article_id: str) -> bool:
        """Take an article out of every answer from now on; False when no such article is live."""
        with self._writing:
            gone = self.catalog.delete(article_id)
            self._columns.refresh()
        self._wake.set()
        return gone

    def version(self, article_id: str, number: int | None = None) -> Version | None:
        """A stored version of a live article, the current one by default; None when there is none."""
        return self.catalog.version(article_id, number)

    def articles(self, after: str | None = None, limit: int = 50, source: str | None = None) -> list[Version]:
        """Current versions by ascending id, those after the id `after`."""
        return self.catalog.articles(after, limit, source)

    def find_article(self, name: str) -> str | None:
        """The id of a live article by its id or by the name of the file it came from."""
        return self.catalog.find(name)

    def _batches(self, articles: Sequence[Article]) -> Iterator[list[Article]]:
        batch: list[Article] = []
        ids: set[str] = set()
        words = 0
        for article in articles:
            if batch and (words >= _BATCH_PASSAGES * self.settings.passage_words or article.id in ids):
                yield batch
                batch, ids, words = [], set(), 0
            batch.append(article)
            ids.add(article.id)
            words += len(article.text) // 6
        if batch:
            yield batch

    def _put_batch(self, articles: Sequence[Article]) -> list[Stored]:
        known = {article.id: self.catalog.unchanged(article) for article in articles}
        drafts = iter(self.catalog.put(self._drafts([article for article in articles if known[article.id] is None])))
        return [known[article.id] or next(drafts) for article in articles]

    def _drafts(self, articles: Sequence[Article]) -> list[Draft]:
        spans = [chunk.passages(article.text, self.settings.passage_words) for article in articles]
        texts = [
            embedded_text(article, span.of(article.text), self.settings)
            for article, own in zip(articles, spans, strict=True)
            for span in own
        ]
        vectors = self.encoder.encode(texts) if texts else np.zeros((0, 0), np.float32)
        drafts, done = [], 0
        for article, own in zip(articles, spans, strict=True):
            dates = find_dates(article.text, article.published_on)
            drafts.append(Draft(article, tuple(own), vectors[done : done + len(own)], dates))
            done += len(own)
        return drafts

    # -- searching --------------------------------------------------------------------------------------------------

    def state(self) -> IndexState:
        """What is being searched now."""
        return self._state(self._columns.view)

    def _state(self, view: View) -> IndexState:
        snapshot = _short_digest(view.digest, self._stamp)
        return IndexState(snapshot, view.articles, view.statistics.passages, self._models)

    def search(self, text: str, k: int, window: Window | None = None) -> SearchResult:
        """The `k` passages that answer `text` best, from articles inside `window`; fewer when there are no more.

        The order depends only on what is in the index: ties are broken by article id, then place.
        """
        window = window or Window()
        clock = Clock()
        view, allowed = self._columns.view, self._columns.view.allowed(window)
        vector, degraded = self._query_vector(text)
        clock.lap("encode")
        query = terms.terms(text)
        matches = lexical.match(query, view.parts, view.statistics)
        chosen = self._candidates(view, allowed, matches, vector, window, degraded)
        clock.lap("candidates")
        ranked = rank(view, chosen, query, matches, vector)
        hits = self._joined(ranked, k)
        clock.lap("rank")
        return SearchResult(hits, tuple(matches.idf.items()), self._state(view), tuple(degraded), clock.timings)

    def _query_vector(self, text: str) -> tuple[Vectors | None, list[str]]:
        try:
            vector: Vectors = self.encoder.encode([text])[0]
            return vector, []
        except ModelUnusable as error:
            _log.warning("searching by words alone: %s", error)
            return None, ["encoder_unavailable"]

    def _candidates(
        self, view: View, allowed: list[Mask], matches: Matches, vector: Vectors | None, window: Window, degraded: list[str]
    ) -> list[Ints]:
        n = self.settings.candidates
        matching = [mask & (scores > 0) for mask, scores in zip(allowed, matches.scores, strict=True)]
        chosen = best(view, matches.scores, matching, n)
        if vector is None:
            return chosen
        generations = self._generations
        if generations and generations.reason and view.statistics.passages:
            degraded.append("vector_index_rebuilding")
        near = dense.candidates(view, allowed, vector, n, generations if window.open else None)
        return [np.union1d(one, other) for one, other in zip(chosen, near, strict=True)]

    def _joined(self, ranked: list[Ranked], k: int) -> tuple[Hit, ...]:
        """The first `k` that the catalog still knows as live: text, offsets and liveness come from there."""
        hits: list[Hit] = []
        start = 0
        while len(hits) < k and start < len(ranked):
            page = ranked[start : start + k]
            rows = self.catalog.passages([key for key, _ in page])
            for key, scores in page:
                if key in rows and len(hits) < k:
                    passage, version, mentions = rows[key]
                    inside = tuple(m for m in mentions if passage.span.start <= m.start and m.end <= passage.span.end)
                    hits.append(Hit(len(hits) + 1, scores, passage, version.article, inside))
            start += k
        return tuple(hits)

    # -- followers --------------------------------------------------------------------------------------------------

    def maintain(self) -> None:
        """Keep the Chroma generation current in the background from now on (the serving process)."""
        if self._generations and self._maintainer is None:
            self._maintainer = threading.Thread(target=self._maintenance, name="dateline-maintainer", daemon=True)
            self._maintainer.start()

    def settle(self) -> None:
        """Bring the followers up to date now: open or build the Chroma generation, save the columns."""
        with self._writing:
            self._columns.refresh()
        if self._generations:
            with self._maintaining:
                self._attach_or_build()
        with self._writing:
            _best_effort("save the columns", self._columns.save)

    def _attach_or_build(self) -> None:
        generations = self._generations
        if generations is None:
            return
        if generations.seq is None:
            generations.attach(probe=self._unclean)
        if generations.due(self._columns.view):
            generations.build(self._columns.view)

    def _maintenance(self) -> None:
        while not self._closing.is_set():
            self._wake.clear()
            try:
                with self._maintaining:
                    self._attach_or_build()
                pause = None
            except (GenerationUnusable, OSError) as error:
                _log.warning("the Chroma generation waits: %s", error)
                pause = _REBUILD_PAUSE_S
            if pause:
                self._closing.wait(pause)
            else:
                self._wake.wait()

    def warm(self) -> None:
        """Load the encoder now rather than at the first question. Raises ModelUnusable."""
        self.encoder.encode(["warm"])

    def ready(self) -> tuple[bool, dict[str, object]]:
        """Whether questions can be answered now, with what stands behind it."""
        view = self._columns.view
        vector_index = "exact" if self._generations is None else (self._generations.reason or "ready")
        return not self._closing.is_set(), {"articles": view.articles, "passages": view.statistics.passages, "vector_index": vector_index}

    def check(self, repair: bool = False) -> CheckReport:
        """Prove every stored offset, hash and vector, and that the followers hold what the catalog says; mend followers if asked."""
        problems = list(self.catalog.problems())
        repaired: list[str] = []
        wrong = self._column_problems()
        problems += wrong
        if repair and wrong:
            with self._writing:
                self._columns.rebuild()
            repaired.append("columns: made again from the catalog")
        if self._generations:
            with self._maintaining:
                if not self._generations.attach(probe=True) and self._columns.view.statistics.passages:
                    problems.append(f"chroma: {self._generations.reason}")
                    if repair:
                        self._generations.remove()
                        self._generations.build(self._columns.view)
                        repaired.append("chroma: a new generation was built from the catalog")
        totals = self.catalog.totals()
        return CheckReport(totals.articles, totals.passages, tuple(problems), tuple(repaired))

    def _column_problems(self) -> list[str]:
        view, found = self._columns.view, {}
        for segment, alive in view.parts:
            for row in np.flatnonzero(alive):
                found[int(segment.keys[row])] = segment.vectors[row]
        problems = []
        expected = 0
        for version in self.catalog.indexed(self.catalog.live_ids()):
            for key, vector in zip(version.keys, version.vectors, strict=True):
                expected += 1
                if key not in found:
                    problems.append(f"columns: passage {key} of {version.article.id!r} is missing")
                elif not np.array_equal(found[key], vector):
                    problems.append(f"columns: the vector of passage {key} of {version.article.id!r} differs from the catalog's")
        if len(found) > expected:
            problems.append(f"columns: {len(found) - expected} passages are not in the catalog")
        return problems


def fingerprint(settings: IndexSettings, encoder: Encoder) -> dict[str, str]:
    """What stored passages and vectors depend on."""
    return {
        "model": encoder.name,
        "model_sha256": encoder.digest,
        "dim": str(encoder.dim),
        "cut": f"{chunk.VERSION} {settings.passage_words} words",
        "header": "title source day" if settings.header else "none",
    }


def embedded_text(article: Article, text: str, settings: IndexSettings) -> str:
    """What is embedded for a passage: the header line, if any, and the slice."""
    line = header(article) if settings.header else ""
    return f"{line}\n{text}" if line else text


def _check_fingerprint(made_with: dict[str, str], settings: IndexSettings, encoder: Encoder, folder: Path) -> None:
    cut, heading = f"{chunk.VERSION} {settings.passage_words} words", "title source day" if settings.header else "none"
    for what, stored, wanted in (
        ("model", made_with["model"], encoder.name),
        ("passages", made_with["cut"], cut),
        ("header", made_with["header"], heading),
    ):
        if stored != wanted:
            raise IndexMismatch(
                f"{folder} was made with {what} {stored!r}, and {wanted!r} is wanted: use another --data folder, or set it back to {stored!r}"
            )


def _make_folder(folder: Path) -> None:
    from index.errors import NoSpace

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoSpace(f"{folder} cannot be made ({error.strerror}): choose another folder with --data") from error


def _mark_open(folder: Path) -> bool:
    """Leave a mark that a clean end takes away; True when one was still there."""
    mark = folder / "open"
    unclean = mark.exists()
    mark.touch()
    sync_folder(folder)
    return unclean


def _best_effort(what: str, action: Callable[[], object]) -> None:
    try:
        action()
    except OSError as error:
        _log.warning("could not %s: %s", what, error)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _short_digest(*parts: str) -> str:
    import hashlib

    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
