"""The index as a whole: what is put in is found at once and after every restart, what is taken out is not, and nothing half done stays."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import index as index_module
from index import tables
from index.check import CheckReport
from index.chroma import GenerationUnusable
from index.errors import DatelineError, IndexDamaged, IndexLocked, IndexMismatch, ModelUnusable, NoSpace, NotReady
from index.index import Index
from index.lock import read_owner
from index.model import Article, Hit, Window
from index.settings import IndexSettings
from tests.index.builders import article, articles, fill, law
from tests.index.conftest import Opener
from tests.index.encoders import BrokenEncoder, HashEncoder

OLD, NEW = article("a", "A zebra crossed the old bridge."), article("a", "A giraffe crossed the new bridge.")
QUESTIONS = ("peace talks in Washington", "when was the checkpoint installed", "Red Cross convoy", "title 31", "")


def found(index: Index, text: str, k: int = 500) -> dict[str, int]:
    """Article → version, of all hits; every hit is checked against its article on the way."""
    hits = index.search(text, k).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    for hit in hits:
        assert hit.passage.text == hit.passage.span.of(hit.article.text)
        assert hit.passage.article_id == hit.article.id
        for mention in hit.dates:
            assert hit.passage.span.start <= mention.start < mention.end <= hit.passage.span.end
    assert [hit.scores.fused for hit in hits] == sorted((hit.scores.fused for hit in hits), reverse=True)
    return {hit.article.id: hit.passage.version for hit in hits}


def answers(index: Index) -> list[tuple[Hit, ...]]:
    return [index.search(question, 7).hits for question in QUESTIONS]


# -- articles -------------------------------------------------------------------------------------------------------------


def test_a_change_is_seen_the_moment_it_is_acknowledged(open_index: Opener) -> None:
    """Put, update and delete, each followed by a search."""
    index = open_index()
    assert [(one.version, one.outcome) for one in index.put([OLD, *articles(5)])] == [(1, "added")] * 6
    assert index.search("zebra", 1).hits[0].article == OLD
    assert [(one.version, one.outcome) for one in index.put([NEW])] == [(2, "updated")]
    assert index.search("zebra", 1).hits[0].article.id != "a" or index.search("zebra", 1).hits[0].article == NEW
    assert found(index, "giraffe")["a"] == 2
    assert index.delete("a")
    assert "a" not in found(index, "giraffe zebra bridge")
    assert not index.delete("a")
    assert [(one.version, one.outcome) for one in index.put([OLD])] == [(3, "added")]
    assert found(index, "zebra")["a"] == 3


def test_putting_the_same_again_changes_nothing(open_index: Opener) -> None:
    """No version, no change in the log, no work for the encoder."""
    encoder = BrokenEncoder()
    index = open_index(encoder=encoder)
    index.put(articles(20))
    before, state = index.catalog.totals(), index.state()
    encoder.fault = "raise"

    assert {one.outcome for one in index.put(articles(20))} == {"unchanged"}
    assert (index.catalog.totals(), index.state()) == (before, state)


def test_outcomes_come_in_order_and_progress_counts_all(open_index: Opener) -> None:
    """One outcome an article, repeats included, whatever the batches were."""
    index = open_index(passage_words=20)
    seen: list[int] = []
    batch = [*articles(40), OLD, NEW, NEW, OLD, *articles(3, prefix="b")]
    stored = index.put(batch, progress=seen.append)

    assert [one.id for one in stored] == [one.id for one in batch]
    assert [(one.version, one.outcome) for one in stored[40:44]] == [(1, "added"), (2, "updated"), (2, "unchanged"), (3, "updated")]
    assert sum(seen) == len(batch)
    assert index.put([]) == ()


def test_versions_pages_and_names_are_those_of_the_catalog(open_index: Opener) -> None:
    """version, articles and find_article read through."""
    index = open_index()
    index.put([OLD, replace(article("b", "B.", source="BBC"), file_name="b.txt")])
    index.put([NEW])
    old = index.version("a", 1)

    assert old is not None
    assert (old.article, old.current) == (OLD, False)
    assert [version.article.id for version in index.articles()] == ["a", "b"]
    assert [version.article.id for version in index.articles(after="a")] == ["b"]
    assert [version.article.id for version in index.articles(source="BBC")] == ["b"]
    assert index.find_article("b.txt") == "b"
    assert index.version("nobody") is None


STEPS = st.lists(st.one_of(st.tuples(st.integers(0, 5), st.integers(0, 2)), st.integers(0, 5)), max_size=10)


@settings(law, max_examples=25)
@given(STEPS)
def test_a_fresh_index_of_the_same_versions_answers_the_same(tmp_path_factory: pytest.TempPathFactory, steps: list[object]) -> None:
    """Whatever was put, replaced and deleted: hits and snapshot are those of an index that saw to one article after the other."""
    folder = tmp_path_factory.mktemp("law")
    histories: dict[str, list[Article | None]] = {}
    with Index.open(IndexSettings(folder / "lived", generation=False, passage_words=20), encoder=HashEncoder()) as lived:
        for step in steps:
            if isinstance(step, tuple):
                one = replace(article(f"text{step[0]}{step[1]}", title=f"Title {step[1]}"), id=f"n{step[0]}")
                lived.put([one])
                histories.setdefault(one.id, []).append(one)
            else:
                lived.delete(f"n{step}")
                histories.setdefault(f"n{step}", []).append(None)
        with Index.open(IndexSettings(folder / "fresh", generation=False, passage_words=20), encoder=HashEncoder()) as fresh:
            for name, history in sorted(histories.items(), reverse=True):
                for state in history:
                    if state is None:
                        fresh.delete(name)
                    else:
                        fresh.put([state])
            for question in QUESTIONS:
                mine, theirs = (index.search(question, 9) for index in (lived, fresh))
                assert [without_key(hit) for hit in mine.hits] == [without_key(hit) for hit in theirs.hits]
                assert (mine.weights, mine.state) == (theirs.weights, theirs.state)
            assert lived.check().problems == ()


def without_key(hit: Hit) -> Hit:
    """The hit without the one number that depends on the catalog's history."""
    return replace(hit, passage=replace(hit.passage, key=0))


