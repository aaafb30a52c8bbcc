"""A chat completion request and its replies in JSON. Unlike the native bodies, fields that are unknown here are passed over, as clients send many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.wire.answers import AnswerOut
from api.wire.fields import Reply, Request

MOST_MESSAGES = 2000
_PARTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}, {"type": "null"}]}


class _Tolerant(Request):
    """What is known is checked, what is not known is passed over."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class Part(_Tolerant):
    """One part of a message; only parts of text are read."""

    type: str = Field(max_length=100)
    text: str = ""


def _parts(value: object) -> object:
    if isinstance(value, str):
        return [{"type": "text", "text": value}]
    return [] if value is None else value


Content = Annotated[list[Part], BeforeValidator(_parts), WithJsonSchema(_PARTS)]
"""A string, or a list of parts."""


class MessageIn(_Tolerant):
    """One message of the conversation. System, developer and tool messages are not read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Content = Field(default=[], description="A string, or a list of parts of which those of text are read.")


class StreamOptions(_Tolerant):
    """How a stream ends."""

    include_usage: bool = Field(False, description="Send a last chunk with the token counts.")


class ResponseFormat(_Tolerant):
    """The form of the reply; only `text`, except for what front ends ask for themselves (titles and the like)."""

    type: str = "text"
    json_schema: dict[str, Any] | None = None


class ChatBody(_Tolerant):
    """A conversation whose last user message is the question; unknown fields are passed over."""

    model: str = Field(min_length=1, max_length=200, description="`dateline`, `dateline-links` or `dateline-footnotes`.")
    messages: list[MessageIn] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool | None = Field(None, description="Send the answer in server-sent events.")
    stream_options: StreamOptions | None = None
    max_tokens: int | None = Field(
        None, ge=1, description="The text is cut there, never within a marker; `finish_reason` is then `length`."
    )
    max_completion_tokens: int | None = Field(None, ge=1, description="The newer name of max_tokens.")
    stop: str | list[str] | None = Field(None, description="The text ends before the first of these.")
    n: int | None = Field(None, description="1: the same question has the same answer.")
    response_format: ResponseFormat | None = None
    dateline: dict[str, Any] | None = Field(
        None,
        description="What the body of /v1/ask takes beside question and history: as_of, after, before, sources and so on, checked as there.",
    )


class ModelOut(Reply):
    """A model: the same answers, with citations written in one of three ways."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(description="Seconds since 1970.")
    owned_by: str
    name: str


class ModelsOut(Reply):
    """All models."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class UrlCitationOut(Reply):
    """The marker's place in the text, end exclusive, in code points unless `dateline.offset_unit` says otherwise, and where it leads."""

    start_index: int = Field(ge=0)
    end_index: int = Field(ge=0)
    title: str
    url: str


class AnnotationOut(Reply):
    """A citation of an article that has an address."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitationOut


class AnswerMessageOut(Reply):
    """The answer in Markdown."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[AnnotationOut]


class ChoiceOut(Reply):
    """The only choice."""

    index: int
    message: AnswerMessageOut
    logprobs: None = None
    finish_reason: Literal["stop", "length"]


class UsageOut(Reply):
    """Tokens of the packaged encoder's tokenizer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionOut(Reply):
    """A chat completion; `dateline` is the answer as /v1/ask gives it, null where nothing was searched."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Seconds since 1970.")
    model: str
    system_fingerprint: str | None = Field(description="Changes with the articles, models and settings.")
    choices: list[ChoiceOut]
    usage: UsageOut
    dateline: AnswerOut | None


Chunk = Mapping[str, object]
"""One `chat.completion.chunk`."""
