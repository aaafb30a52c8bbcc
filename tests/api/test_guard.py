"""What every response carries and every request must pass."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import OPERATIONS, create_app
from api.parts import Parts
from tests.fakes import FakeAnswerer, FakeIndex

EVERYWHERE = [
    ("GET", "/"),
    ("GET", "/docs"),
    ("GET", "/healthz"),
    ("GET", "/v1/ask?q=x"),
    ("POST", "/v1/ask"),
    ("GET", "/no"),
    ("PUT", "/"),
]
EVERYWHERE += [("OPTIONS", "/v1/ask"), ("HEAD", "/v1/articles"), ("DELETE", "/v1/articles/a-1"), ("GET", "/openapi.json")]


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
def test_every_response_has_an_id_and_the_security_headers(client: FlaskClient, method: str, path: str) -> None:
    headers = client.open(path, method=method).headers

    assert headers["X-Request-ID"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_no_route_lets_anything_unsafe_run_or_frame_it(client: FlaskClient, operation: Any) -> None:
    """Whatever a route adds to its policy, `unsafe-*`, wildcards and other hosts are not among it."""
    path = operation.path
    for name in operation.arguments:
        path = path.replace(f"{{{name}}}", "a-1")
    response = client.open(path, method=operation.method)
    (policy,) = response.headers.getlist("Content-Security-Policy")
    directives = dict(one.strip().partition(" ")[::2] for one in policy.split(";"))

    assert directives["default-src"] == directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert set(" ".join(directives[name] for name in directives if name.endswith("-src")).split()) <= {"'none'", "'self'", "data:"}
    assert "data:" not in directives.get("script-src", "")
    assert response.headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert response.headers.getlist("Referrer-Policy") == ["no-referrer"]


@pytest.mark.parametrize("given", ["a", "0f.A_z-9", "x" * 64])
def test_a_sane_request_id_is_kept(client: FlaskClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a/b", "a,b", "ä", '"', "<script>", "{}"])
def test_any_other_is_replaced(client: FlaskClient, given: str) -> None:
    found = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert found != given
    assert len(found) == 16


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000", "[::1]"])
def test_the_service_answers_to_names_of_this_machine(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_any_host_will_do_when_the_parts_say_so(index: FakeIndex) -> None:
    open_app = create_app(Parts(index=index, answerer=FakeAnswerer(index), hosts=None))

    assert open_app.test_client().get("/healthz", headers={"Host": "news.example"}).status_code == 200


ACCEPT = [
    ("application/json", 200),
    ("*/*", 200),
    ("application/*;q=0.1", 200),
    ("text/html, */*;q=0.1", 200),
    ("", 200),
    ("text/html", 406),
    ("application/json;q=0", 406),
    ("application/problem+json", 406),
    (";;;,q=abc", 406),
    ("application/json;q=zzz", 200),
]


@pytest.mark.parametrize(("accept", "status"), ACCEPT)
def test_accept_is_heeded(client: FlaskClient, accept: str, status: int) -> None:
    assert client.get("/v1/ask?q=x", headers={"Accept": accept}).status_code == status
    assert client.get("/healthz", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize("operation", [operation for operation in OPERATIONS if operation.strict], ids=lambda operation: operation.name)
def test_every_strict_operation_refuses_unknown_parameters(client: FlaskClient, operation: Any) -> None:
    path = operation.path.replace("{article_id}", "a-1")
    response = client.open(f"{path}?nonsense=1", method=operation.method)

    assert response.status_code == 422
    assert "nonsense" in [error["field"] for error in response.get_json()["errors"]]


def test_head_and_options_work(client: FlaskClient) -> None:
    head, options = client.head("/v1/articles"), client.options("/v1/articles")

    assert (head.status_code, head.data) == (200, b"")
    assert options.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("name", ["Range", "If-None-Match", "If-Modified-Since", "If-Match"])
def test_conditions_and_ranges_are_ignored(client: FlaskClient, name: str) -> None:
    assert client.get("/v1/articles/a-1", headers={name: "bytes=0-1"}).status_code == 200


def test_each_request_is_logged_once_without_its_words(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="dateline.request"):
        client.post("/v1/ask", json={"question": "who met the spy"}, headers={"X-Request-ID": "r-1"})
        client.get("/v1/articles/the%2Fspy")

    first, second = (record.__dict__["members"] for record in caplog.records if record.name == "dateline.request")
    assert (first["method"], first["route"], first["status"], first["request_id"]) == ("POST", "/v1/ask", 200, "r-1")
    assert first["duration_ms"] >= 0
    assert set(first["stages_ms"]) == {"total", "retrieve", "read"}
    assert (second["route"], second["status"]) == ("/v1/articles/<anything:article_id>", 404)
    assert "spy" not in json.dumps([first, second])


def test_parts_can_be_replaced(app: Flask, index: FakeIndex) -> None:
    other = FakeIndex()
    parts = Parts(index=index, answerer=FakeAnswerer(index))

    assert create_app(replace(parts, index=other)).test_client().get("/v1/articles").get_json()["articles"] == []
