"""A data folder → a running `dateline serve` on a free loopback port, for as long as it is measured."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_COMMAND = "import sys; from api.cli import main; sys.argv[0] = 'dateline'; main()"
_LISTENING = re.compile(r"listening on (http://\S+)")


@contextlib.contextmanager
def service(folder: Path, *options: str) -> Iterator[tuple[str, float]]:
    """(address, seconds until it listened). The process is ended afterwards."""
    start = time.perf_counter()
    command = [sys.executable, "-c", _COMMAND, "--data", str(folder), "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield _address(process), time.perf_counter() - start
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stderr or ():
        found = _LISTENING.search(line)
        if found:
            return found[1]
    raise RuntimeError(f"dateline serve ended with {process.wait()}")
