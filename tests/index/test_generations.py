"""Chroma generations, with the real Chroma: equal to exact search while whole, found out when not, replaced without a question failing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index import chroma, maintainer
from index.check import CheckReport
from index.chroma import Generation, GenerationHangs, GenerationUnusable, Keys, build, keys_digest, open_generation, read_manifest
from index.files import sha256_of, write_atomic
from index.index import Index
from index.settings import IndexSettings
from tests.index.builders import SHARED, article, articles
from tests.index.conftest import Opener
from tests.index.encoders import HashEncoder

QUESTIONS = ("peace talks in Washington", "when was the checkpoint installed", "Red Cross convoy", "title 31")


def vectors(count: int, dim: int = 24, seed: int = 0) -> chroma.Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    unit: chroma.Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def keys(count: int) -> Keys:
    return np.arange(7, 7 + 3 * count, 3, dtype=np.int64)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generation of 90 vectors."""
    folder = tmp_path_factory.mktemp("small") / "gen"
    build(folder, keys(90), vectors(90), "stamp", 5)
    return folder


@pytest.fixture
def opened(small: Path, tmp_path: Path) -> Iterator[Generation]:
    generation = open_generation(Path(shutil.copytree(small, tmp_path / "gen")), "stamp", probe=False)
    yield generation
    generation.close()


# -- one generation -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 10, 101])
def test_a_small_generation_answers_exactly_and_opens_again_and_again(tmp_path: Path, count: int) -> None:
    """The neighbours are those of comparing all; opening, asking and closing leave the files as the manifest has them."""
    held = vectors(count)
    build(tmp_path / "gen", keys(count), held, "stamp", 5)
    for probe in (False, False, True):
        generation = open_generation(tmp_path / "gen", "stamp", probe=probe)
        for query in vectors(5, seed=1):
            expected = keys(count)[np.argsort(-(held @ query), kind="stable")]
            assert generation.query(query, 10).tolist() == expected[:10].tolist()
            assert sorted(generation.query(query, 10**6).tolist()) == sorted(keys(count).tolist())
        generation.close()
        generation.close()

    assert read_manifest(tmp_path / "gen").count == count


def test_many_vectors_are_all_in_the_index_files(tmp_path: Path) -> None:
    """More than one batch of Chroma: nothing is left to be replayed, and the probe finds every key."""
    count = 5_200
    build(tmp_path / "gen", keys(count), vectors(count, dim=8), "stamp", 5)
    generation = open_generation(tmp_path / "gen", "stamp", probe=True)

    assert generation.manifest.count == count
    assert generation.query(vectors(1, dim=8)[0], 1).tolist() == [7]
    generation.close()


def test_the_digest_of_keys_does_not_depend_on_their_order() -> None:
    """Equal sets, equal digests; another key, another digest."""
    assert keys_digest(keys(5)) == keys_digest(keys(5)[::-1]) != keys_digest(keys(6))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "no readable manifest"),
        (lambda folder: (folder / "manifest.json").write_text("{}"), "no readable manifest"),
        (lambda folder: (folder / "manifest.json").write_text("null"), "no readable manifest"),
        (lambda folder: next((folder / "data").rglob("header.bin")).unlink(), "not the ones that were built"),
        (lambda folder: next((folder / "data").rglob("data_level0.bin")).write_bytes(b""), "not the ones that were built"),
        (lambda folder: (folder / "data" / "more.bin").write_bytes(b""), "not the ones that were built"),
        (lambda folder: shutil.rmtree(folder / "data"), "not the ones that were built"),
        (lambda folder: (folder / "data" / "chroma.sqlite3").unlink(), "database cannot be used"),
        (lambda folder: (folder / "data" / "chroma.sqlite3").write_bytes(b"x" * 9000), "not a database"),
    ],
)
def test_what_is_not_whole_is_refused(small: Path, tmp_path: Path, spoil: Callable[[Path], None], reason: str) -> None:
    """With a reason, before Chroma touches it."""
    folder = Path(shutil.copytree(small, tmp_path / "gen"))
    spoil(folder)
    with pytest.raises(GenerationUnusable, match=reason):
        open_generation(folder, "stamp", probe=False)


def test_another_model_is_refused(small: Path) -> None:
    """A fingerprint that is not ours."""
    with pytest.raises(GenerationUnusable, match="another model or cut"):
        open_generation(small, "other stamp", probe=False)


