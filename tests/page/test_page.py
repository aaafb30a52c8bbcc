"""The files of the question page: what is served, under which policy, and that nothing else is."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import app, client, index, problem

__all__ = ["app", "client", "index"]

PARTS = sorted(one.name for one in files("api").joinpath("static/page").iterdir() if one.name != "index.html")
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


class _Markup(HTMLParser):
    """What a page refers to, and what in it would run or be styled in place."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links += [values[name] or "" for name in ("href", "src") if name in values]
        self.inline += [name for name in values if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in values) else []
        self.ids += [values["id"] or ""] if "id" in values else []


def test_the_page_runs_under_a_policy_that_lets_nothing_else_in(client: FlaskClient) -> None:
    response = client.get("/")
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))

    assert response.content_type == "text/html; charset=utf-8"
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src", "img-src")} == {"'self'"}
    assert {policy[name] for name in ("base-uri", "form-action", "frame-ancestors")} == {"'none'"}
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy)


def test_the_page_refers_to_its_own_parts_alone(client: FlaskClient) -> None:
    page = _Markup()
    page.feed(client.get("/").text)

    assert page.inline == []
    assert len(page.ids) == len(set(page.ids))
    assert {f"/page/{part}" for part in PARTS} <= set(page.links), "every part is fetched at once, not one after the other"
    for link in page.links:
        assert link.startswith(("#", "/"))
        if link.startswith("/"):
            assert client.get(link).status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_parts_are_served_with_their_type(client: FlaskClient, part: str) -> None:
    response = client.get(f"/page/{part}")

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(TYPES[part.rpartition(".")[2]])
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["", "none.js", "index.html", "../docs.css", "..%2Fdocs.css", "page.css/", "/etc/passwd", "%00", "main.js%00.css"]
)
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    response = client.get(f"/page/{name}")

    assert response.status_code in (400, 404)
    problem(response)


@pytest.mark.parametrize("part", [part for part in PARTS if part.endswith(".js")])
def test_no_script_makes_markup_of_text(part: str) -> None:
    """Text becomes text nodes; the one place that parses HTML does so into a document in which nothing runs."""
    script = files("api").joinpath(f"static/page/{part}").read_text(encoding="utf-8")
    sinks = re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|setTimeout\(\"|javascript:", script
    )

    assert sinks == []
    assert script.count("createPolicy") == (1 if part == "files.js" else 0)
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", script)
