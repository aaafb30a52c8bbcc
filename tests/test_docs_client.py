"""Every block of docs/client.md, docs/mcp.md and docs/security.md is run in order, against a service on a socket, and prints what the page shows."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("openai", reason="the official client is a development dependency")

from api.access import Access
from api.keys import KeyRing
from api.wiring import make_app
from eval.corpus import SAMPLE
from index.index import Index
from index.model import Article
from index.settings import IndexSettings
from index.sources import read_paths
from tests.fakes import WordEncoder
from tests.serving import served

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.timeout(1200)  # each block starts a process
PAGES = ("client", "mcp", "security")
Block = tuple[str, str]


def blocks(page: str) -> list[Block]:
    return re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8"), re.DOTALL)


@dataclass(frozen=True)
class Shell:
    """A folder to work in, the service to talk to, and an environment that one block leaves to the next."""

    folder: Path
    address: str

    def run(self, command: str, expected: str) -> None:
        state = self.folder / "environment"
        script = f"[ -e {state} ] && . {state}\n{command.replace('127.0.0.1:8000', self.address)}\nstatus=$?\ndeclare -px > {state}\nexit $status"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
        environment |= {"PATH": f"{Path(sys.executable).parent}:{environment['PATH']}", "DATELINE_DATA": str(self.folder / "data")}
        result = subprocess.run(["bash", "-c", script], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=240)
        assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
        assert expected.strip() in ("", result.stdout.strip()), f"{command}\nprinted {result.stdout!r}, the page shows {expected!r}"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    settings = IndexSettings(tmp_path_factory.mktemp("sample"), generation=False)
    records = read_paths([str(SAMPLE / "articles.jsonl")], {}, today=dt.date(2026, 1, 1))
    with Index.open(settings, encoder=WordEncoder()) as opened:
        opened.put([one for one in records if isinstance(one, Article)])
        yield opened


@pytest.fixture
def shell(index: Index, tmp_path: Path) -> Iterator[Shell]:
    with served(make_app(index, access=Access(keys=KeyRing(tmp_path / "data")))) as address:
        yield Shell(tmp_path, address.removeprefix("http://"))


@pytest.mark.parametrize("page", PAGES)
def test_the_blocks_of_the_page_run(shell: Shell, page: str) -> None:
    """Commands one by one, Python as a file; a block of text is what the one before it prints."""
    found = blocks(page)
    assert found
    for (language, text), (following, shown) in zip(found, [*found[1:], ("", "")], strict=True):
        if language == "console":
            for command, expected in commands(text):
                shell.run(command, expected)
        elif language == "python":
            (shell.folder / "block.py").write_text(text.replace("127.0.0.1:8000", shell.address), encoding="utf-8")
            shell.run(f"{sys.executable} block.py", shown if following == "text" else "")
        else:
            assert language in ("text", "json")


def commands(block: str) -> list[tuple[str, str]]:
    """(command, what it prints) pairs."""
    return [(one.partition("\n")[0], one.partition("\n")[2]) for one in re.split(r"(?m)^\$ ", block)[1:]]
