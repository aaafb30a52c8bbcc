"""Fetching from a real server that misbehaves: inner addresses, rebinding, redirects, slowness, bombs, wrong kinds."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from index.errors import BadInput
from index.fetch.address import Address, refusal
from index.fetch.client import Fetcher, Limits, Rules
from tests.index.fetch.server import Server, reply, serving

PAGE = reply("200 OK", b"<p>hello</p>", Content_Type="text/html; charset=utf-8")
LIMITS = Limits(seconds=1.5, bytes=100_000, redirects=5)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.paths["/"] = PAGE
        yield running


def only_loopback(address: Address) -> str | None:
    """The tests' rule: the server of the test is reached, everything else is judged as it is."""
    return None if str(address) == "127.0.0.1" else refusal(address)


def fetcher(limits: Limits = LIMITS, resolve: Callable[[str, int], Sequence[str]] = lambda host, port: ["127.0.0.1"]) -> Fetcher:
    return Fetcher(Rules(refuse=only_loopback, resolve=resolve, any_port=True, limits=limits))


def refused(url: str, one: Fetcher | None = None) -> str:
    with pytest.raises(BadInput) as error:
        (one or fetcher()).get(url)
    return str(error.value)


def test_a_page_comes_with_its_kind_and_charset(server: Server) -> None:
    """The host of the URL is asked for by name, without cookies, credentials or a proxy's headers."""
    got = fetcher().get(server.url("/", "news.test"))

    assert (got.data, got.ending, got.charset, got.url) == (b"<p>hello</p>", ".html", "utf-8", server.url("/", "news.test"))
    head = server.requests[0].decode().lower()
    assert f"host: news.test:{server.port}" in head
    assert not any(name in head for name in ("cookie", "authorization", "referer", "proxy"))


def test_the_environment_has_no_say(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies and .netrc are not used."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert fetcher().get(server.url()).data == b"<p>hello</p>"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "100.64.0.1",
        "[64:ff9b::a9fe:a9fe]",
        "localhost",
        "localhost.",
    ],
)
def test_real_rules_let_no_inner_address_through(server: Server, host: str) -> None:
    """With the rules that users have, nothing on this machine or beside it is asked, by number or by name."""
    assert "only addresses of the public internet" in refused(f"http://{host}/", Fetcher())
    assert server.requests == []


@pytest.mark.parametrize(
    "answers",
    [["10.0.0.1"], ["93.184.216.34", "127.0.0.53"], ["93.184.216.34", "::1"], ["2606:4700::1111", "169.254.169.254"], ["64:ff9b::7f00:1"]],
)
def test_every_resolved_address_is_judged(answers: list[str]) -> None:
    """One inner address among the answers, and the host is not asked."""
    assert "only addresses of the public internet" in refused("http://news.test/", fetcher(resolve=lambda host, port: answers))


def test_a_name_that_changes_its_address_gains_nothing(server: Server) -> None:
    """The name is resolved once; the connection goes to what was judged, not to what the name means then."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    one = fetcher(resolve=rebinding)

    assert one.get(server.url("/", "rebind.test")).data == b"<p>hello</p>"
    assert asked == ["rebind.test"]
    assert "10.0.0.1, which is private" in refused(server.url("/", "rebind.test"), one)


def test_no_answer_of_the_resolver_is_named() -> None:
    """Unknown names, empty answers and a resolver that never comes back."""

    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    def silent(host: str, port: int) -> list[str]:
        time.sleep(5)
        return []

    assert "Name or service not known" in refused("http://news.test/", fetcher(resolve=unknown))
    assert "has no address" in refused("http://news.test/", fetcher(resolve=lambda host, port: []))
    assert "took longer than 0.3 s" in refused("http://news.test/", fetcher(Limits(seconds=0.3), resolve=silent))


# -- redirects ----------------------------------------------------------------------------------------------------------


def moved(location: str, status: str = "302 Found") -> bytes:
    return reply(status, Location=location)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed_and_the_last_address_told(server: Server, status: str) -> None:
    """Relative and to other hosts; the page's address is where it was found."""
    server.paths |= {"/a": moved("/b", status), "/b": moved(server.url("/", "other.test"), status)}

    assert fetcher().get(server.url("/a")).url == server.url("/", "other.test")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/", "10.0.0.1 is private"),
        ("http://169.254.169.254/latest/meta-data/", "where clouds keep their metadata"),
        ("http://[::1]/", "loopback"),
        ("http://[::ffff:169.254.169.254]/", "IPv4-mapped"),
        ("http://2130706433/", "programs read differently"),
        ("http://inner.test/", "192.168.1.1, which is private"),
        ("file:///etc/passwd", "not http or https"),
        ("gopher://127.0.0.1:6379/_x", "not http or https"),
        ("http://a@b/", "user name"),
        ("", "redirects to nowhere"),
    ],
)
def test_each_hop_is_judged(server: Server, location: str, reason: str) -> None:
    """A public page cannot send us inside."""
    server.paths["/a"] = moved(location)
    one = fetcher(resolve=lambda host, port: ["192.168.1.1"] if host == "inner.test" else ["127.0.0.1"])

    assert reason in refused(server.url("/a"), one)
    assert len(server.requests) == 1


