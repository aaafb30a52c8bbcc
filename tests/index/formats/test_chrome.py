"""Page furniture in copied texts: named kinds of lines, and never a sentence of an article."""

from __future__ import annotations

import itertools
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.chrome import KINDS, Kind, chrome_spans, published_line, without_chrome
from tests.index.builders import SHARED, law


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_holds_its_examples_and_not_its_lookalikes(kind: Kind) -> None:
    """The examples in the table are what the pattern is for."""
    pattern = re.compile(kind.pattern, re.IGNORECASE)

    assert [one for one in kind.examples if not pattern.fullmatch(one)] == []
    assert [(one, other.name) for one in kind.not_examples for other in KINDS if re.fullmatch(other.pattern, one, re.IGNORECASE)] == []


def furniture(text: str) -> list[str]:
    return [span.of(text) for span in chrome_spans(text)]


HEAD = "Ferry to Brack runs again"


@pytest.mark.parametrize(
    ("lines", "expected", "published"),
    [
        ([HEAD, "", HEAD, "Publish:", "A+ A-", "It runs."], [HEAD, "Publish:", "A+ A-"], None),
        ([HEAD, "Publish: 2 May 2023", "It runs."], ["Publish: 2 May 2023"], "2023-05-02"),
        ([HEAD, "Publish:", "02.05.2023", "It runs."], ["Publish:", "02.05.2023"], "2023-05-02"),
        ([HEAD, "Published on May 2, 2023 10:15 AM | Updated: May 3, 2023", "It runs."], ["Published on May 2, 2023 10:15 AM | Updated: May 3, 2023"], "2023-05-02T10:15:00"),
        ([HEAD, "Published 2 May 2023 at 10:20 GMT+4", "It runs."], ["Published 2 May 2023 at 10:20 GMT+4"], "2023-05-02T10:20:00+04:00"),
        ([HEAD, "Posted: 05/02/2023", "It runs."], ["Posted: 05/02/2023"], None),
        ([HEAD, "Updated: 2 May 2023", "It runs."], ["Updated: 2 May 2023"], None),
        ([HEAD, "Last updated:", "2 May 2023", "It runs."], ["Last updated:", "2 May 2023"], None),
        ([HEAD, "  Share this article  ", "It runs."], ["Share this article"], None),
        ([HEAD, "Published in 2023, the report was praised.", "It runs."], [], None),
        ([HEAD, "Published on Sunday, the letter asks for more boats.", "It runs."], [], None),
        ([HEAD, "UPDATE:", "It runs."], [], None),
        ([HEAD, "Updated figures will come in May 2023.", "It runs."], [], None),
        (["Brack", "Brack", "It runs."], [], None),
        (["Share", "A+ A-"], [], None),
        ([""], [], None),
    ],
)  # fmt: skip
def test_furniture_is_whole_lines(lines: list[str], expected: list[str], published: str | None) -> None:
    """Buttons, stamps and the headline's second copy; a line that goes on as prose is article, and changes are no publication."""
    text = "\n".join(lines)

    assert furniture(text) == expected
    assert published_line(text) == published


def test_a_repeated_headline_far_below_is_article() -> None:
    """Only near the top is it the page's doing."""
    text = "\n\n".join([HEAD, *(f"Paragraph number {number} of it." for number in range(12)), HEAD])

    assert furniture(text) == []


def test_without_furniture_the_article_is_left() -> None:
    """For text that is put together here."""
    assert without_chrome("Share this\n\nIt runs.\n\nAdvertisement\n\nIt was out.\nComments (3)") == "It runs.\n\nIt was out."


@law
@given(
    st.lists(
        st.sampled_from([HEAD, "A+ A-", "Publish:", "2 May 2023", "Share", "It runs.", "", "  Tweet", "Read more"]) | st.text(max_size=30)
    ).map("\n".join)
)
def test_spans_are_lines_in_order_and_something_is_left(text: str) -> None:
    """Each span is a line without the white space around it, none overlaps, and a text with words never loses all of them."""
    spans = chrome_spans(text)
    lines = {line.strip() for line in text.split("\n")}

    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    assert all(span.of(text) in lines for span in spans)
    if spans:
        left = "".join(
            text[start:end]
            for start, end in zip([0, *(span.end for span in spans)], [*(span.start for span in spans), len(text)], strict=True)
        )
        assert any(char.isalnum() for char in left)


@pytest.mark.parametrize(
    "line",
    [
        "share " + "x" * 150,
        "share" + " on" * 50 + " q",
        "a" * 150,
        "a- " * 50 + "b",
        "facebook " * 17 + "q",
        "- " * 70,
        "home > " * 25 + "\u2028",
        "x" * 158 + "!",
    ],
)
def test_no_line_makes_it_slow(line: str) -> None:
    """Ten thousand of the worst lines take less than a few seconds."""
    text = "\n".join(f"{line[:140]}{number}" for number in range(10_000))
    start = time.perf_counter()
    chrome_spans(text)

    assert time.perf_counter() - start < 5


SEEDS = SHARED / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared articles are not here")
@pytest.mark.parametrize(("name", "count"), [("000", 3), ("001", 2), ("002", 0), ("003", 0), ("004", 0)])
def test_the_furniture_of_the_shared_articles(name: str, count: int) -> None:
    """Second headline, "Publish:", "A+ A-"; two pointers to other editions; nothing else."""
    (path,) = Path(SEEDS).glob(f"{name}_*.txt")

    assert len(chrome_spans(path.read_text(encoding="utf-8"))) == count
