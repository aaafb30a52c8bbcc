"""The files of the question page → / and /page/…, under a policy that lets nothing run, load or leave but what this service sends itself."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from flask import Response

from api.errors import RefusedError
from api.operation import Gives
from api.shown import TYPES, public, shown

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


def show() -> Response:
    """GET /."""
    return shown("page/index.html", POLICY)


def part(name: str) -> Response:
    """GET /page/{name}. Raises RefusedError for anything that is not a part of the page."""
    if name not in _parts():
        raise RefusedError(404, "The page has no such part.")
    return shown(f"page/{name}", POLICY)


@cache
def _parts() -> frozenset[str]:
    """What a page is made of; the page itself is at /."""
    return frozenset(
        one.name for one in files("api").joinpath("static/page").iterdir() if one.name.rpartition(".")[2] in TYPES.keys() - {"html"}
    )


OPERATIONS = (
    public(
        "page",
        "/",
        show,
        "Ask in the browser",
        "html",
        about="The question page: answers with their citations in the articles, timelines, and the articles themselves. It holds no key of its own.",
    ),
    public(
        "page_part",
        "/page/{name}",
        part,
        "Scripts and styles of the page",
        "js",
        gives={200: Gives(says="A script, a style sheet or a drawing.", media="text/javascript")},
        problems=(404,),
        arguments={"name": "The file's name."},
    ),
)
