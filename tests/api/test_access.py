"""Every route × every credential: the operation table decides who gets in, and nothing is read before it did."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import log
from api.access import Access
from api.app import OPERATIONS, create_app
from api.cors import Origins
from api.keys import SCOPES, KeyFile, KeyRing
from api.operation import OPEN, Operation
from api.parts import Parts
from index.errors import NotReady
from tests.api.conftest import ARTICLES, problem
from tests.fakes import FakeAnswerer, FakeIndex

WIDGET = "https://blog.example"
MakeClient = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, dict[str, str]]:
    """A client of a service with a key of each scope, and their tokens, for what no test changes."""
    folder, index = tmp_path_factory.mktemp("keys"), FakeIndex(ARTICLES)
    found = {scope: KeyFile(folder).add(scope, [scope])[1] for scope in SCOPES}
    access = Access(keys=KeyRing(folder), origins=Origins(widget=frozenset({WIDGET})), widget_per_minute=10_000)
    return create_app(Parts(index=index, answerer=FakeAnswerer(index), access=access)).test_client(), found


@pytest.fixture
def tokens(tmp_path: Path) -> dict[str, str]:
    """A token of each scope, by scope."""
    return {scope: KeyFile(tmp_path).add(scope, [scope])[1] for scope in SCOPES}


@pytest.fixture
def make_client(tmp_path: Path, index: FakeIndex) -> MakeClient:
    def make(**access: Any) -> FlaskClient:
        parts = Parts(
            index=index,
            answerer=FakeAnswerer(index),
            today=lambda: dt.date(2023, 6, 1),
            access=Access(keys=KeyRing(tmp_path), origins=Origins(widget=frozenset({WIDGET})), **access),
        )
        return create_app(parts).test_client()

    return make


def call(client: FlaskClient, operation: Operation, headers: dict[str, str] | None = None, suffix: str = "") -> Any:
    path = operation.path
    for name in operation.arguments:
        path = path.replace(f"{{{name}}}", "a-1")
    body = {} if operation.method in ("GET", "DELETE") else {"data": "{}", "content_type": "application/json"}
    return client.open(path + suffix, method=operation.method, headers=headers or {}, **body)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


WRONG = "dateline_00000000_" + ("Canary-" * 7)[:43]
NO_KEY: dict[str, dict[str, str]] = {
    "none": {},
    "wrong": bearer(WRONG),
    "of another service": bearer("sk-abc"),
    "empty": {"Authorization": "Bearer "},
    "no scheme": {"Authorization": WRONG},
    "no token": {"Authorization": "Bearer"},
    "long": bearer("a" * 10_000),
    "outside ASCII": {"Authorization": "Bearer clé"},
    "basic": {"Authorization": "Basic " + base64.b64encode(b"key:secret").decode()},
}
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


Shared = tuple[FlaskClient, dict[str, str]]


@each_operation
def test_without_a_good_key_only_open_routes_answer(shared: Shared, operation: Operation) -> None:
    client, _ = shared
    for name, headers in NO_KEY.items():
        response = call(client, operation, headers)
        if operation.scope == OPEN:
            assert response.status_code not in (401, 403), name
            continue
        assert response.status_code == 401, name
        challenge = response.headers["WWW-Authenticate"]
        assert challenge.startswith('Bearer realm="dateline"')
        assert ('error="invalid_token"' in challenge) == bool(headers)


@each_operation
@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_opens_what_its_scope_says(shared: Shared, operation: Operation, scope: str) -> None:
    client, found = shared
    response = call(client, operation, bearer(found[scope]))

    if operation.scope in (OPEN, scope) or scope == "admin":
        assert response.status_code not in (401, 403)
        return
    assert response.status_code == 403
    assert f'error="insufficient_scope", scope="{operation.scope}"' in response.headers["WWW-Authenticate"]
    assert operation.scope in response.get_data(as_text=True)


@each_operation
def test_refusals_have_the_shape_of_their_route(shared: Shared, operation: Operation) -> None:
    """Problem documents, and on the chat routes OpenAI's error object."""
    client, found = shared
    refused = [call(client, operation), call(client, operation, bearer(found["ingest"] if operation.scope != "ingest" else found["query"]))]
    for response in refused if operation.scope != OPEN else ():
        if operation.errors == "openai":
            assert response.content_type == "application/json"
            assert set(response.get_json()["error"]) == {"message", "type", "param", "code"}
            assert response.get_json()["error"]["code"] == {401: "invalid_api_key", 403: "forbidden"}[response.status_code]
        else:
            assert problem(response)["type"] in ("urn:dateline:problem:unauthorized", "urn:dateline:problem:forbidden")


