"""Bearer keys → who may do what: random tokens that are shown once and kept as digests in the data folder's keys.json.

A key is `dateline_<id>_<43 characters>`; the characters carry 256 random bits. Such a secret cannot be guessed however fast its digest
is computed, so SHA-256 is enough, and a slow hash would only let strangers burn the service's time with wrong keys.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import BadInput, NoSpace, NotReady
from index.files import write_atomic

SCOPES: Mapping[str, str] = {
    "query": "ask, search, read articles",
    "ingest": "put articles in",
    "admin": "everything, deleting articles included",
}
"""What a key may be allowed to do."""

FILE = "keys.json"
_LAYOUT = 1
_ID = re.compile(r"[0-9a-f]{8}")
_TOKEN = re.compile(r"dateline_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_NO_DIGEST = "0" * 64
_NAME_CHARACTERS = 100


class KeysUnreadable(NotReady):
    """keys.json cannot be read: nobody is let in until it can."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is kept: `sha256` is the digest of the token (hex), `per_minute` how many requests it is good for (None: no limit)."""

    id: str
    name: str
    scopes: tuple[str, ...]
    sha256: str
    created: str
    per_minute: int | None = None

    def allows(self, scope: str) -> bool:
        """Whether the key may do what needs `scope`."""
        return scope in self.scopes or "admin" in self.scopes


class KeyFile:
    """The keys of one data folder. The file belongs to its owner alone (mode 0600)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def exists(self) -> bool:
        """Whether a key was ever made: from then on every request needs one."""
        return self.path.exists()

    def read(self) -> tuple[Key, ...]:
        """The keys, oldest first; none where there is no file. Raises KeysUnreadable."""
        try:
            found = json.loads(self.path.read_bytes())
            if found["layout"] != _LAYOUT:
                raise ValueError(f"layout {found['layout']} is not known")
            return tuple(Key(**{**one, "scopes": tuple(one["scopes"])}) for one in found["keys"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeysUnreadable(f"{self.path} cannot be read ({error}): mend it, or remove it and make new keys") from error

    def add(self, name: str, scopes: Sequence[str], per_minute: int | None = None) -> tuple[Key, str]:
        """A new key and its token, which is told here and never again. Raises BadInput, NoSpace and KeysUnreadable."""
        _check(name, scopes)
        identifier = secrets.token_hex(4)
        token = f"dateline_{identifier}_{secrets.token_urlsafe(32)}"
        created = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        key = Key(identifier, name, tuple(one for one in SCOPES if one in scopes), _digest(token), created, per_minute)
        with self._changing():
            kept = self.read()
            if any(one.name == name for one in kept):
                raise BadInput(f"there is a key {name!r} already: revoke it first, or choose another name", field="name")
            self._write((*kept, key))
        return key, token

    def revoke(self, which: str) -> Key:
        """The key with this id or name, which is no good from now on. Raises BadInput where there is none."""
        with self._changing():
            kept = self.read()
            key = next((one for one in kept if which in (one.id, one.name)), None)
            if key is None:
                raise BadInput(f"there is no key {which!r}: `dateline keys list` tells those there are", field="key")
            self._write(tuple(one for one in kept if one is not key))
        return key

    def _write(self, keys: Sequence[Key]) -> None:
        text = json.dumps({"layout": _LAYOUT, "keys": [asdict(key) for key in keys]}, indent=1)
        write_atomic(self.path, text.encode(), mode=0o600)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One change at a time, whoever makes it."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = self.path.with_name(FILE + ".lock").open("ab")
        except OSError as error:
            raise NoSpace(f"{self.path.parent} cannot be written ({error.strerror}): choose another folder with --data") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class KeyRing:
    """The keys of a data folder as a running service sees them: a change of the file counts from the next request on.

    `always`: a key is needed even where none was made yet.
    """

    def __init__(self, folder: Path, *, always: bool = False) -> None:
        self._file, self._always = KeyFile(folder), always
        self._seen: tuple[tuple[int, ...] | None, dict[str, Key]] = (None, {})

    @property
    def required(self) -> bool:
        """Whether requests need a key."""
        return self._always or self._file.exists()

    def find(self, token: str) -> Key | None:
        """The key that `token` is, or None. Raises KeysUnreadable."""
        match = _TOKEN.fullmatch(token)
        if not match:
            return None
        key = self._keys().get(match[1])
        same = hmac.compare_digest(key.sha256 if key else _NO_DIGEST, _digest(token))
        return key if key and same else None

    def _keys(self) -> dict[str, Key]:
        stamp = self._stamp()
        seen, keys = self._seen
        if stamp != seen:
            keys = {key.id: key for key in self._file.read()}
            self._seen = (stamp, keys)  # read after the stamp was taken: at worst it is read once more
        return keys

    def _stamp(self) -> tuple[int, ...] | None:
        try:
            found = self._file.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size


def _check(name: str, scopes: Sequence[str]) -> None:
    if not name.strip() or len(name) > _NAME_CHARACTERS or not name.isprintable() or _ID.fullmatch(name):
        says = f"1 to {_NAME_CHARACTERS} printable characters, and not what could be a key's id"
        raise BadInput(f"{name[:_NAME_CHARACTERS]!r} is no name for a key: {says}", field="name")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise BadInput(f"a key needs scopes out of {', '.join(SCOPES)}; got {', '.join(unknown) or 'none'}", field="scope")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
