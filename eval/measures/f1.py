"""How many words the answer shares with the nearest gold answer."""

from __future__ import annotations

from eval.judge import Judged
from eval.measures.base import PerCase, each
from eval.words import f1


def best_f1(one: Judged) -> float | None:
    """For cases with gold answers; silence is 0."""
    if not (one.case.answerable and one.case.answers):
        return None
    text = one.outcome.answered.text if one.outcome.answered else None
    return max(f1(text, gold) for gold in one.case.answers) if text is not None else 0.0


F1 = PerCase(
    name="f1",
    title="Answer, word F1",
    group="answers",
    range="0..1",
    formula="2PR/(P+R) of normalised words, best gold answer; answerable cases",
    source="Rajpurkar et al., EMNLP 2016",
    of=each(best_f1),
    headline=True,
)