def test_another_number_of_vectors_is_refused(small: Path, tmp_path: Path) -> None:
    """What Chroma says it holds is compared with the manifest."""
    folder = Path(shutil.copytree(small, tmp_path / "gen"))
    record = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**record, "count": 91}))
    with pytest.raises(GenerationUnusable, match="another number of vectors"):
        open_generation(folder, "stamp", probe=False)


def test_what_chroma_raises_comes_as_unusable(opened: Generation) -> None:
    """A vector of another length, and a closed client, are errors of ours."""
    with pytest.raises(GenerationUnusable, match="dimension"):
        opened.query(vectors(1, dim=5)[0], 3)
    opened.close()
    with pytest.raises(GenerationUnusable):
        opened.query(vectors(1)[0], 3)


def test_a_query_that_does_not_come_back_is_left_alone(opened: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question goes on after the time it was given."""
    release = threading.Event()
    monkeypatch.setattr(opened, "_nearest", lambda vector, n: release.wait(20))
    start = time.perf_counter()
    with pytest.raises(GenerationHangs, match=r"within 0\.2 s"):
        opened.query(vectors(1)[0], 3, timeout_s=0.2)
    assert time.perf_counter() - start < 2
    release.set()


def test_closing_waits_for_the_queries_under_way(opened: Generation) -> None:
    """A query that has begun gets its answer."""
    answers: list[object] = []

    def ask() -> None:
        for query in vectors(30, seed=2):
            try:
                answers.append(opened.query(query, 3))
            except GenerationUnusable:
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    opened.close()
    for thread in threads:
        thread.join()

    assert answers


LOCK = "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); time.sleep(60)"


@pytest.fixture
def lock_database() -> Iterator[Callable[[Path], subprocess.Popen[bytes]]]:
    """Lets another process hold a database exclusively."""
    holders: list[subprocess.Popen[bytes]] = []

    def hold(path: Path) -> subprocess.Popen[bytes]:
        holder = subprocess.Popen([sys.executable, "-c", LOCK, str(path)], stdout=subprocess.PIPE)
        holders.append(holder)
        assert holder.stdout
        assert holder.stdout.readline() == b"locked\n"
        return holder

    yield hold
    for holder in holders:
        holder.kill()
        holder.wait()
        assert holder.stdout
        holder.stdout.close()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("probe", [False, True])
def test_a_foreign_lock_does_not_hold_up_opening(small: Path, tmp_path: Path, lock_database: Callable[[Path], object], probe: bool) -> None:
    """Chroma would wait a thousand seconds with every thread of the process; we refuse within three."""
    folder = Path(shutil.copytree(small, tmp_path / "gen"))
    lock_database(folder / "data" / "chroma.sqlite3")
    start = time.perf_counter()
    with pytest.raises(GenerationUnusable, match="locked"):
        open_generation(folder, "stamp", probe=probe)
    assert time.perf_counter() - start < 3


# -- an index with its generations ----------------------------------------------------------------------------------------


def answers(index: Index) -> list[object]:
    return [index.search(question, 5).hits for question in QUESTIONS]


def generation_files(folder: Path) -> list[str]:
    (current,) = (folder / "chroma").glob("gen-*")
    return sorted(str(path.relative_to(folder)) for path in (current / "data").rglob("*") if path.is_file())


def test_answers_are_the_same_with_chroma_and_without(copied: Path, open_index: Opener) -> None:
    """Before the generation is opened, with it, without Chroma and for a mere reader: equal hits and equal state."""
    index = open_index(copied, generation=True, passage_words=20)
    before = index.search(QUESTIONS[0], 5)
    expected = answers(index)
    index.settle()
    during = index.search(QUESTIONS[0], 5)
    assert (before.degraded, during.degraded) == (("vector_index_rebuilding",), ())
    assert (answers(index), during.state) == (expected, before.state)
    index.close()
    for own, generation in ((True, False), (False, True), (False, False)):
        index = open_index(copied, own=own, generation=generation, passage_words=20)
        assert answers(index) == expected
        assert index.search(QUESTIONS[0], 5).degraded == ()
        index.close()


def test_what_is_newer_or_gone_since_a_generation_was_built_is_seen_at_once(copied: Path, open_index: Opener) -> None:
    """Added, replaced and deleted articles count the moment they are acknowledged, without another generation."""
    index = open_index(copied, generation=True, passage_words=20)
    index.settle()
    seq = index._generations.seq  # type: ignore[union-attr]
    index.put([article("new", "The zebra crossed the bridge."), article("a007", "Giraffes replaced what was said before.")])
    index.delete("a008")

    assert index.search("zebra bridge", 1).hits[0].article.id == "new"
    assert index.search("giraffes replaced", 1).hits[0].article.id == "a007"
    everything = {hit.article.id: hit for hit in index.search("peace talks", 500).hits}
    assert "a008" not in everything
    assert everything["a007"].passage.version == 2
    assert index._generations.seq == seq  # type: ignore[union-attr]
    exact = open_index(copied, own=False, passage_words=20)
    assert answers(exact) == answers(index)


def test_the_nearest_live_passages_are_found_behind_many_dead_ones(tmp_path: Path, open_index: Opener) -> None:
    """When all of a question's neighbours were deleted since the generation was built, the next nearest are given."""
    index = open_index(tmp_path / "d", generation=True, candidates=10)
    index.put([article(f"dead{n:03}", "Peace talks in Washington.") for n in range(120)])
    index.put([article(f"live{n:03}", f"Weather report {n} from the coast.") for n in range(30)])
    index.settle()
    for number in range(120):
        index.delete(f"dead{number:03}")
    assert index._generations.due(index._columns.view) is False  # type: ignore[union-attr]
    found = index.search("zzz", 50)  # no word matches: what comes, comes from the dense leg

    assert (found.degraded, len(found.hits)) == ((), 10)


def test_keys_that_the_catalog_does_not_know_never_come_out(copied: Path, open_index: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma may return anything: unknown, deleted and superseded keys, duplicates, nothing at all."""
    index = open_index(copied, generation=True, passage_words=20)
    index.settle()
    superseded = index.search("a007", 500).hits
    index.put([article("a007", "Giraffes replaced what was said before.")])
    index.delete("a008")
    odd = [hit.passage.key for hit in superseded] + [10**15, -1, 0]
    for returned in (odd, odd + odd, []):
        monkeypatch.setattr(Generation, "query", lambda self, vector, n, returned=returned: np.array(returned, dtype=np.int64))
        for hit in index.search("peace talks", 500).hits:
            version = index.version(hit.article.id)
            assert version is not None
            assert (version.number, hit.passage.text) == (hit.passage.version, hit.passage.span.of(version.article.text))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "missing": lambda path: path.unlink(),
    "one byte flipped": lambda path: path.write_bytes(flipped(path.read_bytes())),
    "garbled": lambda path: path.write_bytes(np.random.default_rng(1).bytes(path.stat().st_size)),
}
FILES = ("header.bin", "length.bin", "data_level0.bin", "link_lists.bin", "index_metadata.pickle", "chroma.sqlite3")


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0x10]) + data[middle + 1 :]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_file_is_found_out_or_harmless(copied: Path, open_index: Opener, name: str, how: str) -> None:
    """Before and after settling the answers are those of the whole index; a vector file is never opened once it has changed."""
    reader = open_index(copied, own=False, passage_words=20)
    expected = answers(reader)
    reader.close()
    (path,) = (copied / "chroma").rglob(name)
    before = path.read_bytes()
    DAMAGE[how](path)
    index = open_index(copied, generation=True, passage_words=20)
    attached = index._generations.attach(index._columns.view, probe=False)  # type: ignore[union-attr]

    assert attached is False or name == "chroma.sqlite3" or (path.exists() and path.read_bytes() == before)
    assert answers(index) == expected
    assert index.search("peace", 3).degraded == (() if attached else ("vector_index_rebuilding",))
    index.settle()
    assert answers(index) == expected
    assert index.search("peace", 3).degraded == ()


def test_a_check_names_the_damage_and_repairs_it(copied: Path, open_index: Opener) -> None:
    """Without --repair it is only named; with it a new generation stands in its place and the old one is gone."""
    (path,) = (copied / "chroma").rglob("data_level0.bin")
    path.write_bytes(flipped(path.read_bytes()))
    index = open_index(copied, generation=True, passage_words=20)
    for _ in range(2):
        report = index.check()
        assert (report.problems, report.repaired, report.sound) == (("chroma: its files are not the ones that were built",), (), False)
        assert index.search("peace", 3).degraded == ("vector_index_rebuilding",)
    report = index.check(repair=True)
    assert (report.sound, report.repaired) == (True, ("chroma: a new generation was built from the catalog",))
    assert index.search("peace", 3).degraded == ()
    assert index.check() == CheckReport(60, report.passages, (), (), sound=True)
    assert not path.exists()
    assert len(list((copied / "chroma").glob("gen-*"))) == 1


@pytest.mark.parametrize(
    "pointer",
    [
        "",
        "{",
        "[]",
        '"x"',
        "{}",
        '{"folder": 3}',
        '{"folder": "gen-000009", "manifest_sha256": ""}',
        '{"folder": "../../x", "manifest_sha256": "0"}',
    ],
)
def test_a_pointer_to_nothing_means_no_generation(copied: Path, open_index: Opener, pointer: str) -> None:
    """Exact search answers, and a new generation is built."""
    (copied / "chroma" / "current.json").write_text(pointer)
    index = open_index(copied, generation=True, passage_words=20)
    assert index._generations.attach(index._columns.view, probe=False) is False  # type: ignore[union-attr]
    assert index.search("peace", 3).hits
    index.settle()
    assert index.search("peace", 3).degraded == ()


def test_a_changed_manifest_is_refused(copied: Path, open_index: Opener) -> None:
    """The pointer knows the manifest's digest, so that no number in it can change unseen."""
    (manifest,) = (copied / "chroma").rglob("manifest.json")
    manifest.write_text(manifest.read_text().replace('"seq": 60', '"seq": 61'))
    index = open_index(copied, generation=True, passage_words=20)

    assert index.check().problems == ("chroma: its manifest is not the one that was written",)


def test_a_generation_ahead_of_the_catalog_is_refused(copied: Path, open_index: Opener, tmp_path: Path) -> None:
    """After an older catalog was put back, what the generation knows and what its numbers mean part ways."""
    shutil.copy(copied / "catalog.sqlite", tmp_path / "backup")
    index = open_index(copied, generation=True, passage_words=20)
    index.put(articles(30, prefix="later"))
    index.settle()
    index.check(repair=True)
    index._generations.build(index._columns.view)  # type: ignore[union-attr]
    index.close()
    shutil.copy(tmp_path / "backup", copied / "catalog.sqlite")
    index = open_index(copied, generation=True, passage_words=20)

    assert index.check().problems == ("chroma: it knows changes that the catalog does not",)
    index.put(articles(40, prefix="other"))
    index.settle()
    assert index.search("other003", 1).hits[0].article.id == "other003"
    assert index.check().problems == ()


# -- the torn folder of a killed Chroma -----------------------------------------------------------------------------------


@pytest.fixture
def torn(copied: Path) -> Path:
    """The built folder with a genuinely torn Chroma directory as its current generation, and a manifest and pointer that name it."""
    source = SHARED / "fixtures" / "torn-chroma"
    if not source.is_dir():
        pytest.skip("needs ../shared/fixtures/torn-chroma")
    (folder,) = (copied / "chroma").glob("gen-*")
    shutil.rmtree(folder / "data")
    shutil.copytree(source, folder / "data")
    for path in (folder / "data", *(folder / "data").rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)
    with sqlite3.connect(folder / "data" / "chroma.sqlite3") as connection:
        connection.execute("UPDATE collections SET name = ?", [chroma.COLLECTION])
    connection.close()
    record = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**record, "count": 1800, "files": chroma._file_digests(folder)}))
    write_atomic(
        copied / "chroma" / "current.json",
        json.dumps({"folder": folder.name, "manifest_sha256": sha256_of(folder / "manifest.json")}).encode(),
    )
    return copied


