"""The stream: recorded, read the way each front end reads it (their code's rules, features.md §4), and kept alive while an answer is looked for."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.chat import routes
from api.parts import Parts
from api.serve import Listen, start
from index.errors import NotReady
from qa.model import Answer, Question
from tests.api.chat_answers import Scripted, abstained, dated
from tests.api.test_chat import QUESTION, chat, serving
from tests.fakes import FakeIndex

GOLDENS = Path(__file__).parent / "streams"
MODELS = ["dateline", "dateline-links", "dateline-footnotes"]
RECORDED = {
    **{model: (dated, {"model": model}) for model in MODELS},
    "abstained": (abstained, {}),
    "cut": (dated, {"max_tokens": 20}),
}


def stream(answer: Answer, **more: Any) -> str:
    client, _ = serving(answer)
    response = chat(client, stream=True, **more)
    assert response.status_code == 200
    assert response.content_type == "text/event-stream"
    assert response.headers["X-Accel-Buffering"] == "no"
    return response.text


def chunks(text: str) -> list[dict[str, Any]]:
    """The events but the last, each on one line."""
    blocks = text.split("\n\n")
    assert blocks[-2:] == ["data: [DONE]", ""]
    assert all(block.startswith("data: {") and "\n" not in block and block.isascii() for block in blocks[:-2])
    return [json.loads(block.removeprefix("data: ")) for block in blocks[:-2]]


# -- recorded -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "recorded"), RECORDED.items(), ids=RECORDED)
def test_streams_are_as_recorded(name: str, recorded: tuple[Any, dict[str, Any]]) -> None:
    """Ids and the time aside. RECORD_STREAMS=1 records them anew, to be read before they are kept."""
    make, more = recorded
    text = stream(make(), stream_options={"include_usage": True}, **more)
    text = re.sub(r"chatcmpl-[0-9a-f]{24}", "chatcmpl-0", re.sub(r'"created": \d+', '"created": 0', text))
    golden = GOLDENS / f"chat-{name}.sse"
    if os.environ.get("RECORD_STREAMS"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_text(text, encoding="ascii")

    assert text == golden.read_text(encoding="ascii")


@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize("model", MODELS)
def test_the_order_of_a_stream(model: str, counted: bool) -> None:
    """The role, the sources on ordinary chunks, text, the annotations alone on the chunk that stops, the counts."""
    found = chunks(stream(dated(), model=model, **({"stream_options": {"include_usage": True}} if counted else {})))
    *said, stop = found[:-1] if counted else found

    assert len({(one["id"], one["created"], one["model"], one["object"]) for one in found}) == 1
    assert found[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert [one["event"]["type"] for one in said[1:4]] == ["source"] * 3
    assert all(one["choices"][0]["delta"] == {"content": ""} for one in said[1:4])
    assert all("event" not in one and one["choices"][0]["delta"]["content"] for one in said[4:])
    assert all(one["choices"][0]["finish_reason"] is None for one in said)
    assert list(stop["choices"][0]["delta"]) == ["annotations"]
    assert stop["choices"][0]["finish_reason"] == "stop"
    assert stop["dateline"]["citations"][0]["article_id"] == "lg-1"
    if counted:
        assert found[-1]["choices"] == []
        assert set(found[-1]["usage"]) == {"prompt_tokens", "completion_tokens", "total_tokens"}
        assert all(one["usage"] is None for one in found[:-1])
    else:
        assert all("usage" not in one for one in found)


@pytest.mark.parametrize("model", MODELS)
def test_the_stream_says_what_the_whole_reply_says(model: str) -> None:
    client, _ = serving(dated())
    whole = chat(client, model=model).get_json()
    found = chunks(stream(dated(), model=model, stream_options={"include_usage": True}))

    assert text_of(found) == whole["choices"][0]["message"]["content"]
    assert found[-1]["usage"] == whole["usage"]
    stop = next(one for one in found if one["choices"] and one["choices"][0]["finish_reason"])
    places = [one["url_citation"] for one in stop["choices"][0]["delta"]["annotations"]]
    assert all(one in [each["url_citation"] for each in whole["choices"][0]["message"]["annotations"]] for one in places)


def text_of(found: list[dict[str, Any]]) -> str:
    return "".join(choice["delta"].get("content") or "" for one in found for choice in one["choices"])


# -- as Open WebUI reads it (utils/middleware.py, and the rules of its page) ----------------------------------------

MARKER = re.compile(r"(?<!\\)(?:\[(?:\d+(?:#[^,\]\s]+)?(?:,\s*\d+(?:#[^,\]\s]+)?)*)\])+")


def open_webui(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Its sources, in the order of arrival: those of events, and those that it makes of annotations, grouped as its page groups them."""
    arrived: list[dict[str, Any]] = []
    for one in found:
        if one.get("event", {}).get("type") == "source":
            arrived.append(one["event"]["data"])
        for choice in one["choices"][:1]:
            for note in choice["delta"].get("annotations", []):
                if note["type"] == "url_citation" and "url_citation" in note:
                    url, title = note["url_citation"]["url"], note["url_citation"]["title"]
                    arrived.append(
                        {"source": {"name": title, "url": url}, "document": [title], "metadata": [{"source": url, "name": title}]}
                    )
    groups: dict[str, dict[str, Any]] = {}
    for source in arrived:
        for document, metadata in zip(source["document"], source["metadata"], strict=True):
            key = metadata.get("source") or source["source"].get("id") or "N/A"
            name = source["source"]["name"] if metadata.get("external") or not key.startswith("http") else key
            group = groups.setdefault(key, {"name": name, "url": source["source"].get("url"), "documents": []})
            group["documents"].append(document)
    return list(groups.values())


