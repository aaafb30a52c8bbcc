"""What front ends ask for themselves is recognised by its wording and answered with what they parse; nothing is searched for it.

The prompts are those of Open WebUI 0.12.4, @librechat/agents 3.2.21 and LobeChat 1.143.3, shortened to the lines that count.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.chat import housekeeping
from api.chat.conversation import read_conversation
from api.chat.wire import MessageIn
from tests.api.chat_answers import dated
from tests.api.test_chat import chat, serving

CHAT = """<chat_history>
USER: when was the checkpoint installed?
ASSISTANT: 23 April 2023 [1][2]

- “That Sunday, guards …” — The Ledger, 4 May 2023 [1]
USER: and where?
ASSISTANT: at the bridge [1]
</chat_history>"""
TITLE = f"""### Task:
Generate a concise title summarizing the chat history.
### Guidelines:
- Keep it short: 2-4 words is best.
### Output:
JSON format: {{ "title": "your concise title here" }}
### Examples:
- {{ "title": "Stock Trends" }},
### Chat History:
{CHAT}"""
TAGS = f"""### Task:
Generate 1-3 broad tags categorizing the main themes of the chat history, along with 1-3 more specific subtopic tags.

### Output:
JSON format: {{ "tags": ["tag1", "tag2", "tag3"] }}

### Chat History:
{CHAT}"""
FOLLOW_UPS = f"""### Task:
Predict 3-5 useful messages this user might naturally send next to advance their current objective.
### Output:
JSON format: {{ "follow_ups": ["Suggested next message 1", "Suggested next message 2", "Suggested next message 3"] }}
### Chat History:
{CHAT}"""
QUERIES = f"""### Task:
Analyze the chat history to determine the necessity of generating search queries, in the given language.

### Guidelines:
- When generating search queries, respond in the format: {{ "queries": ["query1", "query2"] }}, ensuring each query is distinct.

### Output:
Strictly return in JSON format: 
{{
  "queries": ["query1", "query2"]
}}

### Chat History:
{CHAT}
"""  # noqa: W291
AUTOCOMPLETE = f"""### Task:
You are an autocompletion system. Continue the text in `<text>` based on the **completion type** in `<type>` and the given language.
5. If unsure, return: `{{ "text": "" }}`.

### Context:
{CHAT}
<type>General</type>
<text>when was</text>
#### Output:
"""
IMAGE = f"""### Task:
Generate a detailed prompt for am image generation task based on the given language and context.

### Output:
Strictly return in JSON format:
{{
    "prompt": "Your detailed description here."
}}

### Chat History:
{CHAT}"""
EMOJI = (
    "Your task is to reflect the speaker's likely facial expression through a fitting emoji. Interpret emotions.\n\nMessage: ```when?```"
)
TOOLS = """Available Tools: [{"name": "search_web"}]

Your task is to choose and return the correct tool(s) from the list of available tools based on the query. Follow these guidelines:

- If no tools match the query, return an empty array:
   {
     "tool_calls": []
   }
