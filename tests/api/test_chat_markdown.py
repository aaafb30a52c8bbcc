"""Words of an article in Markdown: they show as they are, and nothing in them does anything."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from api.chat.markdown import address, inert, label, plain

PLAIN = {
    "The minister spoke.": "The minister spoke.",
    "line one\nline  two\t": "line one line two",
    "snake_case_name": "snake_case_name",
    "$5 million": "$5 million",
    "AT&T and R&D": "AT&T and R&D",
    "zero\u200bwidth \u202eturned\u202c": "zerowidth turned",
    "می\u200cخواهم": "می\u200cخواهم",
    "": "",
}
ESCAPED = {
    "as [7] says": "as \\[7] says",
    "[click](https://evil.example)": "\\[click](`https://evil.example)`",
    "![x](y)": "!\\[x](y)",
    "<script>alert(1)</script>": "\\<script>alert(1)\\</script>",
    "&lt;b&gt;": "\\&lt;b\\&gt;",
    "*bold* and _slanted_": "\\*bold\\* and \\_slanted\\_",
    "__init__": "\\_\\_init\\_\\_",
    "`code`": "\\`code\\`",
    "from $5 to $6": "from \\$5 to \\$6",
    "\\(x\\) \\[y\\]": "`\\`(x`\\`) `\\`\\[y`\\`]",
    "# not a heading": "\\# not a heading",
    "> not quoted": "\\> not quoted",
    "- no list": "\\- no list",
    "1990. That year": "1990\\. That year",
    "www.evil.example": "`www.evil.example`",
    "write to a@b.example": "write to `a@b.example`",
    "[^1]: no note": "\\[^1]: no note",
}


@pytest.mark.parametrize(("text", "written"), [*PLAIN.items(), *ESCAPED.items()])
def test_what_could_be_markup_is_escaped_and_the_rest_left(text: str, written: str) -> None:
    assert inert(text) == written


SHOWN = {"paragraph_open", "paragraph_close", "text", "text_special", "code_inline", "inline"}
MARKUP = st.text(
    st.sampled_from("*_`[]()<>!#&;:/\\$~|+-=.@ \n\tab1xh\u202e\u200b\u0000é😀") | st.characters(exclude_categories=["Cs"]), max_size=60
) | st.lists(
    st.sampled_from(
        [
            *"[a](b) ![ ](http://x) <b> &lt; &#91; javascript: https://e.x/ www.x.y * __ ~~ `` \\ [1] [^1] $$ \\[ --- a@b.c".split(),
            "| a | b |",
            "# ",
            "1. ",
            "\n",
            " ",
        ]
    ),
    max_size=8,
).map("".join)


def tokens(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return [inner for token in parser.parse(text) for inner in [token, *(token.children or [])]]


@settings(max_examples=400, deadline=None)
@given(MARKUP)
@example("__a_b__")
@example("a*\u200b*b**")
def test_nothing_of_an_article_becomes_markup(text: str) -> None:
    """A reader of Markdown finds text and code in it, and together they are the article's words."""
    found = tokens(f"x {inert(text)}")

    assert {token.type for token in found} <= SHOWN
    said = "".join(token.content for token in found if token.type in ("text", "text_special", "code_inline"))
    assert " ".join(said.split()) == " ".join(f"x {plain(text)}".split())


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_not_even_at_the_start_of_a_line(text: str) -> None:
    assert {token.type for token in tokens(inert(text))} <= SHOWN


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_a_title_cannot_leave_its_link(text: str) -> None:
    found = tokens(f"[x {label(text)} y](https://a.example/)")

    assert [token.attrs["href"] for token in found if token.type == "link_open"] == ["https://a.example/"]
    assert {token.type for token in found} <= SHOWN | {"link_open", "link_close"}


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_no_marker_and_no_formula_can_be_forged(text: str) -> None:
    """Outside of code: front ends look for these in the text as it is written, before or beside reading Markdown."""
    prose = re.sub(r"(?<!\\)`[^`]*`", "", inert(text))

    assert not re.search(r"(?<!\\)\[", prose)
    assert not re.search(r"\\[\])(]", inert(text))


ADDRESSES = {
    "https://paper.example/a?b=1&c=2#d": "https://paper.example/a?b=1&c=2#d",
    "HTTP://Paper.Example:8080/": "http://paper.example:8080/",
    "https://paper.example/(a)": "https://paper.example/%28a%29",
    "https://paper.example/a%20b": "https://paper.example/a%20b",
    'https://paper.example/"onmouseover=': "https://paper.example/%22onmouseover=",
    "https://paper.example/[1]|`<x>": "https://paper.example/%5B1%5D%7C%60%3Cx%3E",
    "https://é.example/ü": "https://xn--9ca.example/%C3%BC",
    "https://[::1]/a": "https://[::1]/a",
    "https://a.example/#:~:text=Up%2C,so%2Dso": "https://a.example/#:~:text=Up%2C,so%2Dso",
    "javascript:alert(1)": None,
    "JaVaScRiPt:alert(1)": None,
    "data:text/html,x": None,
    "vbscript:x": None,
    "file:///etc/passwd": None,
    "//evil.example": None,
    "/relative": None,
    "https://bbc.example@evil.example/": None,
    "https://a.example/\n)": None,
    "https://a.example/ x": None,
    "https://a.example\\@evil.example": None,
    "https://": None,
    "https://a.example:99999/": None,
    "https://[broken": None,
    "": None,
    None: None,
}


@pytest.mark.parametrize(("url", "safe"), ADDRESSES.items())
def test_addresses_are_plain_web_addresses_or_nothing(url: str | None, safe: str | None) -> None:
    assert address(url) == safe


@given(st.text(max_size=40))
def test_a_link_ends_where_its_address_ends(rest: str) -> None:
    safe = address(f"https://a.example/{rest}")
    if safe is not None:
        assert re.fullmatch(r"https://a\.example[!#$%&'*+,./0-9:;=?@A-Z_a-z~-]*", safe)
        assert address(safe) == safe


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "a@" * 100_000, "\\" * 200_000, "a@a." * 50_000, "$ " * 100_000, "_" * 200_000], ids=lambda text: text[:4]
)
def test_long_words_take_no_longer_than_others(text: str) -> None:
    """Linear: far under the time that trying every part of the word would take."""
    began = time.process_time()
    inert(text)

    assert time.process_time() - began < 5
