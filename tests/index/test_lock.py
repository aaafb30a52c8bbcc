"""One owner per data folder: who holds it is named, and a dead holder holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import IndexLocked, NoSpace
from index.lock import FolderLock, Owner, held, read_owner

ME = Owner(os.getpid(), "2024-06-01T12:00:00+00:00", "http://127.0.0.1:8000")
HOLD = "import os, sys, time; from pathlib import Path; from index.lock import *; l = FolderLock(Path(sys.argv[1]), Owner(os.getpid(), 'then')); print('held', flush=True); time.sleep(60)"


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_owner_is_told_who_holds_the_folder(tmp_path: Path, holder: subprocess.Popen[bytes]) -> None:
    """Within two seconds, with the holder's process id and start."""
    start = time.perf_counter()
    with pytest.raises(IndexLocked, match=f"process {holder.pid} since then"):
        FolderLock(tmp_path, ME)

    assert time.perf_counter() - start < 2
    assert read_owner(tmp_path) == Owner(holder.pid, "then")


def test_a_killed_holder_holds_nothing(tmp_path: Path, holder: subprocess.Popen[bytes]) -> None:
    """SIGKILL frees the folder at once, whatever stands in the file."""
    assert held(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    assert not held(tmp_path)
    assert read_owner(tmp_path) == Owner(holder.pid, "then")
    FolderLock(tmp_path, ME).release()


def test_the_same_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    """A second lock is refused, under any name of the folder; release frees it and may be called again."""
    lock = FolderLock(tmp_path, ME)
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(tmp_path)
    for folder in (tmp_path, link, tmp_path / ".." / tmp_path.name):
        with pytest.raises(IndexLocked, match=f"process {os.getpid()}"):
            FolderLock(folder, ME)
    lock.release()
    lock.release()
    lock.announce(ME)
    assert not held(tmp_path)
    FolderLock(link, ME).release()


def test_looking_does_not_take_the_lock(tmp_path: Path) -> None:
    """`held` answers for a held, a free and a missing folder, and leaves all as they are."""
    assert not held(tmp_path / "nowhere")
    lock = FolderLock(tmp_path, ME)
    assert held(tmp_path)
    assert held(tmp_path)
    lock.release()
    assert not held(tmp_path)


def test_the_owner_says_where_it_serves(tmp_path: Path) -> None:
    """What announce writes is what read_owner reads; a later word replaces the earlier."""
    lock = FolderLock(tmp_path, Owner(1, "x", "http://a-much-longer-address.example.org:8000"))
    lock.announce(ME)

    assert read_owner(tmp_path) == ME
    lock.release()
    assert read_owner(tmp_path) is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"pid": 1}', b'{"pid": 1, "since": "x", "more": 2}', b"\xff\xfe"])
def test_unreadable_words_name_nobody(tmp_path: Path, data: bytes) -> None:
    """What stands in the file only informs: anything may stand there."""
    (tmp_path / "lock").write_bytes(data)

    assert read_owner(tmp_path) is None
    FolderLock(tmp_path, ME).release()


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    """The error says which folder and what to do."""
    (tmp_path / "lock").mkdir()
    with pytest.raises(NoSpace, match="choose another folder"):
        FolderLock(tmp_path, ME)
