"""Amounts in text: numbers with their units, exact, rounded or bounded."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.agreement.amounts import Amount, agree, amounts

_EXACT = [
    ("Four people were in the group.", 4, "person"),
    ("seven Armenian travellers were stopped", 7, "person"),
    ("The repair cost 4.2 million crowns.", 4_200_000, "crown"),
    ("It cost $1.5bn to build.", 1_500_000_000, "dollar"),
    ("The reservoir was 33 per cent full.", 33, "%"),
    ("It stood at 33\u00a0per\u00a0cent.", 33, "%"),
    ("down to 33%", 33, "%"),
    ("the 48 kilometres of line", 48_000, "m"),
    ("a 38-kilometre line", 38_000, "m"),
    ("Skylark-2 weighs 310 kg.", 310, "kg"),
    ("twenty-one lawmakers", 21, "lawmak"),
    ("11,420 spectators came", 11_420, "person"),
    ("it took three hours", 180, "min"),
    ("a dozen eggs", 12, "egg"),
]


@pytest.mark.parametrize(("text", "value", "unit"), _EXACT)
def test_exact_amounts(text: str, value: float, unit: str) -> None:
    """A number, its scale and its unit; weights, lengths and times in one unit each."""
    found = amounts(text)[0]
    assert (found.amount.low, found.amount.high, found.amount.unit) == (value, value, unit)
    assert found.span.of(text).strip() == found.span.of(text)


def test_rounded_and_bounded_amounts() -> None:
    """What is about so much may be a little more or less; what is more than so much is open above."""
    assert amounts("about 14,000 vehicles")[0].amount == Amount(13_300, 14_700, "vehicl")
    assert amounts("more than 40 houses")[0].amount == Amount(40, math.inf, "hous")
    assert amounts("fewer than 40 houses")[0].amount == Amount(0, 40, "hous")


def test_votes_have_two_numbers() -> None:
    """A result is one amount."""
    assert [one.amount for one in amounts("The correct result is 29 votes to 26.")] == [Amount(29, 29, "votes", 26)]
    assert [one.amount for one in amounts("passed 29–26")] == [Amount(29, 29, "votes", 26)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("about 1,300 tonnes", "1,280,000 kg", True),
        ("38 km", "38 kilometres", True),
        ("38 km", "48 km", False),
        ("more than 40 houses", "45 houses", True),
        ("more than 40 houses", "35 houses", False),
        ("29 votes to 26", "30 votes to 25", False),
        ("seven travellers", "four people", False),
        ("310 kilograms", "310 crowns", False),
        ("four", "four villagers", True),
    ],
)
def test_which_amounts_agree(one: str, other: str, expected: bool) -> None:
    """Amounts of one unit that overlap; a bare number goes with any unit."""
    assert agree(amounts(one)[0].amount, amounts(other)[0].amount) is expected


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """Spans lie in the text, in order, and every amount agrees with itself."""
    found = amounts(text)
    assert [one.span for one in found] == sorted(one.span for one in found)
    assert all(one.span.end <= len(text) and agree(one.amount, one.amount) for one in found)
