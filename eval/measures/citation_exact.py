"""Quotes are real: the stored article has exactly those words at exactly that place."""

from __future__ import annotations

from eval.judge import Judged, share
from eval.measures.base import PerCase, each


def citations_exact(one: Judged) -> float | None:
    """Share of exact citations; unchecked ones count as inexact. None where nothing is cited."""
    citations = one.outcome.answered.citations if one.outcome.answered else ()
    return share([citation.exact is True for citation in citations]) if citations else None


def passages_exact(one: Judged) -> float | None:
    """The same for passages."""
    return share([passage.exact is True for passage in one.passages]) if one.passages else None


CITATION_EXACT = PerCase(
    name="citation_exact",
    title="Citations exact",
    group="citations",
    range="0..1",
    formula="citations whose quote equals article[start:end] of the version they name, read again from the store / citations",
    source="the contract's first law",
    of=each(citations_exact),
    headline=True,
)
PASSAGE_EXACT = PerCase(
    name="passage_exact",
    title="Passages exact",
    group="citations",
    range="0..1",
    formula="passages whose text equals article[start:end] of the current version / passages",
    source="the contract's first law",
    of=each(passages_exact),
)
