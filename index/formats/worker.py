"""A page → its record, read in a child process that is ended when it takes too long.

HTML libraries have inputs on which they take minutes or crash (200,000 attributes in one tag, a million line breaks), and neither a thread
nor a limit inside the library stops them. One child serves all pages of a run; starting it costs half a second.
Run as `python -m index.formats.worker`; a request is a JSON header line (its length, what is known) and the bytes, the answer a JSON line.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import json
import os
import select
import subprocess
import sys
import threading
from typing import IO, Any

from index.errors import BadInput
from index.formats.record import Known, Record

LIMIT_S = 20.0
_MEMORY = 3 * 2**30  # bytes of address space; a page of 8 MB needs less than one
_MAX_ANSWER = 32 * 2**20

_lock = threading.Lock()
_child: subprocess.Popen[bytes] | None = None


def read_page(data: bytes, known: Known, charset: str | None = None, limit_s: float = LIMIT_S) -> Record:
    """The record of a page. Raises BadInput with the reason, also when reading takes longer than `limit_s` or ends the process."""
    header = {"size": len(data), "today": known.today.isoformat(), "details": dict(known.details), "charset": charset}
    with _lock:
        child = _running()
        try:
            answer = _asked(child, json.dumps(header).encode() + b"\n", data, limit_s)
        except BaseException:
            stop()  # what it was doing is lost, and its next answer would be to the wrong question
            raise
    if "error" in answer:
        raise BadInput(answer["error"])
    record: Record = answer["record"]
    return record


def stop() -> None:
    """End the child, if there is one."""
    global _child  # one child for the process
    child, _child = _child, None
    if child is not None:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                assert pipe is not None
                pipe.close()


def _running() -> subprocess.Popen[bytes]:
    global _child
    if _child is None or _child.poll() is not None:
        stop()
        command = [sys.executable, "-P", "-m", "index.formats.worker"]  # -P: a folder `index` where the user stands is not ours
        _child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        atexit.register(stop)
    return _child


def _asked(child: subprocess.Popen[bytes], header: bytes, data: bytes, limit_s: float) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(header + data)
        child.stdin.flush()
        answer = _line(child.stdout, limit_s)
    except OSError as error:
        raise BadInput("reading the page ended the process that did it: save the article as text and hand that in") from error
    value: dict[str, Any] = json.loads(answer)
    return value


def _line(stream: IO[bytes], limit_s: float) -> bytes:
    """One line from the child; raises BadInput when it does not come in time, OSError when the child is gone."""
    import time

    end = time.monotonic() + limit_s
    parts: list[bytes] = []
    while not (parts and parts[-1].endswith(b"\n")):
        if not select.select([stream], [], [], max(0.0, end - time.monotonic()))[0]:
            raise BadInput(f"reading the page took longer than {limit_s:g} s: save the article as text and hand that in")
        part = os.read(stream.fileno(), 1 << 16)
        if not part or sum(map(len, parts)) > _MAX_ANSWER:
            raise OSError("no answer")
        parts.append(part)
    return b"".join(parts)


def main() -> None:
    """Answer requests until standard input ends."""
    from index.formats.page import page_record

    with contextlib.suppress(ImportError, ValueError, OSError):  # where limits are not to be had the time limit still holds
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    requests = sys.stdin.buffer
    while line := requests.readline():
        header = json.loads(line)
        data = requests.read(header["size"])
        try:
            known = Known(dt.date.fromisoformat(header["today"]), header["details"])
            answer: dict[str, object] = {"record": page_record(data, known, header["charset"])}
        except BadInput as error:
            answer = {"error": str(error)}
        except (MemoryError, RecursionError):
            answer = {"error": "the page is too large or too deep to be read: save the article as text and hand that in"}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
