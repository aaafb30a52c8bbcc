"""/v1/chat/completions and /v1/models, also without /v1: OpenAI's shape in, answers with markers and sources out."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from flask import Response, g, request

from api.chat import housekeeping
from api.chat.completion import END, KEEP_ALIVE, Completion, Head, chunks, completion, found, line, opening, whole
from api.chat.conversation import Conversation, all_text, read_conversation
from api.chat.prose import Prose, Style, told
from api.chat.wire import ChatBody, CompletionOut, ModelOut, ModelsOut
from api.chat.work import Work
from api.errors import FieldError, RefusedError, openai_document, told_as
from api.intake import read_body
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply
from api.wire.asking import AskBody
from api.wire.fields import read
from api.wire.render import answer_out

_T = TypeVar("_T")
_LOG = logging.getLogger("dateline.error")

MODELS: dict[str, tuple[str, Style]] = {
    "dateline": ("Dateline", "markers"),
    "dateline-links": ("Dateline (links)", "links"),
    "dateline-footnotes": ("Dateline (footnotes)", "footnotes"),
}
"""Model → its name, and how it writes citations."""

_CREATED = 1_793_491_200  # 1 November 2026
_PATIENCE_S = 1.0  # until then errors still have a status of their own; answers rarely take longer
_BEAT_S = 5.0
_LOOK_S = 0.5  # how soon it is noticed that nobody listens any more


def complete() -> Response:
    """POST /v1/chat/completions."""
    asked = read(ChatBody, read_body(parts().limits.chat_bytes, storable=False))
    style = _style(asked)
    if asked.n not in (None, 1):
        raise RefusedError(422, "", [FieldError("n", "must be 1: the same question has the same answer")])
    conversation = read_conversation(asked.messages)
    own = housekeeping.reply(conversation, _schema(asked))
    if own is None and asked.response_format and asked.response_format.type != "text":
        fix = "must be text: for JSON ask /v1/ask, or read `dateline` in this reply"
        raise RefusedError(422, "", [FieldError("response_format.type", fix)])
    head = Head(f"chatcmpl-{secrets.token_hex(12)}", int(time.time()), asked.model)
    make = _saying(own, head, asked) if own is not None else _answering(conversation, head, asked, style)
    if not asked.stream:
        return _whole(make(), asked)
    return _streamed(Work(make), head, asked)


def models() -> Response:
    """GET /v1/models."""
    return json_reply(ModelsOut(data=[_model(name) for name in MODELS]))


def model(name: str) -> Response:
    """GET /v1/models/{name}."""
    if name not in MODELS:
        raise _unknown(name)
    return json_reply(_model(name))


def _model(name: str) -> ModelOut:
    return ModelOut(id=name, created=_CREATED, owned_by="dateline", name=MODELS[name][0])


def _style(asked: ChatBody) -> Style:
    if asked.model not in MODELS:
        raise _unknown(asked.model)
    return MODELS[asked.model][1]


def _unknown(name: str) -> RefusedError:
    return RefusedError(404, "", [FieldError("model", f"{name[:80]!a} does not exist; there are {', '.join(MODELS)}")])


def _schema(asked: ChatBody) -> dict[str, object] | None:
    """The properties of the JSON that is wanted."""
    wanted = asked.response_format.json_schema if asked.response_format else None
    schema = wanted.get("schema") if wanted else None
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return properties if isinstance(properties, dict) else None


def _saying(text: str, head: Head, asked: ChatBody) -> Callable[[], Completion]:
    """A reply to a front end's own request: nothing is searched."""
    return lambda: completion(head, Prose(text, (), ()), asked, None)


def _answering(conversation: Conversation, head: Head, asked: ChatBody, style: Style) -> Callable[[], Completion]:
    """The answer to the question. The parts are taken here, since the answer may be made on another thread."""
    own, ask = parts(), _ask(conversation, asked.dateline or {})
    question = _located(ask.asked)

    def make() -> Completion:
        answer = answer_out(own.answerer.answer(question), ask.offset_unit, own.index.version)
        return completion(head, told(answer, style, attached=conversation.attached), asked, answer)

    return make


def _ask(conversation: Conversation, extension: Mapping[str, object]) -> AskBody:
    """The same question to /v1/ask. Raises RefusedError."""
    reserved = [name for name in ("question", "history") if name in extension]
    if reserved:
        raise RefusedError(422, "", [FieldError(f"dateline.{reserved[0]}", "is taken from the messages")])
    whole = {**extension, "question": conversation.question, "history": list(conversation.history)}
    return _located(lambda: read(AskBody, whole))


