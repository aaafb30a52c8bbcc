"""The bytes of a news page (HTML) → one article record: main text, title, dates with where they come from, outlet, authors, language.

The only module that imports trafilatura and htmldate. Pages are hostile now and then, so the reading itself happens in
`index.formats.worker`, which has a time limit; `page_record` is what it runs there.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

from index.errors import BadInput
from index.formats import blocks, linked, worker
from index.formats.chrome import without_chrome
from index.formats.decode import decoded
from index.formats.linked import Linked
from index.formats.moments import day_of, moment
from index.formats.record import Known, Parts, Record, followable, line, made, site

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_T = TypeVar("_T")

MAX_ELEMENTS = 60_000
"""Elements of a page after scripts and pictures are gone; the largest live blogs stay below a third of it."""

_EARLIEST = "1990-01-01"  # pages are not older than the web, archives put online state their dates
_TAKEN_OUT = "//script|//style|//template|//svg|//iframe|//object|//select|//button|//dialog|//comment()"
_SIDE_NAMES = (
    "cookie consent gdpr newsletter signup sign-up subscribe subscription paywall promo related recommended most-read trending "
    "share-bar sharebar social-share sharing comments breadcrumb advert ad- "
    "author-box author-bio about-author"
).split()
_SIDE_WORDS = frozenset(("ad", "ads"))  # alone: much that begins so is something else
_LINK_EVERY = 200  # code points of text: with a link for each so many it is a list of links
_SIDE_TAGS = ("div", "section", "aside", "ul", "form")
_SIDE_SHARE = 0.3  # of the page's text: what a layout calls by such a name and holds more is the page itself (class="no-paywall")
_SHORT = 800  # code points: below, the library runs headline, byline and text together; the marked paragraphs say it better
_MISSING = 0.3  # share of the stated articleBody's words that the page's text may lack before the stated one is taken

# (attribute, its value) of <meta> elements, the surest first; all of them state the publication, none the last change
_META_PUBLISHED = (
    ("property", "article:published_time"), ("property", "og:article:published_time"), ("itemprop", "datepublished"),
    ("name", "article:published_time"), ("name", "parsely-pub-date"), ("name", "datepublished"), ("name", "publishdate"),
    ("name", "publish-date"), ("name", "publish_date"), ("name", "published_time"), ("name", "publication_date"), ("name", "pubdate"),
    ("name", "sailthru.date"), ("name", "cxenseparse:recs:publishtime"), ("name", "citation_publication_date"), ("name", "dc.date.issued"),
    ("name", "dcterms.issued"), ("name", "dcterms.created"), ("name", "dc.date.created"), ("name", "dc.date"), ("name", "dcterms.date"),
    ("name", "date"), ("property", "og:pubdate"), ("property", "og:published_time"),
)  # fmt: skip
_META_MODIFIED = (
    ("property", "article:modified_time"), ("property", "og:updated_time"), ("itemprop", "datemodified"), ("name", "datemodified"),
    ("name", "last-modified"), ("name", "lastmod"), ("name", "dcterms.modified"), ("name", "revised"),
)  # fmt: skip
_META_TITLE = (("property", "og:title"), ("name", "twitter:title"), ("name", "dc.title"))
_META_SOURCE = (
    ("property", "og:site_name"),
    ("name", "application-name"),
    ("name", "dc.publisher"),
    ("name", "apple-mobile-web-app-title"),
)
_META_AUTHOR = (("name", "author"), ("property", "article:author"), ("name", "parsely-author"), ("name", "dc.creator"), ("name", "byl"))
_META_LANGUAGE = (("property", "og:locale"), ("name", "language"), ("name", "dc.language"), ("http-equiv", "content-language"))

_URL_DAY = re.compile(r"/(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)|/(\d{4})-(\d{2})-(\d{2})(?:[-/]|$)|[/-](\d{4})(\d{2})(\d{2})(?:[-/]|$)")
_BYLINE = re.compile(r"^(?:by|von|par|por|di)\s+", re.IGNORECASE)


class Published(NamedTuple):
    """A publication date and where it comes from: json-ld, meta, url or page (seen on the page, not stated as such)."""

    at: str
    origin: str


def read(data: bytes, known: Known, charset: str | None = None) -> Parts:
    """The article of the page, or why there is none; never takes longer than the worker's limit."""
    try:
        yield "", worker.read_page(data, known, charset)
    except BadInput as error:
        yield "", error


