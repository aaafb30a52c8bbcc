"""More than 300 hostile texts in every field, read in a real browser wherever our words are shown: nothing runs, nothing leaves, nothing comes to life.

`make test` takes every sixth of them; `make safety` (SAFETY_EVERY=1) takes all and prints the table of docs/widget.md. The controls show that the same
payloads do run, leave and obey where text is put into pages and terminals as it is.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from api.cli.main import cli
from api.cli.state import State
from eval.report import html as report
from tests.browser import CHROMIUM, Browser
from tests.safety.payloads import Payload, article, payloads, token
from tests.safety.reports import hostile_report
from tests.safety.watched import Attacker, Found, Watched, watching
from tests.safety.world import World, world

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

WIDGET_PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title></head><body><main><h1>Host</h1></main><script src="/widget.js"></script></body></html>'
WIDGET_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it; line ends and tabs are our own."""
_AT_ONCE = 10  # payloads in one call of the browser


@pytest.fixture(scope="module")
def chosen() -> list[Payload]:
    return payloads()[:: int(os.environ.get("SAFETY_EVERY", "6"))]


@pytest.fixture(scope="module")
def held(chosen: list[Payload], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world"), chosen) as made:
        yield made


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, Attacker]]:
    with watching(tmp_path_factory.mktemp("profile")) as pair:
        yield pair


def some(payloads: Sequence[Payload]) -> Iterator[Sequence[Payload]]:
    for start in range(0, len(payloads), _AT_ONCE):
        yield payloads[start : start + _AT_ONCE]


Sink = Callable[[World, Watched], Found]

VISITED = """async (places, hosts) => {
  const content = document.getElementById("content"), told = { shown: 0, alive: [] };
  for (const [hash, wanted] of places) {
    const before = content.shown;
    location.hash = hash;
    for (let beats = 0; beats < 4000 && (content.shown === before || !content.shown); beats += 1) await new Promise((done) => setTimeout(done, 5));
    for (const fold of content.querySelectorAll("details")) fold.open = true;
    told.shown += shows(content.textContent, wanted);
    told.alive.push(...alive(hosts));
  }
  return told;
}"""


def _page(held: World, seen: Watched, place: Callable[[Payload], str]) -> Found:
    """The question page, at the address that `place` gives for each payload."""
    seen.tab.open(f"{held.address}/")
    seen.tab.until("!!document.getElementById('content').shown")
    told = [seen.call(VISITED, [[place(one), one.text] for one in few], seen.hosts) for few in some(held.payloads)]
    found = seen.found(held.address)
    found.tried, found.shown = len(held.payloads), sum(one["shown"] for one in told)
    found.alive = [line for one in told for line in one["alive"]]
    return found


def page_answer(held: World, seen: Watched) -> Found:
    """Payload in the question, the source filter of every fourth, and every field of what is cited."""

    def place(one: Payload) -> str:
        return "#/ask?" + urlencode(
            {"q": held.question(one)} | ({"source": one.text[:150]} if one.number % 4 == 0 else {}), errors="replace"
        )

    return _page(held, seen, place)


def page_article(held: World, seen: Watched) -> Found:
    return _page(held, seen, lambda one: f"#/article/{quote(held.ids[one.number], safe='')}?start=4&end=20&version=1")


def page_timeline(held: World, seen: Watched) -> Found:
    return _page(held, seen, lambda one: "#/timeline?" + urlencode({"q": f"barge {token(one.number)}"}))


def page_list(held: World, seen: Watched) -> Found:
    return _page(
        held, seen, lambda one: "#/articles?" + urlencode({"source": f"{token(one.number)} {one.text}"[:200].strip()}, errors="replace")
    )


ASKED = """async (asked, hosts) => {
  const w = document.querySelector("[data-dateline-widget]").shadowRoot, told = { shown: 0, alive: [] };
  w.querySelector(".fresh").click();
  for (const [question, wanted] of asked) {
    const field = w.querySelector("textarea");
    field.value = question;
    w.querySelector("form").requestSubmit();
    for (let beats = 0; beats < 4000 && w.querySelector("[aria-busy]"); beats += 1) await new Promise((done) => setTimeout(done, 5));
    for (const fold of w.querySelectorAll("details")) fold.open = true;
    for (const mark of w.querySelectorAll(".exchange:last-child .reference")) mark.click();
    told.shown += shows(w.querySelector(".exchange:last-child .reply").textContent, wanted);
  }
  told.alive.push(...alive(hosts));
  return told;
}"""


def widget(held: World, seen: Watched) -> Found:
    """In a page of another make, under the strictest policy."""
    held.beside.pages["widget"] = (WIDGET_PAGE, WIDGET_POLICY)
    seen.tab.open(f"{held.address}/host/widget")
    seen.tab.until("!!document.querySelector('[data-dateline-widget]')")
    seen.tab.run("document.querySelector('[data-dateline-widget]').shadowRoot.querySelector('.launch').click()")
    told = [seen.call(ASKED, [[held.question(one), one.text] for one in few], seen.hosts) for few in some(held.payloads)]
    found = seen.found(held.address)
    found.tried, found.shown = len(held.payloads), sum(one["shown"] for one in told)
    found.alive = [line for one in told for line in one["alive"]]
    return found


