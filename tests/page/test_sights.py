"""How the page looks in a real browser: axe-core finds nothing serious, nothing sticks out, and the pictures in docs/ are made here."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser import CHROMIUM
from tests.page.articles import EMOJI, HEBREW
from tests.page.reader import Reader

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

DOCS = Path(__file__).parents[2] / "docs"
ANSWER = f"#/ask?q={quote('when was the checkpoint installed?')}"
VIEWS = {
    "welcome": ("#/ask", ".welcome"),
    "answer": (f"{ANSWER}&after=2022-01-01&source=The+Ledger&h=who%3F&h=nobody", "[data-part=answer]"),
    "abstention": ("#/ask?q=zzz+in+April+2023", "[data-part=answer]"),
    "long words": (f"#/ask?q={quote('when did the secretary move to Varnholt Quay?')}", "[data-part=answer]"),
    "timeline": ("#/timeline?q=Lachin+corridor", "[data-part=timeline-drawing] circle"),
    "article": (f"#/article/{EMOJI}?start=0&end=12&version=1", "#marked"),
    "right to left": (f"#/article/{HEBREW}?start=5&end=20", "#marked"),
    "articles": ("#/articles", "[data-part=article-row]"),
    "trouble": ("#/article/none", "[data-part=error]"),
}
PICTURES = {
    "page-answer": (ANSWER, "[data-part=answer]", 1100, 1180, False),
    "page-timeline": ("#/timeline?q=Lachin+corridor", "[data-part=timeline-drawing] circle", 1100, 1160, False),
    "page-article": ("", "#marked", 1100, 760, False),
    "page-dark": (ANSWER, "[data-part=answer]", 390, 1200, True),
}
"""Name in docs/ → address, what must be there, width, height, dark."""


@pytest.mark.parametrize(("dark", "width"), [(False, 1200), (True, 320)])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_accessible_and_fits(reader: Reader, view: str, dark: bool, width: int) -> None:
    reader.forgiven = ["404"]
    address, part = VIEWS[view]
    reader.tab.emulate(width=width, dark=dark)
    reader.go(address, part=part)
    reader.run("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    if view == "answer":
        reader.press("f")

    assert reader.tab.axe() == []
    assert reader.too_wide() <= 0


@pytest.mark.parametrize("dialog", ["help", "key", "sure"])
@pytest.mark.parametrize("dark", [False, True])
def test_dialogs_are_accessible(reader: Reader, dialog: str, dark: bool) -> None:
    reader.tab.emulate(width=320, dark=dark)
    reader.go()
    reader.run(f"document.getElementById('{dialog}').showModal()")

    assert reader.tab.axe() == []
    assert reader.too_wide() <= 0


def test_text_runs_in_its_own_direction(reader: Reader) -> None:
    """A Hebrew title and quotation run from the right; the English sentence inside keeps its words in order."""
    reader.go(f"#/ask?q={quote('when was the Brack lighthouse opened?')}", part="[data-part=answer]")
    direction = "getComputedStyle(document.querySelector('[data-part=citation] h3 a')).direction"

    assert reader.run(direction) == "rtl"
    reader.go(f"#/article/{HEBREW}", part="[data-part=article]")
    assert reader.run("getComputedStyle(document.querySelector('[data-part=article-text]')).direction") == "rtl"
    assert reader.run("getComputedStyle(document.querySelector('.byline')).direction") == "ltr"


def test_the_page_turned_around_fits_too(reader: Reader) -> None:
    """A whole page set from right to left, as a translated one would be."""
    reader.tab.emulate(width=320)
    reader.go(ANSWER, part="[data-part=answer]")
    reader.run("document.documentElement.dir = 'rtl'")

    assert reader.too_wide() <= 0
    n, title = reader.run("['.n', 'h3'].map((one) => document.querySelector(`.clipping ${one}`).getBoundingClientRect().right)")
    assert n > title


def test_the_page_is_usable_with_two_rounds_of_requests(reader: Reader) -> None:
    """The document, then everything else at once: no script waits for another to ask for it."""
    reader.go()
    own = reader.run("performance.getEntriesByType('resource').map((one) => one.name)")
    asked = {one.partition("?")[0] for one in reader.stage.asked}

    assert len(own) > 10
    assert "GET /page/drawing.js" in asked
    assert reader.run("document.documentElement.dataset.ready") == "true"
    assert sum(reader.run("performance.getEntriesByType('resource').map((one) => one.encodedBodySize)")) < 120_000


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_for_the_docs(reader: Reader, tmp_path: Path, name: str) -> None:
    """docs/page-*.webp are made here (SCREENSHOTS=1 keeps them), from the sample alone, and are small."""
    address, part, width, height, dark = PICTURES[name]
    reader.tab.emulate(width=width, height=900, dark=dark)
    if not address:
        reader.go(ANSWER, part="[data-part=answer]")
        reader.click("[data-part=citation] h3 a")
        reader.until(part)
    else:
        reader.go(address, part=part)
    reader.run("document.activeElement.blur()")
    made = tmp_path / f"{name}.webp"
    reader.picture(made, height)
    if "SCREENSHOTS" in os.environ:
        shutil.copy(made, DOCS / made.name)

    for picture in (made, DOCS / made.name):
        assert picture.read_bytes()[8:12] == b"WEBP"
        assert 5_000 < picture.stat().st_size < 200_000
