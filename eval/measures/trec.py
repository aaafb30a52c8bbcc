"""Rankings and judgements → trec_eval's figures, by way of ir_measures; the only module that imports it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import ir_measures

from eval.judge import Judged
from eval.measures.base import Figures

Ranking = Sequence[str]
T = TypeVar("T")


def per_query(measure: str, qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Figure of each judged query; 0 for one that the run does not have. Ties are broken as trec_eval does, by id descending."""
    parsed = ir_measures.parse_measure(measure)
    figures = dict.fromkeys(qrels, 0.0)
    figures.update((found.query_id, found.value) for found in ir_measures.iter_calc([parsed], _plain(qrels), _plain(run)))
    return figures


def evidence_figures(measure: str) -> Callable[[Sequence[Judged]], Figures]:
    """The measure over gold articles, each earned by its first passage that carries gold."""
    return lambda judged: _figures(measure, judged, evidence_ranking)


def article_figures(measure: str) -> Callable[[Sequence[Judged]], Figures]:
    """The measure over articles, each standing at the rank of its first passage."""
    return lambda judged: _figures(measure, judged, article_ranking)


def evidence_ranking(one: Judged) -> list[str]:
    """A document id for each passage: the gold article that it earns, else an id of its own."""
    ids: list[str] = []
    for at, (passage, good) in enumerate(zip(one.passages, one.carries, strict=True)):
        ids.append(passage.article_id if good and passage.article_id not in ids else f"\x01{at}")
    return ids


def article_ranking(one: Judged) -> list[str]:
    """Article ids in order of first appearance."""
    return list(dict.fromkeys(passage.article_id for passage in one.passages))


def _figures(measure: str, judged: Sequence[Judged], ranking: Callable[[Judged], list[str]]) -> Figures:
    # positions serve as query ids, so that resampled sets, where a case may stand twice, are scored as they are
    qrels = {str(n): _grades(one) for n, one in enumerate(judged) if one.seeks_evidence}
    run = {str(n): _scores(ranking(one)) for n, one in enumerate(judged) if one.seeks_evidence and one.passages}
    figures = per_query(measure, qrels, run) if qrels else {}
    return [figures.get(str(n)) for n in range(len(judged))]


def _grades(one: Judged) -> dict[str, int]:
    grades: dict[str, int] = {}
    for gold in one.case.evidence:
        grades[gold.article] = max(gold.grade, grades.get(gold.article, 0))
    return grades


def _scores(ranking: Ranking) -> dict[str, float]:
    return {doc: float(len(ranking) - at) for at, doc in enumerate(ranking)}


def _plain(nested: Mapping[str, Mapping[str, T]]) -> dict[str, dict[str, T]]:
    return {key: dict(inner) for key, inner in nested.items()}
