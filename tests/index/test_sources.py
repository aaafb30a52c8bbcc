"""Files and folders into articles: what cannot be read is named with its place and reason, and the rest goes in."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
import time
from pathlib import Path

import pytest

from index.errors import BadInput
from index.fetch.client import Fetched
from index.model import Article
from index.sources import Item, Rejection, count_items, read_paths
from tests.index.builders import TODAY

STORY = "Headline\n\nThe checkpoint was installed on Sunday."


def read(*paths: Path | str, **details: object) -> list[Item]:
    return list(read_paths([str(path) for path in paths], details, today=TODAY))


def taken(items: list[Item]) -> list[Article]:
    return [item for item in items if isinstance(item, Article)]


def refused(items: list[Item]) -> list[Rejection]:
    return [item for item in items if isinstance(item, Rejection)]


def one(folder: Path, name: str, data: bytes) -> list[Item]:
    (folder / name).write_bytes(data)
    return read(folder / name)


BAD_FILES: list[tuple[str, bytes, str]] = [
    ("a.txt", b"", "empty"),
    ("a.txt", b" \n\t", "empty"),
    ("a.md", b"\xef\xbb\xbf", "empty"),
    ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not text: it holds NUL bytes"),
    ("a.txt", b"caf\xe9 closed", "not valid UTF-8 at byte 3"),
    ("a.txt", b"\xef\xbb\xbfcaf\xe9", "not valid UTF-8 at byte 6"),
    ("a.txt", b"\xff\xfea\x00\x00\xd8b\x00", "not valid UTF-16 at byte"),
    ("a.txt", b"x" * 5000 + b"\0", "holds U+0000 at character 5000"),
    ("a.txt", b"x" * 2_100_000, "at most 2,097,152"),
    ("a.json", b"", "not JSON"),
    ("a.json", b"{", "not JSON"),
    ("a.json", b'{"text": "a", "text": "b"}', "given twice"),
    ("a.json", b'{"text": NaN}', "NaN is not a JSON value"),
    ("a.json", b'{"text": "\xff"}', "byte 10"),
    ("a.json", b"[" * 100_000, "nested deeper"),
    ("a.json", b"3", "an article is a JSON object"),
    ("a.json", b'{"text": "\\ud800"}', "surrogate"),
    ("a.json", b'{"text": "a\\u0000"}', "NUL"),
    ("a.pdf", b"%PDF-1.4", "the kind of file is not known; .atom, .htm, .html, .json, .jsonl, .jsonld, .md, .rss, .txt"),
    ("a", b"text", "the kind of file is not known"),
]


@pytest.mark.parametrize(("name", "data", "reason"), BAD_FILES)
def test_a_bad_file_is_named_with_the_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    """One rejection, with the file's path and what is wrong with it."""
    items = one(tmp_path, name, data)

    assert [item.place for item in refused(items)] == [str(tmp_path / name)]
    assert reason in refused(items)[0].reason
    assert not taken(items)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", STORY.encode()),
        ("a.md", STORY.encode()),
        ("A.TXT", STORY.encode()),
        ("a.txt", b"\xef\xbb\xbf" + STORY.encode()),
        ("a.txt", STORY.encode("utf-16")),
        ("a.json", json.dumps({"title": "Headline", "text": STORY}).encode()),
        ("a.json", b"\xef\xbb\xbf" + json.dumps({"title": "Headline", "text": STORY}).encode()),
        ("a.json", json.dumps([{"title": "Headline", "text": STORY}]).encode()),
        ("a.json", json.dumps({"articles": [{"title": "Headline", "text": STORY}]}).encode()),
        ("a.jsonl", b"\n" + json.dumps({"title": "Headline", "text": STORY}).encode() + b"\r\n\n"),
        ("a.jsonl", b"\xef\xbb\xbf" + json.dumps({"title": "Headline", "text": STORY}).encode()),
    ],
)
def test_one_story_in_every_form_is_one_article(tmp_path: Path, name: str, data: bytes) -> None:
    """Marks, encodings and layouts do not change the text, and so not the id."""
    (made,) = one(tmp_path, name, data)

    assert isinstance(made, Article)
    assert (made.text, made.title, made.id) == (STORY, "Headline", taken(one(tmp_path, "b.txt", STORY.encode()))[0].id)


