"""POST /v1/verify and `dateline verify` over the real index (without a model): shapes, units, what is refused, exit codes."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
        "id": "ferry",
        "title": "Ferry 😀",
        "text": "Ferry 😀\n\nThe ferry to Brack 😀 runs again. It had been out of service since 2 May 2023, when a rudder broke. Nobody was hurt.",
        "url": "https://harbour.example/ferry",
        "source": "Harbour News",
        "published_at": "2023-05-09",
    },
    {
        "id": "trains",
        "title": "Trains",
        "text": "Trains\n\nNight trains will run from 3 June.",
        "source": "Courier",
        "published_at": "2023-05-10",
    },
]
VERDICT = [
    *("quote", "status", "says", "article_id", "url", "named", "n", "as_stated", "at", "places", "more_places", "differences", "edits"),
]
PLACE = [
    *("article_id", "version", "current", "title", "source", "url", "fragment_url", "published_at", "start", "end", "text", "exact"),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with Index.open(IndexSettings(Path(tmp_path_factory.mktemp("verify")) / "data", generation=False), encoder=WordEncoder()) as index:
        app = create_app(Parts(index=index, answerer=Answerer(index)))
        assert app.test_client().post("/v1/articles", json=ARTICLES).status_code == 201
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def verify(client: FlaskClient, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/verify", json=body)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = json.loads(response.data)
    return found


def test_the_shape(client: FlaskClient) -> None:
    """One verdict for each quotation, in order, with counts."""
    body = verify(client, quotes=[{"quote": "runs again"}, "since 3 May 2023", {"quote": "volcano ash", "article_id": "ferry"}])

    assert ["quotes", "counts", "short", "unknown_markers", "index", "offset_unit", "timings_ms"] == list(body)
    assert [VERDICT] * 3 == [list(one) for one in body["quotes"]]
    assert ["found", "altered", "not_found"] == [one["status"] for one in body["quotes"]]
    assert {"found": 1, "found_elsewhere": 0, "altered": 1, "not_found": 1} == body["counts"]
    assert PLACE == list(body["quotes"][0]["places"][0])
    assert "https://harbour.example/ferry#:~:text=runs%20again" == body["quotes"][0]["places"][0]["fragment_url"]
    assert {"kind": "date", "stated": "3", "stored": "2"}.items() <= body["quotes"][1]["differences"][0].items()
    assert "“3” for “2” (date)" in body["quotes"][1]["says"]


@pytest.mark.parametrize(("unit", "codec", "width"), [("codepoint", "utf-32-le", 4), ("utf16", "utf-16-le", 2), ("byte", "utf-8", 1)])
def test_units(client: FlaskClient, unit: str, codec: str, width: int) -> None:
    """Every offset counts in the unit asked for: in the article and in the quotation."""
    quote = "😀 The ferry to Brack 😀 runs never"
    one = verify(client, quotes=[quote], offset_unit=unit)["quotes"][0]
    text = client.get("/v1/articles/ferry").get_json()["text"]

    def part(of: str, start: int, end: int) -> str:
        return of.encode(codec)[start * width : end * width].decode(codec)

    assert "altered" == one["status"]
    assert one["places"][0]["text"] == part(text, one["places"][0]["start"], one["places"][0]["end"])
    for difference in one["differences"]:
        assert difference["stored"] == part(text, difference["start"], difference["end"])
        assert difference["stated"] == part(quote, difference["quote_start"], difference["quote_end"])


def test_an_answer(client: FlaskClient) -> None:
    """An Answer as /v1/ask gave it holds, in every unit; one that was tampered with does not."""
    for unit in ("codepoint", "utf16", "byte"):
        answer = client.post("/v1/ask", json={"question": "since when was the ferry out of service?", "offset_unit": unit}).get_json()
        assert answer["citations"]
        found = verify(client, answer=answer)["quotes"]
        assert [("found", True)] * len(found) == [(one["status"], one["as_stated"]) for one in found]
    answer["citations"][0]["start"] += 1
    assert [("found", False)] == [(one["status"], one["as_stated"]) for one in verify(client, answer=answer)["quotes"]][:1]
    answer["citations"][0]["article_id"] = answer["citations"][0]["url"] = "trains"
    assert "found_elsewhere" == verify(client, answer=answer)["quotes"][0]["status"]
    answer["citations"][0]["quote"] = answer["citations"][0]["quote"].replace("2 May", "5 May")
    assert "altered" == verify(client, answer=answer)["quotes"][0]["status"]


def test_a_text(client: FlaskClient) -> None:
    """Quotations in a text are attributed by the markers behind them; short ones are counted, unknown markers named."""
    text = (
        "The ferry is back 😀: “The ferry to Brack 😀 runs again.” [1] That is a “big thing” [4].\n\n"
        '"Night trains will run from 3 June" [[2]](https://harbour.example/ferry) and “Night trains will run from 4 June” [2].\n\n'
        "> Nobody was hurt, it said.\n> [1]\n\n[1]: Harbour News, <https://harbour.example/ferry>\n"
    )
    body = verify(client, text=text, sources=[{"n": 2, "article_id": "trains"}], offset_unit="utf16")

    assert ["found", "found_elsewhere", "altered", "altered"] == [one["status"] for one in body["quotes"]]
    assert ["https://harbour.example/ferry", "https://harbour.example/ferry", None, "https://harbour.example/ferry"] == [
        one["url"] for one in body["quotes"]
    ]
    assert (1, [4]) == (body["short"], [one["n"] for one in body["unknown_markers"]])
    for one in body["quotes"][:3]:
        assert one["quote"] == text.encode("utf-16-le")[2 * one["at"]["start"] : 2 * one["at"]["end"]].decode("utf-16-le")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "quotes"),
        ({"quotes": []}, "quotes"),
        ({"quotes": ["a"], "text": "b"}, "text"),
        ({"quotes": ["a"], "sources": []}, "sources"),
        ({"quotes": ["…"]}, "quotes[0].quote"),
        ({"quotes": ["a"] * 201}, "quotes"),
        ({"quotes": [{"quote": "a", "n": 1}]}, None),
        ({"quotes": ["a" * 5001]}, None),
        ({"text": "“a b c” " * 201}, "text"),
        ({"text": "a" * 200_001}, "text"),
        ({"text": "x", "offset_unit": "word"}, "offset_unit"),
        ({"answer": {}}, "answer.citations"),
        ({"answer": []}, "answer"),
        ({"nonsense": 1}, None),
    ],
)
def test_what_is_wrong_is_named(client: FlaskClient, body: dict[str, Any], field: str | None) -> None:
    """422 with the field."""
    response = client.post("/v1/verify", json=body)

    assert 422 == problem(response)["status"]
    assert field is None or field in fields(response)


def test_too_much_is_refused(client: FlaskClient) -> None:
    """Before it is read."""
    assert 413 == client.post("/v1/verify", data=b" " * (2**21 + 1), content_type="application/json").status_code
    assert 415 == client.post("/v1/verify", data=b"{}", content_type="text/plain").status_code


def test_the_same_request_gives_the_same_bytes(client: FlaskClient) -> None:
    """Timings aside."""
    first, second = (verify(client, quotes=["The ferry … runs", "since 3 May 2023", "volcano"]) for _ in range(2))
    assert {**first, "timings_ms": 0} == {**second, "timings_ms": 0}


# -- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, without_model: None) -> str:
    """A data folder with the articles, for the command line."""
    return filled(tmp_path, ARTICLES)


FILES: list[tuple[str, int, list[str]]] = [
    ("The ferry to Brack 😀 runs again.\nNobody was hurt.\n", 0, ["found", "found"]),
    ("Said: “Nobody was hurt” and “It had been out of service since 7 May 2023”.", 1, ["found", "altered"]),
    ('["Nobody was hurt", {"quote": "Night trains", "article_id": "ferry"}]', 1, ["found", "found_elsewhere"]),
    ('{"quotes": ["Nobody was hurt"]}', 0, ["found"]),
    ('{"text": "“Nobody was hurt” it said"}', 0, ["found"]),
    ('{"citations": [{"n": 1, "quote": "Nobody was hurt", "article_id": "ferry", "version": 1, "start": 9, "end": 24}]}', 1, ["found"]),
    ("[1] Harbour News\n    “Nobody was hurt.”", 0, ["found"]),
]


@pytest.mark.parametrize(("text", "code", "statuses"), FILES)
def test_what_a_file_may_hold(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: int, statuses: list[str]
) -> None:
    """Text with quotations, lines, JSON of several kinds; exit 1 when a quotation does not stand as it is, or not where it is said to."""
    (tmp_path / "q.txt").write_text(text, encoding="utf-8")
    capsys.readouterr()

    assert code == run(["--data", folder, "verify", str(tmp_path / "q.txt"), "--json"])
    assert statuses == [one["status"] for one in json.loads(capsys.readouterr().out)["quotes"]]


def test_for_people(folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs is said in words, from standard input too."""
    stdin = io.TextIOWrapper(io.BytesIO("“It had been out of service since 5 May 2023, when a rudder broke\x1b[31m” [7]".encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    capsys.readouterr()

    assert 1 == run(["--data", folder, "verify", "-"])
    shown = capsys.readouterr().out
    assert "!! altered" in shown
    assert "“5” for “2” (date)" in shown
    assert "[7] stands for nothing" in shown
    assert "1 quotation: 1 altered" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("text", "says"), [("…\n", "holds no quotation"), ('{"a": 1}', "JSON without quotations"), ('["…"]', "no letter"), ("\udc80", "UTF-8")]
)
def test_files_without_quotations(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str) -> None:
    """Exit 2, with what to do."""
    (tmp_path / "q.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    capsys.readouterr()

    assert 2 == run(["--data", folder, "verify", str(tmp_path / "q.txt")])
    assert says in capsys.readouterr().err
    assert 2 == run(["--data", folder, "verify", str(tmp_path / "nothing.txt")])


def test_the_command_asks_the_service_that_holds_the_folder(
    app: Flask, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a running service the verdicts are the service's."""
    server = start(app, Listen(port=0, threads=2))
    thread = threading.Thread(target=server.run)
    thread.start()
    (tmp_path / "q.txt").write_text("Nobody was hurt\n", encoding="utf-8")
    try:
        monkeypatch.setattr(api.cli.state.State, "service", lambda self: Client(f"http://127.0.0.1:{server.port}"))
        capsys.readouterr()
        assert 0 == run(["--data", folder, "verify", str(tmp_path / "q.txt"), "--json"])
    finally:
        server.stop()
        thread.join(timeout=10)
    assert ["found"] == [one["status"] for one in json.loads(capsys.readouterr().out)["quotes"]]


@pytest.mark.parametrize(
    ("command", "shape", "shows"),
    [
        ("ask", "markdown", "2 May 2023[^1]\n"),
        ("ask", "csl", '"type": "article-newspaper"'),
        ("search", "trec", "1 Q0 ferry 1 "),
        ("search", "anthropic", '"search_result"'),
        ("search", "openai", "vector_store.search_results.page"),
        ("search", "cohere", '"documents"'),
    ],
)
def test_shapes_on_the_command_line(folder: str, capsys: pytest.CaptureFixture[str], command: str, shape: str, shows: str) -> None:
    """`--format` gives what the routes give."""
    capsys.readouterr()
    assert 0 == run(["--data", folder, command, "since when was the ferry out of service?", "--format", shape])
    assert shows in capsys.readouterr().out
