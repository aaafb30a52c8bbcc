"""Files, folders, globs, addresses and standard input → articles and rejections, one at a time, in a fixed order.

One function per format (`_FORMATS`). What cannot be read becomes a Rejection with its place and reason; the rest goes on.
"""

from __future__ import annotations

import datetime as dt
import glob
import io
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from index import strict_json
from index.errors import BadInput
from index.formats import chrome, feed, markdown, objects, page, warc
from index.formats.decode import decoded
from index.formats.record import Known, Parts
from index.model import Article
from index.records import MAX_TEXT_BYTES, read_article, read_text

if TYPE_CHECKING:
    from index.fetch.client import Fetched

_MAX_LINE = 4 * MAX_TEXT_BYTES  # bytes of one JSON line: a text at its limit, written with escapes
_BOM = b"\xef\xbb\xbf"
_SIDECAR = "metadata.jsonl"
"""A file of this name describes the other files of its folder: one {"file": …, "published_at"?: …, "source"?: …} a line."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One thing that was not taken: where it stands (file, file:line) and why, with the fix."""

    place: str
    reason: str


Item = Article | Rejection
Details = Mapping[str, object]
Fetch = Callable[[str], "Fetched"]
FETCHING_IS_OFF = "fetching addresses is off: allow it with --allow-fetch or DATELINE_FETCH=on, or save the page and hand in the file"


def read_paths(paths: Sequence[str], details: Details, *, today: dt.date, fetch: Fetch | None = None) -> Iterator[Item]:
    """Everything readable under `paths`; `details` (published_at, source, url) go to articles that do not state them.

    Folders are read recursively in order of name, names that start with a dot left out; `-` is standard input. Addresses are
    fetched when there is a `fetch`.
    """
    sidecars: dict[Path, dict[str, Details]] = {}
    for path in paths:
        if path == "-":
            yield from _standard_input(sys.stdin.buffer, details, today)
        elif is_address(path):
            yield from _address(path, details, today, fetch)
        else:
            yield from _path(path, details, today, sidecars)


def is_address(path: str) -> bool:
    """True for what is fetched and not opened: it begins with a scheme (`file:` is refused there, by name)."""
    scheme, colon, rest = path.partition("://")
    return bool(colon and rest) and scheme.isalnum() and scheme.isascii()


def _address(url: str, details: Details, today: dt.date, fetch: Fetch | None) -> Iterator[Item]:
    if fetch is None:
        yield Rejection(url, FETCHING_IS_OFF)
        return
    try:
        got = fetch(url)
    except BadInput as error:
        yield Rejection(url, str(error))
        return
    yield from read_fetched(got, details, today=today, place=url)


def read_fetched(got: Fetched, details: Details, *, today: dt.date, place: str) -> Iterator[Item]:
    """The articles in what was fetched; its last address is that of the page."""
    known = Known(today, {**details, "url": got.url})
    if got.ending == ".html":
        parts = page.read(got.data, known, got.charset)
    elif got.ending == ".xml":
        parts = feed.read(got.data, Known(today, details))
    elif got.ending == ".json":
        parts = _json_parts(got.data)
    elif got.ending == ".jsonl":
        for line_place, line in _lines(io.BytesIO(got.data), place):
            yield from _line_items(line_place, line, details, today)
        return
    else:
        yield _attempt(place, lambda: _read_plain(decoded(got.data, got.charset), known.details, today, markdown_text=got.ending == ".md"))
        return
    yield from _items(place, parts, details, today)


def _path(path: str, details: Details, today: dt.date, sidecars: dict[Path, dict[str, Details]]) -> Iterator[Item]:
    found = _found(path)
    if not found:
        yield Rejection(_shown(path), "no such file or folder")
    for one in found:
        if stat.S_ISDIR(_mode(one)):
            yield from _folder(one, details, today)
        else:
            yield from _named(one, details, today, sidecars)