@each_operation
def test_a_key_beside_the_authorization_header_is_none(shared: Shared, operation: Operation) -> None:
    """Keys in addresses and in headers of other names are not looked at."""
    client, found = shared
    token = found["admin"]
    expected = {401} if operation.scope != OPEN else set(range(200, 500)) - {401, 403}

    assert call(client, operation, {"X-API-Key": token}).status_code in expected
    assert call(client, operation, {"Cookie": f"key={token}"}).status_code in expected
    assert call(client, operation, suffix=f"?key={token}").status_code in expected
    assert call(client, operation, suffix=f"?access_token={token}").status_code in expected


def test_without_keys_everything_answers_whatever_is_sent(make_client: MakeClient) -> None:
    """Clients of other services always send a key; where none is needed, none is looked at."""
    client = make_client()

    for operation in OPERATIONS:
        for headers in NO_KEY.values():
            assert call(client, operation, headers).status_code not in (401, 403, 429)


def test_only_these_routes_are_for_administrators() -> None:
    """A route whose scope nobody thought about belongs to administrators, and fails here until somebody does."""
    assert {operation.name for operation in OPERATIONS if operation.scope == "admin"} - {"metrics"} == {"delete_article"}


def test_open_routes_tell_nothing_of_the_articles(shared: Shared) -> None:
    """What needs no key: pages, their parts, the description of the interface, and whether the service is up."""
    client, _ = shared
    for operation in OPERATIONS:
        if operation.scope == OPEN:
            assert operation.method == "GET"
            text = call(client, operation).get_data(as_text=True)
            assert not any(article.text in text or (article.title or "a title") in text.split('"') for article in ARTICLES), operation.name


def test_widgets_may_only_ask() -> None:
    allowed = {(operation.method, operation.path) for operation in OPERATIONS if operation.widget}

    assert allowed == {("POST", "/v1/ask"), ("POST", "/v1/chat/completions")}


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer  "])
def test_the_scheme_is_read_as_http_has_it(make_client: MakeClient, tokens: dict[str, str], scheme: str) -> None:
    assert make_client().get("/v1/articles", headers={"Authorization": f"{scheme} {tokens['query']}"}).status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/v1/nothing"])
def test_what_does_not_exist_is_told_to_all(make_client: MakeClient, tokens: dict[str, str], path: str) -> None:
    assert make_client().get(path).status_code == 404
    assert make_client().put("/v1/ask").status_code == 405


def test_head_needs_what_get_needs(make_client: MakeClient, tokens: dict[str, str]) -> None:
    client = make_client()

    assert client.head("/v1/articles").status_code == 401
    assert client.head("/v1/articles", headers=bearer(tokens["query"])).status_code == 200


