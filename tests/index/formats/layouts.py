"""Known articles → pages as different sites make them: a function for each layout, with what its page states and where.

All templates are written here, after no site in particular; the furniture is what news pages put around their text.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """An article as its author knows it."""

    title: str
    paragraphs: tuple[str, ...]
    published: str  # ISO 8601 day
    author: str = "Ilse Marren"
    source: str = "Harbour News"
    url: str = "https://news.example/world/ferry-runs-again"
    language: str = "en"

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def long_day(self) -> str:
        import datetime as dt

        day = dt.date.fromisoformat(self.published)
        return f"{day.day} {day:%B} {day.year}"


@dataclass(frozen=True)
class Layout:
    """One make of page: `origin` is where its publication date has to be found, None when the page states none."""

    name: str
    page: Callable[[Story], str]
    origin: str | None


NAV = (
    '<header class="site-header"><a href="/" class="logo">Harbour News</a><nav><ul><li><a href="/world">World</a></li>'
    '<li><a href="/sport">Sport</a></li><li><a href="/money">Business</a></li><li><a href="/tv">Television</a></li></ul></nav></header>'
)
COOKIES = (
    '<div id="cookie-consent" class="cookie-banner"><p>We and our 743 partners store and read information on your device, such as cookies. '
    "You can accept or manage your choices at any time in the settings.</p><button>Accept all</button><button>Reject</button></div>"
)
FOOTER = (
    '<footer><ul><li><a href="/about">About us</a></li><li><a href="/terms">Terms of use</a></li><li><a href="/privacy">Privacy</a></li></ul>'
    "<p>Copyright 2026 The Harbour Press Ltd. All rights reserved. Registered at 14 Quay Street.</p></footer>"
)
RELATED = (
    '<aside class="related-stories"><h2>Related stories</h2><ul><li><a href="/2019/01/08/a">Lighthouse sold for one crown</a> <time datetime="2019-01-08">8 January 2019</time></li>'
    '<li><a href="/2020/11/30/b">Why the herring came back</a> <time datetime="2020-11-30">30 November 2020</time></li></ul></aside>'
)
SHARE = (
    '<div class="social-share"><a href="#">Share on Facebook</a> <a href="#">Tweet</a> <a href="#">Email</a> <a href="#">Print</a></div>'
)
SIGN_UP = (
    '<div class="newsletter-signup"><h3>The morning tide</h3><p>Get the five stories that matter in your inbox before breakfast. Sign up for our '
    'newsletter today.</p><form><input name="mail"><button>Sign up</button></form></div>'
)
COMMENTS = (
    '<section id="comments" class="comments"><h3>2 comments</h3><div class="comment"><p>First! I sailed on her in 1984 and she rolled even then, believe me.</p></div>'
    '<div class="comment"><p>Why does nobody ask what this costs the taxpayer every single year?</p></div></section>'
)


def _p(paragraphs: tuple[str, ...], opening: str = "<p>", closing: str = "</p>") -> str:
    return "\n".join(f"{opening}{html.escape(one)}{closing}" for one in paragraphs)


def _ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def _page(head: str, body: str, language: str = "en", extra: str = "") -> str:
    return f'<!doctype html>\n<html lang="{language}"{extra}><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def _node(story: Story, **more: object) -> dict[str, object]:
    return {
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": f"{story.published}T08:30:00+02:00",
        "author": {"@type": "Person", "name": story.author},
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": story.source,
            "logo": {"@type": "ImageObject", "url": "https://news.example/l.png"},
        },
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        **more,
    }


def json_ld(story: Story) -> str:
    """The common case: one JSON-LD node, semantic tags, banner, related list, comments."""
    head = f"<title>{story.title} | {story.source}</title><link rel='canonical' href='{story.url}'>" + _ld(
        {"@context": "https://schema.org", **_node(story, dateModified="2026-01-02T09:00:00Z")}
    )
    return _page(
        head,
        f"{COOKIES}{NAV}<main><article><h1>{story.title}</h1><p class='byline'>By {story.author}</p>{SHARE}{_p(story.paragraphs)}</article>{RELATED}{COMMENTS}</main>{FOOTER}",
    )


def graph(story: Story) -> str:
    """@graph with references by @id, as WordPress plugins write it; nested divs instead of <article>."""
    nodes = [
        {"@type": "WebSite", "@id": "https://news.example/#website", "name": story.source},
        {"@type": "Organization", "@id": "https://news.example/#org", "name": story.source},
        {"@type": "Person", "@id": "https://news.example/#p", "name": story.author},
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Home"}]},
        _node(story, author={"@id": "https://news.example/#p"}, publisher={"@id": "https://news.example/#org"}),
    ]
    head = f"<title>{story.title} - {story.source}</title><link rel='canonical' href='{story.url}'>" + _ld(
        {"@context": "https://schema.org", "@graph": nodes}
    )
    content = f"<div id='page' class='hfeed site'><div class='site-content'><div class='entry-header'><h1 class='entry-title'>{story.title}</h1></div><div class='entry-content'>{_p(story.paragraphs)}</div>{SHARE}</div>"
    return _page(head, f"{NAV}{content}<div id='secondary' class='widget-area'>{SIGN_UP}{RELATED}</div></div>{FOOTER}")


def listed(story: Story) -> str:
    """An array of nodes of which an ItemList of other stories is the first, and a broken second script."""
    others = {
        "@type": "ItemList",
        "itemListElement": [{"@type": "ListItem", "item": {"@type": "NewsArticle", "headline": "Old", "datePublished": "2001-01-01"}}],
    }
    head = f"<title>{story.title}</title><link rel='canonical' href='{story.url}'><meta property='og:site_name' content='{story.source}'>"
    head += (
        _ld([others, _node(story)]) + '<script type="application/ld+json">{"@type": "VideoObject", "uploadDate": "2024-09-09",}</script>'
    )
    return _page(
        head, f"{NAV}<div class='story'><h1>{story.title}</h1><div class='story-body'>{_p(story.paragraphs)}</div></div>{RELATED}{FOOTER}"
    )


def broken_ld(story: Story) -> str:
    """JSON-LD with a comma too many, wrapped in CDATA; the date in it still counts."""
    script = f'<script type="application/ld+json">//<![CDATA[\n{{"@type": "NewsArticle", "headline": "{story.title}", "datePublished": "{story.published}",}}\n//]]></script>'
    head = f"<title>{story.title}</title><meta property='og:site_name' content='{story.source}'><link rel='canonical' href='{story.url}'>{script}"
    return _page(head, f"{NAV}<article><h1>{story.title}</h1>{_p(story.paragraphs)}</article>{FOOTER}")


def open_graph(story: Story) -> str:
    """Dates in <meta> only, text in divs that are named by numbers, an author box behind."""
    head = (
        f"<title>{story.title}</title><meta property='og:title' content='{story.title}'><meta property='og:site_name' content='{story.source}'>"
        f"<meta property='article:published_time' content='{story.published}T06:00:00Z'><meta property='article:modified_time' content='2026-02-03T06:00:00Z'>"
        f"<meta name='author' content='{story.author}'><meta property='og:url' content='{story.url}'>"
    )
    box = f"<div class='author-box'><h4>About the author</h4><p>{story.author} has reported from the coast since 1998.</p></div>"
    return _page(
        head,
        f"{NAV}<div class='c-17'><h1>{story.title}</h1>{_p(story.paragraphs, '<div class=c-18><p>', '</p></div>')}</div>{SIGN_UP}{box}{FOOTER}",
    )


def microdata(story: Story) -> str:
    """itemprop marks, no script, advertisements between the paragraphs."""
    ad = '<div class="advertisement"><span>Advertisement</span><a href="/win">Win a trip to the islands</a></div>'
    text = f"\n{ad}\n".join(_p((one,)) for one in story.paragraphs)
    head = f"<title>{story.title} | {story.source}</title><link rel=canonical href='{story.url}'><meta property='og:site_name' content='{story.source}'>"
    article = (
        f"<article itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>{story.title}</h1>"
        f"<span itemprop='author'>{story.author}</span> <time itemprop='datePublished' datetime='{story.published}'>{story.long_day}</time>"
        f"<div itemprop='articleBody'>{text}</div></article>"
    )
    return _page(head, f"{COOKIES}{NAV}{article}{RELATED}{FOOTER}")


def visible_date(story: Story) -> str:
    """Nothing stated for machines: the date stands in the byline, others stand in the list of related stories."""
    head = f"<title>{story.title} – {story.source}</title><meta name='application-name' content='{story.source}'><link rel=canonical href='{story.url}'>"
    article = f"<div class='article'><h1>{story.title}</h1><div class='meta'>By {story.author} | Published: {story.long_day}</div><div class='text'>{_p(story.paragraphs)}</div></div>"
    return _page(head, f"{NAV}{article}{RELATED}{FOOTER}")


def dated_url(story: Story) -> str:
    """A weblog of old make: tables for layout, the date in the address alone, line breaks for paragraphs."""
    year, month, day = story.published.split("-")
    head = f"<title>{story.title}</title><link rel='canonical' href='https://news.example/{year}/{month}/{day}/ferry.html'><meta property='og:site_name' content='{story.source}'>"
    text = "<br><br>".join(html.escape(one) for one in story.paragraphs)
    menu = "<td width=120><a href=/a>Home</a><br><a href=/b>Archive</a><br><a href=/c>Links</a></td>"
    return _page(head, f"<table><tr>{menu}<td><h1>{story.title}</h1><div>{text}</div></td></tr></table>{FOOTER}")


def amp(story: Story) -> str:
    """Accelerated mobile page: amp tags, canonical address elsewhere on the site."""
    head = f"<title>{story.title}</title><link rel='canonical' href='{story.url}'><style amp-custom>p{{margin:0}}</style>" + _ld(
        {"@context": "http://schema.org", **_node(story)}
    )
    article = f"<article><h1>{story.title}</h1><amp-img src='/i.jpg' width=1 height=1></amp-img><amp-ad width=300 height=250></amp-ad>{_p(story.paragraphs)}</article><amp-consent id='c'><div>We use cookies to fund our work.</div></amp-consent>"
    return _page(head, f"<amp-sidebar id=s><ul><li>World</li><li>Sport</li></ul></amp-sidebar>{article}{FOOTER}", extra=" amp")


def live_blog(story: Story) -> str:
    """LiveBlogPosting: each paragraph an update with its time, the newest first in the data only."""
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Update {number}",
            "datePublished": f"{story.published}T1{number % 10}:00:00Z",
            "articleBody": one,
        }
        for number, one in enumerate(story.paragraphs)
    ]
    node = {**_node(story), "@type": "LiveBlogPosting", "liveBlogUpdate": updates, "coverageStartTime": f"{story.published}T08:00:00Z"}
    blocks = "".join(
        f"<div class='block' id='b{number}'><time datetime='{story.published}T1{number % 10}:00:00Z'>1{number % 10}:00</time><div class='block-text'><p>{html.escape(one)}</p></div></div>"
        for number, one in enumerate(story.paragraphs)
    )
    head = f"<title>{story.title} – live</title><link rel='canonical' href='{story.url}'>" + _ld({"@context": "https://schema.org", **node})
    return _page(head, f"{COOKIES}{NAV}<main><h1>{story.title}</h1><div class='live-blog'>{blocks}</div></main>{FOOTER}")


def drawn_by_script(story: Story) -> str:
    """The text is in the JSON-LD's articleBody alone; the page has an empty root and its furniture."""
    head = f"<title>{story.title} | {story.source}</title><link rel='canonical' href='{story.url}'>" + _ld(
        {"@context": "https://schema.org", **_node(story, articleBody=story.body)}
    )
    return _page(head, f"{NAV}<div id='root'><p>Please enable JavaScript to read this page.</p></div><script>window.x=1</script>{FOOTER}")


