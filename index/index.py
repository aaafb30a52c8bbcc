"""Articles in, ranked passages out: the catalog and its followers behind one door."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
from index.encoder import Encoder, SentenceEncoder, Vectors, checked
from index.errors import IndexDamaged, IndexMismatch, ModelUnusable, NoSpace, NotReady
from index.files import sync_folder
from index.generations import Generations
from index.lexical import Matches
from index.lock import FolderLock, Owner
from index.model import Article, Hit, IndexState, SearchResult, Version, Window
from index.rank import Ranked, rank
from index.segment import Ints, header
from index.select import best
from index.settings import IndexSettings
from index.timing import Clock

_log = logging.getLogger(__name__)

_BATCH_PASSAGES = 128  # passages encoded and committed together: a few seconds of work is what a kill can cost
_DATES_PAGE = 100  # article versions whose dates are read again in one transaction
_REBUILD_PAUSE_S = 30.0  # between two builds of a generation: many changes make one, and a full disk is not hammered
_LOOKS = 3  # at what changes meanwhile: a search or a check starts over when it has met a change


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `Index.check` found: every line names what is wrong and where; `repaired` what was made again.

    `sound`: nothing is wrong, or nothing is wrong any more.
    """

    articles: int
    passages: int
    problems: tuple[str, ...]
    repaired: tuple[str, ...]
    sound: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """One look at one view; `gone`: passages of it that the catalog did not know any more."""

    view: View
    matches: Matches
    hits: tuple[Hit, ...]
    gone: int


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
        self._dim = int(made_with["dim"])
        self._writing = threading.Lock()
        self._publishing = threading.Lock()  # held from a commit until the view shows it
        self._maintaining = threading.Lock()
        self._wake, self._closing = threading.Event(), threading.Event()
        self._maintainer: threading.Thread | None = None
        self._dates_current = False  # looked for once: what goes in from now on is read by the present rules
        self._columns.refresh()
        if lock and self._columns.astray:
            _best_effort("save the columns", self._columns.save)

    # -- opening and closing ----------------------------------------------------------------------------------------

    @classmethod
    def open(cls, settings: IndexSettings, *, own: bool = True, encoder: Encoder | None = None) -> Self:
        """Open the data folder; `own` takes its lock and makes the folder when it is new, otherwise it is only read.

        Raises IndexLocked, IndexMismatch, IndexDamaged, NoSpace, ModelUnusable, NotReady (no index to read).
        """
        encoder = encoder or SentenceEncoder(settings.model)
        folder = settings.data_dir
        with contextlib.ExitStack() as undo:
            lock = None
            if own:
                _make_folder(folder)
                lock = FolderLock(folder, Owner(os.getpid(), _now()))
                undo.callback(lock.release)
            catalog = Catalog(folder / "catalog.sqlite", (lambda: fingerprint(settings, encoder)) if own else None)
            undo.callback(catalog.close)
            _check_fingerprint(catalog.fingerprint(), settings, encoder, own=own)
            index = cls(settings, catalog, encoder, lock, unclean=own and _mark_open(folder))
            undo.pop_all()
        return index

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
        if self._lock:
            if not (self._maintainer and self._maintainer.is_alive()):
                _best_effort("mark the clean end", lambda: (self.settings.data_dir / "open").unlink(missing_ok=True))
            self._lock.release()

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
        with self._changing():
            for batch in self._batches(articles):
                stored += self._put_batch(batch)
                if progress:
                    progress(len(batch))
        return tuple(stored)

    def delete(self, article_id: str) -> bool:
        """Take an article out of every answer from now on; False when no such article is live."""
        with self._changing(), self._publishing:
            gone = self.catalog.delete(article_id)
            self._columns.refresh()
        return gone

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """The right to change articles, one thread at a time; wakes the maintainer afterwards."""
        if self._lock is None or self._closing.is_set():
            raise NotReady(f"{self.settings.data_dir} is open for reading only" if self._lock is None else "the index is closed")
        with self._writing:
            try:
                yield
            finally:
                self._wake.set()

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
        known = self.catalog.unchanged(articles)
        drafts = self._drafts([article for article in articles if article.id not in known])
        with self._publishing:
            stored = iter(self.catalog.put(drafts))
            self._columns.refresh()
        return [known.get(article.id) or next(stored) for article in articles]

    def _drafts(self, articles: Sequence[Article]) -> list[Draft]:
        spans = [chunk.passages(article.text, self.settings.passage_words) for article in articles]
        texts = [
            embedded_text(article, span.of(article.text), self.settings)
            for article, own in zip(articles, spans, strict=True)
            for span in own
        ]
        with ThreadPoolExecutor(1) as beside:  # dates are read while the encoder, which holds no Python lock, multiplies
            dates = beside.submit(lambda: [find_dates(article.text, article.published_on) for article in articles])
            vectors = self._encoded(texts)
        drafts, done = [], 0
        for article, own, mentions in zip(articles, spans, dates.result(), strict=True):
            drafts.append(Draft(article, tuple(own), vectors[done : done + len(own)], mentions))
            done += len(own)
        return drafts

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text. Raises ModelUnusable when the encoder returns anything else: it would be stored for good."""
        if not texts:
            return np.zeros((0, self._dim), np.float32)
        rows = np.asarray(self.encoder.encode(texts), dtype=np.float32)
        if rows.shape != (len(texts), self._dim):
            raise ModelUnusable(f"the encoder {self.encoder.name} returned {rows.shape} for {len(texts)} texts of {self._dim} dimensions")
        return checked(rows, self.encoder.name)

    # -- searching --------------------------------------------------------------------------------------------------

    def state(self) -> IndexState:
        """What is being searched now."""
        return self._state(self._columns.view)

    def _state(self, view: View) -> IndexState:
        snapshot = _short_digest(view.digest, self._stamp)
        return IndexState(snapshot, view.articles, view.statistics.passages, self._models)

    def search(self, text: str, k: int, window: Window | None = None, near_day: dt.date | None = None) -> SearchResult:
        """The `k` passages that answer `text` best, from articles inside `window`; fewer when there are no more.

        Articles published near `near_day` are preferred a little, when one is given.

        The order depends only on what is in the index: ties are broken by article id, then place.
        """
        window = window or Window()
        clock = Clock()
        vector = self._query_vector(text)
        clock.lap("encode")
        query = terms.terms(text)

        def look() -> _Found:
            view = self._columns.view
            matches = lexical.match(query, view.parts, view.statistics)
            chosen = self._candidates(view, matches, vector, window)
            clock.lap("candidates")
            hits, gone = self._joined(rank(view, chosen, query, matches, vector, near_day), k)
            clock.lap("rank")
            return _Found(view, matches, hits, gone)

        for _ in range(_LOOKS):
            found = look()
            if not found.gone:
                break
            self._catch_up()
        else:
            with self._publishing:  # changes come faster than searches: now they wait for this one
                self._columns.refresh()
                found = look()
        degraded = self._degraded(found.view, vector)
        return SearchResult(found.hits, tuple(found.matches.idf.items()), self._state(found.view), degraded, clock.timings)

    def _query_vector(self, text: str) -> Vectors | None:
        try:
            vector: Vectors = self._encoded([text])[0]
        except ModelUnusable as error:
            _log.warning("searching by words alone: %s", error)
            return None
        return vector

    def _degraded(self, view: View, vector: Vectors | None) -> tuple[str, ...]:
        if vector is None:
            return ("encoder_unavailable",)
        return ("vector_index_rebuilding",) if self._generations and self._generations.missing(view) else ()

    def _candidates(self, view: View, matches: Matches, vector: Vectors | None, window: Window) -> list[Ints]:
        n, allowed = self.settings.candidates, view.allowed(window)
        matching = [mask & (scores > 0) for mask, scores in zip(allowed, matches.scores, strict=True)]
        chosen = best(view, matches.scores, matching, n)
        if vector is None:
            return chosen
        near = dense.candidates(view, allowed, vector, n, self._generations if window.open else None)
        return [np.union1d(one, other) for one, other in zip(chosen, near, strict=True)]

    def _joined(self, ranked: list[Ranked], k: int) -> tuple[tuple[Hit, ...], int]:
        """The first `k` that the catalog still knows as live, and how many it does not: text, offsets and liveness come from there."""
        hits: list[Hit] = []
        start = gone = 0
        while len(hits) < k and start < len(ranked):
            page = ranked[start : start + k]
            rows = self.catalog.passages([key for key, _ in page])
            gone += len(page) - len(rows)
            for key, scores in page:
                if key in rows and len(hits) < k:
                    passage, version, mentions = rows[key]
                    inside = tuple(m for m in mentions if passage.span.start <= m.start and m.end <= passage.span.end)
                    hits.append(Hit(len(hits) + 1, scores, passage, version.article, inside))
            start += k
        return tuple(hits), gone

    def _catch_up(self) -> None:
        """Wait for a change that is committed but not in view yet; a reader beside an owner follows it here."""
        with self._publishing:
            self._columns.refresh()

    # -- followers --------------------------------------------------------------------------------------------------

    def maintain(self) -> None:
        """Keep the Chroma generation current in the background from now on (the serving process)."""
        if self._generations and self._maintainer is None:
            self._maintainer = threading.Thread(target=self._maintenance, name="dateline-maintainer", daemon=True)
            self._maintainer.start()

    def settle(self) -> None:
        """Bring the followers up to date now: open or build the Chroma generation, save the columns."""
        self._refresh_dates()
        with self._publishing:
            self._columns.refresh()
        if self._generations:
            with self._maintaining:
                self._attach_or_build()
        with self._writing:
            _best_effort("save the columns", self._columns.save)

    def _refresh_dates(self) -> None:
        """Read dates again that an earlier dateline read by other rules; a page at a time, so that articles can go in between."""
        while not self._dates_current and not self._closing.is_set():
            with self._writing:
                self._dates_current = self.catalog.refresh_dates(_DATES_PAGE) < _DATES_PAGE

    def _attach_or_build(self) -> bool:
        """Open the generation or build one where that is due; True when one was built. Raises GenerationUnusable."""
        generations, view = self._generations, self._columns.view
        if generations is None:
            return False
        if generations.seq is None:
            generations.attach(view, probe=self._unclean)
        due = generations.due(view)
        if due:
            generations.build(view)
        return due

    def _maintenance(self) -> None:
        while not self._closing.is_set():
            self._wake.clear()
            try:
                with self._maintaining:
                    tried = self._attach_or_build()
                self._refresh_dates()
            except Exception as error:  # the thread has to outlive whatever Chroma and the disk come up with
                _log.warning("the Chroma generation waits: %s", error)
                tried = True
            if tried:
                self._closing.wait(_REBUILD_PAUSE_S)
            self._wake.wait(_REBUILD_PAUSE_S)  # not for ever: a question may have set the generation aside

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
        truth = list(self.catalog.problems())
        repaired: list[str] = []
        try:
            columns, generation = self._column_problems(), self._generation_problems()
            totals = self.catalog.totals()
        except IndexDamaged as error:  # nothing can be compared with it, or made from it
            return CheckReport(0, 0, tuple(truth) or (f"catalog: {error}",), (), sound=False)
        if repair and columns:
            with self._publishing:
                self._columns.rebuild()
            repaired.append("columns: made again from the catalog")
        mended = bool(repair and generation) and self._rebuilt()
        if mended:
            repaired.append("chroma: a new generation was built from the catalog")
        sound = not truth and (not columns or not self._column_problems()) and (not generation or mended)
        return CheckReport(totals.articles, totals.passages, (*truth, *columns, *generation), tuple(repaired), sound)

    def _generation_problems(self) -> list[str]:
        if self._generations is None:
            return []
        with self._maintaining:
            self._generations.attach(self._columns.view, probe=True)
            wrong = self._generations.missing(self._columns.view)
        return [f"chroma: {wrong}"] if wrong else []

    def _rebuilt(self) -> bool:
        """Whether a new generation could be put in the place of the others."""
        if self._generations is None:
            return False
        try:
            with self._maintaining:
                self._generations.remove()
                self._generations.build(self._columns.view)
        except GenerationUnusable as error:
            _log.warning("%s", error)
            return False
        return True

    def _column_problems(self) -> list[str]:
        """What differs between the view and the catalog, of one moment."""
        for _ in range(_LOOKS):
            self._catch_up()
            view = self._columns.view
            problems = self._differences(view)
            if not problems or self.catalog.totals().seq == view.seq:
                break
        return problems

    def _differences(self, view: View) -> list[str]:
        found = {}
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
        **_recipe(settings),
    }


def _recipe(settings: IndexSettings) -> dict[str, str]:
    """What is told of passages without loading a model: how they are cut, and what stands in front of them."""
    return {
        "cut": f"{chunk.VERSION} {settings.passage_words} words",
        "header": "title source day" if settings.header else "none",
    }


def embedded_text(article: Article, text: str, settings: IndexSettings) -> str:
    """What is embedded for a passage: the header line, if any, and the slice."""
    line = header(article) if settings.header else ""
    return f"{line}\n{text}" if line else text


def _check_fingerprint(made_with: dict[str, str], settings: IndexSettings, encoder: Encoder, *, own: bool) -> None:
    """Raises IndexMismatch; the cut matters only to one who puts articles in."""
    recipe = _recipe(settings)
    parts = [("model", made_with["model"], encoder.name), ("weights", made_with["model_sha256"], encoder.digest)]
    if own:
        parts += [("passages", made_with["cut"], recipe["cut"]), ("header", made_with["header"], recipe["header"])]
    for what, stored, wanted in parts:
        if stored != wanted:
            raise IndexMismatch(
                f"{settings.data_dir} was made with {what} {stored!r}, and {wanted!r} is wanted: "
                f"use another --data folder, or set it back to {stored!r}"
            )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoSpace(f"{folder} cannot be made ({error.strerror}): choose another folder with --data") from error


def _mark_open(folder: Path) -> bool:
    """Leave a mark that a clean end takes away; True when one was still there."""
    mark = folder / "open"
    unclean = mark.exists()
    try:
        mark.touch()
        sync_folder(folder)
    except OSError as error:
        raise NoSpace(f"{folder} cannot be written ({error.strerror}): free some space or make the folder writable") from error
    return unclean


def _best_effort(what: str, action: Callable[[], object]) -> None:
    try:
        action()
    except OSError as error:
        _log.warning("could not %s: %s", what, error)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _short_digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
