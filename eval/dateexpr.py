"""Date expressions of short questions and orders (recognizers set): the share whose days are found, and false dates.

In scope are expressions of the default model (spec "DateTimeModel") of the types date, daterange, datetime,
datetimerange and duration that the set itself resolves. Times of day alone, sets and time zones are out, as dateline
speaks of days; so is what OUT_OF_SCOPE names, where the set means something else by the same words; so are the other
models of the set (calendar, tasks, complex and experimental modes), which ask for another meaning of the same words.
An expression is right when a mention or range that overlaps it spans the same days as one of its resolutions; the
set's ends are exclusive and ours inclusive, a time of day counts as its day, and a length is right when it is as long.
"""

from __future__ import annotations

import datetime as dt
import json
import lzma
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.dates import DateMention, find_dates
from index.dates.ranges import DateRange, find_ranges

TYPES = ("date", "daterange", "datetime", "datetimerange", "duration")
# why an expression is not asked for, and how it is told by its words
OUT_OF_SCOPE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "signs and shorthand, not English",
        re.compile(r"[<>~=]|\b(?:eo[dy]|otd|tmrw|till date)\b|^\d{8}$|\d/\d+-\d+/\d+$|\d{4}/\d\d/[a-z]|-\d{4}-\d\d$|\d0 s$|^\d+d$"),
    ),
    (
        "a third of a period here, half or its last moment there",
        re.compile(r"\b(?:early|late|mid|middle|end of|beginning of|earlier|later in|later this)\b"),
    ),
    ("the month or year here, the day there", re.compile(r"\b(?:months?|years?) ago\b|^in \d+ years$")),
    ("the nearest one here, that of the week before there", re.compile(r"^(?:last|previous) \w+day$")),
    ("a week number without its year", re.compile(r"^(?:the )?week \d+$")),
    ("shorter than a day", re.compile(r"\b(?:hour|minute)s?$")),
)
_VAGUE = re.compile(r"\b(?:several|some|few)\b")
_SECONDS = {"S": 1, "M": 60, "H": 3600, "D": 86400, "W": 604800, "MO": 2592000, "Q": 7776000, "Y": 31536000, "WE": 172800}
_PIECE = re.compile(r"(\d+(?:\.\d+)?)(WE|[YQMWDHS])")
_DAY = dt.timedelta(days=1)

