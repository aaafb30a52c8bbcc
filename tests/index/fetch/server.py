"""A web server on this machine that misbehaves on purpose, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Answer = Callable[[socket.socket, bytes], None]


def reply(status: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a response; `Content_Type="text/html"` is a header."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if "Content_Length" not in headers and "Transfer_Encoding" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Server:
    """Paths and what is sent for them; `requests` holds what was asked, head and all."""

    def __init__(self) -> None:
        self.paths: dict[str, bytes | Answer] = {}
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def url(self, path: str = "/", host: str = "site.test") -> str:
        """The address of a path under any host name."""
        return f"http://{host}:{self.port}{path}"

    def _serve(self) -> None:
        while not self._ends.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                block = connection.recv(4096)
                if not block:
                    return
                head += block
            self.requests.append(head)
            answer = self.paths.get(head.split()[1].decode(), reply("404 Not Found"))
            if callable(answer):
                answer(connection, head)
            else:
                connection.sendall(answer)

    def close(self) -> None:
        """Stop listening."""
        self._ends.set()
        self._listener.close()

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server for the length of a test."""
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.close()
