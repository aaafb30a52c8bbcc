"""`dateline keys`, the commands beside a service that wants keys, and the settings of who may call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access import Access
from api.app import create_app
from api.cli.main import run
from api.client import Client
from api.keys import KeyFile, KeyRing
from api.parts import Parts
from api.serve import Listen, check_host
from api.settings import load
from eval.model import Case
from eval.remote import Http
from index.errors import BadInput, TooBusy
from tests.api.conftest import ARTICLES
from tests.fakes import FakeAnswerer, FakeIndex
from tests.serving import served


def test_a_key_is_printed_alone_and_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """stdout holds the key and nothing else, so that it can be kept in a file; what is said about it goes to stderr."""
    data = ["--data", str(tmp_path / "data")]
    assert run([*data, "keys", "add", "newsroom", "--scope", "query", "--scope", "ingest", "--per-minute", "60"]) == 0
    out, err = capsys.readouterr()
    token = out.strip()
    key = KeyRing(tmp_path / "data").find(token)

    assert key
    assert (key.name, key.scopes, key.per_minute) == ("newsroom", ("query", "ingest"), 60)
    assert token not in err
    assert "newsroom" in err

    assert run([*data, "keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert "newsroom" in listed
    assert token.split("_", 2)[2] not in listed


def test_keys_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    assert run([*data, "keys", "add", "one", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert run([*data, "keys", "list", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)["keys"]

    assert made.pop("key").startswith(f"dateline_{made['id']}_")
    assert made == listed
    assert made["scopes"] == ["query"]


def test_revoking_the_last_key_says_what_that_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    run([*data, "keys", "add", "one"])
    run([*data, "keys", "add", "two"])
    assert run([*data, "keys", "revoke", "one"]) == 0
    assert "No key is left" not in capsys.readouterr().err
    assert run([*data, "keys", "revoke", KeyFile(tmp_path).read()[0].id]) == 0
    out, err = capsys.readouterr()

    assert "“two”" in out
    assert "No key is left" in err
    assert KeyFile(tmp_path).read() == ()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "", "--scope", "query"], "no name"),
        (["add", "x", "--scope", "all"], "--scope"),
        (["add", "x", "--per-minute", "0"], "--per-minute"),
        (["add"], "NAME"),
        (["revoke", "nobody"], "keys list"),
    ],
)
def test_wrong_usage_is_told_with_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    assert run(["--data", str(tmp_path), "keys", *arguments]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "news.example"])
def test_an_address_that_others_reach_needs_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str) -> None:
    """Exit code 2, before the index is opened, and how to make a key."""
    assert run(["--data", str(tmp_path / "data"), "serve", "--host", host]) == 2
    assert "dateline keys add" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
    check_host(Listen(host=host, keyed=True))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[str, KeyFile]]:
    index = FakeIndex(ARTICLES)
    app = create_app(Parts(index=index, answerer=FakeAnswerer(index), access=Access(keys=KeyRing(tmp_path))))
    with served(app) as address:
        yield address, KeyFile(tmp_path)


def test_commands_bring_the_key_that_the_service_wants(service: tuple[str, KeyFile]) -> None:
    address, file = service
    assert Client(address).ask({"question": "checkpoint"})["status"] == "answered"
    _, query = file.add("query", ["query"])
    _, slow = file.add("slow", ["admin"], 1)

    assert Client(address, query).ask({"question": "checkpoint"})["status"] == "answered"
    for client in (Client(address), Client(address, "dateline_wrong")):
        with pytest.raises(BadInput, match="DATELINE_KEY"):
            client.ask({"question": "checkpoint"})
    with pytest.raises(BadInput, match=r"DATELINE_KEY.*ingest"):
        Client(address, query).put([{"text": "New."}])
    assert Client(address, slow).delete("a-1")
    with pytest.raises(TooBusy, match="1 requests a minute"):
        Client(address, slow).delete("a-1")


def test_an_evaluation_brings_it_too(service: tuple[str, KeyFile]) -> None:
    address, file = service
    case = Case(id="1", question="checkpoint", answers=("23 April 2023",))
    _, query = file.add("query", ["query"])
    asked, refused = Http(address, query), Http(address)
    try:
        assert asked.ask(case, 3).answered
        assert "401" in str(refused.ask(case, 3).error)
    finally:
        asked.close()
        refused.close()


def test_a_key_in_two_headers_is_refused(service: tuple[str, KeyFile]) -> None:
    import socket

    host, _, port = service[0].removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n")
        assert b" 400 " in connection.recv(200)


ORIGINS = {
    "https://news.example": {"https://news.example"},
    "https://a.example, http://b.example:8080": {"https://a.example", "http://b.example:8080"},
    "HTTPS://News.Example": {"https://news.example"},
    "http://localhost:3000 http://[::1]:3000": {"http://localhost:3000", "http://[::1]:3000"},
}


@pytest.mark.parametrize(("text", "expected"), ORIGINS.items())
@pytest.mark.parametrize("name", ["CORS", "WIDGET"])
def test_origins_are_read_exactly(name: str, text: str, expected: set[str]) -> None:
    settings = load({f"DATELINE_{name}_ORIGINS": text})

    assert (settings.cors_origins if name == "CORS" else settings.widget_origins) == expected


@pytest.mark.parametrize(
    "text",
    ["*", "null", "https://*.example", "https://news.example/", "news.example", "https://news.example/a", "https://a@b.example", "ftp://a"],
)
@pytest.mark.parametrize("name", ["DATELINE_CORS_ORIGINS", "DATELINE_WIDGET_ORIGINS"])
def test_anything_but_an_exact_origin_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadInput, match=name):
        load({name: text})


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5"])
def test_a_rate_is_a_whole_number_from_one(text: str) -> None:
    assert load({"DATELINE_WIDGET_PER_MINUTE": "7"}).widget_per_minute == 7
    with pytest.raises(BadInput, match="DATELINE_WIDGET_PER_MINUTE"):
        load({"DATELINE_WIDGET_PER_MINUTE": text})


def test_hosts_are_names_without_ports() -> None:
    assert load({"DATELINE_HOSTS": "news.example, [2001:db8::1]"}).hosts == {"news.example", "[2001:db8::1]"}
    with pytest.raises(BadInput, match="DATELINE_HOSTS"):
        load({"DATELINE_HOSTS": "https://news.example"})


def test_the_key_is_not_shown_with_the_settings() -> None:
    assert "canary" not in repr(load({"DATELINE_KEY": "canary"}))
