"""Right article, whatever the passage: recall and nDCG over articles, each standing where its first passage stands."""

from __future__ import annotations

from eval.measures.base import PerCase
from eval.measures.trec import article_figures


def article_recall(k: int) -> PerCase:
    """Share of the gold articles among the first k distinct ones."""
    return PerCase(
        name=f"article_recall@{k}",
        title=f"Gold articles in the first {k}",
        group="retrieval",
        range="0..1",
        formula=f"gold articles among the first {k} distinct articles / gold articles",
        source="trec_eval recall_k (ir_measures R)",
        of=article_figures(f"R@{k}"),
    )


ARTICLE_NDCG = PerCase(
    name="article_ndcg@10",
    title="nDCG over articles",
    group="retrieval",
    range="0..1",
    formula="sum of grade / log2(rank + 1) over gold articles among the first 10 distinct articles, over the best possible sum",
    source="trec_eval ndcg_cut (ir_measures nDCG@10); the figure that BEIR publishes",
    of=article_figures("nDCG@10"),
)
