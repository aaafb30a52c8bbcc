"""A browser, and the question page before a real service over the sample and some articles of our own that are hard to show."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.parts import Parts
from eval.corpus import SAMPLE
from index.index import Index
from index.records import read_article
from index.settings import IndexSettings
from qa.answer import Answerer
from tests.browser import CHROMIUM, Browser
from tests.fakes import WordEncoder
from tests.page.articles import OURS
from tests.page.reader import Reader, Stage
from tests.serving import served

TODAY = dt.date(2026, 1, 1)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with Browser(tmp_path_factory.mktemp("profile"), "--hide-scrollbars", "--font-render-hinting=none", "--lang=en-GB") as browser:
        yield browser


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The service, not to be written to."""
    lines = (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    settings = IndexSettings(tmp_path_factory.mktemp("index"), generation=False)
    with Index.open(settings, encoder=WordEncoder()) as index:
        index.put([read_article(record, today=TODAY) for record in (*map(json.loads, lines), *OURS)])
        stage = Stage(create_app(Parts(index=index, answerer=Answerer(index))))
        with served(stage) as stage.address:
            yield stage


@pytest.fixture
def own_stage(tmp_path: Path) -> Iterator[Stage]:
    """A service of the test's own, with two articles in it."""
    with Index.open(IndexSettings(tmp_path / "index", generation=False), encoder=WordEncoder()) as index:
        index.put([read_article(record, today=TODAY) for record in OURS[:2]])
        stage = Stage(create_app(Parts(index=index, answerer=Answerer(index))))
        with served(stage) as stage.address:
            yield stage


@pytest.fixture
def reader(browser: Browser, stage: Stage) -> Iterator[Reader]:
    """Somebody who reads the page; nothing may have gone wrong in it when the test is over."""
    reader = Reader(browser.tab(), stage)
    yield reader
    reader.leave()


@pytest.fixture
def own_reader(browser: Browser, own_stage: Stage) -> Iterator[Reader]:
    reader = Reader(browser.tab(), own_stage)
    yield reader
    reader.leave()
