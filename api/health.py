"""/healthz says that the process runs, /readyz whether questions can be answered, and why not to those who need no key or have one."""

from __future__ import annotations

import json

from flask import Response

from api.access import trusted
from api.errors import FAILURES, respond
from api.operation import Gives, Operation
from api.parts import parts
from api.reply import json_reply
from api.wire.problem import AliveOut, ReadyOut
from index.errors import NotReady


def alive() -> Response:
    """GET /healthz."""
    return json_reply(AliveOut(status="alive"))


def ready() -> Response:
    """GET /readyz."""
    able, found = parts().index.ready()
    checks: dict[str, object] = json.loads(json.dumps(dict(found), default=str)) if trusted() else {}
    if able:
        return json_reply(ReadyOut(ready=True, checks=checks))
    says = f"Questions cannot be answered now{'; checks says why' if checks else ''}."
    return respond(FAILURES[NotReady], says, more={"ready": False, "checks": checks})


OPERATIONS = (
    Operation(
        name="alive",
        method="GET",
        path="/healthz",
        view=alive,
        tag="service",
        strict=False,
        scope="open",
        summary="Is the process alive",
        gives={200: Gives(says="It is.", model=AliveOut)},
    ),
    Operation(
        name="ready",
        method="GET",
        path="/readyz",
        view=ready,
        tag="service",
        strict=False,
        scope="open",
        summary="Can questions be answered",
        gives={200: Gives(says="They can.", model=ReadyOut)},
        problems=(503,),
    ),
)