def test_loops_and_long_chains_end(server: Server) -> None:
    """Five redirects are followed, a sixth is not."""
    server.paths |= {"/loop": moved("/loop"), **{f"/{number}": moved(f"/{number + 1}") for number in range(30)}, "/30": PAGE}
    server.paths["/25b"] = moved("/26b")
    server.paths |= {f"/{number}b": moved(f"/{number + 1}b") for number in range(26, 30)} | {"/30b": PAGE}

    assert "more than 5 times" in refused(server.url("/loop"))
    assert "more than 5 times" in refused(server.url("/0"))
    assert fetcher().get(server.url("/25b")).data == b"<p>hello</p>"


# -- time and size ------------------------------------------------------------------------------------------------------


def trickle(first: bytes, drop: bytes) -> Callable[[socket.socket, bytes], None]:
    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(first)
        for _ in range(200):
            time.sleep(0.05)
            connection.sendall(drop)

    return answer


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 90000\r\n\r\n", b""),
    ],
)
def test_a_slow_server_does_not_hold_us(server: Server, first: bytes, drop: bytes) -> None:
    """A drop every 50 ms keeps single reads alive; the whole still ends in time."""
    server.paths["/slow"] = trickle(first, drop)
    start = time.monotonic()
    if first.startswith(b"HTTP/1.1 302"):
        assert fetcher(Limits(seconds=0.6)).get(server.url("/slow")).data == b"<p>hello</p>"  # its endless body is not waited for
    else:
        assert "took longer than 0.6 s" in refused(server.url("/slow"), fetcher(Limits(seconds=0.6)))
    assert time.monotonic() - start < 3


def test_a_server_that_falls_silent_late_is_cut_off(server: Server) -> None:
    """The limit is for the whole: what was sent just before it does not start a new one."""

    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\nhello")
        time.sleep(0.8)
        connection.sendall(b"again")
        time.sleep(5)

    server.paths["/slow"] = answer
    start = time.monotonic()

    assert "took longer than 1 s" in refused(server.url("/slow"), fetcher(Limits(seconds=1)))
    assert time.monotonic() - start < 1.6


def test_redirects_share_one_time_limit(server: Server) -> None:
    """Five slow hops do not take five times as long."""

    def slowly(connection: socket.socket, head: bytes) -> None:
        time.sleep(0.4)
        connection.sendall(moved("/slow"))

    server.paths["/slow"] = slowly
    start = time.monotonic()

    assert "took longer" in refused(server.url("/slow"), fetcher(Limits(seconds=0.7)))
    assert time.monotonic() - start < 2


def endless(connection: socket.socket, head: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def bomb(times: int) -> bytes:
    packed = gzip.compress(b"\0" * 50_000_000)
    for _ in range(times):
        packed = gzip.compress(packed)
    return packed


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply("200 OK", b"x" * 100_001, Content_Type="text/html"), "has 100,001 bytes; at most 100,000"),
        (reply("200 OK", Content_Type="text/html", Content_Length="10000000000"), "has 10,000,000,000 bytes"),
        (reply("200 OK", b"x" * 10, Content_Type="text/html", Content_Length="20"), "cut short"),
        (endless, "more than 100,000 bytes"),
        (reply("200 OK", bomb(0), Content_Type="text/html", Content_Encoding="gzip"), "more than 100,000 bytes"),
        (reply("200 OK", bomb(1), Content_Type="text/html", Content_Encoding="gzip, gzip"), "only gzip, once"),
        (reply("200 OK", b"x", Content_Type="text/html", Content_Encoding="br"), "only gzip, once"),
        (reply("200 OK", zlib.compress(b"x"), Content_Type="text/html", Content_Encoding="deflate"), "only gzip, once"),
        (reply("200 OK", b"not gzip", Content_Type="text/html", Content_Encoding="gzip"), "says it is gzip and is not"),
        (reply("200 OK", gzip.compress(b"hello")[:-6], Content_Type="text/html", Content_Encoding="gzip"), "cut short"),
        (reply("200 OK", b"4\r\nab", Content_Type="text/html", Transfer_Encoding="chunked"), "cannot be reached"),
        (reply("200 OK", b"%PDF", Content_Type="application/pdf"), "is 'application/pdf'"),
        (reply("200 OK", b"\x89PNG", Content_Type="image/png"), "is 'image/png'"),
        (reply("200 OK", b"MZ", Content_Type="application/x-msdownload"), "is 'application/x-msdownload'"),
        (reply("200 OK", b"MZ", Content_Type="application/octet-stream"), "is 'application/octet-stream'"),
        (reply("200 OK", b"<p>"), "does not say what it is"),
        (reply("204 No Content"), "answers 204"),
        (reply("404 Not Found"), "answers 404"),
        (reply("500 Oops"), "answers 500"),
        (reply("206 Partial", b"x", Content_Type="text/html"), "answers 206"),
        (b"garbage\r\n\r\n", "cannot be reached"),
        (b"", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\n" + b"".join(b"A%d: b\r\n" % number for number in range(500)) + b"\r\n", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n", "cannot be reached"),
    ],
)  # fmt: skip
def test_what_is_too_large_broken_or_no_article_is_refused(server: Server, answer: bytes, reason: str) -> None:
    """Each with its reason, within the time limit, and never with more bytes than the limit in memory."""
    server.paths["/x"] = answer
    start = time.monotonic()

    assert reason in refused(server.url("/x"))
    assert time.monotonic() - start < 3


