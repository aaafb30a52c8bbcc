"""The catalog: versions, the change log and its digest, and what becomes of it on a bad disk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalog import Catalog, Change, Draft, Outcome
from index.dates import find_dates
from index.digest import text_sha256
from index.errors import BadInput, DatelineError, IndexDamaged, IndexMismatch, NoSpace, NotReady
from index.model import Article, Span
from index.tables import SCHEMA
from tests.index.builders import article, articles, fill, indexed, law

STAMP = {"model": "m", "model_sha256": "0", "dim": "48", "cut": "c", "header": "none"}


def draft(one: Article) -> Draft:
    made = indexed(one, 1)
    return Draft(one, made.spans, made.vectors, find_dates(one.text, one.published_on))


def opened(folder: Path) -> Catalog:
    return Catalog(folder / "catalog.sqlite", lambda: STAMP)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with contextlib.closing(opened(tmp_path)) as made:
        yield made


def put(catalog: Catalog, *all_articles: Article) -> list[tuple[str, int, Outcome]]:
    return [(stored.id, stored.version, stored.outcome) for stored in catalog.put([draft(one) for one in all_articles])]


OLD, NEW = article("a", "The old text of 4 May.", title="T"), article("a", "The new text.", title="T")


def test_versions_count_from_one_and_only_new_content_makes_one(catalog: Catalog) -> None:
    """Added, unchanged, updated; a deleted article comes back under the next number."""
    assert put(catalog, OLD) == [("a", 1, Outcome.ADDED)]
    assert put(catalog, OLD) == [("a", 1, Outcome.UNCHANGED)]
    assert put(catalog, NEW, OLD, OLD) == [("a", 2, Outcome.UPDATED), ("a", 3, Outcome.UPDATED), ("a", 3, Outcome.UNCHANGED)]
    assert catalog.delete("a")
    assert not catalog.delete("a")
    assert put(catalog, OLD) == [("a", 4, Outcome.ADDED)]
    assert catalog.changes(0)[0] == [
        Change(1, "a", 1),
        Change(2, "a", 2),
        Change(3, "a", 3),
        Change(4, "a", None),
        Change(5, "a", 4),
    ]


@pytest.mark.parametrize("field", ["title", "url", "source", "author", "published_at", "published_from", "updated_at", "language"])
def test_any_field_is_content(catalog: Catalog, field: str) -> None:
    """A changed field makes a version; another file name does not."""
    put(catalog, article("a", "Text."))

    assert put(catalog, article("a", "Text.", file_name="b.txt")) == [("a", 1, Outcome.UNCHANGED)]
    assert put(catalog, article("a", "Text.", **{field: "2023-05-04"})) == [("a", 2, Outcome.UPDATED)]


def test_old_versions_stay_readable_until_the_article_is_deleted(catalog: Catalog) -> None:
    """Text, hash and number of each version; only the newest is current; after a deletion there is none."""
    put(catalog, OLD)
    put(catalog, NEW)
    first, second = catalog.version("a", 1), catalog.version("a")

    assert first is not None
    assert second is not None
    assert (first.article, first.number, first.current, first.text_sha256) == (OLD, 1, False, text_sha256(OLD.text))
    assert (second.article, second.number, second.current) == (NEW, 2, True)
    assert catalog.version("a", 3) is None
    catalog.delete("a")
    assert (catalog.version("a"), catalog.version("a", 1)) == (None, None)


def test_passages_of_superseded_and_deleted_versions_are_not_given_out(catalog: Catalog) -> None:
    """A follower may ask for any key; it gets those that may be cited, as exact slices."""
    put(catalog, OLD, article("b", "Another text."))
    old = list(catalog.indexed(["a", "b"]))
    put(catalog, NEW)
    keys = [key for version in (*old, *catalog.indexed(["a"])) for key in version.keys]
    found = catalog.passages([*keys, 999_999, -1])

    assert {passage.article_id: passage.version for passage, _, _ in found.values()} == {"a": 2, "b": 1}
    for key, (passage, version, mentions) in found.items():
        assert passage.key == key
        assert passage.text == passage.span.of(version.article.text)
        assert mentions == find_dates(version.article.text, version.article.published_on)
    catalog.delete("b")
    assert {passage.article_id for passage, _, _ in catalog.passages(keys).values()} == {"a"}


def test_keys_are_never_given_out_twice(catalog: Catalog) -> None:
    """A key that a follower still remembers cannot come to mean another passage."""
    seen: set[int] = set()
    for number in range(4):
        put(catalog, article("a", f"Text {number}."))
        keys = {key for version in catalog.indexed(["a"]) for key in version.keys}
        assert not keys & seen
        seen |= keys
        catalog.delete("a")


def test_vectors_come_back_bit_for_bit(catalog: Catalog) -> None:
    """What followers get is what was put in."""
    one = article("a")
    put(catalog, one)
    (back,) = catalog.indexed(["a", "unknown"])

    assert back.spans == draft(one).spans
    assert np.array_equal(back.vectors, draft(one).vectors)


def test_articles_are_listed_by_id_page_by_page(catalog: Catalog) -> None:
    """Every live article once, ascending; by source if asked; found by id before file name."""
    put(catalog, *articles(25), article("z", "Z.", source="BBC", file_name="a001"), article("y", "Y.", file_name="story.txt"))
    catalog.delete("a003")
    seen: list[str] = []
    while page := catalog.articles(seen[-1] if seen else None, 7, None):
        seen += [version.article.id for version in page]

    assert seen == catalog.live_ids() == sorted(seen)
    assert len(seen) == 26
    assert [version.article.id for version in catalog.articles(None, 9, "BBC")] == ["z"]
    assert [catalog.find(name) for name in ("a001", "story.txt", "a003", "nothing")] == ["a001", "y", None, None]


def test_totals_count_what_is_live(catalog: Catalog) -> None:
    """Articles and passages of current versions, and the last change."""
    put(catalog, OLD, article("b", "One. Two."))
    put(catalog, NEW)
    totals = catalog.totals()

    assert (totals.seq, totals.articles, totals.passages) == (3, 2, 2)
    catalog.delete("b")
    assert (catalog.totals().seq, catalog.totals().articles, catalog.totals().passages) == (4, 1, 1)


NAMES = ("a", "b", "c")


@law
@given(st.permutations([(name, f"{name} text") for name in NAMES]), st.lists(st.sampled_from(NAMES), max_size=3))
def test_the_digest_does_not_depend_on_the_order(
    tmp_path_factory: pytest.TempPathFactory, order: list[tuple[str, str]], gone: list[str]
) -> None:
    """Equal live versions give an equal digest, whatever came before whatever, in one batch or many."""
    folder = tmp_path_factory.mktemp("digest")
    with contextlib.closing(opened(folder)) as one, contextlib.closing(Catalog(folder / "other.sqlite", lambda: STAMP)) as other:
        for name, text in order:
            put(one, article(name, text))
        put(other, *(article(name, text) for name, text in sorted(order)))
        assert one.totals().digest == other.totals().digest
        for name in gone:
            one.delete(name)
        for name in reversed(gone):
            other.delete(name)
        assert one.totals().digest == other.totals().digest
        assert (one.totals().digest == "0" * 64) == (set(gone) == set(NAMES))


def test_the_digest_tells_states_apart(catalog: Catalog) -> None:
    """Text, field, id and version number each make another digest."""
    digests = []
    for one in (OLD, NEW, article("a", "The new text.", title="U"), article("b", "The new text.", title="T")):
        put(catalog, one)
        digests.append(catalog.totals().digest)
    catalog.delete("b")
    put(catalog, article("b", "The new text.", title="T"))

    assert len({*digests, catalog.totals().digest}) == 5


def test_a_failed_batch_leaves_nothing(catalog: Catalog) -> None:
    """A draft that cannot be stored takes its whole batch back."""
    short = Draft(article("b", "Two words."), (Span(0, 3), Span(4, 9)), np.eye(48, dtype=np.float32)[:1], ())
    with pytest.raises(ValueError, match="shorter"):
        catalog.put([draft(OLD), short])

    assert catalog.totals().articles == 0
    assert catalog.changes(0)[0] == []


@pytest.mark.parametrize("name", ["\ud800", "a\x00b", "x" * 100_000, "'; DROP TABLE articles; --"])
def test_strange_ids_are_looked_up_or_refused(catalog: Catalog, name: str) -> None:
    """Nothing but BadInput comes out, and nothing is found."""
    put(catalog, OLD)
    with contextlib.suppress(BadInput):
        assert catalog.version(name) is None
    with contextlib.suppress(BadInput):
        assert catalog.find(name) is None
    with pytest.raises(BadInput):
        catalog.version("a", 2**70)


def test_many_threads_read_while_one_writes(catalog: Catalog) -> None:
    """Readers see whole transactions: both articles of a batch have the same text at any moment."""
    stop, wrong = threading.Event(), []
    put(catalog, article("a", "Text 0."), article("b", "Text 0."))

    def look() -> None:
        while not stop.is_set():
            one, other = catalog.articles(None, 2, None)
            if one.article.text != other.article.text:
                wrong.append((one, other))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 40):
        put(catalog, article("a", f"Text {number}."), article("b", f"Text {number}."))
    stop.set()
    for thread in threads:
        thread.join()

    assert wrong == []


# -- opening ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0"])
def test_without_an_index_there_is_nothing_to_read(tmp_path: Path, content: bytes | None) -> None:
    """A missing or empty file says how to make an index, and is left as it is; half a header is damage."""
    path = tmp_path / "catalog.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexDamaged if content else NotReady, match="dateline"):
        Catalog(path)

    assert (path.read_bytes() if path.exists() else None) == content


def test_a_catalog_that_was_never_finished_is_made_anew(tmp_path: Path) -> None:
    """A process killed between making the file and its first transaction leaves a file that the next one completes."""
    with contextlib.closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert (tmp_path / "catalog.sqlite").stat().st_size
    with contextlib.closing(opened(tmp_path)) as catalog:
        assert catalog.fingerprint() == STAMP
        assert put(catalog, OLD) == [("a", 1, Outcome.ADDED)]


def test_a_newer_layout_is_refused_and_left_alone(tmp_path: Path) -> None:
    """A folder of a later dateline is named as such; its file keeps every byte and its time."""
    path = tmp_path / "catalog.sqlite"
    with contextlib.closing(opened(tmp_path)) as catalog:
        put(catalog, OLD)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [str(SCHEMA + 1)])
        connection.commit()
    before = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
    for fingerprint in (None, lambda: STAMP):
        with pytest.raises(IndexMismatch, match=f"layout {SCHEMA + 1}, this one knows {SCHEMA}.*upgrade"):
            Catalog(path, fingerprint)

    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) == before
    assert [found.name for found in tmp_path.iterdir()] == ["catalog.sqlite"]


@pytest.mark.parametrize("name", ["plain", "a b", "q?mode=ro", "50%41", "#1", "é", "x;y"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """Signs that mean something in an address mean nothing in a path."""
    (tmp_path / name).mkdir()
    with contextlib.closing(opened(tmp_path / name)) as catalog:
        put(catalog, OLD)

    assert (tmp_path / name / "catalog.sqlite").is_file()
    with contextlib.closing(Catalog(tmp_path / name / "catalog.sqlite")) as reader:
        assert reader.totals().articles == 1


READ_ONLY = """
import os, sys
from pathlib import Path; from index.catalog import Catalog; from index.errors import DatelineError
with __import__('sqlalchemy').create_engine('sqlite://').connect(): os.setuid(65534)
try:
    catalog = Catalog(Path(sys.argv[1]) / 'catalog.sqlite')
    print(catalog.totals().articles, list(catalog.problems()))