def _located(make: Callable[[], _T]) -> _T:
    """What `make` makes; where it refuses, the fields are named as they stand in a chat request."""
    try:
        return make()
    except RefusedError as error:
        places = {"question": "messages", "history": "messages"}
        fields = [FieldError(places.get(one.field, f"dateline.{one.field}"), one.message) for one in error.errors]
        raise RefusedError(error.status, str(error), fields) from None


def _whole(made: Completion, asked: ChatBody) -> Response:
    if made.answer:
        g.stages_ms = made.answer.timings_ms
    return json_reply(whole(made, all_text(asked.messages)))


# -- streaming ------------------------------------------------------------------------------------------------------


def _streamed(work: Work[Completion], head: Head, asked: ChatBody) -> Response:
    """The stream; what fails at once fails with a status."""
    late = not work.ended_within(_PATIENCE_S)
    if not late:
        made = work.result()
        if made.answer:
            g.stages_ms = made.answer.timings_ms
    gone = request.environ.get("waitress.client_disconnected") or (lambda: False)
    events = _events(work, head, asked, late=late, gone=gone, request_id=g.request_id)
    return Response(events, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _events(work: Work[Completion], head: Head, asked: ChatBody, *, late: bool, gone: Callable[[], bool], request_id: str) -> Iterator[str]:
    counted = bool(asked.stream_options and asked.stream_options.include_usage)
    yield line(opening(head, counted=counted, reading=late))
    try:
        if late:
            yield from _waiting(work, gone)
            if gone():
                return
        made = work.result()
        if late:
            yield line(found(head, counted=counted))
        for chunk in chunks(made, all_text(asked.messages), counted=counted):
            yield line(chunk)
        yield END
    except Exception as error:  # the status has been sent: the stream says what happened, and ends
        kind, detail = told_as(error)
        _LOG.error("a stream broke off: %s", type(error).__name__, extra={"request_id": request_id}, exc_info=error)
        yield line(openai_document(kind, detail))
    finally:
        work.abandon()


def _waiting(work: Work[Completion], gone: Callable[[], bool]) -> Iterator[str]:
    """Signs of life until the work has ended or nobody listens."""
    beat = time.monotonic()
    while not work.ended_within(_LOOK_S) and not gone():
        if time.monotonic() - beat >= _BEAT_S:
            beat = time.monotonic()
            yield KEEP_ALIVE


# -- the table ------------------------------------------------------------------------------------------------------

_ABOUT = (
    "The last user message is the question, the messages before it say what its words refer to; system messages are not obeyed. The text is "
    "Markdown with markers, and annotations point at them. With `stream`, server-sent events: docs/chat.md describes them. "
    "`dateline` in the body takes what /v1/ask takes beside the question."
)
_EXAMPLE = {"model": "dateline", "messages": [{"role": "user", "content": "when was the checkpoint installed?"}]}


def _operations(prefix: str, suffix: str) -> tuple[Operation, ...]:
    """The routes below `prefix`; `suffix` tells their names apart."""
    alias = ", without /v1" if suffix else ""
    return (
        Operation(
            name=f"chat_completions{suffix}",
            method="POST",
            path=f"{prefix}/chat/completions",
            view=complete,
            tag="questions",
            summary=f"Answer in a chat, in OpenAI's shape{alias}",
            about=_ABOUT,
            body=ChatBody,
            gives={200: Gives(says="The answer, or in words that there is none.", model=CompletionOut, also={"text/event-stream": None})},
            problems=(404, 503),
            strict=False,
            errors="openai",
            scope="query",
            widget=not suffix,
            example=_EXAMPLE,
        ),
        Operation(
            name=f"models{suffix}",
            method="GET",
            path=f"{prefix}/models",
            view=models,
            tag="questions",
            summary=f"List the models of the chat{alias}",
            gives={200: Gives(says="The three ways of writing citations.", model=ModelsOut)},
            strict=False,
            errors="openai",
            scope="query",
        ),
        Operation(
            name=f"model{suffix}",
            method="GET",
            path=f"{prefix}/models/{{name}}",
            view=model,
            tag="questions",
            summary=f"Read one model of the chat{alias}",
            gives={200: Gives(says="The model.", model=ModelOut)},
            problems=(404,),
            strict=False,
            errors="openai",
            scope="query",
            arguments={"name": "The model's id."},
        ),
    )


OPERATIONS = (*_operations("/v1", ""), *_operations("", "_bare"))
