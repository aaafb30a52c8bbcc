"""The answer is a gold answer, word for word once normalised."""

from __future__ import annotations

from eval.judge import Judged
from eval.measures.base import PerCase, each
from eval.words import exact


def exact_match(one: Judged) -> bool | None:
    """For cases with gold answers; silence is 0."""
    if not (one.case.answerable and one.case.answers):
        return None
    text = one.outcome.answered.text if one.outcome.answered else None
    return text is not None and any(exact(text, gold) for gold in one.case.answers)


EXACT_MATCH = PerCase(
    name="exact_match",
    title="Answer, exact match",
    group="answers",
    range="0..1",
    formula="1 if the normalised answer equals a normalised gold answer, else 0; answerable cases",
    source="Rajpurkar et al., EMNLP 2016; normalisation of evaluate-v2.0.py",
    of=each(exact_match),
    headline=True,
)
