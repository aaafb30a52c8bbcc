"""The change log → lineages in memory, kept on disk between starts.

A follower like the columns: it knows the last change it has applied, replays what is missing, and can be thrown away. What it holds
depends only on the articles that are live: pairs are compared by a function of the two, and which pairs are compared, on which article each
hangs and what hangs together are functions of what is there.
"""

from __future__ import annotations

import json
import shutil
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.files import sha256_of, sync_folder, write_atomic
from index.lineage import candidates, compare, groups, story
from index.lineage.candidates import Buckets, Pair, pair
from index.lineage.compare import Aligned, Kind, Likeness, Profile, aligned, likeness, profile, shared_runs, verdict
from index.lineage.groups import Evidence, Lineage, Link, Member, alone, components, lineage, source_of
from index.lineage.story import Story
from index.model import Article, Hit, Span

FINGERPRINT = f"{story.VERSION} {compare.VERSION} {candidates.VERSION} {groups.VERSION}"

_PROFILES = 2_000  # kept ready to be compared again, some 15 MB
_PAGE = 500  # articles read from the catalog at a time
_MANIFEST = {"fingerprint", "seq", "digest", "folder", "files"}
_GROUPS = "groups.json"  # all that answers need; the other files are what changes need
_ARRAYS = ("tokens", "weights", "starts", "spans", "sketch")


@dataclass(frozen=True, slots=True)
class Moment:
    """Lineages up to change `seq`. Never changes. Articles that share their story with no other are not listed."""

    seq: int = 0
    digest: str = "0" * 64
    by_article: Mapping[str, Lineage] = field(default_factory=dict)

    def lineage(self, article_id: str) -> Lineage:
        """The lineage of an article; an article that shares its story with no other is alone in its own."""
        return self.by_article.get(article_id) or alone(article_id)


