"""Derivations of dated answers: each is worked out again here, from expression, anchor and rule, over the whole shipped set."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.index import Index
from index.model import Article
from index.sources import Rejection, read_paths
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.model import Answer
from tests.qa.arithmetic import days_of, possible
from tests.qa.dates_asked import ARTICLES, CASES

MakeIndex = Callable[[Sequence[Article]], Index]
SAMPLE = Path(__file__).parents[2] / "eval" / "data" / "sample"
JOINED = "first to last named"


def _sample_articles() -> list[Article]:
    read = read_paths([str(SAMPLE / "articles.jsonl")], {}, today=dt.date(2026, 1, 1))
    return [one for one in read if not isinstance(one, Rejection)]


def _sample_questions() -> list[str]:
    rows = map(json.loads, (SAMPLE / "cases.jsonl").read_text(encoding="utf-8").splitlines())
    return [row["question"] for row in rows if row["type"] == "when"]


def test_every_dated_answer_of_the_shipped_set_can_be_worked_out_again(make_index: MakeIndex) -> None:
    """The steps give the answer's days, and each quote holds its expression."""
    index = make_index(_sample_articles())
    wrong = [fault for question in _sample_questions() for fault in _faults(Answerer(index, threshold=0.0).answer(read_question(question)))]

    assert [] == wrong


def test_so_can_those_of_the_small_articles(make_index: MakeIndex) -> None:
    """The same over articles on other subjects: chains, counted lengths, headings, lengths of time."""
    index = make_index(ARTICLES)
    wrong = [fault for case in CASES for fault in _faults(Answerer(index, threshold=0.0).answer(read_question(case.question)))]

    assert [] == wrong


def _faults(answer: Answer) -> list[str]:
    """What does not follow in the derivation of an answer with a date, in words."""
    claim = answer.answer
    if claim is None or claim.value is None:
        return []
    quotes = {citation.n: citation.quote for citation in answer.citations}
    found = [f"{answer.question}: no derivation"] if not claim.derivation else []
    reached: list[tuple[dt.date, dt.date]] = []
    for step in reversed(claim.derivation):
        if step.expression not in quotes[step.citation]:
            found.append(f"{answer.question}: {step.expression!r} is not in its quote")
        if step.rule in ("length of time", "first to last, both counted", "last day minus first day"):
            continue
        if step.rule == JOINED:
            reached += [(first[0], last[1]) for first in reached for last in reached]
        elif not step.expression:
            reached = [*reached, days_of(step.anchor or "")]
        else:
            days = possible(step.expression, step.anchor, step.rule)
            if not days:
                found.append(f"{answer.question}: nothing follows from {step}")
            reached += days
    anchors = [days_of(step.anchor) for step in claim.derivation if step.anchor and step.rule.startswith("anchor ")]
    found += [f"{answer.question}: the anchor {first} is no step's day" for first in anchors if first not in reached]
    if claim.value.type == "date":
        start, end = claim.value.start, claim.value.end
        if (dt.date.fromisoformat(start or ""), dt.date.fromisoformat(end or "")) not in reached:
            found.append(f"{answer.question}: {start}..{end} does not follow from {claim.derivation}")
    elif claim.value.start:
        first, last = dt.date.fromisoformat(claim.value.start), dt.date.fromisoformat(claim.value.end or "")
        both = (last - first).days + (claim.derivation[0].rule != "last day minus first day")
        if claim.value.duration not in (f"P{both}D", f"P{last.year - first.year}Y"):
            found.append(f"{answer.question}: {claim.value.duration} is not {first}..{last}")
    return found


@pytest.mark.parametrize(
    ("expression", "anchor", "rule", "day"),
    [
        ("five days earlier", "2023-04-28", "anchor minus 5 days", "2023-04-23"),
        ("On Thursday", "2023-05-05", "last such weekday on or before publication", "2023-05-04"),
        ("late April", "2023-05-05", "last such month on or before publication, last third", "2023-04-21/2023-04-30"),
        ("next Monday", "2022-10-04", "such weekday of: publication plus 1 week", "2022-10-10"),
        ("ten weeks and a day after it began", "2022-11-01", "anchor minus 10 weeks 1 day", "2022-08-22"),
    ],
)
def test_the_arithmetic_itself(expression: str, anchor: str, rule: str, day: str) -> None:
    """The interpreter of rules, checked by hand."""
    assert days_of(day) in possible(expression, anchor, rule)


def test_a_chain_shows_every_step(make_index: MakeIndex) -> None:
    """ "That evening" hangs on "9 November", which hangs on the day the article came out."""
    answer = Answerer(make_index(ARTICLES), threshold=0.0).answer(read_question("When were the first patients taken aboard the Maren?"))

    assert answer.answer is not None
    steps = [(step.expression, step.anchor) for step in answer.answer.derivation]
    assert [("That evening", "2020-11-09"), ("9 November", "2020-12-04")] == steps


def test_a_day_counted_from_another_event_shows_that_event(make_index: MakeIndex) -> None:
    """ "visited the county three days later" and "six months before Harker came": the other event's day is a step of its own."""
    answer = Answerer(make_index(ARTICLES), threshold=0.0).answer(read_question("When did Harker come from Tolland?"))

    assert answer.answer is not None
    assert "November 2022" == answer.answer.text
    assert ["six months before Harker came from Tolland", "May 2022"] == [step.expression for step in answer.answer.derivation]


def test_where_the_publication_date_comes_from_is_said(make_index: MakeIndex) -> None:
    """A date counted from an inferred publication date says so in its step."""
    article = Article(
        id="inferred",
        text="The mill in Tarbert burned down on Thursday. Nobody was hurt.",
        published_at="2023-05-05",
        published_from="inferred from explicit dates in the text",
    )
    answer = Answerer(make_index([article]), threshold=0.0).answer(read_question("When did the mill in Tarbert burn down?"))

    assert answer.answer is not None
    assert answer.answer.derivation[0].rule.endswith("; publication date inferred from explicit dates in the text")


def test_without_a_publication_date_the_words_stand_as_they_are(make_index: MakeIndex) -> None:
    """Nothing is worked out, and the answer says why; there is no value."""
    answer = Answerer(make_index(ARTICLES), threshold=0.0).answer(read_question("When did the roof of the chapel in Stenby fall in?"))

    assert answer.answer is not None
    assert answer.answer.value is None
    assert "“Thursday night”, in an article whose date is unknown" == answer.answer.text
    assert answer.answer.derivation[0].rule.endswith("the article's date is unknown")
