"""A URL → what is there now (bytes, kind, last address), within limits of time, size and redirects; never an inner address.

A host is resolved once for each hop, all its addresses are judged, and the connection goes to the first of exactly those, so a name that
resolves differently a moment later gains nothing. Proxies of the environment, .netrc and cookies are not used; nothing is sent but GET.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.errors import BadInput
from index.fetch import address as addresses
from index.fetch.address import Address
from index.fetch.url import Target, read_url, redirected

_BLOCK = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)
_AGENT = "dateline (news archive reader)"

KINDS: Mapping[str, str] = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md", "application/json": ".json",
    "application/ld+json": ".json", "application/feed+json": ".json", "application/rss+xml": ".xml", "application/atom+xml": ".xml",
    "application/rdf+xml": ".xml", "application/xml": ".xml", "text/xml": ".xml", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl",
}  # fmt: skip
"""Content type → the file ending whose reader takes it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost, all redirects together."""

    seconds: float = 10.0
    bytes: int = 5 * 2**20
    """Of the body, as it is sent and as it is unpacked."""
    redirects: int = 5


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system names them. Raises OSError."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides where a connection may go; tests put in their own, with a server on this machine."""

    refuse: Callable[[Address], str | None] = addresses.refusal
    resolve: Callable[[str, int], Sequence[str]] = resolve
    any_port: bool = False
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back. `unchanged`: the server says it is what `etag` or `modified` stand for, and there are no bytes."""

    url: str
    data: bytes
    ending: str
    """The file ending whose reader takes the bytes: .html, .xml, .json …"""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


class Fetcher:
    """Fetches pages and feeds. One instance may be used by several threads."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """What is at `url`; with `etag` or `modified` of an earlier answer the server may say that nothing has changed.

        Raises BadInput with the reason for everything that does not go well.
        """
        rules = self._rules
        end = time.monotonic() + rules.limits.seconds
        target = read_url(url, rules.any_port)
        for _ in range(rules.limits.redirects + 1):
            try:
                with _response(target, rules, end, _headers(target, etag, modified)) as response:
                    if response.status not in _REDIRECTS:
                        return _fetched(target, response, rules.limits, end)
                    location = response.getheader("Location")
            except _TooSlow:
                raise BadInput(f"{target.authority} took longer than {rules.limits.seconds:g} s", field="url") from None
            except (OSError, http.client.HTTPException) as error:
                if time.monotonic() >= end:
                    raise BadInput(f"{target.authority} took longer than {rules.limits.seconds:g} s", field="url") from error
                raise BadInput(f"{target.authority} cannot be reached: {_said(error)}", field="url") from error
            if not location:
                raise BadInput(f"{target.authority} redirects to nowhere", field="url")
            target = redirected(target, location, rules.any_port)
        raise BadInput(f"the address redirects more than {rules.limits.redirects} times", field="url")


class _TooSlow(Exception):
    """The time is up."""


def vetted(target: Target, rules: Rules, end: float) -> list[Address]:
    """The addresses of the target, all of them public. Raises BadInput naming the first that is not."""
    if target.address is not None:
        found: list[Address] = [target.address]
    else:
        found = [ipaddress.ip_address(text.partition("%")[0]) for text in _resolved(target, rules, end)]
    if not found:
        raise BadInput(f"{target.host} has no address", field="url")
    for one in found:
        what = rules.refuse(one)
        if what is not None:
            named = f"{one} is {what}" if target.address else f"{target.host} is {one}, which is {what}"
            raise BadInput(f"{named}: only addresses of the public internet are fetched", field="url")
    return found


def _resolved(target: Target, rules: Rules, end: float) -> Sequence[str]:
    """The resolver's answer, waited for no longer than until `end`: it has no time limit of its own."""
    answer: list[Sequence[str] | BaseException] = []

    def ask() -> None:
        try:
            answer.append(rules.resolve(target.host, target.port))
        except Exception as error:  # given to the thread that asked
            answer.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, end - time.monotonic()))
    if not answer:
        raise _TooSlow
    if isinstance(answer[0], BaseException):
        raise answer[0]
    return answer[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the host's name may mean by now."""

    def __init__(self, target: Target, to: Address, rules: Rules, end: float) -> None:
        super().__init__(target.host, target.port, timeout=max(0.01, end - time.monotonic()))
        self._target, self._to, self._rules, self._end = target, to, rules, end
        self.held: socket.socket | None = None  # http.client forgets the socket of a response that ends the connection

    def connect(self) -> None:
        """Connect to the pinned address; TLS, where it is wanted, is checked against the host's name."""
        self.held = self.sock = socket.create_connection((str(self._to), self._target.port), self.timeout)
        if self._target.scheme == "https":
            context = self._rules.tls or ssl.create_default_context()
            self.held = self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)
        if time.monotonic() >= self._end:
            raise TimeoutError("timed out")