class Lineages:
    """Live articles with the pairs of them that depend on one another. For one thread at a time; a `Moment` is for any."""

    def __init__(self) -> None:
        self.stories: dict[str, Story] = {}
        self._links: dict[str, dict[str, Link]] = {}
        self._sources: dict[str, str] = {}
        self._evidence: dict[str, Evidence] = {}
        self._by_article: dict[str, Lineage] = {}
        self._same: dict[bytes, list[str]] = {}
        """Digest of a whole text → the articles that have it, in order of their ids."""
        self._buckets: Buckets | None = Buckets()
        self._profiles: dict[str, Profile] = {}

    @property
    def by_article(self) -> dict[str, Lineage]:
        """Article id → its lineage, for articles that share it with others; a copy."""
        return dict(self._by_article)

    def change(self, gone: Iterable[str], come: Iterable[Article]) -> None:
        """Take articles out and put articles in; an article that is known and comes again is replaced. Unknown ones that go are ignored."""
        touched: set[str] = set()
        for article_id in gone:
            if article_id in self.stories:
                touched |= self._remove(article_id)
        for article in come:
            if article.id in self.stories:
                touched |= self._remove(article.id)
            touched |= self._add(article.id, story.story(article))
        self._regroup(touched)

    # -- pairs ------------------------------------------------------------------------------------------------------

    def _add(self, article_id: str, told: Story) -> set[str]:
        buckets = self._ready()
        self.stories[article_id] = told
        met, parted = buckets.add(article_id, told.day, told.sketch.tolist())
        same = self._same.setdefault(told.body, [])
        beside = _beside(article_id, same)
        insort(same, article_id)
        exact = {pair(article_id, other) for other in beside}
        if len(beside) == 2:
            parted.add(pair(*beside))
        touched = {article_id}
        for one, other in parted:
            if other in self._links.get(one, {}) and not self._comparable(one, other):
                touched |= self._part(one, other)
        return touched | self._compare(met | exact)

    def _remove(self, article_id: str) -> set[str]:
        buckets = self._ready()
        met = buckets.remove(article_id)
        told = self.stories.pop(article_id)
        same = self._same[told.body]
        same.remove(article_id)
        beside = _beside(article_id, same)
        if len(beside) == 2:
            met.add(pair(*beside))
        if not same:
            del self._same[told.body]
        touched = {article_id}
        for other in self._links.pop(article_id, {}):
            del self._links[other][article_id]
            touched.add(other)
        self._profiles.pop(article_id, None)
        return touched | self._compare(met)

    def _comparable(self, one: str, other: str) -> bool:
        """Whether the two are compared at all: near in some bucket, or neighbours among the copies of one text."""
        here = self.stories[one]
        if here.body == self.stories[other].body and other in _beside(one, self._same[here.body]):
            return True
        return self._ready().near(one, other)

    def _compare(self, pairs: Iterable[Pair]) -> set[str]:
        touched: set[str] = set()
        for one, other in sorted(pairs):
            if other not in self._links.get(one, {}):
                here, there = self._profile(one), self._profile(other)
                alike = likeness(here, there)
                kind = verdict(here.story, there.story, alike)
                if kind:
                    link = Link(kind, alike)
                    self._links.setdefault(one, {})[other] = link
                    self._links.setdefault(other, {})[one] = link
                    touched |= {one, other}
        return touched

    def _part(self, one: str, other: str) -> set[str]:
        del self._links[one][other], self._links[other][one]
        return {one, other}

    def _profile(self, article_id: str) -> Profile:
        found = self._profiles.pop(article_id, None) or profile(self.stories[article_id])
        self._profiles[article_id] = found  # last used last
        if len(self._profiles) > _PROFILES:
            del self._profiles[next(iter(self._profiles))]
        return found

    def _ready(self) -> Buckets:
        """The buckets, made again when they were not saved: only changes need them."""
        if self._buckets is None:
            self._buckets = Buckets()
            for article_id, told in self.stories.items():
                self._buckets.add(article_id, told.day, told.sketch.tolist())
        return self._buckets

    # -- lineages ---------------------------------------------------------------------------------------------------

    def _regroup(self, touched: set[str]) -> None:
        """Look again on what the touched articles hang, and at the lineages that this may change."""
        around = set(touched)
        for article_id in sorted(touched):
            found = source_of(article_id, self._links.get(article_id, {}), self.stories) if article_id in self.stories else None
            if found is None:
                self._sources.pop(article_id, None)
                self._evidence.pop(article_id, None)
            else:
                self._sources[article_id] = found
                self._evidence[article_id] = self._proof(article_id, found)
                around.add(found)
        nodes = {other for one in around for other in (self._by_article[one].article_ids if one in self._by_article else (one,))}
        for one in nodes:
            self._by_article.pop(one, None)
        for members in components((one for one in nodes if one in self.stories), self._sources):
            if len(members) > 1:
                made = lineage(members, self._sources, self._evidence, self.stories)
                self._by_article.update(dict.fromkeys(members, made))

    def _proof(self, article_id: str, of: str) -> Evidence:
        link, here, there = self._links[article_id][of], self._profile(article_id), self._profile(of)
        named = compare.names(here.story, there.story)
        runs = shared_runs(here.story, there.story)
        return Evidence(link.kind, link.alike.retold, link.alike.copied, named, aligned(here, there), runs)

    # -- proof ------------------------------------------------------------------------------------------------------

    def differences(self, other: Lineages) -> Iterator[str]:
        """How this differs from `other`, which was made again from the same articles; a line for each article and kind of difference."""
        for name in sorted(self.stories.keys() - other.stories.keys()):
            yield f"{name!r} is not in the catalog"
        for name in sorted(other.stories.keys() - self.stories.keys()):
            yield f"{name!r} is missing"
        for name in sorted(self.stories.keys() & other.stories.keys()):
            if not _same_story(self.stories[name], other.stories[name]):
                yield f"{name!r} has another story than its text"
            if (self._links.get(name, {}), self._sources.get(name)) != (other._links.get(name, {}), other._sources.get(name)):
                yield f"{name!r} depends on other articles than its text does"

    # -- on disk ----------------------------------------------------------------------------------------------------

    def dump(self, folder: Path) -> None:
        """Write everything but the buckets into `folder`: the lineages apart from what only changes need."""
        ids = sorted(self.stories)
        told = [self.stories[one] for one in ids]
        for name in _ARRAYS:
            parts = [getattr(one, name).reshape(-1) for one in told]
            np.save(folder / f"{name}.npy", np.concatenate(parts) if parts else np.zeros(0, np.uint32))
            np.save(folder / f"{name}_lengths.npy", np.array([len(part) for part in parts], np.int64))
        links = [
            [one, other, link.kind, *asdict(link.alike).values()]
            for one in ids
            for other, link in self._links.get(one, {}).items()
            if one < other
        ]
        plain = {
            "ids": ids,
            "stories": [[one.body.hex(), one.day, one.time, one.source, list(one.credits), one.quotes] for one in told],
            "links": sorted(links, key=lambda link: link[:2]),
            "sources": self._sources,
            "evidence": {one: _plain(found) for one, found in self._evidence.items()},
        }
        (folder / "stories.json").write_text(json.dumps(plain, ensure_ascii=False))
        lineages = sorted({one.id: one for one in self._by_article.values()}.items())
        groups_ = [
            [[member.article_id, member.of, member.evidence and _plain(member.evidence)] for member in one.members] for _, one in lineages
        ]
        (folder / _GROUPS).write_text(json.dumps(groups_, ensure_ascii=False))

    @classmethod
    def load(cls, folder: Path) -> Lineages:
        """What `dump` wrote. Raises OSError, ValueError, KeyError, IndexError or TypeError when it is not whole."""
        made = cls()
        plain = json.loads((folder / "stories.json").read_text())
        arrays = {name: _cut(np.load(folder / f"{name}.npy"), np.load(folder / f"{name}_lengths.npy")) for name in _ARRAYS}
        for number, (one, (body, day, time, source, credited, quotes)) in enumerate(zip(plain["ids"], plain["stories"], strict=True)):
            made.stories[one] = Story(
                **{name: arrays[name][number] if name != "spans" else arrays[name][number].reshape(-1, 2) for name in _ARRAYS},
                body=bytes.fromhex(body),
                day=day,
                time=time,
                source=source,
                credits=tuple(credited),
                quotes=quotes,
            )
            made._same.setdefault(made.stories[one].body, []).append(one)
        for one, other, kind, *alike in plain["links"]:
            link = Link(Kind(kind), Likeness(*alike))
            made._links.setdefault(one, {})[other] = link
            made._links.setdefault(other, {})[one] = link
        made._sources = dict(plain["sources"])
        made._evidence = {one: _evidence(found) for one, found in plain["evidence"].items()}
        made._by_article = load_groups(folder)
        made._buckets = None
        return made


