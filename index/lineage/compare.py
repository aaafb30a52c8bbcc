"""Two stories → how much of one the other tells, whether one depends on the other, and the sentences and runs that show it.

`docs/lineage.md` has the measurements behind the constants.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.lineage.story import I32, U32, U64, Story, mixed
from index.model import Span

VERSION = "compare-1"
"""Changes whenever the same two stories would get another verdict."""

_RUN = 5  # words: what is shared by chance or idiom is mostly shorter
_COPIED = 0.5  # of the shorter story's runs are in the other one: it was taken over, not written again
_FEWEST_RUNS = 20
_RETOLD = 0.56  # of the score: one tells the other's story sentence by sentence
_RETOLD_CREDITED = 0.54  # the same when one names the other as its source
_RUNS_COUNT, _MOST_RUNS = 0.7, 0.25  # shared runs add so much to the score, up to this share of them
_COPIED_LATER = 0.8  # the same more than `_DAYS` apart: a series has its stock phrases, a yearly event its paragraphs
_QUOTED_COPIED = 0.8  # of the runs, where nearly all is quotation: what was said may come from the same microphone
_FEWEST_TERMS = 25  # different search terms that a story must have for its wording to prove anything
_DAYS = 7  # between an article and one that retells it; what comes back later is the next year's story in the same words
_WORDS_SHARED = 0.35  # of the weight of the smaller vocabulary: with less the sentences need not be looked at
_ALIGNED = 0.4  # of a sentence's weight is in its counterpart
_MOST_SHOWN = 12  # aligned sentences and shared runs kept as evidence
_LONG_RUN = 6  # words

Floats = NDArray[np.float32]
_Number = TypeVar("_Number", np.uint32, np.uint64)


class Kind(StrEnum):
    """How an article depends on another one."""

    EXACT = "exact"
    SYNDICATED = "syndicated"
    REWRITE = "rewrite"


@dataclass(frozen=True, eq=False, slots=True)
class Profile:
    """A story made ready to be compared: its vocabulary with weights and counts, and which sentence has which word."""

    story: Story
    terms: U32
    weights: Floats
    counts: Floats
    """In how many sentences each term stands."""
    term_of: I32
    sentence_of: I32
    totals: Floats
    """Weight of each sentence; a term that many sentences have weighs less, as it says little about any one of them."""
    runs: U64


@dataclass(frozen=True, slots=True)
class Likeness:
    """`retold`: weighted share of the sentences of one that the other tells too, of the two ways the larger one, 0..1.

    `copied`: share of the runs of five words of the shorter one that the other has, quotations left out, 0..1.
    """

    retold: float
    copied: float
    runs: int
    """Runs of five words in the shorter one."""
    terms: int
    """Different search terms of the one that has fewer."""

    @property
    def score(self) -> float:
        """How surely they are one story, 0..1.2."""
        return round(self.retold + _RUNS_COUNT * min(self.copied, _MOST_RUNS), 4)


def profile(story: Story) -> Profile:
    """The story made ready to be compared."""
    content = np.flatnonzero(story.weights)
    sentence = np.repeat(np.arange(len(story.spans), dtype=np.uint64), np.diff(story.starts))[content]
    entries, at = np.unique((story.tokens[content].astype(np.uint64) << np.uint64(32)) | sentence, return_index=True)
    words, sentence_of = (entries >> np.uint64(32)).astype(np.uint32), (entries & np.uint64(0xFFFFFFFF)).astype(np.int32)
    begins = np.flatnonzero(np.append(True, words[1:] != words[:-1])[: len(words)])  # entries come by word: where the next one begins
    counts = np.diff(np.append(begins, len(words)))
    weights = (story.weights[content][at[begins]] / 10).astype(np.float32)
    term_of = np.repeat(np.arange(len(begins), dtype=np.int32), counts)
    totals = np.bincount(sentence_of, (weights / np.sqrt(counts))[term_of], len(story.spans)).astype(np.float32)
    return Profile(story, words[begins], weights, counts.astype(np.float32), term_of, sentence_of, totals, np.unique(_runs(story.tokens)))


def likeness(one: Profile, other: Profile) -> Likeness:
    """How alike two stories are; the same whichever comes first."""
    shorter = min(len(one.runs), len(other.runs))
    copied = int(_among(*sorted((one.runs, other.runs), key=len)).sum()) / shorter if shorter else 0.0
    shares = [0.0]
    if _vocabulary_shared(one, other) >= _WORDS_SHARED:
        shares += [float(best.sum() / total.sum()) for best, total, _ in _alignment(one, other) if total.any()]
    return Likeness(round(max(shares), 4), round(copied, 4), shorter, min(len(one.terms), len(other.terms)))


def _vocabulary_shared(one: Profile, other: Profile) -> float:
    """Weighted share of the smaller vocabulary that the other one has, 0..1."""
    smaller, larger = sorted((one, other), key=lambda profile_: float(profile_.weights.sum()))
    whole = float(smaller.weights.sum())
    return float(smaller.weights[_among(smaller.terms, larger.terms)].sum()) / whole if whole else 0.0


def _among(values: NDArray[_Number], others: NDArray[_Number]) -> NDArray[np.bool_]:
    """Which of the values are among the others, which are ascending."""
    if not len(others):
        return np.zeros(len(values), np.bool_)
    found: NDArray[np.bool_] = others[np.minimum(np.searchsorted(others, values), len(others) - 1)] == values
    return found


def verdict(one: Story, other: Story, alike: Likeness) -> Kind | None:
    """How one of the two depends on the other, whichever it is; None when they are independent."""
    if one.body == other.body:
        return Kind.EXACT
    quotes = one.quotes or other.quotes
    apart = bool(one.day and other.day) and abs(one.day - other.day) > _DAYS
    copied = _QUOTED_COPIED if quotes else _COPIED_LATER if apart else _COPIED
    if alike.runs >= _FEWEST_RUNS and alike.copied >= copied:
        return Kind.SYNDICATED
    if quotes or apart or alike.terms < _FEWEST_TERMS:
        return None
    needed = _RETOLD_CREDITED if names(one, other) or names(other, one) else _RETOLD
    return Kind.REWRITE if alike.score >= needed else None


def names(one: Story, other: Story) -> bool:
    """Whether `one` names the paper or agency of `other` as where it has the story from."""
    return bool(other.source) and any(other.source in name or name in other.source for name in one.credits if len(name) > 1)


# -- alignment --------------------------------------------------------------------------------------------------------


def _alignment(one: Profile, other: Profile) -> list[tuple[Floats, Floats, I32]]:
    """For both ways: of each sentence the weight that its best counterpart has, its whole weight, and which that is.

    A counterpart is a sentence or two neighbours, as rewriting splits and joins; the number is the first one's.
    """
    _, mine, theirs = np.intersect1d(one.terms, other.terms, assume_unique=True, return_indices=True)
    counts = np.maximum(one.counts[mine], other.counts[theirs])
    weights = one.weights[mine] / np.sqrt(counts)
    here, there = _held(one, mine), _held(other, theirs)
    ways = []
    for profile_, places, held, against in ((one, mine, here, there), (other, theirs, there, here)):
        lost = _product(held, weights - profile_.weights[places] / np.sqrt(profile_.counts[places]))
        total: Floats = (profile_.totals + lost).astype(np.float32)
        overlap = _product(held * weights, _with_next(against).T)
        if overlap.shape[1] and overlap.shape[0]:
            best = overlap.argmax(axis=1)
            ways.append((overlap[np.arange(len(best)), best], total, best.astype(np.int32)))
        else:
            ways.append((np.zeros(len(total), np.float32), total, np.zeros(len(total), np.int32)))
    return ways


def _product(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """The matrix product. Its kernels compute on padding as well and may raise a flag for that; what is multiplied here is finite."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        product: NDArray[Any] = one @ other
    return product


