"""What a format found out about an article → a record that `index.records.read_article` takes.

Metadata on a page is not the reader's to mend, so a title that is too long is cut and an address that nobody may follow is left out,
where the same in a hand-written record would be an error.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from index.errors import BadInput

Record = dict[str, object]
Part = tuple[str, Record | BadInput]
Parts = Iterator[Part]

_LIMITS = {"id": 512, "title": 1000, "source": 200, "author": 500, "language": 35, "published_from": 200, "url": 2000}
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\ufeff]")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the bytes: the day they were read, and what the user or the fetch says (url, source, published_at …).

    A statement of the page wins over it, a guess does not.
    """

    today: dt.date
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def url(self) -> str | None:
        """Where the bytes came from."""
        url = self.details.get("url")
        return url if isinstance(url, str) else None


def made(text: str, **found: object) -> Record:
    """The record of `text` with the metadata that can be used; names whose value is None or blank are left out."""
    record: Record = {"text": _UNWANTED.sub("", text)}
    for name, value in found.items():
        clean = line(value, _LIMITS.get(name, 100))
        if clean and not (name == "url" and not followable(clean)):
            record[name] = clean
    if "published_at" not in record:
        record.pop("published_from", None)
    return record


def line(value: object, limit: int = 1000) -> str | None:
    """A string on one line without control characters or HTML entities, cut to `limit` code points; None when nothing is left."""
    if not isinstance(value, str):
        return None
    text = " ".join(_UNWANTED.sub("", html.unescape(value[: 4 * limit])).split())
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text or None


def followable(url: str | None) -> bool:
    """True for an http or https address with a host and without white space, quotes or credentials."""
    if not url or len(url) > _LIMITS["url"] or re.search(r"[\s\"'<>\\^`{|}]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None and (parts.port or 1) > 0
    except ValueError:
        return False


def site(url: str | None) -> str | None:
    """The host of an address without `www.`, `m.` or `amp.`: what stays the same between the editions of one page."""
    if not followable(url):
        return None
    host = urlsplit(url or "").hostname or ""
    return re.sub(r"^(?:www|m|mobile|amp)\.(?=.*\.)", "", host)
