"""The application keeps the WSGI standard."""

from __future__ import annotations

from typing import Any
from wsgiref.validate import validator

import pytest
from flask import Flask
from werkzeug.test import Client

CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/", {}),
    ("GET", "/docs", {}),
    ("GET", "/docs.css", {}),
    ("GET", "/openapi.json", {}),
    ("GET", "/healthz", {}),
    ("GET", "/readyz", {}),
    ("HEAD", "/v1/articles", {}),
    ("OPTIONS", "/v1/ask", {}),
    ("GET", "/v1/ask?q=checkpoint", {}),
    ("POST", "/v1/ask", {"json": {"question": "checkpoint"}}),
    ("POST", "/v1/search", {"json": {"question": "checkpoint"}}),
    ("POST", "/v1/articles", {"json": {"text": "New."}}),
    ("GET", "/v1/articles/a-1", {}),
    ("DELETE", "/v1/articles/a-1", {}),
    ("GET", "/nope", {}),
    ("PUT", "/v1/ask", {}),
    ("POST", "/v1/ask", {"data": b"[" * 100, "content_type": "application/json"}),
    ("POST", "/v1/ask", {"data": b" " * 100_000, "content_type": "application/json"}),
]


@pytest.mark.parametrize(("method", "path", "options"), CALLS, ids=[f"{method} {path}" for method, path, _ in CALLS])
def test_every_route_passes_the_validator(app: Flask, method: str, path: str, options: dict[str, Any]) -> None:
    with Client(validator(app.wsgi_app)).open(path, method=method, **options) as response:
        assert response.status_code < 500
        response.get_data()
