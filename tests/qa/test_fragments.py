"""qa.fragments: what an address with a text fragment says, and that it leads to the quotation and nowhere else in the text."""

from __future__ import annotations

import re
import time
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.fragments import fragment_url

URL = "https://a.example/x"


def pointed(text: str, quote: str, nth: int = 0, url: str = URL) -> str | None:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return fragment_url(url, text, start, start + len(quote))


def directive(text: str, quote: str, nth: int = 0) -> str:
    found = pointed(text, quote, nth)
    assert found is not None
    return found.removeprefix(f"{URL}#:~:text=")


@pytest.mark.parametrize(
    ("text", "quote", "nth", "expected"),
    [
        ("It left.", "It left.", 0, "It%20left."),
        ("It cost a-b, c & 5%.", "a-b, c & 5%", 0, "a%2Db%2C%20c%20%26%205%25"),
        ("It ran. It ran again.", "It ran", 0, "It%20ran,-."),
        ("It ran. It ran again.", "It ran", 1, "ran.-,It%20ran"),
        ("One day. It ran.\nTwo days. It ran.", "It ran.", 1, "days.-,It%20ran."),
        ("One. It ran.\nIt ran.\nIt fell.", "It ran.", 1, "ran.-,It%20ran."),
        ("a b c\nd e f", "b c\nd e", 0, "b%20c,d%20e"),
        ("installed it", "tall", 0, "ins-,tall,-ed"),
        ("the the the the\nferry", "the\nferry", 0, "the%20the%20the-,the,ferry"),
        ("Zug   fuhr\tab", "Zug   fuhr\tab", 0, "Zug%20fuhr%20ab"),
        ("Паром ушёл", "Паром", 0, "%D0%9F%D0%B0%D1%80%D0%BE%D0%BC"),
        (
            " ".join(f"word{n}" for n in range(40)),
            " ".join(f"word{n}" for n in range(40)),
            0,
            "word0%20word1%20word2%20word3,word36%20word37%20word38%20word39",
        ),
    ],
)
def test_what_the_fragment_says(text: str, quote: str, nth: int, expected: str) -> None:
    """Whole when short, first and last words when long or over a line break, and no more context than it takes."""
    assert expected == directive(text, quote, nth)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", "https://a.example/x#:~:text=left"),
        ("https://a.example/x#", "https://a.example/x#:~:text=left"),
        ("https://a.example/x#part", "https://a.example/x#part:~:text=left"),
        ("https://a.example/x#:~:text=old", "https://a.example/x#:~:text=left"),
        ("https://a.example/x#part:~:text=old&text=b", "https://a.example/x#part:~:text=left"),
        ("https://a.example/x?q=1", "https://a.example/x?q=1#:~:text=left"),
    ],
)
def test_the_address_keeps_its_own_fragment(url: str, expected: str) -> None:
    """A fragment of the page's own stays in front; an older text fragment goes."""
    assert expected == pointed("It left.", "left", url=url)


@pytest.mark.parametrize(("text", "start", "end"), [("It left.", 2, 3), ("It left.", 3, 3), ("   ", 0, 3)])
def test_nothing_to_point_at(text: str, start: int, end: int) -> None:
    """Blanks cannot be marked."""
    assert fragment_url(URL, text, start, end) is None


def test_without_an_address_there_is_no_link() -> None:
    """An article without an address has none, and a text that only repeats itself cannot be pointed into."""
    assert fragment_url(None, "It left.", 0, 2) is None
    assert pointed("ha\nha\nha\nha", "ha", 2) is None


@pytest.mark.parametrize("text", ["a " * 200_000 + "end", "é" * 300_000 + " end", "x\n" * 50_000 + "end"])
def test_large_texts_are_no_trouble(text: str) -> None:
    """A text at the limit of what is stored, with its last word pointed at."""
    began = time.process_time()
    assert pointed(text, "end") is not None
    assert time.process_time() - began < 20


# -- the law: what the fragment says is found first, and only, at the quotation ----------------------------------------


def loose(text: str) -> str:
    """As a browser compares: no case, no accents, blanks alike."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(char))
    return " ".join(letters.split())


def matches(text: str, fragment: str) -> list[str]:
    """All that a fragment matches in a text (its parts in order: the stretch between prefix and suffix), read without regard to whole words."""
    parts = [unquote(part) if not part.endswith("-") else unquote(part[:-1]) + "-" for part in fragment.split(",")]
    prefix = parts.pop(0)[:-1] if fragment.split(",")[0].endswith("-") else ""
    suffix = parts.pop()[1:] if fragment.split(",")[-1].startswith("-") else ""
    first, last = parts[0], parts[1] if len(parts) > 1 else None
    pattern = (re.escape(loose(prefix)) + r"\s*" if prefix else "") + "(" + re.escape(loose(first))
    pattern += (".*?" + re.escape(loose(last)) if last else "") + ")" + (r"\s*" + re.escape(loose(suffix)) if suffix else "")
    return [match.group(1) for match in re.finditer(f"(?={pattern})", loose(text), re.DOTALL)]


WORDS = st.sampled_from("the ferry runs again on Tuesday, the Ferry ran. a-b 5% – “new” old é e\u0301 Зима зима 渡轮。 it's x".split())
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n"])), min_size=1, max_size=40)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.data())
def test_only_the_quotation_matches(words: list[tuple[str, str]], data: st.DataObject) -> None:
    """For any run of words: a link that matches the quotation first, and nothing else unless the text repeats itself; then there may be none."""
    text = "".join(word + blank for word, blank in words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start = sum(len(word) + len(blank) for word, blank in words[:first])
    quote = "".join(word + blank for word, blank in words[first : last + 1])

    url = fragment_url(URL, text, start, start + len(quote))

    if url is None:
        lines = quote.strip().split("\n")
        assert loose(text).count(loose(lines[0])) > 1 or loose(text).count(loose(lines[-1])) > 1
        return
    found = matches(text, url.removeprefix(f"{URL}#:~:text="))
    assert loose(quote) == found[0]
    if loose(text).count(loose(quote)) == 1 and "\n" not in quote.strip():
        assert 1 == len(found)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
@example("\u0301a", 0, 1)
@example("a\u200bb", 1, 2)
def test_any_text_makes_an_address_or_none(text: str, one: int, other: int) -> None:
    """Nothing breaks it, and what comes out is printable ASCII."""
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    url = fragment_url(URL, text, start, end)

    assert url is None or re.fullmatch(r"[!-~]+", url)
