"""The file of the catalog: its tables, how it is opened, and rows of versions as articles. With catalog, audit and layouts the door of SQLAlchemy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from index.errors import IndexDamaged, NoSpace, NotReady
from index.model import Article

SCHEMA = 2
"""Layout of the tables; a folder with a higher number was written by a newer dateline and is left alone."""

ARTICLE_FIELDS = (
    *("title", "url", "source", "author", "published_at", "published_from", "updated_at", "language", "file_name"),
    *("pubstatus", "embargoed_until"),
)
BEGINNING = "0001-01-01"
"""`until` of a version that is never told again, of no day."""

metadata = sa.MetaData()
meta = sa.Table("meta", metadata, sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("live", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("file_name", sa.Text),
)
versions = sa.Table(
    "versions",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ARTICLE_FIELDS),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_sha256", sa.Text, nullable=False),
    sa.Column("content_sha256", sa.Text, nullable=False),
    sa.Column("dates", sa.Text, nullable=False),
    sa.Column("dates_by", sa.Text, nullable=False),
    sa.Column("until", sa.Text),
)
passages = sa.Table(
    "passages",
    metadata,
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
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer),
    sqlite_autoincrement=True,
)
sa.Index("articles_by_file", articles.c.file_name)


def version_rows(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """All stored versions, with `current`, and what is asked for beside."""
    names = ("article_id", "number", "text", "text_sha256", "content_sha256", "until", *ARTICLE_FIELDS)
    current = ((articles.c.version == versions.c.number) & articles.c.live).label("current")
    return sa.select(*(versions.c[name] for name in names), current, *more).join(articles, articles.c.id == versions.c.article_id)


def article_of(row: Any) -> Article:
    """The article in a row of `version_rows`."""
    return Article(id=row.article_id, text=row.text, **{name: getattr(row, name) for name in ARTICLE_FIELDS})


def ends_others(article: Article) -> str:
    """The day (ISO) from which the earlier versions of this article are not the current one any more.

    One that does not say since when it is there takes their place from the beginning, and so does one that must not be used.
    """
    return article.since.isoformat() if article.usable and article.since else BEGINNING


def engine(path: Path, begin: str, *, read_only: bool = False) -> sa.Engine:
    """A way into the database at `path` whose transactions start with the statement `begin`."""
    frozen = read_only and not os.access(path.parent, os.W_OK)
    address = _frozen_address(path) if frozen else sa.URL.create("sqlite", database=str(path))
    made = sa.create_engine(address, connect_args={"timeout": 5.0, "check_same_thread": False})

    @event.listens_for(made, "connect")
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

    @event.listens_for(made, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


def _frozen_address(path: Path) -> sa.URL:
    """SQLite writes beside the file even to read it, unless it is told that nobody else does; then it overlooks what its log holds."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise NoSpace(f"{path.parent} cannot be written and was not closed cleanly: open it once where it can be written")
    return sa.URL.create("sqlite", database=path.absolute().as_uri(), query={"mode": "ro", "immutable": "1", "uri": "true"})


@contextmanager
def translated(path: Path) -> Iterator[None]:
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


def meta_value(connection: sa.Connection, key: str) -> str:
    """What the catalog notes under `key`. Raises IndexDamaged when it does not."""
    value = connection.scalar(sa.select(meta.c.value).where(meta.c.key == key))
    if value is None:
        raise IndexDamaged(f"the catalog has no {key}")
    return str(value)