def test_open_webui_shows_one_chip_a_source_under_the_number_of_its_markers() -> None:
    found = chunks(stream(dated()))
    groups = open_webui(found)

    assert [(one["name"], one["url"]) for one in groups] == [
        ("The Ledger – The barrier (draft)(javascript:alert(1))", "https://ledger.example/2023/%28barrier%29?a=1&b=2"),
        ("Meridian Wire – Guards set up *checkpoint*", "https://wire.example/checkpoint"),
        ("Paper – From the paper", None),
    ]
    assert groups[0]["documents"][:2] == [
        "That Sunday, guards installed a checkpoint at the bridge.",
        "The blocks were put there on April 23.",
    ]
    numbers = [int(number) for marker in MARKER.findall(text_of(found)) for number in re.findall(r"\d+", marker)]
    assert numbers == [1, 2, 1, 2, 1, 1, 3]
    lines = text_of(found).splitlines()
    quoted = next(line for line in lines if line.endswith("Meridian Wire, 24 April 2023 [2]"))
    assert "Border guards" in quoted
    assert groups[1]["documents"][0].startswith("Border guards")


def test_open_webui_gets_addresses_to_which_it_can_add_its_own_fragment() -> None:
    for one in chunks(stream(dated())):
        source = one.get("event", {}).get("data", {}).get("source", {})
        assert "#" not in source.get("url", "")


def test_open_webui_reads_lines_of_bounded_length() -> None:
    """Older releases died on long ones, newer ones may be set to drop them."""
    assert max(map(len, stream(dated()).splitlines())) < 16_384


# -- as LobeChat reads it (model-runtime, streams/openai) -----------------------------------------------------------


