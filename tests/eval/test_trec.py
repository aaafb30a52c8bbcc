"""Our retrieval figures are trec_eval's: the same numbers as pytrec_eval (its C code) and as the formulas worked by hand."""

from __future__ import annotations

import math

import pytest
import pytrec_eval

from eval.judge import judge
from eval.measures import MEASURES
from eval.measures.trec import article_ranking, evidence_ranking, per_query
from tests.eval.builders import answered, case, gold, passage, run, silent, unanswerable

QRELS = {
    "plain": {"a": 1, "b": 1},
    "graded": {"a": 3, "b": 1, "c": 0},
    "missing": {"a": 1},
    "empty": {"a": 1},
    "none relevant": {"a": 0},
    "tied": {"m": 1},
    "deep": {"z": 1},
    "many": {f"r{n}": 1 for n in range(20)},
}
RUN = {
    "plain": {"x": 4.0, "a": 3.0, "y": 2.0, "b": 1.0},
    "graded": {"c": 3.0, "b": 2.0, "a": 1.0},
    "empty": {},
    "none relevant": {"a": 1.0},
    "tied": {"k": 1.0, "m": 1.0, "z": 1.0},
    "deep": {f"n{n}": 20.0 - n for n in range(12)} | {"z": 1.0},
    "many": {f"r{n}": float(n) for n in range(0, 20, 2)},
    "unjudged query": {"a": 1.0},
}
PAIRS = [("Success@1", "success_1"), ("Success@5", "success_5"), ("R@5", "recall_5"), ("R@10", "recall_10"), ("nDCG@10", "ndcg_cut_10")]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_equal_to_trec_eval_within_1e_9(ours: str, theirs: str) -> None:
    """Ties, graded and zero judgements, empty and missing rankings, queries nobody judged."""
    evaluator = pytrec_eval.RelevanceEvaluator(QRELS, {"success.1,5", "recall.5,10", "ndcg_cut.10"})
    expected = {query: figures[theirs] for query, figures in evaluator.evaluate(RUN).items()}
    found = per_query(ours, QRELS, RUN)

    assert set(QRELS) == set(found)
    for query in QRELS:
        assert expected.get(query, 0.0) == pytest.approx(found[query], abs=1e-9), query


def test_reciprocal_rank_is_trec_evals_down_to_rank_10_and_0_below() -> None:
    evaluator = pytrec_eval.RelevanceEvaluator(QRELS, {"recip_rank"})
    expected = {query: figures["recip_rank"] for query, figures in evaluator.evaluate(RUN).items()}
    found = per_query("RR@10", QRELS, RUN)

    for query in set(QRELS) - {"deep"}:
        assert expected.get(query, 0.0) == pytest.approx(found[query], abs=1e-9), query
    assert 1 / 13 == pytest.approx(expected["deep"])
    assert 0 == found["deep"]


def test_by_hand() -> None:
    assert (1 / math.log2(3) + 3 / math.log2(4)) / (3 + 1 / math.log2(3)) == pytest.approx(
        per_query("nDCG@10", QRELS, RUN)["graded"], abs=1e-9
    )
    assert 0.5 == per_query("RR@10", QRELS, RUN)["plain"]
    assert dict.fromkeys(QRELS, 0.0) == per_query("nDCG@10", QRELS, {})
    assert {} == per_query("nDCG@10", {}, RUN)


def figures(name: str, pairs) -> list[float | None]:
    judged = judge(run(pairs))
    return next(measure for measure in MEASURES if measure.name == name).of(judged)


def test_a_passage_counts_only_when_it_holds_the_gold_span() -> None:
    """Right article, wrong passage is not evidence; it is the right article all the same."""
    missed = answered(passages=[passage(1, "a", 42), passage(2, "b"), passage(3, "a", 0, 41)])

    assert [0.0] == figures("recall@1", [(case(), missed)])
    assert [1.0] == figures("recall@5", [(case(), missed)])
    assert [pytest.approx(1 / 3)] == figures("mrr@10", [(case(), missed)])
    assert [1.0] == figures("article_recall@5", [(case(), missed)])


def test_missing_and_failed_cases_count_as_zero_and_unanswerable_ones_not_at_all() -> None:
    found = figures(
        "mrr@10", [(case("1"), answered(passages=[passage(1)])), (case("2"), None), (case("3"), silent()), (unanswerable(), silent())]
    )

    assert [1.0, 0.0, 0.0, None] == found


def test_two_gold_articles_are_both_wanted_for_coverage() -> None:
    both = case(evidence=(gold("a"), gold("b", "opened in Washington")))
    half = answered(passages=[passage(1, "c"), passage(2, "b"), passage(3, "b")])

    assert [0.5] == figures("evidence_coverage@10", [(both, half)])
    assert [1.0] == figures("recall@5", [(both, half)])


def test_rankings_give_each_article_once() -> None:
    one = judge(run([(case(), answered(passages=[passage(1, "a"), passage(2, "a"), passage(3, "b")]))]))[0]

    assert ["a", "b"] == article_ranking(one)
    assert 3 == len(set(evidence_ranking(one)))
