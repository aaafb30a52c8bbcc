"""GET /widget.js: the script that puts a question field into any page; GET /widget-demo: a page of another make with it."""

from __future__ import annotations

import gzip
from functools import cache

from flask import Response, request

from api.shown import content, public, shown

DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""The strictest policy under which the widget works, with the service's host in place of 'self'."""


def script() -> Response:
    """GET /widget.js: the same bytes for everybody, kept for an hour; pages that demand CORS or CORP of their scripts may have it."""
    response = shown("widget.js")
    response.add_etag()
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.set_data(_packed("widget.js"))
        response.content_encoding = "gzip"
        response.add_etag(overwrite=True)
    response.make_conditional(request)
    return response


def demo() -> Response:
    """GET /widget-demo."""
    return shown("widget-demo.html", DEMO_POLICY)


def demo_style() -> Response:
    """GET /widget-demo.css."""
    return shown("widget-demo.css")


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(content(name), mtime=0)


OPERATIONS = (
    public("widget", "/widget.js", script, "The script that puts a question field into any page", "js"),
    public("widget_demo", "/widget-demo", demo, "A page of another make with the widget in it", "html"),
    public("widget_demo_style", "/widget-demo.css", demo_style, "How that page looks", "css"),
)
