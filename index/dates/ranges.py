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
_REACH = 16  # characters before a mention in which the word that opens a range may stand
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year", "Q": "quarter"}
_LENGTH = re.compile(r"P(\d+)([DWMYQ])\Z")
_JOINTS = frozenset(("to", "through", "thru", "until", "till", "-", "--", "up to"))
_BACKWARD = ("before", "prior to")
_FORWARD = ("after", "from", "following")
_FROM_ON = ("starting", "starting from", "starting on", "beginning", "beginning on", ", from", ", starting")
_UP_TO = ("to", "ended", "ending", "up to", "to the end of")
_OPENERS = "from|between|since|after|before|until|till|by|prior to|starting|beginning|later than|earlier than"
_LEAD = re.compile(rf"(?:\A|.*[^\w])({_OPENERS})(?: on| in| at| the)*\s*\Z", re.DOTALL)
# "2010 and before 2018" does not end with "and before"
_CLOSERS = r"or later|and later|onwards?|and beyond|or earlier|and earlier|(?:and after|or before|and before)(?!\s+\w)"
_TAIL = re.compile(rf"\s*,?\s*({_CLOSERS})\b")

_Days = tuple[dt.date | None, dt.date | None]


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


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    lower: str

    def between(self, first: DateMention, last: DateMention) -> str:
        return self.lower[first.end : last.start].strip().removesuffix(" the")

    def opener(self, mention: DateMention) -> tuple[str, int]:
        """The word like "from" or "since" before a mention, with its offset; empty and the mention's own if there is none."""
        start = max(0, mention.start - _REACH)
        match = _LEAD.match(self.lower[start : mention.start])
        return (match[1], start + match.start(1)) if match else ("", mention.start)

    def range(self, start: int, end: int, days: _Days, parts: Sequence[DateMention], rule: str) -> DateRange:
        return DateRange(start, end, self.text[start:end], *days, tuple(part.start for part in parts), rule)


def find_ranges(text: str, mentions: Sequence[DateMention]) -> tuple[DateRange, ...]:
    """The spans that mentions (of this text, in order) bound with the words between and before them.

    Two joined mentions win over one with an opening word; only mentions tied to days take part.
    """
    source = _Text(text, _lower(plain(text)))
    ranges: list[DateRange] = []
    index = 0
    while index < len(mentions):
        pair = mentions[index : index + 2]
        made = _of_two(source, *pair) if len(pair) == 2 else None
        index += 2 if made else 1
        made = made or _open(source, pair[0])
        if made is not None:
            ranges.append(made)
    return tuple(ranges)


def _lower(text: str) -> str:
    folded = text.lower()
    return folded if len(folded) == len(text) else text  # a few letters grow when lowered; offsets must not


def _of_two(source: _Text, first: DateMention, last: DateMention) -> DateRange | None:
    try:
        return _joined(source, first, last) or _counted(source, first, last) or _cut(source, first, last)
    except (ValueError, OverflowError):  # off the calendar
        return None


def _joined(source: _Text, first: DateMention, last: DateMention) -> DateRange | None:
    """ "from May 3 to 9 June"."""
    joint, (word, start) = source.between(first, last), source.opener(first)
    if joint not in _JOINTS and not (joint == "and" and word == "between"):
        return None
    days = _in_order(first, last)
    if days is None:
        return None
    return source.range(start if word in ("from", "between") else first.start, last.end, days, (first, last), "first to last named")


def _in_order(first: DateMention, last: DateMention) -> _Days | None:
    """The days from the first mention to the last, the one without a stated year moved to the other's."""
    head, tail = _present(first) or first.earliest, _present(last) or last.latest
    if head is None or tail is None or {first.type, last.type} & {"set", "duration"}:
        return None
    if first.anchor == "publication" and last.anchor is None and first.year_inferred:
        head = periods.add_months(head, 12 * (tail.year - head.year))
        head = periods.add_months(head, -12) if head > tail else head
    elif head > tail and last.year_inferred:
        tail = periods.add_months(tail, 12)
    return (head, tail) if head <= tail else None


def _present(mention: DateMention) -> dt.date | None:
    """The publication day where a mention says "now"."""
    if mention.value != "PRESENT_REF" or mention.anchor_value is None:
        return None
    return dt.date.fromisoformat(mention.anchor_value)


