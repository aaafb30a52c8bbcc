"""Parsed JSON → a request model, or every fault of it at once; the field types that several models share."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from api.errors import FieldError, RefusedError
from index.errors import BadInput
from index.filters import language_range

_PHRASES = {"Value error, ": "", "Input should be": "must be", "Extra inputs are not permitted": "is not known here"}
_MOST_FAULTS = 50  # of one object: more would say nothing new
_FIELD_CHARACTERS = 200  # a field name may be the client's own: no more of it comes back
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Request(BaseModel):
    """What a client sends: unknown fields are refused, and no value is bent into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Reply(BaseModel):
    """What a client gets. Fields leave in the order in which they are declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Request):
    """No parameters."""


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _DAY.fullmatch(value):
        raise ValueError("must be a calendar day written YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("there is no such day in the calendar") from None


Day = Annotated[dt.date, BeforeValidator(_day)]
"""A calendar day, on the wire YYYY-MM-DD."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A source's name as it stands in the articles."""


def _language(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return language_range(value)
    except BadInput as error:
        raise ValueError(str(error)) from None


Language = Annotated[str, BeforeValidator(_language)]
"""The language tag that a filter asks for, in lower case."""

OffsetUnit = Literal["codepoint", "utf16", "byte"]
"""What offsets count: Unicode code points, UTF-16 code units (browsers), or bytes of the UTF-8 text."""

AnyRequest = TypeVar("AnyRequest", bound=Request)


def read(model: type[AnyRequest], value: object) -> AnyRequest:
    """`value` as `model`. Raises RefusedError: 400 when it is no JSON object at all, 422 with every field at fault otherwise."""
    if not isinstance(value, dict):
        raise RefusedError(400, f"The body must be a JSON object, not {json_type(value)}.")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise RefusedError(422, "", faults(error)) from None


def faults(error: ValidationError) -> list[FieldError]:
    """What pydantic found, each with its path; neither the value nor pydantic's own terms are repeated."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[:_MOST_FAULTS]
    return [FieldError(_path(item["loc"])[:_FIELD_CHARACTERS] or "$", _message(item["msg"])) for item in found]


def json_type(value: object) -> str:
    """The JSON name of a parsed value's type, with its article."""
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def _path(loc: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return "".join(steps).removeprefix(".")


def _message(text: str) -> str:
    for theirs, ours in _PHRASES.items():
        text = text.replace(theirs, ours)
    return text[:1].lower() + text[1:]
