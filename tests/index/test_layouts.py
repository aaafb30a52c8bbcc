"""A catalog of an older layout: brought to the present one by its owner, refused with the fix by a reader."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import IndexMismatch
from index.index import Index, fingerprint
from index.model import Window
from index.settings import IndexSettings
from index.tables import SCHEMA
from tests.index.encoders import HashEncoder

DUMP = Path(__file__).parent / "fixtures" / "catalog-schema-1.sql"
"""Written by dateline 0.1 with layout 1: `ferry` in two versions, `bridge` in one, `gone` deleted; vectors of HashEncoder(8)."""


@pytest.fixture
def older(tmp_path: Path) -> IndexSettings:
    """A data folder of layout 1 that was made with the settings of now."""
    settings = IndexSettings(tmp_path, generation=False)
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(DUMP.read_text())
        made_with = json.dumps(fingerprint(settings, HashEncoder(8)), sort_keys=True)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'fingerprint'", [made_with])
        connection.commit()
    return settings


def test_an_older_catalog_is_brought_up_to_date_and_answers(older: IndexSettings) -> None:
    """Current versions as before, the replaced one as of its day, nothing to complain of, and the same again at the next start."""
    for _ in range(2):
        with Index.open(older, encoder=HashEncoder(8)) as index:
            hits = index.search("ferry to Brack", 9).hits
            past = index.search("ferry to Brack", 9, Window(as_of=dt.date(2023, 5, 4))).hits
            assert [(hit.article.id, hit.passage.version) for hit in hits] == [("ferry", 2), ("bridge", 1)]
            assert [(hit.article.id, hit.passage.version) for hit in past] == [("ferry", 1)]
            assert index.check().problems == ()
            old = index.version("ferry", 1)
            assert old is not None
            assert (old.current, old.until) == (False, dt.date(2023, 5, 5))
            assert index.version("gone") is None
        with closing(sqlite3.connect(older.data_dir / "catalog.sqlite")) as connection:
            assert connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == (str(SCHEMA),)


def test_the_snapshot_is_that_of_the_same_articles_put_in_now(older: IndexSettings, tmp_path: Path) -> None:
    """The digest and all that is derived from it do not tell how the catalog came to its layout."""
    with Index.open(older, encoder=HashEncoder(8)) as index:
        stored = [index.version(name, number) for name, number in (("ferry", 1), ("bridge", 1), ("ferry", 2))]
        state = index.state()
    with Index.open(IndexSettings(tmp_path / "new", generation=False), encoder=HashEncoder(8)) as fresh:
        for version in stored:
            assert version is not None
            fresh.put([version.article])
        assert fresh.state() == state


def test_a_reader_says_how_to_bring_it_up_to_date(older: IndexSettings) -> None:
    """Reading alone changes nothing."""
    before = (older.data_dir / "catalog.sqlite").read_bytes()
    with pytest.raises(IndexMismatch, match="run `dateline check` once"):
        Index.open(older, own=False, encoder=HashEncoder(8))
    assert (older.data_dir / "catalog.sqlite").read_bytes() == before
