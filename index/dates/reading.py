"""What a rule makes of a match: the value, the days, and how they were reached; one builder for each way of meaning."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.dates import period as periods
from index.dates import timex3
from index.dates.mention import Kind, Modifier
from index.dates.period import Period


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an expression is counted from: days, their TIMEX3 value and whose they are (a mention's start, or publication)."""

    period: Period
    value: str
    source: Literal["publication"] | int

    @property
    def name(self) -> str:
        """The word used for it in rule names."""
        return "publication" if self.source == "publication" else "anchor"


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of one expression; `period` is None where it is not tied to calendar days."""

    type: Kind
    value: str
    period: Period | None
    granularity: str
    rule: str
    modifier: Modifier | None = None
    anchor: Anchor | None = None
    certainty: float = 1.0

    def cut(self, modifier: Modifier | None) -> Reading:
        """The reading with a modifier; "start", "mid" and "end" narrow the days to that third of the period."""
        if modifier is None:
            return self
        narrowed = periods.part(self.period, modifier) if self.period else None
        rule = self.rule if narrowed == self.period else f"{self.rule}, {_THIRDS[modifier]} third"
        return replace(self, modifier=modifier, period=narrowed, rule=rule)

    def at(self, time: str) -> Reading:
        """The reading as a time of its (first) day; `time` is the TIMEX3 tail ("T15:00", "TMO")."""
        if self.period is None or self.period.granularity not in ("day", "time"):
            day_value = timex3.unknown("day") if self.period is None else self.period.earliest.isoformat()
        else:
            day_value = self.period.earliest.isoformat()
        held = periods.day(self.period.earliest) if self.period else None
        return replace(self, type="time", value=day_value + time, period=held, granularity="time", modifier=self.modifier)


_THIRDS = {"start": "first", "mid": "middle", "end": "last"}


def stated(period: Period, rule: str = "date as written", certainty: float = 1.0) -> Reading:
    """An expression that names its days outright."""
    return Reading("date", timex3.of_period(period), period, period.granularity, rule, certainty=certainty)


def reached(period: Period, anchor: Anchor, rule: str, certainty: float = 0.95) -> Reading:
    """Days reached from an anchor."""
    return Reading("date", timex3.of_period(period), period, period.granularity, rule, anchor=anchor, certainty=certainty)


def unresolved(unit: str, rule: str, value: str | None = None) -> Reading:
    """A relative expression with nothing known to count from."""
    return Reading("date", value or timex3.unknown(unit), None, unit, rule, certainty=0.3)


def length(count: float | None, unit: str, modifier: Modifier | None = None) -> Reading:
    """A length of time that hangs nowhere in the calendar."""
    return Reading("duration", timex3.of_length(count, unit), None, unit, "length of time", modifier)


def repeated(value: str, unit: str) -> Reading:
    """Something that comes round again and again."""
    return Reading("set", value, None, unit, "repeated")


def vague(value: str) -> Reading:
    """The present, the past or the future at large."""
    name = {"PRESENT_REF": "the present", "PAST_REF": "the past", "FUTURE_REF": "the future"}[value]
    return Reading("date", value, None, "vague", f"{name}, no calendar days", certainty=0.5)


# what a shift by a unit gives if the rule does not say "to the day"
_NATURAL = {"fortnight": "week", "hour": "day", "minute": "day", "second": "day", "night": "day"}


def shifted(anchor: Anchor | None, count: float, unit: str, to: str | None = None) -> Reading:
    """`count` units from an anchor, as a period of unit `to` (the unit itself if not given)."""
    target = to or unit
    sign = "minus" if count < 0 else "plus"
    size = abs(count)
    plural = unit if size == 1 else {"century": "centuries", "half": "halves"}.get(unit, unit + "s")
    rule = f"{anchor.name if anchor else 'anchor'} {sign} {size:g} {plural}" if size else _same(anchor, target)
    if size and target not in (unit, _NATURAL.get(unit, unit)):
        rule += f", to the {target}"
    if anchor is None:
        return unresolved(target, rule)
    try:
        day = periods.move(anchor.period.earliest, count, unit)
        return reached(periods.around(day, target), anchor, rule)
    except (ValueError, OverflowError):
        return replace(vague("PAST_REF" if count < 0 else "FUTURE_REF"), rule=rule)


def _same(anchor: Anchor | None, unit: str) -> str:
    return f"{unit} of {anchor.name if anchor else 'anchor'}"


def picked(kind: str, make: Callable[[int], Period], chosen: Period, anchor: Anchor) -> str:
    """How a period that comes round every year was picked, seen from its anchor, in the words of `index.dates.derive`."""
    start, spans = anchor.period.earliest, _every_year(make, chosen.earliest.year, anchor.period.earliest.year)
    if chosen == max((span for span in spans if span.earliest <= start), key=lambda span: span.earliest, default=None):
        return f"last such {kind} on or before {anchor.name}"
    if chosen == max((span for span in spans if span.latest < start), key=lambda span: span.earliest, default=None):
        return f"last such {kind} before {anchor.name}"
    if chosen == min((span for span in spans if span.earliest > start), key=lambda span: span.earliest, default=None):
        return f"first such {kind} after {anchor.name}"
    return f"such {kind} of: {of_year(anchor, chosen.earliest.year)}"


def of_year(anchor: Anchor, year: int) -> str:
    """A year as seen from an anchor: "year of publication", "publication minus 1 year"."""
    step = year - anchor.period.earliest.year
    if not step:
        return f"year of {anchor.name}"
    return f"{anchor.name} {'plus' if step > 0 else 'minus'} {abs(step)} year{'' if abs(step) == 1 else 's'}"


def _every_year(make: Callable[[int], Period], *near: int) -> list[Period]:
    """What comes round every year, in the years around some; 29 February in the leap years there."""
    spans = []
    for year in sorted({year + step for year in near for step in (-1, 0, 1)}):
        try:
            spans.append(make(year))
        except (ValueError, OverflowError):
            return [make(leap) for leap in range(max(4, min(near) - 8), max(near) + 9) if calendar.isleap(leap)]
    return spans


def nearer(past: Period, ahead: Period, published: dt.date, tense: str) -> Period:
    """Of two spans on either side of a day, the nearer one, with the tense of the clause counting for much."""
    behind = (published - past.latest).days
    distance = (ahead.earliest - published).days
    weight = {"future": 0.05, "present": 2.0, "report": 6.0}.get(tense, 9.0)
    return ahead if distance * weight < behind else past


def near_month(published: dt.date, number: int, tense: str) -> int:
    """The year of a month named alone: the month running now, else the nearest in the direction of the tense."""
    if number == published.month:
        return published.year
    following = published.year + (number < published.month)
    chosen = nearer(periods.month(following - 1, number), periods.month(following, number), published, tense)
    return chosen.earliest.year


def best_year(candidates: Sequence[dt.date], published: dt.date, tense: str) -> dt.date:
    """Of the same day in neighbouring years, the one that fits a clause of this tense best."""
    return min(candidates, key=lambda day: _misfit((day - published).days, tense))


def _misfit(days: int, tense: str) -> float:
    # a day in the wrong direction counts as much farther away than it is
    if tense == "future":
        return days if days >= 0 else -days * 4 + 30
    if tense == "story":  # goes forward, now and then a step back
        return days if days >= 0 else -days * 2
    if tense == "past":
        return -days if days <= 0 else days * 4 + 30
    if tense == "done":
        return -days if days <= 0 else days * 20 + 30
    return -days if days <= 0 else days * 1.3
