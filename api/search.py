"""/v1/search: a question → ranked passages alone."""

from __future__ import annotations

from flask import Response, g

from api.intake import read_body, read_query
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply
from api.wire.answers import SearchOut
from api.wire.asking import AskBody, AskQuery
from api.wire.fields import Nothing, read
from api.wire.render import search_out
from qa.asked.question import preference


def search_by_body() -> Response:
    """POST /v1/search."""
    read_query(Nothing)
    return _search(read(AskBody, read_body(parts().limits.question_bytes)))


def search_by_query() -> Response:
    """GET /v1/search."""
    return _search(read_query(AskQuery))


def _search(request: AskBody | AskQuery) -> Response:
    question = request.asked()
    result = parts().index.search(question.text, question.k, question.window, preference(question))
    out = search_out(result, question, request.offset_unit)
    g.stages_ms = out.timings_ms
    return json_reply(out)


_GIVES = {200: Gives(says="Passages, best first.", model=SearchOut)}

OPERATIONS = (
    Operation(
        name="search",
        method="POST",
        path="/v1/search",
        view=search_by_body,
        tag="questions",
        summary="Rank passages for a question",
        body=AskBody,
        gives=_GIVES,
        problems=(503,),
        example={"question": "checkpoint on the Lachin road", "k": 10},
    ),
    Operation(
        name="search_by_query",
        method="GET",
        path="/v1/search",
        view=search_by_query,
        tag="questions",
        summary="Rank passages for a question given in the address",
        query=AskQuery,
        gives=_GIVES,
        problems=(503,),
    ),
)
