"""The model of a history: what each article's stored versions are, and which of them may answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from index.model import Article

Versions = dict[str, list[Article]]
"""Each article's stored versions, oldest first."""


def in_force(versions: Iterable[Article], day: dt.date | None, asked_on: dt.date | None = None) -> Article | None:
    """The version to answer from, by replaying them: none after one that may not be used, or after one of unknown date.

    `day`: as of it; None: now, which is the beginning of `asked_on` or, without it, a moment before the end of any embargo.
    """
    now: Article | None = None
    for one in versions:
        moment = max((told for told in (one.published_at, one.updated_at) if told), default=None)
        if not one.usable or (day is not None and moment is None):
            now = None
        elif day is None or (moment is not None and moment <= day.isoformat()):
            now = one
    if now is None or not now.embargoed_until:
        return now
    if day is not None:
        return now if now.embargoed_until[:10] <= day.isoformat() else None
    return now if asked_on is not None and now.embargoed_until <= asked_on.isoformat() else None
