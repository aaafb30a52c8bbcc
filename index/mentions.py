"""Date mentions ↔ the JSON text that the catalog keeps beside each version."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence

from index.dates import DateMention

_DAYS = ("earliest", "latest")


def mentions_to_json(mentions: Sequence[DateMention]) -> str:
    """A JSON list, one object per mention, days as ISO dates."""
    return json.dumps([dataclasses.asdict(mention) for mention in mentions], ensure_ascii=False, default=dt.date.isoformat)


def mentions_from_json(text: str, start: int = 0, end: int | None = None) -> tuple[DateMention, ...]:
    """The mentions that `mentions_to_json` wrote, of those only what lies from `start` to `end` of the article."""
    rows = [row for row in json.loads(text) if row["start"] >= start and (end is None or row["end"] <= end)]
    return tuple(DateMention(**{**row, **{name: row[name] and dt.date.fromisoformat(row[name]) for name in _DAYS}}) for row in rows)