def test_equal_content_gives_an_equal_snapshot_and_any_change_another(open_index: Opener, tmp_path: Path) -> None:
    """Order and batches do not matter; an article more or less does, and so does a setting that changes answers."""
    one, other = open_index(tmp_path / "one"), open_index(tmp_path / "other")
    one.put(articles(12))
    for each in reversed(articles(12)):
        other.put([each])
    assert one.state() == other.state()
    assert [[without_key(hit) for hit in hits] for hits in answers(one)] == [[without_key(hit) for hit in hits] for hits in answers(other)]
    other.delete("a003")
    assert one.state().snapshot != other.state().snapshot
    cut = open_index(tmp_path / "cut", passage_words=20)
    cut.put(articles(12))
    assert cut.state().snapshot != one.state().snapshot


# -- searching ------------------------------------------------------------------------------------------------------------


def test_fewer_hits_are_the_first_of_more(open_index: Opener) -> None:
    """Top k is a prefix of top k+1, and all that there is comes for a large k."""
    index = open_index(passage_words=20)
    index.put(articles(30))
    everything = index.search("peace talks", 1000).hits

    assert len(everything) == min(index.state().passages, len(everything))
    for k in (1, 2, 7, 40):
        assert index.search("peace talks", k).hits == everything[:k]


@pytest.mark.parametrize("text", ["", " ", "the of", "?", "\u202e", "zebra " * 500, "x" * 5000, "' OR 1=1 --", "NEAR(", "\0", "😀"])
def test_any_question_is_answered(open_index: Opener, text: str) -> None:
    """Nothing in a question's words makes a search fail."""
    index = open_index()
    assert index.search(text, 5).hits == ()
    index.put(articles(5))

    assert len(index.search(text, 5).hits) == 5


def test_a_window_filters_both_legs(open_index: Opener) -> None:
    """Only articles of the window come out, however well others match."""
    index = open_index()
    index.put([article(f"d{n}", "Peace talks.", published_at=f"2023-05-{n:02}", source="BBC" if n % 2 else "AP") for n in range(1, 21)])
    index.put([article("undated", "Peace talks.")])
    day = dt.date(2023, 5, 10)

    assert set(found_in(index, after=day)) == {f"d{n}" for n in range(10, 21)}
    assert set(found_in(index, before=day)) == {f"d{n}" for n in range(1, 11)}
    assert set(found_in(index, as_of=day, sources=("BBC",))) == {f"d{n}" for n in range(1, 11, 2)}
    assert found_in(index, after=dt.date(2024, 1, 1)) == []
    assert len(found_in(index)) == 21


def found_in(index: Index, **window: object) -> list[str]:
    return [hit.article.id for hit in index.search("peace talks", 100, Window(**window)).hits]  # type: ignore[arg-type]


