"""The one truth: a SQLite database of article versions, passages, embeddings, date mentions and a change log.

A change is acknowledged once its transaction is on disk (WAL, synchronous=FULL); everything else in the data folder follows
the change log and can be made again from here. Rows become frozen values before they leave this module.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from index import audit, dates, layouts, tables
from index.dates import DateMention
from index.digest import content_sha256, fold, text_sha256
from index.errors import BadInput, IndexDamaged, NotReady
from index.mentions import mentions_from_json, mentions_to_json
from index.model import Article, Group, Passage, Span, Version
from index.tables import ARTICLE_FIELDS, article_of, ends_others, engine, meta_value, translated, version_rows

_PAGE = 500  # rows or bound variables a statement; SQLite allows 32,766
_OF_ITS_VERSION = (tables.passages.c.article_id == tables.versions.c.article_id) & (tables.passages.c.version == tables.versions.c.number)


_T = TypeVar("_T")


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
    """What followers need of one version: the article, the version's number, its passages' keys, spans and vectors."""

    article: Article
    number: int
    keys: tuple[int, ...]
    spans: tuple[Span, ...]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class News:
    """What the log has gained, of one moment: the changes, oldest first, and the digest that they lead to.

    `tells`: for each article changed, the day (None: not yet) at which each of its versions, by (id, number), ceased to be the current one.
    Versions that are the current one of no day are left out.
    """

    changes: list[Change]
    digest: str
    tells: dict[tuple[str, int], dt.date | None]


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over live articles, and the digest of all stored versions (equal digests mean equal articles and versions)."""

    seq: int
    articles: int
    passages: int
    digest: str