def test_gzip_is_unpacked_also_in_several_members(server: Server) -> None:
    """Some servers glue members together."""
    packed = gzip.compress(b"<p>hel") + gzip.compress(b"lo</p>")
    server.paths["/x"] = reply("200 OK", packed, Content_Type="text/html", Content_Encoding="gzip")

    assert fetcher().get(server.url("/x")).data == b"<p>hello</p>"


def test_a_closed_port_and_a_late_connection_are_named() -> None:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert "cannot be reached" in refused(f"http://site.test:{port}/")


def test_plain_http_where_tls_is_wanted_is_named() -> None:
    """A handshake that fails is a reason, not a crash."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(PAGE)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()

        assert "cannot be reached" in refused(f"https://site.test:{listener.getsockname()[1]}/")
        thread.join(5)


def test_the_certificate_must_be_of_the_name_in_the_address(tmp_path: Path) -> None:
    """TLS is checked against the host that was asked for, though the connection goes to an address."""
    certificate = tmp_path / "site.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=site.test -addext subjectAltName=DNS:site.test"
    made = subprocess.run(
        [*command.split(), "-keyout", str(certificate), "-out", str(tmp_path / "c.pem")], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("openssl is not at hand")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c.pem", certificate)
    named: list[str | None] = []
    context.sni_callback = lambda sock, name, _: named.append(name)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "c.pem"))
    rules = Rules(refuse=only_loopback, resolve=lambda host, port: ["127.0.0.1"], any_port=True, limits=LIMITS, tls=trusting)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            for _ in range(2):
                connection, _ = listener.accept()
                with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                    secure.recv(4096)
                    secure.sendall(PAGE)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        port = listener.getsockname()[1]

        assert Fetcher(rules).get(f"https://site.test:{port}/").data == b"<p>hello</p>"
        assert "cannot be reached" in refused(f"https://other.test:{port}/", Fetcher(rules))
        assert named == ["site.test", "other.test"]
        thread.join(5)


# -- asking again -------------------------------------------------------------------------------------------------------


def test_an_unchanged_feed_is_not_sent_again(server: Server) -> None:
    """What the server said of its last state goes back to it; 304 means nothing new."""

    def conditional(connection: socket.socket, head: bytes) -> None:
        known = b'if-none-match: "7"' in head.lower() and b"if-modified-since: tue, 02 may 2023" in head.lower()
        connection.sendall(
            reply("304 Not Modified", ETag='"7"')
            if known
            else reply("200 OK", b"<rss/>", Content_Type="application/rss+xml", ETag='"7"', Last_Modified="Tue, 02 May 2023 10:00:00 GMT")
        )

    server.paths["/feed"] = conditional
    first = fetcher().get(server.url("/feed"))
    again = fetcher().get(server.url("/feed"), first.etag, first.modified)

    assert (first.ending, first.unchanged, again.unchanged, again.data) == (".xml", False, True, b"")


def test_what_a_server_says_of_itself_cannot_become_a_header(server: Server) -> None:
    """Line ends in a remembered ETag are not sent."""
    fetcher().get(server.url(), etag='"a"\r\nX-Evil: 1', modified="b\nc")

    assert b"X-Evil" not in server.requests[0]
    assert b"If-" not in server.requests[0]
