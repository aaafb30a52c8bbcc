"""/v1/verify: quotations, or a text or an Answer that quotes → whether they really stand in the stored articles."""

from __future__ import annotations

import datetime as dt

from flask import Response, g

from api.intake import read_body, read_query
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply
from api.wire.fields import Nothing, read
from api.wire.verify import VerifyBody, VerifyOut, verified

BODY_BYTES = 2 * 1024 * 1024
"""Largest request that is read."""


def verify() -> Response:
    """POST /v1/verify."""
    read_query(Nothing)
    body = read(VerifyBody, read_body(BODY_BYTES))
    index = parts().index
    out = verified(index, index.version, body, dt.datetime.now(dt.UTC))
    g.stages_ms = out.timings_ms
    return json_reply(out)


OPERATIONS = (
    Operation(
        name="verify",
        scope="query",
        method="POST",
        path="/v1/verify",
        view=verify,
        tag="questions",
        summary="Tell whether quotations stand in the articles",
        about=(
            "Each quotation is `found`, `found_elsewhere` (in another article than it names), `altered` (with what differs word by word) or "
            "`not_found`. Kinds of quotation marks, dashes and spaces, line breaks, ligatures and unseen signs are no difference; case, "
            "accents, digits and denials are. An ellipsis and words in brackets are an editor's marks, told in `edits`. Superseded versions "
            "are searched too and told as such. Nothing is `not_found` before every stored text was searched."
        ),
        body=VerifyBody,
        gives={200: Gives(says="One verdict for each quotation.", model=VerifyOut)},
        problems=(503,),
        example={"quotes": [{"quote": "The checkpoint was installed on 23 April 2023."}]},
    ),
)
