"""`dateline watch`: a folder or a feed → an index that stays current, until Ctrl-C or SIGTERM.

Polling with the standard library: a file is read again when its size, its time or its folder's metadata.jsonl changes, an address with a
conditional request. The index is opened only for the moments in which there is something to put, so other commands can use it.
"""

from __future__ import annotations

import datetime as dt
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import click

from api.cli.options import allow_fetch, pass_state
from api.cli.state import State
from index.errors import BadInput, NotReady, TooBusy

if TYPE_CHECKING:
    from types import FrameType

    from index.catalog import Stored
    from index.fetch.client import Fetched, Fetcher
    from index.ingest import Report
    from index.model import Article
    from index.sources import Item

_QUIET_S = 1.0  # a file that changed less than this ago may still be being written: it waits for the next round
_FOLDER_S, _FEED_S = 5.0, 300.0
_SHOWN = 20

Put = Callable[[Sequence["Article"]], Sequence["Stored"]]
Delete = Callable[[str], bool]


@click.command(epilog="Example: dateline watch articles/   or: dateline watch https://news.example/feed.xml --allow-fetch --every 600")
@click.argument("target", metavar="FOLDER|FEED")
@click.option(
    "--every", type=click.FloatRange(0.1, 86_400), metavar="S", help="Seconds between two looks (5 for files, 300 for addresses)."
)
@click.option("--source", metavar="NAME", help="Outlet of articles that do not state one.")
@click.option("--once", is_flag=True, help="Look once and end; exit code 1 when something was rejected.")
@allow_fetch
@pass_state
def watch(state: State, target: str, every: float | None, source: str | None, once: bool, allow_fetch: bool) -> int:
    """Keep the index current with a folder, a file or a feed's address.

    New and changed articles go in as they come; what cannot be read is named and the rest goes on. Ends cleanly on Ctrl-C and SIGTERM.
    Files that disappear leave their articles in the index.
    """
    from api.wiring import make_fetcher
    from index.sources import FETCHING_IS_OFF, is_address

    details = {"source": source} if source else {}
    watched: Watched
    if is_address(target):
        fetcher = make_fetcher(state.settings, allow_fetch)
        if fetcher is None:
            raise BadInput(f"{target}: {FETCHING_IS_OFF}")
        watched = FeedWatch(target, details, fetcher)
    elif Path(target).exists():
        watched = FolderWatch(Path(target), details, quiet_s=0.0 if once else _QUIET_S)
    else:
        raise BadInput(f"{target}: no such file or folder")
    with _stopping() as stop:
        click.echo(f"watching {target}; Ctrl-C ends it", err=True)
        return _run(state, watched, every or watched.every, stop, once)


def _run(state: State, watched: Watched, every: float, stop: threading.Event, once: bool) -> int:
    rejected = 0
    while True:
        try:
            rejected += _round(state, watched, stop)
        except (NotReady, TooBusy, BadInput) as error:  # another command holds the index, the service refuses or restarts: later
            if once:
                raise
            click.echo(f"{_now()} {error}; trying again in {every:g} s", err=True)
        if once or stop.wait(every):
            return 1 if once and rejected else 0


def _round(state: State, watched: Watched, stop: threading.Event) -> int:
    """Put what has changed, piece by piece; returns how much was rejected."""
    from index.ingest import ingest

    rejected = 0
    for piece in watched.changes(stop):
        with _putting(state) as (put, delete):
            report = ingest(_until(stop, piece.items), put)
            if not stop.is_set():
                watched.done(piece, delete)
        rejected += len(report.rejections)
        _tell(report)
        if stop.is_set():
            break
    return rejected


def _until(stop: threading.Event, items: Iterator[Item]) -> Iterator[Item]:
    for item in items:
        if stop.is_set():
            return
        yield item


@contextmanager
def _putting(state: State) -> Iterator[tuple[Put, Delete]]:
    """Ways to put and delete: through the service that holds the folder, else in the folder itself, for as long as this lasts."""
    from api.cli.ingest import put_remote

    service = state.service()
    if service is not None:
        yield lambda articles: put_remote(service, articles), service.delete
        return
    with state.owning() as index:
        yield index.put, index.delete


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; a second SIGINT interrupts at once."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(report: Report) -> None:
    counts = {name: report.counts[name] for name in ("added", "updated", "unchanged")}  # type: ignore[index]  # outcomes are strings
    told = ", ".join(f"{number} {name}" for name, number in {**counts, "rejected": len(report.rejections)}.items() if number)
    click.echo(f"{_now()} {told or 'nothing new'}")
    for one in report.rejections[:_SHOWN]:
        click.echo(f"rejected {one.place}: {one.reason}", err=True)
    if len(report.rejections) > _SHOWN:
        click.echo(f"… and {len(report.rejections) - _SHOWN} more", err=True)


