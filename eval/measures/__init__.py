"""Every measure, in the order of the report. A new one: a file beside this, a line here."""

from __future__ import annotations

from eval.measures.abstained import GAVE_ANSWER, RIGHT_SILENCE
from eval.measures.article_rank import ARTICLE_NDCG, article_recall
from eval.measures.aurc import AURC
from eval.measures.auroc import AUROC, AUROC_TOP
from eval.measures.base import Measure, OverSet, PerCase
from eval.measures.citation_exact import CITATION_EXACT, PASSAGE_EXACT
from eval.measures.citation_support import CITATION_PRECISION, CITATION_RECALL
from eval.measures.copies import CONFLICTS_SHOWN, SOURCES_COUNTED
from eval.measures.coverage_at_precision import COVERAGE_AT_90
from eval.measures.date import DATE_EXACT, DATE_MONTH, DATE_OVERLAP, DATE_YEAR
from eval.measures.ece import ECE
from eval.measures.evidence_coverage import EVIDENCE_COVERAGE
from eval.measures.exact_match import EXACT_MATCH
from eval.measures.f1 import F1
from eval.measures.failed import FAILED
from eval.measures.holds_answer import HOLDS_ANSWER
from eval.measures.latency import latency
from eval.measures.mrr import MRR
from eval.measures.ndcg import NDCG
from eval.measures.recall import recall
from eval.measures.right import RIGHT
from eval.measures.words_read import WORDS_READ

__all__ = ["MEASURES", "Measure", "OverSet", "PerCase"]

MEASURES: tuple[Measure, ...] = (
    recall(1, headline=True),
    recall(5, headline=True),
    recall(10),
    MRR,
    NDCG,
    EVIDENCE_COVERAGE,
    article_recall(5),
    article_recall(10),
    ARTICLE_NDCG,
    WORDS_READ,
    RIGHT,
    EXACT_MATCH,
    F1,
    HOLDS_ANSWER,
    DATE_EXACT,
    DATE_MONTH,
    DATE_YEAR,
    DATE_OVERLAP,
    CITATION_EXACT,
    PASSAGE_EXACT,
    CITATION_PRECISION,
    CITATION_RECALL,
    RIGHT_SILENCE,
    GAVE_ANSWER,
    AUROC,
    AUROC_TOP,
    AURC,
    COVERAGE_AT_90,
    ECE,
    SOURCES_COUNTED,
    CONFLICTS_SHOWN,
    latency(50, headline=True),
    latency(95, headline=True),
    latency(99),
    FAILED,
)
