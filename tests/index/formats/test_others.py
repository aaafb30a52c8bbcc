"""Feeds, agency JSON, linked data, front matter, archives, encodings and fragments into records."""

from __future__ import annotations

import builtins
import datetime as dt
import gzip
import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadInput
from index.formats import feed, markdown, objects, page, warc, worker
from index.formats.blocks import fragment_text
from index.formats.decode import decoded
from index.formats.record import Known, Record, made
from tests.index.builders import law
from tests.index.formats.layouts import LAYOUTS
from tests.index.formats.test_page import FERRY

KNOWN = Known(dt.date(2026, 11, 21))

# -- feeds --------------------------------------------------------------------------------------------------------------

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour News</title><link>https://news.example/</link><language>en-GB</language>
<item><title>Ferry &amp; rudder</title><link>https://news.example/a</link><pubDate>Tue, 02 May 2023 10:00:00 +0200</pubDate><dc:creator>Ilse Marren</dc:creator>
<description>Short.</description><content:encoded><![CDATA[<p>The ferry runs <b>again</b>.</p><p>It was out &ndash; for ten days.<br>Really.</p><script>x()</script>]]></content:encoded></item>
<item><title>Only a title</title><link>https://news.example/b</link></item>
<item><title>Plain</title><link>https://news.example/c</link><description>Fewer than 5 &lt; 6 boats came.</description><pubDate>02/05/2023</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenblatt</title><id>urn:f</id><updated>2023-05-09T00:00:00Z</updated>
<entry><title type="html">F&amp;auml;hre f&amp;auml;hrt</title><id>urn:1</id><link rel="alternate" href="https://blatt.example/1"/>
<published>2023-05-02T09:00:00+02:00</published><updated>2023-05-03T09:00:00+02:00</updated><author><name>A. Lund</name></author><author><name>B. Voss</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Eins.</p><p>Zwei.</p></div></content></entry>
<entry><title>Nur geändert</title><id>urn:2</id><updated>2023-05-03T09:00:00Z</updated><summary>Kurz gesagt.</summary></entry></feed>""".encode()

RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old Wire</title></channel>
<item rdf:about="https://old.example/1"><title>One</title><link>https://old.example/1</link><description>The first of all.</description><dc:date>2003-05-02T08:00Z</dc:date></item></rdf:RDF>"""

MALFORMED = b"""<rss version="2.0"><channel><title>Broken & Sons</title><item><title>Unclosed <b>tag</title><link>https://broken.example/1</link>
<description>It is & stays readable.</description><pubDate>2 May 2023 10:00 EST</pubDate></item></channel>"""


def entries(data: bytes, **details: object) -> list[tuple[str, Record | BadInput]]:
    return list(feed.read(data, Known(KNOWN.today, details)))


def test_rss_entries_carry_their_own_facts() -> None:
    """The fullest text, the entry's address and date, the feed as the source; an entry without text is named."""
    first, second, third = entries(RSS)

    assert first == (
        "[0]",
        {
            "text": "The ferry runs again.\n\nIt was out – for ten days.\nReally.",
            "title": "Ferry & rudder",
            "url": "https://news.example/a",
            "source": "Harbour News",
            "author": "Ilse Marren",
            "language": "en-GB",
            "published_at": "2023-05-02T10:00:00+02:00",
            "published_from": "feed",
        },
    )
    assert (second[0], str(second[1])) == ("[1]", "the entry 'Only a title' has neither content nor summary")
    assert third[1] == {
        "text": "Fewer than 5 < 6 boats came.",
        "title": "Plain",
        "url": "https://news.example/c",
        "source": "Harbour News",
        "language": "en-GB",
    }


def test_atom_keeps_publication_and_change_apart() -> None:
    """An entry that states its change alone is dated by that, and says so."""
    (_, first), (_, second) = entries(ATOM)

    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["text"], first["title"], first["author"], first["language"]) == (
        "Eins.\n\nZwei.",
        "Fähre fährt",
        "A. Lund, B. Voss",
        "de",
    )
    assert (first["published_at"], first["updated_at"], first["published_from"]) == (
        "2023-05-02T09:00:00+02:00",
        "2023-05-03T09:00:00+02:00",
        "feed",
    )
    assert (second["published_at"], second["published_from"], "updated_at" in second) == (
        "2023-05-03T09:00:00+00:00",
        "feed updated",
        False,
    )


