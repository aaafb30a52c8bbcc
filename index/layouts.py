"""A catalog of an older layout → the present one, in the transaction of its opening; a newer one is refused."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from index import tables
from index.digest import fold
from index.errors import IndexMismatch
from index.tables import SCHEMA, article_of, ends_others, meta_value, version_rows


def outdated(connection: sa.Connection, path: Path, *, own: bool) -> bool:
    """Whether the catalog has an older layout. Raises IndexMismatch when it has a newer one, or when one who does not own it had to change it."""
    layout = int(meta_value(connection, "schema"))
    if layout > SCHEMA:
        raise IndexMismatch(f"{path} was written by a newer dateline (layout {layout}, this one knows {SCHEMA}): upgrade dateline")
    if layout < SCHEMA and not own:
        raise IndexMismatch(f"{path} was written by an older dateline (layout {layout}, not {SCHEMA}): run `dateline check` once")
    return layout < SCHEMA


def upgrade(connection: sa.Connection) -> None:
    """Bring the catalog from whichever layout it has to the present one."""
    for step in _STEPS[int(meta_value(connection, "schema")) - 1 :]:
        step(connection)
    _note(connection, "schema", str(SCHEMA))


def _to_2(connection: sa.Connection) -> None:
    """Versions know until when they were the current ones, whether they may be used and from when; the digest is over all of them."""
    for name in ("pubstatus", "embargoed_until", "until"):
        connection.exec_driver_sql(f"ALTER TABLE versions ADD COLUMN {name} TEXT")
    later: dict[str, str] = {}
    digest = 0
    for row in connection.execute(version_rows().order_by(tables.versions.c.article_id, tables.versions.c.number.desc())).all():
        digest ^= fold(row.article_id, row.number, row.content_sha256)
        here = (tables.versions.c.article_id == row.article_id) & (tables.versions.c.number == row.number)
        connection.execute(sa.update(tables.versions).where(here).values(until=later.get(row.article_id)))
        later[row.article_id] = min(later.get(row.article_id, "9999-12-31"), ends_others(article_of(row)))
    _note(connection, "digest", f"{digest:064x}")


def _note(connection: sa.Connection, key: str, value: str) -> None:
    connection.execute(sa.update(tables.meta).where(tables.meta.c.key == key).values(value=value))


_STEPS = (_to_2,)