def test_a_bad_line_is_named_and_the_others_go_in(tmp_path: Path) -> None:
    """Each JSON line stands for itself; blank ones count in the numbering."""
    lines = [
        b'{"text": "one"}',
        b"",
        b"{broken",
        b'{"text": "two", "published_at": "0000-00-00"}',
        b'{"text": ""}',
        b"[1]",
        b'{"text": "\xff"}',
        b'{"text": "three"}',
    ]
    items = one(tmp_path, "a.jsonl", b"\r\n".join(lines))

    assert [made.text for made in taken(items)] == ["one", "three"]
    assert [item.place.rpartition(":")[2] for item in refused(items)] == ["3", "4", "5", "6", "7"]
    assert ["not JSON" in refused(items)[0].reason, "not a date" in refused(items)[1].reason] == [True, True]


def test_a_bad_record_in_a_list_is_named_by_its_place(tmp_path: Path) -> None:
    """Records of a .json list are numbered from 0."""
    items = one(tmp_path, "a.json", b'[{"text": "one"}, {"txt": "two"}, {"text": "three"}]')

    assert [made.text for made in taken(items)] == ["one", "three"]
    assert refused(items)[0].place == f"{tmp_path / 'a.json'}[1]"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """100 MB in one article cost neither the time nor the memory to read them."""
    for name in ("a.txt", "a.json"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(100 * 2**20)
    start = time.perf_counter()
    items = read(tmp_path)

    assert ["more than 8,388,608 bytes" in item.reason for item in refused(items)] == [True, True]
    assert time.perf_counter() - start < 2


def test_a_huge_line_is_skipped_whole(tmp_path: Path) -> None:
    """A line of 10 MB is one rejection; the lines around it are read and numbered as they stand."""
    long = b'{"text": "' + b"x" * 10_000_000 + b'"}'
    items = one(tmp_path, "a.jsonl", b'{"text": "one"}\n' + long + b'\n{"text": "two"}\n' + long)

    assert [made.text for made in taken(items)] == ["one", "two"]
    assert [(item.place.rpartition(":")[2], item.reason) for item in refused(items)] == [
        (number, "the line has more than 8,388,608 bytes") for number in ("2", "4")
    ]


def test_a_sparse_file_of_lines_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """100 MB without a line end are one rejection."""
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.truncate(100 * 2**20)

    assert [item.reason for item in refused(read(tmp_path / "a.jsonl"))] == ["the line has more than 8,388,608 bytes"]


@pytest.mark.timeout(20)
def test_what_is_no_regular_file_never_blocks(tmp_path: Path) -> None:
    """Pipes, devices, sockets, broken and circular links are named; none is opened, by reading or by counting."""
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "good.txt").write_text(STORY)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "socket.txt"))
    listener.close()

    for items in (read(tmp_path), read(*sorted(tmp_path.iterdir()))):
        reasons = {Path(item.place).name: item.reason for item in refused(items)}
        assert reasons.keys() >= {"pipe.txt", "pipe.jsonl", "zero.txt", "loop.txt", "broken.txt", "socket.txt"}
        assert reasons["zero.txt"] == reasons["pipe.txt"] == "not a regular file"
        assert STORY in {made.text for made in taken(items)}
    assert count_items([str(tmp_path)]) == 1
    assert refused(read(tmp_path / "pipe.jsonl"))[0].reason == "not a regular file"


