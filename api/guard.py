"""What every request must pass before its route, and what every response carries: id, host, key, origin, Accept, headers, log line."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping

from flask import Flask, Response, g, request

from api import access, cors
from api.errors import KINDS, RefusedError
from api.log import request_line
from api.operation import Operation
from api.parts import Parts

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::[0-9]{1,5})?")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
"""Sent with everything: no script runs, nothing is embedded, nothing is kept by caches."""


def install(app: Flask, parts: Parts, operations: Mapping[str, Operation]) -> None:
    """Set the checks and headers up; `operations` by endpoint name."""

    def before() -> Response | None:
        g.request_id = request_id(request.headers.get("X-Request-ID"))
        g.began = time.perf_counter()
        asked = cors.asked_endpoint() if cors.is_preflight() else request.endpoint
        g.operation = operations.get(asked or "")
        _check_host(parts)
        _check_path()
        _check_expect()
        if cors.is_preflight() and g.operation is not None:
            return cors.preflight(parts.access.origins, g.operation)
        access.check(parts.access, g.operation)
        _check_accept(g.operation)
        return None

    def finish(response: Response) -> Response:
        cors.mark(response, parts.access.origins, g.get("operation"))
        return _finish(response)

    app.before_request(before)
    app.after_request(finish)


def request_id(given: str | None) -> str:
    """The client's own id when it is 1 to 64 letters, digits, dots, underscores or hyphens, else a new one."""
    return given if given and _ID.fullmatch(given) else secrets.token_hex(8)


def standard_headers(identifier: str) -> dict[str, str]:
    """The headers that every response carries."""
    return {"X-Request-ID": identifier} | _HEADERS


def _finish(response: Response) -> Response:
    for name, value in standard_headers(g.request_id).items():
        response.headers.setdefault(name, value)
    if "Allow" in response.headers:  # from a set: the order would differ from run to run
        response.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
    request_line(
        method=request.method[:16],
        route=str(request.url_rule) if request.url_rule else None,
        status=response.status_code,
        duration_ms=(time.perf_counter() - g.began) * 1000,
        request_id=g.request_id,
        key=g.key.id if g.get("key") else None,
        stages_ms=g.get("stages_ms"),
    )
    return response


def _check_host(parts: Parts) -> None:
    """A web page that points its own name at this machine would otherwise reach the service through the reader's browser."""
    if parts.hosts is None:
        return
    match = _HOST.fullmatch(request.headers.get("Host", "").lower())
    if not match or match[1] not in parts.hosts:
        raise RefusedError(400, "The Host header does not name this service.")


def _check_path() -> None:
    try:
        path = request.environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise RefusedError(400, "The path is not UTF-8.") from None
    if "\0" in path:
        raise RefusedError(400, "The path holds a NUL character.")


def _check_expect() -> None:
    if request.headers.get("Expect", "100-continue").lower() != "100-continue":
        raise RefusedError(417, KINDS[417].detail)


def _check_accept(operation: Operation | None) -> None:
    if operation is None or not operation.strict or not operation.media:
        return
    accepted = request.accept_mimetypes
    if accepted and not accepted.best_match(operation.media):
        raise RefusedError(406, KINDS[406].detail)