@contextlib.contextmanager
def _response(target: Target, rules: Rules, end: float, headers: Mapping[str, str]) -> Iterator[http.client.HTTPResponse]:
    connection = _Pinned(target, vetted(target, rules, end)[0], rules, end)
    late = threading.Event()

    def cut() -> None:
        late.set()
        with contextlib.suppress(OSError):
            if connection.held is not None:
                connection.held.shutdown(socket.SHUT_RDWR)  # wakes a read that a trickling server keeps alive

    watch = threading.Timer(max(0.0, end - time.monotonic()), cut)
    watch.daemon = True
    watch.start()
    response: http.client.HTTPResponse | None = None
    try:
        connection.request("GET", target.path, headers=headers)
        response = connection.getresponse()
        if late.is_set():  # a head that was cut off by us reads like one that ended
            raise _TooSlow
        yield response
    except (OSError, http.client.HTTPException, zlib.error):
        if late.is_set():
            raise _TooSlow from None
        raise
    finally:
        watch.cancel()
        if response is not None:
            response.close()
        connection.close()
        if connection.held is not None:
            connection.held.close()


def _headers(target: Target, etag: str | None, modified: str | None) -> dict[str, str]:
    headers = {
        "Host": target.authority,
        "User-Agent": _AGENT,
        "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, application/json, text/plain;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)):
        if value and re.fullmatch(r"[\x20-\x7e]{1,500}", value):
            headers[name] = value
    return headers


def _fetched(target: Target, response: http.client.HTTPResponse, limits: Limits, end: float) -> Fetched:
    etag, modified = response.getheader("ETag"), response.getheader("Last-Modified")
    if response.status == 304:
        return Fetched(str(target), b"", "", etag=etag, modified=modified, unchanged=True)
    if response.status != 200:
        raise BadInput(f"{target} answers {response.status} {response.reason[:60]}", field="url")
    kind, _, parameters = (response.getheader("Content-Type") or "").partition(";")
    ending = KINDS.get(kind.strip().lower())
    if ending is None:
        named = f"is {kind.strip()[:60]!r}" if kind.strip() else "does not say what it is"
        raise BadInput(f"what is at {target} {named}; pages, feeds, JSON and plain text are read", field="url")
    data = b"".join(_body(target, response, limits, end))
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    return Fetched(str(target), data, ending, charset[1] if charset else None, etag, modified)


def _body(target: Target, response: http.client.HTTPResponse, limits: Limits, end: float) -> Iterator[bytes]:
    """The unpacked body in blocks. Raises BadInput when it is too large, cut short or packed in a way that is not read."""
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise BadInput(f"{target} is packed as {encoding[:60]!r}; only gzip, once, is unpacked", field="url")
    stated = response.length
    if stated is not None and stated > limits.bytes:
        raise BadInput(f"{target} has {stated:,} bytes; at most {limits.bytes:,} are fetched", field="url")
    unpack = _Gunzip(target, limits.bytes) if "gzip" in encoding else None
    sent = given = 0
    while block := response.read1(_BLOCK):
        if time.monotonic() >= end:
            raise _TooSlow
        sent += len(block)
        for part in unpack(block) if unpack else (block,):
            given += len(part)
            if max(sent, given) > limits.bytes:
                raise BadInput(f"{target} has more than {limits.bytes:,} bytes", field="url")
            yield part
    if time.monotonic() >= end:
        raise _TooSlow
    if (stated is not None and sent < stated) or (unpack and not unpack.done):
        raise BadInput(f"{target} was cut short", field="url")


class _Gunzip:
    """Blocks of gzip → unpacked parts of bounded size, as they come."""

    def __init__(self, target: Target, limit: int) -> None:
        self._target, self._limit = target, limit
        self._stream = zlib.decompressobj(wbits=31)
        self.done = False

    def __call__(self, block: bytes) -> Iterator[bytes]:
        while block:
            if self.done:  # another member
                self._stream, self.done = zlib.decompressobj(wbits=31), False
            try:
                part = self._stream.decompress(block, _BLOCK)
            except zlib.error as error:
                raise BadInput(f"{self._target} says it is gzip and is not", field="url") from error
            self.done = self._stream.eof
            block = self._stream.unused_data if self.done else self._stream.unconsumed_tail
            yield part


def _said(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
