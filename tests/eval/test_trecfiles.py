"""TREC files: trec_eval reads them and gives the figures of our own report."""

from __future__ import annotations

from pathlib import Path

import ir_measures
import pytest

from eval.scores import score_run
from eval.trecfiles import write_trec
from tests.eval.builders import answered, case, gold, passage, run, silent, unanswerable


def test_the_files_give_our_figures_again(tmp_path: Path) -> None:
    both = (gold("a", grade=2), gold("b", "opened in Washington"))
    scores = score_run(
        run(
            [
                (
                    case("with a space", evidence=both),
                    answered(passages=[passage(1, "c"), passage(2, "b"), passage(3, "b"), passage(4, "a")]),
                ),
                (case("silent"), silent()),
                (case("failed"), None),
                (unanswerable(), silent()),
            ]
        )
    )
    write_trec(scores.judged, tmp_path)
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "articles.qrels")))
    found = ir_measures.calc_aggregate(
        [ir_measures.nDCG @ 10, ir_measures.R @ 5], qrels, ir_measures.read_trec_run(str(tmp_path / "articles.run"))
    )

    assert scores.value("article_ndcg@10") == pytest.approx(found[ir_measures.nDCG @ 10], abs=1e-9)
    assert scores.value("article_recall@5") == pytest.approx(found[ir_measures.R @ 5], abs=1e-9)
    assert {"with%20a%20space", "silent", "failed"} == {entry.query_id for entry in qrels}
