"""Errors: every class of ours has a problem, every problem one shape, and nothing from inside gets out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import werkzeug.exceptions
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from api.errors import FAILURES, INTERNAL, KINDS, kind_of
from index.errors import BadInput, DatelineError, IndexLocked, NoSpace, NotReady, TooBusy
from tests.api.conftest import fields, problem
from tests.fakes import FakeIndex


def descendants(cls: type[Any]) -> Iterator[type[Any]]:
    yield cls
    for child in cls.__subclasses__():
        yield from descendants(child)


def ours() -> list[type[DatelineError]]:
    return [cls for cls in descendants(DatelineError) if cls is not DatelineError and not cls.__module__.startswith("tests.")]


@pytest.mark.parametrize("cls", ours(), ids=lambda cls: cls.__name__)
def test_every_error_of_ours_is_told_as_a_planned_problem(client: FlaskClient, index: FakeIndex, cls: type[DatelineError]) -> None:
    index.failing = cls("secret: /var/lib/x")
    response = client.post("/v1/ask", json={"question": "x"})

    body = problem(response)
    assert response.status_code in (400, 422, 503, 507)
    if response.status_code >= 500:
        assert int(response.headers["Retry-After"]) >= 1
        assert "secret" not in response.get_data(as_text=True)
    assert body["type"] != "urn:dateline:problem:internal"


@pytest.mark.parametrize("cls", [cls for cls in ours() if cls.__module__ == "index.errors"], ids=lambda cls: cls.__name__)
def test_every_class_of_the_tree_has_a_row_of_its_own(cls: type[DatelineError]) -> None:
    assert cls is BadInput or cls in FAILURES


def test_a_branch_nobody_mapped_is_internal() -> None:
    assert kind_of(DatelineError("x")) is INTERNAL


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInput("x"), 400),
        (BadInput("x", field="k"), 422),
        (NotReady("x"), 503),
        (IndexLocked("x"), 503),
        (NoSpace("x"), 507),
        (TooBusy("x"), 503),
    ],
    ids=repr,
)
def test_statuses(error: DatelineError, status: int) -> None:
    assert kind_of(error).status == status


def test_bad_input_from_inside_names_its_field(client: FlaskClient, index: FakeIndex) -> None:
    index.failing = BadInput("is not known", field="sources")

    assert fields(client.get("/v1/ask?q=x")) == ["sources"]


def test_too_busy_says_when_to_come_back(client: FlaskClient, index: FakeIndex) -> None:
    index.failing = TooBusy("full", retry_after_s=7)

    assert client.get("/v1/ask?q=x").headers["Retry-After"] == "7"


def test_the_unexpected_is_a_500_with_an_id_and_the_details_in_the_log_only(
    client: FlaskClient, index: FakeIndex, caplog: pytest.LogCaptureFixture
) -> None:
    index.failing = ZeroDivisionError("secret at /var/lib/x")
    with caplog.at_level(logging.ERROR):
        response = client.get("/v1/ask?q=x", headers={"X-Request-ID": "abc-1"})

    assert response.status_code == 500
    assert problem(response)["request_id"] == "abc-1"
    assert "secret" not in response.get_data(as_text=True)
    assert any(record.exc_info and getattr(record, "request_id", None) == "abc-1" for record in caplog.records)


@pytest.mark.parametrize(
    "cls",
    [cls for cls in descendants(HTTPException) if cls.__module__ == "werkzeug.exceptions" and cls.code],
    ids=lambda cls: cls.__name__,
)
def test_every_http_exception_becomes_a_problem(app: Flask, cls: type[HTTPException]) -> None:
    def fail() -> str:
        raise cls()

    app.add_url_rule("/fail", view_func=fail)
    response = app.test_client().get("/fail")

    assert response.status_code == cls.code
    problem(response)


def test_an_http_exception_with_an_odd_code_is_a_500(app: Flask) -> None:
    class Odd(HTTPException):
        code = 799

    def fail() -> str:
        raise Odd

    app.add_url_rule("/fail", view_func=fail)
    assert app.test_client().get("/fail").status_code == 500
    assert werkzeug.exceptions.HTTPException in Odd.__mro__


PATHS: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/nope", {}, 404),
    ("GET", "/v1/articles/none", {}, 404),
    ("DELETE", "/v1/articles/none", {}, 404),
    ("PUT", "/v1/ask", {}, 405),
    ("DELETE", "/v1/articles", {}, 405),
    ("TRACE", "/v1/ask", {}, 405),
    ("FOO", "/healthz", {}, 405),
    ("GET", "/v1/ask?q=x", {"headers": {"Accept": "text/html"}}, 406),
    ("POST", "/v1/ask", {"data": b"x"}, 415),
    ("POST", "/v1/ask", {"data": b"{", "content_type": "application/json"}, 400),
    ("POST", "/v1/ask", {"data": b" " * 70000, "content_type": "application/json"}, 413),
    ("POST", "/v1/ask", {"json": {}}, 422),
    ("GET", "/v1/ask", {}, 422),
    ("GET", "/v1/articles/a%00b", {}, 400),
    ("GET", "/", {"environ_overrides": {"PATH_INFO": "/v1/articles/\xff"}}, 400),
    ("GET", "/", {"environ_overrides": {"PATH_INFO": "/\xc0\xae\xc0\xae/etc/passwd"}}, 400),
    ("GET", "/..%2f..%2fetc/passwd", {}, 404),
    ("GET", "/v1/ask?q=x", {"headers": {"Host": "evil.example"}}, 400),
    ("GET", "/v1/ask?q=x", {"headers": {"Host": "localhost.evil.example"}}, 400),
    ("GET", "/v1/ask?q=x", {"headers": {"Host": "localhost, evil.example"}}, 400),
    ("GET", "/v1/ask?q=x", {"headers": {"Host": ""}}, 400),
    ("GET", "/v1/ask?q=x", {"headers": {"Expect": "bogus"}}, 417),
]


@pytest.mark.parametrize(
    ("method", "path", "options", "status"), PATHS, ids=[f"{method} {path} {status}" for method, path, _, status in PATHS]
)
def test_every_way_to_fail_has_the_same_shape(client: FlaskClient, method: str, path: str, options: dict[str, Any], status: int) -> None:
    response = client.open(path, method=method, **options)

    assert response.status_code == status
    body = problem(response)
    assert body["title"] == KINDS[status].title
    assert body["instance"].startswith("/")


@pytest.mark.parametrize(
    ("path", "allow"),
    [("/v1/ask", "GET, HEAD, OPTIONS, POST"), ("/v1/articles/x", "DELETE, GET, HEAD, OPTIONS"), ("/healthz", "GET, HEAD, OPTIONS")],
)
def test_405_lists_what_is_allowed(client: FlaskClient, path: str, allow: str) -> None:
    assert client.patch(path).headers["Allow"] == allow


def test_a_method_override_is_not_heeded(client: FlaskClient) -> None:
    response = client.post("/v1/articles/a-1", headers={"X-HTTP-Method-Override": "DELETE"})

    assert response.status_code == 405
    assert client.get("/v1/articles/a-1").status_code == 200