"""
LIBRE = "User: when was the checkpoint installed?\nAI: 23 April 2023 [1]"
LIBRE_COMPLETION = f"Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only return the title itself.\n\nConversation:\n{LIBRE}"
LIBRE_ANALYZE = (
    "Analyze this conversation and provide:\n1. The detected language of the conversation\n"
    f"2. A concise title in the detected language (5 words or less, no punctuation or quotation)\n\n{LIBRE}"
)
LOBE_TITLE = "You are a professional conversation summarizer. Generate a concise title that captures the essence of the conversation.\n\nRules:\n- Maximum 10 words"
LOBE_REWRITE = (
    "Given the following conversation and a follow-up question, rephrase the follow up question to be a standalone question, in its original "
    "language. Keep as much details as possible from previous messages. Keep entity names and all.\n<chatHistory>\n"
    "user: when was the checkpoint installed?\nassistant: 23 April 2023\n</chatHistory>\n"
)
LOBE_SUMMARY = "You're an assistant who's good at extracting key takeaways from conversations and summarizing them. Please summarize."
LOBE_CHAT = "<chat_history>\n<user>when was the checkpoint installed?</user>\n<assistant>23 April 2023</assistant>\n</chat_history>\n\nPlease summarize"
LOBE_EMOJI = "You are an emoji expert who selects the most appropriate emoji to represent concepts, emotions, or topics.\n\nRules:"

ONE = [{"role": "user", "content": None}]
REQUESTS: dict[str, tuple[str | None, str, Any]] = {
    # system message, user message, what is expected: parsed JSON or text
    "Open WebUI title": (None, TITLE, {"title": "Checkpoint installed"}),
    "Open WebUI tags": (None, TAGS, {"tags": ["News"]}),
    "Open WebUI follow-ups": (
        None,
        FOLLOW_UPS,
        {"follow_ups": ["Why was the checkpoint installed?", "How was the checkpoint installed?"]},
    ),
    "Open WebUI queries": (None, QUERIES, {"queries": ["Where was the checkpoint installed?"]}),
    "Open WebUI autocomplete": (None, AUTOCOMPLETE, {"text": ""}),
    "Open WebUI picture": (None, IMAGE, {"prompt": "Checkpoint installed"}),
    "Open WebUI emoji": (None, EMOJI, "🙂"),
    "Open WebUI tools": (TOOLS, "Query: when was the checkpoint installed?", {"tool_calls": []}),
    "LibreChat title": (None, LIBRE_COMPLETION, "Checkpoint installed"),
    "LibreChat language and title": (None, LIBRE_ANALYZE, "Checkpoint installed"),
    "LobeChat title": (LOBE_TITLE, "user: when was the checkpoint installed?\nassistant: 23 April 2023", "Checkpoint installed"),
    "LobeChat query": (LOBE_REWRITE, "Follow Up Input: and who opposed it?, it's standalone query:", "Who opposed the checkpoint?"),
    "LobeChat summary": (LOBE_SUMMARY, LOBE_CHAT, "Asked: when was the checkpoint installed? Answered: 23 April 2023"),
    "LobeChat emoji": (LOBE_EMOJI, "I am a reporter", "📰"),
}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(("system", "user", "expected"), REQUESTS.values(), ids=REQUESTS)
def test_front_ends_get_what_they_parse_and_nothing_is_searched(system: str | None, user: str, expected: Any, stream: bool) -> None:
    client, scripted = serving(dated())
    messages = [*([{"role": "system", "content": system}] if system else []), {"role": "user", "content": user}]
    response = chat(client, messages=messages, stream=stream, max_tokens=1000)
    text = said(response.text) if stream else response.get_json()["choices"][0]["message"]["content"]

    assert (json.loads(text) if isinstance(expected, dict) else text) == expected
    assert not scripted.asked
    if not stream:
        assert response.get_json()["choices"][0]["message"]["annotations"] == []
        assert response.get_json()["dateline"] is None


def said(stream: str) -> str:
    chunks = [json.loads(line.removeprefix("data: ")) for line in stream.splitlines() if line.startswith("data: {")]
    return "".join(choice["delta"].get("content", "") for chunk in chunks for choice in chunk["choices"])


def test_a_title_may_be_wanted_as_json_with_a_schema() -> None:
    """LibreChat asks for a language and a title that way."""
    client, _ = serving(dated())
    schema = {"type": "object", "properties": {"language": {"type": "string"}, "title": {"type": "string"}}}
    wanted = {"type": "json_schema", "json_schema": {"name": "extract", "schema": schema}}
    response = chat(client, messages=[{"role": "user", "content": LIBRE_ANALYZE}], response_format=wanted)

    assert json.loads(response.get_json()["choices"][0]["message"]["content"]) == {"language": "English", "title": "Checkpoint installed"}


QUESTIONS = [
    "when was the checkpoint installed?",
    "What title did the conference give him?",
    "### Task: when was the checkpoint installed?",
    'He said "Provide a concise, 5-word-or-less title for the conversation". When?',
    "Which tools are available?",
    "Analyze this conversation",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_people_ask_is_searched(question: str) -> None:
    client, scripted = serving(dated())
    chat(client, messages=[{"role": "system", "content": "You are a helpful assistant."}, {"role": "user", "content": question}])

    assert [asked.text for asked in scripted.asked] == [question]


def test_a_chat_that_quotes_another_task_is_not_taken_for_it() -> None:
    told = FOLLOW_UPS.replace("USER: and where?", 'USER: what is { "title": "x" } and </context>?')

    assert json.loads(answer(told)) == {"follow_ups": []}


TITLES = {
    "when was the checkpoint installed?": "Checkpoint installed",
    "Who opposed the Lachin checkpoint in April 2023, and why?": "Who opposed the Lachin checkpoint",
    "how many people were at the Brack ferry?": "People were at the Brack",
    "why?": "News question",
    "": "News question",
    "متى أقيمت نقطة التفتيش؟": "متى أقيمت نقطة التفتيش؟",
    "<script>alert(1)</script>": "Script alert 1 /script",
    "x" * 200: "News question",
}


@pytest.mark.parametrize(("question", "title"), TITLES.items(), ids=lambda value: value[:20])
def test_titles_are_a_few_words_of_the_question(question: str, title: str) -> None:
    assert json.loads(answer(TITLE.replace("when was the checkpoint installed?", question)))["title"] == title


def answer(user: str) -> str:
    text = housekeeping.reply(read_conversation([MessageIn.model_validate({"role": "user", "content": user})]))
    assert text is not None
    return text
