"""Search results and answers in the shapes of other tools: as their own packages read them, and as they were when last looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.parts import Parts
from index.index import Index
from index.settings import IndexSettings
from qa.answer import Answerer
from tests.fakes import WordEncoder

ARTICLES = [
    {
        "id": "h 1",
        "title": "Ferry [back] <b>& forth</b>",
        "text": "Ferry back\n\nThe ferry to Brack 😀 was stopped on 2 May 2023. Nobody *knows* why. The ferry runs again.",
        "source": "Harbour_News",
        "url": "https://harbour.example/a_b(c)?x=1",
        "published_at": "2023-05-09",
    },
    {
        "id": "c-2",
        "title": "Trains",
        "text": "Night trains run. The ferry was stopped on 2 May 2023 too.",
        "source": "Courier",
        "published_at": "2023-05-10",
    },
]
QUESTION = "when was the ferry to Brack stopped?"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with Index.open(IndexSettings(Path(tmp_path_factory.mktemp("shapes")) / "data", generation=False), encoder=WordEncoder()) as index:
        client = create_app(Parts(index=index, answerer=Answerer(index))).test_client()
        assert client.post("/v1/articles", json=ARTICLES).status_code == 201
        yield client


def search(client: FlaskClient, **more: Any) -> Any:
    response = client.post("/v1/search", json={"question": QUESTION, "k": 2, **more})
    assert response.status_code == 200, response.text
    return response


def ask(client: FlaskClient, **more: Any) -> Any:
    response = client.post("/v1/ask", json={"question": QUESTION, "k": 2, **more})
    assert response.status_code == 200, response.text
    return response


# -- as their own packages read them --------------------------------------------------------------------------------


def test_anthropic_search_results(client: FlaskClient) -> None:
    """Claude's `search_result` blocks, one text block for each sentence of the passage, in order."""
    pytest.importorskip("anthropic")
    from anthropic.types import SearchResultBlockParam
    from pydantic import TypeAdapter

    body = search(client, format="anthropic").get_json()
    native = search(client).get_json()["passages"]
    for block, passage in zip(body["content"], native, strict=True):
        TypeAdapter(SearchResultBlockParam).validate_python(block)
        assert set(block) <= set(get_type_hints(SearchResultBlockParam))
        assert block["source"] == (passage["url"] or passage["article_id"])
        place = 0
        for part in block["content"]:
            place = passage["text"].index(part["text"], place)


def test_anthropic_citations(client: FlaskClient) -> None:
    """An answer as a message's text block with `char_location` citations, which point into the stored text."""
    types = pytest.importorskip("anthropic.types")

    for block in ask(client, format="anthropic", offset_unit="byte").get_json()["content"]:
        read = types.TextBlock.model_validate(block)
        assert read.citations
        for citation in read.citations:
            assert isinstance(citation, types.CitationCharLocation)
            text = client.get(f"/v1/articles/{citation.file_id}").get_json()["text"]
            assert text[citation.start_char_index : citation.end_char_index] == citation.cited_text


def test_openai_results(client: FlaskClient) -> None:
    """A page of vector store search results."""
    pytest.importorskip("openai")
    from openai.types import VectorStoreSearchResponse

    body = search(client, format="openai").get_json()
    assert ["object", "search_query", "data", "has_more", "next_page"] == list(body)
    assert [QUESTION] == body["search_query"]
    for one, passage in zip(body["data"], search(client).get_json()["passages"], strict=True):
        read = VectorStoreSearchResponse.model_validate(one, strict=True)
        assert read.model_extra == {}
        assert (passage["article_id"], passage["score"], passage["text"]) == (read.file_id, read.score, read.content[0].text)
        assert len(read.attributes or {}) <= 16


def test_cohere_documents(client: FlaskClient) -> None:
    """Documents for Cohere's chat."""
    cohere = pytest.importorskip("cohere")

    for one, passage in zip(search(client, format="cohere").get_json()["documents"], search(client).get_json()["passages"], strict=True):
        read = cohere.Document(**one)
        assert passage["text"] == read.data["text"]
        assert read.id == f"{passage['article_id']}@{passage['version']}:{passage['start']}-{passage['end']}"


def test_a_trec_run(client: FlaskClient, tmp_path: Path) -> None:
    """Lines that trec_eval's own readers take, in the same order."""
    import ir_measures

    response = client.get("/v1/search", query_string={"q": QUESTION, "format": "trec", "topic": "q7"})
    (tmp_path / "run.txt").write_bytes(response.data)
    rows = list(ir_measures.read_trec_run(str(tmp_path / "run.txt")))

    assert "text/plain; charset=utf-8" == response.content_type
    assert ["h%201", "c-2"] == [row.doc_id for row in sorted(rows, key=lambda row: -row.score)]
    assert {"q7"} == {row.query_id for row in rows}
    assert ["1", "2"] == [line.split()[3] for line in response.text.splitlines()]


# -- answers --------------------------------------------------------------------------------------------------------


