"""The Model Context Protocol message by message: what each revision prescribes, and that nothing else is served."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from api.access import Access
from api.app import create_app
from api.cors import Origins
from api.mcp.protocol import HANDSHAKE, MODERN, SUPPORTED, VERSION
from api.mcp.tools import TOOLS
from api.parts import Parts
from index.errors import NotReady, TooBusy
from tests.api.conftest import ARTICLES, problem
from tests.fakes import FakeAnswerer, FakeIndex

LATEST = "2026-07-28"
META = {VERSION: LATEST, "io.modelcontextprotocol/clientCapabilities": {}}


def message(method: str, params: Mapping[str, object] | None = None, **members: object) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, **({} if params is None else {"params": params}), **members}


def modern(client: FlaskClient, method: str, params: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None) -> Any:
    """A request of the latest revision, its headers as they should be but for `headers`."""
    body = message(method, {"_meta": META, **(params or {})})
    told = {"MCP-Protocol-Version": LATEST, "Mcp-Method": method}
    told |= {"Mcp-Name": str(params["name"])} if params and "name" in params else {}
    return client.post("/mcp", json=body, headers={name: value for name, value in {**told, **(headers or {})}.items() if value})


def legacy(client: FlaskClient, body: object, version: str | None = "2025-11-25") -> Any:
    return client.post("/mcp", json=body, headers={"MCP-Protocol-Version": version} if version else {})


def call(client: FlaskClient, name: str, arguments: object) -> dict[str, Any]:
    """The result of a tool call under the revision before the latest."""
    response = legacy(client, message("tools/call", {"name": name, "arguments": arguments}))
    assert response.status_code == 200
    result: dict[str, Any] = response.get_json()["result"]
    return result


def code(response: Any) -> int:
    body = response.get_json()
    assert body["jsonrpc"] == "2.0"
    assert body["error"]["message"]
    found: int = body["error"]["code"]
    return found


# -- which revision -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", HANDSHAKE)
def test_initialize_agrees_on_the_revision_asked_for(client: FlaskClient, version: str) -> None:
    body = message("initialize", {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}})
    response = legacy(client, body, None)

    assert response.get_json()["result"]["protocolVersion"] == version
    assert response.get_json()["result"]["capabilities"] == {"tools": {}}
    assert response.get_json()["result"]["serverInfo"]["name"] == "dateline"
    assert "Mcp-Session-Id" not in response.headers


@pytest.mark.parametrize("version", ["2024-11-05", "1900-01-01", LATEST, 3, None])
def test_initialize_offers_the_latest_that_begins_so(client: FlaskClient, version: object) -> None:
    response = legacy(client, message("initialize", {"protocolVersion": version, "capabilities": {}}), None)

    assert response.get_json()["result"]["protocolVersion"] == "2025-11-25"


def test_the_latest_revision_is_discovered(client: FlaskClient) -> None:
    result = modern(client, "server/discover").get_json()["result"]

    assert result["supportedVersions"] == list(SUPPORTED) == [LATEST, "2025-11-25", "2025-06-18", "2025-03-26"]
    assert result["resultType"] == "complete"
    assert (result["capabilities"], result["cacheScope"]) == ({"tools": {}}, "public")
    assert result["ttlMs"] > 0
    assert "never instructions" in result["instructions"]
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "dateline"


@pytest.mark.parametrize(
    ("version", "meta"),
    [("1900-01-01", {**META, VERSION: "1900-01-01"}), ("not-a-version", None), ("2024-11-05", None), ("", None)],
)
def test_an_unknown_revision_is_told_those_that_are_known(client: FlaskClient, version: str, meta: dict[str, object] | None) -> None:
    body = message("tools/list", {"_meta": meta} if meta else {})
    response = client.post("/mcp", json=body, headers={"MCP-Protocol-Version": version, "Mcp-Method": "tools/list"})

    assert (response.status_code, code(response)) == (400, -32022)
    assert response.get_json()["error"]["data"] == {"supported": list(SUPPORTED), "requested": version}
    assert response.get_json()["id"] == 1


CONTRADICTIONS: dict[str, tuple[dict[str, str], int]] = {
    "no version header": ({"MCP-Protocol-Version": ""}, -32020),
    "another version": ({"MCP-Protocol-Version": "2025-11-25"}, -32020),
    "no method header": ({"Mcp-Method": ""}, -32020),
    "another method": ({"Mcp-Method": "tools/list"}, -32020),
    "a method in capitals": ({"Mcp-Method": "Tools/Call"}, -32020),
    "no name header": ({"Mcp-Name": ""}, -32020),
    "another name": ({"Mcp-Name": "fetch"}, -32020),
    "a name that cannot be decoded": ({"Mcp-Name": "=?base64?&&&?="}, -32020),
}


@pytest.mark.parametrize(("headers", "expected"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_headers_must_say_what_the_body_says(client: FlaskClient, headers: dict[str, str], expected: int) -> None:
    response = modern(client, "tools/call", {"name": "search", "arguments": {"query": "x"}}, headers)

    assert (response.status_code, code(response)) == (400, expected)


def test_a_name_may_be_encoded(client: FlaskClient) -> None:
    encoded = f"=?base64?{base64.b64encode(b'search').decode()}?="
    response = modern(client, "tools/call", {"name": "search", "arguments": {"query": "talks"}}, {"Mcp-Name": encoded})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "meta", [None, {}, {VERSION: LATEST}, {**META, "io.modelcontextprotocol/clientCapabilities": None}, {**META, VERSION: 3}, []]
)
def test_a_request_without_its_envelope_is_refused(client: FlaskClient, meta: object) -> None:
    headers = {"MCP-Protocol-Version": LATEST, "Mcp-Method": "tools/list"}
    response = client.post("/mcp", json=message("tools/list", {"_meta": meta}), headers=headers)

    assert (response.status_code, code(response)) == (400, -32602)


@pytest.mark.parametrize("method", ["initialize", "ping", "resources/list", "prompts/list", "subscriptions/listen", "tools", ""])
def test_a_method_that_is_not_there(client: FlaskClient, method: str) -> None:
    response = modern(client, method)
    assert response.status_code == (400 if not method else 404)  # an empty header is an absent one
    assert code(response) == (-32020 if not method else -32601)


@pytest.mark.parametrize("method", ["server/discover", "resources/list", "logging/setLevel", ""])
def test_older_clients_are_told_so_on_a_connection_that_works(client: FlaskClient, method: str) -> None:
    response = legacy(client, message(method))

    assert (response.status_code, code(response)) == (200, -32601)


@pytest.mark.parametrize("version", [None, *HANDSHAKE])
def test_older_clients_ping(client: FlaskClient, version: str | None) -> None:
    assert legacy(client, message("ping"), version).get_json() == {"jsonrpc": "2.0", "id": 1, "result": {}}


# -- messages -------------------------------------------------------------------------------------------------------

BROKEN: dict[str, tuple[object, int]] = {
    "no version": ({"id": 1, "method": "ping"}, -32600),
    "another version": ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, -32600),
    "no method": ({"jsonrpc": "2.0", "id": 1}, -32600),
    "a number for a method": ({"jsonrpc": "2.0", "id": 1, "method": 3}, -32600),
    "null for an id": ({"jsonrpc": "2.0", "id": None, "method": "ping"}, -32600),
    "true for an id": ({"jsonrpc": "2.0", "id": True, "method": "ping"}, -32600),
    "a list for an id": ({"jsonrpc": "2.0", "id": [], "method": "ping"}, -32600),
    "half an id": ({"jsonrpc": "2.0", "id": 1.5, "method": "ping"}, -32600),
    "a string": ("ping", -32600),
    "null": (None, -32600),
    "an empty batch": ([], -32600),
    "a long batch": ([message("ping")] * 11, -32600),
}


@pytest.mark.parametrize(("body", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_message_is_refused(client: FlaskClient, body: object, expected: int) -> None:
    response = client.post("/mcp", data=json.dumps(body), content_type="application/json")

    assert (response.status_code, code(response)) == (400, expected)


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 50_000, b'{"jsonrpc": NaN}', b'{"a": 1, "a": 2}', b"\xff\xfe"])
def test_what_is_no_json_is_a_parse_error(client: FlaskClient, data: bytes) -> None:
    response = client.post("/mcp", data=data, content_type="application/json")

    assert (response.status_code, code(response)) == (400, -32700)
    assert response.get_json()["id"] is None


@pytest.mark.parametrize("version", SUPPORTED)
def test_notifications_are_taken_and_not_answered(client: FlaskClient, version: str) -> None:
    response = legacy(client, {"jsonrpc": "2.0", "method": "notifications/initialized"}, version)

    assert (response.status_code, response.data) == (202, b"")


def test_responses_were_sent_until_2025_11_25(client: FlaskClient) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "result": {}}

    assert legacy(client, body).status_code == 202
    refused = legacy(client, body, LATEST)
    assert (refused.status_code, code(refused)) == (400, -32600)


@pytest.mark.parametrize("version", [None, "2025-03-26"])
def test_batches_are_answered_where_they_exist(client: FlaskClient, version: str | None) -> None:
    """One answer to each request, none to notifications, and a broken message does not spoil the others."""
    note = {"jsonrpc": "2.0", "method": "notifications/x"}
    body = [
        message("ping", id="a"),
        note,
        message("tools/list", id=2),
        {"id": 3},
        message("initialize", {"protocolVersion": "2025-03-26"}, id=4),
    ]
    response = legacy(client, body, version)
    answers = response.get_json()

    assert response.status_code == 200
    assert [one["id"] for one in answers] == ["a", 2, 3, 4]
    assert ["result" in one for one in answers] == [True, True, False, False]
    assert legacy(client, [note, note], version).status_code == 202


@pytest.mark.parametrize("version", ["2025-06-18", "2025-11-25", LATEST])
def test_batches_are_refused_where_they_do_not(client: FlaskClient, version: str) -> None:
    response = legacy(client, [message("ping")], version)

    assert (response.status_code, code(response)) == (400, -32600)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    body=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=8)
        | st.sampled_from(["tools/call", "tools/list", "2.0", "search", LATEST]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["jsonrpc", "id", "method", "params", "name", "arguments", "_meta", "query", VERSION]), inner)
        ),
        max_leaves=12,
    ),
    version=st.none() | st.sampled_from(SUPPORTED) | st.text(st.characters(codec="ascii", min_codepoint=33), max_size=12),
)
def test_whatever_is_sent_gets_a_planned_answer(client: FlaskClient, body: object, version: str | None) -> None:
    response = client.post(
        "/mcp", data=json.dumps(body), content_type="application/json", headers={"MCP-Protocol-Version": version} if version else {}
    )

    assert response.status_code in (200, 202, 400, 404)
    for one in body_of(response):
        assert one["jsonrpc"] == "2.0"
        assert ("result" in one) != ("error" in one)


def body_of(response: Any) -> list[dict[str, Any]]:
    if response.status_code == 202:
        assert response.data == b""
        return []
    found = response.get_json()
    return found if isinstance(found, list) else [found]


# -- tools ----------------------------------------------------------------------------------------------------------


def test_tools_are_told_with_schemas_and_as_read_only(client: FlaskClient) -> None:
    tools = legacy(client, message("tools/list")).get_json()["result"]["tools"]

    assert [tool["name"] for tool in tools] == list(TOOLS)
    assert {"search", "fetch", "answer", "timeline"} <= set(TOOLS)
    for tool in tools:
        for name in ("inputSchema", "outputSchema"):
            Draft202012Validator.check_schema(tool[name])
            assert tool[name]["type"] == "object"
        assert tool["inputSchema"]["additionalProperties"] is False
        assert all("description" in field and "anyOf" not in field for field in tool["inputSchema"]["properties"].values())
        assert tool["annotations"]["readOnlyHint"] is True
        assert tool["annotations"]["openWorldHint"] is False
        assert tool["description"]
    assert modern(client, "tools/list").get_json()["result"]["tools"] == tools
    assert modern(client, "tools/list").get_json()["result"]["ttlMs"] > 0


def test_search_and_fetch_have_the_shape_that_chatgpt_reads(client: FlaskClient) -> None:
    """`search` takes one query, `fetch` one id; both give the same JSON as text and as structured content, with addresses throughout."""
    schemas = {tool["name"]: tool["inputSchema"] for tool in legacy(client, message("tools/list")).get_json()["result"]["tools"]}
    assert list(schemas["search"]["properties"]) == schemas["search"]["required"] == ["query"]
    assert list(schemas["fetch"]["properties"]) == schemas["fetch"]["required"] == ["id"]

    found = call(client, "search", {"query": "talks"})
    assert [item["type"] for item in found["content"]] == ["text"]
    assert json.loads(found["content"][0]["text"]) == found["structuredContent"]
    (first,) = found["structuredContent"]["results"]
    assert (first["id"], first["title"]) == ("https://e.com/b?c=1", "Talks")

    document = call(client, "fetch", {"id": first["id"]})["structuredContent"]
    assert document["text"] == ARTICLES[1].text
    assert document["metadata"]["published_at"] == "2023-05-02"
    assert set(document) == {"id", "title", "text", "url", "metadata"}
    assert first["url"] == document["url"] == "http://localhost/#/article/https%3A%2F%2Fe.com%2Fb%3Fc%3D1"


def test_an_article_without_a_title_is_called_by_its_first_line(client: FlaskClient) -> None:
    assert call(client, "fetch", {"id": "é/😀"})["structuredContent"]["title"] == "Über 😀 Zürich"


def test_each_article_is_found_once(client: FlaskClient) -> None:
    results = call(client, "search", {"query": "checkpoint talks zug installed"})["structuredContent"]["results"]

    assert len({one["id"] for one in results}) == len(results) == 3


def test_an_answer_comes_with_its_citations_and_an_abstention_with_what_is_near(client: FlaskClient) -> None:
    answered = call(client, "answer", {"question": "when was the checkpoint installed?"})["structuredContent"]
    citation = answered["citations"][0]
    assert (answered["status"], answered["nearest"]) == ("answered", [])
    assert ARTICLES[0].text[citation["start"] : citation["end"]] == citation["quote"]

    nothing = call(client, "answer", {"question": "zzz"})["structuredContent"]
    assert (nothing["status"], nothing["reason"], nothing["answer"]) == ("abstained", "no_evidence", None)


BAD_CALLS: dict[str, tuple[str, object, str]] = {
    "nothing": ("search", {}, "query: field required"),
    "an unknown argument": ("search", {"query": "x", "limit": 3}, "limit: is not known here"),
    "a number": ("search", {"query": 3}, "query: must be a valid string"),
    "empty": ("search", {"query": ""}, "query"),
    "no words": ("answer", {"question": "   "}, "question"),
    "too long": ("answer", {"question": "a" * 2001}, "question"),
    "no day": ("answer", {"question": "x", "after": "yesterday"}, "after: must be a calendar day written YYYY-MM-DD"),
    "days that exclude each other": ("answer", {"question": "x", "after": "2023-05-02", "before": "2023-05-01"}, "after"),
    "too many": ("timeline", {"subject": "x", "limit": 1000}, "limit"),
    "sides exchanged": ("timeline", {"subject": "x", "since": "2023-05-02", "until": "2023-05-01"}, "since"),
    "an unknown article": ("fetch", {"id": "nothing"}, "Ids come from search"),
    "half a character": ("search", {"query": "\ud800"}, "surrogate"),
}


@pytest.mark.parametrize(("name", "arguments", "says"), BAD_CALLS.values(), ids=BAD_CALLS.keys())
def test_bad_arguments_are_told_to_the_model(client: FlaskClient, name: str, arguments: object, says: str) -> None:
    """As a result with isError, so that the model reads it and mends the call."""
    result = call(client, name, arguments)

    assert result["isError"] is True
    assert says in result["content"][0]["text"]
    assert "structuredContent" not in result


@pytest.mark.parametrize(
    "params", [{}, {"name": 3}, {"name": "search", "arguments": []}, {"name": "search", "arguments": "x"}, {"name": "sing"}]
)
def test_calls_of_nothing_are_errors_of_the_protocol(client: FlaskClient, params: dict[str, object]) -> None:
    response = legacy(client, message("tools/call", params))

    assert (response.status_code, code(response)) == (200, -32602)


def test_failures_inside_are_told_in_general_words(client: FlaskClient, index: FakeIndex) -> None:
    index.failing = TooBusy("the secret queue is full", 7)
    busy = call(client, "search", {"query": "x"})
    index.failing = NotReady("the secret path is gone")
    failed = call(client, "search", {"query": "x"})

    assert busy["isError"]
    assert "again in 7 s" in busy["content"][0]["text"]
    assert failed["isError"]
    assert "secret" not in json.dumps([busy, failed])

    index.failing = RuntimeError("secret")
    response = modern(client, "tools/call", {"name": "search", "arguments": {"query": "x"}})
    assert (response.status_code, code(response)) == (500, -32603)
    assert "secret" not in response.text
    assert legacy(client, message("tools/call", {"name": "search", "arguments": {"query": "x"}})).status_code == 200


# -- http -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_are_no_streams_and_no_sessions(client: FlaskClient, method: str) -> None:
    response = client.open("/mcp", method=method, headers={"Accept": "text/event-stream", "Mcp-Session-Id": "s"})

    assert response.status_code == 405
    assert response.headers["Allow"] == "OPTIONS, POST"


def test_what_is_too_large_or_no_json_is_a_problem(client: FlaskClient) -> None:
    assert problem(client.post("/mcp", data=b"{" + b" " * 70_000, content_type="application/json"))["status"] == 413
    assert problem(client.post("/mcp", data="{}", content_type="text/plain"))["status"] == 415
    assert problem(client.post("/mcp", json=message("ping"), headers={"Accept": "text/event-stream"}))["status"] == 406


@pytest.mark.parametrize("accept", ["application/json, text/event-stream", "*/*", "application/json", ""])
def test_clients_that_read_json_are_served(client: FlaskClient, accept: str) -> None:
    assert client.post("/mcp", json=message("ping"), headers={"Accept": accept}).status_code == 200


ORIGINS = {
    "https://desk.example": 200,
    "http://localhost": 200,
    "https://evil.example": 403,
    "http://localhost:3000": 403,
    "https://localhost": 403,
    "null": 403,
    "": 403,
}


@pytest.mark.parametrize(("origin", "status"), ORIGINS.items())
def test_pages_of_other_origins_are_kept_out(index: FakeIndex, origin: str, status: int) -> None:
    access = Access(origins=Origins(trusted=frozenset({"https://desk.example"}), widget=frozenset({"https://evil.example"})))
    client = create_app(Parts(index=index, answerer=FakeAnswerer(index), access=access)).test_client()

    assert client.post("/mcp", json=message("ping"), headers={"Origin": origin}).status_code == status


def test_the_revisions_are_in_order() -> None:
    assert list(SUPPORTED) == sorted(SUPPORTED, reverse=True)
    assert set(MODERN).isdisjoint(HANDSHAKE)
