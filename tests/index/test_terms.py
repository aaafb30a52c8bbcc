"""Search terms: what a word becomes, and what must not matter."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import terms
from tests.index.builders import law


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("the of and", []),
        ("... — ?!", []),
        ("Checkpoints were installed", ["checkpoint", "instal"]),
        ("U.S. U.K. a.m.", ["us", "uk", "am"]),
        ("Armenia's minister’s", ["armenia", "minist"]),
        ("Nagorno-Karabakh", ["nagorno", "karabakh"]),
        ("23 April 2023", ["23", "april", "2023"]),
        ("café CAFÉ cafe\u0301", ["cafe", "cafe", "cafe"]),
        ("ﬁnd Straße", ["find", "strass"]),
        ("𝐇𝐞𝐥𝐥𝐨 ℌello", ["hello", "hello"]),
        ("check\u00adpoint check\u200bpoint \u202echeckpoint", ["checkpoint", "checkpoint", "checkpoint"]),
        ("снег 雪", ["снег", "雪"]),
        ("snake_case", ["snake", "case"]),
        ("x" * 1000, ["x" * 64]),
    ],
)
def test_what_becomes_of_words(text: str, expected: list[str]) -> None:
    """Folded, without accents and invisible signs, without stop words, stemmed, cut at 64 letters."""
    assert terms(text) == expected


@law
@given(st.text(max_size=80))
def test_every_term_is_a_word_of_bounded_length(text: str) -> None:
    """No term is empty, none holds white space or an underscore."""
    assert all(0 < len(term) <= 64 and not any(char.isspace() or char == "_" for char in term) for term in terms(text))


@law
@given(st.text(st.characters(codec="latin-1"), max_size=80))
def test_case_does_not_matter(text: str) -> None:
    """Upper and lower case give the same terms."""
    assert terms(text.upper()) == terms(text.upper().lower())


@law
@given(st.text(max_size=80))
def test_the_way_accents_are_written_does_not_matter(text: str) -> None:
    """Composed and decomposed text give the same terms."""
    assert terms(unicodedata.normalize("NFC", text)) == terms(unicodedata.normalize("NFD", text))


@law
@given(st.text(max_size=60), st.text(max_size=60))
def test_texts_side_by_side_give_their_terms_side_by_side(one: str, other: str) -> None:
    """Reading order is kept, and a line end separates words."""
    assert terms(one + "\n" + other) == terms(one) + terms(other)


def test_a_huge_word_is_not_remembered_whole() -> None:
    """Two megabytes without a space give one short term, at once."""
    start = time.perf_counter()

    assert terms("é" + "z" * 2_000_000) == ["e" + "z" * 63]
    assert time.perf_counter() - start < 5
