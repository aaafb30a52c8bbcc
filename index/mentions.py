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


def mentions_from_json(text: str) -> tuple[DateMention, ...]:
    """The mentions that `mentions_to_json` wrote."""
    return tuple(
        DateMention(**{**row, **{name: row[name] and dt.date.fromisoformat(row[name]) for name in _DAYS}}) for row in json.loads(text)
    )
