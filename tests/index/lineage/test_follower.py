"""The follower of the catalog: what it keeps on disk, and what an index shows of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.files import sha256_of
from index.lineage.follower import LineageFollower, Lineages
from index.model import Article
from tests.index.lineage.stories import CUT, EXACT, FERRY, OTHER, RETOLD, WIRE


@dataclass(frozen=True)
class Change:
    """One entry of a log."""

    seq: int
    article_id: str
    version: int | None


@dataclass(frozen=True)
class Indexed:
    """What a log knows of one article."""

    article: Article


class Log:
    """A catalog's log over a dict."""

    def __init__(self) -> None:
        self.log: list[Change] = []
        self.live: dict[str, Article] = {}
        self.read = 0

    def put(self, *articles: Article) -> None:
        """Put articles in."""
        for one in articles:
            self.live[one.id] = one
            self.log.append(Change(len(self.log) + 1, one.id, 1))

    def delete(self, article_id: str) -> None:
        """Take an article out."""
        del self.live[article_id]
        self.log.append(Change(len(self.log) + 1, article_id, None))

    def changes(self, after: int) -> tuple[list[Change], str]:
        """The log after `after`, and a digest of what is live."""
        return self.log[after:], " ".join(sorted(self.live))

    def reaches(self, seq: int, digest: str) -> bool:
        """Whether the log is one that went through this."""
        return seq < len(self.log) or (seq == len(self.log) and digest == " ".join(sorted(self.live)))

    def indexed(self, article_ids: list[str]) -> list[Indexed]:
        """The live ones of these."""
        self.read += len(article_ids)
        return [Indexed(self.live[one]) for one in article_ids if one in self.live]


def test_it_follows_the_log(tmp_path: Path) -> None:
    """Puts, changes and deletions show after a refresh; a moment taken before stays as it was."""
    log = Log()
    follower = LineageFollower(tmp_path, log)
    log.put(WIRE, EXACT, FERRY)
    before = follower.refresh()
    assert before.lineage("exact").id == "wire"
    assert before.lineage("ferry").article_ids == ("ferry",)
    log.delete("wire")
    log.put(CUT)
    assert follower.refresh().lineage("cut").article_ids == ("exact", "cut")
    assert before.lineage("exact").id == "wire"
    assert follower.moment.seq == 5


def test_what_was_saved_need_not_be_read_again(tmp_path: Path) -> None:
    """The next start goes on where the last one ended, to the same result."""
    log = Log()
    follower = LineageFollower(tmp_path, log)
    log.put(WIRE, EXACT, FERRY)
    follower.refresh()
    follower.save()
    follower.save()
    log.put(RETOLD)
    log.read = 0
    again = LineageFollower(tmp_path, log)
    assert again.refresh() == LineageFollower(tmp_path / "other", log).refresh()
    assert log.read == 1 + 4
    assert again.rebuild() == follower.refresh()


def test_what_does_not_fit_is_made_again(tmp_path: Path) -> None:
    """Another log, a damaged file, a manifest that is none: thrown away, never an error."""
    log = Log()
    log.put(WIRE, EXACT)
    follower = LineageFollower(tmp_path, log)
    follower.refresh()
    follower.save()
    whole = follower.moment
    other = Log()
    other.put(FERRY)
    assert LineageFollower(tmp_path, other).refresh().by_article == {}
    (next(tmp_path.glob("seq-*")) / "tokens.npy").write_bytes(b"no")
    assert LineageFollower(tmp_path, log).refresh() == whole
    (tmp_path / "manifest.json").write_text("[]")
    assert LineageFollower(tmp_path, log).refresh() == whole


def test_opening_reads_the_lineages_and_not_the_stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers need the groups alone; the stories are read when a change comes, and made again when they are damaged."""
    log = Log()
    log.put(WIRE, EXACT, FERRY)
    first = LineageFollower(tmp_path, log)
    first.refresh()
    first.save()
    loads: list[Path] = []
    load = Lineages.load
    monkeypatch.setattr(Lineages, "load", lambda folder: loads.append(folder) or load(folder))
    log.read = 0

    follower = LineageFollower(tmp_path, log)
    assert follower.refresh() == first.moment
    follower.save()
    assert (loads, log.read) == ([], 0)
    log.put(CUT)
    assert follower.refresh().lineage("cut").id == "wire"
    assert (len(loads), log.read) == (1, 1)

    (next(tmp_path.glob("seq-*")) / "tokens.npy").write_bytes(b"no")
    damaged = LineageFollower(tmp_path, log)
    assert damaged.refresh() == follower.moment
    assert log.read == 1 + 4


def test_lineages_are_proven_by_making_them_again(tmp_path: Path) -> None:
    """Sound ones give no line; a wrong group, a wrong story and damaged files are each named, and making them again mends them."""
    log = Log()
    log.put(WIRE, EXACT, FERRY)
    first = LineageFollower(tmp_path, log)
    first.refresh()
    assert first.problems(first.recomputed()) == []
    first.save()
    kept = LineageFollower(tmp_path, log)
    assert kept.problems(kept.recomputed()) == []

    folder = next(tmp_path.glob("seq-*"))
    (folder / "groups.json").write_text("[]")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["files"]["groups.json"] = sha256_of(folder / "groups.json")
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    astray = LineageFollower(tmp_path, log)
    assert astray.refresh().by_article == {}
    assert [line for line in astray.problems(astray.recomputed()) if "'exact'" in line] == [
        "lineages: 'exact' is not in the lineage that its text belongs to"
    ]
    astray.rebuild()
    assert astray.problems(astray.recomputed()) == []
    assert astray.moment == first.moment

    astray.save()
    (next(tmp_path.glob("seq-*")) / "sketch.npy").write_bytes(b"no")
    damaged = LineageFollower(tmp_path, log)
    assert damaged.problems(damaged.recomputed()) == ["lineages: the saved stories are damaged"]
    other = Log()
    other.put(WIRE, EXACT, OTHER)
    assert any("is missing" in line for line in first.problems(LineageFollower(tmp_path / "x", other).recomputed()))
