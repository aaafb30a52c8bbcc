"""The service on a real socket: framing that is doubtful is refused, a signal ends it in order."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api import log
from api.app import create_app
from api.parts import Parts
from api.serve import Listen, check_host, serve, start
from index.errors import BadInput, NotReady
from tests.api.conftest import ARTICLES
from tests.fakes import FakeAnswerer, FakeIndex

BODY = b'{"question": "checkpoint"}'
HOST = b"Host: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    index = FakeIndex(ARTICLES)
    server = start(create_app(Parts(index=index, answerer=FakeAnswerer(index))), Listen(port=0, threads=4))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.port
    server.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()


def exchange(port: int, data: bytes, timeout: float = 10) -> bytes:
    """Everything that comes back for these bytes, until the server closes or is silent for long after it spoke."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(data)
        received = b""
        while True:
            try:
                part = connection.recv(65536)
            except (TimeoutError, ConnectionResetError):
                return received
            if not part:
                return received
            received += part
            connection.settimeout(0.5)


def statuses(received: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] ([0-9]{3}) ", received)]


def post(*headers: bytes, body: bytes = BODY, line: bytes = b"POST /v1/ask HTTP/1.1") -> bytes:
    return line + b"\r\n" + HOST + JSON + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


def length(body: bytes = BODY) -> bytes:
    return b"Content-Length: %d" % len(body)