@pytest.mark.parametrize("path", ["nowhere.txt", "no*where", "", "a\0b", "x" * 5000, "x" * 5000 + "*", "[", "/dev/null/a.txt"])
def test_a_path_to_nothing_is_named(path: str) -> None:
    """Whatever the path looks like, the answer is a rejection."""
    (item,) = read(path)

    assert item == Rejection(path, "no such file or folder")
    assert count_items([path]) == 0


def test_addresses_are_not_fetched() -> None:
    """A URL is refused with what to do instead."""
    assert "save the page" in refused(read("https://example.org/a"))[0].reason


def test_a_folder_is_read_in_order_of_name_without_hidden_and_unknown_files(tmp_path: Path) -> None:
    """The order does not depend on the disk; `.name` and other kinds of files are passed over."""
    for name in ("b.txt", "a.txt", ".hidden.txt", "c.pdf", "z/a.txt", "m/b.md", ".git/x.txt", "m/a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{name}\n\nText of {name}.")
    items = read(tmp_path)

    assert [made.title for made in taken(items)] == ["a.txt", "b.txt", "m/a.md", "m/b.md", "z/a.txt"]
    assert not refused(items)
    assert items == read(tmp_path)
    assert count_items([str(tmp_path)]) == 5


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not passed over in silence."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").write_text(STORY)
    scan = os.scandir

    def denied(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", denied)
    items = read(tmp_path)

    assert refused(items) == [Rejection(str(tmp_path / "closed"), "cannot be read: Permission denied")]
    assert len(taken(items)) == 1


def test_a_name_that_is_not_utf8_is_shown_and_stored_readably(tmp_path: Path) -> None:
    """The article goes in, with a file name that a database and a terminal can hold."""
    for data in (STORY.encode(), b""):
        with open(os.fsencode(tmp_path) + b"/caf\xe9" + (b".txt" if data else b".md"), "wb") as file:  # noqa: PTH123
            file.write(data)
    items = read(tmp_path)

    assert [made.file_name for made in taken(items)] == ["caf\ufffd.txt"]
    assert [item.place for item in refused(items)] == [str(tmp_path / "caf\ufffd.md")]


# -- the sidecar --------------------------------------------------------------------------------------------------------


def describe(folder: Path, *lines: object) -> None:
    (folder / "metadata.jsonl").write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))


def test_a_sidecar_describes_its_neighbours(tmp_path: Path) -> None:
    """Its words win over those given for all, count for a file that is named itself, and it is never an article."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text("Another\n\nstory.")
    describe(tmp_path, {"file": "a.txt", "published_at": "2023-05-02", "source": "AP"})
    expected = [("2023-05-02", "AP"), ("2023-01-01", None)]

    for items in (
        read(tmp_path, published_at="2023-01-01"),
        read(tmp_path / "*", published_at="2023-01-01"),
        read(*sorted(tmp_path.iterdir()), published_at="2023-01-01"),
    ):
        assert [(made.published_at, made.source) for made in taken(items)] == expected
        assert not refused(items)
    assert count_items([str(tmp_path)]) == 2


def test_what_is_wrong_in_a_sidecar_is_named_and_the_files_go_in(tmp_path: Path) -> None:
    """Broken lines, lines without a file, files that are not there; a bad date rejects its own file alone."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text("Another\n\nstory.")
    describe(
        tmp_path, "{broken", {"published_at": "2023-05-02"}, {"file": "gone.txt"}, {"file": "b.txt", "published_at": "never"}, {"file": 3}
    )
    items = read(tmp_path)

    assert [made.text for made in taken(items)] == [STORY]
    assert [(Path(item.place).name, item.reason[:24]) for item in refused(items)] == [
        ("metadata.jsonl:1", "not JSON: expecting prop"),
        ("metadata.jsonl:2", "each line of metadata.js"),
        ("metadata.jsonl:5", "each line of metadata.js"),
        ("b.txt", "`published_at` is 'never"),
        ("metadata.jsonl", "describes 'gone.txt', wh"),
    ]


