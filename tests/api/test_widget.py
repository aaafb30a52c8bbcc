"""The widget as it is served: small, cacheable, loadable under strict policies, and made of nothing that could run text."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import api

SOURCE = (Path(api.__file__).parent / "static" / "widget.js").read_text(encoding="utf-8")


def test_it_is_a_script_that_any_page_may_load_and_keep(client: FlaskClient) -> None:
    response = client.get("/widget.js")

    assert response.content_type == "text/javascript; charset=utf-8"
    assert response.text == SOURCE
    assert response.headers["Access-Control-Allow-Origin"] == "*"  # for <script integrity=… crossorigin>
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"  # for pages with Cross-Origin-Embedder-Policy
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_it_is_sent_packed_in_less_than_30_kb(client: FlaskClient) -> None:
    response = client.get("/widget.js", headers={"Accept-Encoding": "gzip, br"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert gzip.decompress(response.data).decode() == SOURCE
    assert len(response.data) < 30_000


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_what_a_browser_has_is_not_sent_again(client: FlaskClient, coding: str) -> None:
    first = client.get("/widget.js", headers={"Accept-Encoding": coding})
    again = client.get("/widget.js", headers={"Accept-Encoding": coding, "If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_the_two_codings_have_names_of_their_own(client: FlaskClient) -> None:
    assert len({client.get("/widget.js", headers={"Accept-Encoding": coding}).headers["ETag"] for coding in ("gzip", "identity")}) == 2


RUNS_TEXT = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc|\beval\b|new Function|setHTML"
)
STORES = r"localStorage|sessionStorage|indexedDB|\.cookie|serviceWorker|sendBeacon"
LATER = r"\?\?=|\|\|=|&&=|\.at\(|replaceAll|structuredClone|Object\.hasOwn\b|#\w+\s*[=(;]\s*function|static\s*\{"


@pytest.mark.parametrize("forbidden", [RUNS_TEXT, STORES, LATER], ids=["runs text", "stores", "is newer than ES2020"])
def test_it_holds_nothing_that(forbidden: str) -> None:
    code = re.sub(r"//.*|/\*[\s\S]*?\*/", "", SOURCE)

    assert re.findall(forbidden, code) == []


def test_a_confidence_is_called_the_same_as_on_the_question_page() -> None:
    page = (Path(api.__file__).parent / "static" / "page" / "words.js").read_text(encoding="utf-8")
    names = dict(re.findall(r'^    (sure_\w+): "(.*)",$', SOURCE, re.M))
    widget = [(least, names[name]) for least, name in re.findall(r'\[([0-9.]+), "(sure_\w+)"\]', SOURCE)]

    assert len(widget) == 6
    assert widget == re.findall(r'\[([0-9.]+), "([^"]+)"\]', page[: page.index("];")])


def test_the_demo_is_a_page_under_the_strictest_policy(client: FlaskClient) -> None:
    response = client.get("/widget-demo")
    policy = response.headers["Content-Security-Policy"]

    assert response.content_type == "text/html; charset=utf-8"
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "<style" not in response.text
    assert " style=" not in response.text
    for name in re.findall(r'(?:src|href)="([a-z.-]+)"', response.text):
        assert client.get(f"/{name}").status_code == 200


def test_the_documentation_names_every_attribute_word_and_property() -> None:
    """docs/widget.md lists what the script reads, and nothing that it does not."""
    text = (Path(__file__).parents[2] / "docs" / "widget.md").read_text(encoding="utf-8")
    words = SOURCE[SOURCE.index("const WORDS") : SOURCE.index("const words")]
    read = {f"data-{name}" for name in re.findall(r'option\("([a-z-]+)"', SOURCE) + re.findall(r'pieces\("([a-z-]+)"', SOURCE)}
    read |= {"data-intro", "data-placeholder", "data-after", "data-before", "data-as-of", "data-dateline-ask"}  # named in loops

    assert set(re.findall(r"`(data-[a-z-]+)", text)) == read
    assert set(re.findall(r"`(--dateline-[a-z-]+)`", text)) == set(re.findall(r"var\((--dateline-[a-z-]+)", SOURCE))
    assert set(re.findall(r"^    (\w+):", words, re.M)) == set(
        re.findall(r"`(\w+)`", text[text.index("## Words") : text.index("## Safety")])
    )