def lobechat(found: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Its list of sources: annotations of the chunk that finishes, and only where that has no content."""
    for one in found:
        for choice in one["choices"][:1]:
            if choice.get("finish_reason") and not choice["delta"].get("content") and choice["delta"].get("annotations"):
                return [
                    {"title": note["url_citation"]["title"], "url": note["url_citation"]["url"]} for note in choice["delta"]["annotations"]
                ]
    return []


@pytest.mark.parametrize("model", MODELS)
def test_lobechat_lists_every_source_that_has_an_address_once(model: str) -> None:
    assert [one["url"] for one in lobechat(chunks(stream(dated(), model=model)))] == [
        "https://ledger.example/2023/%28barrier%29?a=1&b=2",
        "https://wire.example/checkpoint",
    ]


# -- as LibreChat reads it: the text alone --------------------------------------------------------------------------


def test_librechat_has_its_links_in_the_text() -> None:
    from markdown_it import MarkdownIt

    text = text_of(chunks(stream(dated(), model="dateline-links")))
    inner = [token for block in MarkdownIt("commonmark", {"html": True}).parse(text) for token in block.children or []]
    links = [str(token.attrs["href"]) for token in inner if token.type == "link_open"]

    assert {link.partition("#")[0] for link in links} == {
        "https://ledger.example/2023/%28barrier%29?a=1&b=2",
        "https://wire.example/checkpoint",
    }
    assert all("#:~:text=" in link for link in links)
    assert not {token.type for token in inner} & {"html_inline", "image", "em_open", "strong_open"}


# -- while the answer is looked for ---------------------------------------------------------------------------------


class Slow(Scripted):
    """Answers when it is told to; `failing` is raised then."""

    def __init__(self, answer: Answer, failing: Exception | None = None) -> None:
        super().__init__(answer)
        self.begun, self.go, self.failing = threading.Event(), threading.Event(), failing

    def answer(self, question: Question) -> Answer:
        self.begun.set()
        assert self.go.wait(60)
        if self.failing:
            raise self.failing
        return super().answer(question)


@contextmanager
def served(answerer: Any, threads: int = 2) -> Iterator[int]:
    server = start(create_app(Parts(index=FakeIndex(), answerer=answerer)), Listen(port=0, threads=threads, grace_s=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.port
    finally:
        server.stop()
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life at once instead of after seconds."""
    monkeypatch.setattr(routes, "_PATIENCE_S", 0.05)
    monkeypatch.setattr(routes, "_LOOK_S", 0.05)
    monkeypatch.setattr(routes, "_BEAT_S", 0.05)


def asked(port: int) -> socket.socket:
    body = json.dumps({"model": "dateline", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}).encode()
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(
        body
    )
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(head + body)
    return connection


def until(connection: socket.socket, words: bytes, times: int = 1) -> bytes:
    received = b""
    while received.count(words) < times:
        part = connection.recv(65536)
        assert part, received
        received += part
    return received


@pytest.mark.usefixtures("hasty")
def test_a_slow_answer_is_announced_and_kept_alive() -> None:
    slow = Slow(dated())
    with served(slow) as port, asked(port) as connection:
        received = until(connection, b": keep-alive\n\n", 3)
        slow.go.set()
        received += until(connection, b"[DONE]")

    assert b"X-Accel-Buffering: no" in received
    events = [json.loads(line[6:]) for line in received.split(b"\n") if line.startswith(b"data: {")]
    told = [one["event"]["data"] for one in events if one.get("event", {}).get("type") == "status"]
    assert [(one["done"], one["hidden"]) for one in told] == [(False, False), (True, True)]
    assert events[0]["choices"][0]["delta"]["role"] == "assistant"
    assert "".join(one["choices"][0]["delta"].get("content", "") for one in events).startswith("23 April 2023 [1][2]")


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("failing", "code"), [(NotReady("secret"), "not_ready"), (ValueError("secret"), "internal")], ids=["planned", "bug"]
)
def test_a_failure_in_the_stream_is_told_in_the_stream(failing: Exception, code: str) -> None:
    slow = Slow(dated(), failing)
    with served(slow) as port, asked(port) as connection:
        until(connection, b": keep-alive\n\n")
        slow.go.set()
        received = until(connection, b'"error"')

    assert json.loads(received.split(b"data: ")[-1].split(b"\n")[0])["error"]["code"] == code
    assert b"[DONE]" not in received
    assert b"secret" not in received


@pytest.mark.usefixtures("hasty")
def test_who_leaves_frees_the_place() -> None:
    """The only thread that serves is free again while the answer nobody waits for is still being made."""
    slow = Slow(dated())
    with served(slow, threads=1) as port:
        connection = asked(port)
        until(connection, b": keep-alive\n\n")
        connection.close()
        other = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        other.request("GET", "/healthz")

        assert other.getresponse().status == 200
        assert not slow.go.is_set()
        slow.go.set()
        other.close()


def test_what_is_not_wanted_any_more_is_never_begun() -> None:
    from api.chat.work import _PLACES, Work

    made: list[int] = []
    for _ in range(8):
        assert _PLACES.acquire(timeout=30)
    try:
        work = Work(lambda: made.append(1))
        assert not work.ended_within(0.05)
        work.abandon()
    finally:
        for _ in range(8):
            _PLACES.release()
    assert work.ended_within(30)
    time.sleep(0.05)
    assert made == []