def test_old_and_malformed_feeds_are_read() -> None:
    """RSS 1.0, unescaped ampersands, missing ends."""
    (_, old), (_, broken) = entries(RDF)[0], entries(MALFORMED)[0]

    assert isinstance(old, dict)
    assert isinstance(broken, dict)
    assert (old["text"], old["source"], str(old["published_at"])[:10]) == ("The first of all.", "Old Wire", "2003-05-02")
    assert (broken["text"], str(broken["published_at"])[:10]) == ("It is & stays readable.", "2023-05-02")


def test_the_outlet_that_the_user_names_wins_over_the_feeds_title() -> None:
    """Feed titles are often "Home – RSS"."""
    assert entries(RSS, source="The Harbour")[0][1]["source"] == "The Harbour"  # type: ignore[index]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "neither RSS nor Atom"),
        (b"<html></html>", "neither RSS nor Atom"),
        (b"<urlset></urlset>", "neither RSS nor Atom"),
        (b"<rss></rss>", "no entries"),
        (b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss>&c;</rss>', "defines entities"),
        (
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><description>&x;</description></item></channel></rss>',
            "defines entities",
        ),
    ],
)
def test_what_is_no_feed_is_named(data: bytes, reason: str) -> None:
    """Entity bombs and outside entities are not even parsed."""
    ((part, error),) = entries(data)

    assert part == ""
    assert reason in str(error)


