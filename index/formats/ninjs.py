"""IPTC ninjs (1.x, 2.x and 3.x, one JSON item) → an article record, with its publication status and embargo.

https://iptc.org/standards/ninjs/: 1.x has `headline` and `body_text`, 2.x lists `headlines` and `bodies` with their content types.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.errors import BadInput
from index.formats import blocks
from index.formats.moments import moment
from index.formats.record import Record, followable, line, made

_MARKS = frozenset(
    "versioncreated firstcreated pubstatus body_text body_xhtml bodies headlines copyrightholder infosources embargoed ednote altids "
    "representationtype".split()
)
_USABLE = "usable"


def is_ninjs(value: object) -> bool:
    """True for an object with a `uri` and at least two of ninjs' own names."""
    return isinstance(value, Mapping) and "uri" in value and len(_MARKS & value.keys()) >= 2 and "text" not in value


def record(item: Mapping[str, object]) -> Record:
    """The article of one ninjs item. Raises BadInput when it has no text."""
    status = (line(item.get("pubstatus")) or _USABLE).lower()
    uri = line(item.get("uri"), 2000)
    text = _text(item)
    if not text and status != _USABLE:  # a kill notice takes its article back and needs no text for that
        text = line(item.get("ednote")) or line(item.get("headline")) or _best(item.get("headlines")) or status
    if not text:
        raise BadInput(f"the item {uri!r} has no text: `body_text` or `bodies` is needed", field="bodies")
    first, version = _moment(item, "firstcreated") or _moment(item, "contentcreated"), _moment(item, "versioncreated")
    published = first or version
    address = followable(uri)
    return made(
        text,
        id=None if address else uri,
        url=uri if address else None,
        title=line(item.get("headline")) or _best(item.get("headlines")) or line(item.get("title")),
        source=_source(item),
        author=line(item.get("byline")) or line(item.get("by")) or _names(item.get("people")),
        language=item.get("language"),
        published_at=published,
        published_from="ninjs",
        updated_at=version if version != published else None,
        pubstatus=status if status != _USABLE else None,
        embargoed_until=_moment(item, "embargoed"),
    )


def _text(item: Mapping[str, object]) -> str:
    plain = _string(item.get("body_text"))
    if plain:
        return plain
    bodies = [one for one in _list(item.get("bodies")) if isinstance(one, Mapping)]
    for body in sorted(bodies, key=lambda one: (_string(one.get("role")) not in ("", "main"), "html" in _string(one.get("contenttype")))):
        value = _string(body.get("value"))
        if value:
            markup = "html" in _string(body.get("contenttype")) or "xml" in _string(body.get("contenttype"))
            return blocks.fragment_text(value) if markup else value
    return blocks.fragment_text(_string(item.get("body_xhtml")))


def _best(values: object) -> str | None:
    """The main one of a list of {"role"?, "value"}."""
    options = [one for one in _list(values) if isinstance(one, Mapping)]
    return next((line(one.get("value")) for one in sorted(options, key=lambda one: _string(one.get("role")) not in ("", "main"))), None)


def _source(item: Mapping[str, object]) -> str | None:
    for one in (item.get("source"), *(_list(item.get("infosources"))), item.get("copyrightholder")):
        name = line(one.get("name") or one.get("literal") or one.get("title"), 200) if isinstance(one, Mapping) else line(one, 200)
        if name:
            return name
    return None


def _names(people: object) -> str | None:
    names = [line(one.get("name"), 200) for one in _list(people) if isinstance(one, Mapping) and "author" in _string(one.get("rel"))]
    return ", ".join(name for name in names if name) or None


def _moment(item: Mapping[str, object], name: str) -> str | None:
    return moment(_string(item.get(name)))


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
