"""Asking over HTTP: the request that goes out, every kind of reply, and a service that is not there."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from eval.errors import Unreachable
from eval.remote import Http
from eval.targets import corpus_of
from tests.eval.builders import case
from tests.eval.test_records import BODY


def service(handler: Callable[[httpx.Request], httpx.Response]) -> Http:
    return Http("http://service.example/", transport=httpx.MockTransport(handler), timeout_s=3)


def test_the_question_goes_out_with_its_bounds() -> None:
    seen = list[httpx.Request]()

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=BODY)

    outcome = service(handler).ask(case(as_of="2022-06-16", sources=("CNN",)), 7)

    assert "http://service.example/v1/ask" == str(seen[0].url)
    assert {
        "question": "When was the checkpoint installed?",
        "k": 7,
        "offset_unit": "codepoint",
        "as_of": "2022-06-16",
        "sources": ["CNN"],
    } == json.loads(seen[0].content)
    assert "23 April 2023" == (outcome.answered.text if outcome.answered else None)
    assert outcome.latency_ms is not None


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (httpx.Response(503, json={"detail": "too busy"}), "HTTP 503: too busy"),
        (httpx.Response(500, text="<h1>no</h1>"), "HTTP 500: <h1>no</h1>"),
        (httpx.Response(200, text="not json"), "not an answer"),
        (httpx.Response(200, json={"status": 1}), "not an answer: status: expected text"),
    ],
)
def test_a_bad_reply_is_an_outcome(reply: httpx.Response, told: str) -> None:
    outcome = service(lambda request: reply).ask(case(), 5)

    assert outcome.answered is None
    assert told in (outcome.error or "")


def failing(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


def test_one_slow_answer_is_an_outcome_but_a_dead_service_ends_the_run() -> None:
    assert "no answer within 3 s" == service(failing(httpx.ReadTimeout("slow"))).ask(case(), 5).error
    with pytest.raises(Unreachable, match="is the service running"):
        service(failing(httpx.ConnectError("refused"))).ask(case(), 5)


def test_a_connection_closed_between_two_questions_is_tried_again() -> None:
    replies: list[Exception | httpx.Response] = [httpx.RemoteProtocolError("closed"), httpx.Response(200, json=BODY)]

    def handler(request: httpx.Request) -> httpx.Response:
        reply = replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    assert service(handler).ask(case(), 5).answered is not None


def test_articles_are_read_by_id_and_version() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.raw_path == b"/v1/articles/a%2Fb?version=2":
            return httpx.Response(200, json={"id": "a/b", "text": "old"})
        if request.url.raw_path == b"/v1/articles/a%2Fb":
            return httpx.Response(200, json={"id": "a/b", "text": "new"})
        return httpx.Response(404, json={"detail": "no"})

    target = service(handler)

    assert ("new", "old", None) == (target.text("a/b"), target.text("a/b", 2), target.text("c"))
    assert ("a/b", None) == (target.find("a/b"), target.find("c"))


def test_it_says_what_it_asked() -> None:
    """Snapshot and models stand beside a search result; the corpus digest comes from the list, page by page."""
    pages = {"": ([("a", None, "1")], "next"), "next": ([("b", "2023-05-01", "2")], None)}

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/search":
            return httpx.Response(
                200, json={"passages": [], "index": {"snapshot": "s", "articles": 2, "passages": 9, "models": {"embedding": "m"}}}
            )
        entries, cursor = pages[request.url.params.get("cursor", "")]
        listed = [dict(zip(("id", "published_at", "text_sha256"), entry, strict=True)) for entry in entries]
        return httpx.Response(200, json={"articles": listed, "next_cursor": cursor})

    found = service(handler).describe()

    assert ("http://service.example", "s", 2, 9, (("embedding", "m"),)) == (
        found.name,
        found.snapshot,
        found.articles,
        found.passages,
        found.models,
    )
    assert corpus_of([("b", "2023-05-01", "2"), ("a", None, "1")]) == found.corpus


def test_a_service_that_tells_nothing_is_described_by_its_address() -> None:
    found = service(lambda request: httpx.Response(404)).describe()

    assert ("http://service.example", None, None, None) == (found.name, found.snapshot, found.articles, found.corpus)
