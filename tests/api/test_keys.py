"""Keys: shown once, kept as digests, one change at a time, and what a running service sees of a change."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.keys import SCOPES, KeyFile, KeyRing, KeysUnreadable
from index.errors import BadInput, NoSpace


def test_a_key_is_found_by_its_token_and_its_file_does_not_hold_it(tmp_path: Path) -> None:
    """The token opens; the file holds its SHA-256 and is its owner's alone."""
    file, ring = KeyFile(tmp_path / "new" / "data"), KeyRing(tmp_path / "new" / "data")
    key, token = file.add("newsroom", ["ingest", "query"], 30)

    assert ring.find(token) == key
    assert (key.name, key.scopes, key.per_minute) == ("newsroom", ("query", "ingest"), 30)
    kept = file.path.read_text(encoding="utf-8")
    assert token not in kept
    assert token.split("_", 2)[2] not in kept
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_tokens_carry_256_bits_and_are_all_different(tmp_path: Path) -> None:
    file = KeyFile(tmp_path)
    tokens = {file.add(f"key {number}", ["query"])[1] for number in range(50)}

    assert len(tokens) == 50
    assert {len(token.split("_", 2)[2]) for token in tokens} == {43}  # base64url of 32 bytes


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[KeyRing, str]:
    folder = tmp_path_factory.mktemp("keys")
    _, token = KeyFile(folder).add("one", ["query"])
    return KeyRing(folder), token


@settings(deadline=None)
@given(other=st.text(max_size=80))
def test_nothing_else_is_a_key(one: tuple[KeyRing, str], other: str) -> None:
    """No text but the token itself is taken, whatever is typed around it."""
    ring, token = one
    for wrong in (other, other + token, token + other, token[:-1] + other, token[: len(token) // 2] + other):
        assert (ring.find(wrong) is not None) == (wrong == token)


def test_a_key_with_another_key_s_id_is_none(tmp_path: Path) -> None:
    file = KeyFile(tmp_path)
    one, two = file.add("one", ["query"])[1], file.add("two", ["admin"])[1]
    mixed = one[:17] + two[17:]

    assert mixed != one
    assert KeyRing(tmp_path).find(mixed) is None


def test_adding_and_revoking_count_at_once(tmp_path: Path) -> None:
    """A ring that was made before sees each change at its next question."""
    file, ring = KeyFile(tmp_path), KeyRing(tmp_path)
    assert not ring.required
    for number in range(20):
        key, token = file.add(f"key {number}", ["query"])
        assert ring.required
        assert ring.find(token) == key
        file.revoke(key.id if number % 2 else key.name)
        assert ring.find(token) is None


def test_revoking_the_last_key_does_not_open_the_service(tmp_path: Path) -> None:
    file, ring = KeyFile(tmp_path), KeyRing(tmp_path)
    file.revoke(file.add("only", ["admin"])[0].id)

    assert file.read() == ()
    assert ring.required


def test_a_ring_may_want_keys_before_there_are_any(tmp_path: Path) -> None:
    assert KeyRing(tmp_path, always=True).required


DAMAGED = [b"", b"{", b"[]", b"{}", b'{"layout": 2, "keys": []}', b'{"layout": 1, "keys": [{}]}', b'{"layout": 1, "keys": 3}', b"\xff"]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_lets_nobody_in(tmp_path: Path, content: bytes) -> None:
    file = KeyFile(tmp_path)
    _, token = file.add("one", ["query"])
    ring = KeyRing(tmp_path)
    file.path.write_bytes(content)

    assert ring.required
    with pytest.raises(KeysUnreadable, match="mend it"):
        ring.find(token)
    with pytest.raises(KeysUnreadable):
        file.add("two", ["query"])
    assert file.path.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "scopes", "field"),
    [
        ("", ["query"], "name"),
        ("  ", ["query"], "name"),
        ("a\nb", ["query"], "name"),
        ("0123abcd", ["query"], "name"),
        ("\x1b[2J", ["query"], "name"),
        ("x" * 101, ["query"], "name"),
        ("a", [], "scope"),
        ("a", ["all"], "scope"),
        ("taken", ["query"], "name"),
    ],
)
def test_what_is_no_key_is_refused(tmp_path: Path, name: str, scopes: list[str], field: str) -> None:
    file = KeyFile(tmp_path)
    file.add("taken", ["query"])
    with pytest.raises(BadInput) as caught:
        file.add(name, scopes)

    assert caught.value.field == field
    assert [key.name for key in file.read()] == ["taken"]


def test_an_unknown_key_cannot_be_revoked(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="keys list"):
        KeyFile(tmp_path).revoke("nobody")


def test_keys_added_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    """Each change sees the one before it."""
    threads = [threading.Thread(target=KeyFile(tmp_path).add, args=(f"key {number}", ["query"])) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {key.name for key in KeyFile(tmp_path).read()} == {f"key {number}" for number in range(16)}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NoSpace, match="--data"):
        KeyFile(tmp_path / "file" / "data").add("one", ["query"])


def test_admin_may_everything_and_the_others_only_their_own(tmp_path: Path) -> None:
    file = KeyFile(tmp_path)
    keys = {scope: file.add(scope, [scope])[0] for scope in SCOPES}
    allowed = {scope: {other for other in SCOPES if key.allows(other)} for scope, key in keys.items()}

    assert allowed == {"query": {"query"}, "ingest": {"ingest"}, "admin": {"query", "ingest", "admin"}}


def test_the_file_is_whole_json_after_each_change(tmp_path: Path) -> None:
    file = KeyFile(tmp_path)
    for name in ("a", "b"):
        file.add(name, ["query"])
        assert json.loads(file.path.read_bytes())["layout"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys.json", "keys.json.lock"]
