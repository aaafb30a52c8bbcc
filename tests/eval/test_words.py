"""Exact match and F1 as the SQuAD script gives them."""

from __future__ import annotations

import pytest

from eval.words import exact, f1, holds, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Tony Awards", "tony awards"),
        ("a $5 bill!", "5 bill"),
        ("“Squid Game”", "squid game"),
        ("23-April,2023", "23april2023"),
        ("an apple a day", "apple day"),
        ("theatre", "theatre"),
        ("  \t\n", ""),
        ("The", ""),
    ],
)
def test_normalised(text: str, expected: str) -> None:
    assert expected == " ".join(words(text))


@pytest.mark.parametrize(
    ("answer", "gold", "same", "score"),
    [
        ("April 23", "april 23.", True, 1.0),
        ("23 April 2023", "April 23", False, 0.8),
        ("Denver Broncos", "The Denver Broncos", True, 1.0),
        ("Carolina Panthers", "Denver Broncos", False, 0.0),
        ("one one two", "one two two", False, 2 / 3),
        ("the", "a", True, 1.0),
        ("the", "cat", False, 0.0),
        ("", "cat", False, 0.0),
    ],
)
def test_exact_match_and_f1(answer: str, gold: str, same: bool, score: float) -> None:
    assert same == exact(answer, gold)
    assert score == pytest.approx(f1(answer, gold))


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("It was installed on April 23, officials said.", "april 23", True),
        ("It was installed on April 230.", "April 23", False),
        ("April the 23", "April 23", True),
        ("23 of April", "April 23", False),
        ("anything", "the", False),
    ],
)
def test_holds_whole_words_in_order(text: str, gold: str, expected: bool) -> None:
    assert expected == holds(text, gold)
