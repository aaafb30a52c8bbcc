"""qa.sentence.wording: which words of a text count for a word of the question, and how much."""

from __future__ import annotations

import pytest

from index.terms import terms
from qa.sentence.wording import families, in_plain_verbs, wording


def share(question: str, text: str, known: str = "") -> float:
    """How much of a question of one word a text holds."""
    term = terms(question)[0]
    held = terms(text)
    lost = () if term in held else (term,)
    return wording(question, {term: 1.0}, lost, known.split()).held(held).get(term, 0.0)


SAME_EVENT = [
    ("installed", "the gate was put there in spring"),
    ("installed", "a gate was set up"),
    ("erect", "after the installation of a gate"),
    ("stolen", "thieves came through the roof"),
    ("stolen", "the theft of the clock"),
    ("begin", "the season started late"),
    ("end", "the strike was concluded"),
    ("died", "her death was announced"),
    ("win", "their victory in the final"),
    ("bought", "the purchase of the mill"),
    ("driven", "she drove the first tram"),
    ("demonstrators", "protesters sat on the tracks"),
]
OTHER_EVENT = [
    ("begin", "the season ended late"),
    ("lifted", "the ban came into force"),
    ("won", "the team lost again"),
    ("bought", "the mill was sold"),
    ("opened", "the shop was closed for good"),
]


@pytest.mark.parametrize(("question", "text"), SAME_EVENT)
def test_another_name_of_the_event_counts_in_part(question: str, text: str) -> None:
    """Forms and synonyms of an event word count less than the word itself, and more than nothing."""
    assert 0.5 < share(question, text) < 1


@pytest.mark.parametrize(("question", "text"), OTHER_EVENT)
def test_the_opposite_does_not_count(question: str, text: str) -> None:
    """A word for the opposite event is no synonym."""
    assert 0 == share(question, text)


def test_the_word_itself_counts_whole() -> None:
    """The same word, in any ending that the stemmer takes off."""
    assert 1 == share("installed", "they install gates and installed one")


@pytest.mark.parametrize(
    ("asked", "written", "expected"),
    [
        ("ferrry", "ferry", True),
        ("harbor", "harbour", True),
        ("chekpoint", "checkpoint", True),
        ("birdge", "bridge", True),
        ("liftet", "lifted", True),
        ("mill", "bill", False),  # short words have too many neighbours
        ("harvest", "harness", False),  # two letters
        ("ferry", "bakery", False),
    ],
)
def test_one_letter_is_forgiven(asked: str, written: str, expected: bool) -> None:
    """A word of the question that no text has counts for one that is a letter away, if it is long enough."""
    assert expected == (share(asked, written, known=written) > 0)


def test_a_word_that_the_texts_have_is_no_misspelling() -> None:
    """Only words that stand nowhere are looked for one letter away."""
    assert {} == wording("marsh", {"marsh": 1.0}, (), ["march"]).held(["march"])


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("when did the gate go up?", "when did the gate install?"),
        ("when did the rule come into force", "when did the rule begin"),
        ("where did the race take place", "where did the race happen"),
        ("who called off the strike", "who suspend the strike"),
    ],
)
def test_phrasal_verbs_are_said_in_one_word(question: str, plain: str) -> None:
    """Their little words are stop words, so the verb alone would say something else."""
    assert plain == in_plain_verbs(question)


def test_families_are_mutual() -> None:
    """If one word stands for another, the other stands for it."""
    assert all(one in families()[other] for one, row in families().items() for other in row)
