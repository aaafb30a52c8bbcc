"""In process and over HTTP the same question gives the same record."""

from __future__ import annotations

import dataclasses
import datetime as dt

import httpx
import pytest

from api.app import create_app
from api.parts import Parts
from eval.records import Outcome
from eval.remote import Http
from eval.targets import Cached, InProcess, verified
from index.model import Article
from tests.eval.builders import TEXTS, case, citation, passage
from tests.fakes import FakeAnswerer, FakeIndex

ARTICLES = [Article(id=key, text=text, title=key, source="Wire", published_at="2023-05-01") for key, text in TEXTS.items()]


@pytest.fixture
def index() -> FakeIndex:
    return FakeIndex(ARTICLES)


@pytest.fixture
def local(index: FakeIndex) -> InProcess:
    return InProcess(FakeAnswerer(index), index)  # type: ignore[arg-type]


def test_an_answer_is_recorded_with_what_is_scored(local: InProcess) -> None:
    outcome = local.ask(case(), 2)
    answer = outcome.answered

    assert answer is not None
    assert ("answered", TEXTS["a"], 0.9, (1,)) == (answer.status, answer.text, answer.confidence, answer.used)
    assert ("a", 1, 0, len(TEXTS["a"])) == (
        answer.passages[0].article_id,
        answer.passages[0].version,
        answer.passages[0].start,
        answer.passages[0].end,
    )
    assert ([True], [True] * len(answer.passages)) == verified(answer, local)


def test_a_question_that_breaks_the_answerer_is_an_outcome(local: InProcess, index: FakeIndex) -> None:
    index.failing = RuntimeError("disk on fire")

    assert "RuntimeError: disk on fire" == local.ask(case(), 2).error


def test_bounds_reach_the_search(local: InProcess) -> None:
    kept = local.ask(case(as_of="2023-04-01"), 2).answered

    assert kept is not None
    assert () == kept.passages


def test_a_tampered_quote_is_caught(local: InProcess) -> None:
    answer = local.ask(case(), 1).answered
    assert answer is not None
    forged = dataclasses.replace(
        answer,
        citations=(citation(), dataclasses.replace(citation(), quote="never said"), dataclasses.replace(citation(), article_id="zz")),
        passages=(passage(1), dataclasses.replace(passage(2), start=-1), dataclasses.replace(passage(3), end=9999)),
    )

    assert ([True, False, False], [True, False, False]) == verified(forged, local)


def test_what_is_looked_up_twice_is_read_once(local: InProcess, index: FakeIndex) -> None:
    cached = Cached(local)
    first = cached.text("a")
    index.failing = RuntimeError("not again")

    assert first == cached.text("a") == TEXTS["a"]


def test_http_and_in_process_agree(local: InProcess, index: FakeIndex) -> None:
    """Through the real Flask app, without a socket: same records but for the wait and the server's own timings."""
    app = create_app(Parts(index=index, answerer=FakeAnswerer(index), today=lambda: dt.date(2023, 6, 1)))
    remote = Http("http://localhost", transport=httpx.WSGITransport(app))  # type: ignore[arg-type]
    mine, theirs = local.ask(case(), 2), remote.ask(case(), 2)

    assert _timeless(mine) == _timeless(theirs)
    assert mine.answered is not None
    assert local.text("a") == remote.text("a") == remote.text("a", 1)
    assert ("a", None) == (remote.find("a"), remote.find("zz"))
    here, there = local.describe(), remote.describe()
    assert (here.snapshot, here.corpus, here.articles, here.models) == (there.snapshot, there.corpus, there.articles, there.models)


def _timeless(outcome: Outcome) -> Outcome:
    answered = dataclasses.replace(outcome.answered, timings_ms=()) if outcome.answered else None
    return dataclasses.replace(outcome, answered=answered, latency_ms=None)
