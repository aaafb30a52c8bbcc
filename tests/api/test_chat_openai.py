"""The official `openai` client against the service on a real socket: it parses what it gets, and raises what it should."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from api.app import create_app
from api.parts import Limits, Parts
from api.serve import Listen, start
from index.errors import IndexDamaged, TooBusy
from tests.api.chat_answers import Scripted, abstained, dated
from tests.fakes import FakeIndex

QUESTION: list[ChatCompletionMessageParam] = [{"role": "user", "content": "when was the checkpoint installed?"}]


class Answering(Scripted):
    """An answerer that can be told to fail a number of times."""

    failures: list[Exception]

    def __init__(self) -> None:
        super().__init__(dated())
        self.failures = []

    def answer(self, question):  # type: ignore[no-untyped-def]
        if self.failures:
            raise self.failures.pop(0)
        return super().answer(question)


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[Answering, str]]:
    answering = Answering()
    app = create_app(Parts(index=FakeIndex(), answerer=answering, limits=Limits(chat_bytes=100_000)))
    server = start(app, Listen(port=0, threads=4))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield answering, f"http://127.0.0.1:{server.port}"
    server.stop()
    thread.join(timeout=20)


@pytest.fixture
def answering(service: tuple[Answering, str]) -> Answering:
    service[0].given, service[0].failures = dated(), []
    service[0].asked.clear()
    return service[0]


@pytest.fixture(params=["/v1", ""], ids=["with /v1", "without"])
def client(request: pytest.FixtureRequest, service: tuple[Answering, str]) -> Iterator[OpenAI]:
    with OpenAI(base_url=service[1] + request.param, api_key="none", max_retries=0, timeout=60) as made:
        yield made


def test_models(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["dateline", "dateline-links", "dateline-footnotes"]
    assert client.models.retrieve("dateline-links").owned_by == "dateline"
    with pytest.raises(openai.NotFoundError) as raised:
        client.models.retrieve("gpt-4")
    assert raised.value.code == "model_not_found"


def test_a_completion(client: OpenAI, answering: Answering) -> None:
    completion = client.chat.completions.create(
        model="dateline", messages=QUESTION, temperature=0, extra_body={"dateline": {"as_of": "2023-06-01"}}
    )
    message = completion.choices[0].message
    assert message.annotations
    assert message.content

    assert message.content.startswith("23 April 2023 [1][2]")
    assert completion.choices[0].finish_reason == "stop"
    place = message.annotations[0].url_citation
    assert message.content[place.start_index : place.end_index] == "[1]"
    assert completion.usage
    assert completion.usage.total_tokens > completion.usage.prompt_tokens > 0
    assert (completion.model_extra or {})["dateline"]["answer"]["value"]["start"] == "2023-04-23"
    assert str(answering.asked[0].window.as_of) == "2023-06-01"


def test_a_stream_read_chunk_by_chunk(client: OpenAI, answering: Answering) -> None:
    """The way most programs read: `chunk.choices[0]`, and the usage at the end."""
    text, annotations, usage, events = "", [], None, 0
    for chunk in client.chat.completions.create(model="dateline", messages=QUESTION, stream=True, stream_options={"include_usage": True}):
        assert chunk.choices is not None
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
            annotations += (chunk.choices[0].delta.model_extra or {}).get("annotations", [])
        events += "event" in (chunk.model_extra or {})
        usage = chunk.usage or usage

    assert text.startswith("23 April 2023 [1][2]")
    assert [text[one["url_citation"]["start_index"] : one["url_citation"]["end_index"]] for one in annotations] == ["[1]", "[2]"]
    assert usage
    assert usage.completion_tokens > 100
    assert events == 3


def test_a_stream_read_with_the_helper(client: OpenAI, answering: Answering) -> None:
    with client.chat.completions.stream(model="dateline-footnotes", messages=QUESTION) as stream:
        kinds = {event.type for event in stream}
        final = stream.get_final_completion()

    assert {"chunk", "content.delta", "content.done"} <= kinds
    assert (final.choices[0].message.content or "").startswith("23 April 2023 [^1][^2]")
    assert final.choices[0].finish_reason == "stop"


def test_an_abstention_is_an_ordinary_reply(client: OpenAI, answering: Answering) -> None:
    answering.given = abstained()

    assert (client.chat.completions.create(model="dateline", messages=QUESTION).choices[0].message.content or "").startswith("Not in these")


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_errors_are_those_that_the_client_knows(client: OpenAI, answering: Answering, stream: bool) -> None:
    ask = client.chat.completions
    with pytest.raises(openai.NotFoundError, match="gpt-4"):
        ask.create(model="gpt-4", messages=QUESTION, stream=stream)
    with pytest.raises(openai.BadRequestError) as bad:
        ask.create(model="dateline", messages=[], stream=stream)
    assert bad.value.param == "messages"
    with pytest.raises(openai.BadRequestError) as bad:
        ask.create(model="dateline", messages=QUESTION, n=2, stream=stream)
    assert (bad.value.param, bad.value.type) == ("n", "invalid_request_error")
    with pytest.raises(openai.APIStatusError) as large:
        ask.create(model="dateline", messages=[{"role": "user", "content": "x" * 200_000}], stream=stream)
    assert large.value.status_code == 413
    answering.failures = [IndexDamaged("secret")]
    with pytest.raises(openai.InternalServerError) as failed:
        ask.create(model="dateline", messages=QUESTION, stream=stream)
    assert (failed.value.code, failed.value.type) == ("index_damaged", "server_error")
    assert failed.value.request_id


def test_the_client_tries_again_where_that_helps_and_only_there(client: OpenAI, answering: Answering) -> None:
    patient = client.with_options(max_retries=2)
    answering.failures = [TooBusy("full", retry_after_s=1)]
    assert patient.chat.completions.create(model="dateline", messages=QUESTION).choices
    assert not answering.failures

    answering.failures = [IndexDamaged("x"), IndexDamaged("x")]
    with pytest.raises(openai.InternalServerError):
        patient.chat.completions.create(model="dateline", messages=QUESTION)
    assert len(answering.failures) == 1


def test_the_example_of_the_docs_runs(service: tuple[Answering, str], answering: Answering, capsys: pytest.CaptureFixture[str]) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "chat.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", docs, re.DOTALL)
    exec(block.replace("http://127.0.0.1:8000", service[1]), {})
    printed = capsys.readouterr().out

    assert printed.startswith("23 April 2023 [1][2]\n")
    assert "\n[1] The Ledger – The barrier (draft)(javascript:alert(1)) https://ledger.example/" in printed
    assert "'start': '2023-04-23'" in printed
