"""Views: filters, exact neighbours; and the columns on disk: mapped when whole, thrown away when not."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import dense
from index.columns import View
from index.index import Index
from index.model import Article, Window
from index.settings import IndexSettings
from tests.index.builders import article, articles, law, view_of
from tests.index.encoders import HashEncoder

DAYS = [None, "1999-12-31", "2023-05-03", "2023-05-04", "2023-05-04T23:59:59-12:00", "2023-05-05"]
SOURCES = [None, "BBC", "Reuters"]
HELD = [article(f"{d}{s}", published_at=day, source=source) for d, day in enumerate(DAYS) for s, source in enumerate(SOURCES)]


def naive(one: Article, window: Window) -> bool:
    """The window's rule as its docstring has it."""
    day = one.published_on
    if window.sources and one.source not in window.sources:
        return False
    if window.after and (day is None or day < window.after):
        return False
    return all(limit is None or (day is not None and day <= limit) for limit in (window.before, window.as_of))


BOUNDS = st.none() | st.sampled_from([dt.date(1999, 12, 31), dt.date(2023, 5, 3), dt.date(2023, 5, 4), dt.date(2030, 1, 1)])


@law
@given(BOUNDS, BOUNDS, BOUNDS, st.lists(st.sampled_from(["BBC", "Reuters", "nobody"]), max_size=2).map(tuple))
def test_a_window_lets_through_what_its_words_say(
    after: dt.date | None, before: dt.date | None, as_of: dt.date | None, sources: tuple[str, ...]
) -> None:
    """Bounds are inclusive, undated articles satisfy none, no source means all."""
    if after and before and after > before:
        after, before = before, after
    window = Window(after, before, as_of, sources)
    view = view_of(HELD)
    (segment, _), (mask,) = view.parts[0], view.told(window).allowed(window)

    found = {segment.article_ids[number] for number in segment.articles[mask]}
    assert found == {one.id for one in HELD if naive(one, window)}
    assert mask.all() or not window.open


def test_a_window_upside_down_cannot_be_made() -> None:
    """`after` later than `before` is refused."""
    with pytest.raises(ValueError, match="later"):
        Window(after=dt.date(2023, 5, 5), before=dt.date(2023, 5, 4))


@law
@given(st.integers(1, 15), st.integers(1, 30), st.integers(0, 1000))
def test_exact_search_finds_what_comparing_all_finds(count: int, n: int, seed: int) -> None:
    """The rows of `exact` are the n highest cosines of all allowed rows; ties go by article, then place."""
    view = view_of(articles(count))
    segment, alive = view.parts[0]
    vector = HashEncoder().encode([f"checkpoint {seed} peace"])[0]
    mask = alive & (np.random.default_rng(seed).random(len(segment)) < 0.8)

    cosines = (segment.vectors.astype(np.float64) * vector.astype(np.float64)).sum(axis=1)
    order = sorted(np.flatnonzero(mask), key=lambda row: (-cosines[row], segment.article_ids[segment.articles[row]], row))
    assert dense.exact(view, [mask], vector, n)[0].tolist() == sorted(order[:n])


def test_copies_of_one_text_are_told_apart_by_article() -> None:
    """Of many equal vectors the ones of the first articles are taken, wherever their rows lie."""
    copies = [Article(id=f"c{number:03}", text="The very same words.") for number in range(200)]
    parts = tuple(part for start in (150, 37, 0, 100) for part in view_of(copies[start : start + 50 if start != 0 else 37]).parts)
    view = View(1, "", parts)
    chosen = dense.exact(view, view.allowed(Window()), HashEncoder().encode(["same words"])[0], 40)

    names = sorted(
        segment.article_ids[segment.articles[row]] for (segment, _), rows in zip(view.parts, chosen, strict=True) for row in rows
    )
    assert names == [f"c{number:03}" for number in (*range(37), 37, 38, 39)]


# -- on disk ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A data folder with saved columns."""
    folder = tmp_path / "data"
    with Index.open(IndexSettings(folder, generation=False), encoder=HashEncoder()) as index:
        index.put(articles(12))
    return folder


def answers(folder: Path) -> object:
    with Index.open(IndexSettings(folder, generation=False), encoder=HashEncoder()) as index:
        return [index.search(text, 5).hits for text in ("peace talks", "checkpoint", "title 3")], index.state(), index.check().problems


def damage_bytes(at: float) -> Callable[[Path], None]:
    def flip(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[int(at * (len(data) - 1))] ^= 0x41
        path.write_bytes(data)

    return flip


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "missing": lambda path: path.unlink(),
    "a byte at the start": damage_bytes(0),
    "a byte in the middle": damage_bytes(0.5),
    "a byte at the end": damage_bytes(1),
    "garbled": lambda path: path.write_bytes(np.random.default_rng(1).bytes(path.stat().st_size)),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_damaged_columns_are_made_again(saved: Path, how: str) -> None:
    """Each file, damaged in each way: the answers stay the same, and the next start finds whole files."""
    expected = answers(saved)
    names = sorted(str(path.relative_to(saved)) for path in (saved / "columns").rglob("*") if path.is_file())
    whole = {name: (saved / name).read_bytes() for name in names}
    assert len(names) > 12
    for name in names:
        DAMAGE[how](saved / name)
        assert answers(saved) == expected, name
        assert {name: (saved / name).read_bytes() for name in names} == whole, name


def test_whole_columns_are_mapped_and_not_made_again(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second start reads no article."""
    monkeypatch.setattr("index.columns.build", lambda *_: pytest.fail("built"))
    with Index.open(IndexSettings(saved, generation=False), encoder=HashEncoder()) as index:
        assert index.search("peace talks", 3).hits


def test_an_older_catalog_under_newer_columns_is_believed(saved: Path, tmp_path: Path) -> None:
    """A restored backup decides: columns that know later changes are dropped, and what is put in afterwards is found."""
    backup = tmp_path / "backup.sqlite"
    shutil.copy(saved / "catalog.sqlite", backup)
    with Index.open(IndexSettings(saved, generation=False), encoder=HashEncoder()) as index:
        index.put([article("later", "The zebra came later.")])
        index.delete("a003")
    shutil.copy(backup, saved / "catalog.sqlite")
    with Index.open(IndexSettings(saved, generation=False), encoder=HashEncoder()) as index:
        assert index.check().problems == ()
        assert "later" not in {hit.article.id for hit in index.search("zebra", 20).hits}
        index.put([article("new", "A zebra of another stripe.")])
        assert index.search("zebra", 1).hits[0].article.id == "new"
        assert index.check().problems == ()


def test_a_manifest_that_is_no_manifest_is_ignored(saved: Path) -> None:
    """Any JSON, and no JSON, in the manifest's place only costs time."""
    expected = answers(saved)
    for text in ("", "[]", "null", '{"fingerprint": 3}', '"x"', json.dumps({"seq": 1})):
        (saved / "columns" / "manifest.json").write_text(text)
        assert answers(saved) == expected
