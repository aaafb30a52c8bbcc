"""A quotation that does not stand in an article → the place that comes nearest, and what differs there word by word.

Words are aligned with the least cost (equal 0, equal but for case and accents 1, one word left out 2, put in or another word 3), the quotation as
a whole against any stretch of the article (Sellers 1980). It counts as altered when most of its words stand there in order.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dates import find_dates
from index.terms import STOP_WORDS
from qa.verify.fold import Folded
from qa.verify.kinds import kind_of, plain
from qa.verify.model import Change, Difference
from qa.verify.source import Source, Word, words_of

SHARE = 0.6
"""Least share of the quotation's words that stand there in order: below it two reports of one event begin to pass for quotations."""
_NEAR, _LEFT_OUT, _PUT_IN, _OTHER = 1, 2, 3, 3
_CELLS = 1_000_000  # words of the quotation times words of the text: up to so many are aligned whole
_ROOM = 12  # words: how much longer than the quotation the stretch may be, beside twice its length
_RUN = 3  # words: shorter runs are no part of a joined quotation
_MOST_RUNS = 4

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation made ready to be compared: as given, folded, its words, and those without case and accents."""

    text: str
    folded: Folded
    words: tuple[Word, ...]
    plain: tuple[str, ...]

    @property
    def content(self) -> frozenset[str]:
        """Its distinct words that are no stop words."""
        return frozenset(self.plain) - STOP_WORDS


@dataclass(frozen=True, slots=True)
class Nearest:
    """The stretch `start..end` of the source's text that comes nearest; lower `cost` is nearer, `share` of the words stand in it in order."""

    source: Source
    start: int
    end: int
    cost: int
    share: float
    differences: tuple[Difference, ...]


def nearest(source: Source, quote: Quoted) -> Nearest | None:
    """The place in `source` that comes nearest to `quote`; None when it does not come near enough to be it."""
    if len(quote.words) < 2 or not _may_be(source, quote):
        return None
    first, last = _stretch(source, quote)
    steps, cost = _aligned(quote, source.words[first:last])
    matched = [(i, j) for i, j in steps if i is not None and j is not None and quote.plain[i] == plain(source.words[first + j].text)]
    share = len(matched) / len(quote.words)
    if not _enough(quote, matched, share):
        return None
    pairs = _answered(source, [(i, None if j is None else first + j) for i, j in steps])
    used = [j for _, j in pairs if j is not None]
    start, end = source.folded.origin(source.words[used[0]].start, source.words[used[-1]].end)
    return Nearest(source, start, end, cost, share, _differences(source, quote, pairs))


def _may_be(source: Source, quote: Quoted) -> bool:
    """Whether the source has enough of the words at all, in any order."""
    content = quote.content
    return len(content & source.vocabulary) >= SHARE * 0.8 * len(content)


def _enough(quote: Quoted, matched: Sequence[object], share: float) -> bool:
    if len(matched) == len(quote.words):
        return True
    return len(quote.words) >= 4 and len(matched) >= 3 and share >= SHARE


def _stretch(source: Source, quote: Quoted) -> tuple[int, int]:
    """The words among which to align: all of them, or, of a long text, those around where most of the quotation's words stand close together.

    A word that the text has often tells little of where that is, so each counts once in all.
    """
    size, there = len(quote.words), len(source.words)
    if size * there <= _CELLS:
        return 0, there
    wanted = frozenset(quote.plain)
    words = [plain(word.text) for word in source.words]
    counts = Counter(word for word in words if word in wanted)
    sums = np.cumsum([0.0, *(1 / counts[word] if word in wanted else 0.0 for word in words)])
    width = min(there, size + 2)
    best = int(np.argmax(sums[width:] - sums[:-width]))
    return max(0, best - size - _ROOM), min(there, best + 2 * size + _ROOM)


Step = tuple[int | None, int | None]
"""(word of the quotation, word of the stretch) that answer to one another; None where one of them has none."""


