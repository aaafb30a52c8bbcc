"""Whatever a client sends, the answer is a planned one: never 500, always a problem document for 4xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.parts import Parts
from tests.api.conftest import ARTICLES, problem
from tests.fakes import FakeAnswerer, FakeIndex

ROUTES = ["/v1/ask", "/v1/search", "/v1/articles"]
PLANNED = {200, 201, 204, 207, 400, 404, 405, 406, 413, 415, 417, 422}
LIGHT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = st.sampled_from(
    [
        "question",
        "k",
        "after",
        "before",
        "as_of",
        "sources",
        "offset_unit",
        "articles",
        "text",
        "id",
        "title",
        "url",
        "published_at",
        "language",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.text(st.characters(codec=None, categories=["Cs", "Cc", "Cf", "Mn"]), max_size=5)
    | st.sampled_from(["2023-05-01", "utf16", "checkpoint", "", "\0", "https://e.com/a", "😀" * 1000])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=5),
    max_leaves=15,
)


@pytest.fixture(scope="module")
def shared() -> FlaskClient:
    index = FakeIndex(ARTICLES)
    return create_app(Parts(index=index, answerer=FakeAnswerer(index))).test_client()


def check(response: Any) -> None:
    assert response.status_code in PLANNED, response.get_data(as_text=True)
    if response.status_code >= 400:
        problem(response)


@LIGHT
@given(path=st.sampled_from(ROUTES), body=JSON)
def test_any_json(shared: FlaskClient, path: str, body: object) -> None:
    check(shared.post(path, data=json.dumps(body), content_type="application/json"))


@LIGHT
@given(path=st.sampled_from(ROUTES), body=st.dictionaries(NAMES, SCALARS, max_size=6))
def test_any_values_under_known_names(shared: FlaskClient, path: str, body: dict[str, object]) -> None:
    check(shared.post(path, data=json.dumps({"question": "x", "text": "x"} | body), content_type="application/json"))


@LIGHT
@given(path=st.sampled_from(ROUTES), body=st.binary(max_size=300))
def test_any_bytes(shared: FlaskClient, path: str, body: bytes) -> None:
    check(shared.post(path, data=body, content_type="application/json"))


@LIGHT
@given(query=st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=60))
def test_any_query_string(shared: FlaskClient, query: str) -> None:
    for path in ("/v1/ask", "/v1/articles"):
        check(shared.get(path, environ_overrides={"QUERY_STRING": query}))


@LIGHT
@given(path=st.text(st.characters(min_codepoint=0, max_codepoint=255), max_size=30), method=st.sampled_from(["GET", "DELETE", "POST", "X"]))
def test_any_path(shared: FlaskClient, path: str, method: str) -> None:
    for prefix in ("/", "/v1/articles/"):
        check(shared.open("/", method=method, environ_overrides={"PATH_INFO": prefix + path}))


HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40)


@LIGHT
@given(
    name=st.sampled_from(
        ["Accept", "Content-Type", "Content-Encoding", "Content-Length", "Host", "Expect", "X-Request-ID", "Range", "Cookie"]
    ),
    value=HEADER,
)
def test_any_header(shared: FlaskClient, name: str, value: str) -> None:
    key = name.upper().replace("-", "_")
    environ = {key if key.startswith("CONTENT_T") or key == "CONTENT_LENGTH" else f"HTTP_{key}": value}
    check(shared.post("/v1/ask", data=b'{"question": "x"}', content_type="application/json", environ_overrides=environ))
    check(shared.get("/v1/ask?q=x", environ_overrides=environ))
