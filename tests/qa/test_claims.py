"""Whose claim a sentence is, and what an article corrects."""

from __future__ import annotations

import pytest

from index.model import Article, Span
from qa.agreement.claims import Claimed, claimed, correction


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Azerbaijan claimed that the post had been set up against smugglers.", "Azerbaijan claimed"),
        ("The road is open, Azerbaijan's foreign ministry said.", "Azerbaijan's foreign ministry said"),
        ("According to Officer Dahl the van was empty.", "Officer Dahl said"),
        ("Weapons were carried along the road, a charge that Yerevan denies.", "denied by Yerevan"),
        ("Azerbaijan alleged that weapons were carried, a charge Yerevan denies.", "Azerbaijan alleged; denied by Yerevan"),
        ("The post was set up on 23 April.", None),
    ],
)
def test_whose_claim(sentence: str, expected: str | None) -> None:
    """The speaker stays with what is said; what the paper says itself has none."""
    assert claimed(sentence).words == expected


@pytest.mark.parametrize(
    ("sentence", "contested"),
    [
        ("Marovia claimed that the pass was open.", True),
        ("Marovia alleged that the pass was open.", True),
        ("Marovia said that the pass was open.", False),
        ("The pass was open, a claim that Teskia denies.", True),
        ("The pass was open.", False),
    ],
)
def test_what_an_article_does_not_vouch_for(sentence: str, contested: bool) -> None:
    """ "Claimed" where it could say "said", or a denial beside it."""
    assert claimed(sentence).contested is contested


def test_a_pronoun_is_whoever_the_sentence_before_is_about() -> None:
    """ "It claimed": who that is stands in front of it."""
    found = claimed(
        "However, it claimed that the post was an answer to arms deliveries, a charge that Yerevan denies.",
        "Azerbaijan had promised to keep the road open.",
    )
    assert found == Claimed("Azerbaijan", "claimed", "Yerevan")


def _article(text: str, title: str | None = None) -> Article:
    return Article("a", text, title=title)


@pytest.mark.parametrize(
    ("text", "title", "wrong", "right"),
    [
        ("We said on Monday that seven guests had come. That was wrong. Four guests had come.", None, "seven guests", "Four guests"),
        ("The correct result is 29 votes to 26, not 30 to 25.", "Correction: budget vote", "30 to 25", "29 votes to 26"),
        ("It broke out on 31 January and not on 1 February, as we wrote.", "Correction", "1 February", "31 January"),
        ("An earlier version of this article gave the weight as 130 kg; it is 310 kg.", None, "130 kg", "310 kg"),
    ],
)
def test_corrections(text: str, title: str | None, wrong: str, right: str) -> None:
    """The part that repeats the error is told from the part that puts it right."""
    found = correction(_article(text, title))
    assert found is not None
    assert found.repeats_error(Span(text.index(wrong), text.index(wrong) + len(wrong)))
    assert not found.repeats_error(Span(text.index(right), text.index(right) + len(right)))


def test_most_articles_correct_nothing() -> None:
    """A mistake that is reported is no correction."""
    assert correction(_article("The minister said that the road would open on Friday. Nobody came.")) is None