def _opened(held: World, seen: Watched, paths: Sequence[str]) -> Found:
    """Addresses opened one after the other, as a link would."""
    found = Found(tried=len(held.payloads))
    for path in paths:
        seen.tab.open(held.address + path)
        found.alive += seen.alive()
    left = seen.found(held.address)
    left.tried, left.alive = found.tried, found.alive
    return left


def docs(held: World, seen: Watched) -> Found:
    """Payloads in the address of /docs, several at a time."""
    few = [urlencode([(one.text[:300], one.text[:300]) for one in part[:8]], errors="replace")[:6000] for part in some(held.payloads)]
    return _opened(held, seen, [f"/docs?{query}#{query[:500]}" for query in few])


def problems(held: World, seen: Watched) -> Found:
    """Problem documents that repeat what was asked, opened as pages: a path that leads nowhere, a field and a value that are refused."""
    paths = [f"/v1/articles/{quote(f'no {one.text[:300]}', safe='')}" for one in held.payloads[::2]]
    paths += [f"/v1/ask?{urlencode({one.text[:200]: '1', 'after': one.text[:200]}, errors='replace')}" for one in held.payloads[1::2]]
    return _opened(held, seen, paths)


def replies(held: World, seen: Watched) -> Found:
    """JSON with hostile articles in it, opened as pages."""
    paths = [f"/v1/articles/{quote(held.ids[one.number], safe='')}" for one in held.payloads[::2]]
    paths += [f"/v1/search?{urlencode({'q': f'barge {token(one.number)}', 'k': '2'})}" for one in held.payloads[1::2]]
    return _opened(held, seen, paths)


def _written(held: World, seen: Watched, name: str, pages: Sequence[str], policy: str = "") -> Found:
    """Pages that were written elsewhere, opened without any policy but their own."""
    found = Found()
    for number, page in enumerate(pages):
        held.beside.pages[f"{name}{number}"] = (page, policy)
        seen.tab.open(f"{held.address}/host/{name}{number}")
        for fold in ("details", "dialog"):
            seen.tab.run(f"for (const one of document.querySelectorAll('{fold}')) one.open = true; 0")
        seen.tab.run("new Promise((done) => setTimeout(() => done(0), 200))")
        found.alive += seen.alive()
    left = seen.found(held.address)
    left.tried, left.alive = len(held.payloads), found.alive
    return left


def evaluation(held: World, seen: Watched) -> Found:
    """The report page of an evaluation whose questions, answers, articles and names are hostile."""
    pages = [report.render(hostile_report([one.text[:3000] for one in few])) for few in some(held.payloads)]
    found = _written(held, seen, "report", pages)
    text = "".join(html.unescape(page) for page in pages)
    found.shown = sum(one.text[:20].strip() in text for one in held.payloads)
    return found


def chat(held: World, seen: Watched) -> Found:
    """Chat answers in all three citation styles, rendered by a Markdown renderer that lets HTML through, in a page without a policy."""
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    pages, shown = [], 0
    for at, few in enumerate(some(held.payloads)):
        parts = []
        for one in few:
            model = ("dateline", "dateline-links", "dateline-footnotes")[(at + one.number) % 3]
            body = {"model": model, "messages": [{"role": "user", "content": held.question(one)}]}
            response = held.client.post("/v1/chat/completions", json=body)
            assert response.status_code == 200, response.text
            content = response.get_json()["choices"][0]["message"]["content"]
            assert not OBEYED.search(content.replace("\n", "")), content
            shown += token(one.number) in content
            parts.append(f"<section>{renderer.render(content)}</section>")
        pages.append(f"<!doctype html><html><head><meta charset=utf-8></head><body>{''.join(parts)}</body></html>")
    found = _written(held, seen, "chat", pages)
    found.shown = shown
    return found


SINKS: dict[str, Sink] = {
    "page: answer": page_answer,
    "page: article": page_article,
    "page: timeline": page_timeline,
    "page: articles": page_list,
    "widget": widget,
    "docs": docs,
    "report": evaluation,
    "chat as Markdown": chat,
    "problems": problems,
    "replies": replies,
}


@pytest.mark.parametrize("name", SINKS)
@pytest.mark.timeout(1200)
def test_nothing_runs_and_nothing_leaves(held: World, watch: tuple[Browser, Attacker], name: str) -> None:
    browser, attacker = watch
    before = attacker.connections
    seen = Watched(browser, sorted(held.hosts - {""}))
    found = SINKS[name](held, seen)
    seen.tab.close()
    counts = [
        found.tried,
        found.shown,
        len(found.ran),
        len(found.left) + attacker.connections - before,
        len(found.violations),
        len(found.alive),
    ]
    print(f"\n| {name} | {' | '.join(map(str, counts))} |")

    assert found.harm == {}
    assert attacker.connections == before
    if name in ("page: answer", "page: article", "widget"):
        assert found.shown >= 0.9 * found.tried, "the payloads were not there to be read"


