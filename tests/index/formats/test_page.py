"""News pages of many makes into records: the text, the date and where it comes from, and nothing that hangs."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import statistics
import time
from collections import Counter
from pathlib import Path

import pytest

from index.errors import BadInput
from index.formats import page, worker
from index.formats.page import page_record
from index.formats.record import Known, Record
from tests.index.formats.layouts import LAYOUTS, Layout, Story, _ld, _page

TODAY = dt.date(2026, 11, 21)
SAMPLE = Path(__file__).resolve().parents[3] / "eval/data/sample/articles.jsonl"
FERRY = Story(
    "Ferry to Brack runs again",
    (
        "The ferry to Brack runs again. The harbour office said on Tuesday that its rudder had been mended and that the first boat left at six.",
        "It had been out of service for ten days, and the islanders were supplied by a helicopter of the coast guard, which flew twice a day.",
        "“We are glad,” said mayor Hanne Lund. She expects that all tickets which could not be used will be paid back by the end of May.",
        "The company has ordered a second rudder. It will be kept in the harbour of Brack, so that a repair takes hours next time.",
    ),
    "2023-05-02",
)


def record(html: str | bytes, today: dt.date = TODAY, **details: object) -> Record:
    return page_record(html if isinstance(html, bytes) else html.encode(), Known(today, details))


def f1(found: str, wanted: str) -> float:
    one, other = Counter(found.split()), Counter(wanted.split())
    return 2 * (one & other).total() / (one.total() + other.total())


def stories(count: int) -> list[Story]:
    """Stories of the shipped sample, which were written for this project."""
    found = []
    for line in SAMPLE.read_text(encoding="utf-8").splitlines()[:count]:
        article = json.loads(line)
        paragraphs = tuple(" ".join(part.split()) for part in article["text"].split("\n\n") if part.strip())
        found.append(
            Story(article["title"], paragraphs[1:] if paragraphs[0] == article["title"] else paragraphs, article["published_at"][:10])
        )
    return found


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_layout_gives_the_article_and_its_date(layout: Layout) -> None:
    """Body F1 at least .95 on average, every date right, and its origin named as it is."""
    scores = []
    for story in stories(12):
        got = record(layout.page(story))
        scores.append(f1(str(got["text"]), story.body))
        assert (str(got["published_at"])[:10], got["published_from"]) == (story.published, layout.origin), story.title
        assert got["source"] == story.source

    assert statistics.fmean(scores) >= 0.95


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_no_furniture_comes_in(layout: Layout) -> None:
    """Menus, banners, teasers, comments and sign-ups stay out, and every paragraph is in, apart by blank lines."""
    text = str(record(layout.page(FERRY))["text"])

    for word in ("cookie", "inbox", "herring", "taxpayer", "Copyright", "whale", "Facebook", "number 7", "Television", "Win a trip"):
        assert word not in text
    if layout.name != "dated_url":
        assert text == FERRY.body


def test_the_fields_of_a_page() -> None:
    """Publication apart from the last change, canonical address, outlet, author, language, title."""
    layout = next(one for one in LAYOUTS if one.name == "json_ld")
    got = record(layout.page(FERRY))

    assert {name: value for name, value in got.items() if name != "text"} == {
        "title": "Ferry to Brack runs again",
        "url": "https://news.example/world/ferry-runs-again",
        "source": "Harbour News",
        "author": "Ilse Marren",
        "language": "en",
        "published_at": "2023-05-02T08:30:00+02:00",
        "published_from": "json-ld",
        "updated_at": "2026-01-02T09:00:00+00:00",
    }


TEXT = "".join(f"<p>{one}</p>" for one in FERRY.paragraphs)


def dated(head: str = "", body: str = "") -> str:
    return _page(f"<title>Ferry</title>{head}", f"<article><h1>Ferry</h1>{body}{TEXT}</article>")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (dated(_ld({"@type": "NewsArticle", "datePublished": "2023-05-02"}) + "<meta name=date content=2022-01-01>"), ("2023-05-02", "json-ld")),
        (dated(_ld({"@type": ["Thing", "NewsArticle"], "datePublished": "May 2, 2023"})), ("2023-05-02", "json-ld")),
        (dated(_ld({"@type": "WebPage", "datePublished": "2023-05-02"})), ("2023-05-02", "json-ld")),
        (dated(_ld({"@type": "NewsArticle", "datePublished": "2031-05-02"}) + "<meta name=date content=2023-05-02>"), ("2023-05-02", "meta")),
        (dated(_ld({"@type": "NewsArticle", "datePublished": "soon"}) + "<meta name=date content=2023-05-02>"), ("2023-05-02", "meta")),
        (dated(_ld({"@type": "NewsArticle", "dateModified": "2024-01-01"}) + "<meta name=pubdate content=20230502>"), ("2023-05-02", "meta")),
        (dated("<meta property='article:modified_time' content='2024-01-01'><meta property='article:published_time' content='2023-05-02T10:00:00Z'>"), ("2023-05-02T10:00:00+00:00", "meta")),
        (dated(body="<time itemprop=datePublished datetime='2023-05-02T10:00+04:00'>Tue</time>"), ("2023-05-02T10:00:00+04:00", "meta")),
        (dated("<meta name=date content='05/02/2023'><link rel=canonical href='https://news.example/2023/05/02/x'>"), ("2023-05-02", "url")),
        (dated(body="<p>Published: 2 May 2023</p>"), ("2023-05-02", "page")),
        (dated(), (None, None)),
    ],
)  # fmt: skip
def test_where_the_publication_date_comes_from(html: str, expected: tuple[str | None, str | None]) -> None:
    """What is stated counts before what is seen; expiry dates, changes and dates that could be two days do not count."""
    got = record(html)

    assert (got.get("published_at"), got.get("published_from")) == expected


def test_the_last_change_alone_is_no_publication_date() -> None:
    """dateModified goes to updated_at."""
    got = record(dated(_ld({"@type": "NewsArticle", "dateModified": "2024-01-01"})))

    assert got["updated_at"] == "2024-01-01"
    assert got.get("published_from") != "json-ld"


def test_what_the_user_says_wins_over_a_guess_and_not_over_the_page() -> None:
    """--published fills in where the page states nothing."""
    guess, stated = dated(body="<p>Published: 2 May 2023</p>"), dated("<meta name=date content=2023-05-02>")

    assert "published_at" not in record(guess, published_at="2020-01-01")
    assert record(stated, published_at="2020-01-01")["published_at"] == "2023-05-02"


@pytest.mark.parametrize(
    ("known", "canonical", "expected"),
    [
        (None, "https://news.example/a", "https://news.example/a"),
        ("https://www.news.example/a?utm=1", "https://news.example/a", "https://news.example/a"),
        ("https://amp.news.example/a", "https://www.news.example/a", "https://www.news.example/a"),
        ("https://news.example/x/a?b", "/a", "https://news.example/a"),
        ("https://evil.example/a", "https://news.example/a", "https://evil.example/a"),
        ("https://evil.example/a", "javascript:alert(1)", "https://evil.example/a"),
        (None, "javascript:alert(1)", None),
        (None, "/a", None),
        (None, "https://user:x@news.example/a", None),
        ("https://news.example/a", "http://[", "https://news.example/a"),
    ],
)
def test_a_page_cannot_pose_as_a_page_of_another_site(known: str | None, canonical: str, expected: str | None) -> None:
    """The canonical address counts when it is of the site that the page came from, or when that is not known."""
    details = {"url": known} if known else {}

    assert record(dated(f'<link rel="canonical" href="{canonical}">'), **details).get("url") == expected


def test_metadata_that_cannot_be_used_is_left_out() -> None:
    """Long titles are cut, control characters vanish, a language that is none is none."""
    got = record(
        dated(
            _ld(
                {
                    "@type": "NewsArticle",
                    "headline": "x\u0000y " * 900,
                    "inLanguage": "mostly English",
                    "author": ["A", {"name": "B"}, 7, "A"],
                }
            )
        )
    )

    assert len(str(got["title"])) <= 1000
    assert "\0" not in str(got["title"])
    assert got["author"] == "A, B"
    assert got.get("language") == "en" or "language" not in got


BROKEN: list[tuple[str, bytes]] = [
    ("empty", b""),
    ("blank", b" \n "),
    ("no text", b"<html><body><img src=x></body></html>"),
    ("a script alone", b"<html><body><div id=root></div><script>run()</script></body></html>"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
]


@pytest.mark.parametrize(("name", "data"), BROKEN, ids=[name for name, _ in BROKEN])
def test_a_page_without_an_article_says_so(name: str, data: bytes) -> None:
    """A reason, never an empty article."""
    with pytest.raises(BadInput, match="page"):
        page_record(data, Known(TODAY))


def deep(tag: str, count: int) -> str:
    return f"<html><body>{f'<{tag}>' * count}deep{TEXT}</body></html>"


HOSTILE = {
    "deep divs": deep("div", 100_000),
    "deep tables": deep("table><tr><td", 20_000),
    "unclosed": "<html><body><article>" + "<b><i>" * 20_000 + TEXT,
    "many attributes": f"<html><body><div {' '.join(f'a{number}=1' for number in range(200_000))}>x</div>{TEXT}</body></html>",
    "many breaks": f"<html><body><article>{TEXT}{'text<br>' * 100_000}</article></body></html>",
    "long word": f"<html><body><article>{TEXT}<p>{'x' * 3_000_000}</p></article></body></html>",
    "digits": f"<html><body><article>{TEXT}<p>{'2023-05-' * 300_000}</p></article></body></html>",
    "deep JSON": f"<html><head><script type='application/ld+json'>{'[' * 200_000}</script></head><body><article>{TEXT}</article></body></html>",
    "wide JSON": dated(_ld({"@graph": [{"@type": "Thing", "name": str(number)} for number in range(50_000)]})),
    "comment": f"<html><body><!-- {'- ' * 1_000_000}{TEXT}</body></html>",
    "NULs": f"<html><body>\0<article>{TEXT}\0</article>\0</body></html>",
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_or_refused_in_time(name: str) -> None:
    """Depth, width, length and cycles end in an article or a reason within the limit, and the next page is read as ever."""
    start = time.monotonic()
    with contextlib.suppress(BadInput):
        worker.read_page(HOSTILE[name].encode(), Known(TODAY), limit_s=4)
    assert time.monotonic() - start < 12
    assert worker.read_page(dated().encode(), Known(TODAY))["text"] == FERRY.body


def test_a_page_that_takes_too_long_is_named_with_what_to_do() -> None:
    """The child that reads it is ended."""
    with pytest.raises(BadInput, match=r"took longer than 0\.3 s: save the article as text"):
        worker.read_page(HOSTILE["many attributes"].encode(), Known(TODAY), limit_s=0.3)


def test_a_reader_that_dies_is_a_reason_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is refused, and the next one gets a new child."""
    worker.read_page(dated().encode(), Known(TODAY))
    asked = worker._asked

    def dies(child: object, *arguments: object) -> object:
        child.kill()  # type: ignore[attr-defined]
        child.wait()  # type: ignore[attr-defined]
        return asked(child, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "_asked", dies)
    with pytest.raises(BadInput, match="ended the process"):
        worker.read_page(dated().encode(), Known(TODAY))
    monkeypatch.undo()

    assert worker.read_page(dated().encode(), Known(TODAY))["text"] == FERRY.body


def test_reading_a_page_opens_no_connection_and_no_file_that_it_names() -> None:
    """A page cannot make us look anywhere: what it links stays a name."""
    import socket

    def forbidden(*arguments: object, **more: object) -> object:
        raise AssertionError("a connection was opened")

    html = dated(
        "<link rel=stylesheet href='http://127.0.0.1:9/x'><base href='http://127.0.0.1:9/'>",
        "<img src='http://127.0.0.1:9/y'><iframe src='file:///etc/passwd'></iframe>",
    )
    patch = pytest.MonkeyPatch()
    patch.setattr(socket, "socket", forbidden)
    patch.setattr(socket, "create_connection", forbidden)
    try:
        got = record(f"<!DOCTYPE html SYSTEM 'http://127.0.0.1:9/dtd'>{html}")
    finally:
        patch.undo()

    assert got["text"] == FERRY.body


def test_the_same_page_gives_the_same_record() -> None:
    """Reading depends on the bytes, what is known and the day, in the child as here."""
    html = LAYOUTS[0].page(FERRY).encode()

    assert [record(html)] * 2 == [worker.read_page(html, Known(TODAY)), next(page.read(html, Known(TODAY)))[1]]
