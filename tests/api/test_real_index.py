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


def test_authors_and_languages_restrict(client: FlaskClient) -> None:
    """One or several, in the body and in the address; what was asked for stands in the window."""
    texts = (("d-1", "Jane Doe", "en-GB"), ("d-2", "By Li Wei and Jane Doe", "en"), ("d-3", "Li Wei", "fr"))
    rows = [{"id": one, "text": f"Ministers met in Paris, {by} wrote.", "author": by, "language": tag} for one, by, tag in texts]
    assert client.post("/v1/articles", json=rows).status_code == 201
    for filters, query, expected in (
        ({"authors": ["jane doe"]}, "author=jane+doe", {"d-1", "d-2"}),
        ({"authors": ["Jane Doe"], "languages": ["EN_gb"]}, "author=Jane+Doe&language=EN_gb", {"d-1"}),
        ({"languages": ["en", "fr"]}, "language=en&language=fr", {"d-1", "d-2", "d-3"}),
        ({"authors": ["nobody"]}, "author=nobody", set()),
    ):
        body = client.post("/v1/search", json={"question": "ministers met", "k": 9} | filters).get_json()
        told = client.get(f"/v1/search?q=ministers+met&k=9&{query}").get_json()
        ids = {one["article_id"] for passage in body["passages"] for one in (passage, *passage["copies"])}
        assert ids == expected
        assert [told["passages"], told["window"]] == [body["passages"], body["window"]]
    assert body["window"]["authors"] == ["nobody"]
    asked = client.post("/v1/ask", json={"question": "who met in Paris?", "languages": ["fr"]}).get_json()
    assert ({one["article_id"] for one in asked["passages"]}, asked["window"]["languages"]) == ({"d-3"}, ["fr"])
    told = client.get("/v1/timeline?q=talks+ended&language=en").get_json()
    assert (told["entries"], told["reason"], told["window"]["languages"]) == ([], "out_of_range", ["en"])


def test_what_filters_cannot_be_is_refused_with_the_fix(client: FlaskClient) -> None:
    """Each fault names its field and what to write."""
    wrong = client.post("/v1/search", json={"question": "x", "languages": ["en", "English"], "authors": [""]})
    assert [(one["field"], one["message"][:40]) for one in wrong.get_json()["errors"]] == [
        ("authors[0]", "string should have at least 1 character"),
        ("languages[1]", "'English' is no language tag: write the "),
    ]
    assert client.get("/v1/ask?q=x&language=English").status_code == 422


def test_copies_are_folded_and_listed_in_a_search(client: FlaskClient) -> None:
    """Three papers with one story are one passage; what another one tells takes the places that are free."""
    story = "The harbour bridge was closed on Monday after divers found cracks in two of its pillars, the port authority in Brack said."
    rows = [{"id": f"c-{n}", "text": story, "source": f"Paper {n}", "published_at": f"2023-06-0{n}"} for n in (1, 2, 3)]
    rows.append({"id": "other", "text": "The harbour bridge is painted green.", "source": "Paper 1"})
    assert client.post("/v1/articles", json=rows).status_code == 201
    body = client.get("/v1/search?q=harbour+bridge&k=2").get_json()
    assert [(one["article_id"], len(one["copies"])) for one in body["passages"]] in ([("c-1", 2), ("other", 0)], [("other", 0), ("c-1", 2)])
    assert {copy["article_id"] for one in body["passages"] for copy in one["copies"]} == {"c-2", "c-3"}
    assert body["held_back"] == []


def test_an_old_citation_verifies_and_says_that_it_is_superseded(client: FlaskClient) -> None:
    """The version that was cited stays readable, its text holds the quotation, and both name the newer one."""
    first = client.get("/v1/ask?q=when+did+the+talks+end").get_json()["citations"][0]
    assert first["superseded"] is False
    newer = ARTICLES[1] | {"text": "Ministers met in Washington. The talks ended on 5 May 2023, not on 4 May.", "updated_at": "2023-05-07"}
    assert client.post("/v1/articles", json=newer).get_json()["counts"]["updated"] == 1

    old = client.get(f"/v1/articles/{first['article_id']}?version={first['version']}").get_json()
    assert old["text"][first["start"] : first["end"]] == first["quote"]
    assert (old["current"], old["superseded_by"]) == (False, 2)
    assert client.get(f"/v1/articles/{first['article_id']}").get_json()["superseded_by"] is None
    then = client.get("/v1/ask?q=when+did+the+talks+end&as_of=2023-05-06").get_json()["citations"][0]
    assert {**first, "superseded": True} == then
    now = client.get("/v1/ask?q=when+did+the+talks+end").get_json()["citations"]
    assert [(one["version"], one["superseded"]) for one in now] == [(2, False)]


def test_sources_are_counted(client: FlaskClient) -> None:
    """Outlets with their numbers and days, those without a name as null; the cursor leads through them."""
    client.post("/v1/articles", json={"id": "c-9", "text": "Rain in May.", "source": "Courier", "published_at": "2023-06-01T10:00:00Z"})
    body = client.get("/v1/articles?group=source").get_json()
    assert body == {
        "group": "source",
        "groups": [
            {"name": "Courier", "articles": 2, "first": "2023-05-04", "last": "2023-06-01", "undated": 0},
            {"name": None, "articles": 1, "first": None, "last": None, "undated": 1},
            {"name": "Herald", "articles": 1, "first": "2023-05-05", "last": "2023-05-05", "undated": 0},
        ],
        "next_cursor": None,
    }
    names, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/v1/articles?group=source&limit=1{f'&cursor={cursor}' if cursor else ''}").get_json()
        names += [one["name"] for one in page["groups"]]
        cursor = page["next_cursor"]
    assert names == ["Courier", None, "Herald"]
    assert client.get("/v1/articles?group=language&source=Herald").get_json()["groups"][0]["articles"] == 1
    assert client.get("/v1/articles?group=title").status_code == 422
    assert client.get("/v1/articles?group=author&cursor=MTp4").status_code == 422


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
