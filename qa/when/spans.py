"""The dates of a sentence → the dates that can answer: "from 3 to 9 June" is one stretch, "two weeks before 28 April" is one day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from index.dates import DateMention, DateRange, find_ranges
from qa.asked.intent import Edge

JOINED = "first to last named"
"""The rule of a stretch that two mentions bound: its steps are theirs."""
_POINTS = ("date", "time")
_SHIFT = re.compile(r"(?:publication|anchor) plus \d")
_UNTIL = re.compile(r"\b(?:until|till|through)\s+\Z", re.I)
_BEFORE = 12  # characters before a mention in which its "until" stands


def answering(text: str, dates: Sequence[DateMention], edge: Edge | None) -> list[DateMention]:
    """The mentions of `text` that may answer a question about this end of an event; two that bound a stretch are one.

    A stretch answers by its first or last day where the beginning or the end was asked for.
    """
    ranges = [one for one in find_ranges(text, dates) if len(one.parts) > 1] if len(dates) > 1 else []
    bound = {start: one for one in ranges for start in one.parts}
    found: list[DateMention] = []
    for mention in dates:
        joined = bound.get(mention.start)
        if joined is None:
            found += [_clipped(mention, edge, text)] if mention.type in _POINTS or _is_shift(mention) else []
        elif mention.start == joined.parts[-1]:
            found.append(_chosen(joined, [one for one in dates if one.start in joined.parts], edge))
    return found


def _is_shift(mention: DateMention) -> bool:
    """ "In four weeks": a length of time that names the day so far ahead."""
    return mention.type == "duration" and _SHIFT.match(mention.rule) is not None


def _clipped(mention: DateMention, edge: Edge | None, text: str) -> DateMention:
    """ "3 to 9 June" as its first or last day, when that was asked for; "until the end of June" as 30 June."""
    if (
        edge == "end"
        and mention.modifier == "end"
        and mention.latest
        and _UNTIL.search(text[max(0, mention.start - _BEFORE) : mention.start])
    ):
        return _last_day(mention, mention.latest)
    if edge is None or mention.granularity != "range" or mention.earliest is None or mention.latest is None:
        return mention
    day, which = (mention.earliest, "first") if edge == "start" else (mention.latest, "last")
    rule = f"{mention.rule}, {which} day"
    return dataclasses.replace(mention, earliest=day, latest=day, value=day.isoformat(), granularity="day", rule=rule)


def _last_day(mention: DateMention, day: dt.date) -> DateMention:
    return dataclasses.replace(
        mention, earliest=day, value=day.isoformat(), granularity="day", modifier=None, rule=f"{mention.rule}, last day"
    )


def _chosen(joined: DateRange, parts: Sequence[DateMention], edge: Edge | None) -> DateMention:
    """The stretch as one mention, or the end of it that was asked for."""
    counted = parts[0].type == "duration"
    if edge and not counted:
        part, which = (parts[0], "first") if edge == "start" else (parts[-1], "last")
        if edge == "end" and part.modifier == "end" and part.latest:
            return _last_day(part, part.latest)
        return dataclasses.replace(part, rule=f"{part.rule}, {which} day") if part.granularity in ("day", "time") else part
    value = parts[-1].value if counted else f"{parts[0].value}/{parts[-1].value}"
    return dataclasses.replace(
        parts[-1],
        start=joined.start,
        end=joined.end,
        expression=joined.expression,
        type="date",
        value=value,
        earliest=joined.earliest,
        latest=joined.latest,
        granularity="day" if joined.earliest == joined.latest else "range",
        modifier=None,
        anchor=None,
        anchor_value=parts[-1].value if counted else None,
        rule=joined.rule,
    )
