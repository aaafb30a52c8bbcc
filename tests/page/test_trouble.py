"""When things go wrong on the page: a key is wanted, the service is down or slow, texts are hostile. In a real browser."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api.access import Access
from api.app import create_app
from api.keys import KeyFile, KeyRing
from api.parts import Parts
from index.index import Index
from index.records import read_article
from index.settings import IndexSettings
from qa.answer import Answerer
from tests.browser import CHROMIUM, Browser
from tests.fakes import WordEncoder
from tests.page.articles import HOSTILE, LONG, MARKUP, OURS
from tests.page.conftest import TODAY
from tests.page.reader import Reader, Stage
from tests.serving import served

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

GATE = f"#/ask?q={quote('when was the zinnober gate painted?')}"


@pytest.fixture
def locked(browser: Browser, tmp_path: Path) -> Iterator[tuple[Reader, str]]:
    """A service that wants a key, and one that it knows."""
    token = KeyFile(tmp_path / "keys").add("reader", ["query", "ingest"])[1]
    with Index.open(IndexSettings(tmp_path / "index", generation=False), encoder=WordEncoder()) as index:
        index.put([read_article(record, today=TODAY) for record in OURS])
        parts = Parts(index=index, answerer=Answerer(index), access=Access(keys=KeyRing(tmp_path / "keys")))
        stage = Stage(create_app(parts))
        with served(stage) as stage.address:
            reader = Reader(browser.tab(), stage)
            yield reader, token
            reader.leave()


def test_a_key_is_asked_for_kept_in_the_tab_and_sent(locked: tuple[Reader, str]) -> None:
    reader, token = locked
    reader.forgiven = ["401"]
    reader.go(GATE, part="#key[open]")
    reader.true("document.activeElement.id === 'key-field'")
    reader.tab.type("wrong")
    reader.press("Enter")
    reader.true("document.getElementById('key-says').textContent.includes('does not know')")
    reader.until("#key[open]")
    reader.tab.type(token)
    reader.press("Enter")
    reader.until("[data-part=answer]")

    assert reader.text("[data-part=answer-text]") == "7 June 2022"
    assert reader.run("[sessionStorage.getItem('dateline.key'), localStorage.length, document.cookie]") == [token, 0, ""]
    assert token not in reader.run("document.documentElement.outerHTML + location.href")
    assert not [one for one in reader.stage.asked if token in one]
    reader.go("#/articles", part="[data-part=article-row]")
    assert reader.count("#key[open]") == 0


def test_who_has_no_key_is_told_so(locked: tuple[Reader, str]) -> None:
    reader, _ = locked
    reader.forgiven = ["401"]
    reader.go(GATE, part="#key[open]")
    reader.press("Escape")
    reader.until("[data-part=error]")

    assert "Unauthorized" in reader.text("main h1")
    reader.press("Tab", "Enter")
    reader.until("#key[open]")


PROBLEMS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a filter that is wrong": (
        "422 Unprocessable Content",
        {"title": "Invalid request", "detail": "Parts are not valid.", "errors": [{"field": "after", "message": "is no day"}]},
        "after is no day",
    ),
    "an index that is not ready": (
        "503 Service Unavailable",
        {"title": "Not ready", "detail": "The index cannot be used now."},
        "Not ready",
    ),
    "a failure inside": ("500 Internal Server Error", {"title": "Internal error", "detail": "Something failed."}, "Something failed."),
    "a proxy that speaks HTML": ("502 Bad Gateway", {}, "status 502"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_problems_are_told_in_words_and_can_be_tried_again(reader: Reader, name: str) -> None:
    status, problem, words = PROBLEMS[name]
    reader.forgiven = [status[:3]]
    body = json.dumps(problem) if problem else "<html><script>alert(9)</script></html>"
    reader.stage.canned["POST /v1/ask"] = (status, [("Retry-After", "5")], body)
    reader.go(GATE, part="[data-part=error]")
    assert words in reader.text("[data-part=error]").replace("\n", " ")
    assert reader.run("document.querySelector('[data-part=error]').getAttribute('role')") == "alert"

    reader.stage.canned.clear()
    reader.click("[data-part=error] button")
    reader.until("[data-part=answer]")


def test_a_service_that_went_away_is_said_to_be_away(browser: Browser, own_stage: Stage) -> None:
    stage = own_stage
    reader = Reader(browser.tab(), stage)
    reader.forgiven = ["ERR_", "Failed to load"]
    reader.go()
    reader.tab.send("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1)
    reader.run("document.getElementById('question').value = 'ferry'; document.getElementById('ask-form').requestSubmit()")
    reader.until("[data-part=error]")
    assert "does not answer" in reader.text("main h1")
    assert reader.run("document.getElementById('question').value") == "ferry"

    reader.tab.send("Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1, uploadThroughput=-1)
    reader.press("Tab", "Enter")
    reader.until("[data-part=answer]")
    reader.leave()


def test_a_slow_answer_is_waited_for_and_an_outdated_one_is_dropped(reader: Reader) -> None:
    """Who asks anew meanwhile sees the answer to the new question alone."""
    reader.go()
    let_go = threading.Event()
    app = reader.stage._app

    def slow(environ: Any, start: Any) -> Any:
        if environ["PATH_INFO"] == "/v1/ask" and not let_go.is_set() and not first.is_set():
            first.set()
            let_go.wait(60)
        return app(environ, start)

    first = threading.Event()
    reader.stage._app = slow
    try:
        reader.run("document.getElementById('question').value = 'slow ferry'; document.getElementById('ask-form').requestSubmit()")
        reader.until("[data-part=waiting]")
        reader.run("document.getElementById('question').value = 'zinnober gate'; document.getElementById('ask-form').requestSubmit()")
        reader.until("[data-part=answer]")
        assert reader.text("[data-part=question]") == "zinnober gate"
        let_go.set()
        reader.run("new Promise((done) => setTimeout(done, 300))")
        assert reader.text("[data-part=question]") == "zinnober gate"
    finally:
        let_go.set()
        reader.stage._app = app


def test_what_is_degraded_is_said(reader: Reader) -> None:
    reader.go()
    answer = reader.run("fetch('/v1/ask?q=checkpoint').then((reply) => reply.json())")
    degraded = ["reader_unavailable", "something_new"]
    reader.stage.canned["POST /v1/ask"] = ("200 OK", [], json.dumps(answer | {"degraded": degraded}))
    reader.ask("checkpoint")

    assert reader.texts(".notice") == [
        "The reader did not run; passages are ordered by words and nearness alone.",
        "Not at full strength: something_new.",
    ]


@pytest.mark.parametrize(
    "address", [GATE, "#/timeline?q=zinnober+gate", f"#/article/{quote(HOSTILE, safe='')}", "#/articles?source=<script>"]
)
def test_hostile_articles_are_text(reader: Reader, address: str) -> None:
    """Titles, sources, authors, texts and ids that are markup show as they are, and nothing in them runs (`reader.leave` checks that)."""
    reader.go(address)
    made = reader.run(
        "[...document.querySelectorAll('main script, main img, main iframe, main [onload], main [onerror], main svg script')].length"
    )

    assert made == 0
    if "source" not in address:
        assert MARKUP in reader.text("main")


HREFS = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//e.example",
    "",
]


@pytest.mark.parametrize("url", HREFS)
def test_only_http_addresses_become_links(reader: Reader, url: str) -> None:
    reader.go()
    answer = reader.run(f"fetch('/v1/ask?q={quote('when was the ferry Skua repaired?')}').then((reply) => reply.json())")
    answer["citations"] = [one | {"url": url, "fragment_url": url} for one in answer["citations"]]
    reader.stage.canned["POST /v1/ask"] = ("200 OK", [], json.dumps(answer))
    reader.ask("ferry")
    links = reader.run("[...document.querySelectorAll('main a')].map((one) => one.protocol)")

    assert reader.count("[data-part=citation] [data-part=link]") == 0
    assert set(links) <= {"http:"}


def test_words_without_an_end_break(reader: Reader) -> None:
    reader.tab.emulate(width=320)
    reader.go(f"#/ask?q={quote('when did the secretary move to Varnholt Quay?')}", part="[data-part=answer]")

    assert LONG in reader.text("main")
    assert reader.too_wide() <= 0
