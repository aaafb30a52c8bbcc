"""A file of api/static → the response that shows it, and the table row of a route that shows one to everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Response

from api.operation import OPEN, Gives, Operation

TYPES: Mapping[str, str] = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
"""Media type by the end of the file's name."""


@cache
def content(name: str) -> bytes:
    """The bytes of `name`, a path below api/static."""
    return files("api").joinpath("static", *name.split("/")).read_bytes()


def shown(name: str, policy: str | None = None) -> Response:
    """The file as a response; `policy`: its own Content-Security-Policy in place of the one that everything has."""
    response = Response(content(name), content_type=f"{TYPES[name.rpartition('.')[2]]}; charset=utf-8")
    if policy:
        response.headers["Content-Security-Policy"] = policy
    return response


def public(name: str, path: str, view: Callable[..., Response], summary: str, kind: str, **more: Any) -> Operation:
    """The row of a GET route that needs no key; `kind` is one of `TYPES`, `more` what an Operation has beside."""
    says = {"html": "A page.", "css": "A style sheet.", "js": "A script."}[kind]
    gives = {200: Gives(says=says, media=TYPES[kind])}
    row: dict[str, Any] = {"gives": gives, "tag": "service", "strict": False, "scope": OPEN} | more
    return Operation(name=name, method="GET", path=path, view=view, summary=summary, **row)
