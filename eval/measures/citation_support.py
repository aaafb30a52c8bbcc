"""Citations prove the answer: they carry the gold, and where there is an answer at least one does."""

from __future__ import annotations

from eval.judge import Judged, share
from eval.measures.base import PerCase, each


def citation_precision(one: Judged) -> float | None:
    """Share of citations that carry gold; for an unanswerable case every citation is one too many."""
    if not one.supports or not (one.seeks_evidence or not one.case.answerable):
        return None
    return share(one.supports)


def citation_recall(one: Judged) -> bool | None:
    """Does at least one citation carry gold? Silence is 0."""
    return any(one.supports) if one.seeks_evidence else None


_SOURCE = "after ALCE (Gao et al., EMNLP 2023), gold spans and answer words in place of a language model"

CITATION_PRECISION = PerCase(
    name="citation_precision",
    title="Citation precision",
    group="citations",
    range="0..1",
    formula="citations that contain a gold span, lie in one, or state a gold answer / citations; cases with citations",
    source=_SOURCE,
    of=each(citation_precision),
)
CITATION_RECALL = PerCase(
    name="citation_recall",
    title="Citation recall",
    group="citations",
    range="0..1",
    formula="1 if at least one citation contains a gold span, lies in one, or states a gold answer; answerable cases",
    source=_SOURCE,
    of=each(citation_recall),
    headline=True,
)
