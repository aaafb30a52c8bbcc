"""/v1/timeline: a subject → dated statements, oldest first."""

from __future__ import annotations

from flask import Response, g

from api.intake import read_query
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply
from api.wire.timeline import TimelineOut, TimelineQuery, timeline_out
from qa.timeline.timeline import Timelines


def timeline() -> Response:
    """GET /v1/timeline."""
    request = read_query(TimelineQuery)
    index = parts().index
    out = timeline_out(Timelines(index).of(request.subject()), request.offset_unit, index.version)
    g.stages_ms = out.timings_ms
    return json_reply(out)


OPERATIONS = (
    Operation(
        name="timeline",
        scope="query",
        method="GET",
        path="/v1/timeline",
        view=timeline,
        tag="questions",
        summary="Tell a subject's story day by day",
        about=(
            "Dated statements on a subject, one cited sentence each, oldest first. Sentences of several articles that say the same of the "
            "same days are one entry. `after`, `before`, `as_of` and `source` bound the articles that are read, `since` and `until` the "
            "days that are told. With nothing to tell, `entries` is empty and `reason` says why."
        ),
        query=TimelineQuery,
        gives={200: Gives(says="Entries, oldest first, or none with a reason.", model=TimelineOut)},
        problems=(503,),
    ),
)
