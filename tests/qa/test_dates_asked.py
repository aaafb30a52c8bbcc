"""Questions about time over small articles on many subjects: what each rule is for, seen from the outside (`dates_asked`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.dates import read_days
from index.index import Index
from index.settings import IndexSettings
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.model import Value
from tests.fakes import WordEncoder
from tests.qa import dates_asked, dates_asked_fresh, dates_asked_later
from tests.qa.dates_asked import Case


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """All the articles in one index: a question must find its own among the others."""
    folder: Path = tmp_path_factory.mktemp("dates-asked")
    with Index.open(IndexSettings(folder, generation=False), encoder=WordEncoder()) as made:
        made.put([*dates_asked.ARTICLES, *dates_asked_later.ARTICLES, *dates_asked_fresh.ARTICLES])
        yield made


def _cases() -> Iterator[object]:
    for case in (*dates_asked.CASES, *dates_asked_later.CASES, *dates_asked_fresh.CASES):
        reason = dates_asked.NOT_YET.get(case.question)
        marks = [pytest.mark.xfail(reason=reason, strict=False)] if reason else []
        yield pytest.param(case, marks=marks, id=case.question)


@pytest.mark.parametrize("case", list(_cases()))
def test_the_time_that_was_asked_for(index: Index, case: Case) -> None:
    """The value is the one that the articles give, to the day; none where nothing can be worked out."""
    claim = Answerer(index, threshold=0.0).answer(read_question(case.question)).answer

    assert case.value == _iso(claim.value if claim else None, case.value)


def _iso(value: Value | None, like: str) -> str:
    """The value in the form of the expected one where it means the same, else as it is."""
    if value is None:
        return ""
    if value.type == "duration":
        return value.duration or ""
    if like and not like.startswith("P"):
        days = read_days(like)
        if (value.start, value.end) == (days.start.isoformat(), days.end.isoformat()):
            return like
    return f"{value.start}/{value.end}"
