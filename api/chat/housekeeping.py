"""What front ends ask for themselves (titles, tags, follow-ups, search queries) → the reply they expect, made from the question's own words.

They come as ordinary completions and only their wording tells. Nothing is searched for them: a title prompt is no question, and an answer to
it would end up as the chat's name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from api.chat.conversation import Conversation
from api.chat.markdown import plain
from qa.asked.followup import stand_alone
from qa.asked.question import subject

_TITLE_WORDS, _TITLE_CHARACTERS = 5, 50


@dataclass(frozen=True, slots=True)
class _Task:
    """One kind of request: who sends it, the words that give it away, and the reply's text. `system`: those words stand in the system message."""

    of: str
    words: re.Pattern[str]
    reply: Callable[[Sequence[str]], str]
    """From the conversation the request tells of, questions and answers in turn."""
    system: bool = False


def reply(conversation: Conversation, schema: Mapping[str, object] | None = None) -> str | None:
    """The text to answer with, or None for a question that a person asks. `schema`: JSON is wanted, with these properties."""
    for task in _TASKS:
        if task.words.search(conversation.system if task.system else conversation.question):
            told = _told(conversation)
            return _by_schema(schema, told) if schema is not None else task.reply(told)
    return None


# -- the conversation that a request tells of -----------------------------------------------------------------------

_CHAT = re.compile(r"<chat_?history>\s*(.*?)\s*</chat_?history>", re.DOTALL | re.I)
_AFTER = re.compile(
    r"\n(?:>{0,2}\|{0,2}\s*)?(?:\|\|>)?Conversation:\s*(.*)\Z|\(5 words or less, no punctuation or quotation\)\s*(.*)\Z", re.DOTALL
)
_SPEAKER = re.compile(r"(?m)^(?:\|\|>)?(user|human|assistant|ai)\s*:[ \t]*|<(user|assistant)>", re.I)
_CLOSING = re.compile(r"</(?:user|assistant)>\s*", re.I)
_FOLLOWING = re.compile(r"\AFollow Up Input: (.*), it's standalone query:\Z", re.DOTALL)
_QUERY = re.compile(r'(?s)\bQuery: "?(.*?)"?\Z')


def _told(conversation: Conversation) -> list[str]:
    """What was said in the chat that the request is about, questions and answers in turn."""
    found = _CHAT.search(conversation.question) or _CHAT.search(conversation.system)
    following = _FOLLOWING.match(conversation.question)
    if following:
        return [*(_utterances(found[1]) if found else []), following[1]]
    if found:
        return _utterances(found[1])
    after = _AFTER.search(conversation.question)
    return _utterances(next(text for text in after.groups() if text is not None) if after else conversation.question)


def _utterances(text: str) -> list[str]:
    """The turns of a transcript, each opened by its speaker; all of it as one where no speaker is named."""
    places = list(_SPEAKER.finditer(text))
    if not places:
        return [plain(unescape(text))] if text.strip() else []
    ends = [*(place.start() for place in places[1:]), len(text)]
    said: list[str] = []
    for place, end in zip(places, ends, strict=True):
        asks = (place[1] or place[2]).lower() in ("user", "human")
        if asks == (len(said) % 2 == 0):  # a turn out of order is left out, so that questions and answers alternate
            said.append(plain(unescape(_CLOSING.sub(" ", text[place.end() : end]))))
    return said


def _last_question(told: Sequence[str]) -> str:
    return next((told[number] for number in range(len(told) - 1, -1, -1) if number % 2 == 0 and told[number]), "")


# -- replies --------------------------------------------------------------------------------------------------------

