"""Names that the articles themselves equate."""

from __future__ import annotations

import pytest

from qa.agreement.names import Names

_TEXTS = (
    "The Berdzor (Lachin) Corridor is the only road to Artsakh, also known as Nagorno-Karabakh.",
    "The town of Shushi, which Azerbaijanis call Shusha, lies above the road.",
    "The Prime Minister (centre) met Antony Blinken on Monday. WASHINGTON (Reuters) - It was late.",
    "Harlan (Clippers) thanked the International Monetary Fund (IMF).",
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Lachin Corridor", "the Berdzor Corridor", True),
        ("Artsakh", "Nagorno-Karabakh", True),
        ("Artsakh", "Nagorno‑Karabakh’s", True),
        ("Shusha", "Shushi", True),
        ("Blinken", "Antony Blinken", True),
        ("Armenia", "Azerbaijan", False),
        ("Artsakh", "Lachin", False),
        ("WASHINGTON", "Reuters", False),
        ("Marit Solheim", "Marta Solheim", False),
        ("WHO", "World Health Organization", False),
        ("IMF", "the International Monetary Fund", True),
        ("Harlan", "Clippers", False),
        ("", "Armenia", False),
    ],
)
def test_which_names_mean_the_same(one: str, other: str, expected: bool) -> None:
    """Equal, equated by a text, or the end of the other one."""
    assert Names(_TEXTS).same(one, other) is expected
    assert Names(_TEXTS).same(other, one) is expected


def test_nothing_is_equated_that_no_text_equates() -> None:
    """We know no geography."""
    assert not Names(["Artsakh is far away. Nagorno-Karabakh is far away."]).same("Artsakh", "Nagorno-Karabakh")


def test_variants() -> None:
    """All the names of one thing, through others if need be."""
    names = Names(["Ellmere, also known as Westwater, is full.", "They walked to Westwater, which the old call Longmere, before noon."])
    assert names.variants("Longmere") == ("ellmere", "longmere", "westwater")
    assert names.variants("Tarn") == ("tarn",)
