"""qa.asked.followup: questions within conversations, each with the stand-alone question that a person would ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.asked.followup import Rewritten, stand_alone

CHECKPOINT = ["When was the checkpoint installed?", "23 April 2023"]
MAYOR = ["Who is the mayor of Brack?", "Ada Lind has been mayor of Brack since 2019."]
FESTIVAL = ["How many people visited the festival in 2022?", "About 40,000 people came to the Harbour Festival in 2022."]
TALKS = ["Where did Pashinyan and Aliyev meet?", "They met in Brussels on 14 May 2023."]
COURT = ["What did the court decide about the Kessel bridge?", "The court stopped the work on the Kessel bridge on 3 March 2021."]
UNKNOWN = [COURT[0], "I don't know."]
STRIKE = ["When did the strike begin?", "On Monday.", "And when did it end?", "On Friday."]


@pytest.mark.parametrize(
    ("history", "question", "alone"),
    [
        (CHECKPOINT, "Who installed it?", "Who installed the checkpoint?"),
        (CHECKPOINT, "why?", "Why was the checkpoint installed?"),
        (CHECKPOINT, "And who opposed it?", "Who opposed the checkpoint?"),
        (CHECKPOINT, "What happened the week after?", "What happened the week after 23 April 2023?"),
        (CHECKPOINT, "was it removed?", "was the checkpoint removed?"),
        (CHECKPOINT, "What about the Hakari bridge?", "When was the Hakari bridge installed?"),
        (MAYOR, "When was she elected?", "When was Ada Lind elected?"),
        (MAYOR, "How old is she and where does she live?", "How old is Ada Lind and where does she live?"),
        (FESTIVAL, "And in 2023?", "How many people visited the festival in 2023?"),
        (FESTIVAL, "what about 2021?", "How many people visited the festival in 2021?"),
        (TALKS, "What did they discuss there?", "What did Pashinyan and Aliyev discuss in Brussels?"),
        (TALKS, "What else happened then?", "What else happened on 14 May 2023?"),
        (TALKS, "what happened two days later?", "what happened two days after 14 May 2023?"),
        (COURT, "How long did that last?", "How long did the Kessel bridge last?"),
        (COURT, "Is it open?", "Is the Kessel bridge open?"),
        (COURT, "Where is the bridge?", "Where is the Kessel bridge?"),
        (UNKNOWN, "Who built it?", "Who built the Kessel bridge?"),
        (STRIKE, "Who called it?", "Who called the strike?"),
    ],
)
def test_what_was_spoken_of_is_carried_over(history: list[str], question: str, alone: str) -> None:
    rewritten = stand_alone(question, history)
    assert alone == rewritten.text
    assert rewritten.carried


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ([], "Who built it?"),
        (TALKS, "When did the ferry to Orm start?"),
        (MAYOR, "Is Ada Lind the mayor?"),
        (["", "  "], "why?"),
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(history: list[str], question: str) -> None:
    assert Rewritten(question, ()) == stand_alone(question, history)


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=6))
def test_any_conversation_is_read_without_an_error_and_the_same_twice(question: str, history: list[str]) -> None:
    assert stand_alone(question, history) == stand_alone(question, history)


def test_a_long_conversation_is_read_in_time_that_grows_with_its_length_only() -> None:
    hostile = "the " * 5000 + "Of " * 5000
    assert stand_alone("why did it end?", [hostile, hostile]).text