class Catalog:
    """Typed access to the database at `path`. Writes are for one owner at a time; reads are for any thread."""

    def __init__(self, path: Path, fingerprint: Callable[[], dict[str, str]] | None = None) -> None:
        """Open the catalog; when it is new, make it with what `fingerprint` returns, when it has an older layout, bring it to the present one.

        Without `fingerprint` it is only read, and may lie in a folder that cannot be written. Raises IndexMismatch when a newer
        dateline wrote it, or an older one and it is only read, NotReady when it is absent and no fingerprint is given, NoSpace and IndexDamaged as the disk tells.
        """
        if fingerprint is None and not (path.is_file() and path.stat().st_size):
            raise NotReady(_absent(path))
        self.path = path
        self._reader = engine(path, "BEGIN", read_only=fingerprint is None)
        self._writer = engine(path, "BEGIN IMMEDIATE")
        try:
            with translated(path):
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
            start = {"schema": str(tables.SCHEMA), "fingerprint": json.dumps(fingerprint(), sort_keys=True), "digest": "0" * 64}
            with self._writer.begin() as connection:
                tables.metadata.create_all(connection)
                connection.execute(sa.insert(tables.meta), [{"key": key, "value": value} for key, value in start.items()])
        with self._read() as connection:
            outdated = layouts.outdated(connection, self.path, own=fingerprint is not None)
        if outdated:
            with self._writer.begin() as connection:
                layouts.upgrade(connection)

    def fingerprint(self) -> dict[str, str]:
        """What the stored passages and vectors were made with."""
        with self._read() as connection:
            made_with: dict[str, str] = json.loads(meta_value(connection, "fingerprint"))
            return made_with

    def totals(self) -> Totals:
        """Counts of live articles and passages, the last change, and the digest, all of one moment."""
        live = sa.select(tables.passages.c.key).join(
            tables.articles,
            (tables.articles.c.id == tables.passages.c.article_id)
            & (tables.articles.c.version == tables.passages.c.version)
            & tables.articles.c.live,
        )
        with self._read() as connection:
            return Totals(
                seq=connection.scalar(sa.select(sa.func.max(tables.changes.c.seq))) or 0,
                articles=connection.scalar(sa.select(sa.func.count()).select_from(tables.articles).where(tables.articles.c.live)) or 0,
                passages=connection.scalar(sa.select(sa.func.count()).select_from(live.subquery())) or 0,
                digest=meta_value(connection, "digest"),
            )

    # -- writing ----------------------------------------------------------------------------------------------------

    def unchanged(self, articles: Sequence[Article]) -> dict[str, Stored]:
        """The stored outcomes, by id, of those of the articles (ids differ) that are live with exactly this content."""
        content = {article.id: content_sha256(article) for article in articles}
        query = sa.select(tables.articles.c.id, tables.articles.c.version, tables.versions.c.content_sha256).join(
            tables.versions,
            (tables.versions.c.article_id == tables.articles.c.id) & (tables.versions.c.number == tables.articles.c.version),
        )
        found: dict[str, Stored] = {}
        with self._read() as connection:
            for page in _pages(list(content)):
                for row in connection.execute(query.where(tables.articles.c.id.in_(page), tables.articles.c.live)):
                    if content[row.id] == row.content_sha256:
                        found[row.id] = Stored(row.id, row.version, Outcome.UNCHANGED)
        return found

    def put(self, drafts: Sequence[Draft]) -> list[Stored]:
        """Store the drafts in one transaction, in order; each becomes the current version of its article.

        On disk when it returns. Raises NoSpace, IndexDamaged; then nothing of the batch was stored.
        """
        with self._write() as connection:
            done = [_put_one(connection, draft) for draft in drafts]
            _toggle_digest(connection, [folded for _, folded in done])
        return [stored for stored, _ in done]

    def delete(self, article_id: str) -> bool:
        """Take an article out: its texts, passages and vectors go, its id and version count stay. False when it is not live."""
        with self._write() as connection:
            if not connection.scalar(sa.select(tables.articles.c.live).where(tables.articles.c.id == article_id)):
                return False
            stored = sa.select(tables.versions.c.number, tables.versions.c.content_sha256).where(tables.versions.c.article_id == article_id)
            _toggle_digest(connection, [fold(article_id, row.number, row.content_sha256) for row in connection.execute(stored)])
            connection.execute(sa.delete(tables.passages).where(tables.passages.c.article_id == article_id))
            connection.execute(sa.delete(tables.versions).where(tables.versions.c.article_id == article_id))
            connection.execute(
                sa.update(tables.articles).where(tables.articles.c.id == article_id).values(live=False, source=None, file_name=None)
            )
            connection.execute(sa.insert(tables.changes).values(article_id=article_id, version=None))
        return True

    def refresh_dates(self, limit: int) -> int:
        """Read the date expressions of up to `limit` versions again that were read by other rules; how many there were."""
        outdated = version_rows().where(tables.versions.c.dates_by != dates.VERSION).limit(limit)
        with self._read() as connection:
            articles = [(row.number, article_of(row)) for row in connection.execute(outdated)]
        found = [(number, article, dates.find_dates(article.text, article.published_on)) for number, article in articles]
        with self._write() as connection:
            for number, article, mentions in found:
                where = (tables.versions.c.article_id == article.id) & (tables.versions.c.number == number)
                values = {"dates": mentions_to_json(mentions), "dates_by": dates.VERSION}
                connection.execute(sa.update(tables.versions).where(where).values(**values))
        return len(found)

    # -- reading ----------------------------------------------------------------------------------------------------

    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None:
        """One stored version by its number, else the one in force as of that day, else the current one; None when there is none."""
        query = version_rows().where(tables.versions.c.article_id == article_id).order_by(tables.versions.c.number.desc())
        if number is not None:
            query = query.where(tables.versions.c.number == number)
        elif as_of is None:
            query = query.where(tables.articles.c.version == tables.versions.c.number)
        with self._read() as connection:
            found = (_version(row) for row in connection.execute(query))
            return next((one for one in found if number is not None or as_of is None or one.in_force(as_of)), None)

    def articles(self, after: str | None, limit: int, source: str | None) -> list[Version]:
        """Current versions of live articles by id, ascending, those after the id `after`."""
        query = version_rows().where(tables.articles.c.live, tables.articles.c.version == tables.versions.c.number)
        if after is not None:
            query = query.where(tables.articles.c.id > after)
        if source is not None:
            query = query.where(tables.articles.c.source == source)
        with self._read() as connection:
            return [_version(row) for row in connection.execute(query.order_by(tables.articles.c.id).limit(limit))]

    def groups(self, by: str, source: str | None) -> list[Group]:
        """Live articles counted by their source, author or language, the largest group first, equal ones by name; perhaps of one source alone."""
        name, day = tables.versions.c[by], sa.func.substr(tables.versions.c.published_at, 1, 10)
        counts = (sa.func.count().label("articles"), sa.func.min(day).label("first"), sa.func.max(day).label("last"))
        query = sa.select(name.label("name"), *counts, sa.func.count(day).label("dated")).join(
            tables.articles,
            (tables.articles.c.id == tables.versions.c.article_id) & (tables.articles.c.version == tables.versions.c.number),
        )
        if source is not None:
            query = query.where(tables.articles.c.source == source)
        with self._read() as connection:
            rows = connection.execute(query.where(tables.articles.c.live).group_by(name)).all()
        found = (Group(row.name, row.articles, _day(row.first), _day(row.last), row.articles - row.dated) for row in rows)
        return sorted(found, key=lambda group: (-group.articles, group.name or ""))

    def find(self, name: str) -> str | None:
        """The id of the live article with this id, else of the one read from the file of this name; None when there is none."""
        by_name = sa.select(tables.articles.c.id).where(
            tables.articles.c.live, (tables.articles.c.id == name) | (tables.articles.c.file_name == name)
        )
        with self._read() as connection:
            return connection.scalar(by_name.order_by(tables.articles.c.id != name, tables.articles.c.id).limit(1))

    def passages(self, keys: Sequence[int], as_of: dt.date | None = None) -> dict[int, tuple[Passage, Version, tuple[DateMention, ...]]]:
        """The passages with these keys that belong to versions in force now, or as of that day; others are left out.

        Raises IndexDamaged when a slice does not match its stored hash.
        """
        found: dict[int, tuple[Passage, Version, tuple[DateMention, ...]]] = {}
        columns = (
            tables.passages.c.key,
            tables.passages.c.start,
            tables.passages.c.end,
            tables.passages.c.text_sha256.label("passage_sha256"),
        )
        with self._read() as connection:
            for page in _pages(keys):
                query = (
                    version_rows(*columns, tables.versions.c.dates)
                    .join(tables.passages, _OF_ITS_VERSION)
                    .where(tables.passages.c.key.in_(page), tables.articles.c.live)
                )
                located = {row.key: _located(row) for row in connection.execute(query)}
                found |= {key: one for key, one in located.items() if one[1].in_force(as_of)}
        return found

    def texts(self) -> Iterator[tuple[str, int, str]]:
        """(article id, version number, text) of all stored versions, ordered, read page by page."""
        name = tables.versions.c.article_id, tables.versions.c.number
        query = sa.select(*name, tables.versions.c.text).order_by(*name).limit(_PAGE)
        after: tuple[str, int] | None = None
        while True:
            with self._read() as connection:
                found = query if after is None else query.where(sa.tuple_(*name) > after)
                rows = [(str(row[0]), int(row[1]), str(row[2])) for row in connection.execute(found)]
            yield from rows
            if len(rows) < _PAGE:
                return
            after = rows[-1][:2]

    def addresses(self) -> list[tuple[str, str]]:
        """(article id, address) of the live articles that have one, by id."""
        current = tables.articles.c.version == tables.versions.c.number
        query = sa.select(tables.versions.c.article_id, tables.versions.c.url).join(
            tables.articles, tables.articles.c.id == tables.versions.c.article_id
        )
        with self._read() as connection:
            rows = connection.execute(query.where(tables.articles.c.live, current, tables.versions.c.url.is_not(None)))
            return sorted((str(row[0]), str(row[1])) for row in rows)

    def changes(self, after: int) -> tuple[list[Change], str]:
        """The log after `after`, oldest first, and the digest of what is live at its end."""
        with self._read() as connection:
            rows = connection.execute(sa.select(tables.changes).where(tables.changes.c.seq > after).order_by(tables.changes.c.seq))
            return [Change(row.seq, row.article_id, row.version) for row in rows], meta_value(connection, "digest")

    def reaches(self, seq: int, digest: str) -> bool:
        """Whether the log goes as far as change `seq`, and, if that is its last one, left `digest`."""
        with self._read() as connection:
            last = connection.scalar(sa.select(sa.func.max(tables.changes.c.seq))) or 0
            return seq < last or (seq == last and digest == meta_value(connection, "digest"))

    def news(self, after: int) -> News:
        """What the log has gained after change `after`."""
        with self._read() as connection:
            rows = connection.execute(sa.select(tables.changes).where(tables.changes.c.seq > after).order_by(tables.changes.c.seq))
            changes = [Change(row.seq, row.article_id, row.version) for row in rows]
            tells: dict[tuple[str, int], dt.date | None] = {}
            for page in _pages(sorted({change.article_id for change in changes})):
                tells |= _tells(connection, page)
            return News(changes, meta_value(connection, "digest"), tells)

    def tells(self) -> dict[tuple[str, int], dt.date | None]:
        """`News.tells` of all articles."""
        with self._read() as connection:
            return _tells(connection, None)

    def indexed(self, article_ids: Sequence[str]) -> Iterator[IndexedVersion]:
        """What followers need of the current versions of these articles; deleted ones are left out."""
        current = tables.articles.c.version == tables.versions.c.number
        for page in _pages(article_ids):
            yield from self._indexed(tables.articles.c.id.in_(page), tables.articles.c.live, current)

    def indexed_versions(self, names: Sequence[tuple[str, int]]) -> Iterator[IndexedVersion]:
        """What followers need of these versions, by (article id, number); those that are not stored are left out."""
        name = sa.tuple_(tables.versions.c.article_id, tables.versions.c.number)
        for page in _pages(names):
            yield from self._indexed(name.in_(page))

    def _indexed(self, *where: sa.ColumnElement[bool]) -> list[IndexedVersion]:
        query = (
            version_rows(tables.passages.c.key, tables.passages.c.start, tables.passages.c.end, tables.passages.c.embedding)
            .join(tables.passages, _OF_ITS_VERSION)
            .where(*where)
            .order_by(tables.versions.c.article_id, tables.versions.c.number, tables.passages.c.start)
        )
        with self._read() as connection:
            return list(_grouped(connection.execute(query)))

    def live_ids(self) -> list[str]:
        """Ids of all live articles, ascending."""
        with self._read() as connection:
            return list(connection.scalars(sa.select(tables.articles.c.id).where(tables.articles.c.live).order_by(tables.articles.c.id)))

    def problems(self) -> Iterator[str]:
        """Every stored fact that does not hold: database pages, text hashes, passage slices and vectors, the digest."""
        try:
            with self._read() as connection:
                for line in connection.exec_driver_sql("PRAGMA integrity_check"):
                    if line[0] != "ok":
                        yield f"catalog: {line[0]}"
                for line in connection.exec_driver_sql("PRAGMA foreign_key_check"):
                    yield f"catalog: row {line[1]} of {line[0]} points nowhere"
                yield from audit.content_problems(connection)
        except IndexDamaged as error:
            yield f"catalog: {error}"

    # -- transactions -----------------------------------------------------------------------------------------------

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with translated(self.path), self._reader.begin() as connection:
            try:
                yield connection
            except (UnicodeEncodeError, OverflowError) as error:
                raise BadInput(f"nothing can be stored under such a value: {error}") from error
            except (ValueError, TypeError, KeyError, AttributeError) as error:  # a row that makes no value was not written by us
                raise IndexDamaged(f"{self.path} holds a row that cannot be read ({error}): run `dateline check`") from error

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with translated(self.path), self._writer.begin() as connection:
            yield connection