def test_a_feed_is_never_opened_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Bytes that look like a path or an address are bytes."""
    (tmp_path / "x").write_bytes(RSS)

    def forbidden(*arguments: object, **more: object) -> object:
        raise AssertionError(f"opened {arguments}")

    monkeypatch.setattr(builtins, "open", forbidden)

    assert "neither" in str(entries(str(tmp_path / "x").encode())[0][1])
    assert "neither" in str(entries(b"http://127.0.0.1:9/feed")[0][1])


# -- JSON ---------------------------------------------------------------------------------------------------------------

NINJS_1 = {
    "uri": "urn:newsml:example:1", "versioncreated": "2023-05-03T08:00:00Z", "firstcreated": "2023-05-02T08:00:00Z", "headline": "Ferry runs",
    "byline": "Ilse Marren", "body_text": "It runs again.", "language": "en", "copyrightholder": "Harbour Agency", "pubstatus": "usable",
}  # fmt: skip
NINJS_2 = {
    "standard": {"name": "ninjs", "version": "2.1"}, "uri": "https://agency.example/2", "versioncreated": "2023-05-02T08:00:00Z",
    "headlines": [{"role": "short", "value": "Runs"}, {"role": "main", "value": "Ferry runs"}], "infosources": [{"name": "Harbour Agency"}],
    "bodies": [{"role": "main", "contenttype": "text/html", "value": "<p>It runs.</p><p>Again.</p>"}], "by": "Ilse Marren",
}  # fmt: skip
LD_GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "#o", "name": "Harbour News"},
        {"@type": "NewsArticle", "headline": "Ferry runs", "articleBody": "It runs again.", "publisher": {"@id": "#o"}, "datePublished": "2023-05-02",
         "dateModified": "2023-05-03", "inLanguage": "en", "url": "https://news.example/1", "author": [{"name": "Ilse Marren"}]},
        {"@type": "NewsArticle", "headline": "Without"},
    ],
}  # fmt: skip


def objects_of(value: object) -> list[tuple[str, object]]:
    return [(part, str(record) if isinstance(record, BadInput) else record) for part, record in objects.records(value)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            NINJS_1,
            [("", {"text": "It runs again.", "id": "urn:newsml:example:1", "title": "Ferry runs", "source": "Harbour Agency", "author": "Ilse Marren",
                   "language": "en", "published_at": "2023-05-02T08:00:00+00:00", "published_from": "ninjs", "updated_at": "2023-05-03T08:00:00+00:00"})],
        ),
        (
            NINJS_2,
            [("", {"text": "It runs.\n\nAgain.", "url": "https://agency.example/2", "title": "Ferry runs", "source": "Harbour Agency", "author": "Ilse Marren",
                   "published_at": "2023-05-02T08:00:00+00:00", "published_from": "ninjs"})],
        ),
        (
            LD_GRAPH,
            [("[0]", {"text": "It runs again.", "title": "Ferry runs", "url": "https://news.example/1", "source": "Harbour News", "author": "Ilse Marren",
                      "language": "en", "published_at": "2023-05-02", "published_from": "json-ld", "updated_at": "2023-05-03"}),
             ("[1]", "the NewsArticle 'Without' has no `articleBody`")],
        ),
        ({"@type": "Recipe", "name": "Soup"}, [("", "no article in this linked data: a node with @type AnalysisNewsArticle, AskPublicNewsArticle, BackgroundNewsArticle … is needed")]),
        ({"uri": "urn:x", "versioncreated": "2023-05-02", "pubstatus": "usable"}, [("", "the item 'urn:x' has no text: `body_text` or `bodies` is needed")]),
        ({"text": "own"}, [("", {"text": "own"})]),
        ({"text": "own", "uri": "x", "pubstatus": "usable", "versioncreated": ""}, [("", {"text": "own", "uri": "x", "pubstatus": "usable", "versioncreated": ""})]),
        ([1], [("", [1])]),
    ],
)  # fmt: skip
def test_agency_items_and_linked_data_become_records(value: object, expected: list[tuple[str, object]]) -> None:
    """ninjs 1.x and 2.x, @graph with references; our own form and anything else stays for the strict reader."""
    assert objects_of(value) == expected


def test_a_kill_notice_and_an_embargo_are_kept_for_query_time() -> None:
    """A canceled item needs no text to take its article back."""
    ((_, killed),) = objects_of({**NINJS_1, "pubstatus": "Canceled", "body_text": "", "ednote": "Kill: the ferry does not run."})
    ((_, held),) = objects_of({**NINJS_1, "embargoed": "2023-05-04T06:00:00Z"})

    assert isinstance(killed, dict)
    assert isinstance(held, dict)
    assert (killed["pubstatus"], killed["id"], killed["text"]) == ("canceled", "urn:newsml:example:1", "Kill: the ferry does not run.")
    assert held["embargoed_until"] == "2023-05-04T06:00:00+00:00"


# -- Markdown -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '---\ntitle: "Ferry: it runs"\ndate: 2023-05-02\nauthors:\n  - Ilse Marren\n  - Per Voss\nsource: Harbour News\nurl: https://news.example/1\ntags: [a, b]\nlang: en\n---\n\n# Ferry\n\nIt runs.',
            ({"title": "Ferry: it runs", "author": "Ilse Marren, Per Voss", "source": "Harbour News", "url": "https://news.example/1", "language": "en",
              "published_at": "2023-05-02", "published_from": "front matter"}, "# Ferry\n\nIt runs."),
        ),
        ("---\r\ntitle: Ferry\r\npublishDate: May 2, 2023\r\npermalink: /local/\r\n---\r\nIt runs.\r\n", ({"title": "Ferry", "published_at": "2023-05-02", "published_from": "front matter"}, "It runs.\r\n")),
        ('+++\ntitle = "Ferry"\ndate = 2023-05-02T10:00:00Z\nlastmod = 2023-05-03\n+++\nIt runs.', ({"title": "Ferry", "published_at": "2023-05-02T10:00:00+00:00", "published_from": "front matter", "updated_at": "2023-05-03"}, "It runs.")),
        ("---\ntitle: 2023\ndraft: false\n---\nIt runs.", ({"title": "2023"}, "It runs.")),
        ("---\nA rule above and one below.\n---\nIt runs.", None),
        ("---\n\n---\nIt runs.", None),
        ("---\ntitle: never closed", None),
        ("It runs.\n---\ntitle: x\n---\n", None),
        ("", None),
    ],
)  # fmt: skip
def test_front_matter_is_taken_off_and_the_text_stays_as_it_is(text: str, expected: object) -> None:
    """YAML and TOML under the names that site generators use; a text between rules is no front matter."""
    assert markdown.split(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: [x\n---\nIt runs.", "not valid YAML at line 3"),
        ("+++\ntitle = x\n+++\nIt runs.", "not valid TOML"),
        ("---\ndate: soon\n---\nIt runs.", "`date` is 'soon'"),
        ("---\npubdate: 05/02/2023\n---\nIt runs.", "`pubdate` is '05/02/2023'"),
        ("---\na: " + "[" * 5000 + "\n---\nIt runs.", "not valid YAML"),
    ],
)
def test_front_matter_that_cannot_be_read_is_named_with_its_place(text: str, reason: str) -> None:
    """A wrong date is not passed over: every answer would rest on it."""
    with pytest.raises(BadInput, match=reason.replace("[", r"\[")):
        markdown.split(text)


# -- archives -----------------------------------------------------------------------------------------------------------


def archive(packed: bool, *pages: tuple[str, bytes, str]) -> bytes:
    """A WARC file, written by hand: a header block, the HTTP response, two line ends."""
    records = []
    for url, body, kind in pages:
        response = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-05-04T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(records)}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(response)}\r\n\r\n"
        )
        records.append(head.encode() + response + b"\r\n\r\n")
    return b"".join(gzip.compress(one) if packed else one for one in records)


@pytest.mark.parametrize("packed", [True, False])
def test_the_pages_of_an_archive_are_read_and_the_rest_is_passed_over(packed: bool) -> None:
    """Each page with the address it was fetched from; pictures are no pages, a page without text is named."""
    html = LAYOUTS[0].page(FERRY).encode()
    data = archive(
        packed,
        ("https://news.example/x?y", html, "text/html; charset=utf-8"),
        ("https://news.example/i", b"\x89PNG", "image/png"),
        ("https://news.example/e", b"", "text/html"),
    )
    (first_place, first), (second_place, second) = warc.read(io.BytesIO(data), KNOWN)

    assert isinstance(first, dict)
    assert (first_place, first["text"], first["url"]) == ("[0] https://news.example/x?y", FERRY.body, FERRY.url)
    assert (second_place, str(second)) == ("[2] https://news.example/e", "the page is empty")


def test_a_damaged_archive_keeps_what_comes_before() -> None:
    """The place where it breaks is named."""
    html = LAYOUTS[0].page(FERRY).encode()
    whole = archive(True, ("https://news.example/a", html, "text/html"))
    parts = list(warc.read(io.BytesIO(whole + b"garbage" * 100), KNOWN))

    assert isinstance(parts[0][1], dict)
    assert ["damaged" in str(error) for _, error in parts[1:]] == [True]


def test_without_its_library_an_archive_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is optional."""
    monkeypatch.setitem(sys.modules, "warcio.archiveiterator", None)
    ((_, error),) = warc.read(io.BytesIO(b""), KNOWN)

    assert "pip install 'dateline[warc]'" in str(error)