@pytest.mark.timeout(20)
def test_a_sidecar_that_is_no_file_is_no_sidecar(tmp_path: Path) -> None:
    """A pipe or a folder of that name neither blocks nor breaks."""
    (tmp_path / "a.txt").write_text(STORY)
    os.mkfifo(tmp_path / "metadata.jsonl")

    assert [made.text for made in taken(read(tmp_path))] == [STORY]


# -- standard input -----------------------------------------------------------------------------------------------------


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[Item]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return read("-")


@pytest.mark.parametrize(
    ("data", "texts", "places"),
    [
        (STORY.encode(), [STORY], []),
        (b"\n \n" + STORY.encode(), [STORY], []),
        (b'\n\n{"text": "one"}\n\n{broken\n{"text": "two"}', ["one", "two"], ["-:5"]),
        (b"", [], ["-"]),
        (b"  \n", [], ["-"]),
        (b"\xff\xff", [], ["-"]),
        (b"x" * 9_000_000, [], ["-"]),
        ("é".encode() * 1_100_000, [], ["-"]),
        (b'{"text": "' + b"x" * 9_000_000 + b'"}\n{"text": "two"}', ["two"], ["-:1"]),
    ],
)
def test_standard_input_is_lines_of_json_or_one_text(
    monkeypatch: pytest.MonkeyPatch, data: bytes, texts: list[str], places: list[str]
) -> None:
    """It is JSON lines when it starts with a brace; bad lines are numbered as they stand; limits are the same as for files."""
    items = piped(monkeypatch, data)

    assert [made.text for made in taken(items)] == texts
    assert [item.place for item in refused(items)] == places


def test_standard_input_cannot_be_counted() -> None:
    """No total, no estimate of the time left."""
    assert count_items(["-", "nowhere"]) is None


# -- pages, feeds, agency items, Markdown -------------------------------------------------------------------------------

PAGE = (
    '<html lang="en"><head><title>Ferry</title><meta property="og:site_name" content="Harbour News"><meta name="date" content="2023-05-02"></head><body>'
    "<nav><a href=/>Home</a></nav><article><h1>Ferry</h1><p>The ferry to Brack runs again, the harbour office said on Tuesday after long repairs.</p>"
    "<p>It had been out of service for ten days, and a helicopter flew what the islanders needed.</p></article></body></html>"
)
FEED = (
    "<rss version='2.0'><channel><title>Harbour News</title><item><title>One</title><link>https://news.example/1</link><description>It runs.</description></item>"
    "<item><title>Two</title></item></channel></rss>"
)


@pytest.mark.parametrize("name", ["a.html", "a.htm", "A.HTML", "a.xhtml"])
def test_a_page_file_is_an_article(tmp_path: Path, name: str) -> None:
    """With the file's name, and with what the page states of itself."""
    (made,) = one(tmp_path, name, PAGE.encode())

    assert isinstance(made, Article)
    assert (made.title, made.source, made.published_at, made.published_from, made.file_name) == (
        "Ferry",
        "Harbour News",
        "2023-05-02",
        "meta",
        name,
    )
    assert made.text.startswith("The ferry to Brack runs again")


@pytest.mark.parametrize("name", ["a.rss", "a.xml", "a.atom"])
def test_a_feed_file_is_its_entries(tmp_path: Path, name: str) -> None:
    """Each stands for itself, and is named by its number when it cannot be read."""
    items = one(tmp_path, name, FEED.encode())

    assert [made.url for made in taken(items)] == ["https://news.example/1"]
    assert [item.place for item in refused(items)] == [f"{tmp_path / name}[1]"]