CHUNKED = b"Transfer-Encoding: chunked"
DEEP = b"[" * 20000
MALFORMED = {
    "deep JSON": (post(length(DEEP), body=DEEP), 400),
    "two lengths": (post(length(), b"Content-Length: 5"), 400),
    "two equal lengths": (post(length(), length()), 400),
    "two lengths in one header": (post(b"Content-Length: 5, 5"), 400),
    "a negative length": (post(b"Content-Length: -5"), 400),
    "a length that is no number": (post(b"Content-Length: x"), 400),
    "a length with a sign": (post(b"Content-Length: +26"), 400),
    "length and chunks": (post(length(), CHUNKED, body=b"0\r\n\r\n"), 400),
    "chunked twice": (post(CHUNKED, CHUNKED, body=b"0\r\n\r\n"), 400),
    "an unknown coding": (post(b"Transfer-Encoding: gzip", body=b"0\r\n\r\n"), 501),
    "a hidden coding": (post(b"Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n"), 400),
    "a bad chunk size": (post(CHUNKED, body=b"zz\r\nabc\r\n0\r\n\r\n"), 400),
    "a negative chunk size": (post(CHUNKED, body=b"-1\r\nabc\r\n0\r\n\r\n"), 400),
    "a chunk without an end": (post(CHUNKED, body=b"3\r\nabcdef\r\n0\r\n\r\n"), 400),
    "a huge header": (post(b"X-Long: " + b"a" * 300_000), 431),
    "2000 headers": (post(*(b"X-%d: a" % number for number in range(2000))), 431),
    "a huge address": (b"GET /v1/ask?q=" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431),
    "a body far too large": (post(b"Content-Length: 99999999999"), 413),
    "a body too large for the route": (post(length(b" " * 70000), body=b" " * 70000), 413),
    "chunks too large for the route": (post(CHUNKED, body=b"11170\r\n" + b" " * 70000 + b"\r\n0\r\n\r\n"), 413),
    "HTTP/9.9": (b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n", 400),
    "no version": (b"GET /healthz\r\n" + HOST + b"\r\n", 400),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET /healthz HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
    "another host": (b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
    "a line folded": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n\r\n", 200),
    "a bare line feed": (b"GET /healthz HTTP/1.1\nHost: localhost\r\n\r\n", 400),
    "a header without a colon": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"abc\r\n\r\n", 400),
    "a space before the colon": (post(b"Content-Length : 26"), 400),
    "an unknown method": (b"FOO /v1/ask HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "TRACE": (b"TRACE /v1/ask HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "an absolute address": (b"GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
    "NUL in the path": (b"GET /v1/articles/a%00 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "compressed": (post(length(), b"Content-Encoding: gzip"), 415),
    "a question for another time": (post(length(), b"Expect: tomorrow"), 417),
    "rubbish": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
}


@pytest.mark.parametrize(("data", "status"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_requests_get_a_planned_problem(port: int, data: bytes, status: int) -> None:
    received = exchange(port, data)

    assert statuses(received) == [status]
    if status >= 400:
        head, _, body = received.partition(b"\r\n\r\n")
        problem = json.loads(body)
        assert b"Content-Type: application/problem+json" in head
        assert b"X-Content-Type-Options: nosniff" in head
        assert b"X-Request-Id: " + problem["request_id"].encode() in head
        assert problem["status"] == status


def test_no_second_request_is_smuggled(port: int) -> None:
    inner = b"DELETE /v1/articles/a-1 HTTP/1.1\r\n" + HOST + b"\r\n"
    received = exchange(port, post(length(), CHUNKED, body=b"0\r\n\r\n" + inner))

    assert statuses(received) == [400]
    assert statuses(exchange(port, b"GET /v1/articles/a-1 HTTP/1.1\r\n" + HOST + b"\r\n")) == [200]


def test_chunks_and_kept_connections_work(port: int) -> None:
    chunked = post(CHUNKED, body=b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\n\r\n")
    received = exchange(port, chunked + post(length()) + b"GET /healthz HTTP/1.0\r\n" + HOST + b"\r\n")

    assert statuses(received) == [200, 200, 200]
    assert b"Server: dateline" in received


def test_a_body_is_waited_for_with_100_continue(port: int) -> None:
    assert statuses(exchange(port, post(length(), b"Expect: 100-continue"))) == [100, 200]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "news.example", ""])
def test_addresses_that_others_reach_are_refused(host: str) -> None:
    with pytest.raises(BadInput, match="insecure-no-auth") as caught:
        check_host(Listen(host=host))

    assert caught.value.field == "host"
    check_host(Listen(host=host, insecure_no_auth=True))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost"])
def test_loopback_addresses_are_taken(host: str) -> None:
    check_host(Listen(host=host))


def test_a_taken_port_is_named_with_the_fix(port: int) -> None:
    with pytest.raises(NotReady, match=rf"127\.0\.0\.1:{port}.*--port"):
        start(create_app(Parts(index=FakeIndex(), answerer=FakeAnswerer(FakeIndex()))), Listen(port=port))


@pytest.mark.parametrize(
    ("listen", "error"),
    [
        (Listen(port=70000), BadInput),
        (Listen(port=-1), BadInput),
        (Listen(host="no.such.host.invalid"), BadInput),
        (Listen(host="a" * 300), BadInput),
        (Listen(host="192.0.2.1"), NotReady),
    ],
    ids=["port 70000", "port -1", "unknown name", "long name", "address of another machine"],
)
def test_an_impossible_address_is_said_to_be_so(listen: Listen, error: type[Exception]) -> None:
    with pytest.raises(error):
        start(create_app(Parts(index=FakeIndex(), answerer=FakeAnswerer(FakeIndex()))), listen)


def test_the_index_is_closed_when_serving_is_refused() -> None:
    index = FakeIndex()
    with pytest.raises(BadInput):
        serve(
            create_app(Parts(index=index, answerer=FakeAnswerer(index))),
            Listen(host="0.0.0.0"),
            announce=lambda url: None,
            close=index.close,
        )

    assert index.closed == 1


SCRIPT = """
import sys, time
from api.app import create_app
from api.parts import Parts
from api.serve import Listen, serve
from tests.fakes import FakeAnswerer, FakeIndex

class Slow(FakeAnswerer):
    def answer(self, question):
        print("answering", flush=True)
        time.sleep(float(question.text))
        return super().answer(question)

index = FakeIndex()
app = create_app(Parts(index=index, answerer=Slow(index)))
serve(app, Listen(port=0, grace_s=5), announce=lambda url: print(url, flush=True), close=lambda: print("closed", flush=True))
"""


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as running:
        yield running
        running.kill()


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def ask_slowly(port: int, seconds: float, found: list[bytes]) -> threading.Thread:
    data = b"GET /v1/ask?q=%s HTTP/1.1\r\n" % str(seconds).encode() + HOST + b"\r\n"
    thread = threading.Thread(target=lambda: found.append(exchange(port, data, timeout=20)))
    thread.start()
    return thread


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=str)
def test_a_signal_lets_running_requests_finish_then_closes(process: subprocess.Popen[str], number: signal.Signals) -> None:
    found: list[bytes] = []
    port = int(read_line(process).rpartition(":")[2])
    asking = ask_slowly(port, 1.0, found)
    assert read_line(process) == "answering"
    process.send_signal(number)
    time.sleep(0.3)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=2)
    asking.join(timeout=20)

    assert statuses(found[0]) == [200]
    assert process.wait(timeout=10) == 0
    assert read_line(process) == "closed"


def test_the_log_is_one_json_object_a_line(process: subprocess.Popen[str]) -> None:
    url = read_line(process)
    exchange(int(url.rpartition(":")[2]), b"GET /v1/ask?q=0.0 HTTP/1.1\r\n" + HOST + b"X-Request-ID: r-9\r\n\r\n")
    exchange(int(url.rpartition(":")[2]), b"rubbish\r\n\r\n")
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=10)
    assert process.stderr
    ready, *lines = process.stderr.read().splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]

    assert ready == f"dateline is listening on {url}"
    assert [(record["method"], record["route"], record["status"]) for record in records] == [("GET", "/v1/ask", 200), ("-", None, 400)]
    assert records[0]["request_id"] == "r-9"
    assert set(records[0]) >= {"time", "level", "duration_ms", "stages_ms"}


def test_a_second_signal_ends_it_at_once(process: subprocess.Popen[str]) -> None:
    found: list[bytes] = []
    port = int(read_line(process).rpartition(":")[2])
    asking = ask_slowly(port, 4.5, found)
    assert read_line(process) == "answering"
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=10) == 128 + signal.SIGTERM
    assert time.monotonic() - began < 3
    assert read_line(process) == "closed"
    asking.join(timeout=20)


def test_exceptions_are_logged_in_the_same_line() -> None:
    stream = io.StringIO()
    kept = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).propagate) for name in ("dateline", "waitress")}
    try:
        log.configure(stream)
        try:
            int("broken\nline")
        except ValueError:
            logging.getLogger("dateline.error").exception("it failed", extra={"request_id": "r-1"})
    finally:
        for name, (handlers, propagate) in kept.items():
            logging.getLogger(name).handlers[:] = handlers
            logging.getLogger(name).propagate = propagate
    line = json.loads(stream.getvalue())

    assert stream.getvalue().count("\n") == 1
    assert (line["level"], line["message"], line["request_id"]) == ("error", "it failed", "r-1")
    assert "ValueError: invalid literal" in line["exception"]