# -- the parts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("Zoë".encode(), None, "Zoë"),
        ("Zoë".encode(), "iso-8859-1", "Zoë"),
        ("Zoë".encode("latin-1"), "utf-8", "Zoë"),
        ("Zoë".encode("latin-1"), None, "Zoë"),
        ("“Zoë”".encode("cp1252"), "iso-8859-1", "“Zoë”"),
        ("Ждут".encode("cp1251"), "windows-1251", "Ждут"),
        (b'<meta charset="windows-1251">' + "Ждут".encode("cp1251"), None, '<meta charset="windows-1251">Ждут'),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">' + "Ждут".encode("koi8-r"), "nonsense", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">Ждут'),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本"),
        ("Zoë".encode("utf-16"), None, "Zoë"),
        (b"\xef\xbb\xbfZo", "utf-16", "Zo"),
        (b"a\xffb", "rot13", "aÿb"),
        (b"a\xffb", "utf-7", "aÿb"),
        (b"a\xffb", "unicode_escape", "aÿb"),
        (b"a\x81b\xff", "ascii", "a\ufffdb\ufffd"),
    ],
)  # fmt: skip
def test_what_bytes_are_wins_over_what_they_claim(data: bytes, charset: str | None, expected: str) -> None:
    """Valid UTF-8 is UTF-8; else the header, the page's own word, Western; odd codecs are never used."""
    assert decoded(data, charset) == expected


@law
@given(st.binary(max_size=200), st.none() | st.text(max_size=20))
def test_any_bytes_decode(data: bytes, charset: str | None) -> None:
    """Never an error, whatever is claimed."""
    assert isinstance(decoded(data, charset), str)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>a</li><li>b</li></ul>c", "a\n\nb\n\nc"),
        ("<p>a <b>b</b>\n c</p>", "a b c"),
        ("<p>a</p><script>x</script><style>y</style><!-- z --><p>b &amp; c</p>", "a\n\nb & c"),
        ("<div>" * 200 + "deep", "deep"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
    ],
)
def test_a_fragment_becomes_paragraphs(fragment: str, expected: str) -> None:
    """Blocks apart by blank lines, lines by line ends, nothing that is not text."""
    assert fragment_text(fragment) == expected


@law
@given(st.text(max_size=300))
def test_any_fragment_has_a_text(fragment: str) -> None:
    """Never an error, never a tag's worth of control characters in a record."""
    text = fragment_text(fragment.replace("\0", ""))
    assert "\0" not in str(made(text)["text"])


def test_requests_to_the_reader_survive_odd_details() -> None:
    """What is known travels as JSON."""
    html = LAYOUTS[0].page(FERRY).encode()

    assert worker.read_page(html, Known(KNOWN.today, {"source": 'É\n"x"', "published_at": "2020-01-01"}))["source"] == "Harbour News"
    assert json.loads(json.dumps(next(page.read(html, KNOWN))[1]))["text"] == FERRY.body