def commands(held: World, one: Payload) -> list[list[str]]:
    """Command lines that show the payload's article, each with the payload where a person might type it."""
    asked = f"when was the barge {token(one.number)} moored?"
    return [["ask", asked], ["search", asked, "-k", "2"], ["ask", asked, "--json"], ["timeline", f"barge {token(one.number)}"]]


def test_no_terminal_is_given_orders(held: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ask`, `search`, `timeline`, `articles`: neither as text nor as JSON does a character get through that a terminal obeys."""
    monkeypatch.setattr(State, "reading", lambda _self: nullcontext(held.index))  # the commands would load the real encoder
    runner, shown = CliRunner(), 0
    lines = [line for one in held.payloads[::4] for line in commands(held, one)]
    lines += [["articles", "show", held.ids[one.number]] for one in held.payloads]
    lines += [["articles", "list"], ["articles", "list", "--json"], ["articles", "list", "--group", "author"], ["articles", "export"]]
    for line in lines:
        result = runner.invoke(cli, ["--data", str(held.folder), *line], color=True, catch_exceptions=False)
        assert result.exit_code == 0, (line, result.output)
        assert not (found := OBEYED.findall(result.output)), (line, found)
        shown += "quay" in result.output

    assert shown > 0.95 * len(lines)


def test_what_is_exported_says_the_same(held: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON for programs is escaped, not altered."""
    monkeypatch.setattr(State, "reading", lambda _self: nullcontext(held.index))
    exported = CliRunner().invoke(cli, ["--data", str(held.folder), "articles", "export"], catch_exceptions=False).stdout
    texts = {record["id"]: record["text"] for record in map(json.loads, exported.splitlines())}

    assert texts == {one: version.article.text for one in held.ids.values() if (version := held.index.version(one))}


def test_no_header_is_split(held: World) -> None:
    """What a request says comes back in no header."""
    for one in held.payloads:
        path = f"/v1/articles/{quote(one.text[:300], safe='')}?{urlencode({'version': one.text[:100]}, errors='replace')}"
        response = held.client.get(
            path, headers={"X-Request-ID": re.sub(r"[\r\n\0]", "", one.text[:100]).encode("ascii", "ignore").decode()}
        )

        assert response.content_type == "application/problem+json"
        assert "canary" not in str(response.headers)
        assert "Set-Cookie" not in response.headers
        assert "Location" not in response.headers


# -- the controls: the same payloads where text is used as it is -----------------------------------------------------

CONTROL = """async (texts) => {
  for (const text of texts) {
    const frame = document.createElement("iframe");
    frame.srcdoc = `<title>x</title><p title="${text}">${text}</p><p title='${text}'></p><a id=link href="${text.replaceAll('"', '')}">x</a>`;
    document.body.append(frame);
    await new Promise((done) => { frame.onload = done; setTimeout(done, 300); });
    try { frame.contentDocument.getElementById("link").click(); } catch { }
  }
  await new Promise((done) => setTimeout(done, 300));
}"""


def test_control_pages_that_take_text_for_markup_run_it(held: World, watch: tuple[Browser, Attacker]) -> None:
    """The eyes are open: most of what can run does run, and the attacker is called."""
    browser, attacker = watch
    before = attacker.connections
    seen = Watched(browser)
    held.beside.pages["control"] = ("<!doctype html><html><head><title>x</title></head><body></body></html>", "")
    seen.tab.open(f"{held.address}/host/control")
    able = [one for one in payloads()[::3] if one.family in ("script tags", "event handlers", "SVG and MathML", "loaders", "addresses")]
    for few in some(able):
        seen.call(CONTROL, [one.text for one in few])
    found = seen.found(held.address)
    seen.tab.close()

    assert len(found.ran) > 0.4 * len(able)
    assert len(found.left) > 5
    assert attacker.connections > before


def test_control_a_renderer_given_raw_text_makes_markup_of_it(held: World, watch: tuple[Browser, Attacker]) -> None:
    seen = Watched(watch[0])
    renderer = MarkdownIt("commonmark", {"html": True})
    raw = "\n\n".join(renderer.render(one.text) for one in payloads() if one.family == "Markdown")
    found = _written(held, seen, "raw", [f"<!doctype html><html><body>{raw}</body></html>"])
    seen.tab.close()

    assert found.ran
    assert found.left
    assert len(found.alive) > 3


def test_control_the_texts_hold_what_terminals_obey() -> None:
    assert sum(bool(OBEYED.search(article(one)["text"])) for one in payloads()) > 20


def test_there_are_enough_of_them() -> None:
    everything = payloads()

    assert len(everything) >= 300
    assert len({one.text for one in everything}) == len(everything)
    assert len({token(one.number) for one in everything}) == len(everything)
