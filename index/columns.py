"""The change log → segments in memory, kept on disk between starts: what both legs read beside Chroma.

A follower: it knows the last change it has applied, replays what is missing from the catalog, and can be thrown away.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import lexical
from index.catalog import Catalog, Change
from index.errors import IndexDamaged
from index.files import sha256_of, sync_folder, write_atomic
from index.model import Window
from index.segment import Ints, Mask, Segment, build, merge

_BUILD = 2_000  # articles read from the catalog and made into one segment at a time
_MOST = 8  # segments; past it the small ones are merged, so that a query visits few

_ARRAYS = (
    *("keys", "seqs", "days", "articles", "sources", "lengths", "vectors", "starts", "rows", "weights"),
    *("token_starts", "tokens", "token_sentences", "positions", "header_starts", "header_tokens"),
)
_MANIFEST = {"fingerprint", "seq", "digest", "folder", "files"}


@dataclass(frozen=True)
class View:
    """One moment of the index: segments with the rows of them that are live, up to change `seq`. Never changes."""

    seq: int
    digest: str
    parts: tuple[tuple[Segment, Mask], ...]

    @cached_property
    def statistics(self) -> lexical.Statistics:
        """Live passages and mean length, for BM25."""
        return lexical.statistics(self.parts)

    @cached_property
    def articles(self) -> int:
        """Live articles that have at least one passage."""
        return sum(len(np.unique(segment.articles[alive])) for segment, alive in self.parts)

    def allowed(self, window: Window) -> list[Mask]:
        """Live rows inside the window, one mask per segment."""
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


def _inside(segment: Segment, window: Window) -> Mask:
    mask = np.ones(len(segment), dtype=bool)
    if window.after:
        mask &= segment.days >= window.after.toordinal()
    for bound in (window.before, window.as_of):
        if bound:
            mask &= (segment.days > 0) & (segment.days <= bound.toordinal())
    if window.sources:
        wanted = [number for number, name in enumerate(segment.source_names) if name in window.sources]
        mask &= np.isin(segment.sources, wanted)
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
        changes, digest = self._catalog.changes(view.seq)
        if not changes:
            return view
        last = {change.article_id: change for change in changes}
        parts = [(segment, _without(segment, alive, last.keys())) for segment, alive in view.parts]
        parts += [(segment, np.ones(len(segment), dtype=bool)) for segment in self._built(list(last.values()))]
        return View(changes[-1].seq, digest, tuple(_merged([part for part in parts if part[1].any()], self._dim)))

    def _built(self, changes: Sequence[Change]) -> list[Segment]:
        put = [change for change in changes if change.version is not None]
        segments = []
        for start in range(0, len(put), _BUILD):
            page = put[start : start + _BUILD]
            seqs = {change.article_id: change.seq for change in page}
            versions = list(self._catalog.indexed([change.article_id for change in page]))
            for version in versions:
                if version.vectors.shape[1] != self._dim:
                    raise IndexDamaged(f"{version.article.id!r} has vectors of {version.vectors.shape[1]} dimensions, not {self._dim}")
            segments.append(build(((seqs[version.article.id], version) for version in versions), lexical.HEADER_WEIGHT, self._dim))
        return segments

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
        segment = merge(self.view.parts, self._dim)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in _ARRAYS:
            _write_array(target / f"{name}.npy", getattr(segment, name))
        names = {"article_ids": segment.article_ids, "source_names": segment.source_names, "vocabulary": list(segment.vocabulary)}
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
        except (OSError, ValueError):
            return None
        vocabulary = {word: number for number, word in enumerate(names["vocabulary"])}
        segment = Segment(
            article_ids=tuple(names["article_ids"]), source_names=tuple(names["source_names"]), vocabulary=vocabulary, **arrays
        )
        alive = np.ones(len(segment), dtype=bool)
        return View(int(manifest["seq"]), str(manifest["digest"]), ((segment, alive),) if len(segment) else ())


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256_of(path) for path in folder.iterdir()}


def _without(segment: Segment, alive: Mask, article_ids: Container[str]) -> Mask:
    gone = [number for number, article_id in enumerate(segment.article_ids) if article_id in article_ids]
    return alive & ~np.isin(segment.articles, gone) if gone else alive


def _merged(parts: list[tuple[Segment, Mask]], dim: int) -> list[tuple[Segment, Mask]]:
    """At most `_MOST` parts: the smallest ones become one when there are more."""
    if len(parts) <= _MOST:
        return parts
    parts.sort(key=lambda part: int(part[1].sum()), reverse=True)
    small = merge(parts[_MOST // 2 :], dim)
    return [*parts[: _MOST // 2], (small, np.ones(len(small), dtype=bool))]


def _write_array(path: Path, array: NDArray[np.generic]) -> None:
    with path.open("wb") as file:
        np.save(file, array)
        file.flush()
        os.fsync(file.fileno())