@pytest.mark.parametrize("unclean", [True, False])
def test_a_torn_folder_is_refused_answered_around_and_replaced(torn: Path, open_index: Opener, unclean: bool) -> None:
    """After an unclean end the probe refuses it, after a clean one opening does; exact search answers, and a new generation is built."""
    if unclean:
        (torn / "open").touch()
    index = open_index(torn, generation=True, passage_words=20)
    expected = answers(index)
    assert index._generations.attach(index._columns.view, probe=unclean) is False  # type: ignore[union-attr]
    assert "hnsw segment" in str(index.ready()[1]["vector_index"])
    assert ("the probe failed" in str(index.ready()[1]["vector_index"])) is unclean
    assert index.search("peace", 3).degraded == ("vector_index_rebuilding",)
    assert answers(index) == expected
    index.settle()

    assert (answers(index), index.search("peace", 3).degraded) == (expected, ())
    assert not list((torn / "chroma").rglob("31a0be30*"))
    assert index.check().problems == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", DAMAGE)
def test_the_probe_takes_the_crash(small: Path, tmp_path: Path, name: str, how: str) -> None:
    """Damage that no digest gives away ends the probe and not the service, or the generation still holds what was put in."""
    folder = Path(shutil.copytree(small, tmp_path / "gen"))
    (path,) = (folder / "data").rglob(name)
    DAMAGE[how](path)
    record = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**record, "files": chroma._file_digests(folder)}))
    try:
        chroma._run_probe(folder)
    except GenerationUnusable as error:
        print(name, how, error)
        return
    for vector, key in zip(vectors(90), keys(90), strict=True):
        generation = open_generation(folder, "stamp", probe=False)
        assert generation.query(vector, 1).tolist() == [key]
        generation.close()


