"""Evidence found: is there a passage with the evidence among the first k?"""

from __future__ import annotations

from eval.measures.base import PerCase
from eval.measures.trec import evidence_figures


def recall(k: int, *, headline: bool = False) -> PerCase:
    """R@k as question answering uses the word: trec_eval's success_k over passages that carry gold."""
    return PerCase(
        name=f"recall@{k}",
        title=f"Evidence in the first {k}" if k > 1 else "Evidence in the first passage",
        group="retrieval",
        range="0..1",
        formula=f"1 if one of the first {k} passages is from a gold article and its range contains a gold span, else 0",
        source="trec_eval success_k (ir_measures Success)",
        of=evidence_figures(f"Success@{k}"),
        headline=headline,
    )
