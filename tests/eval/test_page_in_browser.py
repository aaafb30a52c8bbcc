"""The report page in a real browser: axe-core finds nothing, in light and dark, wide and narrow. Skipped where no Chromium is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.calibrate import Justified, calibrate
from eval.report import html
from eval.scores import compare
from tests.browser import CHROMIUM, examined
from tests.eval.test_calibrate import scored as sure
from tests.eval.test_report import hostile, scored

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def pages() -> dict[str, str]:
    before, after, everything = scored(), scored(better=True), sure()
    return {
        "one run": html.render(after),
        "all parts": html.render(after, compare(before, after), Justified(calibrate(everything, 0.8), everything)),
        "hostile": html.render(hostile()),
    }


@pytest.mark.parametrize(
    ("name", "dark", "width"), [("all parts", False, 1200), ("all parts", True, 500), ("one run", True, 1200), ("hostile", False, 500)]
)
def test_the_page_is_accessible_and_fits(tmp_path: Path, name: str, dark: bool, width: int) -> None:
    found = examined(pages()[name], tmp_path, dark=dark, width=width)

    assert [] == found["violations"]
    assert found["passes"] > 10
    assert found["wide"] <= 0


def test_the_check_sees_what_is_wrong(tmp_path: Path) -> None:
    """A page without a name for its picture, its language or its title is found out: the check really runs."""
    bad = "<!doctype html><html><head></head><body><img src='data:,'><p style='color:#ccc;background:#fff'>pale</p></body></html>"
    told = " ".join(examined(bad, tmp_path)["violations"])

    assert all(rule in told for rule in ("html-has-lang", "image-alt", "document-title", "color-contrast"))
