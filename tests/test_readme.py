"""Every block of the README is run as a new user would run it: `make run`, then each command, and the lines it shows must come."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
FIRST_START_S = 240  # a busy machine encodes the sample in about a minute
CASES = (ROOT / "eval/data/sample/cases.jsonl").read_text(encoding="utf-8").splitlines()[:5]

pytestmark = pytest.mark.skipif(
    not (ROOT / ".venv/run.done").exists() or not shutil.which("make"), reason="needs the environment that make builds"
)


@dataclass(frozen=True)
class Session:
    """A folder to work in, the environment of a shell in it, what `make run` printed, and the port it serves on."""

    folder: Path
    environment: dict[str, str]
    shown: str
    port: int


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("readme")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "MAKE", "MFLAGS"))}
    environment |= {"PATH": f"{ROOT / '.venv/bin'}:{environment['PATH']}", "DATELINE_DATA": str(folder / "data")}
    (folder / "my-cases.jsonl").write_text("\n".join(CASES), encoding="utf-8")
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        command = ["make", "run", f"PORT={port}", f"DATA={folder / 'data'}"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=err, start_new_session=True)
    try:
        wait_for(process, folder / "err")
        yield Session(folder, environment, (folder / "out").read_text(encoding="utf-8"), port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def wait_for(process: subprocess.Popen[bytes], errors: Path) -> None:
    end = time.monotonic() + FIRST_START_S
    while "listening" not in errors.read_text(encoding="utf-8"):
        assert process.poll() is None, errors.read_text(encoding="utf-8")
        assert time.monotonic() < end, errors.read_text(encoding="utf-8")
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_the_first_block_is_make_run() -> None:
    """What a new user types first is one command."""
    assert ("console", "$ make run\n") == BLOCKS[0]


def test_make_run_shows_what_the_readme_shows(session: Session) -> None:
    """`make run` prints the sample question with its cited answer before it serves."""
    language, text = BLOCKS[1]

    assert "text" == language
    shown = session.shown.splitlines()
    for line in filter(None, text.splitlines()):
        assert any(there.startswith(line) for there in shown), line


@pytest.mark.parametrize("block", [text for language, text in BLOCKS[2:] if language == "console"])
def test_each_block_runs(session: Session, block: str) -> None:
    """Every command succeeds, and the lines that the README shows come out in order."""
    for command, expected in commands(block):
        command = command.replace("127.0.0.1:8000", f"127.0.0.1:{session.port}")
        result = subprocess.run(
            ["bash", "-c", command], cwd=session.folder, env=session.environment, capture_output=True, text=True, timeout=240
        )
        assert 0 == result.returncode, f"{command}\n{result.stderr}"
        lines = iter(result.stdout.splitlines())
        for line in expected:
            assert any(line == there for there in lines), f"{command}\ndid not print {line!r} in\n{result.stdout}"


def commands(block: str) -> list[tuple[str, list[str]]]:
    """(command, lines it is said to print) pairs."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line:
            found[-1][1].append(line)
    return found


def test_every_block_is_of_a_known_kind() -> None:
    """Nothing stands in the README that no test runs."""
    assert {"console", "text"} >= {language for language, _ in BLOCKS}
