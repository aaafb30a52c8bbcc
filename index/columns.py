"""The change log → segments in memory, kept on disk between starts: what both legs read beside Chroma.

Versions that newer ones replaced stay, each with the day on which it ceased to be the current one, for questions as of an earlier day.

A follower: it knows the last change it has applied, replays what is missing from the catalog, and can be thrown away.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import lexical
from index.catalog import Catalog, IndexedVersion, News
from index.errors import IndexDamaged
from index.files import sha256_of, sync_folder, write_atomic
from index.filters import folded, in_language
from index.model import Window
from index.segment import Ints, Mask, Segment, build, merge

_BUILD = 2_000  # articles read from the catalog and made into one segment at a time
_MOST = 8  # segments; past it the small ones are merged, so that a query visits few

_ARRAYS = (
    *("keys", "seqs", "days", "articles", "sources", "lengths", "vectors", "starts", "rows", "weights"),
    *("token_starts", "tokens", "token_sentences", "positions", "header_starts", "header_tokens", "versions", "since", "embargoes"),
    *("authors", "languages"),
)
_NAMES = ("article_ids", "source_names", "author_names", "language_names")
_ENDS = "ends"  # the array beside them that belongs to the view and not to the segment
_MANIFEST = {"fingerprint", "seq", "digest", "folder", "files"}


NEVER = dt.date.max.toordinal() + 1
"""The day on which a version ends that is still the current one."""

Held = tuple[Segment, Ints]
"""A segment, and for each article version in it the ordinal of the day on which it ceased to be the current one; 0: told of no day."""


@dataclass(frozen=True)
class View:
    """One moment of the index: segments with the rows of them that are live, up to change `seq`. Never changes.

    `ends`: what `Held` has, for each of the segments.
    """

    seq: int
    digest: str
    parts: tuple[tuple[Segment, Mask], ...]
    ends: tuple[Ints, ...] = ()

    @classmethod
    def of(cls, seq: int, digest: str, held: Iterable[Held]) -> View:
        """The view whose live rows are those of current versions."""
        kept = [(segment, ends) for segment, ends in held if ends.any()]
        return cls(seq, digest, tuple((segment, (ends == NEVER)[segment.articles]) for segment, ends in kept), tuple(e for _, e in kept))

    @property
    def held(self) -> Iterator[Held]:
        """All that is here, versions that are not current any more included."""
        return ((segment, ends) for (segment, _), ends in zip(self.parts, self.ends, strict=True))

    def told(self, window: Window) -> View:
        """What there was to tell on the day that `window` asks as of, or is now: versions in force and not under embargo.

        It ranks as an index would that holds nothing else. The very same view comes back when that is all that is live.
        """
        if window.as_of is None and not any((segment.embargoes > _moment(window)).any() for segment, _ in self.parts):
            return self
        return View(self.seq, self.digest, tuple((segment, _told(segment, ends, window)) for segment, ends in self.held))

    @cached_property
    def statistics(self) -> lexical.Statistics:
        """Live passages and mean length, for BM25."""
        return lexical.statistics(self.parts)

    @cached_property
    def articles(self) -> int:
        """Live articles that have at least one passage."""
        return sum(len(np.unique(segment.articles[alive])) for segment, alive in self.parts)

    def allowed(self, window: Window) -> list[Mask]:
        """Live rows of the articles that the window lets through, one mask per segment; what it asks as of is for `told`."""
        return [alive if window.open else alive & _inside(segment, window) for segment, alive in self.parts]

    def locate(self, keys: Ints) -> list[Ints]:
        """Rows of the live passages among `keys`, one ascending array per segment."""
        places = []
        for segment, alive in self.parts:
            rows = segment.rows_of(keys)
            rows = rows[rows >= 0]
            places.append(np.unique(rows[alive[rows]]))
        return places


_EMPTY = View(0, "0" * 64, ())


def end_of(until: dt.date | None) -> int:
    """The day on which a version ceased to be the current one, as `Held` has it."""
    return until.toordinal() if until else NEVER


def _told(segment: Segment, ends: Ints, window: Window) -> Mask:
    current = ends == NEVER
    if window.as_of is not None:
        day = window.as_of.toordinal()
        current = (0 < segment.since) & (segment.since <= day) & (day < ends)
    free = segment.embargoes <= _moment(window)
    told: Mask = (current & free)[segment.articles]
    return told


def _moment(window: Window) -> float:
    """Up to when embargoes have ended, in seconds since 1970: the last moment of the day asked as of, else that of asking."""
    moment = dt.datetime.combine(window.as_of, dt.time.max, dt.UTC) if window.as_of else window.asked_at
    return moment.timestamp() if moment else 0.0


def _inside(segment: Segment, window: Window) -> Mask:
    mask = np.ones(len(segment), dtype=bool)
    if window.after:
        mask &= segment.days >= window.after.toordinal()
    if window.before:
        mask &= (segment.days > 0) & (segment.days <= window.before.toordinal())
    if window.sources:
        wanted = [number for number, name in enumerate(segment.source_names) if name in window.sources]
        mask &= np.isin(segment.sources, wanted)
    if window.authors:
        wanted = [number for name in window.authors for number in segment.bylines.get(folded(name), ())]
        mask &= np.isin(segment.authors, wanted)[segment.articles]
    if window.languages:
        wanted = [number for number, tag in enumerate(segment.language_names) if any(in_language(tag, one) for one in window.languages)]
        mask &= np.isin(segment.languages, wanted)[segment.articles]
    return mask


class Columns:
    """Keeps the current View. `refresh` is called by the one writer; readers take `view` and keep it as long as they like."""

    def __init__(self, folder: Path, catalog: Catalog, fingerprint: str, dim: int) -> None:
        self._folder, self._catalog, self._fingerprint = folder, catalog, fingerprint
        self._dim = dim
        saved = self._loaded()
        self.astray = saved is not None and not catalog.reaches(saved.seq, saved.digest)
        """True when what was saved follows another log (an older catalog was put back under it) and is not used."""
        self.view = saved if saved and not self.astray else _EMPTY
        self._saved = (self.view.seq, self.view.digest) if self.view is saved else None

    def refresh(self) -> View:
        """Apply what the catalog's log has gained and return the new view."""
        self.view = self._followed(self.view)
        return self.view

    def rebuild(self) -> View:
        """Forget everything and follow the log from its beginning; searches see the old view until the new one is whole."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._saved = None
        self.view = self._followed(_EMPTY)
        return self.view

    def _followed(self, view: View) -> View:
        news = self._catalog.news(view.seq)
        if not news.changes:
            return view
        held = [(segment, _ended(segment, ends, news)) for segment, ends in view.held]
        known = {name for segment, ends in held for name in _names(segment, ends)}
        held += self._built(news, known)
        return View.of(news.changes[-1].seq, news.digest, _merged([one for one in held if one[1].any()], self._dim))

    def _built(self, news: News, known: Container[tuple[str, int]]) -> list[Held]:
        """Segments of the versions that are told of some day and not known yet."""
        seqs = {(change.article_id, change.version): change.seq for change in news.changes if change.version is not None}
        wanted = [name for name in seqs if name in news.tells and name not in known]
        held = []
        for start in range(0, len(wanted), _BUILD):
            versions = list(self._catalog.indexed_versions(wanted[start : start + _BUILD]))
            for version in versions:
                if version.vectors.shape[1] != self._dim:
                    raise IndexDamaged(f"{version.article.id!r} has vectors of {version.vectors.shape[1]} dimensions, not {self._dim}")
            made = build(((seqs[_name(version)], version) for version in versions), lexical.HEADER_WEIGHT, self._dim)
            held.append((made, _ended(made, np.full(len(made.article_ids), NEVER), news)))
        return held

    # -- on disk ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write the view, merged into one segment, so that the next start maps it instead of making it again."""
        if self._saved == (self.view.seq, self.view.digest):
            return
        target = self._folder / f"seq-{self.view.seq}"
        try:
            self._write(target)
        except OSError:
            shutil.rmtree(target, ignore_errors=True)  # a full disk: leave nothing half done on it
            raise
        for other in self._folder.glob("seq-*"):
            if other != target:
                shutil.rmtree(other, ignore_errors=True)
        self.view = self._loaded() or self.view
        self._saved = (self.view.seq, self.view.digest)

    def _write(self, target: Path) -> None:
        segment, ends = _one(list(self.view.held), self._dim)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in _ARRAYS:
            _write_array(target / f"{name}.npy", getattr(segment, name))
        _write_array(target / f"{_ENDS}.npy", ends)
        names = {name: getattr(segment, name) for name in _NAMES} | {"vocabulary": list(segment.vocabulary)}
        write_atomic(target / "names.json", json.dumps(names).encode())
        sync_folder(target)
        manifest = {
            "fingerprint": self._fingerprint,
            "seq": self.view.seq,
            "digest": self.view.digest,
            "folder": target.name,
            "files": _digests(target),
        }
        write_atomic(self._folder / "manifest.json", json.dumps(manifest, indent=1).encode())

    def _manifest(self) -> dict[str, Any] | None:
        try:
            manifest = json.loads((self._folder / "manifest.json").read_bytes())
        except (OSError, ValueError):
            return None
        if not isinstance(manifest, dict) or manifest.get("fingerprint") != self._fingerprint or not manifest.keys() >= _MANIFEST:
            return None
        return manifest if manifest["folder"] == f"seq-{manifest['seq']}" else None

    def _loaded(self) -> View | None:
        manifest = self._manifest()
        if manifest is None:
            return None
        folder = self._folder / str(manifest["folder"])
        try:
            if _digests(folder) != manifest["files"]:
                return None
            names = json.loads((folder / "names.json").read_bytes())
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
            ends = np.load(folder / f"{_ENDS}.npy")
        except (OSError, ValueError):
            return None
        vocabulary = {word: number for number, word in enumerate(names["vocabulary"])}
        segment = Segment(
            article_ids=tuple(names["article_ids"]),
            source_names=tuple(names["source_names"]),
            author_names=tuple(names["author_names"]),
            language_names=tuple(names["language_names"]),
            vocabulary=vocabulary,
            **arrays,
        )
        return View.of(int(manifest["seq"]), str(manifest["digest"]), [(segment, ends)])


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256_of(path) for path in folder.iterdir()}