def test_agency_items_and_linked_data_go_in_wherever_json_does(tmp_path: Path) -> None:
    """In .json, in lists and in lines, beside our own form."""
    item = {"uri": "urn:x:1", "versioncreated": "2023-05-02T08:00:00Z", "headline": "One", "body_text": "It runs.", "pubstatus": "usable"}
    linked = {"@type": "NewsArticle", "headline": "Two", "articleBody": "It is late.", "datePublished": "2023-05-02"}
    own = {"id": "own", "text": "It sank."}
    (tmp_path / "list.json").write_text(json.dumps([item, linked, own]))
    (tmp_path / "lines.jsonl").write_text("\n".join(json.dumps(each) for each in (item, linked, own)))
    (tmp_path / "single.json").write_text(json.dumps(linked))
    items = read(tmp_path)

    assert not refused(items)
    assert [(made.id, made.published_from) for made in taken(items) if made.title == "One"] == [("urn:x:1", "ninjs")] * 2
    assert [(made.text, made.published_at, made.file_name) for made in taken(items) if made.title == "Two"] == [
        ("It is late.", "2023-05-02", None), ("It is late.", "2023-05-02", None), ("It is late.", "2023-05-02", "single.json"),
    ]  # fmt: skip


def test_front_matter_and_publication_lines_give_the_date(tmp_path: Path) -> None:
    """The text below the front matter is stored; a copied page's stamp counts where nothing else is said, and stays in the text."""
    (tmp_path / "a.md").write_text("---\ntitle: Ferry\ndate: 2023-05-02\n---\nIt runs.")
    (tmp_path / "b.txt").write_text("Ferry\nPublish: 3 May 2023\nA+ A-\nIt runs again.")
    (tmp_path / "c.txt").write_text("Late\nPublish: 3 May 2023\nIt is late.")
    describe(tmp_path, {"file": "c.txt", "published_at": "2023-05-04"})
    items = taken(read(tmp_path))

    assert [(made.published_at, made.published_from) for made in items] == [
        ("2023-05-02", "front matter"),
        ("2023-05-03", "publication line"),
        ("2023-05-04", "metadata"),
    ]
    assert [made.text[:16] for made in items] == ["It runs.", "Ferry\nPublish: 3", "Late\nPublish: 3 "]


@pytest.mark.parametrize(("data", "count"), [(PAGE.encode(), 1), (b"\n " + FEED.encode(), 2), (b"<" * 9_000_000, 1)])
def test_standard_input_may_be_a_page_or_a_feed(monkeypatch: pytest.MonkeyPatch, data: bytes, count: int) -> None:
    """When its first sign is `<`."""
    assert len(piped(monkeypatch, data)) == count


def test_what_is_fetched_is_read_by_its_kind() -> None:
    """Page, feed, JSON, lines and text; the last address is the page's."""
    kinds = {
        "page": (".html", PAGE.encode()),
        "feed": (".xml", FEED.encode()),
        "json": (".json", b'[{"id": "a", "text": "A."}, {"id": "b"}]'),
        "lines": (".jsonl", b'{"id": "c", "text": "C."}\n{broken'),
        "text": (".txt", "Caf\xe9\n\nclosed".encode("latin-1")),
        "nojson": (".json", b"{"),
    }

    def fetch(url: str) -> Fetched:
        if url not in kinds_by_url:
            raise BadInput("nothing there")
        ending, data = kinds_by_url[url]
        return Fetched(f"{url}/final", data, ending, "latin-1")

    kinds_by_url = {f"https://x.example/{name}": kind for name, kind in kinds.items()}
    found = {name: list(read_paths([f"https://x.example/{name}"], {}, today=TODAY, fetch=fetch)) for name in [*kinds, "gone"]}

    assert [item.url for item in taken(found["page"])] == ["https://x.example/page/final"]
    assert [item.url for item in taken(found["feed"])] == ["https://news.example/1"]
    assert [item.id for item in taken(found["json"] + found["lines"])] == ["a", "b", "c"][::2]
    assert [item.text for item in taken(found["text"])] == ["Caf\xe9\n\nclosed"]
    assert [len(refused(found[name])) for name in ("feed", "json", "lines", "nojson", "gone")] == [1, 1, 1, 1, 1]
    assert count_items(["https://x.example/page"]) == 1
