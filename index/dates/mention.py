"""One date expression of an article: where it stands (code point offsets) and the calendar days it means."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

_YEARLY = re.compile(r"(?:last|first) such (?:day|month|season|quarter|half|feast day) (?!of a month)")
_POINTING = re.compile(r"(?:the )?(?:last|next|this|that|past|previous|preceding|following|same|coming|upcoming)\b", re.I)
Kind = Literal["date", "time", "duration", "set"]
Modifier = Literal["start", "mid", "end", "before", "after", "about", "more_than", "less_than", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression and what it resolves to.

    `start` and `end` are code point offsets (`text[start:end] == expression`). `earliest` and `latest` are the first
    and last day meant, both included; both are None where nothing could be resolved (a relative expression with no
    publication date, a duration that hangs nowhere). `value` is a TIMEX3 value with X for unknown digits.
    `granularity` names the unit the expression speaks in. `anchor` is "publication", the start offset of the mention
    it was resolved against, or None for an expression that needs none; `anchor_value` is that anchor's TIMEX3 value.
    `rule` says in words how the days were reached. `certainty` lies in 0..1 and depends on the text alone.
    """

    start: int
    end: int
    expression: str
    type: Kind
    value: str
    earliest: dt.date | None
    latest: dt.date | None
    granularity: str
    modifier: Modifier | None
    anchor: Literal["publication"] | int | None
    anchor_value: str | None
    rule: str
    certainty: float

    @property
    def year_inferred(self) -> bool:
        """Whether the year was worked out: a day, month or season named without one."""
        return _YEARLY.match(self.rule) is not None and _POINTING.match(self.expression) is None

    @property
    def resolved(self) -> bool:
        """Whether the expression is tied to calendar days."""
        return self.earliest is not None
