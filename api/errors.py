"""Exceptions → application/problem+json (RFC 9457): total over DatelineError and HTTPException; anything else is a 500 with an id.

Addresses that speak in OpenAI's shape tell the same in OpenAI's error object.

What a client did wrong is told in full. What went wrong inside is told in general words; the details stand in the log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from index.errors import (
    BadInput,
    DatelineError,
    IndexDamaged,
    IndexLocked,
    IndexMismatch,
    ModelUnusable,
    NoSpace,
    NotReady,
    TooBusy,
)

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("dateline.error")
_FIELD_CHARACTERS = 200  # a field name may be the client's own: no more of it comes back
_OPENAI_PATHS = "dateline.openai_paths"
_OPENAI_CODES = {"not-found": "model_not_found", "unauthorized": "invalid_api_key"}
_LONG_S = 60  # a failure that lasts: clients that try again by themselves need not


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of problem: `type` is `urn:dateline:problem:<slug>`; `detail` is said where nothing more exact may be."""

    slug: str
    status: int
    title: str
    detail: str
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one part of a request; `field` is a path such as `sources[0]`, or the name of a parameter."""

    field: str
    message: str


class RefusedError(Exception):
    """A request is turned down on purpose with a 4xx `status`; `errors` name the fields at fault, `headers` go with the response."""

    def __init__(self, status: int, detail: str, errors: Sequence[FieldError] = (), headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


_ASK_LOG = "The request id finds the details in the log of the service."
INTERNAL = Kind("internal", 500, "Internal error", f"Something failed inside the service. {_ASK_LOG}")
KINDS: Mapping[int, Kind] = {
    kind.status: kind
    for kind in (
        Kind("bad-request", 400, "Bad request", "The request cannot be read."),
        Kind("unauthorized", 401, "Unauthorized", "This address needs a key."),
        Kind("forbidden", 403, "Forbidden", "The key does not allow this."),
        Kind("not-found", 404, "Not found", "There is nothing at this address."),
        Kind("method-not-allowed", 405, "Method not allowed", "This address does not know the method; Allow lists those it knows."),
        Kind("not-acceptable", 406, "Not acceptable", "The answer cannot be given in a media type that Accept allows."),
        Kind("too-large", 413, "Content too large", "The request body is larger than this address reads."),
        Kind("unsupported-media-type", 415, "Unsupported media type", "Send the body as application/json, not compressed."),
        Kind("expectation-failed", 417, "Expectation failed", "Only Expect: 100-continue is understood."),
        Kind("invalid", 422, "Invalid request", "The request was read, but parts of it are not valid; errors lists them."),
        Kind("too-many-requests", 429, "Too many requests", "Too many requests came from here: wait as long as Retry-After says."),
        Kind("header-too-large", 431, "Request header fields too large", "The request line and headers together are too large."),
        INTERNAL,
        Kind("not-implemented", 501, "Not implemented", "The transfer encoding is not supported."),
    )
}
"""Problems that stem from the request or from HTTP itself, by status."""

FAILURES: Mapping[type[DatelineError], Kind] = {
    NotReady: Kind("not-ready", 503, "Not ready", f"The index cannot be used now. {_ASK_LOG}", 5),
    IndexLocked: Kind("index-locked", 503, "Index locked", "Another process owns the data folder of the index.", 5),
    IndexMismatch: Kind("index-mismatch", 503, "Index mismatch", f"The index was built with other settings. {_ASK_LOG}", 60),
    IndexDamaged: Kind("index-damaged", 503, "Index damaged", "Stored facts do not hold: run `dateline check --repair`.", 60),
    ModelUnusable: Kind("model-unusable", 503, "Model unusable", f"The encoder cannot be used. {_ASK_LOG}", 60),
    NoSpace: Kind("no-space", 507, "No space", "The disk is full or cannot be written; what is stored can still be read.", 60),
    TooBusy: Kind("too-busy", 503, "Too busy", "All places are taken: try again later.", 1),
}
"""Problems inside the service, by exception."""


def install(app: Flask, openai_paths: Sequence[str] = ()) -> None:
    """Answer every exception of the app with a problem document; at `openai_paths` (those that end in / with all below) in OpenAI's shape."""
    app.extensions[_OPENAI_PATHS] = tuple(openai_paths)
    app.register_error_handler(DatelineError, _on_dateline_error)
    app.register_error_handler(RefusedError, _on_refused)
    app.register_error_handler(HTTPException, _on_http_exception)
    app.register_error_handler(Exception, _on_unknown)


