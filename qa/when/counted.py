"""A sentence → lengths of time that are counted from another event: "two days after his arrest", "ten weeks and a day after it began".

Such a length answers two questions: when the main event was, given the day of the other, and when the other was, given the main one's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.dates import DateMention

_LENGTH = re.compile(r"P(\d+)([DWMY])\Z")
_SIDE = re.compile(r"\s+(?:and a half )?(after|before|from|following|prior to)\s+(?=\w)", re.I)
_ONE = re.compile(r"\b(?:the|a|one) (day|week|month|year|night) (after|before)\s+(?=(?:the|a|an|his|her|its|their|it|he|she|they|[A-Z])\b)")
_AND = re.compile(r"\s*(?:,|and)\s*\Z")
_LETTERS = {"day": "D", "night": "D", "week": "W", "month": "M", "year": "Y"}
_END = re.compile(r"[,;:()—–.!?]|\s(?:and|but|when|while|who|which)\s")
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


@dataclass(frozen=True, slots=True)
class Counted:
    """`start` to `end`: the length and its "after", in the sentence; `anchor`: the words of the other event, `anchor_at` where they begin.

    `parts`: (number, ISO letter) pairs, larger unit first; `sign`: +1 when the main event comes after the other.
    """

    start: int
    end: int
    anchor: str
    anchor_at: int
    parts: tuple[tuple[int, str], ...]
    sign: int

    def moved(self, day: dt.date, sign: int) -> dt.date:
        """The day so much later (+1) or earlier (−1)."""
        for count, letter in self.parts:
            day = _moved(day, sign * count, letter)
        return day

    @property
    def granularity(self) -> str:
        """The unit that the result is told in: months and years are not counted to the day."""
        letter = self.parts[-1][1]
        return "day" if letter in "DW" else _UNITS[letter]

    @property
    def spoken(self) -> str:
        """The length in rule words: "10 weeks 1 day"."""
        return " ".join(f"{count} {_UNITS[letter]}{'' if count == 1 else 's'}" for count, letter in self.parts)


def counted(text: str, offset: int, dates: Sequence[DateMention]) -> Iterator[Counted]:
    """The lengths in the sentence `text`, which begins at `offset` of its article, that are counted from another event."""
    lengths = [one for one in dates if one.type == "duration" and _LENGTH.match(one.value)]
    for number, length in enumerate(lengths):
        side = _SIDE.match(text, length.end - offset)
        if side is None or any(one.start == offset + side.end() for one in dates):
            continue
        found, start = [length], length.start
        if number and _AND.match(text[lengths[number - 1].end - offset : start - offset]):
            found, start = [lengths[number - 1], length], lengths[number - 1].start
        parts = tuple((int(match[1]), match[2]) for one in found if (match := _LENGTH.match(one.value)))
        yield _made(text, start - offset, side.end(), parts, side[1])
    for match in _ONE.finditer(text):
        dated = any(one.start < offset + match.end() and offset + match.start() < one.end and one.type != "duration" for one in dates)
        if not dated and not any(one.start - offset <= match.start() < one.end - offset for one in lengths):
            yield _made(text, match.start(), match.end(), ((1, _LETTERS[match[1].lower()]),), match[2])


def _made(text: str, start: int, end: int, parts: tuple[tuple[int, str], ...], side: str) -> Counted:
    stop = _END.search(text, end)
    anchor = text[end : stop.start() if stop else len(text)]
    sign = -1 if side.lower() in ("before", "prior to") else 1
    return Counted(start, end, anchor, end, parts, sign)


def _moved(day: dt.date, count: int, letter: str) -> dt.date:
    if letter in "DW":
        return day + dt.timedelta(days=count * (7 if letter == "W" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if letter == "Y" else 1)
    first = dt.date(months // 12, months % 12 + 1, 1)
    following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))