def _aligned(quote: Quoted, words: Sequence[Word]) -> tuple[list[Step], int]:
    """The steps of the cheapest alignment of the whole quotation with a part of `words`, without what lies outside of that part; its cost."""
    numbers: dict[str, int] = {}
    exact = np.array([numbers.setdefault(word.text, len(numbers)) for word in quote.words])
    near_numbers: dict[str, int] = {}
    near = np.array([near_numbers.setdefault(word, len(near_numbers)) for word in quote.plain])
    there = np.array([numbers.get(word.text, -1) for word in words], dtype=np.int64)
    there_near = np.array([near_numbers.get(plain(word.text), -1) for word in words], dtype=np.int64)
    costs = np.zeros((len(exact) + 1, len(words) + 1), dtype=np.int32)
    costs[:, 0] = np.arange(len(exact) + 1) * _PUT_IN
    ramp = np.arange(len(words) + 1) * _LEFT_OUT
    for i in range(1, len(exact) + 1):
        substitution = np.where(there == exact[i - 1], 0, np.where(there_near == near[i - 1], _NEAR, _OTHER))
        row = costs[i - 1] + _PUT_IN
        row[1:] = np.minimum(row[1:], costs[i - 1, :-1] + substitution)
        costs[i] = np.minimum.accumulate(row - ramp) + ramp
    end = int(np.argmin(costs[-1]))
    return _traced(costs, exact, there, near, there_near, end), int(costs[-1, end])


def _traced(costs: NDArray[np.int32], exact: Ints, there: Ints, near: Ints, there_near: Ints, end: int) -> list[Step]:
    steps: list[Step] = []
    i, j = len(exact), end
    while i > 0:
        here = int(costs[i, j])
        if j > 0:
            substitution = 0 if there[j - 1] == exact[i - 1] else _NEAR if there_near[j - 1] == near[i - 1] else _OTHER
            if here == int(costs[i - 1, j - 1]) + substitution:
                i, j = i - 1, j - 1
                steps.append((i, j))
                continue
            if here == int(costs[i, j - 1]) + _LEFT_OUT:
                j -= 1
                steps.append((None, j))
                continue
        i -= 1
        steps.append((i, None))
    return steps[::-1]


def _answered(source: Source, steps: list[Step]) -> list[Step]:
    """The steps, with words put in at the ends standing for the source's next words as far as its sentence goes."""
    return _end_answered(source, _end_answered(source, steps, 1)[::-1], -1)[::-1]


def _end_answered(source: Source, steps: list[Step], ahead: int) -> list[Step]:
    """The same for one end; `ahead` is the way to the source's next word."""
    kept = next(number for number in range(len(steps), 0, -1) if steps[number - 1][1] is not None)
    place = steps[kept - 1][1]
    done = steps[:kept]
    for i, _ in steps[kept:]:
        following = None if place is None else place + ahead
        if following is None or not 0 <= following < len(source.words) or _apart(source, min(following, following - ahead)):
            place = None
            done.append((i, None))
        else:
            place = following
            done.append((i, place))
    return done


def _apart(source: Source, number: int) -> bool:
    """Whether a sentence ends between this word and the next one."""
    between = source.folded.text[source.words[number].end : source.words[number + 1].start]
    return any(char in ".!?…。！？" for char in between)


# -- what differs ---------------------------------------------------------------------------------------------------


def _differences(source: Source, quote: Quoted, steps: Sequence[Step]) -> tuple[Difference, ...]:
    """One difference for each run of words that are not the same; where all are, what stands between them."""
    dates_here, dates_there = _dated(quote.text), _dated_near(source, steps)
    found: list[Difference] = []
    run: list[Step] = []
    place = _Place(source, quote)
    for step in steps:
        i, j = step
        if i is not None and j is not None and quote.words[i].text == source.words[j].text:
            found += place.difference(run, dates_here, dates_there)
            run = []
            place.pass_by(i, j)
        else:
            run.append(step)
    found += place.difference(run, dates_here, dates_there)
    return tuple(found) or place.between(steps)