def test_dates_in_a_passage_come_with_its_hit(open_index: Opener) -> None:
    """Mentions whose offsets lie inside the passage, counted in the article."""
    index = open_index(passage_words=20)
    index.put(
        [
            article(
                "a",
                "It rained a lot on that day, they said, and on others too, as always here. " * 3 + "It was installed on 23 April 2023.",
            )
        ]
    )
    (hit,) = index.search("installed", 1).hits

    assert [hit.article.text[one.start : one.end] for one in hit.dates] == ["23 April 2023"]
    assert hit.passage.span.start > 0


@pytest.mark.parametrize("fault", ["nan", "long", "narrow", "few", "raise"])
def test_a_broken_encoder_stores_nothing_and_searches_by_words(open_index: Opener, fault: str) -> None:
    """The old version is still served, the answer says what is missing, and afterwards the same call succeeds."""
    encoder = BrokenEncoder()
    index = open_index(encoder=encoder)
    index.put([OLD, *articles(5)])
    state = index.state()
    encoder.fault = fault
    with pytest.raises(ModelUnusable):
        index.put([NEW])
    with pytest.raises(ModelUnusable):
        index.put([article("more", "More text here.")])
    result = index.search("zebra bridge", 3)
    assert (result.hits[0].article, result.degraded, result.hits[0].scores.dense) == (OLD, ("encoder_unavailable",), None)
    assert index.state() == state
    assert index.check().problems == ()
    encoder.fault = None
    assert index.put([NEW])[0].version == 2
    assert index.search("giraffe", 1).degraded == ()