def _counted(source: _Text, length: DateMention, anchor: DateMention) -> DateRange | None:
    """ "two weeks before April 28": a length and the day it is counted from."""
    match, side = _LENGTH.match(length.value), source.between(length, anchor)
    if match is None or length.type != "duration" or anchor.earliest is None:
        return None
    if side not in (*_BACKWARD, *_FORWARD, *_FROM_ON, *_UP_TO):
        return None
    if side in _UP_TO and anchor.latest is not None:
        count, unit = int(match[1]), _UNITS[match[2]]
        days: _Days = (periods.move(anchor.latest + _DAY, -count, unit), anchor.latest)
        rule = f"{count} {unit}{'' if count == 1 else 's'} that end with anchor"
        return source.range(length.start, anchor.end, days, (length, anchor), rule)
    sign = "minus" if side in _BACKWARD else "plus"
    count = int(match[1])
    day = periods.move(anchor.earliest, count * (-1 if sign == "minus" else 1), _UNITS[match[2]])
    days = (day, day)
    if side in _FROM_ON:
        days = (anchor.earliest, day - _DAY)
    elif length.modifier == "more_than":
        days = (None, day) if sign == "minus" else (day, None)
    many = f"{count} {_UNITS[match[2]]}{'' if count == 1 else 's'}"
    rule = f"{many} that start with anchor" if side in _FROM_ON else f"anchor {sign} {many}, to the day"
    return source.range(length.start, anchor.end, days, (length, anchor), rule)


def _cut(source: _Text, length: DateMention, whole: DateMention) -> DateRange | None:
    """ "the first two weeks of 2021": a length at either end of a period."""
    match, words = _LENGTH.match(length.value), set(length.expression.lower().split())
    if match is None or length.type != "duration" or whole.earliest is None or whole.latest is None:
        return None
    if source.between(length, whole) not in ("of", "in"):
        return None
    count, unit = int(match[1]), _UNITS[match[2]]
    which = "first" if words & {"first", "opening"} else "last"
    if which == "first":
        days = (whole.earliest, periods.move(whole.earliest, count, unit) - _DAY)
    elif words & {"last", "final", "closing"}:
        days = (periods.move(whole.latest + _DAY, -count, unit), whole.latest)
    else:
        return None
    rule = f"{which} {count} {unit}{'' if count == 1 else 's'} of anchor"
    return source.range(length.start, whole.end, days, (length, whole), rule)


def _open(source: _Text, mention: DateMention) -> DateRange | None:
    """ "since 2020", "before May 3", "2016 or later": one side is left open."""
    if mention.earliest is None or mention.type not in ("date", "time"):
        return None
    if mention.modifier in ("before", "after"):  # "pre-1959"
        days = _bounds(mention.modifier, mention.earliest, mention.latest or mention.earliest)
        return source.range(mention.start, mention.end, days, (mention,), f"{mention.modifier} the days named") if days else None
    tail = _TAIL.match(source.lower, mention.end)
    word, start = (tail[1], mention.start) if tail else source.opener(mention)
    days = _bounds(word, *_edge(mention, word))
    if days is None:
        return None
    return source.range(start, tail.end() if tail else mention.end, days, (mention,), f"{word} the days named")


def _edge(mention: DateMention, word: str) -> tuple[dt.date, dt.date]:
    """The days a word like "before" is measured from: a time's own day, the very end of "the end of May"."""
    assert mention.earliest is not None
    assert mention.latest is not None
    first, last = mention.earliest, mention.latest
    if word in _BACKWARD and (mention.type == "time" or (mention.modifier == "end" and " of " in mention.expression)):
        return last + _DAY, last + _DAY
    if word == "after" and (mention.type == "time" or (mention.modifier == "start" and " of " in mention.expression)):
        return first - _DAY, first - _DAY
    return first, last


def _bounds(word: str, earliest: dt.date, latest: dt.date) -> _Days | None:
    if word in ("since", "starting", "beginning", "or later", "and later", "and after", "onward", "onwards", "and beyond"):
        return earliest, None
    if word in ("after", "later than"):
        return latest + _DAY, None
    if word in ("before", "prior to", "earlier than"):
        return None, earliest - _DAY
    if word in ("until", "till", "by", "or earlier", "or before", "and earlier", "and before"):
        return None, latest
    return None
