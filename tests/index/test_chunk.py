"""Passages: whole sentences, exact slices, near the wanted size."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import passages, word_count
from index.formats.chrome import chrome_spans
from index.model import Span
from index.sentences import sentences
from tests.index.builders import law, text_of, texts_of

NEWS = (
    "Checkpoint opens on the Lachin road\n\n"
    "YEREVAN (Reuters) — A checkpoint was installed on the Lachin corridor on Sunday, officials said. The road is the only link "
    "between the enclave and the south. “It was done without notice,” a spokesman told reporters.\n\n"
    "The move came five days before talks in Washington. Foreign ministers of both countries met U.S. Secretary of State Antony Blinken "
    "there. They spoke for four days at the George Shultz center. No treaty was signed.\n\n"
    "Residents said that trucks had stopped passing in December. The Red Cross still brings medicine on some days. A court in The Hague "
    "had ordered the road to be kept open in Feb. 2023. The order is binding, but nobody can enforce it."
)

# size in words → (start, end) of each passage: numbers only, so that a changed cut is seen in review
GOLDEN = {
    20: [(0, 35), (37, 133), (134, 194), (195, 305), (306, 391), (392, 467), (469, 578), (579, 650), (651, 699)],
    40: [(0, 194), (195, 391), (392, 578), (579, 699)],
    200: [(0, 699)],
}


@pytest.mark.parametrize("size", GOLDEN)
def test_the_cut_of_a_news_story_stays_the_same(size: int) -> None:
    """The spans of a known story are the recorded ones."""
    assert [(span.start, span.end) for span in passages(NEWS, size)] == GOLDEN[size]


TEXTS = st.builds(lambda seed, count: text_of(random.Random(seed), count), st.integers(0, 10_000), st.integers(0, 40)) | st.text(
    max_size=300
)


def article_sentences(text: str) -> list[Span]:
    """The sentences that are no page furniture."""
    furniture = chrome_spans(text)
    return [one for one in sentences(text) if not any(span.start < one.end and one.start < span.end for span in furniture)]


COPIED = (
    "Ferry is back in Brack harbour\n\nFerry is back in Brack harbour\nPublish: 2 May 2023\nA+ A-\nThe ferry runs again. It had been out.\n\n"
    "Advertisement\n\nThe mayor was glad.\n\nShare on Facebook"
)


def test_page_furniture_is_in_no_passage_and_offsets_stay_true() -> None:
    """A copied page's buttons, stamps and second headline are skipped; each passage is still a slice of the text as it came."""
    expected = ["Ferry is back in Brack harbour", "The ferry runs again. It had been out.", "The mayor was glad."]

    assert texts_of(COPIED, passages(COPIED, 200)) == expected


def test_a_text_that_is_all_furniture_keeps_its_passages() -> None:
    """Nothing is lost when there would be nothing left."""
    assert texts_of("Share this\nA+ A-", passages("Share this\nA+ A-", 200)) == ["Share this\nA+ A-"]


@law
@given(TEXTS, st.integers(1, 60))
def test_passages_hold_whole_sentences_in_order_each_once(text: str, size: int) -> None:
    """Unless a sentence is longer than a passage, passages start and end with sentences, and every sentence lies in exactly one."""
    spans, parts = passages(text, size), article_sentences(text)

    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    for part in parts:
        holders = [span for span in spans if span.start < part.end and part.start < span.end]
        if word_count(part.of(text)) <= size:
            assert [(span.start <= part.start, part.end <= span.end) for span in holders] == [(True, True)]
        else:
            assert holders[0].start <= part.start
            assert part.end <= holders[-1].end
            between = (text[one.end : other.start] for one, other in itertools.pairwise(holders))
            assert all(not gap.strip() for gap in between)


@law
@given(TEXTS, st.integers(1, 60))
def test_no_passage_is_longer_than_wanted(text: str, size: int) -> None:
    """Long sentences are cut, so that every passage stays within the size."""
    assert all(word_count(span.of(text)) <= size for span in passages(text, size))


@law
@given(TEXTS, st.integers(20, 60))
def test_no_two_neighbours_would_fit_into_one(text: str, size: int) -> None:
    """A passage ends only where the next sentence does not fit any more."""
    spans, parts = passages(text, size), article_sentences(text)
    furniture = chrome_spans(text)
    for one, other in itertools.pairwise(spans):
        if any(one.end <= between.start < other.start for between in furniture):
            continue
        following = next((part for part in parts if part.start == other.start), other)
        assert word_count(one.of(text)) + word_count(following.of(text)) > size or other.start not in {part.start for part in parts}


@pytest.mark.parametrize(
    ("text", "size", "expected"),
    [
        ("", 10, []),
        (" \n\t ", 10, []),
        ("One two. Three four.", 4, ["One two. Three four."]),
        ("One two. Three four.", 3, ["One two.", "Three four."]),
        ("one two three four five", 2, ["one two", "three four", "five"]),
        ("x" * 450, 1, ["x" * 200, "x" * 200, "x" * 50]),
        ("x" * 450 + " end", 20, ["x" * 450 + " end"]),
    ],
)
def test_small_texts(text: str, size: int, expected: list[str]) -> None:
    """Nothing gives nothing; a sentence or a word that is too long is cut at white space, else anywhere."""
    assert texts_of(text, passages(text, size)) == expected


@pytest.mark.parametrize("text", ["a.\n" * 60_000, "Word " * 60_000, "x" * 300_000, "A. " * 100_000, "." * 300_000 + "a"])
def test_no_text_makes_it_slow(text: str) -> None:
    """300 kB of anything are cut in seconds."""
    passages("warm", 200)
    start = time.perf_counter()
    passages(text, 200)

    assert time.perf_counter() - start < 8


def test_a_span_of_nothing_cannot_be_made() -> None:
    """0 ≤ start < end is checked when a span is made."""
    with pytest.raises(ValueError, match="start < end"):
        Span(3, 3)