def _absent(path: Path) -> str:
    return f"there is no index in {path.parent}: put articles in with `dateline ingest PATH`"


def _put_one(connection: sa.Connection, draft: Draft) -> tuple[Stored, int]:
    """Store one draft; also what that adds to the digest."""
    article, content = draft.article, content_sha256(draft.article)
    before = connection.execute(
        sa.select(tables.articles.c.version, tables.articles.c.live, tables.versions.c.content_sha256)
        .outerjoin(
            tables.versions,
            (tables.versions.c.article_id == tables.articles.c.id) & (tables.versions.c.number == tables.articles.c.version),
        )
        .where(tables.articles.c.id == article.id)
    ).first()
    if before is not None and before.live and before.content_sha256 == content:
        return Stored(article.id, before.version, Outcome.UNCHANGED), 0
    number = 1 if before is None else before.version + 1
    identity = {"version": number, "live": True, "source": article.source, "file_name": article.file_name}
    if before is None:
        connection.execute(sa.insert(tables.articles).values(id=article.id, **identity))
    else:
        connection.execute(sa.update(tables.articles).where(tables.articles.c.id == article.id).values(**identity))
        _end_others(connection, article)
    connection.execute(
        sa.insert(tables.versions).values(
            article_id=article.id,
            number=number,
            text=article.text,
            text_sha256=text_sha256(article.text),
            content_sha256=content,
            dates=mentions_to_json(draft.dates),
            dates_by=dates.VERSION,
            **{name: getattr(article, name) for name in ARTICLE_FIELDS},
        )
    )
    _insert_passages(connection, draft, number)
    connection.execute(sa.insert(tables.changes).values(article_id=article.id, version=number))
    outcome = Outcome.UPDATED if before is not None and before.live else Outcome.ADDED
    return Stored(article.id, number, outcome), fold(article.id, number, content)


