"""The messages of a chat → the question to answer and what was said before it.

System messages are kept apart: they tell other models how to behave, and here only help to recognise a front end's own requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from api.chat.wire import MessageIn, Part
from api.errors import FieldError, RefusedError
from qa.asked.followup import MAX_UTTERANCES

MOST_CHARACTERS = 1_000_000
"""Of text in one request; a conversation that long is refused as too long for the model."""

UNANSWERED = "Not in these articles"
"""What abstentions begin with; it stands in for an answer that never came."""

_TEXT = ("text", "input_text", "output_text", "refusal")
_SYSTEM = ("system", "developer")
_UTTERANCE = 4000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ATTACHED = re.compile(r"\A### Task:(?:(?!<chat_history>).)*</context>(?P<asked>.*)\Z", re.DOTALL)
"""Open WebUI puts the texts of attached files in front of the question."""

_MARKER = re.compile(r"(?<!\\)(?:\[\[\d+\]\]\([^)\s]*\)|\[\^?\d+(?:,\s*\d+)*\])")
_ESCAPE = re.compile(r"\\([<\[*`~&_$#>+=|.)-])|`(\\+|[^\s`]+)`")


@dataclass(frozen=True, slots=True)
class Conversation:
    """`question`: what is to be answered, as it was typed. `history`: what was said before, questions and answers in turn, oldest first.

    `system`: all system messages, for recognising front ends. `attached`: texts were put in front of the question; they are not read.
    """

    question: str
    history: tuple[str, ...]
    system: str
    attached: bool = False


def read_conversation(messages: Sequence[MessageIn]) -> Conversation:
    """The conversation. Raises RefusedError naming the message at fault."""
    if sum(len(part.text) for message in messages for part in message.content) > MOST_CHARACTERS:
        raise RefusedError(422, "", [FieldError("messages", f"hold more than {MOST_CHARACTERS:,} characters: leave out what is oldest")])
    last = max((number for number, message in enumerate(messages) if message.role == "user"), default=None)
    if last is None:
        raise RefusedError(422, "", [FieldError("messages", "hold no message of the role user: there is nothing to answer")])
    text = _question(messages[last], last)
    attached = _ATTACHED.match(text)
    return Conversation(
        question=attached["asked"].strip() if attached else text,
        history=tuple(_history(messages[:last])),
        system="\n".join(_text(message) for message in messages if message.role in _SYSTEM),
        attached=attached is not None,
    )


def all_text(messages: Sequence[MessageIn]) -> str:
    """Everything that was sent as text, for counting."""
    return "\n".join(_text(message) for message in messages)


def _question(message: MessageIn, number: int) -> str:
    """The text of the message to answer; a picture or sound in it would change what is meant, so it is refused rather than passed over."""
    for place, part in enumerate(message.content):
        if part.type not in _TEXT:
            raise RefusedError(
                422,
                "",
                [
                    FieldError(
                        f"messages[{number}].content[{place}]", f"is {_named(part)}, which cannot be read here: send the question as text"
                    )
                ],
            )
    text = _text(message).strip()
    if not text:
        raise RefusedError(422, "", [FieldError(f"messages[{number}].content", "is empty: there is nothing to answer")])
    return text


def _named(part: Part) -> str:
    kind = part.type.encode("ascii", "replace").decode()
    return f"a part of type {kind}"


def _text(message: MessageIn) -> str:
    return _UNSTORABLE.sub("\ufffd", "\n".join(part.text for part in message.content if part.type in _TEXT))


def _history(messages: Sequence[MessageIn]) -> Iterator[str]:
    """Questions and answers in turn; a question that got no answer keeps its place."""
    said = [message for message in messages if message.role in ("user", "assistant") and _text(message).strip()]
    pairs: list[tuple[str, str]] = []
    for number, message in enumerate(said):
        if message.role == "user":
            answers = takewhile(lambda one: one.role == "assistant", said[number + 1 :])
            answer = next((_answer(_text(one)) for one in answers), UNANSWERED)
            pairs.append((_cut(_text(message)), answer))
    for asked, answered in pairs[-MAX_UTTERANCES // 2 :]:
        yield asked
        yield answered


def _answer(text: str) -> str:
    """What was answered, without our markers, steps and lists of sources: the first paragraph."""
    bare = _MARKER.sub("", text.strip().split("\n\n", 1)[0])
    return _cut(_ESCAPE.sub(lambda match: match[1] or match[2], bare))


def _cut(text: str) -> str:
    return " ".join(text.split())[:_UTTERANCE]
