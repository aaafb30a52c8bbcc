"""The bytes of an RSS or Atom feed → one article record for each entry that carries text.

The only module that imports feedparser, which is handed a stream: given a name or an address it would open it. Nothing is fetched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from index.errors import BadInput
from index.formats import blocks
from index.formats.moments import moment
from index.formats.record import Known, Parts, Record, line, made

_MAX_ENTRIES = 5000
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def is_feed(data: bytes) -> bool:
    """True when the root element is that of RSS or Atom."""
    return bool(_ROOT.search(data[:4096]))


def read(data: bytes, known: Known) -> Parts:
    """Every entry, in the order of the feed; one without text is named, the others go in."""
    if _ENTITY.search(data):
        yield "", BadInput("the feed defines entities, which no feed needs: it is not read")
        return
    if not is_feed(data):
        yield "", BadInput("this is neither RSS nor Atom: no <rss>, <feed> or <rdf:RDF> at the beginning")
        return
    import feedparser

    feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=True, sanitize_html=False)  # only text is taken from the HTML
    entries = feed.entries[:_MAX_ENTRIES]
    if not entries:
        problem = getattr(feed, "bozo_exception", None)
        yield "", BadInput(f"the feed has no entries{f' ({problem})' if problem else ''}")
    for number, entry in enumerate(entries):
        yield f"[{number}]", _entry(entry, feed.feed, known)
    if len(feed.entries) > _MAX_ENTRIES:
        yield f"[{_MAX_ENTRIES}]", BadInput(f"the feed has {len(feed.entries):,} entries; the first {_MAX_ENTRIES:,} are read")


def _entry(entry: Mapping[str, Any], feed: Mapping[str, Any], known: Known) -> Record | BadInput:
    text = max((_text(one) for one in [*entry.get("content", []), entry.get("summary_detail") or {}]), key=len, default="")
    title = line(_text(entry.get("title_detail") or {}).replace("\n", " "))
    if not any(char.isalnum() for char in text):
        return BadInput(f"the entry {title or entry.get('link', '')!r} has neither content nor summary")
    published = _moment(entry, "published")
    changed = _moment(entry, "updated")
    source = entry.get("source") or {}
    authors = [line(one.get("name"), 200) for one in entry.get("authors", []) if isinstance(one, Mapping)]
    return made(
        text,
        title=title,
        url=entry.get("link"),
        source=source.get("title") or known.details.get("source") or feed.get("title"),
        author=", ".join(dict.fromkeys(name for name in authors if name)) or entry.get("author"),
        language=(entry.get("content") or [{}])[0].get("language") or feed.get("language"),
        published_at=published or changed,
        published_from="feed" if published else "feed updated",
        updated_at=changed if published else None,
    )


def _text(part: Mapping[str, Any]) -> str:
    """The text of one content element, which may be HTML in disguise."""
    value = part.get("value") or ""
    if not isinstance(value, str):
        return ""
    if part.get("type") != "text/plain" or blocks.looks_like_html(value):
        return blocks.fragment_text(value)
    return value.strip()


def _moment(entry: Mapping[str, Any], name: str) -> str | None:
    """As it was written, with its offset; else what feedparser made of an odder form (in UTC)."""
    if name not in entry.keys():  # noqa: SIM118  # feedparser's `in` and `get` take `published` for a missing `updated`
        return None
    stated = entry.get(name)
    found = moment(stated) if isinstance(stated, str) else None
    parsed = entry.get(f"{name}_parsed")
    if found is None and parsed is not None:
        found = moment("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6]))
    return found