def load_groups(folder: Path) -> dict[str, Lineage]:
    """The lineages alone of what `Lineages.dump` wrote, by article. Raises as `Lineages.load` does."""
    found: dict[str, Lineage] = {}
    for rows in json.loads((folder / _GROUPS).read_text()):
        members = tuple(Member(name, of, plain and _evidence(plain)) for name, of, plain in rows)
        found.update(dict.fromkeys((member.article_id for member in members), Lineage(members[0].article_id, members)))
    return found


def _same_story(one: Story, other: Story) -> bool:
    plain = all(getattr(one, name) == getattr(other, name) for name in ("body", "day", "time", "source", "credits", "quotes"))
    return plain and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in _ARRAYS)


def among(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits with the lineages that their own articles make: as of an earlier day nothing else is known of, later copies least of all."""
    made = Lineages()
    made.change((), {hit.article.id: hit.article for hit in hits}.values())
    groups = made.by_article
    return tuple(replace(hit, lineage=groups[hit.article.id].id if hit.article.id in groups else hit.article.id) for hit in hits)


def _beside(article_id: str, others: Sequence[str]) -> tuple[str, ...]:
    """The neighbours of an id among others in order: a text that a thousand papers print needs a chain, not each with each."""
    place = bisect_left(others, article_id)
    after = place + 1 if others[place : place + 1] == [article_id] else place
    return (*others[max(0, place - 1) : place], *others[after : after + 1])


def _cut(values: Any, lengths: Any) -> list[Any]:
    return np.split(values, np.cumsum(lengths)[:-1]) if len(lengths) else []


def _plain(found: Evidence) -> list[Any]:
    spans = [[one.here.start, one.here.end, one.there.start, one.there.end, one.share] for one in found.aligned]
    return [found.kind, found.retold, found.copied, found.credited, spans, list(found.runs)]


def _evidence(plain: list[Any]) -> Evidence:
    kind, retold, copied, credited, spans, runs = plain
    found = tuple(Aligned(Span(a, b), Span(c, d), share) for a, b, c, d, share in spans)
    return Evidence(Kind(kind), retold, copied, credited, found, tuple(runs))


# -- following --------------------------------------------------------------------------------------------------------


class LoggedChange(Protocol):
    """One entry of the log: `version` is the article's current one from now on, None when it was deleted."""

    @property
    def seq(self) -> int: ...
    @property
    def article_id(self) -> str: ...
    @property
    def version(self) -> int | None: ...


class Log(Protocol):
    """What is followed."""

    def changes(self, after: int) -> tuple[Any, str]: ...
    def reaches(self, seq: int, digest: str) -> bool: ...
    def indexed(self, article_ids: Any) -> Iterable[Any]: ...


class LineageFollower:
    """Keeps the current Moment. `refresh` is called by the one writer; readers take `moment` and keep it as long as they like.

    Opening reads the lineages and nothing else; the stories behind them, tens of megabytes, are read when the first change comes.
    """

    def __init__(self, folder: Path, catalog: Log) -> None:
        self._folder, self._catalog = folder, catalog
        self._lineages: Lineages | None = Lineages()
        """None: on disk as `_saved` says, and not read yet."""
        self.moment = Moment()
        self._saved: Mapping[str, Any] | None = None
        """The manifest of what is on disk, when that is of the present moment."""
        self._load()

    def refresh(self) -> Moment:
        """Apply what the catalog's log has gained and return the new moment."""
        if self._catalog.changes(self.moment.seq)[0]:
            held = self._held()  # may find that all has to be made again
            changes, digest = self._catalog.changes(self.moment.seq)
            self._apply(held, changes)
            self.moment, self._saved = Moment(changes[-1].seq, digest, held.by_article), None
        return self.moment

    def _apply(self, lineages: Lineages, changes: Sequence[LoggedChange]) -> None:
        last: dict[str, LoggedChange] = {change.article_id: change for change in changes}
        put = [one for one, change in last.items() if change.version is not None]
        lineages.change([one for one, change in last.items() if change.version is None], ())
        for start in range(0, len(put), _PAGE):
            page = put[start : start + _PAGE]
            come = [found.article for found in self._catalog.indexed(page)]
            lineages.change(sorted({*page} - {article.id for article in come}), come)

    def _held(self) -> Lineages:
        """The state behind the moment; when it cannot be read, an empty one, and the moment is the beginning again."""
        if self._lineages is None:
            self._lineages = self._loaded()
        if self._lineages is None:
            self._lineages, self.moment, self._saved = Lineages(), Moment(), None
        return self._lineages

    def rebuild(self) -> Moment:
        """Forget everything and follow the log from its beginning."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lineages, self.moment, self._saved = Lineages(), Moment(), None
        return self.refresh()

    # -- proof ------------------------------------------------------------------------------------------------------

    def problems(self, fresh: Lineages) -> list[str]:
        """What differs from `fresh`, which `recomputed` made of the same articles, and what is damaged on disk."""
        held = self._lineages or self._loaded()
        if held is None:
            return ["lineages: the saved stories are damaged"]
        wrong = [f"lineages: {line}" for line in held.differences(fresh)]
        stored, right = self.moment.by_article, fresh.by_article
        astray = sorted(name for name in stored.keys() | right.keys() if stored.get(name) != right.get(name))
        return wrong + [f"lineages: {name!r} is not in the lineage that its text belongs to" for name in astray]

    def recomputed(self) -> Lineages:
        """The lineages of all that is live, made from the catalog alone."""
        fresh = Lineages()
        self._apply(fresh, self._catalog.changes(0)[0])
        return fresh

    # -- on disk ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write what the next start would otherwise have to make again. Raises OSError; nothing half done is left."""
        if self._saved or self._lineages is None:
            return
        target = self._folder / f"seq-{self.moment.seq}"
        try:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            self._lineages.dump(target)
            sync_folder(target)
            files = {path.name: sha256_of(path) for path in target.iterdir()}
            manifest = {
                "fingerprint": FINGERPRINT,
                "seq": self.moment.seq,
                "digest": self.moment.digest,
                "folder": target.name,
                "files": files,
            }
            write_atomic(self._folder / "manifest.json", json.dumps(manifest, indent=1).encode())
        except OSError:
            shutil.rmtree(target, ignore_errors=True)
            raise
        for other in self._folder.glob("seq-*"):
            if other != target:
                shutil.rmtree(other, ignore_errors=True)
        self._saved = manifest

    def _load(self) -> None:
        """Take the lineages from disk where they are whole and follow this log."""
        try:
            manifest = json.loads((self._folder / "manifest.json").read_bytes())
            if not isinstance(manifest, dict) or not manifest.keys() >= _MANIFEST or manifest["fingerprint"] != FINGERPRINT:
                return
            folder = self._folder / f"seq-{manifest['seq']}"
            whole = folder.name == manifest["folder"] and manifest["files"][_GROUPS] == sha256_of(folder / _GROUPS)
            if not whole or not self._catalog.reaches(manifest["seq"], manifest["digest"]):
                return
            found = load_groups(folder)
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            return
        self.moment = Moment(manifest["seq"], manifest["digest"], found)
        self._lineages, self._saved = None, manifest

    def _loaded(self) -> Lineages | None:
        """All of the state on disk, None where it is not what was written there."""
        if self._saved is None:
            return None
        folder = self._folder / str(self._saved["folder"])
        try:
            if self._saved["files"] != {path.name: sha256_of(path) for path in folder.iterdir()}:
                return None
            return Lineages.load(folder)
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            return None