def _found(path: str) -> list[Path]:
    """The file or folder of this name, else what the glob matches; an empty name (`$UNSET`) is nothing and not the current folder."""
    if not path:
        return []
    return [Path(path)] if _mode(Path(path)) else [Path(name) for name in sorted(glob.glob(path, recursive=True))]


def _mode(path: Path) -> int:
    """What kind of thing stands there, 0 when nothing that can be looked at does."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def _shown(path: Path | str) -> str:
    """The path as text that can be printed and stored: bytes of a name that are not UTF-8 stand as \ufffd."""
    return os.fsencode(path).decode("utf-8", "replace")


def _named(file: Path, details: Details, today: dt.date, sidecars: dict[Path, dict[str, Details]]) -> Iterator[Item]:
    """A file that was named itself gets what its folder's sidecar says of it, as it would if the folder had been named."""
    if file.parent not in sidecars:
        sidecars[file.parent], rejected = _sidecar(file.parent / _SIDECAR)
        yield from rejected
    if file.name == _SIDECAR and sidecars[file.parent]:
        return  # a glob over a folder matches it too
    yield from _file(file, {**details, **sidecars[file.parent].get(file.name, {})}, today, required=True)


def _folder(folder: Path, details: Details, today: dt.date) -> Iterator[Item]:
    unreadable: list[OSError] = []
    for name, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        sidecar, rejected = _sidecar(Path(name) / _SIDECAR)
        yield from rejected
        for file in sorted(files):
            if not file.startswith(".") and file != _SIDECAR:
                yield from _file(Path(name) / file, {**details, **sidecar.pop(file, {})}, today, required=False)
        for file in sidecar:
            yield Rejection(_shown(Path(name) / _SIDECAR), f"describes {file!r}, which is not in the folder")
    for error in unreadable:
        yield Rejection(_shown(error.filename), f"cannot be read: {error.strerror}")


def _sidecar(path: Path) -> tuple[dict[str, Details], list[Rejection]]:
    described: dict[str, Details] = {}
    rejected: list[Rejection] = []
    if not stat.S_ISREG(_mode(path)):
        return described, rejected
    try:
        for place, line in _file_lines(path):
            try:
                file, details = _description(line)
                described[file] = details
            except BadInput as error:
                rejected.append(Rejection(place, str(error)))
    except OSError as error:
        rejected.append(Rejection(_shown(path), f"cannot be read: {error.strerror}"))
    return described, rejected


def _description(line: bytes | BadInput) -> tuple[str, Details]:
    if isinstance(line, BadInput):
        raise line
    record = strict_json.loads(line)
    if not isinstance(record, dict) or not isinstance(record.get("file"), str):
        raise BadInput(f'each line of {_SIDECAR} names a file: {{"file": "a.txt", "published_at": "2023-05-04"}}')
    return record["file"], {name: value for name, value in record.items() if name != "file"}


def _file(path: Path, details: Details, today: dt.date, *, required: bool) -> Iterator[Item]:
    read = _FORMATS.get(_ending(path))
    if read is None:
        if required:
            yield Rejection(_shown(path), f"the kind of file is not known; {', '.join(sorted(_FORMATS))} are read")
        return
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            yield Rejection(_shown(path), "not a regular file")
            return
        yield from read(path, details, today)
    except OSError as error:
        yield Rejection(_shown(path), f"cannot be read: {error.strerror}")


def _ending(path: Path) -> str:
    """What the name ends with, which says the format; `.warc.gz` is one ending."""
    return ".warc" if path.name.lower().endswith(".warc.gz") else path.suffix.lower()


def _text_file(path: Path, details: Details, today: dt.date) -> Iterator[Item]:
    name, marked = _shown(path.name), _ending(path) == ".md"
    yield _attempt(_shown(path), lambda: _read_plain(_decoded(_file_bytes(path)), details, today, file_name=name, markdown_text=marked))


