"""A case set and an index → what each stage of ranking buys: every stage alone against all together, over the same cases.

The whole ranking scores every candidate with each leg, so one search gives all rankings: the candidates sorted by one leg's score are
that leg's own ranking. A stage that can be switched off elsewhere (a reader, date windows, copies) comes in as a further Variant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.model import Case, CaseSet
from eval.records import Answered, Outcome, Returned
from eval.run import RunSettings, ask_all
from eval.scores import Change, Scores, compare, score_run
from eval.stats import SEED
from eval.targets import Described, InProcess, Stopwatch, Target, window_of
from index.errors import DatelineError
from index.index import Index
from index.model import Hit, SearchResult
from qa.model import Question
from qa.question import reference_day

SHOWN = ("recall@1", "recall@5", "mrr@10", "ndcg@10", "article_recall@10", "article_ndcg@10", "words_read")

Score = Callable[[Hit], float | None]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of ranking: its name, what it leaves out, and the target that ranks so."""

    name: str
    says: str
    target: Target


@dataclass(frozen=True, slots=True)
class Row:
    """One variant, with the change of each shown measure from the whole to it; the first row is the whole and has none."""

    variant: Variant
    scores: Scores
    changes: tuple[Change, ...]


class Leg:
    """A target that returns passages in the order of one score, and no answers."""

    def __init__(self, base: InProcess, search: Callable[[Case], SearchResult], score: Score) -> None:
        self._base, self._search, self._score = base, search, score

    def ask(self, case: Case, k: int) -> Outcome:
        watch = Stopwatch()
        try:
            hits = self._search(case).hits
        except (DatelineError, ValueError) as error:
            return Outcome(case.id, None, watch.ms(), f"{type(error).__name__}: {error}")
        scored = [(score, hit) for hit in hits if (score := self._score(hit)) is not None]
        ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1].rank))[:k]
        passages = tuple(_returned(rank, score, hit) for rank, (score, hit) in enumerate(ranked, start=1))
        return Outcome(case.id, Answered("abstained", None, None, None, None, (), (), passages), watch.ms())

    def find(self, name: str) -> str | None:
        return self._base.find(name)

    def text(self, article_id: str, version: int | None = None) -> str | None:
        return self._base.text(article_id, version)

    def describe(self) -> Described:
        return self._base.describe()


def ranking_variants(base: InProcess, index: Index) -> list[Variant]:
    """The whole ranking, then each leg alone; each question is searched once for all of them."""
    found: dict[str, SearchResult] = {}
    pool = 2 * index.settings.candidates  # each leg hands in `candidates`, so this is all there is

    def search(case: Case) -> SearchResult:
        if case.id not in found:
            window = window_of(case)
            found[case.id] = index.search(case.question.strip(), pool, window, reference_day(Question(case.question, 1, window)))
        return found[case.id]

    return [
        Variant("everything", "the ranking as it is", Leg(base, search, lambda hit: hit.scores.fused)),
        Variant(
            "words alone", "without the encoder and without closeness: BM25", Leg(base, search, lambda hit: hit.scores.lexical or None)
        ),
        Variant("meaning alone", "without the words: cosine of the encoder", Leg(base, search, lambda hit: hit.scores.dense)),
    ]


def _returned(rank: int, score: float, hit: Hit) -> Returned:
    at, article = hit.passage, hit.article
    return Returned(
        rank, score, at.article_id, at.span.start, at.span.end, at.text, article.title, article.source, article.published_at, at.version
    )


def ablate(
    cases: CaseSet, variants: Sequence[Variant], *, k: int = 10, seed: int = SEED, tick: Callable[[], None] = lambda: None
) -> list[Row]:
    """Every variant on the answerable cases; changes are from the first variant to each other one, paired by case."""
    asked = replace(cases, cases=tuple(case for case in cases.cases if case.answerable and case.evidence))
    scored = [(variant, score_run(ask_all(asked, variant.target, RunSettings(k=k), tick=tick), seed=seed)) for variant in variants]
    whole = scored[0][1]
    return [Row(variant, scores, () if scores is whole else _changes(whole, scores, seed)) for variant, scores in scored]


def _changes(whole: Scores, scores: Scores, seed: int) -> tuple[Change, ...]:
    return tuple(change for change in compare(whole, scores, seed=seed).changes if change.measure.name in SHOWN)