def _end_others(connection: sa.Connection, article: Article) -> None:
    """Let the stored versions of this article end where this next one begins."""
    until, day = tables.versions.c.until, ends_others(article)
    ending = (tables.versions.c.article_id == article.id) & (until.is_(None) | (until > day))
    connection.execute(sa.update(tables.versions).where(ending).values(until=day))


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
        connection.execute(sa.insert(tables.passages), rows)


def _toggle_digest(connection: sa.Connection, folded: Iterable[int]) -> None:
    """XOR versions in or out, so that the digest depends on what is stored and not on the order in which it came."""
    digest = functools.reduce(operator.xor, folded, int(meta_value(connection, "digest"), 16))
    connection.execute(sa.update(tables.meta).where(tables.meta.c.key == "digest").values(value=f"{digest:064x}"))


def _tells(connection: sa.Connection, article_ids: Sequence[str] | None) -> dict[tuple[str, int], dt.date | None]:
    """`News.tells` of these articles, or of all."""
    told_by = ("published_at", "updated_at", "pubstatus")
    query = sa.select(*(tables.versions.c[name] for name in ("article_id", "number", "until", *told_by)))
    if article_ids is not None:
        query = query.where(tables.versions.c.article_id.in_(article_ids))
    found: dict[tuple[str, int], dt.date | None] = {}
    for row in connection.execute(query):
        dated = Article(row.article_id, "", **{name: getattr(row, name) for name in told_by})
        until = _day(row.until)
        if dated.usable and (until is None or (dated.since is not None and dated.since < until)):
            found[row.article_id, row.number] = until
    return found


