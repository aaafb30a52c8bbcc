"""The bytes of a request → parsed JSON or query parameters, refused before any work is done on what is wrong, large or odd."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import get_args
from urllib.parse import parse_qsl

from flask import request
from pydantic.fields import FieldInfo
from werkzeug.exceptions import RequestEntityTooLarge

from api.errors import FieldError, RefusedError
from api.wire.fields import AnyRequest, read
from index.strict_json import loads

_MOST_PARAMETERS = 100


def read_body(limit: int, *, storable: bool = True) -> object:
    """The JSON value in the body of the present request; at most `limit` bytes are read, chunked or not.

    Raises RefusedError (413, 415) and BadInput (not JSON; with `storable`, strings that cannot be stored).
    """
    if request.mimetype != "application/json" or request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise RefusedError(415, "Send the body as application/json in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise RefusedError(415, "Send the body uncompressed: Content-Encoding is not read.")
    return loads(_bytes(limit), storable=storable)


def _bytes(limit: int) -> bytes:
    request.max_content_length = limit + 1  # werkzeug cuts a body without a length there, and says nothing
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge:
        data = None
    if data is None or len(data) > limit:
        raise RefusedError(413, f"The body is larger than the {limit} bytes that are read here.")
    return data


def read_query(model: type[AnyRequest]) -> AnyRequest:
    """The query parameters of the present request as `model`.

    Raises RefusedError: 400 for what is no query string in UTF-8; 422 for parameters that are unknown, repeated or not valid.
    """
    values, errors = _collect(_pairs(), model.model_fields)
    if errors:
        raise RefusedError(422, "", errors)
    return read(model, values)


def _pairs() -> list[tuple[str, str]]:
    raw = request.query_string
    if not raw:
        return []
    try:
        text = raw.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError:  # UnicodeDecodeError included
        raise RefusedError(400, "The query string cannot be read: send name=value pairs joined by &, percent-encoded UTF-8.") from None


def _collect(pairs: list[tuple[str, str]], fields: Mapping[str, FieldInfo]) -> tuple[dict[str, object], list[FieldError]]:
    """Values by name, those of list fields collected, those of integer fields converted; what is wrong with the rest."""
    values: dict[str, object] = {}
    lists: dict[str, list[str]] = {}
    errors: list[FieldError] = []
    for name, text in pairs:
        if "\0" in name + text:
            errors.append(FieldError(name.replace("\0", ""), "holds a NUL character"))
        elif name in fields and _is_list(fields[name]):
            lists.setdefault(name, []).append(text)
        elif name in values:
            errors.append(FieldError(name, "is given more than once"))
        else:
            values[name] = _integer(text) if name in fields and _is_integer(fields[name]) else text
    return {**values, **lists}, errors


def _integer(text: str) -> int | str:
    """Plain decimal digits as a number; anything else stays text, which the model then refuses."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else text


def _is_list(field: FieldInfo) -> bool:
    return getattr(field.annotation, "__origin__", None) is list


def _is_integer(field: FieldInfo) -> bool:
    return field.annotation is int or set(get_args(field.annotation)) == {int, NoneType}
