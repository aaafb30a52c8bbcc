"""One article record (JSON object) → Article, or BadInput that names the field, what is wrong and the fix."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from index.errors import BadInput
from index.model import Article
from index.publication import published

MAX_TEXT_BYTES = 2 * 2**20
"""UTF-8 bytes of one article's text; the longest newspaper texts stay far below."""

FIRST_YEAR, LAST_YEAR = 1600, 2200  # newspapers begin in 1605
_AHEAD = dt.timedelta(days=366)  # a planned date may lie a little ahead; more is a slip

_LIMITS = {"id": 512, "title": 1000, "url": 2000, "source": 200, "author": 500, "language": 35, "published_from": 200}
_MOMENTS = ("published_at", "updated_at", "embargoed_until")
_STATUSES = ("usable", "canceled", "withheld")
_FIELDS = frozenset({*_LIMITS, *_MOMENTS, "text", "pubstatus"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|mc_[ce]id)=", re.IGNORECASE)


def read_article(record: object, *, today: dt.date, file_name: str | None = None) -> Article:
    """The article that a record describes; a publication date that it does not state is read off its text, address or file name.

    `today` bounds publication dates only. Raises BadInput with `field` set.
    """
    if not isinstance(record, Mapping):
        raise BadInput("an article is a JSON object with at least a `text`")
    unknown = sorted(str(name) for name in record if name not in _FIELDS)
    if unknown:
        raise BadInput(f"unknown field {unknown[0]!r}: the fields are {', '.join(sorted(_FIELDS))}", field=unknown[0][:60])
    text = _text(record.get("text"))
    fields = {name: _line(name, record.get(name), limit) for name, limit in _LIMITS.items()}
    for name in _MOMENTS:
        fields[name] = _moment(name, record.get(name), today)
    fields["pubstatus"] = _status(record.get("pubstatus"))
    fields["url"] = _url(fields["url"])
    if fields["published_at"]:
        fields["published_from"] = fields["published_from"] or "metadata"
    elif told := published(text, fields["url"], file_name, today):
        fields["published_at"], fields["published_from"] = told[0].isoformat(), told[1]
    else:
        fields["published_from"] = None
    identity = fields.pop("id") or derived_id(fields["url"], fields["title"], text)
    return Article(id=identity, text=text, file_name=file_name, **fields)


def read_text(text: str, details: Mapping[str, object], *, today: dt.date, file_name: str | None = None) -> Article:
    """A plain text article: its first non-empty line is the title unless `details` names one."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    title = _CONTROL.sub("", re.sub(r"^#+\s*", "", first))[: _LIMITS["title"]] or None
    return read_article({"title": title, **details, "text": text}, today=today, file_name=file_name)


def derived_id(url: str | None, title: str | None, text: str) -> str:
    """The id of an article that came without one: from its canonical URL, else from its content."""
    if url:
        return "u-" + hashlib.sha256(canonical_url(url).encode()).hexdigest()[:16]
    return "c-" + hashlib.sha256(f"{title or ''}\0{text}".encode()).hexdigest()[:16]


def canonical_url(url: str) -> str:
    """The same page under one name: lower-case host, no fragment, default port, `www.`, tracking parameters or trailing slash."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair))
    return urlunsplit(("https", host + port, parts.path.rstrip("/"), query, ""))


def _text(value: object) -> str:
    if value is None:
        raise BadInput("the article has no `text`", field="text")
    if not isinstance(value, str):
        raise BadInput(f"`text` must be a string, not {_kind(value)}", field="text")
    unstorable = _UNSTORABLE.search(value)
    if unstorable:
        raise BadInput(f"`text` holds {_sign(unstorable[0])} at character {unstorable.start()}, which no article text has", field="text")
    size = len(value.encode())
    if size > MAX_TEXT_BYTES:
        raise BadInput(f"`text` has {size:,} bytes; at most {MAX_TEXT_BYTES:,} are taken: split the article", field="text")
    if not any(char.isalnum() for char in value):
        raise BadInput("`text` is empty: it has no letter or digit", field="text")
    return value


def _line(name: str, value: object, limit: int) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadInput(f"`{name}` must be a string, not {_kind(value)}", field=name)
    if _UNSTORABLE.search(value) or _CONTROL.search(value):
        raise BadInput(f"`{name}` holds a control character", field=name)
    line = " ".join(value.split())
    if len(line) > limit:
        raise BadInput(f"`{name}` has {len(line)} characters; at most {limit} are taken", field=name)
    return line or None


def _moment(name: str, value: object, today: dt.date) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadInput(f'`{name}` must be a string such as "2023-05-04", not {_kind(value)}', field=name)
    text = value.strip()
    try:
        day = dt.date.fromisoformat(text) if _DAY.match(text) else dt.datetime.fromisoformat(text).date()
    except ValueError as error:
        reason = f"`{name}` is {text[:40]!r}, which is not a date: ISO 8601 is needed, such as 2023-05-04 or 2023-05-04T10:00:00Z"
        raise BadInput(reason, field=name) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(f"`{name}` is in the year {day.year}; {FIRST_YEAR} to {LAST_YEAR} is taken", field=name)
    if day - today > _AHEAD:
        raise BadInput(f"`{name}` is {day}, more than a year from now: check the date", field=name)
    return text if _DAY.match(text) else dt.datetime.fromisoformat(text).isoformat()


def _status(value: object) -> str | None:
    if value is None or value in _STATUSES:
        return value
    raise BadInput(f"`pubstatus` is {str(value)[:40]!r}; it is one of {', '.join(_STATUSES)}", field="pubstatus")


def _url(url: str | None) -> str | None:
    """The URL when it is one that a reader may follow: http or https with a host; raises BadInput otherwise."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        acceptable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None and (parts.port or 1) > 0
    except ValueError:
        acceptable = False
    if not acceptable or re.search(r"[\s\"'<>\\^`{|}]", url):
        raise BadInput(f"`url` is {url[:80]!r}; a plain http or https address is needed", field="url")
    return url


def _sign(char: str) -> str:
    return "half of a surrogate pair" if "\ud800" <= char <= "\udfff" else unicodedata.name(char, f"U+{ord(char):04X}")


def _kind(value: object) -> str:
    return {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}.get(
        type(value), type(value).__name__
    )