def _read_plain(text: str, details: Details, today: dt.date, *, file_name: str | None = None, markdown_text: bool = False) -> Article:
    """A text with what it says of itself: the front matter of Markdown, the publication line among a copied page's furniture."""
    matter = markdown.split(text) if markdown_text else None
    if matter is not None:
        said, text = matter
        details = {**details, **said}
    if "published_at" not in details:
        line = chrome.published_line(text)
        details = {**details, **({"published_at": line, "published_from": "publication line"} if line else {})}
    return read_text(text, details, today=today, file_name=file_name)


def _json_file(path: Path, details: Details, today: dt.date) -> Iterator[Item]:
    """One article, a list of them, or {"articles": […]}; ninjs items and schema.org documents are articles too."""
    try:
        data = _file_bytes(path)
    except BadInput as error:
        yield Rejection(_shown(path), str(error))
        return
    parts = list(_json_parts(data))
    name = _shown(path.name) if len(parts) == 1 and not parts[0][0] else None
    yield from _items(_shown(path), iter(parts), details, today, file_name=name)


def _json_parts(data: bytes) -> Parts:
    try:
        value = strict_json.loads(data.removeprefix(_BOM))
    except BadInput as error:
        yield "", error
        return
    records = value["articles"] if isinstance(value, dict) and isinstance(value.get("articles"), list) else value
    if not isinstance(records, list):
        yield from objects.records(records)
        return
    for number, one in enumerate(records):
        for part, record in objects.records(one):
            yield f"[{number}]{part}", record


def _jsonl_file(path: Path, details: Details, today: dt.date) -> Iterator[Item]:
    for place, line in _file_lines(path):
        yield from _line_items(place, line, details, today)


def _page_file(path: Path, details: Details, today: dt.date) -> Iterator[Item]:
    yield from _file_items(path, details, today, page.read, named=True)


def _feed_file(path: Path, details: Details, today: dt.date) -> Iterator[Item]:
    yield from _file_items(path, details, today, feed.read, named=False)


def _file_items(path: Path, details: Details, today: dt.date, read: Callable[[bytes, Known], Parts], *, named: bool) -> Iterator[Item]:
    try:
        data = _file_bytes(path)
    except BadInput as error:
        yield Rejection(_shown(path), str(error))
        return
    yield from _items(_shown(path), read(data, Known(today, details)), details, today, file_name=_shown(path.name) if named else None)


def _archive_file(path: Path, details: Details, today: dt.date) -> Iterator[Item]:
    with path.open("rb") as file:
        yield from _items(_shown(path), warc.read(file, Known(today, details)), details, today)


def _items(place: str, parts: Parts, details: Details, today: dt.date, *, file_name: str | None = None) -> Iterator[Item]:
    """What a format's reader found, as articles; the part's name stands behind the place."""
    for part, record in parts:
        yield _record(f"{place}{part}", record, details, today, file_name)


_FORMATS: dict[str, Callable[[Path, Details, dt.date], Iterator[Item]]] = {
    ".atom": _feed_file,
    ".htm": _page_file,
    ".html": _page_file,
    ".json": _json_file,
    ".jsonl": _jsonl_file,
    ".jsonld": _json_file,
    ".md": _text_file,
    ".rss": _feed_file,
    ".txt": _text_file,
    ".warc": _archive_file,
    ".xhtml": _page_file,
    ".xml": _feed_file,
}


def _standard_input(stream: IO[bytes], details: Details, today: dt.date) -> Iterator[Item]:
    """JSON lines when the first sign is `{`, a page or a feed when it is `<`, else one plain text."""
    head, blank_lines = stream.read(1), 0
    while head.isspace():
        blank_lines += head == b"\n"
        head = stream.read(1)
    if head == b"<":
        try:
            data = _whole(stream, head)
        except BadInput as error:
            yield Rejection("-", str(error))
            return
        yield from _items("-", (feed.read if feed.is_feed(data) else page.read)(data, Known(today, details)), details, today)
        return
    if head != b"{":
        yield _attempt("-", lambda: _read_plain(_decoded(_whole(stream, head)), details, today, markdown_text=True))
        return
    for place, line in _lines(stream, "-", head, blank_lines):
        yield from _line_items(place, line, details, today)