_EMPTY = re.compile(
    r"\A(?:(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|the|an?|of|in|on|at|to|for|there|it)\b\s*)+", re.I
)
_NAME = re.compile(r"(?<![.?!] )(?<!\A)\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_ASKING = re.compile(r"\A(when|where|why|how)(?= (?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)\b)", re.I)
_UNTITLED = "News question"


def _title(told: Sequence[str]) -> str:
    """The first question's subject: at most five words."""
    asked = told[0] if told else ""
    kept = {word.casefold(): word for word in re.findall(r"[^\s?!.,;:\"“”()\[\]{}<>*`]+", asked)}
    bare = _EMPTY.sub("", " ".join(re.findall(r"[^\s?!.,;:\"“”()\[\]{}<>*`]+", subject(asked)))) if asked else ""
    words = [kept.get(word.casefold(), word) for word in bare.split()][:_TITLE_WORDS]
    while words and len(" ".join(words)) > _TITLE_CHARACTERS:
        words.pop()
    title = " ".join(words)
    return title[:1].upper() + title[1:] if title else _UNTITLED


def _tags(told: Sequence[str]) -> list[str]:
    """ "News", and the names that the questions have."""
    names = [match[0] for asked in told[::2] for match in _NAME.finditer(asked)]
    return ["News", *dict.fromkeys(names)][:3]


def _follow_ups(told: Sequence[str]) -> list[str]:
    """The last question asked in the other ways that it was not asked yet; none where that would not be English."""
    asked = _last_question(told)
    whole = stand_alone(asked, told[: max(0, len(told) - 2)]).text if asked else ""
    match = _ASKING.match(whole)
    if match is None:
        return []
    others = [word for word in ("When", "Where", "Why", "How") if word.casefold() != match[1].casefold()]
    asked_before = {one.casefold() for one in told[::2]}
    return [other for word in others if (other := word + whole[match.end() :]).casefold() not in asked_before]


def _queries(told: Sequence[str]) -> list[str]:
    """The last question as it stands alone."""
    asked = _last_question(told)
    before = list(told[: max(number for number in range(len(told)) if told[number] == asked)]) if asked else []
    return [stand_alone(asked, before).text] if asked else []


def _query(told: Sequence[str]) -> str:
    return next(iter(_queries(told)), "")


def _summary(told: Sequence[str]) -> str:
    """The questions and answers themselves, as far as 400 tokens may go."""
    lines = [
        f"Asked: {asked}" + (f" Answered: {answer}" if answer else "") for asked, answer in zip(told[::2], [*told[1::2], ""], strict=False)
    ]
    return "\n".join(lines)[-1200:]


_PROPERTIES: Mapping[str, Callable[[Sequence[str]], object]] = {
    "title": _title,
    "tags": _tags,
    "follow_ups": _follow_ups,
    "queries": _queries,
    "tool_calls": lambda told: [],
    "language": lambda told: "English",
    "text": lambda told: "",
    "prompt": _title,
}
"""What may be asked for in JSON, by its name."""


def _by_schema(schema: Mapping[str, object], told: Sequence[str]) -> str:
    """The properties that are asked for; a name that is not known gets an empty string."""
    return _json({name: _PROPERTIES[name](told) if name in _PROPERTIES else "" for name in schema})


def _json(members: Mapping[str, object]) -> str:
    return json.dumps(members, ensure_ascii=False)


def _in_json(name: str) -> Callable[[Sequence[str]], str]:
    return lambda told: _json({name: _PROPERTIES[name](told)})


def _open_webui(name: str) -> _Task:
    """Open WebUI's templates name the member they want; administrators may reword the rest."""
    return _Task("Open WebUI", re.compile(rf'\A### Task:\n(?:(?!</?context>|<chat_history>).)*?\{{\s*"{name}":', re.DOTALL), _in_json(name))


_TASKS: tuple[_Task, ...] = (
    # the first whose words are found; the real prompts are in tests/api/test_chat_housekeeping.py
    *(_open_webui(name) for name in ("title", "tags", "follow_ups", "queries", "text", "prompt")),
    _Task("Open WebUI", re.compile(r"\AAvailable Tools: .*\"tool_calls\": \[\]", re.DOTALL), _in_json("tool_calls"), system=True),
    _Task("Open WebUI", re.compile(r"\AYour task is to reflect the speaker's likely facial expression"), lambda told: "🙂"),
    _Task("LibreChat", re.compile(r"\AProvide a concise, 5-word-or-less title for the conversation"), _title),
    _Task("LibreChat", re.compile(r"\APlease generate a concise, 5-word-or-less title for the conversation"), _title),
    _Task("LibreChat", re.compile(r"\AAnalyze this conversation and provide:\n1\. The detected language"), _title),
    _Task("LobeChat", re.compile(r"\AYou are a professional conversation summarizer\. Generate a concise title"), _title, system=True),
    _Task("LobeChat", re.compile(r"\AGiven the following conversation and a follow-up question, rephrase"), _query, system=True),
    _Task("LobeChat", re.compile(r"extracting key takeaways from conversations and summarizing them"), _summary, system=True),
    _Task("LobeChat", re.compile(r"\AYou are an emoji expert who selects the most appropriate emoji"), lambda told: "📰", system=True),
)
