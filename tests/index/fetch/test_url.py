"""Reading a URL: one way to understand it, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadInput
from index.fetch.url import read_url, redirected
from tests.index.builders import law

REFUSED: list[tuple[str, str]] = [
    ("", "not http or https"),
    ("news.example/a", "not http or https"),
    ("//news.example/a", "not http or https"),
    ("file:///etc/passwd", "not http or https"),
    ("ftp://news.example/a", "not http or https"),
    ("gopher://news.example/_x", "not http or https"),
    ("data:text/html,hello", "not http or https"),
    ("javascript:alert(1)", "not http or https"),
    (r"\\server\share", "backslash"),
    ("http:news.example", "names no host"),
    ("http:/news.example", "names no host"),
    ("http:///news.example", "names no host"),
    ("http://", "names no host"),
    ("http://?q", "names no host"),
    ("http://news.example:22/", "only 80 is used for http"),
    ("http://news.example:25/", "only 80"),
    ("http://news.example:6379/", "only 80"),
    ("http://news.example:443/", "only 80"),
    ("https://news.example:80/", "only 443"),
    ("http://news.example:99999999/", "names no host"),
    ("http://news.example:+80/", "names no host"),
    ("http://news.example:٨٠/", "names no host"),
    ("http://user@news.example/", "user name"),
    ("http://user:secret@news.example/", "user name"),
    ("http://a@b@news.example/", "user name"),
    ("http://news.example@127.0.0.1/", "user name"),
    ("http://a\\@b/", "backslash"),
    ("http://127.0.0.1\\@news.example/", "backslash"),
    ("http://news.example\r\nHost: x/", "control character"),
    ("http://news.example/a\tb", "control character"),
    ("http://news.example/a b", "space"),
    ("http://news.example/\u200b", "space"),
    ("http://news\x00.example/", "control character"),
    ("http://[::1", "names no host"),
    ("http://[::1]x/", "names no host"),
    ("http://[fe80::1%25eth0]/", "names no host"),
    ("http://[v1.x]/", "names no host"),
    ("http://-news.example/", "names no host"),
    ("http://news..example/", "names no host"),
    ("http://.news.example/", "names no host"),
    ("http://news.exam,ple/", "names no host"),
    ("http://%31%32%37.0.0.1/", "names no host"),
    ("http://127.1/", "programs read differently"),
    ("http://2130706433/", "programs read differently"),
    ("http://0x7f000001/", "programs read differently"),
    ("http://0x7f.1/", "programs read differently"),
    ("http://0177.0.0.1/", "programs read differently"),
    ("http://127.0.0.01/", "programs read differently"),
    ("http://127.0.0.1.1/", "programs read differently"),
    ("http://news.example.0x10/", "programs read differently"),
    ("http://0/", "programs read differently"),
    ("http://" + "a" * 2000, "2,007 characters"),
    ("http://" + "a" * 64 + ".example/", "names no host"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_could_be_read_in_two_ways_is_refused(text: str, reason: str) -> None:
    """Other schemes, ports, user names, odd numbers, signs that parsers treat differently."""
    with pytest.raises(BadInput, match=reason):
        read_url(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://news.example", "http://news.example/"),
        ("HTTP://News.Example/A?b=C#d", "http://news.example/A?b=C"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:/a", "http://news.example/a"),
        ("http://news.example./a", "http://news.example/a"),
        ("https://bücher.example/ä?ö=ü", "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC"),
        ("http://news.example#@127.0.0.1/", "http://news.example/"),
        ("http://news.example?@127.0.0.1/", "http://news.example/?@127.0.0.1/"),
        ("http://127.0.0.1/x", "http://127.0.0.1/x"),
        ("http://１２７.0.0.1/", "http://127.0.0.1/"),
        ("http://[0:0::1]/", "http://[::1]/"),
        ('http://news.example/"<>', "http://news.example/%22%3C%3E"),
    ],
)
def test_what_is_fetched_is_put_together_anew(text: str, expected: str) -> None:
    """Lower-case host in ASCII, no fragment, no default port; the judged host is the one that is asked."""
    target = read_url(text)

    assert str(target) == expected
    assert str(read_url(expected)) == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/b?c", "https://news.example/b?c"),
        ("b", "https://news.example/x/b"),
        ("//other.example/b", "https://other.example/b"),
        ("https://other.example", "https://other.example/"),
        ("?q", "https://news.example/x/a?q"),
    ],
)
def test_a_redirect_is_followed_from_where_it_stands(location: str, expected: str) -> None:
    """Relative and absolute places."""
    assert str(redirected(read_url("https://news.example/x/a"), location)) == expected


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://news.example/", "from https to http"),
        ("file:///etc/passwd", "not http or https"),
        ("gopher://x/", "not http or https"),
        ("https://a@b/", "user name"),
        ("https://news.example:22/", "port 22"),
        ("/a b", "space"),
        ("/a\r\nSet-Cookie: x", "control character"),
        ("https://[::1/", "no"),
        ("\\\\inner\\share", "backslash"),
    ],
)
def test_a_redirect_to_somewhere_else_is_not(location: str, reason: str) -> None:
    """Each hop is read as strictly as the first address, and never leaves TLS."""
    with pytest.raises(BadInput, match=reason):
        redirected(read_url("https://news.example/x/a"), location)


@law
@given(st.text(max_size=40) | st.text("ahtps:/@\\#?[]%.0127:x", max_size=30).map("http://".__add__))
def test_any_text_is_an_address_or_a_reason(text: str) -> None:
    """Nothing else escapes, and what is read once is read the same again."""
    try:
        target = read_url(text)
    except BadInput:
        return
    assert read_url(str(target)) == target
