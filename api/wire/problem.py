"""The shape of a problem document (RFC 9457) and of the health replies, for the OpenAPI document and the page."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.wire.fields import Reply


class FieldErrorOut(Reply):
    """What is wrong with one part of the request."""

    field: str
    message: str


class ProblemOut(Reply):
    """A problem document. `request_id` finds the details in the log; `errors` is there when parts of the request are at fault."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str = Field(description="`urn:dateline:problem:` and a name that never changes.")
    title: str
    status: int
    detail: str
    instance: str | None = Field(description="The path that was asked for.")
    request_id: str
    errors: list[FieldErrorOut] = Field(default=[])


class AliveOut(Reply):
    """The process runs."""

    status: str


class ReadyOut(Reply):
    """Questions can be answered; `checks` says what was looked at."""

    ready: bool
    checks: dict[str, object]


class OpenApiOut(Reply):
    """An OpenAPI 3.1 document."""

    model_config = ConfigDict(extra="allow", frozen=True)

    openapi: str
    info: dict[str, object]
    paths: dict[str, object]


class OpenAIFaultOut(Reply):
    """What is wrong; `param` is the field at fault, `code` a name that never changes."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIErrorOut(Reply):
    """An error in OpenAI's shape."""

    error: OpenAIFaultOut
