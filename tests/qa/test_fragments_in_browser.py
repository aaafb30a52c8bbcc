"""qa.fragments: a real browser that follows the address scrolls to the quotation and marks it, and nothing else."""

from __future__ import annotations

import html
import json
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from qa.fragments import fragment_url
from tests.browser import CHROMIUM, Tab, tab

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

MARKED = (255, 0, 255)
STYLE = """
html, body { margin: 0; background: #fff; color: #000; font: 20px/1.5 sans-serif; }
article { width: 700px; padding: 1500px 20px 3000px; }
::target-text { background: #f0f; color: #f0f; }
"""
# Rectangles of the words from `start` to `end` of the page's text (its text nodes joined), where they are to be seen now.
RECTANGLES = """
((start, end) => {
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT), rectangles = [];
  let at = 0, wanted = "";
  for (let node; (node = walker.nextNode()); at += node.length) {
    const range = document.createRange(), first = Math.max(start - at, 0), last = Math.min(end - at, node.length);
    if (first >= last) continue;
    range.setStart(node, first);
    range.setEnd(node, last);
    wanted += range.toString();
    rectangles.push(...[...range.getClientRects()].map((r) => [r.x, r.y, r.right, r.bottom]));
  }
  return { scrolled: scrollY, wanted, rectangles };
})(%d, %d)
"""
# How much of the rectangles is marked, and how many marked pixels lie outside of all of them.
PIXELS = """
(async (png, rectangles) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  const marked = (x, y) => { const i = 4 * (y * width + x); return data[i] > 200 && data[i + 1] < 120 && data[i + 2] > 200; };
  const inside = (x, y, by) => rectangles.some(([l, t, r, b]) => x >= l - by && x < r + by && y >= t - by && y < b + by);
  let outside = 0, hit = 0, all = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const m = marked(x, y);
    if (inside(x, y, -3)) { all++; hit += m; }
    if (m && !inside(x, y, 4)) outside++;
  }
  return { share: all ? hit / all : 0, outside };
})(%s, %s)
"""

FERRY = (
    "Ferry back\n\n"
    "The ferry runs again. The ferry runs again, said the office. The ferry – that is, the old one – runs again; it cost a-b, c & 5%.\n\n"
    "“We did not expect it to take five days,” said Ann Holt.\n“We did not expect it to take five weeks,” said Per Dahl.\n\n"
    "It had been out of service since 2 May, when a rudder broke, and passengers were taken over the fjord by two small boats that the "
    "navy had lent. Nobody knows when the navy wants them back, or whether they will be painted grey again before the summer ends.\n\n"
    "The ferry runs again. The end."
)
WORLD = (
    "Новости\n\nПаром снова ходит, сообщили в порту. Паром снова ходит с 2 мая.\n\n"
    "Ցամաքային ճանապարհը բացվեց երկուշաբթի օրը, հայտնեց նախարարությունը։\n\n"
    "渡轮恢复运行。港务局星期二表示，渡轮恢复运行，票价不变。\n\n"
    "عادت العبارة إلى العمل يوم الثلاثاء، كما قال المكتب.\n\n"
    "Le cafe\u0301 rouvre. Le café rouvre mardi, et l’ete\u0301 arrive a\u0300 Noe\u0308l.\n\n"
    "นาย ก กล่าวว่า เรือข้ามฟากกลับมาให้บริการอีกครั้ง\n\n"
    "Zu\u00adsam\u00admen\u00adar\u00adbeit wurde am Mittwoch verein\u00adbart. ﬁnal ﬂight 😀 left."
)
CASES: list[tuple[str, str, str, int]] = [
    ("whole words", FERRY, "said the office", 0),
    ("the first of three", FERRY, "The ferry runs again", 0),
    ("the second of three", FERRY, "The ferry runs again", 1),
    ("the last of three, after a blank line", FERRY, "The ferry runs again", 2),
    ("one word of many", FERRY, "again", 3),
    ("signs that fragments are made of", FERRY, "the old one – runs again; it cost a-b, c & 5%.", 0),
    ("quotation marks", FERRY, "“We did not expect it to take five days,”", 0),
    ("the second of two alike", FERRY, "We did not expect it to take", 1),
    ("over a line break", FERRY, "said Ann Holt.\n“We did not expect it", 0),
    ("over paragraphs", FERRY, "five weeks,” said Per Dahl.\n\nIt had been out of service", 0),
    ("a long sentence", FERRY, FERRY[FERRY.index("It had been") : FERRY.index(" Nobody")], 0),
    ("two sentences", FERRY, FERRY[FERRY.index("It had been") : FERRY.index("\n\nThe ferry runs again. The end")], 0),
    ("everything", FERRY, FERRY, 0),
    ("the title alone", FERRY, "Ferry back", 0),
    ("the end", FERRY, "The end.", 0),
    ("Cyrillic", WORLD, "Паром снова ходит", 1),
    ("Armenian", WORLD, "երկուշաբթի օրը, հայտնեց", 0),
    ("Chinese", WORLD, "渡轮恢复运行", 1),
    ("Arabic", WORLD, "العبارة إلى العمل يوم الثلاثاء", 0),
    ("decomposed letters", WORLD, "l’ete\u0301 arrive a\u0300 Noe\u0308l", 0),
    ("accents do not tell apart", WORLD, "Le café rouvre", 0),
    ("Thai", WORLD, "เรือข้ามฟากกลับมาให้บริการอีกครั้ง", 0),
    ("soft hyphens", WORLD, "Zu\u00adsam\u00admen\u00adar\u00adbeit wurde am Mittwoch", 0),
    ("ligatures and an emoji", WORLD, "ﬁnal ﬂight 😀 left", 0),
]


