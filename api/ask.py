"""/v1/ask: a question → an Answer."""

from __future__ import annotations

from flask import Response, g

from api.intake import read_body, read_query
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply, text_reply
from api.wire.exports import CSL_MEDIA, MARKDOWN_MEDIA, AnswerBody, AnswerQuery, AnswerReplyOut, CslOut, anchored, csl, markdown
from api.wire.fields import Nothing, OffsetUnit, read
from api.wire.render import Texts, answer_out
from api.wire.shapes import anthropic_answer


def ask_by_body() -> Response:
    """POST /v1/ask."""
    read_query(Nothing)
    return _answer(read(AnswerBody, read_body(parts().limits.question_bytes)))


def ask_by_query() -> Response:
    """GET /v1/ask."""
    return _answer(read_query(AnswerQuery))


def _answer(request: AnswerBody | AnswerQuery) -> Response:
    answer, read_version = parts().answerer.answer(request.asked()), parts().index.version
    unit: OffsetUnit = "codepoint" if request.format == "anthropic" else request.offset_unit
    out = answer_out(answer, unit, read_version)
    g.stages_ms = out.timings_ms
    match request.format:
        case "markdown":
            return text_reply(markdown(out), MARKDOWN_MEDIA)
        case "csl":
            return json_reply(csl(out), media=CSL_MEDIA, unknown=False)
        case "anthropic":
            return json_reply(anthropic_answer(out))
        case _:
            return json_reply(anchored(out, answer, Texts((), read_version)) if request.selectors else out)


_ABOUT = (
    "Status is `answered` with at least one citation, or `abstained` with a reason; passages come back either way. "
    "For every citation and passage the stored article version's text from `start` to `end` is the quotation."
)
_GIVES = {
    200: Gives(says="An answer, or an abstention with its reason.", model=AnswerReplyOut, also={MARKDOWN_MEDIA: None, CSL_MEDIA: CslOut})
}

OPERATIONS = (
    Operation(
        name="ask",
        scope="query",
        widget=True,
        method="POST",
        path="/v1/ask",
        view=ask_by_body,
        tag="questions",
        summary="Answer a question with citations",
        about=_ABOUT,
        body=AnswerBody,
        gives=_GIVES,
        problems=(503,),
        example={"question": "when was the checkpoint installed?", "k": 5, "after": "2023-01-01"},
    ),
    Operation(
        name="ask_by_query",
        scope="query",
        method="GET",
        path="/v1/ask",
        view=ask_by_query,
        tag="questions",
        summary="Answer a question given in the address",
        about=_ABOUT,
        query=AnswerQuery,
        gives=_GIVES,
        problems=(503,),
    ),
)
