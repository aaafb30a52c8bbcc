"""/v1/articles: put one or many, list by cursor, read, delete."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from index.errors import NoSpace
from tests.api.conftest import ARTICLES, fields, problem
from tests.fakes import FakeIndex

NEW = {"id": "n-1", "text": "Rain fell on 2 May 2023.", "title": "Rain", "source": "Courier", "published_at": "2023-05-03"}


def put(client: FlaskClient, body: Any) -> Any:
    return client.post("/v1/articles", json=body)


def test_a_new_article_is_201_with_its_address(client: FlaskClient) -> None:
    response = put(client, NEW)

    assert response.status_code == 201
    assert response.headers["Location"] == "/v1/articles/n-1"
    assert response.get_json() == {
        "articles": [{"position": 0, "id": "n-1", "version": 1, "outcome": "added", "errors": []}],
        "counts": {"added": 1, "updated": 0, "unchanged": 0, "rejected": 0},
    }


def test_the_same_again_is_200_unchanged_and_new_content_200_updated(client: FlaskClient) -> None:
    put(client, NEW)
    again, changed = put(client, NEW), put(client, NEW | {"text": "Rain fell on 3 May 2023."})

    assert (again.status_code, again.get_json()["articles"][0]["outcome"]) == (200, "unchanged")
    assert (changed.status_code, changed.get_json()["articles"][0]["outcome"]) == (200, "updated")
    assert changed.get_json()["articles"][0]["version"] == 2
    assert client.get("/v1/articles/n-1?version=1").get_json()["text"] == NEW["text"]


@pytest.mark.parametrize("wrap", [lambda items: items, lambda items: {"articles": items}], ids=["list", "object"])
def test_many_are_taken_as_a_list_or_in_an_object(client: FlaskClient, wrap: Any) -> None:
    response = put(client, wrap([{"text": "One."}, {"text": "Two."}]))

    assert response.status_code == 201
    assert response.get_json()["counts"]["added"] == 2


def test_new_and_known_together_are_200(client: FlaskClient) -> None:
    assert put(client, [NEW, {"id": "a-1", "text": "Checkpoint moved."}]).status_code == 200


def test_some_rejected_is_207_and_the_rest_is_in(client: FlaskClient, index: FakeIndex) -> None:
    response = put(client, [NEW, {"id": "bad", "text": 5, "odd": 1}, 3, {"text": "Two.", "published_at": "yesterday"}])
    body = response.get_json()

    assert response.status_code == 207
    assert [item["outcome"] for item in body["articles"]] == ["added", "rejected", "rejected", "rejected"]
    assert [[error["field"] for error in item["errors"]] for item in body["articles"]] == [[], ["text", "odd"], ["$"], ["published_at"]]
    assert [item["position"] for item in body["articles"]] == [0, 1, 2, 3]
    assert body["articles"][1]["id"] == "bad"
    assert body["counts"] == {"added": 1, "updated": 0, "unchanged": 0, "rejected": 3}
    assert index.version("n-1")


def test_all_rejected_is_422_naming_each(client: FlaskClient) -> None:
    assert fields(put(client, [{"text": ""}, {"title": "x"}, 3])) == ["articles[0].text", "articles[1].text", "articles[2]"]


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800"])
def test_one_article_that_cannot_be_stored_does_not_keep_the_others_out(client: FlaskClient, escape: str) -> None:
    body = f'[{{"text": "One."}}, {{"text": "Two{escape}."}}, {{"{escape}": 1}}, {{"id": "{escape}", "text": "x"}}]'
    response = client.post("/v1/articles", data=body, content_type="application/json")

    assert response.status_code == 207
    assert [item["outcome"] for item in response.get_json()["articles"]] == ["added", "rejected", "rejected", "rejected"]


SINGLE: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["text"]),
    ({"text": ""}, ["text"]),
    ({"text": " \n"}, ["text"]),
    ({"text": None}, ["text"]),
    ({"text": ["x"]}, ["text"]),
    ({"text": "x", "id": 5}, ["id"]),
    ({"text": "x", "title": {"a": 1}}, ["title"]),
    ({"text": "x", "url": "javascript:alert(1)"}, ["url"]),
    ({"text": "x", "url": "https://a@b.c/"}, ["url"]),
    ({"text": "x", "published_at": "0000-00-00"}, ["published_at"]),
    ({"text": "x", "published_at": "2023-02-29"}, ["published_at"]),
    ({"text": "x", "published_at": 1e308}, ["published_at"]),
    ({"text": "x", "published_at": "2099-01-01"}, ["published_at"]),
    ({"text": "x", "chroma:document": "y"}, ["chroma:document"]),
    ({"text": "x", "metadata": {}}, ["metadata"]),
]


@pytest.mark.parametrize(("body", "wrong"), SINGLE, ids=[ascii(body) for body, _ in SINGLE])
def test_an_article_that_is_wrong_is_422_naming_the_field(client: FlaskClient, body: dict[str, Any], wrong: list[str]) -> None:
    response = put(client, body)

    assert response.status_code == 422
    assert fields(response) == wrong


@pytest.mark.parametrize(
    ("body", "status", "wrong"),
    [
        ([], 422, ["articles"]),
        ({"articles": []}, 422, ["articles"]),
        ({"articles": {}}, 422, ["articles"]),
        ({"articles": None}, 422, ["articles"]),
        ({"articles": [NEW], "extra": 1}, 422, ["extra"]),
        ([NEW] * 1001, 422, ["articles"]),
        ("text", 400, []),
    ],
    ids=["no articles", "empty list", "object", "null", "extra", "too many", "string"],
)
def test_batches_of_the_wrong_shape(client: FlaskClient, body: Any, status: int, wrong: list[str]) -> None:
    response = put(client, body)

    assert response.status_code == status
    assert fields(response) == wrong


def test_a_text_above_2_mib_is_413(client: FlaskClient) -> None:
    long = "Ü" * (2**20) + "x"

    assert put(client, {"text": "x " * 2**20}).status_code == 201
    assert put(client, {"text": long}).status_code == 413
    assert put(client, [{"text": long}, NEW]).status_code == 207


def test_a_body_above_32_mib_is_413(client: FlaskClient) -> None:
    response = client.post("/v1/articles", data=b" " * (32 * 2**20 + 1), content_type="application/json")

    assert response.status_code == 413
    problem(response)


def test_a_full_disk_is_507_with_retry_after(client: FlaskClient, index: FakeIndex) -> None:
    index.failing = NoSpace("/var/data is full")
    response = put(client, NEW)

    assert response.status_code == 507
    assert "/var" not in problem(response)["detail"]
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "article_id",
    ["plain", "a/b", "a//b", "/lead", "trail/", "https://e.com/x?y=1#z", "é😀", "a b", "..", "%2F", "a%20b", "q?x=1&y", ":", "-"],
)
def test_any_id_can_be_read_and_deleted_when_percent_encoded(client: FlaskClient, article_id: str) -> None:
    path = "/v1/articles/" + quote(article_id, safe="")
    put(client, {"id": article_id, "text": "Here."})

    assert client.get(path).get_json()["id"] == article_id
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_the_address_of_a_new_article_leads_to_it(client: FlaskClient) -> None:
    location = put(client, {"id": "https://e.com/a/b?c=d", "text": "Here."}).headers["Location"]

    assert client.get(location).get_json()["id"] == "https://e.com/a/b?c=d"


def test_reading_gives_every_member_and_the_text(client: FlaskClient) -> None:
    body = client.get("/v1/articles/a-1").get_json()

    assert body["text"] == ARTICLES[0].text
    assert body["characters"] == len(ARTICLES[0].text)
    assert (body["version"], body["current"]) == (1, True)
    assert body["source"] == "Courier"


@pytest.mark.parametrize("path", ["/v1/articles/none", "/v1/articles/a-1?version=2", "/v1/articles/a-1%2F", "/v1/articles/"])
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    problem(response)


@pytest.mark.parametrize("version", ["0", "-1", "x", "", "1.0", "99999999999", "1&version=1"])
def test_versions_are_read_strictly(client: FlaskClient, version: str) -> None:
    assert fields(client.get(f"/v1/articles/a-1?version={version}")) == ["version"]


def test_deleting_is_204_without_a_body_then_404(client: FlaskClient) -> None:
    first, second = client.delete("/v1/articles/a-1"), client.delete("/v1/articles/a-1")

    assert (first.status_code, first.data) == (204, b"")
    assert second.status_code == 404
    assert client.post("/v1/ask", json={"question": "checkpoint"}).get_json()["status"] == "abstained"


def test_pages_follow_each_other_to_the_end(client: FlaskClient) -> None:
    put(client, [{"id": f"p-{number:02}", "text": f"Page {number}."} for number in range(7)])
    ids: list[str] = []
    cursor, pages = "", 0
    while pages < 20:
        body = client.get("/v1/articles?limit=3" + (f"&cursor={cursor}" if cursor else "")).get_json()
        ids += [item["id"] for item in body["articles"]]
        pages += 1
        cursor = body["next_cursor"]
        if not cursor:
            break

    assert ids == sorted([article.id for article in ARTICLES] + [f"p-{number:02}" for number in range(7)])
    assert pages == 4
    assert "text" not in body["articles"][0]


def test_a_full_last_page_has_no_cursor(client: FlaskClient) -> None:
    assert client.get("/v1/articles?limit=3").get_json()["next_cursor"] is None


def test_lists_can_be_restricted_to_a_source(client: FlaskClient) -> None:
    assert [item["id"] for item in client.get("/v1/articles?source=Courier").get_json()["articles"]] == ["a-1"]
    assert client.get("/v1/articles?source=None").get_json() == {"articles": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("cursor=", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=!!!", "cursor"),
        ("cursor=MjphLTE", "cursor"),
        ("cursor=%F0%9F%98%80", "cursor"),
        ("cursor=MToA", "cursor"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("source=", "source"),
        ("source=a&source=b", "source"),
        ("offset=5", "offset"),
    ],
)
def test_list_parameters_are_read_strictly(client: FlaskClient, query: str, wrong: str) -> None:
    response = client.get(f"/v1/articles?{query}")

    assert response.status_code == 422
    assert fields(response) == [wrong]
