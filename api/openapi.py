"""The table of operations and the wire models → the OpenAPI 3.1 document at /openapi.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from flask import Response, current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.errors import KINDS, MEDIA_TYPE
from api.operation import OPEN, Gives, Operation
from api.wire.fields import Request
from api.wire.problem import OpenAIErrorOut, OpenApiOut, ProblemOut

DOCUMENT = "dateline.openapi"
"""Where the app keeps its document."""

_REFERENCE = "#/components/schemas/"
_SAYS = {
    500: "Something failed inside; the request id finds the details in the log.",
    503: "Not possible now; Retry-After says when to try again.",
    507: "The disk is full or cannot be written.",
}


def show() -> Response:
    """GET /openapi.json."""
    return Response(json.dumps(current_app.extensions[DOCUMENT]), content_type="application/json")


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these operations."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "dateline",
            "version": installed_version(),
            "summary": "Answers questions over news articles with exact citations.",
            "description": "JSON in and out, UTF-8. Errors are problem documents (RFC 9457). Every response carries X-Request-ID.",
        },
        "tags": [
            {"name": "questions", "description": "Ask, or rank passages alone."},
            {"name": "articles", "description": "What can be cited."},
            {"name": "service", "description": "How the service does, and what it can."},
        ],
        "paths": paths,
        "components": {"schemas": _schemas(operations), "headers": _HEADERS, "securitySchemes": _SECURITY},
    }


def installed_version() -> str:
    """The version of the installed distribution, `0` when it runs from a bare folder."""
    try:
        return version("dateline")
    except PackageNotFoundError:
        return "0"


_HEADERS = {
    "X-Request-ID": {"description": "The client's own id, or a new one.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
    "WWW-Authenticate": {"description": "What is wrong with the key (RFC 6750).", "schema": {"type": "string"}},
}
_SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key made by `dateline keys add`. While there is none, none is needed."}
}
_EXTRA_HEADERS = {401: "WWW-Authenticate", 403: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After", 507: "Retry-After"}


def _operation(operation: Operation) -> dict[str, Any]:
    row: dict[str, Any] = {"operationId": operation.name, "tags": [operation.tag], "summary": operation.summary}
    if operation.about:
        row["description"] = operation.about
    parameters = [_path_parameter(name, says) for name, says in operation.arguments.items()] + _query_parameters(operation.query)
    if parameters:
        row["parameters"] = parameters
    if operation.body:
        media = {"schema": _reference(operation.body)} | ({"example": operation.example} if operation.example else {})
        row["requestBody"] = {"required": True, "content": {"application/json": media}}
    row["security"] = [] if operation.scope == OPEN else [{}, {"key": [operation.scope]}]
    row["responses"] = {str(status): _success(gives) for status, gives in sorted(operation.gives.items())}
    row["responses"] |= {str(status): _problem(status, operation) for status in operation.all_problems}
    return row


def _path_parameter(name: str, says: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": says, "schema": {"type": "string", "minLength": 1}}


def _query_parameters(model: type[Request]) -> list[dict[str, Any]]:
    schema = model.model_json_schema()
    required = schema.get("required", [])
    return [_query_parameter(name, field, name in required) for name, field in schema.get("properties", {}).items()]


def _query_parameter(name: str, field: dict[str, Any], required: bool) -> dict[str, Any]:
    """A parameter cannot be null: it is left out instead."""
    says = field.pop("description", None)
    choices = [choice for choice in field.pop("anyOf", []) if choice != {"type": "null"}]
    if choices:
        field = choices[0]
    parameter: dict[str, Any] = {"name": name, "in": "query", "required": required, "schema": _tidy(field)}
    return parameter | ({"description": says} if says else {})


def _success(gives: Gives) -> dict[str, Any]:
    response: dict[str, Any] = {"description": gives.says, "headers": _header_references("X-Request-ID")}
    if gives.media:
        response["content"] = {gives.media: {"schema": _reference(gives.model) if gives.model else {"type": "string"}}}
        response["content"] |= {
            media: {"schema": _reference(model) if model else {"type": "string"}} for media, model in gives.also.items()
        }
    return response


def _problem(status: int, operation: Operation) -> dict[str, Any]:
    says = _SAYS.get(status) or KINDS[status].detail
    names = ("X-Request-ID", *([_EXTRA_HEADERS[status]] if status in _EXTRA_HEADERS else []))
    return {
        "description": says,
        "headers": _header_references(*names),
        "content": _ERRORS[operation.errors],
    }


def _header_references(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCE + _public(model.__name__)}


def _public(name: str) -> str:
    """AnswerOut is called Answer outside."""
    return name.removesuffix("Out")


_ERRORS = {
    "problem": {MEDIA_TYPE: {"schema": _reference(ProblemOut)}},
    "openai": {"application/json": {"schema": _reference(OpenAIErrorOut)}},
}


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    replies: set[type[BaseModel]] = {gives.model for operation in operations for gives in operation.gives.values() if gives.model} | {
        ProblemOut,
        OpenAIErrorOut,
    }
    replies |= {model for operation in operations for gives in operation.gives.values() for model in gives.also.values() if model}
    bodies = {operation.body for operation in operations if operation.body}
    modes: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = []
    modes += [(model, "serialization") for model in sorted(replies, key=lambda model: model.__name__)]
    modes += [(model, "validation") for model in sorted(bodies, key=lambda model: model.__name__)]
    _, schema = models_json_schema(modes, ref_template=_REFERENCE + "{model}")
    return {_public(name): _tidy(found) for name, found in sorted(schema["$defs"].items())}


def _tidy(value: Any) -> Any:
    """A schema without pydantic's made-up titles and null defaults, referring to models by their public names."""
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if not isinstance(value, dict):
        return value
    noise = {name for name, item in value.items() if (name == "title" and isinstance(item, str)) or (name == "default" and item is None)}
    kept = {name: item for name, item in value.items() if name not in noise}
    if isinstance(kept.get("$ref"), str):
        kept["$ref"] = _public(kept["$ref"])
    return {name: _tidy(item) for name, item in kept.items()}


OPERATIONS = (
    Operation(
        name="openapi",
        method="GET",
        path="/openapi.json",
        view=show,
        tag="service",
        summary="This description, for programs",
        strict=False,
        scope="open",
        gives={200: Gives(says="An OpenAPI 3.1 document.", model=OpenApiOut)},
    ),
)
