"""The pages that people see, in a real browser: axe-core has nothing serious to say of any, wide and light or narrow and dark.

The report's page is looked at in tests/eval/test_page_in_browser.py, the widget with an open conversation in tests/api/test_widget_in_browser.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.parts import Parts
from tests.api.conftest import ARTICLES
from tests.browser import CHROMIUM, Browser
from tests.fakes import FakeAnswerer, FakeIndex
from tests.serving import served

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

PAGES = {
    "question page": "/",
    "answer": "/#/ask?q=checkpoint+installed",
    "article": "/#/article/a-1?start=18&end=40",
    "docs": "/docs",
    "widget": "/widget-demo",
}
SHOWN = "!document.getElementById('content') || !!document.getElementById('content').shown"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    index = FakeIndex(ARTICLES)
    with served(create_app(Parts(index=index, answerer=FakeAnswerer(index)))) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.mark.parametrize(("dark", "width"), [(False, 1200), (True, 320)], ids=["light and wide", "dark and narrow"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious(browser: Browser, address: str, name: str, dark: bool, width: int) -> None:
    tab = browser.tab()
    tab.emulate(width=width, dark=dark)
    tab.open(address + PAGES[name])
    tab.until(SHOWN)
    found = tab.axe()
    tab.close()

    assert [one for one in found if one.startswith(("serious", "critical"))] == []
