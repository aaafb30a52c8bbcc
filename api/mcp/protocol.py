"""A posted JSON value → JSON-RPC messages of the Model Context Protocol, each under one of its revisions, or the fault to answer with.

Revisions differ in how they begin. From 2026-07-28 on each request names its revision itself, in `_meta` and again in headers; before,
an `initialize` request agreed on one, and later requests name it in a header (2025-03-26: nowhere).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

MODERN = ("2026-07-28",)
"""Revisions whose requests stand for themselves."""
HANDSHAKE = ("2025-11-25", "2025-06-18", "2025-03-26")
"""Revisions that begin with `initialize`, latest first."""
SUPPORTED = (*MODERN, *HANDSHAKE)
UNNAMED = "2025-03-26"
"""The revision of a request that names none."""
BATCHED = ("2025-03-26",)
"""Revisions that send several messages in one list."""

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
HEADER_MISMATCH, UNSUPPORTED_VERSION = -32020, -32022

_PREFIX = "io.modelcontextprotocol/"
VERSION, CAPABILITIES, SERVER_INFO = f"{_PREFIX}protocolVersion", f"{_PREFIX}clientCapabilities", f"{_PREFIX}serverInfo"
_NAMED = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_ENCODED = "=?base64?", "?="

Id = str | int
Kind = Literal["request", "notification", "response"]


class Fault(Exception):
    """A message cannot be served; `data` is for programs."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.code, self.data = code, data


@dataclass(frozen=True, slots=True)
class Message:
    """One JSON-RPC message; `id` only of a request."""

    kind: Kind
    method: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """What the HTTP headers MCP-Protocol-Version, Mcp-Method and Mcp-Name say; None where they are absent."""

    version: str | None = None
    method: str | None = None
    name: str | None = None


def read_message(value: object) -> Message:
    """`value` as a message. Raises Fault."""
    if not isinstance(value, dict) or value.get("jsonrpc") != "2.0":
        raise Fault(INVALID_REQUEST, 'A message is a JSON object with "jsonrpc": "2.0".')
    if "method" not in value and ("result" in value or "error" in value):
        return Message("response")
    method, params = value.get("method"), value.get("params", {})
    if not isinstance(method, str):
        raise Fault(INVALID_REQUEST, "A message names its method as a string.")
    if not isinstance(params, dict):
        raise Fault(INVALID_PARAMS, "params must be an object.")
    if "id" not in value:
        return Message("notification", method, params)
    if id_of(value) is None:
        raise Fault(INVALID_REQUEST, "The id of a request is a string or an integer.")
    return Message("request", method, params, id_of(value))


def id_of(value: object) -> Id | None:
    """The id that an answer to `value` must carry; None where it has none that can be used."""
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def revision_of(message: Message, headers: Headers) -> str:
    """The revision under which `message` is to be served. Raises Fault when it names none that is, or contradicts itself."""
    meta = message.params.get("_meta")
    named = meta.get(VERSION) if isinstance(meta, dict) else None
    if named is None and headers.version is None:
        return UNNAMED
    if headers.version in HANDSHAKE and named in (None, headers.version):
        return headers.version
    if message.kind != "request" and headers.version in MODERN:
        return headers.version
    if named is None and headers.version not in MODERN:
        raise _unsupported(headers.version)
    _check_envelope(message, headers, meta if isinstance(meta, dict) else {})
    if named not in MODERN:
        raise _unsupported(named)
    return str(named)


def _check_envelope(message: Message, headers: Headers, meta: Mapping[str, object]) -> None:
    """The required members are there, and the headers by which a gateway may have routed say the same as the body."""
    missing = [name for name in (VERSION, CAPABILITIES) if name not in meta]
    if missing:
        raise Fault(INVALID_PARAMS, f"params._meta lacks {' and '.join(missing)}.")
    if not isinstance(meta[VERSION], str) or not isinstance(meta[CAPABILITIES], dict):
        raise Fault(INVALID_PARAMS, f"params._meta: {VERSION} must be a string and {CAPABILITIES} an object.")
    told: dict[str, tuple[str | None, object]] = {
        "MCP-Protocol-Version": (headers.version, meta[VERSION]),
        "Mcp-Method": (headers.method, message.method),
    }
    if message.method in _NAMED:
        told["Mcp-Name"] = (_decoded(headers.name), message.params.get(_NAMED[message.method]))
    for name, (header, body) in told.items():
        if header is None or header != body:
            raise Fault(HEADER_MISMATCH, f"The header {name} is missing or does not say what the body says.")


def _decoded(header: str | None) -> str | None:
    """A header's value, which may be UTF-8 in base64; None when it cannot be decoded."""
    before, after = _ENCODED
    if header is None or not (header.startswith(before) and header.endswith(after)):
        return header
    try:
        return base64.b64decode(header[len(before) : -len(after)], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def _unsupported(requested: object) -> Fault:
    return Fault(UNSUPPORTED_VERSION, "Unsupported protocol version", {"supported": list(SUPPORTED), "requested": requested})
