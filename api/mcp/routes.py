"""/mcp: the Model Context Protocol over HTTP (Streamable HTTP), answered with plain JSON, one POST at a time.

What is refused before it is read as JSON-RPC (key, origin, size, media type) gets a problem document, as on all routes; GET and DELETE,
with which sessions and streams would begin and end, get 405.
"""

from __future__ import annotations

import json

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from api.errors import RefusedError
from api.intake import read_body, read_query
from api.mcp.protocol import PARSE_ERROR, Fault, Headers
from api.mcp.server import answer, refused
from api.mcp.tools import TOOLS
from api.operation import Gives, Operation
from api.parts import parts
from api.wire.fields import Nothing, Reply
from index.errors import BadInput

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class RpcMessage(BaseModel):
    """A JSON-RPC 2.0 message; under revision 2025-03-26 also a list of them."""

    jsonrpc: str = Field(description="`2.0`")
    method: str = Field(description="`server/discover`, `tools/list`, `tools/call`; before 2026-07-28 also `initialize` and `ping`.")
    id: str | int | None = Field(None, description="Without one it is a notification, and is answered with 202.")
    params: dict[str, object] | None = None


class RpcAnswerOut(Reply):
    """A JSON-RPC 2.0 response: `result` or `error`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    jsonrpc: str
    id: str | int | None


def post() -> Response:
    """POST /mcp."""
    read_query(Nothing)
    _check_origin()
    headers = Headers(
        version=request.headers.get("MCP-Protocol-Version"),
        method=request.headers.get("Mcp-Method"),
        name=request.headers.get("Mcp-Name"),
    )
    try:
        found = answer(read_body(parts().limits.question_bytes, storable=False), headers, TOOLS)
    except BadInput as error:
        found = refused(Fault(PARSE_ERROR, f"Parse error: {error}"))
    body = "" if found.body is None else json.dumps(found.body)
    return Response(body, status=found.status, content_type="application/json")


def _check_origin() -> None:
    """A page of another origin must not reach the tools through its reader's browser, unless it is one that the settings trust."""
    origin = request.headers.get("Origin")
    if origin is None or origin in parts().access.origins.trusted or origin == _own_origin():
        return
    raise RefusedError(403, "Pages of this origin may not use the tools: DATELINE_CORS_ORIGINS names those that may.")


def _own_origin() -> str:
    """Scheme and host as browsers write them; that the host is ours was checked before (`api.guard`)."""
    return f"{request.scheme}://{request.host.removesuffix(_DEFAULT_PORTS.get(request.scheme, ''))}"


OPERATIONS = (
    Operation(
        name="mcp",
        method="POST",
        path="/mcp",
        view=post,
        tag="questions",
        summary="Tools for language models (Model Context Protocol)",
        about=(
            "Tools `" + "`, `".join(TOOLS) + "`, read-only, for clients of the Model Context Protocol, revisions 2026-07-28, 2025-11-25, "
            "2025-06-18 and 2025-03-26. Replies are plain JSON; there are no sessions and no streams."
        ),
        body=RpcMessage,
        gives={
            200: Gives(says="A result, or an error in JSON-RPC's shape.", model=RpcAnswerOut),
            202: Gives(says="A notification was taken.", media=None),
        },
        problems=(403, 404),
        scope="query",
    ),
)
