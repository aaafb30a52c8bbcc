"""An application → a service on a socket: one process, several threads, an orderly end on SIGTERM and SIGINT."""

from __future__ import annotations

import errno
import ipaddress
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

from api import log
from index.errors import BadInput, NotReady

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from api.transport import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where and how to listen.

    `port` 0 takes any free port. `threads`: requests served at the same time. `grace_s`: seconds that running requests
    get to finish after a signal. `largest_body`: bytes beyond which no route reads (`Limits.batch_bytes`). `keyed`: requests
    need a key.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    keyed: bool = False
    insecure_no_auth: bool = False
    grace_s: float = 20.0
    largest_body: int = 32 * 1024 * 1024


def serve(app: WSGIApplication, listen: Listen, *, announce: Callable[[str], None], close: Callable[[], None]) -> None:
    """Serve `app` until SIGTERM or SIGINT, then finish what runs and call `close`; a second signal ends it at once.

    `announce` is told the address once connections are accepted (`Index.announce`). Must run in the main thread. Raises
    BadInput for a host that may not be used, NotReady when the address cannot be had; `close` is called in any case.
    """
    try:
        check_host(listen)
        log.configure()
        server = start(app, listen)
        _stop_on_signals(server)
        url = f"http://{_shown(listen.host)}:{server.port}"
        announce(url)
        sys.stderr.write(f"dateline is listening on {url}\n")
        sys.stderr.flush()
        server.run()
    finally:
        close()


def check_host(listen: Listen) -> None:
    """Raises BadInput for an address that others can reach, unless requests need a key or `insecure_no_auth` allows it."""
    if not listen.keyed and not listen.insecure_no_auth and not is_loopback(listen.host):
        raise BadInput(
            f"{listen.host!r} can be reached from other machines, and there is no key yet: make one with `dateline keys add NAME`, "
            "listen on 127.0.0.1, or pass --insecure-no-auth if something else keeps strangers out",
            field="host",
        )


def start(app: WSGIApplication, listen: Listen) -> Server:
    """A server that is bound and accepts connections; `run` serves them. Raises BadInput and NotReady as `serve` does."""
    from api.transport import Server  # waitress only where something is served

    return Server(app, {"sockets": [_bound(listen)], **_adjustments(listen)}, listen.grace_s)


def _bound(listen: Listen) -> socket.socket:
    """A socket that holds the address; IPv4 goes first where a name has both."""
    place = f"{_shown(listen.host)}:{listen.port}"
    if not 0 <= listen.port <= 65535:
        raise BadInput(f"port {listen.port} does not exist: 0 to 65535", field="port")
    try:
        found = socket.getaddrinfo(listen.host.strip("[]") or None, listen.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise BadInput(f"{listen.host!r} is no address of this machine: {error}", field="host") from error
    family, kind, protocol, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        fix = "another program listens there, choose another with --port" if error.errno == errno.EADDRINUSE else "choose another address"
        raise NotReady(f"cannot listen on {place} ({error.strerror}): {fix}") from error
    return bound


def _adjustments(listen: Listen) -> dict[str, Any]:
    return {
        "threads": listen.threads,
        "ident": "dateline",
        "max_request_header_size": 16384,
        "max_request_body_size": listen.largest_body + 1,  # waitress refuses at this size, the application above its own
        "channel_timeout": 15,
        "cleanup_interval": 5,
        "connection_limit": 256,
        "asyncore_use_poll": True,
        "expose_tracebacks": False,
        "channel_request_lookahead": 1,  # or nobody would notice that a client left while its answer was being made
        "clear_untrusted_proxy_headers": True,
        "log_socket_errors": False,
    }


def _stop_on_signals(server: Server) -> None:
    def on_signal(number: int, _frame: FrameType | None) -> None:
        if server.stopping:
            raise SystemExit(128 + number)
        server.stop()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
