"""The official client of the Model Context Protocol against a service on a socket, over a real index, in every revision it speaks."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the official client is a development dependency")
import mcp.client.session
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from api.access import Access
from api.keys import KeyFile, KeyRing
from api.mcp.tools import TOOLS
from api.wiring import make_app
from index.index import Index
from index.model import Article
from index.settings import IndexSettings
from tests.fakes import WordEncoder
from tests.serving import served

STORY = "The ferry to Brack was withdrawn.\n\nIt had been out of service since Tuesday, when a rudder broke on the way to Brack."
ARTICLES = (
    Article("ferry", STORY, "Ferry withdrawn", url="https://harbour.example/ferry", source="Harbour News", published_at="2023-05-05"),
    Article("mine", "The copper mine at Orrel reopened on 3 May 2023 after a flood.", "Mine reopens", published_at="2023-05-04"),
)
QUESTION = "since when was the ferry to Brack out of service?"
CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "ferry to Brack"},
    "fetch": {"id": "ferry"},
    "answer": {"question": QUESTION},
    "timeline": {"subject": "Brack ferry", "limit": 5},
    "verify": {"quotes": [{"quote": "a rudder broke on the way to Brack"}]},
}
HANDSHAKES = ["2025-11-25", "2025-06-18", "2025-03-26"]
REVISIONS = ["2026-07-28", *HANDSHAKES]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = IndexSettings(tmp_path_factory.mktemp("mcp") / "data", generation=False)
    with Index.open(settings, encoder=WordEncoder()) as index:
        index.put(ARTICLES)
        with served(make_app(index)) as address:
            yield f"{address}/mcp"


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """The address of a service that wants keys, one to query with and one to ingest with."""
    (_, query), (_, ingest) = (KeyFile(tmp_path).add(scope, [scope]) for scope in ("query", "ingest"))
    with Index.open(IndexSettings(tmp_path / "data", generation=False), encoder=WordEncoder()) as index:
        index.put(ARTICLES)
        with served(make_app(index, access=Access(keys=KeyRing(tmp_path)))) as address:
            yield f"{address}/mcp", query, ingest


def told(revision: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The mode in which the client speaks `revision`; of those that begin with a handshake it offers this one."""
    if revision not in HANDSHAKES:
        return "auto"
    monkeypatch.setattr(mcp.client.session, "LATEST_HANDSHAKE_VERSION", revision)
    return "legacy"


def run(url: str, use: Callable[[Client], Awaitable[Any]], mode: str = "auto", key: str | None = None) -> Any:
    """What `use` makes of a connected client."""

    @asynccontextmanager
    async def transport() -> Any:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with create_mcp_http_client(headers=headers) as http, streamable_http_client(url, http_client=http) as streams:
            yield streams

    async def connected() -> Any:
        async with Client(transport(), mode=mode) as client:
            return await use(client)

    return asyncio.run(connected())


def raised(error: BaseException) -> list[BaseException]:
    """The errors that a group of errors holds."""
    return [inner for one in error.exceptions for inner in raised(one)] if isinstance(error, BaseExceptionGroup) else [error]


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_client_agrees_on_a_revision_and_lists_the_tools(url: str, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(client: Client) -> Any:
        return client.protocol_version, client.server_info, await client.list_tools()

    version, server, listed = run(url, look, told(revision, monkeypatch))

    assert version == revision
    assert server.name == "dateline"
    assert [tool.name for tool in listed.tools] == list(TOOLS)
    assert all(tool.annotations and tool.annotations.read_only_hint and tool.output_schema for tool in listed.tools)


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_tool_answers(url: str, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client checks each structured result against the tool's own schema; the text is the same JSON."""

    async def use(client: Client) -> dict[str, Any]:
        await client.list_tools()
        return {name: await client.call_tool(name, CALLS[name]) for name in TOOLS}

    results = run(url, use, told(revision, monkeypatch))
    for name, result in results.items():
        assert not result.is_error, (name, result.content)
        assert json.loads(result.content[0].text) == result.structured_content
    found = {name: result.structured_content for name, result in results.items()}

    assert found["search"]["results"][0]["id"] == "ferry"
    assert found["search"]["results"][0]["url"] == "https://harbour.example/ferry"
    assert found["fetch"]["text"] == STORY
    assert found["answer"]["answer"]["value"]["start"] == "2023-05-02"
    citation = found["answer"]["citations"][0]
    assert STORY[citation["start"] : citation["end"]] == citation["quote"]
    assert "2023-05-02" in {entry["value"]["start"] for entry in found["timeline"]["entries"]}
    assert all(one["article_id"] == "ferry" for one in found["timeline"]["citations"])


@pytest.mark.parametrize("revision", REVISIONS)
def test_mistakes_are_told(url: str, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad arguments come back as words for the model, an unknown tool as an error of the protocol, and the connection stays."""

    async def use(client: Client) -> Any:
        wrong = await client.call_tool("search", {"question": "x"})
        with pytest.raises(MCPError) as unknown:
            await client.call_tool("sing", {})
        with pytest.raises(MCPError) as large:
            await client.call_tool("search", {"query": "a" * 70_000})
        with pytest.raises(MCPError) as missing:
            await client.list_resources()
        return wrong, unknown.value, large.value, missing.value, await client.call_tool("search", {"query": "ferry"})

    wrong, unknown, large, missing, after = run(url, use, told(revision, monkeypatch))

    assert wrong.is_error
    assert "query: field required" in wrong.content[0].text
    assert (unknown.error.code, missing.error.code) == (-32602, -32601)
    assert "search" in unknown.error.message
    assert large.error.code
    assert not after.is_error


def test_an_article_that_is_not_there_is_told_to_the_model(url: str) -> None:
    async def use(client: Client) -> Any:
        return await client.call_tool("fetch", {"id": "nothing"})

    assert "Ids come from search" in run(url, use).content[0].text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_key_is_needed_where_there_are_keys(keyed: tuple[str, str, str], mode: str) -> None:
    address, query, ingest = keyed

    async def use(client: Client) -> Any:
        return await client.call_tool("answer", {"question": QUESTION})

    assert run(address, use, mode, query).structured_content["status"] == "answered"
    for key in (None, ingest, query[:-1] + ("a" if query[-1] != "a" else "b")):
        with pytest.raises(BaseException) as caught:  # groups of errors
            run(address, use, mode, key)
        assert all(isinstance(error, MCPError) for error in raised(caught.value))


def test_many_clients_at_once(url: str) -> None:
    async def use(client: Client) -> Any:
        return await asyncio.gather(*(client.call_tool("answer", {"question": QUESTION}) for _ in range(8)))

    answers = run(url, use)

    assert len({json.dumps(one.structured_content, sort_keys=True) for one in answers}) == 1


def test_the_official_package_is_not_needed_to_serve() -> None:
    """The server is ours: serving does not import `mcp`."""
    code = "import sys, api.app; print([name for name in sys.modules if name.split('.')[0] in ('mcp', 'mcp_types', 'starlette')])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_first_call_of_a_plain_client(url: str) -> None:
    """What docs/mcp.md shows with curl: one POST, no session, no library."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {"query": "ferry"}}}
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        found = json.load(response)

    assert found["result"]["structuredContent"]["results"][0]["id"] == "ferry"