class _Place:
    """How far the two texts have been read: the ends of the last words that were the same."""

    def __init__(self, source: Source, quote: Quoted) -> None:
        self._source, self._quote = source, quote
        self._i = self._j = -1

    def pass_by(self, i: int, j: int) -> None:
        """Both words were the same."""
        self._i, self._j = i, j

    def difference(self, run: Sequence[Step], dates_here: Sequence[range], dates_there: Sequence[range]) -> list[Difference]:
        """The difference that a run of words makes, none for an empty run."""
        if not run:
            return []
        here, there = [i for i, _ in run if i is not None], [j for _, j in run if j is not None]
        quote_range = self._range(self._quote.folded, self._quote.words, here, self._i)
        range_ = self._range(self._source.folded, self._source.words, there, self._j)
        stated, stored = self._quote.text[slice(*quote_range)], self._source.text[slice(*range_)]
        dated = _meets(quote_range, dates_here) or _meets(range_, dates_there)
        folded = (self._folded(self._quote.folded, self._quote.words, here), self._folded(self._source.folded, self._source.words, there))
        kind = kind_of(*folded, dated)
        if kind is Change.WORDS and self._marked(here):
            return []
        return [Difference(kind, stated, stored, *quote_range, *range_)]

    def _marked(self, here: Sequence[int]) -> bool:
        """Whether an editor's mark in the quotation stands for the difference."""
        words, text = self._quote.words, self._quote.folded.text
        after = here[-1] + 1 if here else self._i + 1
        between = text[words[self._i].end if self._i >= 0 else 0 : words[after].start if after < len(words) else len(text)]
        left, marks = re.subn(r"\[[^\[\]]*\]|…", " ", between)
        return marks > 0 and not words_of(left)

    def _range(self, folded: Folded, words: Sequence[Word], run: Sequence[int], before: int) -> tuple[int, int]:
        if run:
            return folded.origin(words[run[0]].start, words[run[-1]].end)
        place = folded.origin(words[before].start, words[before].end)[1] if before >= 0 else 0
        return place, place

    def _folded(self, folded: Folded, words: Sequence[Word], run: Sequence[int]) -> str:
        return folded.text[words[run[0]].start : words[run[-1]].end] if run else ""

    def between(self, steps: Sequence[Step]) -> tuple[Difference, ...]:
        """The first and last place at which the signs between the same words differ, as one difference."""
        pairs = [(i, j) for i, j in steps if i is not None and j is not None]
        (i, j), (k, m) = pairs[0], pairs[-1]
        quote_range = self._quote.folded.origin(self._quote.words[i].start, self._quote.words[k].end)
        range_ = self._source.folded.origin(self._source.words[j].start, self._source.words[m].end)
        if self._folded(self._quote.folded, self._quote.words, (i, k)) == self._folded(self._source.folded, self._source.words, (j, m)):
            quote_range = 0, len(self._quote.text)  # the signs at the ends differ
        stated, stored = self._quote.text[slice(*quote_range)], self._source.text[slice(*range_)]
        return (Difference(Change.PUNCTUATION, stated, stored, *quote_range, *range_),)


def _dated(text: str, offset: int = 0) -> list[range]:
    return [range(offset + one.start, offset + one.end) for one in find_dates(text, None)]


def _dated_near(source: Source, steps: Sequence[Step]) -> list[range]:
    there = [j for _, j in steps if j is not None]
    if not there:
        return []
    start, end = source.folded.origin(source.words[there[0]].start, source.words[there[-1]].end)
    return _dated(source.text[start:end], start)


def _meets(found: tuple[int, int], dates: Sequence[range]) -> bool:
    return any(found[0] < one.stop and one.start < found[1] for one in dates)


# -- put together from several places -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Words `first..last` of the quotation that stand in `source` as they are, at `start..end` of its text."""

    source: Source
    first: int
    last: int
    start: int
    end: int


def joined(sources: Sequence[Source], quote: Quoted) -> tuple[Run, ...]:
    """The runs that a quotation was put together from, each as it stands somewhere in `sources`; none when it was not so made."""
    runs: list[Run] = []
    at = 0
    while at < len(quote.words):
        found = [run for run in (_longest(source, quote, at) for source in sources) if run is not None]
        if not found or len(runs) == _MOST_RUNS:
            return ()
        longest = max(run.last for run in found)
        best = next(
            (run for run in found if run.last == longest and runs and run.source is runs[-1].source),
            next(run for run in found if run.last == longest),
        )
        runs.append(best)
        at = best.last + 1
    return tuple(runs) if len(runs) > 1 else ()


def _longest(source: Source, quote: Quoted, at: int) -> Run | None:
    """The longest run of words from word `at` of the quotation on that stands in `source`; None when it is short or says nothing."""
    words, wanted = source.words, quote.words
    if plain(wanted[at].text) not in source.vocabulary and wanted[at].text.lower() not in source.vocabulary:
        return None
    best, place = 0, -1
    for j, word in enumerate(words):
        if word.text != wanted[at].text:
            continue
        length = 1
        while at + length < len(wanted) and j + length < len(words) and words[j + length].text == wanted[at + length].text:
            length += 1
        if length > best:
            best, place = length, j
    if best < _RUN or not any(word not in STOP_WORDS for word in quote.plain[at : at + best]):
        return None
    start, end = source.folded.origin(words[place].start, words[place + best - 1].end)
    return Run(source, at, at + best - 1, start, end)


def only_leaves_out(found: Nearest, quote: Quoted) -> bool:
    """Whether the quotation differs only by few words that it leaves out, so that it is one quotation and not several joined."""
    left = sum(len(one.stored.split()) for one in found.differences if not one.stated)
    return all(not one.stated for one in found.differences) and left <= max(3, math.ceil(len(quote.words) / 2))
