"""An application over fakes: three articles, one of them outside ASCII, one with an id that needs percent-encoding."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.parts import Parts
from index.model import Article
from tests.fakes import FakeAnswerer, FakeIndex

ARTICLES = (
    Article(
        "a-1",
        "Checkpoint set up\nThe checkpoint was installed on 23 April 2023.",
        "Checkpoint",
        source="Courier",
        published_at="2023-05-04",
    ),
    Article("https://e.com/b?c=1", "Ministers meet\nTalks began on 1 May 2023.", "Talks", source="Herald", published_at="2023-05-02"),
    Article("é/😀", "Über 😀 Zürich\nDer Zug 😀 fuhr am 3. Mai.", None, source="Kurier", published_at=None),
)


@pytest.fixture
def index() -> FakeIndex:
    return FakeIndex(ARTICLES)


@pytest.fixture
def app(index: FakeIndex) -> Flask:
    return create_app(Parts(index=index, answerer=FakeAnswerer(index), today=lambda: dt.date(2023, 6, 1)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def problem(response: Any) -> dict[str, Any]:
    """The problem document of a response, its shape checked."""
    assert response.content_type == "application/problem+json", response.get_data(as_text=True)
    body: dict[str, Any] = response.get_json()
    assert list(body)[:6] == ["type", "title", "status", "detail", "instance", "request_id"]
    assert body["type"].startswith("urn:dateline:problem:")
    assert body["status"] == response.status_code
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert body["detail"]
    for error in body.get("errors", []):
        assert list(error) == ["field", "message"]
    return body


def fields(response: Any) -> list[str]:
    """The fields that a problem names."""
    return [error["field"] for error in problem(response).get("errors", [])]