def _line_items(place: str, line: bytes | BadInput, details: Details, today: dt.date) -> Iterator[Item]:
    if isinstance(line, BadInput):
        yield Rejection(place, str(line))
        return
    try:
        value = strict_json.loads(line)
    except BadInput as error:
        yield Rejection(place, str(error))
        return
    yield from _items(place, objects.records(value), details, today)


def _record(place: str, record: object, details: Details, today: dt.date, file_name: str | None) -> Item:
    if isinstance(record, BadInput):
        return Rejection(place, str(record))
    return _attempt(place, lambda: read_article(_merged(record, details), today=today, file_name=file_name))


def _attempt(place: str, read: Callable[[], Article]) -> Item:
    try:
        return read()
    except BadInput as error:
        return Rejection(place, str(error))


def _merged(record: object, details: Details) -> object:
    """The record's own fields win over the details given for all."""
    return {**details, **record} if isinstance(record, dict) else record


def _file_lines(path: Path) -> Iterator[tuple[str, bytes | BadInput]]:
    with path.open("rb") as file:
        yield from _lines(file, _shown(path))


def _lines(file: IO[bytes], name: str, head: bytes = b"", number: int = 0) -> Iterator[tuple[str, bytes | BadInput]]:
    """(place, line) of each non-blank line; a line over the limit is skipped whole and comes as the error that says so.

    `head` was read from `file` before, `number` lines too.
    """
    while line := head + file.readline(_MAX_LINE - len(head)):
        head = b""
        number += 1
        if not line.endswith(b"\n") and len(line) == _MAX_LINE:
            while (rest := file.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield f"{name}:{number}", BadInput(f"the line has more than {_MAX_LINE:,} bytes")
        elif line.strip():
            yield f"{name}:{number}", line.removeprefix(_BOM) if number == 1 else line


def _file_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return _whole(file)


def _whole(file: IO[bytes], head: bytes = b"") -> bytes:
    """`head` and all that is left in `file`; never more than the limit is read."""
    data = head + file.read(_MAX_LINE + 1)
    if len(data) > _MAX_LINE:
        raise BadInput(
            f"there are more than {_MAX_LINE:,} bytes; one article has at most {MAX_TEXT_BYTES:,}: many articles go in as .jsonl"
        )
    return data


def _decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark; raises BadInput with the place of the first byte that is neither."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    if encoding == "utf-8" and b"\0" in data[:4096]:
        raise BadInput("this is not text: it holds NUL bytes (a picture, an archive, a word processor's file?)")
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise BadInput(f"not valid {encoding.upper()} at byte {error.start}: save the file as UTF-8") from error


def as_record(article: Article) -> dict[str, str]:
    """The article in the form that `read_article` takes back; its file name is left behind."""
    names = (
        "id", "title", "text", "url", "source", "author", "published_at", "published_from", "updated_at", "language", "pubstatus",
        "embargoed_until",
    )  # fmt: skip
    return {name: value for name in names if (value := getattr(article, name)) is not None}


def count_items(paths: Sequence[str]) -> int | None:
    """About how many articles `paths` hold, for a progress bar; None when standard input is among them."""
    if "-" in paths:
        return None
    addresses = sum(map(is_address, paths))
    files = [file for path in paths if not is_address(path) for found in _found(path) for file in files_under(found)]
    return addresses + sum(_line_count(file) if file.suffix.lower() == ".jsonl" else 1 for file in files)


def files_under(path: Path) -> Iterator[Path]:
    """The file itself, or the files of a folder and its folders that a format here reads, in no certain order."""
    if stat.S_ISDIR(_mode(path)):
        for name, folders, files in os.walk(path):
            folders[:] = [one for one in folders if not one.startswith(".")]
            there = (Path(name) / file for file in files if not file.startswith(".") and file != _SIDECAR)
            yield from (file for file in there if _ending(file) in _FORMATS and stat.S_ISREG(_mode(file)))
    elif stat.S_ISREG(_mode(path)):
        yield path


def _line_count(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 1
