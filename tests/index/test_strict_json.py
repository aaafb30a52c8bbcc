"""Strict JSON: what is read equals what the standard parser reads; everything doubtful is BadInput with its place."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadInput
from index.strict_json import check_storable, loads

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES, st.booleans())
def test_what_json_can_say_is_read_back(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)

    assert loads(text) == value
    assert loads(text.encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(BadInput):
        loads(data)


@given(st.text('[]{}",:\\u0dD8 1eE+-.NaInfity\n', max_size=60))
def test_json_like_text_is_read_or_refused(text: str) -> None:
    try:
        value = loads(text)
    except BadInput:
        return
    assert json.loads(text) == value


REFUSED = [
    ("", "not JSON: expecting value at line 1, column 1"),
    ("{", "column 2"),
    ('{"a": 1,\n "b" 2}', "line 2, column 6"),
    ('"abc', "not JSON: unterminated string starting at line 1, column 1"),
    ("[1] [2]", "extra data"),
    ("nul", "not JSON"),
    ("NaN", "NaN is not a JSON value at line 1, column 1"),
    ('["NaN",\n -Infinity]', "-Infinity is not a JSON value at line 2, column 2"),
    ('{"1e999": 1e999}', "too large for a double at line 1, column 11"),
    ("-1e999", "too large for a double"),
    ("9223372036854775808", "an integer outside -2**63 to 2**63 - 1 at line 1, column 1"),
    ("-9223372036854775809", "an integer outside"),
    ("1" * 5000, "an integer outside"),
    ('{"a": 1, "a": 1}', "the name 'a' is given twice"),
    ('[{"x": {"é": 1, "\\u00e9": 2}}]', "is given twice"),
    ("[" * 33, "nested deeper than 32 levels at line 1, column 33"),
    ("[" * 100000, "nested deeper"),
    ('{"a":' * 100000, "nested deeper"),
    ("[\n" * 40, "line 33, column 1"),
    ("\ufeff1", "byte order mark"),
    (b"\xef\xbb\xbf1", "byte order mark"),
    ("1".encode("utf-16"), "byte order mark"),
    ('{"a": 1}'.encode("utf-16-le"), "UTF-16"),
    ('{"a": 1}'.encode("utf-32-be"), "UTF-16 or UTF-32"),
    (b'"\xff"', "byte 1 (0xff)"),
    (b'"\xed\xa0\x80"', "byte 1 (0xed)"),
    (b'"\xc0\x80"', "byte 1 (0xc0)"),
    (b'"a\x00b"', "control character"),
]


@pytest.mark.parametrize(("data", "says"), REFUSED, ids=[ascii(data)[:40] for data, _ in REFUSED])
def test_what_is_refused_and_why(data: str | bytes, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        loads(data)

    assert says in str(caught.value)
    assert caught.value.field is None


FIELDS = [
    (r'{"question": "a\u0000"}', "question", "a NUL character at character 1"),
    (r'{"articles": [{}, {"text": "\ud800"}]}', "articles[1].text", "half of a surrogate pair at character 0"),
    (r'["\ude00\ud83d"]', "[0]", "half"),
    (r'"\udfff"', "$", "half"),
    (r'{"a": {"\ud800": 1}}', "a", "half"),
    ('"\ud800"', "$", "half"),
]


@pytest.mark.parametrize(("text", "field", "says"), FIELDS, ids=[ascii(text) for text, _, _ in FIELDS])
def test_strings_that_cannot_be_stored_name_their_field(text: str, field: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        loads(text)

    assert caught.value.field == field
    assert says in str(caught.value)
    with pytest.raises(BadInput):
        check_storable(loads(text, storable=False))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\\u0000 \\ud800"', r"\u0000 \ud800"),
        ('"[[[[ NaN 1e999"', "[[[[ NaN 1e999"),
        (r'"\"[[\\"', '"[[\\'),
        ("[" * 32 + "]" * 32, json.loads("[" * 32 + "]" * 32)),
        ("[[]" + ",[]" * 100 + "]", [[]] * 101),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("1e-999", 0.0),
        (" \n1\t", 1),
        ('{"a": 1, "A": 2}', {"a": 1, "A": 2}),
    ],
    ids=ascii,
)
def test_what_is_read(text: str, value: object) -> None:
    assert loads(text) == value


@pytest.mark.parametrize(
    "text",
    [
        '"' + '\\"' * 500_000 + "\\",
        '"' * 1_000_001,
        "[" + "9" * 1_000_000 + "]",
        '{"' + "a" * 1_000_000 + '": 1, "b": [' + r'"\u0000x",' * 10_000 + "1]}",
        "{" + ",".join(f'"{n}":1' for n in range(100_000)) + ',"0":1}',
        "-" * 1_000_000,
    ],
    ids=["escapes", "quotes", "digits", "long names", "a late twin", "signs"],
)
def test_hostile_documents_take_linear_time(text: str) -> None:
    began = time.process_time()
    with pytest.raises(BadInput):
        loads(text)

    assert time.process_time() - began < 2