def _name(version: IndexedVersion) -> tuple[str, int]:
    return version.article.id, version.number


def _names(segment: Segment, ends: Ints) -> Iterator[tuple[str, int]]:
    """(article id, version number) of the versions that are told of some day."""
    return (name for name, end in zip(zip(segment.article_ids, segment.versions.tolist(), strict=True), ends, strict=True) if end)


def _ended(segment: Segment, ends: Ints, news: News) -> Ints:
    """`ends` as the news have it."""
    changed = {change.article_id for change in news.changes}
    now = ends.copy()
    for number, article_id in enumerate(segment.article_ids):
        if article_id in changed:
            name = article_id, int(segment.versions[number])
            now[number] = end_of(news.tells[name]) if name in news.tells else 0
    return now


def _merged(held: list[Held], dim: int) -> list[Held]:
    """At most `_MOST` of them: the smallest ones become one when there are more."""
    if len(held) <= _MOST:
        return held
    held.sort(key=lambda one: int(one[1].astype(bool)[one[0].articles].sum()), reverse=True)
    return [*held[: _MOST // 2], _one(held[_MOST // 2 :], dim)]


def _one(held: Sequence[Held], dim: int) -> Held:
    """All that is told of some day, as one."""
    end_of = {name: end for segment, ends in held for name, end in zip(_names(segment, ends), ends[ends > 0].tolist(), strict=True)}
    made = merge([(segment, ends.astype(bool)[segment.articles]) for segment, ends in held], dim)
    return made, np.array([end_of[name] for name in zip(made.article_ids, made.versions.tolist(), strict=True)], dtype=np.int64)


def _write_array(path: Path, array: NDArray[np.generic]) -> None:
    with path.open("wb") as file:
        np.save(file, array)
        file.flush()
        os.fsync(file.fileno())
