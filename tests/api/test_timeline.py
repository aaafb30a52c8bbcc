"""GET /v1/timeline and `dateline timeline` over the real index (without a model): the shape, exact quotes, and what is refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

import api.cli.state
import api.wiring
from api.app import create_app
from api.cli.main import run
from api.client import Client
from api.parts import Parts
from api.serve import Listen, start
from index.index import Index
from index.settings import IndexSettings
from qa.answer import Answerer
from tests.api.conftest import fields, filled, problem
from tests.fakes import WordEncoder

ARTICLES = [
    {
        "id": "https://courier.example/a?b=1",
        "title": "Checkpoint on the road 😀",
        "text": "Checkpoint on the road 😀\n\nThe checkpoint on the road was set up on Sunday 😀 near the bridge. Drivers waited for hours.",
        "source": "Courier",
        "published_at": "2023-04-25",
    },
    {
        "id": "h-1",
        "title": "Road open",
        "text": "The checkpoint on the road was taken down on 2 May 2023. Drivers cheered.",
        "source": "Herald",
        "published_at": "2023-05-05",
    },
    {
        "id": "h-2",
        "title": "Checkpoint",
        "text": "On 23 April 2023 the checkpoint on the road was set up.",
        "source": "Herald",
        "published_at": "2023-05-06",
    },
]
MEMBERS = [
    *("subject", "reason", "entries", "undated", "left_out", "citations", "window", "index", "degraded", "offset_unit", "timings_ms"),
]
ENTRY = ["date", "value", "statement", "planned", "derivation", "citations", "disputed_by", "support"]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with Index.open(IndexSettings(data_dir=tmp_path / "data", generation=False), encoder=WordEncoder()) as index:
        yield create_app(Parts(index=index, answerer=Answerer(index)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert client.post("/v1/articles", json=ARTICLES).status_code == 201
    return client


def timeline(client: FlaskClient, **parameters: str) -> dict[str, Any]:
    response = client.get("/v1/timeline", query_string={"q": "checkpoint on the road", **parameters})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = json.loads(response.data)
    return body


def test_dated_statements_oldest_first(client: FlaskClient) -> None:
    """The shape is as described; two articles that say the same of 23 April are one entry."""
    body = timeline(client)

    assert MEMBERS == list(body)
    assert [ENTRY, ENTRY] == [list(entry) for entry in body["entries"]]
    assert ["23 April 2023", "2 May 2023"] == [entry["date"] for entry in body["entries"]]
    first = body["entries"][0]
    assert {"type": "date", "start": "2023-04-23", "end": "2023-04-23", "granularity": "day"}.items() <= first["value"].items()
    assert {"h-2", "https://courier.example/a?b=1"} == {body["citations"][number - 1]["article_id"] for number in first["citations"]}
    assert {"independent_sources": 1, "articles": 2, "copies": 0} == first["support"] or 2 == first["support"]["independent_sources"]
    assert None is body["reason"]


@pytest.mark.parametrize(("unit", "codec", "width"), [("codepoint", "utf-32-le", 4), ("utf16", "utf-16-le", 2), ("byte", "utf-8", 1)])
def test_quotes_are_slices_in_every_unit(client: FlaskClient, unit: str, codec: str, width: int) -> None:
    """The stored text from start to end is the quote, and the entry's statement is its first citation."""
    body = timeline(client, offset_unit=unit)

    for one in body["citations"]:
        text = client.get(f"/v1/articles/{quote(one['article_id'], safe='')}?version={one['version']}").get_json()["text"]
        assert one["quote"] == text.encode(codec)[one["start"] * width : one["end"] * width].decode(codec)
    for entry in body["entries"]:
        assert entry["statement"] == body["citations"][entry["citations"][0] - 1]["quote"]