class Untouchable(io.BytesIO):
    """A body that must not be read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = readinto = read  # type: ignore[assignment]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/articles", "/v1/search"])
def test_who_has_no_key_is_turned_away_unread(make_client: MakeClient, tokens: dict[str, str], index: FakeIndex, path: str) -> None:
    index.failing = AssertionError("the index was asked")
    body = {"wsgi.input": Untouchable(), "CONTENT_LENGTH": "30000000", "CONTENT_TYPE": "application/json"}
    response = make_client().post(path, environ_overrides=body)

    assert response.status_code == 401
    assert problem(response)["type"] == "urn:dateline:problem:unauthorized"


def test_a_revoked_key_is_refused_at_once(make_client: MakeClient, tokens: dict[str, str], tmp_path: Path) -> None:
    client = make_client()
    assert client.get("/v1/articles", headers=bearer(tokens["query"])).status_code == 200
    KeyFile(tmp_path).revoke("query")

    assert client.get("/v1/articles", headers=bearer(tokens["query"])).status_code == 401
    assert client.get("/v1/articles", headers=bearer(tokens["admin"])).status_code == 200


def test_a_damaged_key_file_closes_the_service(make_client: MakeClient, tokens: dict[str, str], tmp_path: Path) -> None:
    client = make_client()
    KeyFile(tmp_path).path.write_text("{")

    assert client.get("/v1/articles", headers=bearer(tokens["query"])).status_code == 503
    assert client.get("/v1/articles").status_code == 401
    assert client.get("/healthz").status_code == 200


def test_readiness_is_told_to_all_and_its_details_to_those_with_a_key(
    make_client: MakeClient, tokens: dict[str, str], index: FakeIndex
) -> None:
    client = make_client()
    assert client.get("/readyz").get_json() == {"ready": True, "checks": {}}
    assert client.get("/readyz", headers=bearer(tokens["query"])).get_json()["checks"] == {"articles": 3}

    index.failing = NotReady("the disk is gone")
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").get_json()["checks"] == {}


def test_a_key_may_have_a_rate(make_client: MakeClient, tmp_path: Path) -> None:
    _, slow = KeyFile(tmp_path).add("slow", ["query"], 3)
    _, fast = KeyFile(tmp_path).add("fast", ["query"])
    client = make_client()
    statuses = [client.get("/v1/articles", headers=bearer(slow)).status_code for _ in range(4)]
    refused = client.get("/v1/articles", headers=bearer(slow))

    assert statuses == [200, 200, 200, 429]
    assert problem(refused)["type"] == "urn:dateline:problem:too-many-requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert client.get("/v1/articles", headers=bearer(fast)).status_code == 200


def test_a_widget_asks_without_a_key_and_at_its_rate(make_client: MakeClient, tokens: dict[str, str]) -> None:
    client = make_client(widget_per_minute=2)
    statuses = [client.post("/v1/ask", json={"question": "checkpoint"}, headers={"Origin": WIDGET}).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert client.post("/v1/ask", json={"question": "checkpoint"}, headers=bearer(tokens["query"])).status_code == 200


@each_operation
def test_a_widget_origin_opens_nothing_but_asking(shared: Shared, operation: Operation) -> None:
    status = call(shared[0], operation, {"Origin": WIDGET}).status_code

    assert (status == 401) == (operation.scope != OPEN and not operation.widget)


@pytest.mark.parametrize("origin", ["null", "https://blog.example.evil", "http://blog.example", "https://blog.example:8443", "", "*"])
def test_any_other_origin_needs_a_key(shared: Shared, origin: str) -> None:
    response = shared[0].post("/v1/ask", json={"question": "checkpoint"}, headers={"Origin": origin})

    assert response.status_code == 401


def test_a_wrong_key_is_not_overlooked_because_of_the_origin(make_client: MakeClient, tokens: dict[str, str]) -> None:
    headers = {"Origin": WIDGET} | bearer(WRONG)

    assert make_client().post("/v1/ask", json={"question": "checkpoint"}, headers=headers).status_code == 401


def test_a_key_stands_nowhere_in_the_log_or_in_any_answer(make_client: MakeClient, tokens: dict[str, str], index: FakeIndex) -> None:
    """Only a key's id is logged, whatever goes wrong with the request."""
    stream, client = io.StringIO(), make_client()
    kept = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).propagate) for name in ("dateline", "waitress")}
    canaries = [*tokens.values(), WRONG]
    try:
        log.configure(stream, logging.DEBUG)
        answers = [
            call(client, operation, bearer(token), suffix).get_data(as_text=True)
            for token in canaries
            for operation in OPERATIONS
            for suffix in ("", f"?key={token}")
        ]
        index.failing = RuntimeError("broken")
        answers += [call(client, operation, bearer(token)).get_data(as_text=True) for token in canaries for operation in OPERATIONS]
    finally:
        for name, (handlers, propagate) in kept.items():
            logging.getLogger(name).handlers[:] = handlers
            logging.getLogger(name).propagate = propagate
    said = [stream.getvalue(), *answers]

    assert "RuntimeError" in stream.getvalue()
    for token in canaries:
        assert not any(token in text or token.split("_", 2)[2][:20] in text for text in said)
    ids = {json.loads(line).get("key") for line in stream.getvalue().splitlines()}
    assert ids == {None, *(token.split("_")[1] for token in tokens.values())}
