"""How well all gold articles' evidence is ranked, the graded ones by their grade."""

from __future__ import annotations

from eval.measures.base import PerCase
from eval.measures.trec import evidence_figures

NDCG = PerCase(
    name="ndcg@10",
    title="nDCG of the evidence",
    group="retrieval",
    range="0..1",
    formula="sum of grade / log2(rank + 1) over gold articles, each at its first passage that carries gold, over the best possible sum",
    source="trec_eval ndcg_cut (ir_measures nDCG@10); Järvelin & Kekäläinen, TOIS 2002",
    of=evidence_figures("nDCG@10"),
    headline=True,
)
