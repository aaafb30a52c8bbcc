"""Markdown with front matter (YAML between `---`, TOML between `+++`) → an article record; the text is what stands below, as it is.

The only module that imports yaml. Every value is read as a string, so `date: 2023-05-02` and `title: 2023` mean what they look like.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from index.errors import BadInput
from index.formats.moments import moment
from index.formats.record import Record, followable, line, made

_FENCE = re.compile(
    r"\A(?:\s*\n)?(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<matter>.*?)^(?P=mark)[ \t]*(?:\r?\n|\Z)(?:[ \t]*\r?\n)*", re.DOTALL | re.MULTILINE
)
_LONGEST = 64 * 1024

# field → the names that site generators and archives give it, the first that is there counts
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "uid", "guid"),
    "title": ("title", "headline"),
    "url": ("url", "canonical_url", "canonical", "link", "permalink", "original_url"),
    "source": ("source", "publication", "publisher", "outlet", "site", "site_name", "newspaper"),
    "author": ("author", "authors", "byline", "creator"),
    "language": ("language", "lang", "locale"),
    "published_at": ("published_at", "published", "date", "publishdate", "pubdate", "date_published", "publish_date"),
    "updated_at": ("updated_at", "updated", "lastmod", "modified", "last_modified", "date_modified"),
}
_DATES = ("published_at", "updated_at")


def split(text: str) -> tuple[Record, str] | None:
    """(metadata, text below), or None when there is no front matter. Raises BadInput when there is some that cannot be read.

    A text between two rules that is no list of names and values is no front matter.
    """
    match = _FENCE.match(text[: _LONGEST * 2])
    if match is None:
        return None
    matter = _toml(match["matter"]) if match["mark"] == "+++" else _yaml(match["matter"])
    if matter is None:
        return None
    known = {str(name).lower().replace("-", "_"): value for name, value in matter.items()}
    found: dict[str, object] = {}
    for field, names in _NAMES.items():
        value = next((clean for name in names if (clean := _plain(known.get(name)))), None)
        if value and field in _DATES:
            found[field] = _day(value, next(name for name in names if _plain(known.get(name))))
        elif value and not (field == "url" and not followable(value)):  # permalinks are often paths
            found[field] = value
    below = text[match.end() :]
    record = made("x", **found, published_from="front matter")
    del record["text"]
    return record, below


def _day(value: str, name: str) -> str:
    found = moment(value)
    if found is None:
        raise BadInput(f"the front matter's `{name}` is {value[:40]!r}, which is not a certain date: write it as 2023-05-04", field=name)
    return found


def _plain(value: object) -> str | None:
    """A string; a list of strings or of {"name": …} joined by commas."""
    if isinstance(value, list):
        return ", ".join(filter(None, (_plain(one) for one in value[:20] if not isinstance(one, list)))) or None
    if isinstance(value, Mapping):
        return line(value.get("name"))
    return line(value)


def _yaml(matter: str) -> Mapping[object, object] | None:
    import yaml

    if len(matter) > _LONGEST:
        raise BadInput(f"the front matter has {len(matter):,} characters; at most {_LONGEST:,} are read")
    try:
        value = yaml.load(matter, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes strings, lists and dicts only
    except (yaml.YAMLError, RecursionError) as error:
        if not re.match(r"\s*[\w-]+\s*:", matter):
            return None
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 2}" if mark is not None else ""
        raise BadInput(f"the front matter is not valid YAML{place}: {getattr(error, 'problem', None) or 'too deep'}") from error
    return value if isinstance(value, dict) else None


def _toml(matter: str) -> Mapping[object, object] | None:
    try:
        value = tomllib.loads(matter.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if not re.match(r"\s*[\w-]+\s*=", matter):
            return None
        raise BadInput(f"the front matter is not valid TOML: {error}") from error
    return {
        name: one if isinstance(one, (str, list, dict)) else one.isoformat() if hasattr(one, "isoformat") else str(one)
        for name, one in value.items()
    }