def document(kind: Kind, detail: str, *, instance: str | None, request_id: str, errors: Sequence[FieldError] = ()) -> dict[str, object]:
    """The members of a problem document, in order; `errors` only where there are some."""
    result: dict[str, object] = {
        "type": f"urn:dateline:problem:{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
        "request_id": request_id,
    }
    if errors:
        result["errors"] = [{"field": _printable(error.field), "message": error.message} for error in errors]
    return result


def _printable(field: str) -> str:
    return field[:_FIELD_CHARACTERS].encode("utf-8", "backslashreplace").decode()


def respond(
    kind: Kind, detail: str | None = None, *, errors: Sequence[FieldError] = (), more: Mapping[str, object] | None = None
) -> Response:
    """A problem response for the present request; `more` adds members of its own kind."""
    if _in_openai_shape():
        return _respond_to_openai(kind, detail, errors)
    body = document(kind, detail or kind.detail, instance=request.path, request_id=g.request_id, errors=errors)
    response = Response(json.dumps({**body, **(more or {})}), status=kind.status, content_type=MEDIA_TYPE)
    if kind.retry_after_s is not None:
        response.headers["Retry-After"] = str(kind.retry_after_s)
    return response


def _in_openai_shape() -> bool:
    paths: Sequence[str] = current_app.extensions[_OPENAI_PATHS]
    return any(request.path == path or (path.endswith("/") and request.path.startswith(path)) for path in paths)


def _respond_to_openai(kind: Kind, detail: str | None, errors: Sequence[FieldError]) -> Response:
    """OpenAI's clients know 400 for what is not valid, and try 5xx again unless they are told not to."""
    status = 400 if kind.status == 422 else kind.status
    response = Response(json.dumps(openai_document(kind, detail, errors)), status=status, content_type="application/json")
    if kind.retry_after_s is not None:
        response.headers["Retry-After"] = str(kind.retry_after_s)
        response.headers["x-should-retry"] = "false" if kind.retry_after_s >= _LONG_S else "true"
    return response


def openai_document(kind: Kind, detail: str | None = None, errors: Sequence[FieldError] = ()) -> dict[str, object]:
    """OpenAI's error object: the first field at fault is its `param`."""
    named = "; ".join(f"{_printable(error.field)} {error.message}" for error in errors)
    return {
        "error": {
            "message": " ".join(part for part in (detail if detail or named else kind.detail, named) if part),
            "type": "invalid_request_error" if kind.status < 500 else "server_error",
            "param": _printable(errors[0].field) if errors else None,
            "code": _OPENAI_CODES.get(kind.slug) or kind.slug.replace("-", "_"),
        }
    }


def told_as(error: Exception) -> tuple[Kind, str]:
    """What is said of an error where no status can be sent any more."""
    kind = kind_of(error) if isinstance(error, DatelineError) else INTERNAL
    return kind, str(error) if isinstance(error, BadInput) else kind.detail


def kind_of(error: DatelineError) -> Kind:
    """The problem that an error of ours is told as; the nearest known class decides, INTERNAL for a branch without one."""
    if isinstance(error, BadInput):
        return KINDS[422 if error.field else 400]
    return next((FAILURES[cls] for cls in type(error).__mro__ if cls in FAILURES), INTERNAL)


def _on_dateline_error(error: DatelineError) -> Response:
    kind = kind_of(error)
    if isinstance(error, BadInput):
        errors = [FieldError(error.field, str(error))] if error.field else []
        return respond(kind, None if errors else str(error), errors=errors)
    _LOG.error("%s: %s", type(error).__name__, error, extra={"request_id": g.request_id}, exc_info=kind is INTERNAL)
    response = respond(kind)
    if isinstance(error, TooBusy):
        response.headers["Retry-After"] = str(max(1, error.retry_after_s))
    return response


def _on_refused(error: RefusedError) -> Response:
    response = respond(KINDS[error.status], str(error) or None, errors=error.errors)
    response.headers.update(error.headers)
    return response


def _on_http_exception(error: HTTPException) -> Response:
    response = respond(_http_kind(error.code))
    allow = dict(error.get_headers()).get("Allow")
    if allow:
        response.headers["Allow"] = allow
    return response


def _http_kind(code: int | None) -> Kind:
    """The kind for a status; statuses that no route of ours raises are named by HTTP's own phrase."""
    if code is not None and code in KINDS:
        return KINDS[code]
    try:
        status = HTTPStatus(code or 500)
    except ValueError:
        return INTERNAL
    return Kind(status.phrase.lower().replace(" ", "-"), status.value, status.phrase, f"{status.description or status.phrase}.")


def _on_unknown(error: Exception) -> Response:
    _LOG.error("unexpected %s", type(error).__name__, extra={"request_id": g.request_id}, exc_info=error)
    return respond(INTERNAL)