def page_record(data: bytes, known: Known, charset: str | None = None) -> Record:
    """The record of a page, read here and now. Raises BadInput when no article text is found."""
    tree = _parsed(decoded(data, charset))
    stated = linked.from_scripts(list(_scripts(tree)), known.url)
    url = _address(tree, stated, known.url)
    metas = _metas(tree)
    published = _stated_day(tree, metas, stated, known.today)
    _strip(tree, _TAKEN_OUT)
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise BadInput(f"the page has more than {MAX_ELEMENTS:,} elements: save the article alone and hand that in")
    titles = [stated.headline, _first(metas, _META_TITLE), *_headings(tree)]
    if published is None and "published_at" not in known.details:
        published = _seen_day(tree, url, known.today)
    source = stated.source or _first(metas, _META_SOURCE)
    title, author = _title(titles, source), stated.author or _author(tree, metas)
    return made(
        _text(tree, stated.body, title, author),
        title=title,
        url=url,
        source=source or (None if "source" in known.details else site(url)),
        author=author,
        language=_language(tree, metas, stated),
        published_at=published.at if published else None,
        published_from=published.origin if published else None,
        updated_at=stated.modified or _first_moment(metas, _META_MODIFIED),
    )


# -- the tree -----------------------------------------------------------------------------------------------------------


def _parsed(text: str) -> HtmlElement:
    from lxml import html
    from lxml.etree import LxmlError

    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text[:1000]) + text[1000:]  # lxml refuses a declared encoding in decoded text
    if body.strip() and not re.search(r"<[a-zA-Z!]", body):
        raise BadInput("this is no page: there is no HTML tag in it")
    try:
        tree = html.document_fromstring(body.replace("\0", "")) if body.strip() else None
    except (LxmlError, ValueError):
        tree = None
    if tree is None or not tree.xpath("//body//text()[normalize-space()]|//script"):
        raise BadInput("the page is empty")
    return tree


def _strip(tree: HtmlElement, path: str) -> None:
    """Take out what `path` finds; text behind it stays."""
    for element in tree.xpath(path):
        if element.getparent() is not None:
            element.drop_tree()


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.xpath("//script[@type]"):
        if script.get("type", "").split(";")[0].strip().lower() == "application/ld+json" and script.text:
            yield script.text


