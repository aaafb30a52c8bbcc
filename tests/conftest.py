"""What every test gets: an environment without dateline's own variables, and a real index that is quick to make."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from index.index import Index
from index.model import Article
from index.settings import IndexSettings
from tests.fakes import WordEncoder


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def make_index(tmp_path: Path) -> Iterator[Callable[[Sequence[Article]], Index]]:
    """A maker of real indexes (real catalog and columns, exact search) with a word-counting encoder in place of the model."""
    opened: list[Index] = []

    def make(articles: Sequence[Article]) -> Index:
        settings = IndexSettings(tmp_path / f"data-{len(opened)}", generation=False)
        index = Index.open(settings, encoder=WordEncoder())
        opened.append(index)
        index.put(articles)
        return index

    yield make
    for index in opened:
        index.close()
