"""Parts → the WSGI application: every route of the operation table behind one guard and one error handler."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter

from api import articles, ask, docs, errors, guard, health, openapi, page, search, timeline, verify, widget
from api.chat import routes as chat
from api.mcp import routes as mcp
from api.operation import Operation
from api.parts import Parts

OPERATIONS: tuple[Operation, ...] = (
    *ask.OPERATIONS,
    *search.OPERATIONS,
    *timeline.OPERATIONS,
    *verify.OPERATIONS,
    *chat.OPERATIONS,
    *mcp.OPERATIONS,
    *articles.OPERATIONS,
    *health.OPERATIONS,
    *openapi.OPERATIONS,
    *docs.OPERATIONS,
    *page.OPERATIONS,
    *widget.OPERATIONS,
)
"""Every route there is, in the order of the documentation."""


class _Anything(BaseConverter):
    """A path parameter that takes every character, slashes and line ends included."""

    part_isolating = False
    regex = r"[\s\S]+"


@cache
def _document() -> dict[str, Any]:
    """The description of all routes: the same for every application of the process."""
    return openapi.document(OPERATIONS)


def create_app(parts: Parts) -> Flask:
    """The application around `parts`. Nothing is opened or closed here; requests may come from several threads."""
    app = Flask("dateline", static_folder=None)
    app.url_map.merge_slashes = False  # ids may hold "//", as URLs do
    app.url_map.converters["anything"] = _Anything
    parts.attach(app.extensions)
    app.extensions[openapi.DOCUMENT] = _document()
    for operation in OPERATIONS:
        rule = operation.path.replace("{", "<anything:").replace("}", ">")
        app.add_url_rule(rule, endpoint=operation.name, view_func=operation.view, methods=[operation.method])
    guard.install(app, parts, {operation.name: operation for operation in OPERATIONS})
    errors.install(app, sorted({one.path.partition("{")[0] for one in OPERATIONS if one.errors == "openai"}))
    return app
