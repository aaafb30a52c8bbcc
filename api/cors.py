"""The Origin of a request → whether a page from there may read the answer: exact origins only, never with credentials."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from api.operation import Operation

_HEADER_NAMES = re.compile(r"[A-Za-z0-9, -]{1,1000}")
_WIDGET_HEADERS = "Content-Type, X-Request-ID"
_EXPOSED = "X-Request-ID, Retry-After, WWW-Authenticate, Location"
_MAX_AGE_S = "600"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where pages may come from, as browsers write it (`https://news.example`).

    `trusted` may call every route and bring a key; `widget` may call the routes that are open to widgets, without one.
    """

    trusted: frozenset[str] = frozenset()
    widget: frozenset[str] = frozenset()

    def admit(self, origin: str | None, operation: Operation | None) -> bool:
        """Whether a page from `origin` may read the answer of `operation`; None: no route of ours."""
        if origin in self.trusted:
            return True
        return origin in self.widget and operation is not None and operation.widget

    def public(self, origin: str | None, operation: Operation) -> bool:
        """Whether a page from `origin` may call `operation` without a key."""
        return origin in self.widget and operation.widget


def is_preflight() -> bool:
    """Whether the present request only asks what a page may do."""
    return request.method == "OPTIONS" and "Origin" in request.headers and "Access-Control-Request-Method" in request.headers


def asked_endpoint() -> str | None:
    """The endpoint that a preflight asks about."""
    method = request.headers.get("Access-Control-Request-Method", "")
    adapter = current_app.create_url_adapter(request)
    try:
        return str(adapter.match(method=method)[0]) if adapter and method and method.isascii() else None
    except HTTPException:
        return None


def preflight(origins: Origins, operation: Operation) -> Response | None:
    """The answer to a preflight about `operation`; None where the page may not call it, and the browser will hold it back."""
    origin = request.headers.get("Origin")
    if not origins.admit(origin, operation):
        return None
    response = Response(status=204)
    del response.headers["Content-Type"]
    wanted = request.headers.get("Access-Control-Request-Headers", "")
    trusted = origin in origins.trusted and _HEADER_NAMES.fullmatch(wanted)
    response.headers["Access-Control-Allow-Methods"] = operation.method
    response.headers["Access-Control-Allow-Headers"] = wanted if trusted else _WIDGET_HEADERS
    response.headers["Access-Control-Max-Age"] = _MAX_AGE_S
    return response


def mark(response: Response, origins: Origins, operation: Operation | None) -> None:
    """Say in the response who may read it. Whether or not one may, it depends on the Origin."""
    if not (origins.trusted or origins.widget):
        return
    response.vary.update(["Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"] if is_preflight() else ["Origin"])
    origin = request.headers.get("Origin")
    if origin and origins.admit(origin, operation):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
