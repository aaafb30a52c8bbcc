"""The OpenAPI document → one readable page at /docs, without scripts and without anything from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from flask import Response, current_app

from api.openapi import DOCUMENT
from api.shown import public, shown


def show() -> Response:
    """GET /docs."""
    return _page("dateline: HTTP interface", _body(current_app.extensions[DOCUMENT]))


def style() -> Response:
    """GET /docs.css."""
    return shown("docs.css")


def _page(title: str, parts: list[str]) -> Response:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    text = f'<!doctype html><html lang="en"><head>{head}<link rel="stylesheet" href="/docs.css"></head><body>{"".join(parts)}</body></html>'
    return Response(text, content_type="text/html; charset=utf-8")


def _body(document: dict[str, Any]) -> list[str]:
    info = document["info"]
    return [
        f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>",
        f"<p>{escape(info['summary'])} {escape(info['description'])} For programs: <a href='/openapi.json'>/openapi.json</a>.</p>",
        *_contents(document),
        *(part for path, method, row in _rows(document) for part in _operation(path, method, row)),
        "<h2>Shapes</h2>",
        *(part for name, schema in document["components"]["schemas"].items() for part in _shape(name, schema)),
    ]


def _rows(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, row in methods.items():
            yield path, method.upper(), row


def _contents(document: dict[str, Any]) -> Iterator[str]:
    yield "<nav><ul>"
    for path, method, row in _rows(document):
        yield f"<li><a href='#{row['operationId']}'><b>{method}</b> <code>{escape(path)}</code></a> {escape(row['summary'])}</li>"
    yield "</ul></nav>"


def _operation(path: str, method: str, row: dict[str, Any]) -> Iterator[str]:
    yield f"<section id='{row['operationId']}'><h2><b>{method}</b> <code>{escape(path)}</code></h2><p>{escape(row['summary'])}.</p>"
    if "description" in row:
        yield f"<p>{escape(row['description'])}</p>"
    if "parameters" in row:
        yield "<h3>Parameters</h3>" + _table(
            [(item["name"], item["in"], _type(item["schema"]), item.get("description", "")) for item in row["parameters"]]
        )
    for media, content in row.get("requestBody", {}).get("content", {}).items():
        yield f"<h3>Body</h3><p><code>{escape(media)}</code>: {_type(content['schema'])}</p>"
        if "example" in content:
            yield f"<pre tabindex='0'>{escape(json.dumps(content['example'], indent=2))}</pre>"
    yield "<h3>Replies</h3>" + _table([(status, _reply(reply), "", reply["description"]) for status, reply in row["responses"].items()])
    yield "</section>"


def _reply(reply: dict[str, Any]) -> str:
    return " ".join(_type(content["schema"]) for content in reply.get("content", {}).values()) or "no body"


def _shape(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"<section id='{escape(name)}'><h3>{escape(name)}</h3><p>{escape(schema.get('description', ''))}</p>"
    required = schema.get("required", [])
    rows = [
        (field, _type(found), "" if field in required else "optional", found.get("description", ""))
        for field, found in schema.get("properties", {}).items()
    ]
    yield _table(rows) if rows else f"<p>{_type(schema)}</p>"
    yield "</section>"


def _table(rows: list[tuple[str, str, str, str]]) -> str:
    """Rows of name, type (HTML), remark and description."""
    cells = (f"<tr><td><code>{escape(a)}</code></td><td>{b}</td><td>{c}</td><td>{escape(d)}</td></tr>" for a, b, c, d in rows)
    return f"<table>{''.join(cells)}</table>"


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words, as HTML; shapes are links."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f"<a href='#{name}'>{name}</a>"
    if "anyOf" in schema:
        return " or ".join(_type(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    words = [str(schema.get("format") or schema.get("type", "any"))]
    bounds = {"minimum": "from", "maximum": "to", "minLength": "at least", "maxLength": "at most", "default": "default"}
    words += [f"{says} {schema[bound]}" for bound, says in bounds.items() if bound in schema]
    return escape(" ".join(words))


OPERATIONS = (
    public("docs", "/docs", show, "This description, for people", "html"),
    public("docs_style", "/docs.css", style, "How the pages look", "css"),
)