def test_the_probe_is_not_taken_from_the_current_folder(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder called `index` where the user stands is not run."""
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "__init__.py").write_text("raise SystemExit('wrong index')")
    monkeypatch.chdir(tmp_path)
    chroma._run_probe(Path(shutil.copytree(small, tmp_path / "gen")))


def test_a_probe_that_does_not_end_is_ended(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A probe has a time limit of its own."""
    monkeypatch.setattr(chroma, "_PROBE_S", 0.01)
    with pytest.raises(GenerationUnusable, match="did not finish"):
        chroma._run_probe(small)


# -- failures while serving -----------------------------------------------------------------------------------------------


@pytest.mark.timeout(120)
def test_a_lock_on_chroma_while_serving_costs_one_question_some_seconds(
    copied: Path, open_index: Opener, lock_database: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question that meets it is answered exactly, later ones do not ask Chroma at all, and the next settle replaces the generation."""
    index = open_index(copied, generation=True, passage_words=20)
    expected = answers(index)
    index.settle()
    monkeypatch.setattr(Generation.query, "__defaults__", (0.5,))
    (database,) = (copied / "chroma").rglob("chroma.sqlite3")
    lock_database(database)
    for limit in (4, 1):
        start = time.perf_counter()
        result = index.search(QUESTIONS[0], 5)
        assert (result.hits, result.degraded) == (expected[0], ("vector_index_rebuilding",))
        assert time.perf_counter() - start < limit
    index.settle()
    assert (answers(index), index.search("peace", 3).degraded) == (expected, ())


def test_a_generation_that_failed_once_is_not_opened_again(copied: Path, open_index: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by this process and not after a restart: it would only fail again."""
    index = open_index(copied, generation=True, passage_words=20)
    index.settle()
    expected = answers(index)
    with monkeypatch.context() as broken:
        broken.setattr(Generation, "_nearest", lambda self, vector, n: 1 / 0)
        assert index.search(QUESTIONS[0], 5).degraded == ("vector_index_rebuilding",)
    assert index.ready()[1]["vector_index"] == "division by zero"
    assert answers(index) == expected
    index.close()
    index = open_index(copied, generation=True, passage_words=20)
    assert index._generations.attach(index._columns.view, probe=False) is False  # type: ignore[union-attr]
    index.settle()
    assert index.search("peace", 3).degraded == ()


def test_a_generation_that_cannot_be_built_leaves_the_index_usable(
    tmp_path: Path, open_index: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """settle says so, nothing half built stays behind, exact search answers."""
    index = open_index(tmp_path / "d", generation=True)
    index.put(articles(10))

    def full(folder: Path, *_: object) -> None:
        folder.mkdir(parents=True)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("index.generations.build", full)
        with pytest.raises(GenerationUnusable, match="No space left"):
            index.settle()
        report = index.check(repair=True)
        assert (report.sound, report.repaired) == (False, ())
    assert not list((tmp_path / "d" / "chroma").glob("gen-*"))
    assert (len(index.search("peace", 3).hits), index.search("peace", 3).degraded) == (3, ("vector_index_rebuilding",))
    index.settle()
    assert index.search("peace", 3).degraded == ()


@pytest.mark.parametrize("count", [0, 1])
def test_too_little_for_a_generation_is_not_degraded(tmp_path: Path, open_index: Opener, count: int) -> None:
    """An empty index and one of a single passage do without, and are sound."""
    index = open_index(tmp_path / "d", generation=True)
    index.put([article(f"a{n}", "One text.") for n in range(count)])
    index.settle()

    assert (len(index.search("text", 3).hits), index.search("text", 3).degraded) == (count, ())
    assert index.check().sound


def test_deleting_everything_leaves_nothing_to_find_and_nothing_to_build(
    copied: Path, open_index: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The generation then knows only dead passages."""
    monkeypatch.setattr("index.generations._STALE_LEAST", 5)
    index = open_index(copied, generation=True, passage_words=20)
    index.settle()
    for number in range(60):
        index.delete(f"a{number:03}")
    index.settle()

    assert index.search("peace talks", 5).hits == ()
    assert index.check().sound
    index.put(articles(3))
    index.settle()
    assert len(index.search("peace talks", 50).hits) >= 3


def test_enough_changes_make_a_new_generation_and_remove_the_old(copied: Path, open_index: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers go up, one folder stays."""
    monkeypatch.setattr("index.generations._STALE_LEAST", 5)
    index = open_index(copied, generation=True, passage_words=20)
    index.settle()
    assert [path.name for path in (copied / "chroma").glob("gen-*")] == ["gen-000001"]
    for round_ in (2, 3):
        index.put(articles(20, prefix=f"r{round_}-"))
        index.settle()
        assert [path.name for path in (copied / "chroma").glob("gen-*")] == [f"gen-00000{round_}"]
        assert index._generations.seq == index.catalog.totals().seq  # type: ignore[union-attr]


def test_the_maintainer_builds_in_the_background_and_outlives_errors(
    tmp_path: Path, open_index: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wakes when articles come, survives whatever goes wrong, and takes the first chance afterwards."""
    monkeypatch.setattr(maintainer, "_REBUILD_PAUSE_S", 0.05)
    index = open_index(tmp_path / "d", generation=True)
    with monkeypatch.context() as broken:
        broken.setattr("index.generations.build", lambda *_: 1 / 0)
        index.maintain()
        index.maintain()
        index.put(articles(10))
        time.sleep(0.3)
        assert index.search("peace", 3).degraded == ("vector_index_rebuilding",)
    wait_for(lambda: index.search("peace", 3).degraded == ())
    with monkeypatch.context() as broken:
        broken.setattr(Generation, "_nearest", lambda self, vector, n: 1 / 0)
        assert index.search("peace", 3).degraded == ("vector_index_rebuilding",)
    wait_for(lambda: index.search("peace", 3).degraded == ())
    index.close()
    assert not any(thread.name == "dateline-maintainer" for thread in threading.enumerate())


def wait_for(condition: Callable[[], bool], limit_s: float = 30) -> None:
    end = time.perf_counter() + limit_s
    while not condition():
        assert time.perf_counter() < end
        time.sleep(0.05)


def test_a_second_process_never_opens_chroma(copied: Path, open_index: Opener) -> None:
    """A reader beside the owner searches exactly and leaves the generation alone."""
    owner = open_index(copied, generation=True, passage_words=20)
    owner.settle()
    script = (
        "import sys; from pathlib import Path; from index.index import Index; from index.settings import IndexSettings;"
        "from tests.index.encoders import HashEncoder;"
        "index = Index.open(IndexSettings(Path(sys.argv[1]), passage_words=20), own=False, encoder=HashEncoder());"
        "print([hit.passage.key for hit in index.search('peace talks in Washington', 5).hits], 'chromadb' in sys.modules); index.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(copied)], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )

    expected = [hit.passage.key for hit in owner.search("peace talks in Washington", 5).hits]
    assert done.stdout.strip() == f"{expected} False"
    assert os.path.exists(copied / "open")  # noqa: PTH110


def test_settings_without_a_generation_make_none(tmp_path: Path) -> None:
    """generation=False: no folder, no import, no degradation."""
    with Index.open(IndexSettings(tmp_path / "d", generation=False), encoder=HashEncoder()) as index:
        index.put(articles(5))
        index.settle()
        assert index.search("peace", 3).degraded == ()
        assert index.check(repair=True).sound
        assert not (tmp_path / "d" / "chroma").exists()
