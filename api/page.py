"""The files of the question page → / and /page/…, under a policy that lets nothing run, load or leave but what this service sends itself."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Response

from api.errors import RefusedError
from api.operation import OPEN, Gives, Operation

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types dateline-inert",
    )
)
"""No inline script or style, no eval, no other host. `dateline-inert` is the one policy that may parse HTML: an uploaded page's, into a
document in which nothing runs or loads (`static/page/files.js`)."""

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


def show() -> Response:
    """GET /."""
    return Response(_folder().joinpath("index.html").read_bytes(), content_type="text/html; charset=utf-8", headers=_HEADERS)


def part(name: str) -> Response:
    """GET /page/{name}. Raises RefusedError for anything that is not a part of the page."""
    found = {one.name: one for one in _folder().iterdir() if _type(one.name)}.get(name)
    if found is None:
        raise RefusedError(404, "The page has no such part.")
    return Response(found.read_bytes(), content_type=_type(name), headers=_HEADERS)


def _folder() -> Traversable:
    return files("api").joinpath("static/page")


def _type(name: str) -> str | None:
    return _TYPES.get("." + name.rpartition(".")[2])


_HEADERS = {"Content-Security-Policy": POLICY}

OPERATIONS = (
    Operation(
        name="page",
        method="GET",
        path="/",
        view=show,
        tag="service",
        summary="Ask in the browser",
        about="The question page: answers with their citations in the articles, timelines, and the articles themselves. It holds no key of its own.",
        strict=False,
        scope=OPEN,
        gives={200: Gives(says="A page.", media="text/html")},
    ),
    Operation(
        name="page_part",
        method="GET",
        path="/page/{name}",
        view=part,
        tag="service",
        summary="Scripts and styles of the page",
        strict=False,
        scope=OPEN,
        gives={200: Gives(says="A script, a style sheet or a drawing.", media="text/javascript")},
        problems=(404,),
        arguments={"name": "The file's name."},
    ),
)
