"""/v1/ask: a question → an Answer."""

from __future__ import annotations

from flask import Response, g

from api.intake import read_body, read_query
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply
from api.wire.answers import AnswerOut
from api.wire.asking import AskBody, AskQuery
from api.wire.fields import Nothing, read
from api.wire.render import answer_out


def ask_by_body() -> Response:
    """POST /v1/ask."""
    read_query(Nothing)
    return _answer(read(AskBody, read_body(parts().limits.question_bytes)))


def ask_by_query() -> Response:
    """GET /v1/ask."""
    return _answer(read_query(AskQuery))


def _answer(request: AskBody | AskQuery) -> Response:
    answer = parts().answerer.answer(request.asked())
    out = answer_out(answer, request.offset_unit, parts().index.version)
    g.stages_ms = out.timings_ms
    return json_reply(out)


_ABOUT = (
    "Status is `answered` with at least one citation, or `abstained` with a reason; passages come back either way. "
    "For every citation and passage the stored article version's text from `start` to `end` is the quotation."
)
_GIVES = {200: Gives(says="An answer, or an abstention with its reason.", model=AnswerOut)}

OPERATIONS = (
    Operation(
        name="ask",
        method="POST",
        path="/v1/ask",
        view=ask_by_body,
        tag="questions",
        summary="Answer a question with citations",
        about=_ABOUT,
        body=AskBody,
        gives=_GIVES,
        problems=(503,),
        example={"question": "when was the checkpoint installed?", "k": 5, "after": "2023-01-01"},
    ),
    Operation(
        name="ask_by_query",
        method="GET",
        path="/v1/ask",
        view=ask_by_query,
        tag="questions",
        summary="Answer a question given in the address",
        about=_ABOUT,
        query=AskQuery,
        gives=_GIVES,
        problems=(503,),
    ),
)
