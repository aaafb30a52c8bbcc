"""The widget in a real browser, in pages that are not ours: what it says, how it is reached, and that no page can disturb it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api.access import Access
from api.app import create_app
from api.cors import Origins
from api.keys import KeyFile, KeyRing
from api.parts import Parts
from eval.corpus import SAMPLE
from index.index import Index
from index.records import read_article
from index.settings import IndexSettings
from qa.answer import Answerer
from tests.browser import CHROMIUM, Browser, Tab
from tests.fakes import WordEncoder
from tests.serving import served

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

DOCS = Path(__file__).parents[2] / "docs"
QUESTION = "when was the checkpoint installed?"
NOWHERE = {
    "id": "ferry",
    "title": "The ferry to Brack",
    "text": "The ferry to Brack runs again. The ferry had been repaired on 2 May 2023, harbour master Ada Lorn said 😀 on Friday.",
    "source": "Harbour News",
    "published_at": "2023-05-05",
}
PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>{head}</head><body>{body}</body></html>'
TAG = '<script src="/widget.js"></script>'
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""


@dataclass
class Around:
    """The application with pages of others at /host/NAME; `reply` stands in for the next replies of /v1/ask while it is set."""

    app: WSGIApplication
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name → HTML, policy."""
    reply: tuple[str, dict[str, str], str] | None = None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Any:
        path = environ["PATH_INFO"]
        if path.startswith("/host/"):
            html, policy = self.pages[path.removeprefix("/host/")]
            start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy)])
            return [html.encode()]
        if path == "/v1/ask" and self.reply:
            status, headers, body = self.reply
            start(status, [("Content-Type", "application/json"), *headers.items()])
            return [body.encode()]
        return self.app(environ, start)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    settings = IndexSettings(tmp_path_factory.mktemp("index"), generation=False)
    lines = (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    with Index.open(settings, encoder=WordEncoder()) as index:
        index.put([read_article(record, today=dt.date(2026, 1, 1)) for record in (*map(json.loads, lines), NOWHERE)])
        yield index


@pytest.fixture(scope="module")
def around(sample: Index) -> Around:
    return Around(create_app(Parts(index=sample, answerer=Answerer(sample))))


@pytest.fixture(scope="module")
def address(around: Around) -> Iterator[str]:
    with served(around) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


class Visit:
    """A visitor of one page that has the widget in it."""

    def __init__(self, tab: Tab, around: Around, address: str) -> None:
        self.tab, self._around, self.address = tab, around, address

    def go(self, *, head: str = "", body: str = f"<main><h1>Host</h1></main>{TAG}", policy: str = "") -> None:
        """Open a page with this markup under this policy, with the widget put in."""
        self._around.pages["page"] = (PAGE.format(head=head, body=body), policy)
        self.to("/host/page")

    def to(self, path: str) -> None:
        for domain in ("Network", "Runtime", "Log"):
            self.tab.send(f"{domain}.enable")
        self.tab.open(self.address + path)
        self.tab.until("!!document.querySelector('[data-dateline-widget]')")

    def run(self, expression: str) -> Any:
        """The value of an expression in which `w` is the widget's root and `all(selector)` the texts found in it."""
        prelude = (
            "const w = Document.prototype.querySelector.call(document, '[data-dateline-widget]').shadowRoot;"
            "const all = (s) => [...w.querySelectorAll(s)].map((e) => e.textContent);"
        )
        return self.tab.run(f"(() => {{ {prelude} return {expression}; }})()")

    def ask(self, question: str) -> None:
        """Ask as a visitor does, and wait for what comes."""
        if not self.run("w.querySelector('dialog').open"):
            self.run("w.querySelector('.launch').click()")
        self.run("w.querySelector('textarea').focus()")
        self.tab.type(question)
        before = self.run("w.querySelectorAll('.exchange').length")
        self.tab.press("Enter")
        root = "document.querySelector('[data-dateline-widget]').shadowRoot"
        self.tab.until(f"{root}.querySelectorAll('.exchange').length > {before} && !{root}.querySelector('[aria-busy]')")

    def last(self, selector: str) -> list[str]:
        """The texts of what the selector finds in the last exchange."""
        found: list[str] = self.run(f"all('.exchange:last-child {selector}')")
        return found

    def requests(self) -> list[dict[str, Any]]:
        """Everything that was asked for over the network, in order."""
        return [told["request"] for name, told in self.tab.events if name == "Network.requestWillBeSent"]

    def said_wrong(self) -> list[str]:
        """Exceptions, violations of the policy and errors in the console."""
        bad = ("Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(told)[:400] for name, told in self.tab.events if name in bad] + list(self.tab.run("window.violations"))


@pytest.fixture
def visit(browser: Browser, around: Around, address: str) -> Iterator[Visit]:
    tab = browser.tab()
    tab.emulate()
    tab.send("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
    around.reply = None
    yield Visit(tab, around, address)
    tab.close()


def test_an_answer_comes_with_its_confidence_its_steps_and_its_quotations(visit: Visit) -> None:
    visit.go()
    visit.ask(QUESTION)

    assert visit.last("h3") == [f"You asked: {QUESTION}"]
    assert visit.last(".answer")[0].startswith("23 April 2023 [1]")
    assert visit.last(".sure")[0].startswith("Almost certainly right (estimated chance ")
    assert len(visit.last(".cited > li")) >= 2
    assert all(quote.strip() for quote in visit.last(".cited > li > blockquote"))
    assert "How this was worked out" in visit.last("summary")
    assert visit.run("w.querySelector('[role=status]').textContent").startswith("Answer: 23 April 2023. Almost certainly right. Said by ")


def test_a_citation_links_to_the_quotation_in_its_article(visit: Visit) -> None:
    visit.go()
    visit.ask(QUESTION)
    links = visit.run("[...w.querySelectorAll('.cited a')].map((a) => [a.href, a.target, a.rel])")

    assert links
    for href, target, rel in links:
        assert href.startswith("https://")
        assert "#:~:text=" in href
        assert (target, rel) == ("_blank", "noopener noreferrer")


def test_an_article_without_address_shows_its_passage_instead(visit: Visit) -> None:
    """The quotation is marked within its passage; characters outside the Basic Multilingual Plane do not shift it."""
    visit.go()
    visit.ask("when had the ferry to Brack been repaired?")
    item = ".cited > li:first-child"

    assert visit.last(f"{item} a") == []
    assert visit.last(f"{item} .title") == ["The ferry to Brack"]
    assert visit.last(f"{item} mark") == visit.last(f"{item} > blockquote")
    assert visit.last(f"{item} details blockquote") == [NOWHERE["text"]]


def test_a_marker_leads_to_its_source(visit: Visit) -> None:
    visit.go()
    visit.ask(QUESTION)
    visit.run("w.querySelectorAll('.answer .reference')[1].click()")

    assert visit.run("w.activeElement.value") == 2


def test_where_there_is_no_answer_it_says_so_and_shows_what_is_near(visit: Visit) -> None:
    visit.go()
    visit.ask("who painted the Mona Lisa?")

    assert visit.last(".answer") == []
    assert visit.last(".abstained") in (
        ["Some passages come near, but none of them answers this."],
        ["The articles say nothing about this."],
    )
    assert visit.run("w.querySelector('[role=status]').textContent") == visit.last(".abstained")[0]
    assert len(visit.last(".cited > li")) == 3
    assert "Nearest passages" in visit.last("h4")


def test_a_follow_up_is_asked_with_what_was_said_before(visit: Visit) -> None:
    visit.go()
    visit.ask(QUESTION)
    visit.ask("who opposed it?")
    visit.run("w.querySelector('.fresh').click()")
    visit.ask(QUESTION)
    first, second, third = (json.loads(one["postData"]) for one in visit.requests() if one["url"].endswith("/v1/ask"))

    assert "history" not in first
    assert second["history"] == [QUESTION, "23 April 2023"]
    assert "history" not in third
    assert len(visit.run("all('.exchange')")) == 1


def test_attributes_limit_what_is_asked_and_change_what_is_said(visit: Visit) -> None:
    words = json.dumps({"ask": "Fragen", "label": "Ihre Frage", "nonsense": "x"})
    visit.go(
        body=f"<main><h1>Host</h1></main><script src='/widget.js' data-title='Archiv' data-label='Frag uns' data-lang='de' data-sources='The Ledger| X '"
        f" data-after='2023-01-01' data-as-of='today' data-words='{words}' data-placeholder='Wann?' data-intro='Hallo'></script>"
    )
    visit.ask(QUESTION)
    asked = json.loads(next(one["postData"] for one in visit.requests() if one["url"].endswith("/v1/ask")))

    assert (asked["sources"], asked["after"]) == (["The Ledger", "X"], "2023-01-01")
    assert asked["as_of"] == visit.tab.run("new Date(Date.now() - new Date().getTimezoneOffset() * 6e4).toISOString().slice(0, 10)")
    assert visit.run("all('h2, .launch, .ask, label')") == ["Frag uns", "Archiv", "Ihre Frage", "Fragen"]
    assert visit.run("[w.querySelector('textarea').placeholder, w.querySelector('.frame').lang]") == ["Wann?", "de"]
    assert any("Mai 2023" in told for told in visit.last(".cited > li > .origin"))


def test_a_button_of_the_page_opens_it_with_a_question(visit: Visit) -> None:
    visit.go(body=f'<main><h1>Host</h1><a href="/elsewhere" id="b" data-dateline-ask="{QUESTION}">ask</a></main>{TAG}')
    visit.tab.run("document.getElementById('b').click()")
    visit.tab.until("!!document.querySelector('[data-dateline-widget]').shadowRoot.querySelector('.answer')")

    assert visit.run("w.querySelector('dialog').open")
    assert visit.tab.run("location.pathname") == "/host/page"


FAILURES = [
    (("429 Too Many Requests", {"Retry-After": "2"}, "{}"), "Too many questions were asked in a short time. You can try again in 2 s."),
    (("503 Service Unavailable", {"Retry-After": "1"}, "{}"), "The answers are not available at the moment. You can try again in 1 s."),
    (("503 Service Unavailable", {"Retry-After": "x"}, "<html>"), "The answers are not available at the moment. You can try again in 5 s."),
    (("403 Forbidden", {}, "{}"), "This page may not ask here. Please tell the owners of the site."),
    (("401 Unauthorized", {}, "{}"), "This page may not ask here. Please tell the owners of the site."),
    (("500 Internal Server Error", {}, "boom"), "Something went wrong while answering. Try again later."),
    (("422 Unprocessable", {}, '{"detail": "d", "errors": [{"field": "q", "message": "is too <b>odd</b>"}]}'), "This question cannot be asked. is too <b>odd</b>"),
    (("413 Too Large", {}, '{"detail": "The body is too large."}'), "This question cannot be asked. The body is too large."),
    (("400 Bad Request", {}, "[["), "This question cannot be asked."),
    (("200 OK", {}, "<html>a captive portal"), "Something went wrong while answering. Try again later."),
    (("302 Found", {"Location": "https://elsewhere.example/"}, ""), "The answers cannot be reached. Check your connection and try again."),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "says"), FAILURES, ids=[f"{reply[0]} {at}" for at, (reply, _) in enumerate(FAILURES)])
def test_failures_are_told_in_words_and_can_be_tried_again(
    visit: Visit, around: Around, reply: tuple[str, dict[str, str], str], says: str
) -> None:
    visit.go()
    around.reply = reply
    visit.ask(QUESTION)

    assert visit.run("w.querySelector('[role=status]').textContent") == says
    assert visit.last(".failed")[0].startswith(says.partition(" You can")[0])
    assert sum(one["url"].endswith("/v1/ask") for one in visit.requests()) == 1  # nothing is asked again by itself

    around.reply = None
    root = "document.querySelector('[data-dateline-widget]').shadowRoot"
    visit.tab.until(f"!{root}.querySelector('.again').hasAttribute('aria-disabled')")
    visit.run("w.querySelector('.again').click()")
    visit.tab.until(f"!!{root}.querySelector('.answer')")
    assert visit.last(".failed") == []


def test_a_wait_is_counted_down_and_kept(visit: Visit, around: Around) -> None:
    visit.go()
    around.reply = ("429 Too Many Requests", {"Retry-After": "600"}, "{}")
    visit.ask(QUESTION)
    visit.run("w.querySelector('.again').click()")

    assert visit.run("w.querySelector('.again').getAttribute('aria-disabled')") == "true"
    assert sum(one["url"].endswith("/v1/ask") for one in visit.requests()) == 1


MALFORMED: list[Any] = [
    None,
    [],
    1,
    {"status": "answered"},
    {"status": "answered", "answer": {"text": 5, "confidence": "x", "citations": 1, "derivation": [1]}, "citations": [None, 7, {"n": 1}]},
    {"status": "abstained", "reason": "constructor", "passages": [{"text": 3}, 4], "window": {"unresolved": "x"}},
    {"status": "answered", "answer": {"text": "x", "citations": [1, "__proto__"]}, "alternatives": [{"relation": "toString", "text": "y"}]},
]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_replies_of_another_shape_break_nothing(visit: Visit, around: Around, body: Any) -> None:
    visit.go()
    around.reply = ("200 OK", {}, json.dumps(body))
    visit.ask(QUESTION)
    around.reply = None
    visit.ask(QUESTION)

    assert visit.last(".answer")[0].startswith("23 April 2023")
    assert visit.said_wrong() == []


def test_it_can_be_used_with_the_keyboard_alone(visit: Visit) -> None:
    """Tab to the button, Enter, type, Enter; Tab stays inside; Escape leads back to the button."""
    visit.go(body=f"<main><h1>Host</h1><a href='#x'>link</a></main>{TAG}")
    outer, inner = (
        "document.activeElement.tagName + (document.activeElement.hasAttribute('data-dateline-widget') ? '!' : '')",
        "w.activeElement",
    )
    visit.tab.press("Tab")
    visit.tab.press("Tab")
    assert visit.run(f"{inner}.className") == "launch"

    visit.tab.press("Enter")
    assert visit.run(f"[w.querySelector('dialog').matches(':modal'), {inner}.tagName]") == [True, "TEXTAREA"]
    visit.tab.type(QUESTION)
    visit.tab.press("Enter")
    visit.tab.until("!!document.querySelector('[data-dateline-widget]').shadowRoot.querySelector('.answer')")
    assert visit.run(f"{inner}.tagName") == "TEXTAREA"

    seen = set()
    for _ in range(45):
        visit.tab.press("Tab")
        where = visit.tab.run(outer)
        assert where in ("DIV!", "BODY"), "the page behind must not be reached"  # BODY: where a window's own buttons come in turn
        seen.add(visit.run(f"{inner} && {inner}.tagName + '.' + {inner}.className"))
    assert {"BUTTON.icon", "BUTTON.icon fresh", "BUTTON.reference", "SUMMARY.", "A.", "BUTTON.ask", "TEXTAREA.", "DIV.log"} <= seen

    visit.tab.press("Escape")
    assert visit.run(f"[w.querySelector('dialog').open, {inner}.className]") == [False, "launch"]
    visit.tab.press("Tab")
    assert visit.tab.run(outer) != "DIV!"


def test_typing_is_no_shortcut_of_the_page(visit: Visit) -> None:
    visit.go(head="<script>window.keys = []; document.addEventListener('keydown', (event) => window.keys.push(event.key));</script>")
    visit.run("w.querySelector('.launch').click()")
    for key in "j/k":
        visit.tab.press(key)

    assert visit.tab.run("window.keys") == []
    assert visit.run("w.querySelector('textarea').value") == "j/k"


@pytest.mark.parametrize(
    ("dark", "width", "direction"), [(False, 1200, "ltr"), (True, 1200, "ltr"), (False, 320, "ltr"), (True, 320, "rtl")]
)
def test_it_is_accessible_and_fits(visit: Visit, dark: bool, width: int, direction: str) -> None:
    visit.tab.emulate(width=width, height=700, dark=dark)
    visit.to("/widget-demo")
    visit.tab.run(f"document.documentElement.dir = '{direction}'")
    assert visit.tab.axe() == []

    for question in (QUESTION, "who painted the Mona Lisa?", "when had the ferry to Brack been repaired?"):
        visit.ask(question)
    visit.run("[...w.querySelectorAll('details')].forEach((one) => { one.open = true; })")
    assert visit.tab.axe() == []
    assert visit.run("w.querySelector('.log').scrollWidth - w.querySelector('.log').clientWidth") == 0
    box = visit.run(
        "(({left, right, top, bottom}) => [left, right - document.documentElement.clientWidth, top, bottom - innerHeight])(w.querySelector('dialog').getBoundingClientRect())"
    )
    assert box[0] >= 0 >= box[1]
    assert box[2] >= 0 >= box[3]


def test_axe_sees_into_the_widget(visit: Visit) -> None:
    """The check above can fail: a button without a name inside of the shadow root is found."""
    visit.go()
    visit.run("w.querySelector('.frame').append(document.createElement('button'))")

    assert any(one.startswith("critical: button-name") for one in visit.tab.axe())


def test_right_to_left_pages_have_it_on_their_own_side(visit: Visit) -> None:
    middle = "w.querySelector('.launch').getBoundingClientRect().left < innerWidth / 2"
    visit.go()
    assert not visit.run(middle)

    visit._around.pages["page"] = (PAGE.format(head="", body=TAG).replace("<html", "<html dir='rtl'"), "")
    visit.to("/host/page")
    assert visit.run(middle)
    visit.ask(QUESTION)
    assert visit.run("getComputedStyle(w.querySelector('.answer')).direction") == "rtl"
    assert visit.run("getComputedStyle(w.querySelector('.cited blockquote')).direction") == "ltr"  # the quotation keeps its own


HOSTILE = {
    "everything by force": "* { all: unset !important } html * { font-size: 40px !important; letter-spacing: 9px !important; color: lime !important }",
    "elements": "button, textarea, dialog, form, div, section, svg, mark { display: none !important; transform: scale(3) !important; opacity: .1 !important }",
    "places": "div { position: relative !important; z-index: -5 !important; width: 10px !important; overflow: hidden !important; float: left !important }",
    "inherited": "html { font: 60px fantasy; line-height: 5; text-transform: uppercase; visibility: hidden; direction: ltr; word-spacing: 2em; text-indent: 90px; cursor: none }",
    "attributes": "[data-dateline-widget], [class], [role] { display: none !important; filter: blur(9px) !important; pointer-events: none !important; content-visibility: hidden !important }",
    "body": "body { overflow: hidden; font-variant: small-caps; white-space: pre; text-shadow: 4px 4px red; writing-mode: initial; quotes: none; list-style: square }",
}  # fmt: skip
LOOK = """[...w.querySelectorAll('*')].map((e) => { const s = getComputedStyle(e), b = e.getBoundingClientRect();
  return [e.tagName, e.className.baseVal || e.className, b.x, b.y, b.width, b.height,
    ...['color', 'backgroundColor', 'font', 'letterSpacing', 'wordSpacing', 'textTransform', 'textIndent', 'textShadow', 'lineHeight', 'opacity',
        'transform', 'visibility', 'display', 'filter', 'cursor', 'whiteSpace', 'listStyle', 'pointerEvents'].map((name) => s[name])].join(' | '); })"""


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, list[str]]:
    """What the widget looks like where nothing disturbs it; filled by the first test that needs it."""
    return {}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_style_of_the_page_reaches_in(visit: Visit, undisturbed: dict[str, list[str]], name: str) -> None:
    """Every element has the same place, size and looks as in a page without styles."""
    if not undisturbed:
        visit.go()
        visit.ask(QUESTION)
        undisturbed["look"] = visit.run(LOOK)
    visit.go(head=f"<style>{HOSTILE[name]}</style>")
    visit.ask(QUESTION)

    assert visit.run(LOOK) == undisturbed["look"]
    assert len(undisturbed["look"]) > 50


def test_no_style_reaches_out(visit: Visit) -> None:
    """The page around looks as it does without the widget."""
    look = "['body', 'h1', 'button', 'a'].map((s) => { const e = document.querySelector(s); return getComputedStyle(e).cssText + e.outerHTML.length * (s !== 'body'); })"
    body = "<main><h1>Host</h1><button>b</button><a href='#'>a</a></main>"
    visit.go(body=body + TAG)
    with_widget = visit.tab.run(look)
    visit.run("document.querySelector('[data-dateline-widget]').remove()")

    assert visit.tab.run(look) == with_widget


def test_the_properties_of_the_page_theme_it(visit: Visit) -> None:
    theme = "--dateline-accent: rgb(1, 2, 3); --dateline-background: rgb(250, 251, 252); --dateline-text: rgb(4, 5, 6); --dateline-font: Courier; --dateline-radius: 3px"
    visit.go(head=f"<style>:root {{ {theme} }}</style>")
    visit.ask(QUESTION)

    assert visit.run("getComputedStyle(w.querySelector('.launch')).backgroundColor") == "rgb(1, 2, 3)"
    dialog = visit.run(
        "(({backgroundColor, color, fontFamily, borderTopLeftRadius}) => [backgroundColor, color, fontFamily, borderTopLeftRadius])(getComputedStyle(w.querySelector('dialog')))"
    )
    assert dialog == ["rgb(250, 251, 252)", "rgb(4, 5, 6)", "Courier", "3px"]


@pytest.mark.parametrize(
    ("forced", "dark", "scheme"), [("light", True, "light"), ("dark", False, "dark"), ("", True, "dark"), ("", False, "light")]
)
def test_light_and_dark(visit: Visit, forced: str, dark: bool, scheme: str) -> None:
    visit.tab.emulate(dark=dark)
    visit.go(body=f"<script src='/widget.js' data-theme='{forced}'></script>")

    assert visit.run("getComputedStyle(w.querySelector('.frame')).colorScheme") == scheme


@pytest.mark.parametrize("still", [True, False])
def test_motion_is_left_out_where_it_is_unwanted(visit: Visit, still: bool) -> None:
    visit.tab.emulate(still=still)
    visit.go()
    visit.run("w.querySelector('.launch').click()")

    assert visit.run("w.getAnimations().length") == (0 if still else 1)


CLOBBERING = "".join(
    f"<img name='{name}'><form name='{name}' id='{name}'><input name='{part}'></form>"
    for name in ("currentScript", "createElement", "createElementNS", "body", "documentElement", "addEventListener", "fetch", "location")
    for part in ("closest", "append", "setAttribute", "attachShadow")
)
POLLUTING = """<script>
for (const name of ["headers", "body", "method", "mode", "signal", "text", "answer", "citations", "history", "url", "fragment_url", "href", "dir",
  "get", "value", "sources", "class", "innerHTML", "onclick", "title", "status", "reason", "wait_s", "relation", "mode", "open", "delegatesFocus"])
  try { Object.prototype[name] = "javascript:polluted()"; } catch (error) { }
Array.prototype.extra = "polluted";
</script>"""
PAGES = {
    "a strict policy": {"policy": STRICT},
    "clobbered names": {"body": f"{CLOBBERING}<main><h1>Host</h1></main>{TAG}"},
    "polluted prototypes": {"head": POLLUTING},
    "the script in the head": {"head": TAG, "body": "<main><h1>Host</h1></main>"},
    "an async script": {"head": "<script src='/widget.js' async></script>", "body": "<main><h1>Host</h1></main>"},
    "quirks and frames": {"body": f"<iframe srcdoc='x'></iframe><main><h1>Host</h1></main>{TAG}"},
}


@pytest.mark.parametrize("name", PAGES)
def test_it_works_on(visit: Visit, name: str) -> None:
    visit.go(**PAGES[name])
    visit.ask(QUESTION)

    assert visit.last(".answer")[0].startswith("23 April 2023 [1]")
    assert visit.said_wrong() == []
    assert "polluted" not in visit.run("w.querySelector('.frame').outerHTML")


def test_nothing_is_stored_and_nobody_else_is_called(visit: Visit) -> None:
    visit.go(policy=STRICT)
    visit.ask(QUESTION)
    visit.ask("who painted the Mona Lisa?")

    assert [one["url"].removeprefix(visit.address) for one in visit.requests()] == ["/host/page", "/widget.js", "/v1/ask", "/v1/ask"]
    assert visit.tab.run("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
    for one in visit.requests()[2:]:
        assert not {name: value for name, value in one["headers"].items() if value and name in ("Cookie", "Authorization", "Referer")}


# -- from another origin ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Far:
    """A page at `page` whose origin the service at `service` names; the service wants a key of everybody else."""

    page: str
    service: str


@pytest.fixture
def far(sample: Index, tmp_path: Path) -> Iterator[Far]:
    host = Around(app=create_app(Parts(index=sample, answerer=Answerer(sample))))
    KeyFile(tmp_path).add("somebody", ["query"])
    with served(host) as page:
        access = Access(keys=KeyRing(tmp_path), origins=Origins(widget=frozenset({page})), widget_per_minute=2)
        with served(create_app(Parts(index=sample, answerer=Answerer(sample), access=access))) as service:
            digest = b64encode(hashlib.sha384(urllib.request.urlopen(f"{service}/widget.js").read()).digest()).decode()
            tag = f'<script src="{service}/widget.js" integrity="sha384-{digest}" crossorigin></script>'
            policy = (
                f"default-src 'none'; script-src {service}; connect-src {service}; require-trusted-types-for 'script'; trusted-types 'none'"
            )
            host.pages["page"] = (PAGE.format(head="", body=f"<main><h1>Host</h1></main>{tag}"), policy)
            yield Far(page, service)


def test_a_named_origin_asks_without_a_key_and_nothing_else(visit: Visit, far: Far) -> None:
    visit.address = far.page
    visit.to("/host/page")
    visit.ask(QUESTION)

    assert visit.last(".answer")[0].startswith("23 April 2023")
    assert visit.said_wrong() == []
    sent = [one for one in visit.requests() if one["method"] == "POST"]
    assert [(one["url"], "Authorization" in one["headers"]) for one in sent] == [(f"{far.service}/v1/ask", False)]
    assert visit.tab.run(f"fetch('{far.service}/v1/articles').then(() => 'read', () => 'held back')") == "held back"
    assert (
        visit.tab.run(f"fetch('{far.service}/v1/articles/ferry', {{method: 'DELETE'}}).then(() => 'read', () => 'held back')")
        == "held back"
    )


def test_an_origin_that_asks_too_often_is_told_how_long_to_wait(visit: Visit, far: Far) -> None:
    visit.address = far.page
    visit.to("/host/page")
    for _ in range(3):
        visit.ask(QUESTION)

    told = visit.run("w.querySelector('[role=status]').textContent")
    assert re.fullmatch(r"Too many questions were asked in a short time\. You can try again in \d+ s\.", told)


def test_an_origin_that_is_not_named_gets_no_answer(visit: Visit, far: Far) -> None:
    visit.address = far.page.replace("127.0.0.1", "localhost")
    visit.to("/host/page")
    visit.ask(QUESTION)

    assert visit.last(".answer") == []
    assert visit.last(".failed") == ["The answers cannot be reached. Check your connection and try again."]
    warned = json.dumps([told for name, told in visit.tab.events if name == "Runtime.consoleAPICalled"])
    assert "DATELINE_WIDGET_ORIGINS" in warned


def test_the_picture_in_the_documentation(visit: Visit, tmp_path: Path) -> None:
    """docs/widget.webp is made here (SCREENSHOTS=1 keeps it), from the sample alone."""
    visit.tab.emulate(width=1000, height=760)
    visit.to("/widget-demo")
    visit.ask(QUESTION)
    visit.run("w.activeElement.blur()")
    made = tmp_path / "widget.webp"
    visit.tab.screenshot(made, "webp", quality=70)

    if "SCREENSHOTS" in os.environ:
        shutil.copy(made, DOCS / "widget.webp")
    for picture in (made, DOCS / "widget.webp"):
        assert 5_000 < picture.stat().st_size < 200_000