def right_to_left(story: Story) -> str:
    """dir=rtl, quotes and marks of Arabic script come through as they are."""
    head = (
        f"<title>{story.title}</title><link rel='canonical' href='{story.url}'><meta property='og:site_name' content='{story.source}'>"
        + _ld({"@context": "https://schema.org", **_node(story, inLanguage="ar")})
    )
    return _page(
        head, f"{NAV}<article dir='rtl'><h1>{story.title}</h1>{_p(story.paragraphs)}</article>{FOOTER}", language="ar", extra=" dir='rtl'"
    )


def magazine(story: Story) -> str:
    """Standfirst, pull quote, figure with caption, subheads and read-more boxes inside the text."""
    half = max(1, len(story.paragraphs) // 2)
    box = "<div class='promo read-more-box'><strong>Read more</strong><a href='/x'>Ten beaches that nobody knows</a></div>"
    head = f"<title>{story.title}</title><link rel='canonical' href='{story.url}'>" + _ld(
        {"@context": "https://schema.org", **_node(story)}
    )
    figure = "<figure><img src='/f.jpg' alt='A ferry'></figure>"
    article = f"<article><header><h1>{story.title}</h1><p class='dek-date'></p></header>{figure}{_p(story.paragraphs[:half])}{box}{_p(story.paragraphs[half:])}</article>"
    return _page(
        head,
        f"{COOKIES}{NAV}{article}<section class='most-read'><h2>Most read</h2><ol><li>One dead whale</li><li>Two live pilots</li></ol></section>{SIGN_UP}{FOOTER}",
    )


def sister_sites(story: Story) -> str:
    """Text under <section>s without <article>, a long menu, a long row of teasers with dates behind."""
    menu = "".join(f"<li><a href='/s{number}'>Section number {number}</a></li>" for number in range(60))
    teasers = "".join(
        f"<div class='teaser'><h3><a href='/t{number}'>Another story of number {number}</a></h3><p>What happened there will not be told here, only hinted at.</p><span>{1 + number} March 2018</span></div>"
        for number in range(12)
    )
    head = f"<title>{story.title} :: {story.source}</title><meta name='date' content='{story.published}'><meta property='og:site_name' content='{story.source}'><link rel='canonical' href='{story.url}'>"
    text = f"<section class='main-column'><h1>{story.title}</h1><section>{_p(story.paragraphs)}</section></section>"
    return _page(head, f"<nav><ul>{menu}</ul></nav>{text}<div class='related-grid'>{teasers}</div>{FOOTER}")


LAYOUTS = (
    Layout("json_ld", json_ld, "json-ld"),
    Layout("graph", graph, "json-ld"),
    Layout("listed", listed, "json-ld"),
    Layout("broken_ld", broken_ld, "json-ld"),
    Layout("open_graph", open_graph, "meta"),
    Layout("microdata", microdata, "meta"),
    Layout("visible_date", visible_date, "page"),
    Layout("dated_url", dated_url, "url"),
    Layout("amp", amp, "json-ld"),
    Layout("live_blog", live_blog, "json-ld"),
    Layout("drawn_by_script", drawn_by_script, "json-ld"),
    Layout("right_to_left", right_to_left, "json-ld"),
    Layout("magazine", magazine, "json-ld"),
    Layout("sister_sites", sister_sites, "meta"),
)
