"""Stretches of time a question names, and what a passage says of its time → how well it fits them, 0..1.

A stretch is a pair of days, both included, open sides at the ends of the calendar. Publication is a weaker sign than a date in the text: an
article of May tells of April, and an old one may announce it. So nothing is excluded here, passages are only put in order.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.dates import DateMention, find_ranges
from index.model import Passage, Scores, Stretch, Version
from index.rank import READ, Ranked

TIMELY = 0.15
"""Added for a passage that fits the stretches named; the sum is scaled back to 1. docs/ranking.md, "Time in questions"."""

AFTERMATH = 60
"""Days after a stretch in which an article that comes out may still be about it."""

_PUBLISHED = 0.8  # of a fit by publication date, where the dates in the passage say less
_LATE, _BEFOREHAND = 30.0, 7.0  # days in which a fit by publication date falls to a third, after the aftermath and before the stretch
_LEAST, _MOST = 30, 3660  # days: the length of a stretch, when it tells how near a date is, is taken to lie between
_UNITS = (366, 31, 7, 1)  # days
_SLACK = 1.1  # a date up to this much longer than the unit is still one that names the unit

Located = tuple[Passage, Version, tuple[DateMention, ...]]
"""A passage, the version it is a part of, and the date mentions inside it."""

Read = Callable[[Sequence[int]], Mapping[int, Located]]
"""Keys of passages → those that are there."""


def in_time(ranked: Sequence[Ranked], times: Sequence[Stretch], read: Read) -> list[Ranked]:
    """The passages with their fit to `times` added to their scores, best first; the first `READ` are looked at, the rest follow."""
    if not times:
        return list(ranked)
    rows = read([key for key, _ in ranked[:READ]])
    scored = [(key, _with(scores, _fit_of(rows[key], times) if key in rows else 0.0)) for key, scores in ranked]
    return sorted(scored, key=lambda one: -one[1].fused)  # stable: equal ones keep their order


def _with(scores: Scores, fit: float) -> Scores:
    return replace(scores, fused=round((scores.fused + TIMELY * fit) / (1 + TIMELY), 6))


def _fit_of(row: Located, times: Sequence[Stretch]) -> float:
    _, version, mentions = row
    # what two dates bound is left out here: it helped no ranking (docs/ranking.md)
    return fit(times, [(one.earliest, one.latest) for one in mentions if one.earliest and one.latest], version.article.published_on)


def stated(text: str, start: int, mentions: Sequence[DateMention]) -> list[Stretch]:
    """The days that a text speaks of: its dates, and what two of them bound ("from 2005 to 2014"); it begins at `start` of its article."""
    dated = [one for one in mentions if one.resolved]
    here = [replace(one, start=one.start - start, end=one.end - start) for one in dated] if len(dated) > 1 else []
    bounded = [(one.earliest, one.latest) for one in find_ranges(text, here) if len(one.parts) > 1]
    alone = [(one.earliest, one.latest) for one in dated]
    return [(first, last) for first, last in (*alone, *bounded) if first and last]


def fit(times: Sequence[Stretch], dated: Sequence[Stretch], published: dt.date | None) -> float:
    """How well a passage that speaks of these days, in an article of that day, fits the stretches: the mean over them, 1 without any."""
    if not times:
        return 1.0
    return sum(max(_told(one, dated), _PUBLISHED * published_for(one, published)) for one in times) / len(times)


def _told(stretch: Stretch, dated: Sequence[Stretch]) -> float:
    """By the dates in the text: half for the nearest one, half for naming the first and the last unit of the stretch."""
    if not dated:
        return 0.0
    length = min(max((stretch[1] - stretch[0]).days + 1, _LEAST), _MOST)
    gap = min(_gap(stretch, one) for one in dated)
    return 0.5 * math.exp(-gap / length) + 0.5 * _ends(stretch, dated)


def _ends(stretch: Stretch, dated: Sequence[Stretch]) -> float:
    """Share of the ends of the stretch whose unit (its year, month, week or day) a date of that size names; an open end is none."""
    length = (stretch[1] - stretch[0]).days + 1
    unit = next(days for days in _UNITS if length >= min(days, 300) or days == 1)
    step = dt.timedelta(days=unit - 1)
    ends: list[Stretch] = []
    if stretch[0] > dt.date.min:
        ends.append((stretch[0], stretch[0] + min(step, dt.date.max - stretch[0])))
    if stretch[1] < dt.date.max:
        ends.append((stretch[1] - min(step, stretch[1] - dt.date.min), stretch[1]))
    fine = [one for one in dated if (one[1] - one[0]).days + 1 <= _SLACK * unit]
    return sum(any(overlaps(end, one) for one in fine) for end in ends) / len(ends) if ends else 0.0


def overlaps(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


def _gap(one: Stretch, other: Stretch) -> int:
    """Days between two stretches, 0 when they meet."""
    return max((one[0] - other[1]).days, (other[0] - one[1]).days, 0)


def published_for(stretch: Stretch, published: dt.date | None) -> float:
    """How surely an article of that day may be about the stretch, by its day alone: 1 within it and its aftermath."""
    if published is None:
        return 0.0
    early, late = (stretch[0] - published).days, (published - stretch[1]).days - AFTERMATH
    return math.exp(-early / _BEFOREHAND) if early > 0 else math.exp(-late / _LATE) if late > 0 else 1.0
