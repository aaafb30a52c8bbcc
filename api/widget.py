"""GET /widget.js: the script that puts a question field into any page; GET /widget-demo: a page of another make with it."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from flask import Response, request

from api.operation import OPEN, Gives, Operation

DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""The strictest policy under which the widget works, with the service's host in place of 'self'."""


def script() -> Response:
    """GET /widget.js: the same bytes for everybody, kept for an hour; pages that demand CORS or CORP of their scripts may have it."""
    response = Response(_static("widget.js"), content_type="text/javascript; charset=utf-8")
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
    response = Response(_static("widget-demo.html"), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = DEMO_POLICY
    return response


def demo_style() -> Response:
    """GET /widget-demo.css."""
    return Response(_static("widget-demo.css"), content_type="text/css; charset=utf-8")


@cache
def _static(name: str) -> bytes:
    return files("api").joinpath("static", name).read_bytes()


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_static(name), mtime=0)


OPERATIONS = (
    Operation(
        name="widget",
        method="GET",
        path="/widget.js",
        view=script,
        tag="service",
        summary="The script that puts a question field into any page",
        strict=False,
        scope=OPEN,
        gives={200: Gives(says="A script.", media="text/javascript")},
    ),
    Operation(
        name="widget_demo",
        method="GET",
        path="/widget-demo",
        view=demo,
        tag="service",
        summary="A page of another make with the widget in it",
        strict=False,
        scope=OPEN,
        gives={200: Gives(says="A page.", media="text/html")},
    ),
    Operation(
        name="widget_demo_style",
        method="GET",
        path="/widget-demo.css",
        view=demo_style,
        tag="service",
        summary="How that page looks",
        strict=False,
        scope=OPEN,
        gives={200: Gives(says="A style sheet.", media="text/css")},
    ),
)
