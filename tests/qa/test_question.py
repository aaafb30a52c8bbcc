"""qa.asked.question: what may be asked, and what is asked for."""

from __future__ import annotations

import pytest

from index.errors import BadInput
from qa.asked.question import kind, read_question
from qa.model import Kind

KINDS = [
    ("when was the checkpoint installed?", Kind.WHEN),
    ("The checkpoint: when did it go up", Kind.WHEN),
    ("What date did the talks end?", Kind.WHEN),
    ("In which year was the bridge built?", Kind.WHEN),
    ("what time does the ferry leave?", Kind.WHEN),
    ("on wich day did the talks end", Kind.WHEN),
    ("What was the first day of the fair?", Kind.WHEN),
    ("Since when is the bridge open?", Kind.WHEN),
    ("How many were on board when the ferry sank?", Kind.HOW_MANY),
    ("Who was mayor when the bridge opened?", Kind.WHO),
    ("Where was the crew when the ferry sank?", Kind.WHERE),
    ("Who won and when?", Kind.WHEN),
    ("What was the length of the tunnel?", Kind.HOW_MANY),
    ("In what building did they meet?", Kind.WHERE),
    ("How long did the blockade last?", Kind.HOW_LONG),
    ("How many days did the strike last?", Kind.HOW_LONG),
    ("How many people came?", Kind.HOW_MANY),
    ("how much did it cost", Kind.HOW_MANY),
    ("What share of voters agreed?", Kind.HOW_MANY),
    ("Who won?", Kind.WHO),
    ("Whose idea was it?", Kind.WHO),
    ("Which minister resigned?", Kind.WHO),
    ("Where is Goris?", Kind.WHERE),
    ("In which city did they meet?", Kind.WHERE),
    ("Why was the vote delayed?", Kind.WHY),
    ("Did the council agree?", Kind.YES_NO),
    ("is the bridge open", Kind.YES_NO),
    ("What is the title of the draft?", Kind.WHAT),
    ("checkpoint", Kind.WHAT),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_kind_is_told_from_the_words(text: str, expected: Kind) -> None:
    """The words of a question tell what kind of answer it asks for."""
    assert expected is kind(text)


@pytest.mark.parametrize("text", ["", "   ", "\t\n", "x" * 2001, "a\x00b", "half \ud800 pair"])
def test_unreadable_questions_are_refused(text: str) -> None:
    """Empty, overlong and unstorable questions are refused, naming the field."""
    with pytest.raises(BadInput) as caught:
        read_question(text)

    assert "question" == caught.value.field


@pytest.mark.parametrize("k", [0, -1, 51])
def test_k_has_bounds(k: int) -> None:
    """1 to 50 passages can be asked for."""
    with pytest.raises(BadInput) as caught:
        read_question("when?", k)

    assert "k" == caught.value.field


def test_white_space_around_is_dropped() -> None:
    """Space around a question and control characters in it do not count."""
    assert "when was it?" == read_question("  when\x07was it?\n").text