def test_a_failure_half_way_keeps_what_was_committed_in_sight(open_index: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second batch of a call fails, the articles of the first are stored and found, with their new versions."""
    monkeypatch.setattr(index_module, "_BATCH_PASSAGES", 1)
    index = open_index(passage_words=20)
    index.put([OLD, article("b", "The old text about otters.")])
    put, calls = index.catalog.put, []

    def failing(drafts: object) -> object:
        calls.append(1)
        if len(calls) > 1:
            raise NoSpace("the disk is full")
        return put(drafts)  # type: ignore[arg-type]

    monkeypatch.setattr(index.catalog, "put", failing)
    long = " ".join(["Many words about a giraffe."] * 40)
    with pytest.raises(NoSpace):
        index.put([article("a", long), article("b", long)])

    assert found(index, "giraffe otters zebra") == {"a": 2, "b": 1}
    assert index.check().problems == ()


def test_between_a_commit_and_its_view_a_search_waits_for_neither_old_nor_nothing(
    open_index: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that meets a change just committed starts over on the view that shows it."""
    index = open_index()
    index.put([OLD, *articles(5)])
    refresh, entered, go_on = index._columns.refresh, threading.Event(), threading.Event()

    def slow() -> object:
        entered.set()
        go_on.wait(10)
        return refresh()

    monkeypatch.setattr(index._columns, "refresh", slow)
    writer = threading.Thread(target=index.put, args=([NEW],))
    writer.start()
    entered.wait(10)
    results: list[dict[str, int]] = []
    reader = threading.Thread(target=lambda: results.append(found(index, "giraffe zebra bridge")))
    reader.start()
    time.sleep(0.2)
    assert results == []
    go_on.set()
    reader.join()
    writer.join()

    assert results[0]["a"] == 2


# -- many threads -----------------------------------------------------------------------------------------------------------


def run_all(actions: list[Callable[[], object]]) -> list[BaseException]:
    errors: list[BaseException] = []
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> None:
        start.wait()
        try:
            action()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_twenty_threads_put_one_article_once(open_index: Opener) -> None:
    """One version, one addition, nineteen times unchanged."""
    index = open_index()
    outcomes: list[str] = []

    assert run_all([lambda: outcomes.append(index.put([OLD])[0].outcome) for _ in range(20)]) == []
    assert sorted(outcomes) == ["added"] + ["unchanged"] * 19
    assert (index.catalog.totals().seq, found(index, "zebra")) == (1, {"a": 1})


@pytest.mark.parametrize("generation", [False, True])
def test_searches_during_changes_never_fail_and_never_return_what_is_gone(
    open_index: Opener, monkeypatch: pytest.MonkeyPatch, generation: bool
) -> None:
    """Five seconds of puts, updates, deletes and settling under six searching threads.

    An article deleted before a search began is not in it; one that is never deleted is always in it, in a version not older
    than the one acknowledged before the search began; every passage is an exact slice.
    """
    monkeypatch.setattr("index.generations._STALE_LEAST", 3)
    index = open_index(generation=generation, passage_words=20)
    index.put([article("steady", "The zebra crossed the bridge.", title="0"), *articles(30)])
    end = time.perf_counter() + 5
    deleted: dict[str, float] = {}
    acknowledged = [1]
    wrong: list[str] = []
    searched = [0]

    def change() -> None:
        number = 0
        while time.perf_counter() < end:
            number += 1
            name = f"x{number}"
            index.put([article(name, f"The zebra number {number} crossed the bridge."), article("a005", f"Zebra talks {number}.")])
            acknowledged[0] = index.put([article("steady", "The zebra crossed the bridge.", title=str(number))])[0].version
            index.delete(name)
            deleted[name] = time.perf_counter()
            if generation and number % 10 == 0:
                index.settle()

    def search() -> None:
        while time.perf_counter() < end:
            began, known = time.perf_counter(), acknowledged[0]
            gone = {name for name, when in list(deleted.items()) if when < began}
            hits = found(index, "zebra crossed the bridge", 40)
            searched[0] += 1
            if hits.keys() & gone:
                wrong.append(f"deleted: {hits.keys() & gone}")
            if hits.get("steady", 0) < known:
                wrong.append(f"steady: {hits.get('steady')} < {known}")

    assert run_all([change, *[search] * 6]) == []
    assert wrong == []
    assert searched[0] > 20
    assert len(deleted) > 5
    assert index.check().problems == () or generation


def test_searches_while_generations_are_swapped(open_index: Opener) -> None:
    """Ten rebuilt generations under searching threads: no error, always the same answer."""
    index = open_index(generation=True, passage_words=20)
    index.put(articles(30))
    index.settle()
    expected, end = answers(index), time.perf_counter() + 4
    different: list[object] = []

    def swap() -> None:
        while time.perf_counter() < end:
            index._generations.build(index._columns.view)  # type: ignore[union-attr]

    def search() -> None:
        while time.perf_counter() < end:
            if answers(index) != expected:
                different.append(1)

    assert run_all([swap, search, search, search]) == []
    assert different == []


# -- opening and closing ------------------------------------------------------------------------------------------------------


def test_answers_are_the_same_after_a_restart(open_index: Opener) -> None:
    """Before close, after reopening as owner, as reader, and once the columns were thrown away."""
    index = open_index(passage_words=20)
    index.put(articles(40))
    index.put([article("a003", "Something else about peace.")])
    index.delete("a004")
    expected, state = answers(index), index.state()
    folder = index.settings.data_dir
    index.close()
    for own in (True, False, True):
        index = open_index(own=own, passage_words=20)
        assert (answers(index), index.state()) == (expected, state)
        assert index.check().problems == ()
        index.close()
        if not own:
            shutil.rmtree(folder / "columns")


def test_a_second_owner_is_refused_and_a_reader_is_not(open_index: Opener) -> None:
    """The reader sees what is there when it opens, follows when it meets a change, and may not write."""
    owner = open_index()
    owner.put([OLD])
    owner.announce("http://127.0.0.1:8000")
    with pytest.raises(IndexLocked, match=f"process {os.getpid()}"):
        open_index()
    reader = open_index(own=False)
    assert found(reader, "zebra") == {"a": 1}
    owner.put([NEW])
    assert found(reader, "giraffe") == {"a": 2}
    owner.delete("a")
    assert found(reader, "giraffe") == {}
    for change in (lambda: reader.put([OLD]), lambda: reader.delete("a")):
        with pytest.raises(NotReady, match="reading only"):
            change()
    announced = read_owner(owner.settings.data_dir)
    assert announced is not None
    assert (announced.pid, announced.url) == (os.getpid(), "http://127.0.0.1:8000")


def test_nothing_to_read_is_said_so(tmp_path: Path, open_index: Opener) -> None:
    """A reader of an empty place makes nothing there."""
    with pytest.raises(NotReady, match="dateline ingest"):
        open_index(tmp_path / "nowhere", own=False)
    assert not (tmp_path / "nowhere").exists()


def test_closing_twice_and_changing_afterwards(open_index: Opener) -> None:
    """close is idempotent; a closed index takes nothing more."""
    index = open_index()
    index.put([OLD])
    index.close()
    index.close()
    assert index.ready()[0] is False
    with pytest.raises(NotReady, match="closed"):
        index.put([NEW])
    with pytest.raises(NotReady, match="closed"):
        index.delete("a")


@pytest.mark.parametrize(
    ("change", "what"),
    [({"passage_words": 60}, "passages"), ({"header": False}, "header"), ({"name": "other"}, "model"), ({"digest": "cd" * 32}, "weights")],
)
def test_other_settings_or_another_model_are_refused_and_leave_the_folder_free(
    open_index: Opener, change: dict[str, object], what: str
) -> None:
    """Vectors of two models and passages of two cuts are never mixed; the message says what the folder was made with."""
    open_index().close()
    encoder = HashEncoder()
    for name in change.keys() & {"name", "digest"}:
        setattr(encoder, name, change[name])
    chosen = {name: value for name, value in change.items() if name not in ("name", "digest")}
    with pytest.raises(IndexMismatch, match=f"was made with {what}.*set it back"):
        open_index(encoder=encoder, **chosen)
    if chosen:
        open_index(own=False, encoder=encoder, **chosen).close()
    else:
        with pytest.raises(IndexMismatch):
            open_index(own=False, encoder=encoder)
    index = open_index()
    assert index._unclean is False


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"\0" * 4000, b"garbage" * 1000])
def test_a_damaged_catalog_is_refused_by_name_and_the_folder_is_left_free(tmp_path: Path, open_index: Opener, content: bytes) -> None:
    """An empty file is a catalog that was never made; anything else that is none is named."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "catalog.sqlite").write_bytes(content)
    if not content:
        assert open_index().state().articles == 0
        return
    for _ in range(2):
        with pytest.raises(IndexDamaged, match=r"catalog\.sqlite is damaged"):
            open_index()


def test_an_unclean_end_is_noticed_once(open_index: Opener) -> None:
    """The mark of an open index is found by the next owner when nobody took it away, and is gone after a clean end."""
    index = open_index()
    folder = index.settings.data_dir
    assert index._unclean is False
    index.close()
    assert not (folder / "open").exists()
    (folder / "open").touch()
    index = open_index()
    assert index._unclean is True
    index.close()
    assert open_index()._unclean is False


@pytest.mark.parametrize("folder", ["/proc/dateline", "/dev/null/data"])
def test_a_folder_that_cannot_be_made_is_said_so(open_index: Opener, folder: str) -> None:
    """With what to do about it."""
    with pytest.raises(NoSpace, match="choose another folder"):
        open_index(Path(folder))


def test_a_full_disk_stops_writing_and_nothing_else(open_index: Opener) -> None:
    """Searches and reads go on; with space again the same call succeeds; closing works either way."""
    index = open_index(passage_words=20)
    index.put([OLD])
    with index.catalog._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    for _ in range(2):
        with pytest.raises(NoSpace):
            index.put(articles(80))
        assert "a" in found(index, "zebra")
    with index.catalog._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
    assert len(index.put(articles(80))) == 80
    assert index.check().problems == ()


def test_a_file_system_without_space_keeps_answering(tmp_path: Path, open_index: Opener) -> None:
    """A real one of 8 MB: puts fail, searches do not, columns and generation give way, and everything recovers with space."""
    mount = tmp_path / "small"
    mount.mkdir()
    if (
        os.getuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs the right to mount")
    try:
        (mount / "ballast").write_bytes(b"x" * 6_000_000)
        index = open_index(mount / "data", generation=True, passage_words=20)
        index.put([OLD])
        stored = 30 * fill(lambda number: index.put(articles(30, prefix=f"{number}-")))
        assert "a" in found(index, "zebra bridge", 50)
        with pytest.raises(GenerationUnusable):
            index.settle()
        assert index.search("zebra", 1).degraded == ("vector_index_rebuilding",)
        assert len(index.articles(limit=10_000)) == stored + 1
        (mount / "ballast").unlink()
        index.settle()
        index.put([NEW])
        assert index.search("giraffe", 1).degraded == ()
        assert index.check().problems == ()
        index.close()
        index = open_index(mount / "data", generation=True, passage_words=20)
        assert found(index, "giraffe bridge", 50)["a"] == 2
        assert index.check().sound
        index.close()
    finally:
        subprocess.run(["umount", "--lazy", mount], check=False)


def test_readers_of_a_folder_that_cannot_be_written(tmp_path: Path, open_index: Opener) -> None:
    """A read-only file system: reading and checking work after a clean end, owning says why not."""
    mount = tmp_path / "mount"
    mount.mkdir()
    if os.getuid() or subprocess.run(["mount", "-t", "tmpfs", "tmpfs", mount], capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    try:
        index = open_index(mount / "data")
        index.put([OLD])
        expected = answers(index)
        index.close()
        subprocess.run(["mount", "-o", "remount,ro", mount], check=True)
        reader = open_index(mount / "data", own=False)
        assert answers(reader) == expected
        assert reader.check().problems == ()
        reader.close()
        with pytest.raises(NoSpace, match="cannot be written"):
            open_index(mount / "data")
    finally:
        subprocess.run(["umount", "--lazy", mount], check=False)


# -- check ------------------------------------------------------------------------------------------------------------------


def test_a_sound_index_has_nothing_to_report(open_index: Opener) -> None:
    """Counts and no lines."""
    index = open_index(passage_words=20)
    index.put(articles(9))
    report = index.check()

    assert report == CheckReport(9, index.state().passages, (), (), sound=True)


def test_damage_in_the_catalog_is_named_and_not_called_repaired(open_index: Opener) -> None:
    """A changed text is found by check, refused by search, and no repair hides it."""
    index = open_index()
    index.put([OLD, article("b", "Another text.")])
    index.close()
    with sqlite3.connect(index.settings.data_dir / "catalog.sqlite") as connection:
        connection.execute("UPDATE versions SET text = replace(text, 'zebra', 'quagga')")
    connection.close()
    index = open_index()
    for repair in (False, True):
        report = index.check(repair=repair)
        assert any("'a' version 1" in line for line in report.problems)
        assert report.sound is False
    with pytest.raises(IndexDamaged):
        index.search("bridge", 1)


def test_a_broken_page_is_named_by_check(open_index: Opener) -> None:
    """The columns still open, so that check can say what is wrong with the file under them."""
    index = open_index(passage_words=20)
    index.put(articles(60))
    index.close()
    path = index.settings.data_dir / "catalog.sqlite"
    data = bytearray(path.read_bytes())
    for page in range(12, len(data) // 4096 - 2, 2):
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(data)
    index = open_index(passage_words=20)
    report = index.check(repair=True)

    assert report.sound is False
    assert all(line.startswith("catalog: ") or "version" in line for line in report.problems)
    with pytest.raises(DatelineError):
        index.search("peace talks", 50)


def test_a_view_that_lost_something_is_named_and_made_again(open_index: Opener) -> None:
    """check compares every key and vector in memory with the catalog, and repair brings them back."""
    index = open_index(passage_words=20)
    index.put(articles(6))
    view = index._columns.view
    (segment, alive), *_ = view.parts
    hidden = alive.copy()
    hidden[0] = False
    vectors = np.array(segment.vectors)
    vectors[1] = vectors[2]
    index._columns.view = replace(view, parts=((replace(segment, vectors=vectors), hidden),))
    report = index.check()
    assert ["missing" in line or "differs" in line for line in report.problems] == [True, True]
    assert not report.sound
    report = index.check(repair=True)
    assert (report.sound, report.repaired) == (True, ("columns: made again from the catalog",))
    assert index.check().problems == ()


def test_a_check_beside_a_busy_owner_raises_no_false_alarm(open_index: Opener) -> None:
    """A reader's check and the owner's own go on while articles come and go."""
    owner = open_index(passage_words=20)
    owner.put(articles(10))
    reader = open_index(own=False, passage_words=20)
    end = time.perf_counter() + 2

    def change() -> None:
        while time.perf_counter() < end:
            owner.put([article("b", f"Text at {time.perf_counter()}.")])
            time.sleep(0.02)

    reports: list[object] = []

    def check() -> None:
        while time.perf_counter() < end:
            reports.append(owner.check().problems)
            reports.append(reader.check().problems)

    assert run_all([change, check]) == []
    assert set(reports) == {()}


# -- importing ----------------------------------------------------------------------------------------------------------------


def test_importing_and_reading_load_neither_torch_nor_chromadb() -> None:
    """Heavy libraries come in where they are used."""
    script = "import sys, index.index, index.sources, index.ingest; print([name for name in ('torch', 'chromadb', 'sentence_transformers', 'langchain_text_splitters') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_layout_number_is_in_every_catalog(open_index: Opener) -> None:
    """So that a later dateline can tell."""
    index = open_index()
    with sqlite3.connect(index.settings.data_dir / "catalog.sqlite") as connection:
        assert connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == (str(tables.SCHEMA),)
    connection.close()
