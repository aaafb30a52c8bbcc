"""Pages of other origins: exact origins only, no wildcard, no credentials, and a Vary wherever an answer depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.access import Access
from api.app import OPERATIONS, create_app
from api.cors import Origins
from api.keys import KeyFile, KeyRing
from api.parts import Parts
from tests.fakes import FakeAnswerer, FakeIndex

TRUSTED, WIDGET = "https://desk.example", "https://blog.example:8443"
FOREIGN = [
    "https://evil.example",
    "null",
    "*",
    "http://desk.example",
    "https://desk.example.evil",
    "https://evil-desk.example",
    "https://desk.example:444",
    "https://desk.example/",
    "HTTPS://DESK.EXAMPLE",
    "https://desk.example https://evil.example",
    "",
]


@pytest.fixture
def client(index: FakeIndex, tmp_path: Path) -> FlaskClient:
    KeyFile(tmp_path).add("one", ["query"])
    origins = Origins(trusted=frozenset({TRUSTED}), widget=frozenset({WIDGET}))
    return create_app(
        Parts(index=index, answerer=FakeAnswerer(index), access=Access(keys=KeyRing(tmp_path), origins=origins))
    ).test_client()


def preflight(client: FlaskClient, origin: str, path: str, method: str, wanted: str = "authorization, content-type"):  # type: ignore[no-untyped-def]
    headers = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": wanted}
    return client.options(path, headers=headers)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_trusted_page_may_call_every_route(client: FlaskClient, operation) -> None:  # type: ignore[no-untyped-def]
    path = operation.path
    for name in operation.arguments:
        path = path.replace(f"{{{name}}}", "a")
    response = preflight(client, TRUSTED, path, operation.method)

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == TRUSTED
    assert response.headers["Access-Control-Allow-Methods"] == operation.method
    assert response.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert "Origin" in response.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_widget_page_may_only_ask_and_bring_no_key(client: FlaskClient, operation) -> None:  # type: ignore[no-untyped-def]
    path = operation.path
    for name in operation.arguments:
        path = path.replace(f"{{{name}}}", "a")
    response = preflight(client, WIDGET, path, operation.method)

    assert ("Access-Control-Allow-Origin" in response.headers) == operation.widget
    assert "authorization" not in response.headers.get("Access-Control-Allow-Headers", "").lower()


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/ask"), ("GET", "/v1/articles"), ("GET", "/healthz"), ("DELETE", "/v1/articles/a")]
)
def test_a_foreign_page_may_read_nothing(client: FlaskClient, origin: str, method: str, path: str) -> None:
    for response in (preflight(client, origin, path, method), client.open(path, method=method, headers={"Origin": origin})):
        assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
        assert "Origin" in response.headers["Vary"]


def test_errors_can_be_read_too(client: FlaskClient) -> None:
    """A page learns why it was refused, and how long to wait."""
    refused = client.post("/v1/ask", data="{", headers={"Origin": TRUSTED})
    bad = client.post("/v1/ask", data="{", content_type="application/json", headers={"Origin": WIDGET})

    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, TRUSTED)
    assert (bad.status_code, bad.headers["Access-Control-Allow-Origin"]) == (400, WIDGET)
    assert "Retry-After" in bad.headers["Access-Control-Expose-Headers"]


def test_header_names_that_are_none_are_not_repeated(client: FlaskClient) -> None:
    response = preflight(client, TRUSTED, "/v1/ask", "POST", "x-a\tb, <script>")

    assert response.headers["Access-Control-Allow-Headers"] == "Content-Type, X-Request-ID"


@pytest.mark.parametrize(("path", "method"), [("/nothing", "GET"), ("/v1/ask", "PUT"), ("/v1/ask", "ö"), ("/v1/ask", "")])
def test_a_preflight_for_nothing_allows_nothing(client: FlaskClient, path: str, method: str) -> None:
    response = preflight(client, WIDGET, path, method)

    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.status_code in (200, 404)


def test_without_settings_nothing_is_said_of_origins(index: FakeIndex) -> None:
    plain = create_app(Parts(index=index, answerer=FakeAnswerer(index))).test_client()
    response = plain.get("/v1/articles", headers={"Origin": TRUSTED})

    assert response.status_code == 200
    assert "Vary" not in response.headers
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