def test_selectors(client: FlaskClient) -> None:
    """W3C selectors lead to the quotation: by words with their context, and by code points whatever the offset unit."""
    plain = ask(client).get_json()
    body = ask(client, selectors="w3c", offset_unit="utf16").get_json()
    assert "selectors" not in plain["citations"][0]
    for citation in body["citations"]:
        text = client.get(f"/v1/articles/{citation['article_id']}").get_json()["text"]
        words, position = citation["selectors"]
        assert ("TextQuoteSelector", "TextPositionSelector") == (words["type"], position["type"])
        assert citation["quote"] == words["exact"] == text[position["start"] : position["end"]]
        assert text.count(words["prefix"] + words["exact"] + words["suffix"]) == 1
        assert text.index(words["prefix"] + words["exact"] + words["suffix"]) + len(words["prefix"]) == position["start"]
        del citation["selectors"]
    assert [{**one, "start": 0, "end": 0} for one in plain["citations"]] == [{**one, "start": 0, "end": 0} for one in body["citations"]]


def test_csl(client: FlaskClient) -> None:
    """One item for each cited article; what is not known is left out."""
    response = ask(client, format="csl")
    items = response.get_json(force=True)

    assert "application/vnd.citationstyles.csl+json" == response.content_type
    first = next(one for one in items if one["id"] == "h 1")
    assert {
        "id": "h 1",
        "type": "article-newspaper",
        "title": "Ferry [back] <b>& forth</b>",
        "container-title": "Harbour_News",
        "issued": {"date-parts": [[2023, 5, 9]]},
        "URL": "https://harbour.example/a_b(c)?x=1",
        "version": "1",
    }.items() <= first.items()
    assert all(value is not None for one in items for value in one.values())


def test_markdown(client: FlaskClient) -> None:
    """Footnotes that a Markdown reader sees as text and links, whatever the article puts into its headline."""
    from markdown_it import MarkdownIt

    response = ask(client, format="markdown")
    text = response.text
    assert "text/markdown; charset=utf-8" == response.content_type
    assert text.startswith("2 May 2023[^1]")
    note = next(line for line in text.splitlines() if line.startswith("[^") and "Harbour" in line)
    shown = MarkdownIt().render(note.partition(": ")[2])
    assert "<b>" not in shown
    assert "<em>" not in shown
    assert 'href="https://harbour.example/a_b(c)?x=1#:~:text=' in shown
    assert "Harbour_News, <a" in shown
    assert "Ferry [back] &lt;b&gt;&amp; forth&lt;/b&gt;</a>, 9 May 2023: “" in shown


def test_the_markdown_can_be_verified(client: FlaskClient) -> None:
    """What was exported is found again, in the articles that the footnotes name."""
    body = client.post("/v1/verify", json={"text": ask(client, format="markdown").text}).get_json()

    assert body["quotes"]
    assert {"found"} == {one["status"] for one in body["quotes"] if len(one["quote"].split()) > 4}
    assert [] == body["unknown_markers"]


def test_abstentions(client: FlaskClient) -> None:
    """Nothing is cited, and every shape says so in its own way."""
    asked = {"question": "who painted the volcano?", "before": "2001-01-01"}

    assert "Not in these articles (out of range).\n" == client.post("/v1/ask", json={**asked, "format": "markdown"}).text
    assert [] == client.post("/v1/ask", json={**asked, "format": "csl"}).get_json(force=True)
    assert [{"type": "text", "text": "Not in these articles (out of range).", "citations": None}] == (
        client.post("/v1/ask", json={**asked, "format": "anthropic"}).get_json()["content"]
    )
    for name in ("anthropic", "openai", "cohere", "trec"):
        response = client.post("/v1/search", json={**asked, "format": name})
        assert 200 == response.status_code
        assert "ferry" not in response.text


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/search", {"format": "markdown"}, "format"),
        ("/v1/ask", {"format": "trec"}, "format"),
        ("/v1/ask", {"selectors": True}, "selectors"),
        ("/v1/search", {"selectors": "w3c"}, "selectors"),
        ("/v1/search", {"topic": "a b"}, "topic"),
        ("/v1/search", {"topic": ""}, "topic"),
    ],
)
def test_shapes_that_there_are_not(client: FlaskClient, path: str, body: dict[str, Any], field: str) -> None:
    """Named, with what there is."""
    response = client.post(path, json={"question": QUESTION, **body})

    assert 422 == response.status_code
    assert [field] == [one["field"] for one in response.get_json()["errors"]]


def test_queries_take_the_same(client: FlaskClient) -> None:
    """GET gives what POST gives."""
    for name in ("anthropic", "openai", "cohere"):
        assert search(client, format=name).data == client.get("/v1/search", query_string={"q": QUESTION, "k": "2", "format": name}).data
    assert ask(client, format="csl").data == client.get("/v1/ask", query_string={"q": QUESTION, "k": "2", "format": "csl"}).data


# -- as they were ---------------------------------------------------------------------------------------------------

GOLDEN = Path(__file__).parent / "golden" / "shapes.json"


def test_as_they_were(client: FlaskClient) -> None:
    """Every shape is the one that was kept. After a change that is meant, write the file again: its text is what the failure shows."""
    found = {
        **{name: search(client, format=name).get_json() for name in ("anthropic", "openai", "cohere")},
        "trec": search(client, format="trec").text.splitlines(),
        "markdown": ask(client, format="markdown").text.splitlines(),
        "csl": ask(client, format="csl").get_json(force=True),
        "answer": ask(client, format="anthropic").get_json(),
        "selectors": [one["selectors"] for one in ask(client, selectors="w3c").get_json()["citations"]],
    }

    assert json.loads(GOLDEN.read_text(encoding="utf-8")) == found, json.dumps(found, ensure_ascii=False, indent=1)
