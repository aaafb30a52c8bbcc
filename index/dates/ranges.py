"""Date mentions to the spans they bound together: "from May 3 to 9 June", "since 2020", "two weeks before April 28"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.dates import period as periods
from index.dates.mention import DateMention
from index.dates.normalise import plain

_DAY = dt.timedelta(days=1)
_JOINTS = frozenset(("to", "through", "thru", "until", "till", "-", "--", "up to"))
_LEAD = re.compile(r"(?:\A|.*[^\w])(from|between|since|after|before|until|till|by|prior to|starting|beginning|later than|earlier than)(?: on| in| at| the)*\s*\Z", re.S)
_TAIL = re.compile(r"\s*,?\s*(or later|and later|and after|onwards?|and beyond|or earlier|or before|and earlier|and before)\b")
_REACH = 16  # characters before a mention in which the word that opens a range may stand
_LENGTH = re.compile(r"P(T?)(\d+)([A-Z]+)\Z")
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year", "Q": "quarter"}


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days `earliest` to `latest`, both included, None where that side is open, said by text[start:end].

    `parts` are the start offsets of the mentions it was made of; `rule` says in words how.
    """

    start: int
    end: int
    expression: str
    earliest: dt.date | None
    latest: dt.date | None
    parts: tuple[int, ...]
    rule: str


def find_ranges(text: str, mentions: Sequence[DateMention]) -> tuple[DateRange, ...]:
    """The spans that mentions (of this text, in order) bound with the words between and before them.

    Two joined mentions win over one with an opening word; only mentions tied to days take part.
    """
    same_length = plain(text).lower()
    ranges: list[DateRange] = []
    index = 0
    while index < len(mentions):
        pair = mentions[index : index + 2]
        made = _joined(same_length, text, pair) or _counted(same_length, text, pair)
        if made is None:
            made = _open(same_length, text, mentions[index])
            index += 1
        else:
            index += 2
        if made is not None:
            ranges.append(made)
    return tuple(ranges)


def _joined(lower: str, text: str, pair: Sequence[DateMention]) -> DateRange | None:
    if len(pair) < 2:
        return None
    first, last = pair
    joint = lower[first.end : last.start].strip().removesuffix(" the")
    lead = _lead(lower, first.start)
    if joint not in _JOINTS and not (joint == "and" and lead and lead[1] == "between"):
        return None
    bounds = _in_order(first, last)
    if bounds is None:
        return None
    start = lead.start(1) + max(0, first.start - _REACH) if lead and lead[1] in ("from", "between") else first.start
    return DateRange(start, last.end, text[start : last.end], *bounds, (first.start, last.start), "first to last named")


def _in_order(first: DateMention, last: DateMention) -> tuple[dt.date, dt.date] | None:
    """The days from the first mention to the last, the one without a stated year moved to the other's."""
    head, tail = first.earliest, last.latest
    if head is None or tail is None or last.earliest is None or "set" in (first.type, last.type):
        return None
    if first.anchor == "publication" and last.anchor is None and "year nearest" in first.rule:
        head = periods.add_months(head, 12 * (last.earliest.year - head.year))
        head = periods.add_months(head, -12) if head > tail else head
    elif head > tail and "nearest" in last.rule:
        tail = periods.move(tail, 1, "year")
    return (head, tail) if head <= tail else None


def _counted(lower: str, text: str, pair: Sequence[DateMention]) -> DateRange | None:
    """ "two weeks before April 28": a length and the day it is counted from."""
    if len(pair) < 2 or pair[0].type != "duration" or pair[1].earliest is None:
        return None
    length, anchor = pair
    side = lower[length.end : anchor.start].strip().removesuffix(" the")
    match = _LENGTH.match(length.value)
    if side not in ("before", "after", "from", "prior to", "following") or match is None or match[1] or match[3] not in _UNITS:
        return None
    assert anchor.earliest is not None
    count = int(match[2]) * (-1 if side in ("before", "prior to") else 1)
    try:
        day = periods.move(anchor.earliest, count, _UNITS[match[3]])
    except (ValueError, OverflowError):
        return None
    rule = f"{anchor.value} {'minus' if count < 0 else 'plus'} {length.value}"
    return DateRange(length.start, anchor.end, text[length.start : anchor.end], day, day, (length.start, anchor.start), rule)


def _open(lower: str, text: str, mention: DateMention) -> DateRange | None:
    """ "since 2020", "before May 3", "2016 or later": one side is left open."""
    if mention.earliest is None or mention.latest is None or mention.type not in ("date", "time"):
        return None
    tail = _TAIL.match(lower, mention.end)
    lead = _lead(lower, mention.start)
    word = tail[1] if tail else lead[1] if lead else ""
    bounds = _bounds(word, mention.earliest, mention.latest)
    if bounds is None:
        return None
    start = mention.start if tail or not lead else lead.start(1) + max(0, mention.start - _REACH)
    end = tail.end() if tail else mention.end
    return DateRange(start, end, text[start:end], *bounds, (mention.start,), f"{word} the days named")


def _bounds(word: str, earliest: dt.date, latest: dt.date) -> tuple[dt.date | None, dt.date | None] | None:
    if word in ("since", "starting", "beginning", "or later", "and later", "onward", "onwards", "and beyond"):
        return earliest, None
    if word in ("after", "later than", "and after"):
        return latest + _DAY, None
    if word in ("before", "prior to", "earlier than"):
        return None, earliest - _DAY
    if word in ("until", "till", "by", "or earlier", "or before", "and earlier", "and before"):
        return None, latest
    return None


def _lead(lower: str, start: int) -> re.Match[str] | None:
    return _LEAD.match(lower[max(0, start - _REACH) : start])
