"""JSON-LD and schema.org JSON → what it says of the article: dates, headline, publisher, authors, language, address, body.

Used for `<script type="application/ld+json">` in a page and for NewsArticle JSON files. `@graph` and references by `@id` are followed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.errors import BadInput
from index.formats import blocks
from index.formats.moments import moment
from index.formats.record import Record, followable, line, made

_NEWS = frozenset(
    "NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle ReportageNewsArticle ReviewNewsArticle "
    "LiveBlogPosting".split()
)
_TYPES = _NEWS | frozenset("Article BlogPosting SocialMediaPosting Report ScholarlyArticle TechArticle AdvertiserContentArticle".split())
_PAGES = frozenset("WebPage ItemPage".split())
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "item", "about")  # where the article of a page may stand
_MOST_NODES = 2000
_WRAPPING = re.compile(
    r"\A\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)\s*\Z"
)
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_MODIFIED = re.compile(r'"dateModified"\s*:\s*"([^"]{8,40})"')


@dataclass(frozen=True, slots=True)
class Linked:
    """What one article node states; each is None where it does not."""

    published: str | None = None
    modified: str | None = None
    headline: str | None = None
    source: str | None = None
    author: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None


def from_scripts(scripts: Sequence[str], url: str | None) -> Linked:
    """What the JSON-LD scripts of a page say of its article; `url` chooses among several.

    A script that is not JSON (a comma too many is common) still gives its dates when there is only one of each.
    """
    values, broken = [], []
    for script in scripts:
        try:
            values.append(_loads(script))
        except (ValueError, RecursionError):
            broken.append(script)
    node = _chosen(list(_nodes(values)), url)
    if node is not None:
        return node
    published, modified = ({one for script in broken for one in pattern.findall(script)} for pattern in (_PUBLISHED, _MODIFIED))
    return Linked(
        published=_moment(published.pop()) if len(published) == 1 else None,
        modified=_moment(modified.pop()) if len(modified) == 1 else None,
    )


def is_schema_org(value: object) -> bool:
    """True for JSON that says by `@context`, `@graph` or `@type` that it is linked data."""
    return isinstance(value, Mapping) and any(name in value for name in ("@graph", "@type"))


def records(value: object) -> Iterator[Record | BadInput]:
    """The articles of a schema.org document; BadInput for one that has no `articleBody`, or when there is none at all."""
    found = False
    for kind, node in _nodes([value]):
        if not kind & _TYPES:
            continue
        found = True
        if node.body is None:
            yield BadInput(f"the {min(kind & _TYPES)} {node.headline or node.url or ''!r} has no `articleBody`", field="articleBody")
            continue
        yield made(
            node.body, title=node.headline, url=node.url, source=node.source, author=node.author, language=node.language,
            published_at=node.published, published_from="json-ld", updated_at=node.modified,
        )  # fmt: skip
    if not found:
        yield BadInput(f"no article in this linked data: a node with @type {', '.join(sorted(_NEWS)[:3])} … is needed", field="@type")


def _loads(script: str) -> object:
    text = script
    while (bare := _WRAPPING.sub("", text).strip()) != text:
        text = bare
    return json.loads(text, strict=False)


def _chosen(nodes: list[tuple[frozenset[str], Linked]], url: str | None) -> Linked | None:
    """The node of the page's own article: by address, else the first news article, else any article; a page's dates when there is none."""
    articles = [(kind, node) for kind, node in nodes if kind & _TYPES]
    if not articles:
        return next((Linked(node.published, node.modified) for kind, node in nodes if kind & _PAGES and node.published), None)
    return max(
        articles, key=lambda one: (url is not None and one[1].url == url, bool(one[0] & _NEWS), one[1].published is not None)
    )[1]  # fmt: skip


def _nodes(values: Sequence[object]) -> Iterator[tuple[frozenset[str], Linked]]:
    """Every typed node at the top, in lists and in the places where a page's article stands, in document order."""
    found: list[Mapping[str, object]] = []
    waiting: list[object] = list(reversed(values))
    visited = 0
    while waiting and visited < _MOST_NODES:
        visited += 1
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value[:_MOST_NODES]))
        elif isinstance(value, Mapping):
            found.append(value)
            waiting.extend(value[name] for name in reversed(_INNER) if isinstance(value.get(name), (list, Mapping)))
    by_id = {str(node["@id"]): node for node in found if "@id" in node and len(node) > 1}
    for node in found:
        kind = frozenset(str(one).rpartition("/")[2] for one in _list(node.get("@type")))
        if kind:
            yield kind, _read(node, by_id)


def _read(node: Mapping[str, object], by_id: Mapping[str, Mapping[str, object]]) -> Linked:
    return Linked(
        published=_moment(_value(node.get("datePublished")) or _value(node.get("dateCreated"))),
        modified=_moment(_value(node.get("dateModified"))),
        headline=line(_value(node.get("headline")) or _value(node.get("name"))),
        source=_names(node.get("publisher"), by_id, most=1) or _names(node.get("sourceOrganization"), by_id, most=1),
        author=_names(node.get("author") or node.get("creator"), by_id, most=10),
        language=line(_value(node.get("inLanguage")), 35),
        url=_address(node),
        body=_body(_value(node.get("articleBody"))) or _live(node),
    )


def _live(node: Mapping[str, object]) -> str | None:
    """A live blog's text: its updates, in the order they stand."""
    updates = [one for one in _list(node.get("liveBlogUpdate")) if isinstance(one, Mapping)]
    texts = [part for one in updates for part in (line(_value(one.get("headline"))), _body(_value(one.get("articleBody")))) if part]
    return "\n\n".join(texts) or None


def _body(text: str | None) -> str | None:
    if text is None:
        return None
    return (blocks.fragment_text(text) if blocks.looks_like_html(text) else html.unescape(text).strip()) or None


def _address(node: Mapping[str, object]) -> str | None:
    page = node.get("mainEntityOfPage")
    candidates = [node.get("url"), page, page.get("@id") if isinstance(page, Mapping) else None, node.get("@id")]
    urls = (line(_value(one), 2000) for one in candidates)
    return next((url for url in urls if url and followable(url) and "#" not in url), None)


def _names(value: object, by_id: Mapping[str, Mapping[str, object]], most: int) -> str | None:
    """The names of persons or organisations, given as strings, objects or references, each once."""
    names: dict[str, None] = {}
    for one in _list(value)[:50]:
        node = by_id.get(str(one.get("@id")), one) if isinstance(one, Mapping) and "name" not in one else one
        for name in _list(node.get("name") if isinstance(node, Mapping) else node):
            clean = line(name, 200)
            if clean and not clean.startswith(("http://", "https://")):
                names[clean] = None
    return ", ".join(list(names)[:most]) or None


def _value(value: object) -> str | None:
    """A string, the `@value` or `@id`-less first string of what stands there."""
    for one in _list(value):
        if isinstance(one, Mapping):
            one = one.get("@value", one.get("name"))
        if isinstance(one, str) and one.strip():
            return one
    return None


def _moment(text: str | None) -> str | None:
    return moment(text) if text else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]