def place(text: str, quote: str, nth: int) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return start, start + len(quote)


def page(text: str, *, wrapped: bool) -> str:
    """The article as a page: a paragraph for each line, or hard-wrapped lines within paragraphs; the text is the page's own, character by character."""
    if wrapped:
        body = "".join(f"<p>{html.escape(part)}</p>" if part.strip() else part for part in split(text, "\n\n"))
    else:
        body = "".join(f"<p>{html.escape(part)}</p>" if part.strip() else part for part in split(text, "\n"))
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title><style>{STYLE}</style></head><body><article>{body}</article></body></html>'


def split(text: str, at: str) -> list[str]:
    """The parts of a text and, between them, what parted them."""
    parts = text.split(at)
    return [piece for part in parts for piece in (part, at)][:-1]


@pytest.fixture(scope="module")
def served() -> Iterator[Callable[[str], str]]:
    """A server of pages on this machine: page → its address."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(text: str) -> str:
        path = f"/{len(pages)}"
        pages[path] = text
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield serve
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with tab(tmp_path_factory.mktemp("browser")) as opened:
        opened.emulate(width=800, height=1400)
        yield opened


def looked_at(browser: Tab, url: str, start: int, end: int, folder: Path) -> dict[str, Any]:
    """Where the page scrolled to, and how well what is marked covers `start..end` of the page's text."""
    browser.open("about:blank")
    browser.open(url)
    browser.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found: dict[str, Any] = browser.run(RECTANGLES % (start, end))
    shot = folder / "shot.png"
    browser.screenshot(shot)
    found |= browser.run(PIXELS % (json.dumps(b64encode(shot.read_bytes()).decode()), json.dumps(found["rectangles"])))
    return found


def utf16(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2


RUNS = [(*case, False) for case in CASES] + [(*case, True) for case in CASES if "\n" in case[2]]


@pytest.mark.parametrize(
    ("text", "quote", "nth", "wrapped"), [run[1:] for run in RUNS], ids=[run[0] + (", wrapped" if run[-1] else "") for run in RUNS]
)
def test_the_browser_marks_the_quotation(
    browser: Tab, served: Callable[[str], str], tmp_path: Path, text: str, quote: str, nth: int, wrapped: bool
) -> None:
    """Scrolled down to it; what is marked covers the quotation, and nothing beside it is marked."""
    start, end = place(text, quote, nth)
    url = fragment_url(served(page(text, wrapped=wrapped)), text, start, end)
    assert url is not None

    found = looked_at(browser, url, utf16(text, start), utf16(text, end), tmp_path)

    assert quote == found["wanted"], "the test looks at another place"
    assert found["scrolled"] > 400, url
    assert found["share"] > 0.85, (url, found)
    assert found["outside"] < 60, (url, found)


def test_without_a_match_nothing_is_marked(browser: Tab, served: Callable[[str], str], tmp_path: Path) -> None:
    """The check itself can fail: an address that leads nowhere leaves the page where it is."""
    url = served(page(FERRY, wrapped=False)) + "#:~:text=volcano"

    found = looked_at(browser, url, *place(FERRY, "said the office", 0), tmp_path)

    assert 0 == found["scrolled"] == found["outside"]
    assert found["share"] < 0.01
