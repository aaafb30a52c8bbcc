"""Indexes over a temporary folder with the stand-in encoder; and one folder with a Chroma generation that tests copy and damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.encoder import Encoder
from index.index import Index
from index.settings import IndexSettings
from tests.index.builders import articles
from tests.index.encoders import HashEncoder

Opener = Callable[..., Index]


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[Opener]:
    """Opens the same folder again and again; what is still open at the end is closed."""
    opened: list[Index] = []

    def opener(
        folder: Path = tmp_path / "data", *, own: bool = True, generation: bool = False, encoder: Encoder | None = None, **more: object
    ) -> Index:
        settings = IndexSettings(folder, generation=generation, **more)  # type: ignore[arg-type]
        index = Index.open(settings, own=own, encoder=encoder or HashEncoder())
        opened.append(index)
        return index

    yield opener
    for index in opened:
        index.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of 60 articles with columns and a Chroma generation, closed cleanly. Copy it before use."""
    folder = tmp_path_factory.mktemp("built") / "data"
    with Index.open(IndexSettings(folder, passage_words=20), encoder=HashEncoder()) as index:
        index.put(articles(60))
        index.settle()
        assert index.ready()[1]["vector_index"] == "ready"
    return folder


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    """A copy of the built folder to damage."""
    return Path(shutil.copytree(built, tmp_path / "copied"))