def _now() -> str:
    return time.strftime("%H:%M:%S")


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


# -- what is watched ----------------------------------------------------------------------------------------------------


class Piece(NamedTuple):
    """Some of what changed: its articles and rejections, read when they are asked for, and a mark of what it stands for."""

    items: Iterator[Item]
    mark: object


class Watched(Protocol):
    """Something that changes."""

    every: float

    def changes(self, stop: threading.Event) -> Iterator[Piece]:
        """What is new or changed since it was last `done`."""

    def done(self, piece: Piece, delete: Delete) -> None:
        """The piece is stored."""


class Stamp(NamedTuple):
    """What tells that a file, or the sidecar that describes it, is another one now."""

    size: int
    time_ns: int
    sidecar: tuple[int, int]


class FolderWatch:
    """Files below a folder, one piece for each folder in it.

    The id of a plain text comes from its content, so a changed file would stand beside its earlier self: what a file held before, when it
    had such an id and no other file has it, is deleted once its successor is stored.
    """

    every = _FOLDER_S

    def __init__(self, path: Path, details: Mapping[str, object], quiet_s: float = _QUIET_S) -> None:
        self._path, self._details, self._quiet_s = path, dict(details), quiet_s
        self._seen: dict[Path, Stamp] = {}
        self._held: dict[Path, str] = {}
        self._read: dict[Path, str] = {}

    def changes(self, stop: threading.Event) -> Iterator[Piece]:
        """One piece for each folder in which files are new, changed, or described anew."""
        from index.sources import files_under

        now = self._stamps(files_under(self._path))
        for gone in self._seen.keys() - now.keys():
            del self._seen[gone]
        changed = [file for file, stamp in now.items() if self._seen.get(file) != stamp and not self._fresh(stamp)]
        folders = _by_folder(changed)
        for folder in sorted(folders):
            files = sorted(folders[folder])
            yield Piece(self._items(files), {file: now[file] for file in files})

    def done(self, piece: Piece, delete: Delete) -> None:
        """Remember the files as read, and delete what they held before."""
        assert isinstance(piece.mark, dict)
        before = {file: self._held.get(file) for file in piece.mark}
        self._seen.update(piece.mark)
        for file in piece.mark:
            if file in self._read:
                self._held[file] = self._read.pop(file)
        current = set(self._held.values())
        for file, old in before.items():
            if old and old.startswith("c-") and old not in current and delete(old):
                click.echo(f"{_now()} {file.name} has changed: its earlier text is deleted")

    def _items(self, files: Sequence[Path]) -> Iterator[Item]:
        from index.model import Article
        from index.sources import read_paths

        for item in read_paths([str(file) for file in files], self._details, today=_today()):
            if isinstance(item, Article) and item.file_name:
                self._read[files[0].parent / item.file_name] = item.id
            yield item

    def _stamps(self, files: Iterator[Path]) -> dict[Path, Stamp]:
        sidecars: dict[Path, tuple[int, int]] = {}
        stamps: dict[Path, Stamp] = {}
        for file in files:
            if file.parent not in sidecars:
                sidecars[file.parent] = _stat(file.parent / "metadata.jsonl") or (0, 0)
            found = _stat(file)
            if found:
                stamps[file] = Stamp(*found, sidecars[file.parent])
        return stamps

    def _fresh(self, stamp: Stamp) -> bool:
        ages = [time.time() - at / 1e9 for at in (stamp.time_ns, stamp.sidecar[1])]
        return any(0 <= age < self._quiet_s for age in ages)


def _by_folder(files: Sequence[Path]) -> dict[Path, list[Path]]:
    folders: dict[Path, list[Path]] = {}
    for file in files:
        folders.setdefault(file.parent, []).append(file)
    return folders


def _stat(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


class FeedWatch:
    """An address: a feed, or any page; asked with what the server said of its last state, so an unchanged one costs nothing."""

    every = _FEED_S

    def __init__(self, url: str, details: Mapping[str, object], fetcher: Fetcher) -> None:
        self._url, self._details, self._fetcher = url, dict(details), fetcher
        self._last: Fetched | None = None

    def changes(self, stop: threading.Event) -> Iterator[Piece]:
        """One piece when there is something new. Raises BadInput when it cannot be fetched."""
        from index.sources import read_fetched

        last = self._last
        try:
            got = self._fetcher.get(self._url, last.etag if last else None, last.modified if last else None)
        except BadInput as error:
            raise BadInput(f"{self._url}: {error}") from error
        if not got.unchanged and not (last and got.data == last.data):
            yield Piece(read_fetched(got, self._details, today=_today(), place=self._url), got)

    def done(self, piece: Piece, delete: Delete) -> None:
        """Ask from now on for what is newer."""
        from index.fetch.client import Fetched

        assert isinstance(piece.mark, Fetched)
        self._last = piece.mark
