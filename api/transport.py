"""Waitress, hardened: requests that never reach the application are refused with problem documents, and doubtful framing is refused.

The only module that reaches into waitress.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from api.errors import INTERNAL, KINDS, MEDIA_TYPE, document
from api.guard import request_id, standard_headers
from api.log import request_line

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_HEADER_NAME = re.compile(rb"(?m)^([^:\r\n]+):")
_ONCE = (b"host", b"content-length", b"transfer-encoding", b"content-type", b"authorization", b"origin")
_VERSIONS = ("1.0", "1.1")


class _Parser(HTTPRequestParser):
    """Refuses what two servers in a row could read differently."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.version not in _VERSIONS:
            raise ParsingError("Only HTTP/1.0 and HTTP/1.1 are spoken")
        names = Counter(name.lower() for name in _HEADER_NAME.findall(header_plus.partition(b"\r\n")[2]))
        if any(names[name] > 1 for name in _ONCE):
            raise ParsingError("A header that may stand once is repeated")
        if names[b"content-length"] and names[b"transfer-encoding"]:
            raise ParsingError("Content-Length and Transfer-Encoding exclude each other")


class _Refusal(ErrorTask):
    """Waitress' own errors, told like all others."""

    def execute(self) -> None:
        request: Any = self.request
        headers: Any = self.response_headers
        kind = KINDS.get(request.error.code, INTERNAL)
        identifier = request_id(None)
        self.status = f"{kind.status} {kind.title}"
        body = json.dumps(document(kind, kind.detail, instance=None, request_id=identifier)).encode()
        headers.extend([("Content-Type", MEDIA_TYPE), *standard_headers(identifier).items()])
        self.set_close_on_finish()
        self.content_length = len(body)
        request_line(method="-", route=None, status=kind.status, duration_ms=0.0, request_id=identifier)
        self.write(body)


class _Channel(HTTPChannel):
    parser_class = _Parser
    error_task_class = _Refusal


class Server:
    """A listening server. `run` serves until `stop`; what was being served by then is finished, for at most `grace_s` seconds."""

    def __init__(self, app: WSGIApplication, settings: Mapping[str, Any], grace_s: float = 20.0) -> None:
        self._sockets: dict[int, Any] = {}
        create_server(app, map=self._sockets, **settings)
        self._listeners = [item for item in self._sockets.values() if isinstance(item, BaseWSGIServer)]
        for listener in self._listeners:
            listener.channel_class = _Channel
        self._grace_s = grace_s
        self._deadline: float | None = None

    @property
    def port(self) -> int:
        """The port it listens on, also when any free one was asked for."""
        listening = self._listeners[0].socket
        return int(listening.getsockname()[1]) if listening else 0

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._deadline is not None

    def stop(self) -> None:
        """Ask `run` to come to an end; safe in a signal handler and from any thread."""
        if self._deadline is None:
            self._deadline = time.monotonic() + self._grace_s
        with suppress(OSError):  # it may have come to its end in this very moment
            self._listeners[0].pull_trigger()

    def run(self) -> None:
        """Serve. Returns after `stop`, when nothing is being served any more or the grace is over."""
        try:
            while self._deadline is None:
                self._turn()
            for listener in self._listeners:
                _refuse_connections(listener)
            while self._busy() and time.monotonic() < self._deadline:
                self._turn()
        finally:
            self._listeners[0].task_dispatcher.shutdown(timeout=1)
            wasyncore.close_all(self._sockets)

    def _turn(self) -> None:
        """Wait at most a second for something to happen on the sockets, and deal with it."""
        wasyncore.loop(timeout=1, use_poll=True, map=self._sockets, count=1)

    def _busy(self) -> bool:
        channels = [item for item in self._sockets.values() if isinstance(item, HTTPChannel)]
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


def _refuse_connections(listener: BaseWSGIServer) -> None:
    """Take the listening socket away, so that clients turn elsewhere at once; connections that are open stay."""
    listener.accepting = False
    listener.del_channel()
    if listener.socket:
        listener.socket.close()