def test_filters(client: FlaskClient) -> None:
    """Articles by source and publication, days told by since and until, entries by limit or k."""
    assert ["2023-05-02"] == [entry["value"]["start"] for entry in timeline(client, since="2023-05-01")["entries"]]
    assert ["2023-04-23"] == [entry["value"]["start"] for entry in timeline(client, until="2023-05-01")["entries"]]
    assert {"Courier"} == {one["source"] for one in timeline(client, source="Courier")["citations"]}
    early = timeline(client, as_of="2023-04-30")
    assert {"https://courier.example/a?b=1"} == {one["article_id"] for one in early["citations"]}
    assert "2023-04-30" == early["window"]["as_of"]
    assert 1 == len(timeline(client, limit="1")["entries"]) == len(timeline(client, k="1")["entries"])
    assert 1 == timeline(client, limit="1")["left_out"]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"q": ""}, "unsupported_question"),
        ({"q": " \t"}, "unsupported_question"),
        ({"q": "volcano"}, "no_evidence"),
        ({"after": "2030-01-01"}, "out_of_range"),
        ({"since": "2030-01-01"}, "out_of_range"),
    ],
)
def test_nothing_to_tell_is_no_error(client: FlaskClient, parameters: dict[str, str], reason: str) -> None:
    """200 with an empty list and the reason."""
    body = timeline(client, **parameters)

    assert ([], [], reason) == (body["entries"], body["citations"], body["reason"])
    assert len(body["index"]["snapshot"]) > 0


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ("", 422, ["q"]),
        ("q=x&limit=0", 422, ["limit"]),
        ("q=x&limit=101", 422, ["limit"]),
        ("q=x&limit=a", 422, ["limit"]),
        ("q=x&limit=5&k=6", 422, ["k"]),
        ("q=x&since=tomorrow", 422, ["since"]),
        ("q=x&nonsense=1", 422, ["nonsense"]),
        ("q=x&q=y", 422, ["q"]),
        ("q=x%00", 422, ["q"]),
        (f"q={'x' * 2001}", 422, ["q"]),
        ("q=x&since=2023-05-02&until=2023-05-01", 400, ["since"]),
        ("q=x&after=2023-05-02&before=2023-05-01", 400, None),
        ("q=%ff", 400, []),
    ],
)
def test_what_is_wrong_is_named(client: FlaskClient, query: str, status: int, named: list[str] | None) -> None:
    """Problem documents, as of the other routes."""
    response = client.get(f"/v1/timeline?{query}")

    assert status == problem(response)["status"]
    assert named is None or named == fields(response)


def test_the_same_subject_gives_the_same_bytes(client: FlaskClient) -> None:
    """Timings aside."""
    first, second = timeline(client), timeline(client)
    for body in (first, second):
        body.pop("timings_ms")

    assert first == second


def test_a_deleted_article_is_told_no_more(client: FlaskClient) -> None:
    """What was deleted is in no timeline."""
    assert 204 == client.delete("/v1/articles/h-1").status_code

    assert "h-1" not in {one["article_id"] for one in timeline(client)["citations"]}


@pytest.fixture
def folder(tmp_path: Path, without_model: None) -> str:
    """A data folder with the articles, for the command line."""
    return filled(tmp_path, ARTICLES)


def test_the_command_shows_days_and_json(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """For people: the day, the sentence, how the day was worked out, who says so. With --json: one document, as the route gives it."""
    capsys.readouterr()
    assert 0 == run(["--data", folder, "timeline", "checkpoint", "on the road"])
    shown = capsys.readouterr().out
    assert shown.index("23 April 2023") < shown.index("2 May 2023")
    assert "checkpoint on the road was set up" in " ".join(shown.split())
    assert "[1]" in shown
    assert "also [2]" in shown

    assert 0 == run(["--data", folder, "timeline", "checkpoint on the road", "--limit", "1", "--since", "2023-05-01", "--json"])
    body = json.loads(capsys.readouterr().out)
    assert MEMBERS == list(body)
    assert ["2023-05-02"] == [entry["value"]["start"] for entry in body["entries"]]


def test_the_command_says_when_there_is_nothing(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing dated is no error; filters that exclude each other are."""
    capsys.readouterr()
    assert 0 == run(["--data", folder, "timeline", "volcano"])
    assert "nothing dated" in capsys.readouterr().out

    assert 2 == run(["--data", folder, "timeline", "road", "--since", "2023-05-02", "--until", "2023-05-01"])
    assert "--since" in capsys.readouterr().err
    assert 2 == run(["--data", folder, "timeline", "road", "--limit", "0"])


def test_the_command_asks_the_service_that_holds_the_folder(
    app: Flask, client: FlaskClient, folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a running service the timeline is the service's, filters and all."""
    server = start(app, Listen(port=0, threads=2))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        monkeypatch.setattr(api.cli.state.State, "service", lambda self: Client(f"http://127.0.0.1:{server.port}"))
        capsys.readouterr()
        assert 0 == run(["--data", folder, "timeline", "checkpoint on the road", "--source", "Herald", "--source", "Courier", "--json"])
        body = json.loads(capsys.readouterr().out)
    finally:
        server.stop()
        thread.join(timeout=10)
    direct = timeline(client)
    assert direct["entries"] == body["entries"]
