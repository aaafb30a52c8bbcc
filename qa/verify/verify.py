"""Quotations → verdicts: every place is read from the stored versions again, and what is said to stand there stands there.

Which versions to read comes from the word index; what the words do not find (a slice of a word, page furniture, scripts without spaces, versions
that the index does not keep) is looked for in all stored texts, once for all quotations, before anything is said not to be there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from index.model import IndexState, Version
from index.quoted import Likely
from index.records import canonical_url
from index.timing import Clock
from qa.fragments import fragment_url
from qa.verify.compare import Nearest, Quoted, Run, joined, nearest, only_leaves_out
from qa.verify.finding import MOST, Spot, spots
from qa.verify.fold import fold
from qa.verify.kinds import plain
from qa.verify.model import Change, Difference, Found, Moment, Place, Quotation, Verdict, Verification
from qa.verify.pieces import Pieces, pieces_of
from qa.verify.source import Source, words_of

_RUN, _NEAR = 60, 10
_VERSIONS = 30  # of one article: the newest so many are read
_SCANNED = 400  # texts that hold all words of a quotation and are read closely
_LETTERS = re.compile(r"[^\W_]+")


class Stored(Protocol):
    """What checking needs of an index."""

    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None: ...
    def likely(self, text: str, most_run: int, most_near: int) -> Likely: ...
    def texts(self) -> Iterable[tuple[str, int, str]]: ...
    def addresses(self) -> Sequence[tuple[str, str]]: ...
    def state(self) -> IndexState: ...


class Verifier:
    """Checks quotations against what is stored. One for any number of requests, from any thread."""

    def __init__(self, index: Stored) -> None:
        self._index = index

    def verify(self, quotations: Sequence[Quotation], asked_at: Moment = None) -> Verification:
        """One verdict for each quotation, in order. `asked_at`: embargoes that end later than this hold."""
        clock = Clock()
        shelf = _Shelf(self._index, asked_at, quotations)
        checks = [_Check(shelf, quotation) for quotation in quotations]
        for check in checks:
            check.by_words()
        clock.lap("words")
        open_ = [check for check in checks if not check.placed]
        clock.lap("compare")
        if open_:
            _scan(shelf, open_)
        clock.lap("texts")
        verdicts = tuple(check.verdict() for check in checks)
        clock.lap("verdicts")
        return Verification(verdicts, self._index.state(), clock.timings)


class _Shelf:
    """The versions that may be told of, each read and folded at most once a request."""

    def __init__(self, index: Stored, asked_at: Moment, quotations: Sequence[Quotation]) -> None:
        self.index, self._asked_at = index, asked_at
        self._sources: dict[tuple[str, int], Source | None] = {}
        self._current: dict[str, Version | None] = {}
        self._by_url: dict[str, list[str]] = {}
        if any(one.url for one in quotations):
            for article_id, url in index.addresses():
                self._by_url.setdefault(canonical_url(url), []).append(article_id)

    def named(self, quotation: Quotation) -> list[str]:
        """Ids of the stored articles that a quotation names."""
        ids = [quotation.article_id] if quotation.article_id else []
        ids += self._by_url.get(canonical_url(quotation.url), []) if quotation.url else []
        return [one for one in dict.fromkeys(ids) if self.current(one) is not None]

    def current(self, article_id: str) -> Version | None:
        """The version in force, if the article may be told of at all: not when it is withdrawn or under embargo."""
        if article_id not in self._current:
            version = self.index.version(article_id)
            self._current[article_id] = version if version is not None and self._told(version) else None
        return self._current[article_id]

    def _told(self, version: Version) -> bool:
        free_from = version.article.free_from
        return version.article.usable and (free_from is None or (self._asked_at is not None and free_from <= self._asked_at))

    def source(self, name: tuple[str, int]) -> Source | None:
        """The version with this article id and number, if it may be told of."""
        if name not in self._sources:
            current = self.current(name[0])
            version = current if current is None or current.number == name[1] else self.index.version(*name)
            self._sources[name] = Source(version) if version is not None and self._told(version) else None
        return self._sources[name]

    def versions(self, article_id: str) -> Iterator[Source]:
        """The versions of an article, the newest first."""
        current = self.current(article_id)
        newest = current.number if current else 0
        for number in range(newest, max(0, newest - _VERSIONS), -1):
            source = self.source((article_id, number))
            if source is not None:
                yield source


Hit = tuple[Source, Spot]


class _Check:
    """One quotation on its way to a verdict."""

    def __init__(self, shelf: _Shelf, quotation: Quotation) -> None:
        self._shelf, self.quotation = shelf, quotation
        self._named = shelf.named(quotation)
        self._tried: dict[tuple[str, int], list[Spot]] = {}
        self._near: Sequence[tuple[str, int]] = ()
        self._more = False
        self.marked = pieces_of(quotation.text)

    # -- looking ----------------------------------------------------------------------------------------------------

    def by_words(self) -> None:
        """Look where the word index points: first for the very run of words, then for what comes near."""
        for article_id in self._named:
            for source in self._shelf.versions(article_id):
                self.look(source)
        for text in _anchors(self.quotation.text, self.marked):
            likely = self._shelf.index.likely(text, _RUN, 0)
            self._more |= likely.more
            self._look_at(likely.run)
            if self.found:
                return
        self._near = self._shelf.index.likely(self.quotation.text, 0, _NEAR).near
        self._look_at(self._near)
        for article_id in dict.fromkeys(article_id for article_id, _ in self._near):
            for source in self._shelf.versions(article_id):
                self.look(source)

    def _look_at(self, names: Iterable[tuple[str, int]]) -> None:
        for name in names:
            source = self._shelf.source(name)
            if source is not None:
                self.look(source)

    def look(self, source: Source) -> None:
        """Look for the quotation in one version."""
        if source.name not in self._tried:
            self._tried[source.name] = spots(source, self.quotation.text)

    @property
    def found(self) -> bool:
        """Whether it stands somewhere as it is."""
        return any(not spot.differences for found in self._tried.values() for spot in found)

    @cached_property
    def nearest(self) -> Nearest | None:
        """The place that comes nearest among what the words point to, if one comes near enough."""
        close = [found for found in (nearest(source, self._quote) for source in self._candidates) if found is not None]
        return min(close, key=self._order, default=None)

    @property
    def placed(self) -> bool:
        """Whether there is a place to tell of, so that the other texts need not be searched."""
        return self.found or (not self._more and (any(self._tried.values()) or self.nearest is not None))

    def tried(self, name: tuple[str, int]) -> bool:
        """Whether a version was looked at."""
        return name in self._tried

    # -- the verdict ------------------------------------------------------------------------------------------------

    def verdict(self) -> Verdict:
        """What became of it."""
        named = bool(self._named) if self.quotation.attributed else None
        good = self._hits(differing=False)
        if good:
            here = [hit for hit in good if hit[0].version.article.id in self._named]
            status = Found.FOUND if here or not self.quotation.attributed else Found.FOUND_ELSEWHERE
            return self._told(status, here if here else good, named)
        bad = self._hits(differing=True)
        if bad:
            return self._told(Found.ALTERED, bad[:1], named)
        return self._compared(named)

    def _hits(self, *, differing: bool) -> list[Hit]:
        """Places, those in named articles first, then in versions in force, then by id; of each article the newest version that has it."""
        hits: dict[str, list[Hit]] = {}
        for name in sorted(self._tried, key=lambda name: (name[0], -name[1])):
            source = self._shelf.source(name)
            found = [(source, spot) for spot in self._tried[name] if bool(spot.differences) == differing] if source else []
            if found and name[0] not in hits:
                hits[name[0]] = found
        ranked = sorted(hits.items(), key=lambda item: (item[0] not in self._named, not item[1][0][0].version.current, item[0]))
        return [hit for _, found in ranked for hit in found]

    def _told(self, status: Found, hits: Sequence[Hit], named: bool | None) -> Verdict:
        places = tuple(_place(source, spot.start, spot.end, exact=spot.exact) for source, spot in hits[:MOST])
        first = hits[0][1]
        more = self._more or len(hits) > MOST
        return Verdict(self.quotation, status, places, more and status is not Found.ALTERED, first.differences, first.edits, named)

    def _compared(self, named: bool | None) -> Verdict:
        best, quote = self.nearest, self._quote
        if best is None or not only_leaves_out(best, quote):
            runs = joined([source for source in self._candidates if source.version.current] or self._candidates, quote)
            if runs and (best is None or best.share < 1):
                return self._put_together(runs, quote, named)
        if best is None:
            return Verdict(self.quotation, Found.NOT_FOUND, named=named)
        place = _place(best.source, best.start, best.end, exact=False)
        return Verdict(self.quotation, Found.ALTERED, (place,), False, best.differences, (), named)

    @cached_property
    def _quote(self) -> Quoted:
        return _quoted(self.quotation.text)

    @cached_property
    def _candidates(self) -> list[Source]:
        """The versions that the quotation may have been made from: of named articles, and of those that share its words."""
        names = [source.name for article_id in self._named for source in self._shelf.versions(article_id)]
        sources = (self._shelf.source(name) for name in dict.fromkeys((*names, *self._near)))
        return [source for source in sources if source is not None]

    def _order(self, found: Nearest) -> tuple[bool, int, bool, str, int, int]:
        version = found.source.version
        elsewhere = bool(self._named) and version.article.id not in self._named
        return elsewhere, found.cost, not version.current, version.article.id, -version.number, found.start

    def _put_together(self, runs: Sequence[Run], quote: Quoted, named: bool | None) -> Verdict:
        places = tuple(_place(run.source, run.start, run.end, exact=False) for run in runs)
        differences = []
        for run in runs:
            start, end = quote.folded.origin(quote.words[run.first].start, quote.words[run.last].end)
            stored = run.source.text[run.start : run.end]
            differences.append(Difference(Change.JOINED, quote.text[start:end], stored, start, end, run.start, run.end))
        return Verdict(self.quotation, Found.ALTERED, places, False, tuple(differences), (), named)


def _anchors(quote: str, marked: Pieces | None) -> Iterator[str]:
    """What to ask the word index for: the words of the quotation (of its longest piece), then those inside, since the outer ones may be cut."""
    if marked is not None:
        longest = max(marked.pieces, key=lambda piece: len(piece.folded))
        yield longest.folded
    yield quote
    inner = [match.span() for match in re.finditer(r"\S+", quote)][1:-1]
    if inner:
        yield quote[inner[0][0] : inner[-1][1]]


def _quoted(text: str) -> Quoted:
    folded = fold(text)
    words = words_of(folded.text)
    return Quoted(text, folded, words, tuple(plain(word.text) for word in words))


def _place(source: Source, start: int, end: int, *, exact: bool) -> Place:
    version, text = source.version, source.text
    return Place(
        article=version.article,
        version=version.number,
        current=version.current,
        start=start,
        end=end,
        text=text[start:end],
        exact=exact,
        fragment_url=fragment_url(version.article.url, text, start, end),
    )


# -- all texts ------------------------------------------------------------------------------------------------------


def _scan(shelf: _Shelf, checks: Sequence[_Check]) -> None:
    """Look for quotations in every stored text that has them, or all their runs of letters, the longest of which is looked for first."""
    wanted = [(check, _runs(check)) for check in checks]
    left = {id(check): _SCANNED for check in checks}
    for article_id, number, text in shelf.index.texts():
        lower = text.lower()
        for check, runs in wanted:
            if check.tried((article_id, number)):
                continue
            whole = check.quotation.text in text
            if not whole and not (runs and left[id(check)] and all(run in lower for run in runs)):
                continue
            source = shelf.source((article_id, number))
            if source is not None:
                left[id(check)] -= not whole
                check.look(source)


def _runs(check: _Check) -> list[str]:
    """The runs of letters and digits in the quotation (in its longest piece), in lower case, the longest first."""
    text = max(check.marked.pieces, key=lambda piece: len(piece.folded)).folded if check.marked else check.quotation.text
    return sorted({run.lower() for run in _LETTERS.findall(text)}, key=lambda run: (-len(run), run))
