"""Bodies and parameters that are wrong: each has its status, and names the field at fault."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import fields, problem

ROUTES = ["/v1/ask", "/v1/search", "/v1/articles"]


def post(client: FlaskClient, path: str, data: bytes, **headers: str) -> Any:
    return client.post(path, data=data, headers={"Content-Type": "application/json"} | headers)


UNREADABLE = {
    "empty": b"",
    "truncated": b'{"question": "x"',
    "not json": b"question=x",
    "two documents": b"{}{}",
    "trailing comma": b'{"question": "x",}',
    "single quotes": b"{'question': 'x'}",
    "comment": b'{"question": "x" /* y */}',
    "control character in a string": b'{"question": "a\x01b"}',
    "scalar": b'"x"',
    "number": b"5",
    "null": b"null",
    "deep lists": b"[" * 20000,
    "deep closed lists": b"[" * 20000 + b"]" * 20000,
    "deep objects": b'{"a":' * 10000 + b"1" + b"}" * 10000,
    "deep inside a field": b'{"question": ' + b"[" * 33 + b"]" * 33 + b"}",
    "NaN": b'{"question": "x", "k": NaN}',
    "Infinity": b'{"question": "x", "k": Infinity}',
    "minus Infinity": b'{"question": "x", "k": -Infinity}',
    "1e999": b'{"question": "x", "k": 1e999}',
    "5000 digits": b'{"question": "x", "k": ' + b"9" * 5000 + b"}",
    "over 2**63": b'{"question": "x", "k": 9223372036854775808}',
    "duplicate names": b'{"question": "x", "question": "y"}',
    "duplicate nested names": b'{"question": "x", "sources": [{"a": 1, "a": 2}]}',
    "UTF-16": '{"question": "x"}'.encode("utf-16"),
    "UTF-16 without a mark": '{"question": "x"}'.encode("utf-16-le"),
    "UTF-32": '{"question": "x"}'.encode("utf-32"),
    "byte order mark": b'\xef\xbb\xbf{"question": "x"}',
    "invalid UTF-8": b'{"question": "\xff"}',
    "overlong UTF-8": b'{"question": "\xc0\x80"}',
    "surrogate in UTF-8": b'{"question": "\xed\xa0\x80"}',
}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_400(client: FlaskClient, path: str, body: bytes) -> None:
    response = post(client, path, body)

    assert response.status_code == 400
    problem(response)


def test_a_list_is_no_question(client: FlaskClient) -> None:
    assert post(client, "/v1/ask", b'[{"question": "x"}]').status_code == 400


INVALID: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["question"]),
    ({"question": None}, ["question"]),
    ({"question": 5}, ["question"]),
    ({"question": True}, ["question"]),
    ({"question": ["x"]}, ["question"]),
    ({"question": {"$where": "1"}}, ["question"]),
    ({"question": "x", "k": "5"}, ["k"]),
    ({"question": "x", "k": True}, ["k"]),
    ({"question": "x", "k": 5.0}, ["k"]),
    ({"question": "x", "k": 0}, ["k"]),
    ({"question": "x", "k": -1}, ["k"]),
    ({"question": "x", "k": 51}, ["k"]),
    ({"question": "x", "k": 10**9}, ["k"]),
    ({"question": "x", "k": None}, ["k"]),
    ({"question": "x", "after": 20230501}, ["after"]),
    ({"question": "x", "after": ""}, ["after"]),
    ({"question": "x", "after": "yesterday"}, ["after"]),
    ({"question": "x", "after": "20230501"}, ["after"]),
    ({"question": "x", "after": "2023-5-1"}, ["after"]),
    ({"question": "x", "after": "2023-W18-1"}, ["after"]),
    ({"question": "x", "after": "2023-05-01T00:00:00Z"}, ["after"]),
    ({"question": "x", "after": "٢٠٢٣-٠٥-٠١"}, ["after"]),
    ({"question": "x", "after": "2023-05-01\n"}, ["after"]),
    ({"question": "x", "before": "2023-02-29"}, ["before"]),
    ({"question": "x", "as_of": "0000-00-00"}, ["as_of"]),
    ({"question": "x", "sources": "Courier"}, ["sources"]),
    ({"question": "x", "sources": [1]}, ["sources[0]"]),
    ({"question": "x", "sources": ["a", ""]}, ["sources[1]"]),
    ({"question": "x", "sources": ["a"] * 51}, ["sources"]),
    ({"question": "x", "sources": {"$ne": 1}}, ["sources"]),
    ({"question": "x", "offset_unit": "char"}, ["offset_unit"]),
    ({"question": "x", "filter": {}}, ["filter"]),
    ({"question": "x", "Question": "y"}, ["Question"]),
    ({"q": "x"}, ["question", "q"]),
    ({"question": "x" * 2001}, ["question"]),
    ({"question": "", "k": 0, "z": 1}, ["k", "question", "z"]),
]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
@pytest.mark.parametrize(("body", "wrong"), INVALID, ids=[ascii(body)[:50] for body, _ in INVALID])
def test_invalid_fields_are_422_all_named_at_once(client: FlaskClient, path: str, body: dict[str, Any], wrong: list[str]) -> None:
    response = client.post(path, json=body)

    assert response.status_code == 422
    assert fields(response) == wrong


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800", "\\udfff", "\\ude00\\ud83d"], ids=str)
@pytest.mark.parametrize(
    ("template", "wrong"),
    [('{"question": "a%s"}', "question"), ('{"question": "x", "sources": ["a", "%s"]}', "sources[1]"), ('{"question": "x", "%s": 1}', "$")],
)
def test_nul_and_half_pairs_are_422_naming_the_field(client: FlaskClient, escape: str, template: str, wrong: str) -> None:
    response = post(client, "/v1/ask", (template % escape).encode())

    assert response.status_code == 422
    assert fields(response) == [wrong]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/jsonp"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json, text/plain"},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "br"},
        {"Content-Encoding": "zstd"},
        {"Content-Encoding": "identity, gzip"},
    ],
    ids=str,
)
def test_other_media_types_and_encodings_are_415(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    response = post(client, path, gzip.compress(b'{"question": "x"}'), **headers)

    assert response.status_code == 415
    problem(response)


@pytest.mark.parametrize("media", ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])
def test_json_is_taken_however_it_is_written(client: FlaskClient, media: str) -> None:
    assert post(client, "/v1/ask", b'{"question": "x"}', **{"Content-Type": media}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
@pytest.mark.parametrize(("size", "status"), [(64 * 1024, 200), (64 * 1024 + 1, 413), (10**7, 413)])
def test_bodies_above_64_kib_are_413(client: FlaskClient, path: str, chunked: bool, size: int, status: int) -> None:
    body = b'{"question": "x"' + b" " * (size - 17) + b"}"
    if chunked:
        environ = {"wsgi.input": _Stream(body), "wsgi.input_terminated": True}
        response = client.post(path, content_type="application/json", environ_overrides=environ)
    else:
        response = client.post(path, data=body, content_type="application/json")

    assert response.status_code == status


class _Stream:
    """A body without a length, as a server hands on a chunked request. It must not be read past the limit."""

    def __init__(self, data: bytes) -> None:
        self._data, self._read = data, 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "read without a limit"
        part = self._data[self._read : self._read + size]
        self._read += len(part)
        assert self._read <= 64 * 1024 + 1 or len(self._data) <= 64 * 1024
        return part

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)


PARAMETERS = [
    ("k=abc", 422, ["k"]),
    ("k=", 422, ["k"]),
    ("k=0", 422, ["k"]),
    ("k=-1", 422, ["k"]),
    ("k=51", 422, ["k"]),
    ("k=1e9", 422, ["k"]),
    ("k=1180591620717411303424", 422, ["k"]),
    ("k=5.0", 422, ["k"]),
    ("k=%205", 422, ["k"]),
    ("k=%2B5", 422, ["k"]),
    ("k=%D9%A5", 422, ["k"]),
    ("k=5&k=6", 422, ["k"]),
    ("k[]=5", 422, ["k[]"]),
    ("q=y", 422, ["q"]),
    ("after=2023-13-01", 422, ["after"]),
    ("after=", 422, ["after"]),
    ("offset_unit=", 422, ["offset_unit"]),
    ("source=", 422, ["source[0]"]),
    ("sources=Courier", 422, ["sources"]),
    ("question=x", 422, ["question"]),
    ("as_of=%00", 422, ["as_of"]),
    ("after=2023-05-03&before=2023-05-02", 400, ["after"]),
    ("k", 400, []),
    ("&&", 400, []),
    ("source=%ff", 400, []),
    ("source=%ed%a0%80", 400, []),
    ("&".join(f"a{n}=1" for n in range(200)), 400, []),
]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
@pytest.mark.parametrize(("extra", "status", "wrong"), PARAMETERS, ids=[extra[:40] for extra, _, _ in PARAMETERS])
def test_parameters_are_read_strictly(client: FlaskClient, path: str, extra: str, status: int, wrong: list[str]) -> None:
    response = client.get(f"{path}?q=x&{extra}")

    assert response.status_code == status
    assert fields(response) == wrong


@pytest.mark.parametrize("path", ROUTES)
def test_posts_take_no_parameters(client: FlaskClient, path: str) -> None:
    assert fields(client.post(f"{path}?k=5", json={"question": "x", "text": "x"})) == ["k"]


def test_what_a_client_sends_does_not_come_back_in_full(client: FlaskClient) -> None:
    response = client.post("/v1/ask", json={"question": "x", "z" * 5000: "secret words"})

    assert "secret" not in json.dumps(problem(response))
    assert len(fields(response)[0]) == 200
