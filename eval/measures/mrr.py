"""How early the evidence comes: one over its rank."""

from __future__ import annotations

from eval.measures.base import PerCase
from eval.measures.trec import evidence_figures

MRR = PerCase(
    name="mrr@10",
    title="Reciprocal rank of the evidence",
    group="retrieval",
    range="0..1",
    formula="1 / rank of the first passage that carries a gold span, 0 beyond rank 10",
    source="trec_eval recip_rank, cut at 10 (ir_measures RR@10); Kantor & Voorhees, TREC-5 1996",
    of=evidence_figures("RR@10"),
    headline=True,
)