def _metas(tree: HtmlElement) -> dict[tuple[str, str], str]:
    """(attribute, lower-case value) → content of every <meta>, the first of each; itemprop counts on any element."""
    found: dict[tuple[str, str], str] = {}
    for element in tree.xpath("//meta[@content]"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            value = element.get(attribute)
            if value:
                found.setdefault((attribute, value.strip().lower()), element.get("content"))
    return found


def _first(metas: dict[tuple[str, str], str], wanted: Iterable[tuple[str, str]]) -> str | None:
    return next((clean for key in wanted if key in metas and (clean := line(metas[key]))), None)


def _first_moment(metas: dict[tuple[str, str], str], wanted: Iterable[tuple[str, str]]) -> str | None:
    return next((found for key in wanted if key in metas and (found := moment(metas[key]))), None)


# -- dates --------------------------------------------------------------------------------------------------------------


def _stated_day(tree: HtmlElement, metas: dict[tuple[str, str], str], stated: Linked, today: dt.date) -> Published | None:
    """What the page says is its publication date; a day after `today` is an expiry or a slip and not believed."""
    meta = (found for key in _META_PUBLISHED if key in metas and (found := moment(metas[key])))
    marked = (found for text in _marked_dates(tree) if (found := moment(text)))
    for origin, candidates in (("json-ld", [stated.published]), ("meta", meta), ("meta", marked)):
        for at in candidates:
            if at and day_of(at) <= today + dt.timedelta(days=1):
                return Published(at, origin)
    return None


def _marked_dates(tree: HtmlElement) -> Iterator[str]:
    """Microdata and <time pubdate>: marked in the page's body as its publication date."""
    lower = "translate(@itemprop, 'DP', 'dp')"
    for element in tree.xpath(f"//*[{lower}='datepublished']|//time[@pubdate]|//time[contains(@class, 'published')]"):
        yield element.get("datetime") or element.get("content") or element.text_content()[:100]


def _seen_day(tree: HtmlElement, url: str | None, today: dt.date) -> Published | None:
    """The day in the address, else the likeliest one on the page."""
    in_url = _url_day(url, today)
    if in_url:
        return Published(in_url, "url")
    from htmldate import find_date

    seen = _copy(tree)
    _strip(seen, "//nav|//aside|//footer|//link[@rel='canonical']")
    _drop_sides(seen)
    found = _quietly(lambda: find_date(seen, original_date=True, min_date=_EARLIEST, max_date=today.isoformat()))
    return Published(found, "page") if found else None


def _url_day(url: str | None, today: dt.date) -> str | None:
    for match in _URL_DAY.finditer(urlsplit(url).path if url else ""):
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if dt.date.fromisoformat(_EARLIEST) <= found <= today:
            return found.isoformat()
    return None


# -- the rest of the metadata -------------------------------------------------------------------------------------------


def _address(tree: HtmlElement, stated: Linked, known: str | None) -> str | None:
    """The canonical address; on a page whose address is known it must be of the same site, or a page could pose as another's."""
    links = [
        *tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href"),
        *tree.xpath("//meta[@property='og:url']/@content"),
    ]
    for link in [*links[:4], stated.url]:
        url = _joined(known, link) if link else None
        if followable(url) and (known is None or site(url) == site(known)):
            return url
    return known


def _joined(base: str | None, link: str) -> str | None:
    try:
        return urljoin(base or "", link.strip())
    except ValueError:
        return None


def _headings(tree: HtmlElement) -> Iterator[str | None]:
    for path in ("//article//h1", "//h1", "//head/title", "//article//h2"):
        for element in tree.xpath(path)[:1]:
            yield line(element.text_content())


def _title(candidates: Iterable[str | None], source: str | None) -> str | None:
    """The first there is, without the outlet's name behind it ("… | Harbour News")."""
    title = next((one for one in candidates if one), None)
    if title and source:
        short = re.sub(rf"\s*(?:[|–—·»:-]|::)\s*{re.escape(source)}\s*\Z", "", title, flags=re.IGNORECASE)
        return short or title
    return title


def _author(tree: HtmlElement, metas: dict[tuple[str, str], str]) -> str | None:
    stated = _first(metas, _META_AUTHOR)
    if stated and not stated.startswith("http"):
        return stated
    path = "//*[@rel='author' or @itemprop='author' or contains(concat(' ', @class, ' '), ' author ') or contains(concat(' ', @class, ' '), ' byline ')]"
    names = (line(element.text_content(), 200) for element in tree.xpath(path)[:5])
    return next(
        (clean for name in names if name and len(name) < 80 and (clean := _BYLINE.sub("", name)) and not re.search(r"\d{4}", clean)), None
    )


def _language(tree: HtmlElement, metas: dict[tuple[str, str], str], stated: Linked) -> str | None:
    found = stated.language or tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or _first(metas, _META_LANGUAGE)
    tag = (found or "").split(",")[0].strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else None


# -- the text -----------------------------------------------------------------------------------------------------------


def _text(tree: HtmlElement, stated: str | None, title: str | None, author: str | None) -> str:
    """The main text, paragraphs apart by a blank line, without headline and byline. Raises BadInput when there is none."""
    found = _extracted(tree)
    if stated and _lacks(found, stated):
        found = stated
    paragraphs = [one.strip() for one in without_chrome(found).split("\n\n") if one.strip()]
    while len(paragraphs) > 1 and ((title and _same(paragraphs[0], title)) or (author and _same(_BYLINE.sub("", paragraphs[0]), author))):
        del paragraphs[0]
    text = "\n\n".join(paragraphs)
    if not any(char.isalnum() for char in text):
        raise BadInput("no article text was found on the page (is it drawn by scripts?): hand in the text itself")
    return text


def _extracted(tree: HtmlElement) -> str:
    from trafilatura import bare_extraction

    for prepare in (_drop_sides, lambda kept: None):  # should a layout be named so oddly that nothing is left, all of it is read
        copy = _copy(tree)
        prepare(copy)
        document = _quietly(lambda: bare_extraction(copy, include_comments=False, include_tables=True))  # noqa: B023  # used at once
        text = getattr(document, "text", None) or ""
        if any(char.isalnum() for char in text):
            blocks_text = _blocks_of(copy) if len(text) < _SHORT and "\n" not in text.strip() else ""
            return blocks_text if blocks_text and not _lacks(text, blocks_text) else _paragraphs(text)
    return _blocks_of(tree)


def _blocks_of(tree: HtmlElement) -> str:
    """The paragraphs of the marked body, <article>, <main> or all: for pages too short to tell text from furniture."""
    from lxml import html

    for path in ("//*[@itemprop='articleBody']", "//article", "//main", "//body"):
        for element in tree.xpath(path)[:1]:
            text = "\n\n".join(filter(None, (" ".join(one.text_content().split()) for one in element.xpath(".//p"))))
            if text:
                return text
            if path == "//article":
                return blocks.fragment_text(html.tostring(element, encoding="unicode"))
    return ""


def _paragraphs(text: str) -> str:
    """trafilatura ends a block with one line end; items of a list and rows of a table stay together, other blocks get a blank line."""
    lines = [one.rstrip() for one in text.splitlines() if one.strip()]
    joined = ""
    for before, after in zip(["", *lines], lines, strict=False):
        together = before[:2] == after[:2] == "- " or (before[-1:] == "|" and after[:1] == "|")
        joined += (("\n" if together else "\n\n") if before else "") + after
    return joined


def _drop_sides(tree: HtmlElement) -> None:
    """Take out menus, and banners, boxes and bars by the names that layouts give them, unless they may be the article itself."""
    whole = len(tree.text_content())
    _strip(tree, "//nav|//footer[not(ancestor::article)]")
    for element in tree.xpath("|".join(f"//{tag}[@id or @class]" for tag in _SIDE_TAGS)):
        names = re.split(r"[\s_]+|--", f"{element.get('id', '')} {element.get('class', '')}".lower())
        named = any(name in _SIDE_WORDS or name.startswith(one) or name.endswith(f"-{one}") for name in names for one in _SIDE_NAMES)
        if named and element.getparent() is not None and not element.xpath(".//h1") and _is_aside(element, whole):
            element.drop_tree()


def _is_aside(element: HtmlElement, whole: int) -> bool:
    """It is small, or a list of links: class="paywall-content" may well hold the article."""
    size = len(element.text_content())
    return size < _SIDE_SHARE * whole or len(element.xpath(".//a[@href]")) * _LINK_EVERY > size


def _lacks(found: str, stated: str) -> bool:
    words, there = Counter(stated.casefold().split()), Counter(found.casefold().split())
    return (words - there).total() > _MISSING * words.total()


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _copy(tree: HtmlElement) -> HtmlElement:
    from copy import deepcopy

    return deepcopy(tree)


def _quietly(work: Callable[[], _T]) -> _T | None:
    """What `work` gives, None when the library fails on a page; its own log lines are of no use to the reader of ours."""
    logging.disable(logging.CRITICAL)
    try:
        return work()
    except Exception:  # third-party code on hostile input: whatever it raises means "nothing found"
        return None
    finally:
        logging.disable(logging.NOTSET)