def _held(profile_: Profile, places: NDArray[np.intp]) -> Floats:
    """(sentences, shared terms): 1 where the sentence has the term."""
    column = np.full(len(profile_.terms), -1, np.int32)
    column[places] = np.arange(len(places), dtype=np.int32)
    held = np.zeros((len(profile_.story.spans), len(places)), np.float32)
    columns = column[profile_.term_of]
    held[profile_.sentence_of[columns >= 0], columns[columns >= 0]] = 1
    return held


def _with_next(held: Floats) -> Floats:
    """Each sentence together with the next one."""
    joined = held.copy()
    np.maximum(joined[:-1], held[1:], out=joined[:-1])
    return joined


# -- evidence ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sentence and what the other article has in its place; `share` of its weight is there too, 0..1."""

    here: Span
    there: Span
    share: float


def aligned(one: Profile, other: Profile) -> tuple[Aligned, ...]:
    """The sentences of `one` that `other` tells too, best first; spans count in the two texts."""
    best, total, which = _alignment(one, other)[0]
    share = np.where(total > 0, best / np.maximum(total, 1e-9), 0)
    found = []
    for number in sorted(np.flatnonzero(share >= _ALIGNED), key=lambda number: (-round(float(share[number]), 3), number))[:_MOST_SHOWN]:
        first, last = int(which[number]), min(int(which[number]) + 1, len(other.story.spans) - 1)
        there = Span(int(other.story.spans[first][0]), int(other.story.spans[last][1]))
        found.append(Aligned(Span(*map(int, one.story.spans[number])), there, round(float(share[number]), 3)))
    return tuple(found)


def shared_runs(one: Story, other: Story) -> tuple[int, ...]:
    """The lengths in words of the longest runs that both have, quotations left out, longest first."""
    theirs = _runs(other.tokens)
    common = np.isin(_runs(one.tokens), theirs)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], common.astype(np.int8), [0]))))
    lengths = edges[1::2] - edges[::2] + _RUN - 1
    return tuple(sorted((int(length) for length in lengths if length >= _LONG_RUN), reverse=True)[:_MOST_SHOWN])


def _runs(tokens: U32) -> U64:
    """A hash of each run of `_RUN` tokens."""
    count = max(0, len(tokens) - _RUN + 1)
    made = np.zeros(count, np.uint64)
    with np.errstate(over="ignore"):
        for place in range(_RUN):
            made = mixed(made * np.uint64(31) + tokens[place : place + count].astype(np.uint64))
    return made
