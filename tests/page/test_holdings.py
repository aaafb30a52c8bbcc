"""The list of articles in a real browser: files in with their progress, what is refused named with its reason, articles deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser import CHROMIUM
from tests.page.articles import EMOJI
from tests.page.reader import Reader

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

DONE = "[data-part=upload-done]"
REFUSED = "[data-part=upload-refused] li"
PAGE = """<!doctype html><html lang="en"><head><title>Site: Mill</title><meta property="og:title" content="Mill &amp; wheel">
<meta property="article:published_time" content="2021-04-02T08:00:00Z"><meta property="og:site_name" content="Mill Post">
<link rel="canonical" href="https://mill.example/wheel"></head><body><nav>Home Sports</nav>
<article><h1>Mill &amp; wheel</h1><p>The wheel turned again on Thursday.<script>window.ran = 1</script></p><img src="https://elsewhere.example/x.png" onerror="ran = 2">
<p>It had stood still for <b>nine</b> years.</p><aside>Subscribe</aside></article></body></html>"""


def stored(reader: Reader) -> list[dict[str, str]]:
    """The articles that the service has."""
    found: list[dict[str, str]] = reader.run("fetch('/v1/articles').then((reply) => reply.json()).then((page) => page.articles)")
    return found


def test_files_go_in_and_what_cannot_is_named(own_reader: Reader, tmp_path: Path) -> None:
    """Each refusal says which file, which line or article of it, and why; all the others are in."""
    lines = [
        json.dumps({"id": "one", "title": "One", "text": "The quince fair was held on 4 October 2022.", "published_at": "2022-10-05"}),
        "{broken",
        json.dumps({"id": "two", "text": ""}),
        json.dumps({"id": "three", "text": "Three.", "published_at": "yesterday"}),
    ]
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    (tmp_path / "list.json").write_text(json.dumps([{"id": "four", "text": "Four."}, {"id": "five", "text": 5}]))
    (tmp_path / "note.txt").write_text("\nA note 😀\nIts text.")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "empty.txt").write_text(" \n")
    own_reader.go("#/articles", part="#files")
    own_reader.choose(*sorted(tmp_path.glob("*.*")))
    own_reader.until(DONE)

    assert own_reader.text(DONE) == "4 added, 7 refused."
    refused = " | ".join(own_reader.texts(REFUSED))
    for words in (
        "many.jsonl, line 2 is not JSON",
        "many.jsonl, line 3 text",
        "many.jsonl, line 4 published_at",
        "list.json, article 2 text",
        "latin.txt is not UTF-8",
        "picture.png only .txt",
        "empty.txt is empty",
    ):
        assert words in refused
    found = {one["title"]: one for one in stored(own_reader)}
    assert "A note 😀" in found
    page = found["Mill & wheel"]
    assert (page["source"], page["published_at"][:10], page["url"]) == ("Mill Post", "2021-04-02", "https://mill.example/wheel")
    text = own_reader.run(f"fetch('/v1/articles/{page['id'].replace('/', '%2F')}').then((reply) => reply.json())")["text"]
    assert text == "Mill & wheel\n\nThe wheel turned again on Thursday.\n\nIt had stood still for nine years."
    assert own_reader.run("window.ran") is None


def test_what_was_put_in_can_be_asked_at_once(own_reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "fair.txt").write_text("Quince fair\nThe quince fair was opened on 4 October 2022.")
    own_reader.go("#/articles", part="#files")
    own_reader.choose(tmp_path / "fair.txt")
    own_reader.until(DONE)
    own_reader.go()
    own_reader.ask("when was the quince fair opened?")

    assert own_reader.text("[data-part=answer-text]") == "4 October 2022"


def test_progress_is_told_while_articles_go_in(own_reader: Reader, tmp_path: Path) -> None:
    articles = [{"id": f"a{i}", "text": f"Number {i} of the series was printed."} for i in range(45)]
    (tmp_path / "many.json").write_text(json.dumps({"articles": articles}))
    own_reader.go("#/articles", part="#files")
    own_reader.run(
        "window.told = []; new MutationObserver(() => told.push(document.querySelector('[data-part=upload-progress]')?.textContent))"
        ".observe(document.querySelector('[data-part=upload-report]'), { childList: true, subtree: true, characterData: true })"
    )
    own_reader.choose(tmp_path / "many.json")
    own_reader.until(DONE)

    told = own_reader.run("told")
    assert any((one or "").startswith("20 of 45 articles, about") for one in told)
    assert own_reader.text(DONE) == "45 added."
    assert len([one for one in own_reader.stage.asked if one.startswith("POST /v1/articles")]) == 3


def test_files_can_be_dropped(own_reader: Reader) -> None:
    own_reader.go("#/articles", part="#files")
    own_reader.run(
        "(() => { const data = new DataTransfer(); data.items.add(new File(['Dropped\\nIt fell.'], 'dropped.txt'));"
        " document.querySelector('[data-part=drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); })()"
    )
    own_reader.until(DONE)

    assert own_reader.text(DONE) == "1 added."


def test_a_service_that_fails_midway_says_what_is_missing(own_reader: Reader, tmp_path: Path) -> None:
    own_reader.forgiven = ["503"]
    (tmp_path / "one.txt").write_text("One\nText.")
    own_reader.go("#/articles", part="#files")
    own_reader.stage.canned["POST /v1/articles"] = ("503 Service Unavailable", [], json.dumps({"title": "Too busy", "detail": "Later."}))
    own_reader.choose(tmp_path / "one.txt")
    own_reader.until("[data-part=error]")
    assert "Too busy" in own_reader.text("[data-part=error]")
    assert "One article is not in yet" in own_reader.text("[data-part=error]")

    own_reader.stage.canned.clear()
    own_reader.click("[data-part=error] button")
    own_reader.true(f"document.querySelector('{DONE}')?.textContent === '1 added.'")


def test_deleting_asks_first(own_reader: Reader) -> None:
    own_reader.go("#/articles", part="[data-part=article-row]")
    button = f"[data-id={EMOJI}] .delete"
    own_reader.click(button)
    own_reader.until("#sure[open]")
    own_reader.press("Escape")
    own_reader.true("!document.querySelector('#sure[open]')")
    assert len(stored(own_reader)) == 2

    own_reader.click(button)
    own_reader.until("#sure[open]")
    own_reader.press("Tab", "Enter")
    own_reader.true("document.querySelectorAll('[data-part=article-row]').length === 1")
    assert [one["id"] for one in stored(own_reader)] != [EMOJI]
    assert own_reader.run("document.activeElement.dataset.key").startswith("a")


def test_a_long_list_comes_in_portions(reader: Reader) -> None:
    reader.go("#/articles", part="[data-part=article-row]")
    assert reader.count("[data-part=article-row]") == 50
    reader.click(".more")
    reader.true("document.querySelectorAll('[data-part=article-row]').length === 100")
    reader.click(".more")
    reader.true("document.querySelector('.more').hidden")
    ids = reader.run("[...document.querySelectorAll('[data-part=article-row]')].map((one) => one.dataset.id)")
    assert len(ids) == len(set(ids)) == 109


def test_the_list_of_one_source(reader: Reader) -> None:
    reader.go("#/articles?source=The+Ledger", part="[data-part=article-row]")

    assert set(reader.texts("[data-part=article-row] [data-part=source]")) == {"The Ledger"}
