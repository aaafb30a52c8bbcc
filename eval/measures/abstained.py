"""Silence where it belongs, and nowhere else."""

from __future__ import annotations

from eval.judge import Judged
from eval.measures.base import PerCase, each


def right_silence(one: Judged) -> bool | None:
    """For unanswerable cases; a failed request is no abstention."""
    return None if one.case.answerable else one.outcome.answered is not None and not one.answered


def gave_answer(one: Judged) -> bool | None:
    """For answerable cases."""
    return one.answered if one.case.answerable else None


RIGHT_SILENCE = PerCase(
    name="right_silence",
    title="Unanswerable, and it said so",
    group="abstention",
    range="0..1",
    formula="abstained / unanswerable cases",
    source="specificity",
    of=each(right_silence),
    headline=True,
)
GAVE_ANSWER = PerCase(
    name="gave_answer",
    title="Answerable, and it answered",
    group="abstention",
    range="0..1",
    formula="answered / answerable cases, right or wrong",
    source="sensitivity",
    of=each(gave_answer),
)
