"""The one truth: a SQLite database of article versions, passages, embeddings, date mentions and a change log.

A change is acknowledged once its transaction is on disk (WAL, synchronous=FULL); everything else in the data folder follows
the change log and can be made again from here. Rows become frozen values before they leave this module.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from index import dates
from index.dates import DateMention
from index.errors import BadInput, IndexDamaged, IndexMismatch, NoSpace, NotReady
from index.mentions import mentions_from_json, mentions_to_json
from index.model import Article, Passage, Span, Version

SCHEMA = 1
"""Layout of the tables; a folder with a higher number was written by a newer dateline and is left alone."""

_metadata = sa.MetaData()
_meta = sa.Table("meta", _metadata, sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
_articles = sa.Table(
    "articles",
    _metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("live", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("file_name", sa.Text),
)
_versions = sa.Table(
    "versions",
    _metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    *(
        sa.Column(name, sa.Text)
        for name in ("title", "url", "source", "author", "published_at", "published_from", "updated_at", "language", "file_name")
    ),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_sha256", sa.Text, nullable=False),
    sa.Column("content_sha256", sa.Text, nullable=False),
    sa.Column("dates", sa.Text, nullable=False),
    sa.Column("dates_by", sa.Text, nullable=False),
)
_passages = sa.Table(
    "passages",
    _metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("text_sha256", sa.Text, nullable=False),
    sa.Column("embedding", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["article_id", "version"], ["versions.article_id", "versions.number"]),
    sa.Index("passages_of_version", "article_id", "version"),
    sqlite_autoincrement=True,  # a key is never given out twice: followers may remember old ones
)
_changes = sa.Table(
    "changes",
    _metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer),
    sqlite_autoincrement=True,
)
sa.Index("articles_by_file", _articles.c.file_name)

_ARTICLE_FIELDS = ("title", "url", "source", "author", "published_at", "published_from", "updated_at", "language", "file_name")
_PAGE = 500  # rows or bound variables a statement; SQLite allows 32,766


_T = TypeVar("_T")
_Turned = tuple[str, int, str]
"""(article id, version number, content hash) of a version that became live or ceased to be."""


class Outcome(StrEnum):
    """What became of an article that was handed in."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Stored:
    """The acknowledged result for one article: its id, its current version number, and what changed."""

    id: str
    version: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Draft:
    """An article made ready to be stored: its passages, their vectors (n, dim) float32, and its date mentions."""

    article: Article
    spans: tuple[Span, ...]
    vectors: NDArray[np.float32]
    dates: tuple[DateMention, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log: from `seq` on, `version` is the article's current one; None means it was deleted."""

    seq: int
    article_id: str
    version: int | None


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """What followers need of one version: the article, its passages' keys, spans and vectors."""

    article: Article
    keys: tuple[int, ...]
    spans: tuple[Span, ...]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over live articles, and the digest of what they are (equal digests mean equal articles and versions)."""

    seq: int
    articles: int
    passages: int
    digest: str


def text_sha256(text: str) -> str:
    """SHA-256 of the text in UTF-8, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_sha256(article: Article) -> str:
    """SHA-256 over everything of an article that can change, hex; its id and file name are not part of it."""
    fields = [article.text, *(getattr(article, name) for name in _ARTICLE_FIELDS if name != "file_name")]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


class Catalog:
    """Typed access to the database at `path`. Writes are for one owner at a time; reads are for any thread."""

    def __init__(self, path: Path, fingerprint: Callable[[], dict[str, str]] | None = None) -> None:
        """Open the catalog; when it is new, make it with what `fingerprint` returns.

        Without `fingerprint` it is only read, and may lie in a folder that cannot be written. Raises IndexMismatch when a newer
        dateline wrote it, NotReady when it is absent and no fingerprint is given, NoSpace and IndexDamaged as the disk tells.
        """
        if fingerprint is None and not (path.is_file() and path.stat().st_size):
            raise NotReady(_absent(path))
        self.path = path
        self._reader = _engine(path, "BEGIN", read_only=fingerprint is None)
        self._writer = _engine(path, "BEGIN IMMEDIATE")
        try:
            with _translated(path):
                self._prepare(fingerprint)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Release every connection; idempotent."""
        self._reader.dispose()
        self._writer.dispose()

    # -- what it is -------------------------------------------------------------------------------------------------

    def _prepare(self, fingerprint: Callable[[], dict[str, str]] | None) -> None:
        with self._reader.begin() as connection:
            known = sa.inspect(connection).has_table("meta")
        if not known:  # also when the process that made it was killed before its first transaction
            if fingerprint is None:
                raise NotReady(_absent(self.path))
            start = {"schema": str(SCHEMA), "fingerprint": json.dumps(fingerprint(), sort_keys=True), "digest": "0" * 64}
            with self._writer.begin() as connection:
                _metadata.create_all(connection)
                connection.execute(sa.insert(_meta), [{"key": key, "value": value} for key, value in start.items()])
        with self._read() as connection:
            schema = int(_meta_value(connection, "schema"))
        if schema > SCHEMA:
            raise IndexMismatch(f"{self.path} was written by a newer dateline (layout {schema}, this one knows {SCHEMA}): upgrade dateline")

    def fingerprint(self) -> dict[str, str]:
        """What the stored passages and vectors were made with."""
        with self._read() as connection:
            made_with: dict[str, str] = json.loads(_meta_value(connection, "fingerprint"))
            return made_with

    def totals(self) -> Totals:
        """Counts of live articles and passages, the last change, and the digest, all of one moment."""
        live = sa.select(_passages.c.key).join(
            _articles, (_articles.c.id == _passages.c.article_id) & (_articles.c.version == _passages.c.version) & _articles.c.live
        )
        with self._read() as connection:
            return Totals(
                seq=connection.scalar(sa.select(sa.func.max(_changes.c.seq))) or 0,
                articles=connection.scalar(sa.select(sa.func.count()).select_from(_articles).where(_articles.c.live)) or 0,
                passages=connection.scalar(sa.select(sa.func.count()).select_from(live.subquery())) or 0,
                digest=_meta_value(connection, "digest"),
            )

    # -- writing ----------------------------------------------------------------------------------------------------

    def unchanged(self, articles: Sequence[Article]) -> dict[str, Stored]:
        """The stored outcomes, by id, of those of the articles (ids differ) that are live with exactly this content."""
        content = {article.id: content_sha256(article) for article in articles}
        query = sa.select(_articles.c.id, _articles.c.version, _versions.c.content_sha256).join(
            _versions, (_versions.c.article_id == _articles.c.id) & (_versions.c.number == _articles.c.version)
        )
        found: dict[str, Stored] = {}
        with self._read() as connection:
            for page in _pages(list(content)):
                for row in connection.execute(query.where(_articles.c.id.in_(page), _articles.c.live)):
                    if content[row.id] == row.content_sha256:
                        found[row.id] = Stored(row.id, row.version, Outcome.UNCHANGED)
        return found

    def put(self, drafts: Sequence[Draft]) -> list[Stored]:
        """Store the drafts in one transaction, in order; each becomes the current version of its article.

        On disk when it returns. Raises NoSpace, IndexDamaged; then nothing of the batch was stored.
        """
        turned: list[_Turned] = []
        with self._write() as connection:
            stored = [_put_one(connection, draft, turned) for draft in drafts]
            _toggle_digest(connection, turned)
        return stored

    def delete(self, article_id: str) -> bool:
        """Take an article out: its texts, passages and vectors go, its id and version count stay. False when it is not live."""
        with self._write() as connection:
            row = connection.execute(
                sa.select(_articles.c.version, _versions.c.content_sha256)
                .join(_versions, (_versions.c.article_id == _articles.c.id) & (_versions.c.number == _articles.c.version))
                .where(_articles.c.id == article_id, _articles.c.live)
            ).first()
            if row is None:
                return False
            _toggle_digest(connection, [(article_id, row.version, row.content_sha256)])
            connection.execute(sa.delete(_passages).where(_passages.c.article_id == article_id))
            connection.execute(sa.delete(_versions).where(_versions.c.article_id == article_id))
            connection.execute(sa.update(_articles).where(_articles.c.id == article_id).values(live=False, source=None, file_name=None))
            connection.execute(sa.insert(_changes).values(article_id=article_id, version=None))
        return True

    def replace_passages(self, drafts: Sequence[Draft], fingerprint: dict[str, str]) -> None:
        """Give stored versions new passages and vectors, made with `fingerprint`, in one transaction (other model or cut)."""
        with self._write() as connection:
            connection.execute(sa.delete(_passages))
            for draft in drafts:
                number = connection.scalar(sa.select(_articles.c.version).where(_articles.c.id == draft.article.id))
                _insert_passages(connection, draft, int(number or 0))
                connection.execute(sa.insert(_changes).values(article_id=draft.article.id, version=number))
            connection.execute(sa.update(_meta).where(_meta.c.key == "fingerprint").values(value=json.dumps(fingerprint, sort_keys=True)))

    def refresh_dates(self, limit: int) -> int:
        """Read the date expressions of up to `limit` versions again that were read by other rules; how many there were."""
        outdated = _version_rows().where(_versions.c.dates_by != dates.VERSION).limit(limit)
        with self._read() as connection:
            articles = [(row.number, _article(row)) for row in connection.execute(outdated)]
        found = [(number, article, dates.find_dates(article.text, article.published_on)) for number, article in articles]
        with self._write() as connection:
            for number, article, mentions in found:
                where = (_versions.c.article_id == article.id) & (_versions.c.number == number)
                values = {"dates": mentions_to_json(mentions), "dates_by": dates.VERSION}
                connection.execute(sa.update(_versions).where(where).values(**values))
        return len(found)

    # -- reading ----------------------------------------------------------------------------------------------------

    def version(self, article_id: str, number: int | None = None) -> Version | None:
        """One stored version, the current one when `number` is None; None when there is none."""
        query = _version_rows().where(_versions.c.article_id == article_id)
        query = query.where(_versions.c.number == number) if number is not None else query.where(_articles.c.version == _versions.c.number)
        with self._read() as connection:
            row = connection.execute(query).first()
            return None if row is None else _version(row)

    def articles(self, after: str | None, limit: int, source: str | None) -> list[Version]:
        """Current versions of live articles by id, ascending, those after the id `after`."""
        query = _version_rows().where(_articles.c.live, _articles.c.version == _versions.c.number)
        if after is not None:
            query = query.where(_articles.c.id > after)
        if source is not None:
            query = query.where(_articles.c.source == source)
        with self._read() as connection:
            return [_version(row) for row in connection.execute(query.order_by(_articles.c.id).limit(limit))]

    def find(self, name: str) -> str | None:
        """The id of the live article with this id, else of the one read from the file of this name; None when there is none."""
        by_name = sa.select(_articles.c.id).where(_articles.c.live, (_articles.c.id == name) | (_articles.c.file_name == name))
        with self._read() as connection:
            return connection.scalar(by_name.order_by(_articles.c.id != name, _articles.c.id).limit(1))

    def passages(self, keys: Sequence[int]) -> dict[int, tuple[Passage, Version, tuple[DateMention, ...]]]:
        """The passages with these keys that belong to current versions of live articles; others are left out.

        Raises IndexDamaged when a slice does not match its stored hash.
        """
        found: dict[int, tuple[Passage, Version, tuple[DateMention, ...]]] = {}
        columns = (_passages.c.key, _passages.c.start, _passages.c.end, _passages.c.text_sha256.label("passage_sha256"))
        with self._read() as connection:
            for page in _pages(keys):
                query = (
                    _version_rows(*columns, _versions.c.dates)
                    .join(_passages, (_passages.c.article_id == _versions.c.article_id) & (_passages.c.version == _versions.c.number))
                    .where(_passages.c.key.in_(page), _articles.c.live, _articles.c.version == _versions.c.number)
                )
                for row in connection.execute(query):
                    found[row.key] = _located(row)
        return found

    def changes(self, after: int) -> tuple[list[Change], str]:
        """The log after `after`, oldest first, and the digest of what is live at its end."""
        with self._read() as connection:
            rows = connection.execute(sa.select(_changes).where(_changes.c.seq > after).order_by(_changes.c.seq))
            return [Change(row.seq, row.article_id, row.version) for row in rows], _meta_value(connection, "digest")

    def reaches(self, seq: int, digest: str) -> bool:
        """Whether the log goes as far as change `seq`, and, if that is its last one, left `digest`."""
        with self._read() as connection:
            last = connection.scalar(sa.select(sa.func.max(_changes.c.seq))) or 0
            return seq < last or (seq == last and digest == _meta_value(connection, "digest"))

    def indexed(self, article_ids: Sequence[str]) -> Iterator[IndexedVersion]:
        """What followers need of the current versions of these articles; deleted ones are left out."""
        for page in _pages(article_ids):
            with self._read() as connection:
                rows = list(
                    connection.execute(
                        _version_rows(_passages.c.key, _passages.c.start, _passages.c.end, _passages.c.embedding)
                        .join(_passages, (_passages.c.article_id == _versions.c.article_id) & (_passages.c.version == _versions.c.number))
                        .where(_articles.c.id.in_(page), _articles.c.live, _articles.c.version == _versions.c.number)
                        .order_by(_articles.c.id, _passages.c.start)
                    )
                )
                versions = list(_grouped(rows))
            yield from versions

    def live_ids(self) -> list[str]:
        """Ids of all live articles, ascending."""
        with self._read() as connection:
            return list(connection.scalars(sa.select(_articles.c.id).where(_articles.c.live).order_by(_articles.c.id)))

    def problems(self) -> Iterator[str]:
        """Every stored fact that does not hold: database pages, text hashes, passage slices and vectors, the digest."""
        try:
            with self._read() as connection:
                for line in connection.exec_driver_sql("PRAGMA integrity_check"):
                    if line[0] != "ok":
                        yield f"catalog: {line[0]}"
                for line in connection.exec_driver_sql("PRAGMA foreign_key_check"):
                    yield f"catalog: row {line[1]} of {line[0]} points nowhere"
                yield from _content_problems(connection)
        except IndexDamaged as error:
            yield f"catalog: {error}"

    # -- transactions -----------------------------------------------------------------------------------------------

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with _translated(self.path), self._reader.begin() as connection:
            try:
                yield connection
            except (UnicodeEncodeError, OverflowError) as error:
                raise BadInput(f"nothing can be stored under such a value: {error}") from error
            except (ValueError, TypeError, KeyError, AttributeError) as error:  # a row that makes no value was not written by us
                raise IndexDamaged(f"{self.path} holds a row that cannot be read ({error}): run `dateline check`") from error

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with _translated(self.path), self._writer.begin() as connection:
            yield connection


def _absent(path: Path) -> str:
    return f"there is no index in {path.parent}: put articles in with `dateline ingest PATH`"


def _engine(path: Path, begin: str, *, read_only: bool = False) -> sa.Engine:
    frozen = read_only and not os.access(path.parent, os.W_OK)
    address = _frozen_address(path) if frozen else sa.URL.create("sqlite", database=str(path))
    engine = sa.create_engine(address, connect_args={"timeout": 5.0, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, never behind our back
        for pragma in (
            *(() if frozen else ("journal_mode=WAL",)),
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _frozen_address(path: Path) -> sa.URL:
    """SQLite writes beside the file even to read it, unless it is told that nobody else does; then it overlooks what its log holds."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise NoSpace(f"{path.parent} cannot be written and was not closed cleanly: open it once where it can be written")
    return sa.URL.create("sqlite", database=path.absolute().as_uri(), query={"mode": "ro", "immutable": "1", "uri": "true"})


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Database errors as ours: what happened, where, and what to do."""
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema in its message
        raise IndexDamaged(f"{path} is damaged ({error}): run `dateline check`, or restore a backup") from error
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorname", "") or ""
        if code.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")):
            raise NoSpace(
                f"{path} cannot be written ({error.orig}): free some space or make the folder writable, then try again"
            ) from error
        damaged = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH")
        if code.startswith(damaged) or "decode" in str(error.orig):  # our statements fit the tables as we made them
            raise IndexDamaged(f"{path} is damaged ({error.orig}): run `dateline check`, or restore a backup") from error
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise NotReady(f"{path} is locked by another process: try again in a moment") from error
        raise


def _meta_value(connection: sa.Connection, key: str) -> str:
    value = connection.scalar(sa.select(_meta.c.value).where(_meta.c.key == key))
    if value is None:
        raise IndexDamaged(f"the catalog has no {key}")
    return str(value)


def _put_one(connection: sa.Connection, draft: Draft, turned: list[_Turned]) -> Stored:
    """Store one draft; the versions that came and went are added to `turned`."""
    article, content = draft.article, content_sha256(draft.article)
    before = connection.execute(
        sa.select(_articles.c.version, _articles.c.live, _versions.c.content_sha256)
        .outerjoin(_versions, (_versions.c.article_id == _articles.c.id) & (_versions.c.number == _articles.c.version))
        .where(_articles.c.id == article.id)
    ).first()
    if before is not None and before.live and before.content_sha256 == content:
        return Stored(article.id, before.version, Outcome.UNCHANGED)
    number = 1 if before is None else before.version + 1
    identity = {"version": number, "live": True, "source": article.source, "file_name": article.file_name}
    if before is None:
        connection.execute(sa.insert(_articles).values(id=article.id, **identity))
    else:
        connection.execute(sa.update(_articles).where(_articles.c.id == article.id).values(**identity))
        if before.live:
            turned.append((article.id, before.version, before.content_sha256))
    connection.execute(
        sa.insert(_versions).values(
            article_id=article.id,
            number=number,
            text=article.text,
            text_sha256=text_sha256(article.text),
            content_sha256=content,
            dates=mentions_to_json(draft.dates),
            dates_by=dates.VERSION,
            **{name: getattr(article, name) for name in _ARTICLE_FIELDS},
        )
    )
    _insert_passages(connection, draft, number)
    turned.append((article.id, number, content))
    connection.execute(sa.insert(_changes).values(article_id=article.id, version=number))
    return Stored(article.id, number, Outcome.UPDATED if before is not None and before.live else Outcome.ADDED)


def _insert_passages(connection: sa.Connection, draft: Draft, number: int) -> None:
    rows = [
        {
            "article_id": draft.article.id,
            "version": number,
            "start": span.start,
            "end": span.end,
            "text_sha256": text_sha256(span.of(draft.article.text)),
            "embedding": vector.astype("<f4").tobytes(),
        }
        for span, vector in zip(draft.spans, draft.vectors, strict=True)
    ]
    if rows:
        connection.execute(sa.insert(_passages), rows)


def _toggle_digest(connection: sa.Connection, turned: Sequence[_Turned]) -> None:
    """XOR live versions in or out, so that the digest depends on what is live and not on how it came to be."""
    digest = int(_meta_value(connection, "digest"), 16)
    for version in turned:
        digest ^= _fold(version)
    connection.execute(sa.update(_meta).where(_meta.c.key == "digest").values(value=f"{digest:064x}"))


def _fold(version: _Turned) -> int:
    return int.from_bytes(hashlib.sha256(json.dumps(version).encode()).digest())


def _version_rows(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    names = ("article_id", "number", "text", "text_sha256", "content_sha256", *_ARTICLE_FIELDS)
    current = ((_articles.c.version == _versions.c.number) & _articles.c.live).label("current")
    return sa.select(*(_versions.c[name] for name in names), current, *more).join(_articles, _articles.c.id == _versions.c.article_id)


def _article(row: Any) -> Article:
    return Article(id=row.article_id, text=row.text, **{name: getattr(row, name) for name in _ARTICLE_FIELDS})


def _version(row: Any) -> Version:
    article = _article(row)
    if (text_sha256(article.text), content_sha256(article)) != (row.text_sha256, row.content_sha256):
        raise IndexDamaged(f"{row.article_id!r} version {row.number} does not match its stored hash: run `dateline check`")
    return Version(article, row.number, row.text_sha256, row.content_sha256, bool(row.current))


def _located(row: Any) -> tuple[Passage, Version, tuple[DateMention, ...]]:
    span = Span(row.start, row.end)
    text = span.of(row.text)
    if text_sha256(text) != row.passage_sha256:
        raise IndexDamaged(f"passage {row.key} of {row.article_id!r} does not match its stored hash: run `dateline check`")
    return Passage(row.key, row.article_id, row.number, span, text), _version(row), mentions_from_json(row.dates)


def _grouped(rows: Iterable[Any]) -> Iterator[IndexedVersion]:
    by_article: dict[str, list[Any]] = {}
    for row in rows:
        by_article.setdefault(row.article_id, []).append(row)
    for group in by_article.values():
        vectors = np.stack([np.frombuffer(row.embedding, dtype="<f4") for row in group]).astype(np.float32)
        yield IndexedVersion(_article(group[0]), tuple(r.key for r in group), tuple(Span(r.start, r.end) for r in group), vectors)


def _pages(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _PAGE):
        yield values[start : start + _PAGE]


def _content_problems(connection: sa.Connection) -> Iterator[str]:
    digest = 0
    for row in connection.execute(_version_rows()):
        name = f"{row.article_id!r} version {row.number}"
        if text_sha256(row.text) != row.text_sha256 or content_sha256(_article(row)) != row.content_sha256:
            yield f"{name}: the text does not match its hash"
        if row.current:
            digest ^= _fold((row.article_id, row.number, row.content_sha256))
        yield from _passage_problems(connection, name, row)
    if f"{digest:064x}" != _meta_value(connection, "digest"):
        yield "catalog: the digest of live articles does not match them"
    bare = sa.select(_articles.c.id).outerjoin(
        _versions, (_versions.c.article_id == _articles.c.id) & (_versions.c.number == _articles.c.version)
    )
    for article_id in connection.scalars(bare.where(_articles.c.live, _versions.c.number.is_(None))):
        yield f"{article_id!r}: the current version is missing"


def _passage_problems(connection: sa.Connection, name: str, version: Any) -> Iterator[str]:
    here = (_passages.c.article_id == version.article_id) & (_passages.c.version == version.number)
    found = False
    for row in connection.execute(sa.select(_passages).where(here)):
        found = True
        if not 0 <= row.start < row.end or text_sha256(version.text[row.start : row.end]) != row.text_sha256:
            yield f"{name}: passage {row.key} does not match its hash"
        length = float(np.linalg.norm(np.frombuffer(row.embedding, dtype="<f4").astype(np.float64)))
        if not abs(length - 1) < 1e-3:
            yield f"{name}: the vector of passage {row.key} does not have length 1"
    if not found and version.current and version.text.strip():
        yield f"{name}: it has no passages"
