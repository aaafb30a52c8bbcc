"""A data folder → the right to write it: one owner process at a time, held by the operating system's file lock.

The lock ends with the process, however it ends; what stands in the file only tells people and commands who holds it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from index.errors import IndexLocked, NoSpace

_TRIES, _PAUSE_S = 10, 0.05


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds the folder: process id, start (ISO 8601, UTC), and the address it serves, if it does."""

    pid: int
    since: str
    url: str | None = None


class FolderLock:
    """Holds `folder`/lock from the moment it is made until `release`. Raises IndexLocked when another process holds it."""

    def __init__(self, folder: Path, owner: Owner) -> None:
        try:
            self._file: IO[bytes] | None = (folder / "lock").open("ab", buffering=0)
        except OSError as error:
            raise NoSpace(
                f"{folder} cannot be written ({error.strerror}): choose another folder with --data, or make it writable"
            ) from error
        if not _locked(self._file):
            holder = read_owner(folder)
            self._file.close()
            who = f"process {holder.pid} since {holder.since}" if holder else "another process"
            raise IndexLocked(f"{folder} is in use by {who}: wait for it to end, or ask it over HTTP")
        self.announce(owner)

    def announce(self, owner: Owner) -> None:
        """Write who holds the folder; on a full disk nobody can say, but the lock holds all the same."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
                self._file.write(json.dumps(asdict(owner)).encode())

    def release(self) -> None:
        """Let go; idempotent."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
            self._file.close()
            self._file = None


def _locked(file: IO[bytes]) -> bool:
    """Take the lock, trying for half a second: `held` below looks at it for an instant."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(_PAUSE_S)
        else:
            return True
    return False


def read_owner(folder: Path) -> Owner | None:
    """What the holder wrote, or None when nothing readable stands there."""
    try:
        return Owner(**json.loads((folder / "lock").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def held(folder: Path) -> bool:
    """Whether a process holds the folder at this moment."""
    try:
        with (folder / "lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
