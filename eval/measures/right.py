"""The whole decision: a right answer, or silence where the articles do not say."""

from __future__ import annotations

from eval.measures.base import PerCase, each

RIGHT = PerCase(
    name="right",
    title="Right answer or right silence",
    group="answers",
    range="0..1",
    formula="answerable: 1 if the answer's typed date is the gold date, or, without typed date, a gold answer stands in its words;"
    " unanswerable: 1 if it abstained",
    source="accuracy over answerable and unanswerable questions, as SQuAD 2.0 (Rajpurkar et al., ACL 2018) counts them",
    of=each(lambda one: one.right),
    headline=True,
)