Days = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expression of the set: where it is from, what it says, its type, whether its days were found."""

    case: str
    text: str
    expression: str
    type: str
    right: bool
    got: str


def outcomes(folder: Path) -> tuple[list[Outcome], list[str]]:
    """The outcome of every expression in scope, and the texts of negatives in which a date was found all the same."""
    results: list[Outcome] = []
    false: list[str] = []
    for case in _cases(folder):
        published = dt.date.fromisoformat((case["reference"] or "2016-11-07")[:10])
        mentions = find_dates(case["text"], published)
        if not case["timexes"]:
            false += [f"{case['id']}: {one.expression!r} in {case['text']!r}" for one in mentions if one.type in ("date", "time")]
        results += [_outcome(case, gold, mentions) for gold in case["timexes"] if out_of_scope(gold) is None]
    return results, false


def report(folder: Path) -> str:
    """The figures of one run as a line each: share right by type and in all, false dates on negatives."""
    results, false = outcomes(folder)
    lines = []
    for kind in (*TYPES, "all"):
        chosen = [one for one in results if kind in (one.type, "all")]
        right = sum(one.right for one in chosen)
        lines.append(f"{folder.name} {kind:14} {right:4}/{len(chosen):<4} {right / max(1, len(chosen)):.3f}")
    lines.append(f"{folder.name} false dates on negatives: {len(false)}")
    reasons = Counter(out_of_scope(gold) for case in _cases(folder) for gold in case["timexes"])
    lines += [f"{folder.name} out of scope {count:4} {reason}" for reason, count in reasons.most_common() if reason]
    return "\n".join(lines + false)


def _cases(folder: Path) -> list[dict[str, Any]]:
    with lzma.open(folder / "cases.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if row["spec"] == "DateTimeModel"]


def out_of_scope(gold: dict[str, Any]) -> str | None:
    """Why an expression of the set is not asked for; None if it is."""
    text = gold["text"].lower()
    if gold["type"] not in TYPES:
        return "times of day alone, sets, time zones"
    if not any(_days(one) or one.get("value", "").isdigit() for one in gold["values"] or []):
        return "not resolved by the set itself"
    if _VAGUE.search(text):
        return "a number the set picks for a vague word"
    if gold["type"] == "duration":
        return None
    return next((reason for reason, pattern in OUT_OF_SCOPE if pattern.search(text)), None)


def _outcome(case: dict[str, Any], gold: dict[str, Any], mentions: Sequence[DateMention]) -> Outcome:
    start, end = gold["start"], gold["end"]
    near = [one for one in mentions if one.start < end and start < one.end]
    spans = [one for one in find_ranges(case["text"], mentions) if one.start < end and start < one.end]
    right = _is_long(gold, near) if gold["type"] == "duration" else _is_when(gold, [*near, *spans])
    both: list[DateMention | DateRange] = [*near, *spans]
    got = "; ".join(f"{one.expression}={one.earliest}..{one.latest}" for one in both)
    return Outcome(case["id"], case["text"], gold["text"], gold["type"], right, got)


def _is_when(gold: dict[str, Any], found: Sequence[DateMention | DateRange]) -> bool:
    wanted = [days for one in gold["values"] for days in _days(one)]
    names = {one.get("timex") for one in gold["values"]}
    if any(isinstance(one, DateMention) and one.value.endswith("_REF") and one.value in names for one in found):
        return True
    return any((one.earliest, one.latest) in wanted and (one.earliest or one.latest) for one in found)


def _is_long(gold: dict[str, Any], found: Sequence[DateMention]) -> bool:
    wanted = {float(one["value"]) for one in gold["values"] if one.get("value", "").isdigit()}
    return any(abs(_seconds(one.value) - seconds) <= 0.01 * seconds for one in found for seconds in wanted)


def _seconds(value: str) -> float:
    date, _, time = value.removeprefix("P").partition("T")
    pieces = [(number, "MO" if unit == "M" else unit) for number, unit in _PIECE.findall(date)] + _PIECE.findall(time)
    return sum(float(number) * _SECONDS[unit] for number, unit in pieces)


def _days(value: dict[str, Any]) -> list[Days]:
    """The inclusive days of one resolution; a range from unit to unit may or may not take in the last one."""
    if "value" in value:
        return [(_day(value["value"]), _day(value["value"]))] if _day(value["value"]) else []
    first, last = _day(value.get("start")), _day(value.get("end"))
    if first is None and last is None:
        return []
    if last is None and first is not None:
        return [(first, None), (first + _DAY, None)]
    if last is None or " " in (value.get("end") or ""):
        return [(first, last)]
    if first is None:
        return [(None, last), (None, last - _DAY)]
    shorter = (first, last - _DAY)
    named = value.get("timex", "")
    return [shorter, (first, last), *((first, end) for end in _unit_ends(last, named))] if named.startswith("(") else [shorter]


def _unit_ends(day: dt.date, timex: str) -> list[dt.date]:
    """Where the unit that a range's end opens comes to its own end ("2014 to 2018" ends with 2018 for us)."""
    length = timex.rstrip(")").rpartition(",")[2]
    if "T" in length or day.day != 1:
        return []
    months = {"Y": (12,), "M": (1, 3)}.get(length[-1], ())
    return [(day.replace(day=28) + _DAY * (4 + 31 * (count - 1))).replace(day=1) - _DAY for count in months]


def _day(stamp: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(stamp[:10]) if stamp else None
    except ValueError:
        return None
