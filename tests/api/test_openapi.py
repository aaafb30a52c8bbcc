"""The OpenAPI document and the page made from it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from api.app import OPERATIONS


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").get_json()
    return found


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_is_in_it_and_nothing_else(app: Flask, document: dict[str, Any]) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in document["paths"].items() for method in methods}

    assert served == described


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/(\w+)", str(document)))

    assert names <= set(document["components"]["schemas"])


def schema(document: dict[str, Any], name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})


CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/ask", {"json": {"question": "when was the checkpoint installed?"}}),
    ("GET", "/v1/ask?q=zzz", {}),
    ("POST", "/v1/search", {"json": {"question": "talks"}}),
    ("GET", "/v1/search?q=talks", {}),
    ("POST", "/v1/search", {"json": {"question": "talks", "format": "openai"}}),
    ("POST", "/v1/ask", {"json": {"question": "when was the checkpoint installed?", "format": "csl"}}),
    ("POST", "/v1/ask", {"json": {"question": "when was the checkpoint installed?", "selectors": "w3c"}}),
    ("POST", "/v1/verify", {"json": {"quotes": ["installed on 24 April 2023", "talks began"]}}),
    ("POST", "/v1/articles", {"json": {"text": "New."}}),
    ("POST", "/v1/articles", {"json": [{"text": "New."}, {}]}),
    ("GET", "/v1/articles", {}),
    ("GET", "/v1/articles/a-1", {}),
    ("GET", "/healthz", {}),
    ("GET", "/readyz", {}),
    ("GET", "/openapi.json", {}),
    ("POST", "/v1/ask", {"json": {}}),
    ("GET", "/v1/articles/none", {}),
    ("POST", "/v1/ask", {"data": b"[", "content_type": "application/json"}),
]


@pytest.mark.parametrize(("method", "path", "options"), CALLS, ids=[f"{method} {path}" for method, path, _ in CALLS])
def test_replies_are_as_described(client: FlaskClient, document: dict[str, Any], method: str, path: str, options: dict[str, Any]) -> None:
    response = client.open(path, method=method, **options)
    template = "/v1/articles/{article_id}" if path.startswith("/v1/articles/") else path.partition("?")[0]
    described = document["paths"][template][method.lower()]["responses"][str(response.status_code)]
    reference = described["content"][response.content_type]["schema"]["$ref"]

    assert not list(schema(document, reference.rpartition("/")[2]).iter_errors(response.get_json()))


@pytest.mark.parametrize("operation", [item for item in OPERATIONS if item.example], ids=lambda item: item.name)
def test_examples_are_taken(client: FlaskClient, document: dict[str, Any], operation: Any) -> None:
    assert not list(schema(document, operation.body.__name__).iter_errors(operation.example))
    assert client.open(operation.path, method=operation.method, json=operation.example).status_code in operation.gives


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        self.ids += [values["id"] or ""] if "id" in values else []
        self.inline += [name for name in values if name == "style" or name.startswith("on")]
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_from_elsewhere(client: FlaskClient) -> None:
    response = client.get("/docs")
    page = _Page()
    page.feed(response.text)

    assert response.content_type == "text/html; charset=utf-8"
    assert page.open == []
    assert page.inline == []
    assert "<script" not in response.text
    for link in page.links:
        assert link.startswith(("#", "/"))
        if link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert client.get(link).status_code == 200


def test_the_page_names_every_operation_and_shape(client: FlaskClient, document: dict[str, Any]) -> None:
    page = _Page()
    page.feed(client.get("/docs").text)

    assert {operation.name for operation in OPERATIONS} <= set(page.ids)
    assert set(document["components"]["schemas"]) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_style_sheet_is_one(client: FlaskClient) -> None:
    assert client.get("/docs.css").content_type == "text/css; charset=utf-8"
