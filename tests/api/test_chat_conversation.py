"""Messages → the question and what was said before it."""

from __future__ import annotations

from typing import Any

import pytest

from api.chat.conversation import MOST_CHARACTERS, UNANSWERED, read_conversation
from api.chat.wire import MessageIn
from api.errors import RefusedError


def messages(*pairs: tuple[str, Any]) -> list[MessageIn]:
    return [MessageIn.model_validate({"role": role, "content": content}) for role, content in pairs]


def history(*pairs: tuple[str, Any]) -> tuple[str, ...]:
    return read_conversation(messages(*pairs, ("user", "and then?"))).history


HISTORIES: dict[str, tuple[list[tuple[str, Any]], tuple[str, ...]]] = {
    "nothing": ([], ()),
    "a turn": ([("user", "Q"), ("assistant", "A")], ("Q", "A")),
    "a greeting before": ([("assistant", "Hello"), ("user", "Q"), ("assistant", "A")], ("Q", "A")),
    "no answer came": ([("user", "Q"), ("user", "R"), ("assistant", "A")], ("Q", UNANSWERED, "R", "A")),
    "an empty answer": ([("user", "Q"), ("assistant", "")], ("Q", UNANSWERED)),
    "two answers": ([("user", "Q"), ("assistant", "A"), ("assistant", "B")], ("Q", "A")),
    "orders and tools between": ([("system", "S"), ("user", "Q"), ("tool", "T"), ("developer", "D"), ("assistant", "A")], ("Q", "A")),
    "a tool call without text": ([("user", "Q"), ("assistant", None), ("tool", "T"), ("assistant", "A")], ("Q", "A")),
    "parts": (
        [("user", [{"type": "text", "text": "Q"}, {"type": "image_url"}]), ("assistant", [{"type": "text", "text": "A"}])],
        ("Q", "A"),
    ),
}


@pytest.mark.parametrize(("pairs", "expected"), HISTORIES.values(), ids=HISTORIES)
def test_questions_and_answers_alternate(pairs: list[tuple[str, Any]], expected: tuple[str, ...]) -> None:
    assert history(*pairs) == expected


ANSWERS = {
    "23 April 2023 [1][2]\n\n- “Quoted” — Paper [1]\n\nWorked out: x": "23 April 2023",
    "23 April 2023 [[1]](https://a.example/%28x%29#:~:text=b)[[2]](https://c.example)\n\nSources:\n\n1. x": "23 April 2023",
    "23 April 2023 [^1][^2]\n\n[^1]: x": "23 April 2023",
    "Not in these articles: nothing in them speaks of this.\n\nThe passages": "Not in these articles: nothing in them speaks of this.",
    "As \\[7] says \\<b> \\*x\\* \\&lt; `\\`n `https://e.example` [1]": "As [7] says <b> *x* &lt; \\n https://e.example",
}


@pytest.mark.parametrize(("said", "read"), ANSWERS.items(), ids=range(len(ANSWERS)))
def test_our_answers_are_read_as_they_were_meant(said: str, read: str) -> None:
    assert history(("user", "Q"), ("assistant", said)) == ("Q", read)


def test_a_long_conversation_is_looked_back_at_as_far_as_it_matters() -> None:
    turns = [pair for number in range(100) for pair in (("user", f"Q{number}"), ("assistant", "A" * 9000))]
    found = history(*turns)

    assert len(found) == 40
    assert found[-2] == "Q99"
    assert {len(one) for one in found[1::2]} == {4000}


def test_what_follows_the_question_is_left_out() -> None:
    """ "Continue" in front ends sends the last answer along."""
    found = read_conversation(messages(("user", "Q"), ("assistant", "A"), ("user", "R"), ("assistant", "begun")))

    assert (found.question, found.history) == ("R", ("Q", "A"))


RAG = '### Task:\nRespond to the user query using the provided context.\n\n<context>\n<source id="1">when?</source>\n</context>\n\n{}'


def test_attached_texts_are_put_aside_and_said_to_be() -> None:
    found = read_conversation(messages(("user", RAG.format("when was it built?"))))

    assert (found.question, found.attached) == ("when was it built?", True)
    assert not read_conversation(messages(("user", "### Task: what is </context>"))).question.startswith("###")
    assert not read_conversation(messages(("user", "when was it built?"))).attached


def test_system_messages_are_kept_apart() -> None:
    found = read_conversation(messages(("system", "Be a pirate."), ("user", "Q"), ("developer", "Be brief.")))

    assert (found.question, found.history, found.system) == ("Q", (), "Be a pirate.\nBe brief.")


def test_a_conversation_may_be_long_but_not_endless() -> None:
    assert read_conversation(messages(("assistant", "x" * (MOST_CHARACTERS - 1)), ("user", "Q"))).question == "Q"
    with pytest.raises(RefusedError):
        read_conversation(messages(("assistant", "x" * MOST_CHARACTERS), ("user", "Q")))