def _version(row: Any) -> Version:
    article = article_of(row)
    if (text_sha256(article.text), content_sha256(article)) != (row.text_sha256, row.content_sha256):
        raise IndexDamaged(f"{row.article_id!r} version {row.number} does not match its stored hash: run `dateline check`")
    return Version(article, row.number, row.text_sha256, row.content_sha256, bool(row.current), _day(row.until))


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _located(row: Any) -> tuple[Passage, Version, tuple[DateMention, ...]]:
    span = Span(row.start, row.end)
    text = span.of(row.text)
    if text_sha256(text) != row.passage_sha256:
        raise IndexDamaged(f"passage {row.key} of {row.article_id!r} does not match its stored hash: run `dateline check`")
    return Passage(row.key, row.article_id, row.number, span, text), _version(row), mentions_from_json(row.dates, row.start, row.end)


def _grouped(rows: Iterable[Any]) -> Iterator[IndexedVersion]:
    by_version: dict[tuple[str, int], list[Any]] = {}
    for row in rows:
        by_version.setdefault((row.article_id, row.number), []).append(row)
    for (_, number), group in by_version.items():
        vectors = np.stack([np.frombuffer(row.embedding, dtype="<f4") for row in group]).astype(np.float32)
        spans = tuple(Span(r.start, r.end) for r in group)
        yield IndexedVersion(article_of(group[0]), number, tuple(r.key for r in group), spans, vectors)


def _pages(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _PAGE):
        yield values[start : start + _PAGE]
