"""POST and GET /v1/search: ranked passages alone."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.api.conftest import fields


def test_search_gives_passages_window_and_index(client: FlaskClient) -> None:
    body = client.post("/v1/search", json={"question": "talks began", "k": 1}).get_json()

    assert list(body) == ["passages", "window", "index", "held_back", "rewritten", "degraded", "offset_unit", "timings_ms"]
    assert [passage["article_id"] for passage in body["passages"]] == ["https://e.com/b?c=1"]
    assert body["passages"][0]["rank"] == 1


def test_get_and_post_find_the_same(client: FlaskClient) -> None:
    assert client.get("/v1/search?q=talks&k=3").data == client.post("/v1/search", json={"question": "talks", "k": 3}).data


def test_sources_restrict(client: FlaskClient) -> None:
    found = client.get("/v1/search?q=checkpoint+talks&source=Herald").get_json()["passages"]

    assert {passage["source"] for passage in found} == {"Herald"}


def test_a_missing_question_is_named(client: FlaskClient) -> None:
    assert fields(client.post("/v1/search", json={})) == ["question"]
    assert fields(client.get("/v1/search")) == ["q"]
