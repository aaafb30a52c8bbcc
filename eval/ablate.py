"""A case set and an index → what each stage buys: the same cases with one stage switched off at a time, against all together.

Stages: the words (BM25 and closeness), the encoder (cosines), the reader, the dates (working out the day a question asks for), and silence (the
threshold below which answers are withheld). The ranking scores every candidate with each leg, so one search gives every ranking: the
candidates sorted by one leg's score are that leg's own ranking, and the answerer reads them in that order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.model import CaseSet
from eval.run import RunSettings, ask_all
from eval.scores import Change, Scores, compare, score_run
from eval.stats import SEED
from eval.targets import InProcess, Target
from index.index import Index
from index.model import Hit, Preference, SearchResult, Version, Window
from qa.answer import Answerer
from qa.confidence import THRESHOLD
from qa.reading.reader import Reader

SHOWN = (
    "recall@1",
    "recall@5",
    "mrr@10",
    "ndcg@10",
    "article_recall@10",
    "article_ndcg@10",
    "words_read",
    "right",
    "f1",
    "holds_answer",
    "date_exact",
    "citation_recall",
    "right_silence",
    "gave_answer",
)

Score = Callable[[Hit], float | None]
Asked = tuple[str, Window | None, Preference | None]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of answering: its name, what it leaves out, and the target that answers so."""

    name: str
    says: str
    target: Target


@dataclass(frozen=True, slots=True)
class Row:
    """One variant, with the change of each shown measure from the whole to it; the first row is the whole and has none."""

    variant: Variant
    scores: Scores
    changes: tuple[Change, ...]


class Pool:
    """Everything that the legs of the search hand in for a question, searched once however many stages are switched off."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._found: dict[Asked, SearchResult] = {}

    def search(self, text: str, window: Window | None, prefer: Preference | None) -> SearchResult:
        """All candidates; each leg hands in `candidates`, so twice that is all there is."""
        asked = (text, window, prefer)
        if asked not in self._found:
            self._found[asked] = self._index.search(text, 2 * self._index.settings.candidates, window, prefer)
        return self._found[asked]


class OneLeg:
    """The index as it looks through one leg of its search: the candidates of that leg, in the order of its score."""

    def __init__(self, pool: Pool, index: Index, keep: Callable[[Hit], Hit | None]) -> None:
        self._pool, self._index, self._keep = pool, index, keep

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult:
        """The `k` best of this leg."""
        result = self._pool.search(text, window, prefer)
        kept = [hit for hit in map(self._keep, result.hits) if hit is not None]
        ranked = sorted(kept, key=lambda hit: (-hit.scores.fused, hit.rank))[:k]
        return replace(result, hits=tuple(replace(hit, rank=rank) for rank, hit in enumerate(ranked, start=1)))

    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None:
        """The stored version."""
        return self._index.version(article_id, number, as_of)


def variants(index: Index, threshold: float = THRESHOLD, reader: Reader | None = None) -> list[Variant]:
    """Everything, then each stage switched off; the reader where there is one."""
    pool = Pool(index)

    def target(
        keep: Callable[[Hit], Hit | None] | None = None, *, held_to: float = threshold, reads: bool = True, dates: bool = True
    ) -> InProcess:
        seen = index if keep is None else OneLeg(pool, index, keep)
        return InProcess(Answerer(seen, held_to, reader=reader if reads else None, dates=dates), index)

    unread = [Variant("without the reader", "the search's order, and answers by words alone", target(reads=False))] if reader else []

    return [
        Variant("everything", "the answers as they are", target()),
        Variant("without words", "ranked by the encoder's cosine alone", target(_by_meaning)),
        Variant("without encoder", "ranked by BM25 alone, and the confidence goes without the cosine", target(_by_words)),
        *unread,
        Variant("without dates", "a question that asks when gets a sentence, not a day", target(dates=False)),
        Variant("without silence", "every question with evidence is answered, however unsure", target(held_to=0.0)),
    ]


def _by_meaning(hit: Hit) -> Hit | None:
    if hit.scores.dense is None:
        return None
    return replace(hit, scores=replace(hit.scores, fused=hit.scores.dense, lexical=None))


def _by_words(hit: Hit) -> Hit | None:
    if not hit.scores.lexical:
        return None
    return replace(hit, scores=replace(hit.scores, fused=hit.scores.lexical, dense=None))


def ablate(
    cases: CaseSet, stages: Sequence[Variant], *, k: int = 10, seed: int = SEED, tick: Callable[[], None] = lambda: None
) -> list[Row]:
    """Every variant on every case; changes are from the first variant to each other one, paired by case."""
    scored = [(variant, score_run(ask_all(cases, variant.target, RunSettings(k=k), tick=tick), seed=seed)) for variant in stages]
    whole = scored[0][1]
    return [Row(variant, scores, () if scores is whole else _changes(whole, scores, seed)) for variant, scores in scored]


def _changes(whole: Scores, scores: Scores, seed: int) -> tuple[Change, ...]:
    return tuple(change for change in compare(whole, scores, seed=seed).changes if change.measure.name in SHOWN)
