"""An application over fakes: three articles, one of them outside ASCII, one with an id that needs percent-encoding."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import api.wiring
from api.app import create_app
from api.cli.main import run
from api.parts import Parts
from api.settings import Settings
from index.index import Index
from index.model import Article
from tests.fakes import FakeAnswerer, FakeIndex, WordEncoder

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


@pytest.fixture
def without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of this process open the real index with a word-counting encoder and without Chroma."""

    def open_index(settings: Settings, *, own: bool) -> Index:
        return Index.open(settings.index, own=own, encoder=WordEncoder())

    monkeypatch.setattr(api.wiring, "open_index", open_index)
    monkeypatch.setenv("DATELINE_GENERATION", "off")


def filled(folder: Path, articles: Iterable[Mapping[str, Any]]) -> str:
    """A data folder below `folder` into which the command line has put these articles."""
    (folder / "in.jsonl").write_text("\n".join(json.dumps(one) for one in articles), encoding="utf-8")
    assert 0 == run(["--data", str(folder / "cli"), "ingest", str(folder / "in.jsonl")])
    return str(folder / "cli")


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
