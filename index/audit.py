"""The catalog's tables → every stored fact that does not hold, told in lines: hashes, slices, vectors, days, the digest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sqlalchemy as sa

from index import tables
from index.digest import content_sha256, fold, text_sha256
from index.tables import article_of, ends_others, meta_value, version_rows


def content_problems(connection: sa.Connection) -> Iterator[str]:
    """Every stored fact of articles, versions and passages that does not hold, one line each."""
    digest = 0
    later: dict[str, str] = {}  # article → the day at which its later versions end the earlier ones
    for row in connection.execute(version_rows().order_by(tables.versions.c.article_id, tables.versions.c.number.desc())):
        name = f"{row.article_id!r} version {row.number}"
        if text_sha256(row.text) != row.text_sha256 or content_sha256(article_of(row)) != row.content_sha256:
            yield f"{name}: the text does not match its hash"
        if row.until != later.get(row.article_id):
            yield f"{name}: it ends at {row.until}, and by the later versions at {later.get(row.article_id)}"
        if row.article_id not in later and not row.current:
            yield f"{name}: it is the last one and not the current one"
        later[row.article_id] = min(later.get(row.article_id, "9999-12-31"), ends_others(article_of(row)))
        digest ^= fold(row.article_id, row.number, row.content_sha256)
        yield from _passage_problems(connection, name, row)
    if f"{digest:064x}" != meta_value(connection, "digest"):
        yield "catalog: the digest of the stored versions does not match them"
    bare = sa.select(tables.articles.c.id).outerjoin(
        tables.versions, (tables.versions.c.article_id == tables.articles.c.id) & (tables.versions.c.number == tables.articles.c.version)
    )
    for article_id in connection.scalars(bare.where(tables.articles.c.live, tables.versions.c.number.is_(None))):
        yield f"{article_id!r}: the current version is missing"


def _passage_problems(connection: sa.Connection, name: str, version: Any) -> Iterator[str]:
    here = (tables.passages.c.article_id == version.article_id) & (tables.passages.c.version == version.number)
    found = False
    for row in connection.execute(sa.select(tables.passages).where(here)):
        found = True
        if not 0 <= row.start < row.end or text_sha256(version.text[row.start : row.end]) != row.text_sha256:
            yield f"{name}: passage {row.key} does not match its hash"
        length = float(np.linalg.norm(np.frombuffer(row.embedding, dtype="<f4").astype(np.float64)))
        if not abs(length - 1) < 1e-3:
            yield f"{name}: the vector of passage {row.key} does not have length 1"
    if not found and version.current and version.text.strip():
        yield f"{name}: it has no passages"
