"""/v1/search: a question → ranked passages alone."""

from __future__ import annotations

from flask import Response, g

from api.intake import read_body, read_query
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply, text_reply
from api.wire.fields import Nothing, read
from api.wire.render import search_out
from api.wire.shapes import TREC_MEDIA, SearchBody, SearchQuery, SearchReplyOut, shaped, trec_run
from qa.search import searched


def search_by_body() -> Response:
    """POST /v1/search."""
    read_query(Nothing)
    return _search(read(SearchBody, read_body(parts().limits.question_bytes)))


def search_by_query() -> Response:
    """GET /v1/search."""
    return _search(read_query(SearchQuery))


def _search(request: SearchBody | SearchQuery) -> Response:
    question = request.asked()
    out = search_out(searched(parts().index, question), request.offset_unit)
    g.stages_ms = out.timings_ms
    if request.format == "trec":
        return text_reply(trec_run(out, request.topic), TREC_MEDIA)
    return json_reply(shaped(out, question.typed or question.text, request.format))


_ABOUT = (
    "A passage that repeats a better one of its lineage is folded into it and listed in `copies`. While there are others, no lineage has more "
    "than 60 % of the passages and no outlet more than 80 %; what would have ranked among the first `k` without this stands in `held_back`."
)
_GIVES = {200: Gives(says="Passages, best first.", model=SearchReplyOut, also={TREC_MEDIA: None})}

OPERATIONS = (
    Operation(
        name="search",
        scope="query",
        method="POST",
        path="/v1/search",
        view=search_by_body,
        tag="questions",
        summary="Rank passages for a question",
        about=_ABOUT,
        body=SearchBody,
        gives=_GIVES,
        problems=(503,),
        example={"question": "checkpoint on the Lachin road", "k": 10},
    ),
    Operation(
        name="search_by_query",
        scope="query",
        method="GET",
        path="/v1/search",
        view=search_by_query,
        tag="questions",
        summary="Rank passages for a question given in the address",
        about=_ABOUT,
        query=SearchQuery,
        gives=_GIVES,
        problems=(503,),
    ),
)