except DatelineError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def reachable(tmp_path: Path) -> Path:
    """A folder that another user may read and nobody but root may write."""
    if os.getuid():
        pytest.skip("needs a second user to be refused")
    folder = tmp_path / "data"
    folder.mkdir()
    for above in (folder, *folder.parents):
        if (above.stat().st_mode & 0o555) != 0o555:
            above.chmod(above.stat().st_mode | 0o055)
    return folder


def as_nobody(folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", READ_ONLY, str(folder)], capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr


def test_a_folder_that_cannot_be_written_can_be_read(reachable: Path) -> None:
    """After a clean end the file alone is enough; changes left in the log are not passed over."""
    with contextlib.closing(opened(reachable)) as catalog:
        put(catalog, OLD)
        assert as_nobody(reachable).startswith("NoSpace")
        assert "open it once where it can be written" in as_nobody(reachable)

    assert as_nobody(reachable) == "1 []"


# -- a bad disk ---------------------------------------------------------------------------------------------------------


def test_a_full_disk_stops_writing_and_nothing_else(catalog: Catalog) -> None:
    """NoSpace says so, nothing of the batch is stored, reading goes on, and with space again the same call succeeds."""
    put(catalog, OLD)
    with catalog._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    more = articles(60)
    for _ in range(3):
        with pytest.raises(NoSpace, match="free some space"):
            put(catalog, *more)
        assert catalog.totals().articles == 1
        assert catalog.version("a") is not None
        assert list(catalog.problems()) == []
    with catalog._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
    assert len(put(catalog, *more)) == 60
    assert list(catalog.problems()) == []


def test_a_file_system_without_space(tmp_path: Path) -> None:
    """The same with a real file system of 1.5 MB: fills up, refuses, reads on, and takes more once there is room."""
    mount = tmp_path / "small"
    mount.mkdir()
    if (
        os.getuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", mount], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs the right to mount")
    try:
        (mount / "ballast").write_bytes(b"x" * 400_000)
        with contextlib.closing(opened(mount)) as catalog:
            batches = fill(lambda number: put(catalog, *articles(20, prefix=f"{number}-")))
            stored = [one.id for number in range(batches) for one in articles(20, prefix=f"{number}-")]
            assert catalog.live_ids() == sorted(stored)
            assert list(catalog.problems()) == []
            (mount / "ballast").unlink()
            put(catalog, NEW)
            assert catalog.live_ids() == sorted([*stored, "a"])
        with contextlib.closing(opened(mount)) as catalog:
            assert catalog.live_ids() == sorted([*stored, "a"])
            assert list(catalog.problems()) == []
    finally:
        subprocess.run(["umount", "--lazy", mount], check=False)


def test_a_foreign_lock_holds_up_writing_only(catalog: Catalog) -> None:
    """Somebody's open transaction makes a write fail after five seconds with what to do, while reading and opening go on."""
    put(catalog, OLD)
    with contextlib.closing(sqlite3.connect(catalog.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        start = time.perf_counter()
        with contextlib.closing(Catalog(catalog.path)) as reader:
            assert reader.totals().articles == 1
        with contextlib.closing(Catalog(catalog.path, lambda: STAMP)) as owner:
            assert owner.totals().articles == 1
        assert time.perf_counter() - start < 2
        with pytest.raises(NotReady, match="locked by another process"):
            put(catalog, NEW)
        assert time.perf_counter() - start < 9
    assert put(catalog, NEW) == [("a", 2, Outcome.UPDATED)]


# -- damage -------------------------------------------------------------------------------------------------------------


CHANGED = {
    "text": ("UPDATE versions SET text = replace(text, 'old', 'odd') WHERE number = 1", "'a' version 1: the text does not match its hash"),
    "title": ("UPDATE versions SET title = 'U' WHERE number = 2", "'a' version 2: the text does not match its hash"),
    "text hash": ("UPDATE versions SET text_sha256 = 'x' WHERE number = 2", "'a' version 2: the text does not match its hash"),
    "offset": ("UPDATE passages SET start = start + 1 WHERE version = 2", "'a' version 2: passage 2 does not match its hash"),
    "offset beyond": (
        'UPDATE passages SET "end" = 9999, start = 9998 WHERE version = 2',
        "'a' version 2: passage 2 does not match its hash",
    ),
    "offsets crossed": (
        'UPDATE passages SET start = "end", "end" = start WHERE version = 2',
        "'a' version 2: passage 2 does not match its hash",
    ),
    "vector": ("UPDATE passages SET embedding = zeroblob(192) WHERE version = 2", "the vector of passage 2 does not have length 1"),
    "half a vector": ("UPDATE passages SET embedding = zeroblob(191) WHERE version = 2", "catalog: "),
    "digest": (
        "UPDATE meta SET value = replace(value, substr(value, 1, 9), '123456789') WHERE key = 'digest'",
        "the digest of the stored versions",
    ),
    "no passages": ("DELETE FROM passages WHERE version = 2", "'a' version 2: it has no passages"),
    "no version": ("DELETE FROM passages; DELETE FROM versions", "'a': the current version is missing"),
    "orphan": ("PRAGMA foreign_keys = OFF; DELETE FROM versions WHERE number = 1", "of passages points nowhere"),
    "resurrected": ("UPDATE articles SET version = 1", "'a' version 2: it is the last one and not the current one"),
}


@pytest.mark.parametrize(("statements", "problem"), CHANGED.values(), ids=CHANGED.keys())
def test_a_changed_row_is_named(tmp_path: Path, statements: str, problem: str) -> None:
    """Whatever fact is changed behind our back, `problems` names it."""
    with contextlib.closing(opened(tmp_path)) as catalog:
        put(catalog, OLD)
        put(catalog, NEW)
        assert list(catalog.problems()) == []
    with contextlib.closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as connection:
        connection.executescript(statements)
    with contextlib.closing(opened(tmp_path)) as catalog:
        found = list(catalog.problems())

    assert any(problem in line for line in found), found


def test_a_changed_text_never_leaves_the_catalog(tmp_path: Path) -> None:
    """Reading a version or a passage whose words changed is refused, not passed on."""
    with contextlib.closing(opened(tmp_path)) as catalog:
        put(catalog, OLD)
        (key,) = (key for version in catalog.indexed(["a"]) for key in version.keys)
    with contextlib.closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as connection:
        connection.execute("UPDATE versions SET text = replace(text, '4 May', '5 May')")
        connection.commit()
    with contextlib.closing(opened(tmp_path)) as catalog:
        for look in (lambda: catalog.version("a"), lambda: catalog.passages([key]), lambda: catalog.articles(None, 5, None)):
            with pytest.raises(IndexDamaged, match="dateline check"):
                look()


def looked_through(folder: Path, expected: dict[int, str]) -> tuple[bool, bool]:
    """Whether opening, reading everything and checking all went through, and whether problems were named. Raises only DatelineError."""
    with contextlib.closing(Catalog(folder / "catalog.sqlite")) as catalog:
        named = bool(list(catalog.problems()))
        try:
            catalog.totals(), catalog.changes(0), list(catalog.indexed(catalog.live_ids())), catalog.articles(None, 99, None)
            for key, (passage, version, _) in catalog.passages(list(expected)).items():
                assert passage.text == expected[key] == passage.span.of(version.article.text)
        except DatelineError:
            return False, named
        return True, named


@pytest.mark.parametrize("seed", range(4))
def test_flipped_bits_are_refused_named_or_without_effect(tmp_path: Path, seed: int) -> None:
    """150 files with a few flipped bits: never a crash, never another error than ours, never a wrong passage given out."""
    with contextlib.closing(opened(tmp_path)) as catalog:
        put(catalog, *articles(25))
        for number in range(0, 25, 4):
            put(catalog, article(f"a{number:03}", f"Another text {number}. It is new."))
        catalog.delete("a007")
        expected = {
            key: span.of(version.article.text)
            for version in catalog.indexed(catalog.live_ids())
            for key, span in zip(version.keys, version.spans, strict=True)
        }
    path, rng = tmp_path / "catalog.sqlite", random.Random(seed)
    whole = path.read_bytes()
    outcomes = {"refused": 0, "named": 0, "silent": 0}
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 1, 8])):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        try:
            went, named = looked_through(tmp_path, expected)
            outcomes["named" if named else "silent" if went else "refused"] += 1
        except DatelineError:
            outcomes["refused"] += 1
    assert outcomes["named"] + outcomes["refused"] > 0


@pytest.mark.parametrize("size", [0.0, 0.01, 0.3, 0.5, 0.97])
def test_a_truncated_file_is_refused_or_named(tmp_path: Path, size: float) -> None:
    """Cut anywhere, the file never passes for a whole one."""
    with contextlib.closing(opened(tmp_path)) as catalog:
        put(catalog, *articles(25))
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * size)])
    try:
        _, named = looked_through(tmp_path, {})
    except DatelineError:
        return
    assert named
