"""POST and GET /v1/ask: the Answer on the wire."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from api.parts import Parts
from qa.model import Answer, Question
from tests.api.conftest import fields, problem
from tests.fakes import FakeAnswerer, FakeIndex

# The members of CONTRACT.md in order, with what was added: rewritten, degraded, and the version of a passage.
NAMES = ("sources", "authors", "languages")
ANSWER = [
    *("question", "status", "reason", "answer", "alternatives", "support", "citations", "passages"),
    *("window", "index", "rewritten", "degraded", "offset_unit", "timings_ms"),
]
CITATION = [
    *("n", "article_id", "version", "title", "source", "url", "fragment_url", "published_at", "published_from"),
    *("start", "end", "quote", "text_sha256", "superseded"),
]
PASSAGE = [
    *("rank", "score", "scores", "article_id", "version", "title", "source", "url", "published_at"),
    *("start", "end", "text", "highlights", "dates", "copies"),
]


def ask(client: FlaskClient, **body: Any) -> Any:
    return client.post("/v1/ask", json=body)


def test_an_answer_has_the_members_of_the_contract_in_order(client: FlaskClient) -> None:
    body = json.loads(ask(client, question="when was the checkpoint installed?").data)

    assert list(body) == ANSWER
    assert list(body["answer"]) == ["text", "value", "confidence", "derivation", "citations"]
    assert list(body["citations"][0]) == CITATION
    assert list(body["passages"][0]) == PASSAGE
    assert list(body["passages"][0]["scores"]) == ["dense", "lexical", "fused", "rerank"]
    assert list(body["window"]) == ["after", "before", "as_of", "from", "required", "events", "named", "order", "unresolved", *NAMES]
    assert list(body["index"]) == ["snapshot", "articles", "passages", "models"]
    assert next(iter(body["timings_ms"])) == "total"


def test_a_question_is_completed_from_what_was_said_before(client: FlaskClient) -> None:
    said = ["When was the checkpoint installed?", "23 April 2023"]
    body = ask(client, question="and who opposed it?", history=said).get_json()

    assert body["question"] == "and who opposed it?"
    assert body["rewritten"] == "Who opposed the checkpoint?"
    assert ask(client, question="Who opposed the checkpoint?", history=said).get_json()["rewritten"] is None
    found = client.post("/v1/search", json={"question": "and who opposed it?", "history": said}).get_json()
    assert found["rewritten"] == "Who opposed the checkpoint?"


@pytest.mark.parametrize("history", [["x"] * 41, ["x" * 4001], [1], "why"])
def test_a_history_that_is_too_long_or_not_text_is_refused(client: FlaskClient, history: Any) -> None:
    assert ask(client, question="why?", history=history).status_code == 422


def test_answered_means_cited_and_quotes_are_exact(client: FlaskClient) -> None:
    body = ask(client, question="when was the checkpoint installed?").get_json()
    citation = body["citations"][0]
    text = client.get(f"/v1/articles/{citation['article_id']}?version={citation['version']}").get_json()["text"]

    assert body["status"] == "answered"
    assert body["reason"] is None
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_abstention_has_a_reason_and_no_citation(client: FlaskClient) -> None:
    body = ask(client, question="zzz").get_json()

    assert (body["status"], body["reason"], body["answer"], body["citations"]) == ("abstained", "no_evidence", None, [])


def test_get_and_post_give_the_same_answer(client: FlaskClient) -> None:
    posted = ask(client, question="checkpoint ministers talks", k=2, after="2023-05-02", sources=["Courier", "Herald"], offset_unit="utf16")
    got = client.get("/v1/ask?q=checkpoint+ministers+talks&k=2&after=2023-05-02&source=Courier&source=Herald&offset_unit=utf16")

    assert posted.status_code == got.status_code == 200
    assert posted.data == got.data


@pytest.mark.parametrize(
    ("unit", "encode"), [("codepoint", "utf-32-le"), ("utf16", "utf-16-le"), ("byte", "utf-8")], ids=["codepoint", "utf16", "byte"]
)
def test_offsets_are_true_in_every_unit(client: FlaskClient, unit: str, encode: str) -> None:
    body = ask(client, question="wann fuhr der zug", offset_unit=unit).get_json()
    width = {"codepoint": 4, "utf16": 2, "byte": 1}[unit]
    article = client.get("/v1/articles/" + quote("é/😀", safe="")).get_json()["text"].encode(encode)

    def cut(data: bytes, place: dict[str, int]) -> str:
        return data[place["start"] * width : place["end"] * width].decode(encode)

    citation, passage = body["citations"][0], body["passages"][0]
    assert body["offset_unit"] == unit
    assert cut(article, citation) == citation["quote"] == "Der Zug 😀 fuhr am 3. Mai."
    assert cut(article, passage) == passage["text"]
    assert cut(passage["text"].encode(encode), passage["highlights"][0]) == citation["quote"]


WINDOW = {
    "after": None,
    "before": None,
    "as_of": None,
    "from": None,
    "required": {"after": None, "before": None},
    "events": None,
    "named": [],
    "order": None,
    "unresolved": [],
    **{name: [] for name in NAMES},
}
APRIL = {"after": "2023-04-01", "before": "2023-04-30"}


def test_the_window_says_what_was_asked_for(client: FlaskClient) -> None:
    body = ask(client, question="checkpoint", after="2023-05-03", as_of="2023-05-30").get_json()

    assert body["window"] == WINDOW | {
        "after": "2023-05-03",
        "as_of": "2023-05-30",
        "from": "filter",
        "required": {"after": "2023-05-03", "before": None},
    }
    assert [passage["article_id"] for passage in body["passages"]] == ["a-1"]


@pytest.mark.parametrize(
    ("question", "filters", "expected"),
    [
        ("a checkpoint in April 2023", {}, {**APRIL, "from": "question", "events": APRIL, "named": ["April 2023"]}),
        (
            "a checkpoint in April 2023",
            {"after": "2023-04-20", "before": "2023-05-31"},
            {
                "after": "2023-04-20",
                "before": "2023-04-30",
                "from": "filter and question",
                "required": {"after": "2023-04-20", "before": "2023-05-31"},
                "events": APRIL,
                "named": ["April 2023"],
            },
        ),
        (
            "a checkpoint in April 2023",
            {"after": "2024-01-01"},
            {
                "after": "2024-01-01",
                "from": "filter",
                "required": {"after": "2024-01-01", "before": None},
                "events": APRIL,
                "named": ["April 2023"],
            },
        ),
        ("a checkpoint last week", {}, {"unresolved": ["last week"]}),
        (
            "a checkpoint last week",
            {"as_of": "2023-05-10"},
            {
                "after": "2023-05-01",
                "before": "2023-05-07",
                "as_of": "2023-05-10",
                "from": "filter and question",
                "events": {"after": "2023-05-01", "before": "2023-05-07"},
                "named": ["last week"],
            },
        ),
        ("the latest on the checkpoint", {}, {"order": "latest"}),
        ("which checkpoint was originally there", {}, {"order": "earliest"}),
        ("checkpoints since 2020", {}, {"after": "2020-01-01", "from": "question", "named": ["since 2020"]}),
    ],
)
def test_the_window_shows_what_the_question_says_about_time(
    client: FlaskClient, question: str, filters: dict[str, str], expected: dict[str, object]
) -> None:
    """A filter is required, what the question names is preferred, and one that does not meet the filter changes no bound."""
    if question.endswith("since 2020"):
        expected["events"] = {"after": "2020-01-01", "before": None}
    for route in ("/v1/ask", "/v1/search"):
        window = client.post(route, json={"question": question, **filters}).get_json()["window"]

        assert window == WINDOW | expected


def test_null_filters_are_no_filters(client: FlaskClient) -> None:
    body = ask(client, question="checkpoint", after=None, before=None, as_of=None, sources=None).get_json()

    assert body["window"] == WINDOW


def test_degraded_parts_are_named(client: FlaskClient, index: FakeIndex) -> None:
    index.degraded = ("vector_index_rebuilding",)

    assert ask(client, question="checkpoint").get_json()["degraded"] == ["vector_index_rebuilding"]


def test_invisible_characters_leave_as_escapes(client: FlaskClient) -> None:
    client.post("/v1/articles", json={"id": "x", "text": "bidi \u202e and zero\u200bwidth and tag \U000e0041 in 2023"})

    raw = client.get("/v1/articles/x").data
    assert all(escape in raw for escape in (b"\\u202e", b"\\u200b", b"\\udb40\\udc41"))
    assert json.loads(raw)["text"] == "bidi \u202e and zero\u200bwidth and tag \U000e0041 in 2023"


QUESTIONS = [
    "when?",
    '"',
    "*",
    "NEAR(",
    "a AND",
    "col:x",
    "^",
    "-x",
    "C++",
    "it's",
    "a.b",
    "?",
    "😀",
    "x",
    "the of and",
    "'; DROP TABLE articles; --",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "a\r\nb",
    "\u202eabc\u202c",
    "a\u200bb",
    "e" + "\u0301" * 1900,
    "متى؟",
    "a " * 1000,
    "1" * 2000,
]


@pytest.mark.parametrize("question", QUESTIONS, ids=ascii)
def test_odd_questions_are_answered_or_abstained(client: FlaskClient, question: str) -> None:
    response = ask(client, question=question)

    assert response.status_code == 200
    assert response.get_json()["status"] in ("answered", "abstained")


@pytest.mark.parametrize("question", ["", " ", "\n\t ", "x" * 2001], ids=["empty", "space", "blank lines", "2001 characters"])
def test_questions_of_no_use_are_422(client: FlaskClient, question: str) -> None:
    assert fields(ask(client, question=question)) == ["question"]
    assert fields(client.get("/v1/ask", query_string={"q": question})) == ["q"]


def test_filters_that_exclude_each_other_are_400(client: FlaskClient) -> None:
    response = ask(client, question="x", after="2023-05-03", before="2023-05-02")

    assert response.status_code == 400
    assert fields(response) == ["after"]


def test_articles_after_the_day_asked_as_of_cannot_be_asked_for(client: FlaskClient) -> None:
    """Such filters exclude each other too; a later end than the day asked as of is only not reached."""
    response = ask(client, question="x", after="2023-05-03", as_of="2023-05-02")

    assert response.status_code == 400
    assert "as_of (2023-05-02)" in str(problem(response))
    assert ask(client, question="x", before="2023-05-03", as_of="2023-05-02").status_code == 200


def test_an_article_that_vanishes_meanwhile_is_503_to_be_tried_again(client: FlaskClient, app: Any, index: FakeIndex) -> None:
    class Forgetful:
        def answer(self, question: Question) -> Answer:
            answer = FakeAnswerer(index).answer(question)
            index.delete("a-1")
            return replace(answer, passages=())

    Parts(index=index, answerer=Forgetful()).attach(app.extensions)
    response = ask(client, question="when was the checkpoint installed?", offset_unit="utf16")

    assert response.status_code == 503
    assert problem(response)["type"].endswith("too-busy")
    assert response.headers["Retry-After"] == "1"
