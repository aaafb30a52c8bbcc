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
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index import chunk, dense, lexical, quoted, terms
from index.catalog import Catalog, Draft, Stored
from index.check import CheckReport, check
from index.columns import Columns, View
from index.dates import find_dates
from index.encoder import Encoder, SentenceEncoder, Vectors, checked
from index.errors import IndexMismatch, ModelUnusable, NoSpace, NotReady
from index.files import sync_folder
from index.generations import Generations
from index.lexical import Matches
from index.lineage.follower import LineageFollower, among
from index.lineage.groups import Lineage
from index.lock import FolderLock, Owner
from index.maintainer import Maintainer
from index.model import Article, Group, GroupedBy, Hit, IndexState, Preference, SearchResult, Version, Window
from index.rank import Ranked, rank
from index.segment import Ints, header
from index.select import best
from index.settings import IndexSettings
from index.timely import Located, Read, in_time
from index.timing import Clock

_log = logging.getLogger(__name__)

_BATCH_PASSAGES = 128  # passages encoded and committed together: a few seconds of work is what a kill can cost
_LOOKS = 3  # a search that meets a change starts over


@dataclass(frozen=True, slots=True)
class _Found:
    """One look at one view; `gone`: passages of it that the catalog did not know any more, and 1 if the lineages are of another moment."""

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
        self._lineage = LineageFollower(settings.data_dir / "lineage", catalog)
        self._generations = Generations(settings.data_dir / "chroma", stamp) if lock and settings.generation else None
        self._models: tuple[tuple[str, str], ...] = (("embedding", f"{made_with['model']}@sha256:{made_with['model_sha256']}"),)
        self._stamp = stamp
        self._dim = int(made_with["dim"])
        self._writing = threading.Lock()
        self._publishing = threading.Lock()  # held from a commit until the view shows it
        self._closing = threading.Event()
        self._maintainer = Maintainer(catalog, self._columns, self._generations, self._writing, unclean=unclean)
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
        ended = self._maintainer.close()
        if self._lock:
            with self._writing:
                _best_effort("save the columns", self._columns.save)
                _best_effort("save the lineages", self._lineage.save)
        self.catalog.close()
        if self._lock:
            if ended:
                _best_effort("mark the clean end", lambda: (self.settings.data_dir / "open").unlink(missing_ok=True))
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def name_model(self, role: str, model: str) -> None:
        """Let the state, and with it the snapshot, name a model that works on what this index finds: answers depend on it too."""
        self._models = (self._models[0], (role, model))

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
            self._follow()
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
                self._maintainer.wake()

    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None:
        """A stored version of a live article by its number, else the one in force as of that day, else the current one; None without one."""
        return self.catalog.version(article_id, number, as_of)

    def articles(self, after: str | None = None, limit: int = 50, source: str | None = None) -> list[Version]:
        """Current versions by ascending id, those after the id `after`."""
        return self.catalog.articles(after, limit, source)

    def groups(self, by: GroupedBy, source: str | None = None) -> list[Group]:
        """Live articles counted by their source, author or language, the largest group first; perhaps of one source alone."""
        return self.catalog.groups(by, source)

    def lineage(self, article_id: str) -> Lineage:
        """The articles that tell one source's story with this one, and what shows it; alone when it shares its story with no other."""
        self._catch_up()
        return self._lineage.moment.lineage(article_id)

    def likely(self, text: str, most_run: int, most_near: int) -> quoted.Likely:
        """The stored versions that may hold the words of `text`, superseded ones included; at most so many that have their very run or come near."""
        return quoted.likely(self._columns.view, terms.terms(text), most_run, most_near)

    def texts(self) -> Iterator[tuple[str, int, str]]:
        """(article id, version number, text) of all stored versions, in this order."""
        return self.catalog.texts()

    def addresses(self) -> list[tuple[str, str]]:
        """(article id, address) of the live articles that have one, by id."""
        return self.catalog.addresses()

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
            self._follow()
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
        snapshot = _short_digest(view.digest, self._stamp, *(f"{role} {model}" for role, model in self._models[1:]))
        return IndexState(snapshot, view.articles, view.statistics.passages, self._models)

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult:
        """The `k` passages that answer `text` best, from articles inside `window`; fewer when there are no more.

        `prefer`: what moves a passage up beside its content; nothing is excluded by it.

        The order depends only on what is in the index: ties are broken by article id, then place.
        """
        window, prefer = window or Window(), prefer or Preference()
        clock = Clock()
        vector = self._query_vector(text)
        clock.lap("encode")
        query = terms.terms(text)

        def look() -> _Found:
            whole, moment = self._columns.view, self._lineage.moment
            view = whole.told(window)
            matches = lexical.match(query, view.parts, view.statistics)
            generations = self._generations if window.open and view is whole else None
            chosen = self._candidates(view, matches, vector, window, generations)
            clock.lap("candidates")
            ranked = rank(view, chosen, query, matches, vector, prefer)
            read = _once(lambda keys: self.catalog.passages(keys, window.as_of))
            hits, gone = _joined(in_time(ranked, prefer.times, read), k, read)
            hits = tuple(replace(hit, lineage=moment.lineage(hit.article.id).id) for hit in hits) if view is whole else among(hits)
            clock.lap("rank")
            return _Found(whole, matches, hits, gone + (moment.seq != whole.seq))

        for _ in range(_LOOKS):
            found = look()
            if not found.gone:
                break
            self._catch_up()
        else:
            with self._publishing:  # changes come faster than searches: now they wait for this one
                self._follow()
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

    def _candidates(
        self, view: View, matches: Matches, vector: Vectors | None, window: Window, generations: Generations | None
    ) -> list[Ints]:
        n, allowed = self.settings.candidates, view.allowed(window)
        matching = [mask & (scores > 0) for mask, scores in zip(allowed, matches.scores, strict=True)]
        chosen = best(view, matches.scores, matching, n)
        if vector is None:
            return chosen
        near = dense.candidates(view, allowed, vector, n, generations)
        return [np.union1d(one, other) for one, other in zip(chosen, near, strict=True)]

    def _catch_up(self) -> None:
        """Wait for a change that is committed but not in view yet; a reader beside an owner follows it here."""
        with self._publishing:
            self._follow()

    def _follow(self) -> None:
        """Bring what every search reads up to the log's end; called with `_publishing` held."""
        self._columns.refresh()
        self._lineage.refresh()

    # -- followers --------------------------------------------------------------------------------------------------

    def maintain(self) -> None:
        """Keep the Chroma generation current in the background from now on (the serving process)."""
        self._maintainer.start()

    def settle(self) -> None:
        """Bring the followers up to date now: open or build the Chroma generation, save the columns. Raises GenerationUnusable."""
        self._maintainer.refresh_dates()
        with self._publishing:
            self._follow()
        self._maintainer.attach_or_build()
        with self._writing:
            _best_effort("save the columns", self._columns.save)
            _best_effort("save the lineages", self._lineage.save)

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
        return check(self.catalog, self._columns, self._lineage, self._maintainer, self._publishing, repair=repair)


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


def _once(read: Read) -> Read:
    """`read` that asks for each passage once."""
    known: dict[int, Located] = {}

    def remembered(keys: Sequence[int]) -> dict[int, Located]:
        known.update(read([key for key in keys if key not in known]))
        return {key: known[key] for key in keys if key in known}

    return remembered


def _joined(ranked: list[Ranked], k: int, read: Read) -> tuple[tuple[Hit, ...], int]:
    """The first `k` that the catalog still knows to be in force, and how many it does not: text, offsets and liveness come from there."""
    hits: list[Hit] = []
    start = gone = 0
    while len(hits) < k and start < len(ranked):
        page = ranked[start : start + k]
        rows = read([key for key, _ in page])
        gone += len(page) - len(rows)
        for key, scores in page:
            if key in rows and len(hits) < k:
                passage, version, mentions = rows[key]
                hits.append(Hit(len(hits) + 1, scores, passage, version.article, tuple(mentions)))
        start += k
    return tuple(hits), gone


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
