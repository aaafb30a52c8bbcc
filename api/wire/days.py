"""An ISO day or moment → the day as people write it."""

from __future__ import annotations

import datetime as dt


def day_in_words(moment: str | None) -> str | None:
    """ "4 May 2023" for "2023-05-04T05:00:00Z"; None for nothing, and what is no day stays as it is."""
    if not moment:
        return None
    try:
        day = dt.date.fromisoformat(moment[:10])
    except ValueError:
        return moment
    return f"{day.day} {day:%B %Y}"
