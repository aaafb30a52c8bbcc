"""How much of the evidence is found: the share of gold articles whose evidence is among the first k."""

from __future__ import annotations

from eval.measures.base import PerCase
from eval.measures.trec import evidence_figures

EVIDENCE_COVERAGE = PerCase(
    name="evidence_coverage@10",
    title="Share of the evidence in the first 10",
    group="retrieval",
    range="0..1",
    formula="gold articles with a passage among the first 10 that carries their gold span / gold articles",
    source="trec_eval recall_k (ir_measures R)",
    of=evidence_figures("R@10"),
)
