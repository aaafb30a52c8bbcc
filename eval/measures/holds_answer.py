"""A gold answer stands in the answer's words: fair to answers that are whole sentences."""

from __future__ import annotations

from eval.judge import Judged
from eval.measures.base import PerCase, each
from eval.words import holds


def holds_answer(one: Judged) -> bool | None:
    """For cases with gold answers; silence is 0."""
    if not (one.case.answerable and one.case.answers):
        return None
    text = one.outcome.answered.text if one.outcome.answered else None
    return text is not None and any(holds(text, gold) for gold in one.case.answers)


HOLDS_ANSWER = PerCase(
    name="holds_answer",
    title="Answer holds a gold answer",
    group="answers",
    range="0..1",
    formula="1 if a normalised gold answer stands word for word inside the normalised answer, else 0; long answers have it easier,"
    " so read it beside F1",
    source="recall-style match of open-domain question answering (Chen et al., ACL 2017)",
    of=each(holds_answer),
)
