"""The routes over the real index and answerer (without a model): what goes in is cited exactly, what is deleted never again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.parts import Parts
from index.index import Index
from index.settings import IndexSettings
from qa.answer import Answerer
from tests.fakes import WordEncoder

ARTICLES = [
    {
        "id": "https://courier.example/a?b=1",
        "title": "Checkpoint on the road",
        "text": "Checkpoint on the road 😀\nThe checkpoint was installed on 23 April 2023 near the bridge. Drivers waited for hours.",
        "source": "Courier",
        "published_at": "2023-05-04",
    },
    {
        "id": "h-1",
        "title": "Talks",
        "text": "Ministers met in Washington. The talks ended on 4 May 2023.",
        "source": "Herald",
        "published_at": "2023-05-05",
    },
    {"text": "A recipe for bread. Mix flour, water and salt."},
]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with Index.open(IndexSettings(data_dir=tmp_path, generation=False), encoder=WordEncoder()) as index:
        yield create_app(Parts(index=index, answerer=Answerer(index)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert client.post("/v1/articles", json=ARTICLES).status_code == 201
    return client


QUESTION = "when was the checkpoint installed?"


@pytest.mark.parametrize(("unit", "codec", "width"), [("codepoint", "utf-32-le", 4), ("utf16", "utf-16-le", 2), ("byte", "utf-8", 1)])
def test_citations_and_passages_are_exact(client: FlaskClient, unit: str, codec: str, width: int) -> None:
    body = client.post("/v1/ask", json={"question": QUESTION, "offset_unit": unit}).get_json()

    assert body["status"] == "answered"
    assert "23 April 2023" in body["citations"][0]["quote"]
    assert body["passages"]
    for place, words in [(item, item["quote"]) for item in body["citations"]] + [(item, item["text"]) for item in body["passages"]]:
        assert cut(client, place, codec, width) == words
    for passage in body["passages"]:
        for date in passage["dates"]:
            assert passage["text"].encode(codec)[date["start"] * width : date["end"] * width].decode(codec) == date["expression"]


def cut(client: FlaskClient, place: dict[str, Any], codec: str, width: int) -> str:
    article = client.get(f"/v1/articles/{quote(place['article_id'], safe='')}?version={place['version']}").get_json()
    return str(article["text"].encode(codec)[place["start"] * width : place["end"] * width].decode(codec))


def test_the_same_question_gives_the_same_bytes(client: FlaskClient) -> None:
    first, second = (client.post("/v1/ask", json={"question": QUESTION}).get_json() for _ in range(2))
    for body in (first, second):
        body.pop("timings_ms")

    assert first == second


def test_filters_reach_the_index(client: FlaskClient) -> None:
    body = client.get(f"/v1/search?q={quote(QUESTION)}&source=Herald&before=2023-12-31").get_json()

    assert {passage["article_id"] for passage in body["passages"]} == {"h-1"}


def test_putting_twice_changes_nothing(client: FlaskClient) -> None:
    before = client.get("/v1/search?q=x").get_json()["index"]
    response = client.post("/v1/articles", json=ARTICLES)

    assert response.status_code == 200
    assert response.get_json()["counts"] == {"added": 0, "updated": 0, "unchanged": 3, "rejected": 0}
    assert client.get("/v1/search?q=x").get_json()["index"] == before


def test_a_deleted_article_is_never_cited_again(client: FlaskClient) -> None:
    assert client.delete("/v1/articles/" + quote("https://courier.example/a?b=1", safe="")).status_code == 204
    body = client.post("/v1/ask", json={"question": QUESTION}).get_json()

    assert "https://courier.example/a?b=1" not in {item["article_id"] for item in body["citations"] + body["passages"]}
    assert client.get("/readyz").get_json()["checks"]["articles"] == 2


def test_pages_lead_through_all_articles(client: FlaskClient) -> None:
    first = client.get("/v1/articles?limit=2").get_json()
    second = client.get(f"/v1/articles?limit=2&cursor={first['next_cursor']}").get_json()

    assert len(first["articles"]) == 2
    assert len(second["articles"]) == 1
    assert second["next_cursor"] is None


ODD = [
    "?",
    "😀",
    "e" + "\u0301" * 1900,
    "\u202eabc",
    "'; DROP TABLE articles; --",
    'NEAR("a" b)',
    "the of and",
    "1" * 2000,
    "a " * 1000,
    "متى؟",
]


@pytest.mark.parametrize("question", ODD, ids=ascii)
def test_odd_questions_never_fail(client: FlaskClient, question: str) -> None:
    assert client.post("/v1/ask", json={"question": question, "k": 50}).status_code == 200


def test_reading_while_articles_change(app: Flask) -> None:
    def write(number: int) -> list[int]:
        client = app.test_client()
        article = {"id": f"w-{number % 3}", "text": f"The checkpoint was installed on {number + 1} May 2023 😀."}
        return [client.post("/v1/articles", json=article).status_code, client.delete(f"/v1/articles/w-{number % 3}").status_code]

    def ask(_: int) -> list[int]:
        return [app.test_client().post("/v1/ask", json={"question": QUESTION, "offset_unit": "utf16"}).status_code]

    with ThreadPoolExecutor(4) as pool:
        found = [status for part in pool.map(lambda n: write(n) if n % 2 else ask(n), range(40)) for status in part]

    assert set(found) <= {200, 201, 204, 404, 503}
