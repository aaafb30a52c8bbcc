"""A wrong case is told with the stage that let it down, and a right one with none."""

from __future__ import annotations

import pytest

from eval import faults
from eval.faults import fault_of
from eval.judge import judge_one
from eval.records import Answered
from tests.eval.builders import answered, case, citation, outcome, passage, silent, unanswerable

ELSEWHERE = [citation("b", "Talks opened in Washington on Monday.")]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (answered(passages=[passage(1)]), None),
        (None, faults.FAILED),
        (silent(passages=[passage(1, "b")]), faults.NOT_FOUND),
        (silent(passages=[passage(1, "b"), passage(2)]), faults.SILENT),
        (answered("no", passages=[passage(1)]), faults.MISREAD),
        (answered("no", passages=[passage(1)], citations=ELSEWHERE), faults.ELSEWHERE),
        (answered("no", passages=[passage(1, "b")], citations=ELSEWHERE), faults.NOT_FOUND),
    ],
)
def test_the_stage_of_an_answerable_case(answer: Answered | None, fault: str | None) -> None:
    assert fault == fault_of(judge_one(case(), outcome("q1", answer, error=None if answer else "HTTP 500")))


def test_an_answer_where_there_is_none_is_overreach_and_silence_is_right() -> None:
    over, quiet = (judge_one(unanswerable(), outcome("q0", answer)) for answer in (answered(), silent()))

    assert (faults.OVERREACHED, None) == (fault_of(over), fault_of(quiet))
    assert [(faults.OVERREACHED, 2)] == faults.faults([over, quiet, over])
