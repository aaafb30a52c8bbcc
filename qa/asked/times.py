"""A question and the day it is asked as of → what it says about time: the stretches it names, what stays open, latest or earliest.

Read by the rules for article text (`index.dates`), with the day asked as of in the place of a publication date, and with what is
peculiar to questions: an event that only carries a year in its name is no time asked for, and a past that has not come yet is none.
The clock plays no part: without `as_of`, "last week" stays unresolved and is named as such.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.dates import DateMention, DateRange, find_dates, find_ranges
from index.dates.period import add_months
from index.model import Stretch

Order = Literal["latest", "earliest"]
Bounds = tuple[dt.date | None, dt.date | None]
"""First and last day, both included, None where that side is open."""

_LEAD = re.compile(
    r"\b(?:(?:back )?(?:in|on|at|during|within|throughout|over|of|for|from|as of|as at)(?: the (?:year|month|course of))?\s+)\Z", re.I
)
"""What goes with a phrase of time when it is taken out of a question."""
_OPENED = frozenset(("before", "after", "since", "until", "till", "by", "prior", "later", "earlier"))
_NAMES_EVENT = re.compile(
    r"\s+(?!(?:and|or|in|on|at|for|to|of|by|with|did|was|were|is|are|has|have|had|do|does|who|what|which|where|how)\b)[^\W\d_]"
)
"""After a year: "the 1967 war", but not "after 1967 in Cairo"."""
_AHEAD = re.compile(r"\bwill\b|\bdue to\b|\bgoing to\b|\b(?:is|are) (?:[\w'’-]+ ){1,6}to\b|\bplan(?:s|ned)?\b|\bscheduled\b|\bexpected\b")

# each of both has questions that show it in tests/qa/test_times.py
_LATEST = re.compile(
    r"(?<!\bat the )\blatest\b|\bmost recent(?:ly)?\b|\bnewest\b|\brecent(?:ly)?\b|\bcurrently\b|\bnowadays\b|\bthese days\b"
    r"|\bup to date\b|\bat (?:present|the moment)\b|\b(?:is|are|has|have|does|do) .*\b(?:right now|now|today)\b(?!-)"
    r"|\bcurrent(?! (?:in|of|through|flows?|from)\b) [^\W\d_]|\bso far\b"
)
_EARLIEST = re.compile(
    r"\bearliest\b|\bfor the first time\b(?! in\b)|\boriginally\b"
    r"|(?<!\bthe )(?<!\bits )(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\ba )(?<!\bin )(?<!\bat )\bfirst\b"
    r"(?! (?:of all|lady|ladies|minister|aid|class|half|place|round|time|name|prize|division|deputy)\b)"
)
_SOME_DAY = dt.date(2000, 2, 2)
"""To see whether an expression only lacks a day to count from."""
_COMPARED = re.compile(
    r"\b(?:than(?: (?:it|they|he|she|there|that|those))?(?: (?:was|were|had been))?|(?:compared|relative|similar) (?:to|with))"
    r"(?: in| on| at| of| the| around)*\s+\Z",
    re.I,
)
"""Before a stretch that something is compared with: "higher than they were a year ago" asks about no year but now."""
_MADE_FOR = re.compile(r"\bfor\s+\Z", re.I)
_NOW = re.compile(r"\b(?:is|are|has|have|does|do) .*\btoday\b")
"""Asked in the present tense, "today" is no day of the calendar: who is president today."""


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of time in a question: `question[start:end] == expression`."""

    start: int
    end: int
    expression: str
    days: Stretch


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """What a question says about time.

    `aside`: days it mentions without asking for them: "the budget for 2022". `unresolved`: expressions that count from a day, where none
    was given. `order`: whether the latest or the earliest is wanted. `content`: the question without the stretches it names.
    """

    named: tuple[Named, ...] = ()
    aside: tuple[Stretch, ...] = ()
    unresolved: tuple[str, ...] = ()
    order: Order | None = None
    content: str = ""

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The days named."""
        return tuple(one.days for one in self.named)

    @property
    def bounds(self) -> Bounds | None:
        """First and last of all days named, None for an open side; None when none are."""
        if not self.named:
            return None
        first, last = min(days[0] for days in self.stretches), max(days[1] for days in self.stretches)
        return (None if first == dt.date.min else first), (None if last == dt.date.max else last)


def times_asked(question: str, as_of: dt.date | None = None) -> TimeAsked:
    """What `question`, asked as of that day, says about time."""
    mentions = [one for one in find_dates(question, as_of) if not _is_now(one, question)]
    mentions = [_in_the_past(one, as_of, question) for one in mentions] if as_of else mentions
    ranges = [*find_ranges(question, mentions)]
    if as_of is None:
        ranges += _completed(question, mentions, ranges)
    named = sorted(_named(question, mentions, ranges), key=lambda one: one.start)
    days = ((one.earliest, one.latest) for one in mentions if not any(name.start <= one.start < name.end for name in named))
    return TimeAsked(
        named=tuple(named),
        aside=tuple((first, last) for first, last in days if first and last),
        unresolved=_unresolved(question, mentions, named),
        order=order(question),
        content=_without(question, named),
    )


def order(question: str) -> Order | None:
    """Whether the latest or the earliest of something is asked for, told from the words."""
    folded = " ".join(question.casefold().split())
    if _LATEST.search(folded):
        return "latest"
    return "earliest" if _EARLIEST.search(folded) else None


def without_order(text: str) -> str:
    """A text in lower case without the words that ask for the first time of something."""
    return _EARLIEST.sub(" ", text)


def ahead(question: str) -> bool:
    """Whether something to come is asked for."""
    return bool(_AHEAD.search(" ".join(question.casefold().split())))


def _is_now(mention: DateMention, question: str) -> bool:
    return mention.expression.casefold() == "today" and bool(_NOW.search(question.casefold()))


def _in_the_past(mention: DateMention, as_of: dt.date, question: str) -> DateMention:
    """A day or month without a year lies before the day asked as of, unless the question looks ahead: "who won on 4 July?"."""
    first, last = mention.earliest, mention.latest
    if first is None or last is None or first <= as_of or not mention.year_inferred or ahead(question):
        return mention
    day = dt.timedelta(days=1)
    return replace(mention, earliest=add_months(first, -12), latest=add_months(last + day, -12) - day)


def _completed(question: str, mentions: Sequence[DateMention], known: Sequence[DateRange]) -> Iterator[DateRange]:
    """Ranges whose other end says the year: "between May and July 2021"."""
    taken = {part for one in known if len(one.parts) > 1 for part in one.parts}
    for dated in mentions:
        if dated.latest and dated.start not in taken and any(not other.resolved for other in mentions):
            for one in find_ranges(question, find_dates(question, dated.latest)):
                if len(one.parts) == 2 and dated.start in one.parts:
                    yield one


def _named(question: str, mentions: Sequence[DateMention], ranges: Sequence[DateRange]) -> Iterator[Named]:
    """Ranges as a whole, what is in none of them one by one; without years that only name an event or are compared with."""
    parts = set[int]()
    for one in sorted(ranges, key=lambda found: -len(found.parts)):
        if not parts & set(one.parts):
            parts.update(one.parts)
            if not _names_event(question, one) and not _COMPARED.search(question, 0, one.start):
                yield Named(one.start, one.end, one.expression, (one.earliest or dt.date.min, one.latest or dt.date.max))
    for mention in mentions:
        alone = mention.start not in parts and mention.type != "set" and not _names_object(question, mention)
        if alone and mention.earliest and mention.latest:
            yield Named(mention.start, mention.end, mention.expression, (mention.earliest, mention.latest))


def _names_object(question: str, mention: DateMention) -> bool:
    """Whether a year says of what something is, or is compared with: "the budget for 2022" is passed the year before."""
    made_for = mention.granularity == "year" and _MADE_FOR.search(question, 0, mention.start)
    return bool(made_for or _COMPARED.search(question, 0, mention.start))


def _names_event(question: str, found: DateRange) -> bool:
    """Whether an opening word belongs to an event that has its year in front: "before the 2022 election" bounds no days that we know."""
    opened = found.expression.split()[0].casefold() in _OPENED and len(found.parts) == 1
    return opened and " the " in f" {found.expression.casefold()} " and bool(_NAMES_EVENT.match(question, found.end))


def _unresolved(question: str, mentions: Sequence[DateMention], named: Sequence[Named]) -> tuple[str, ...]:
    """The expressions that would mean certain days if one knew from where to count."""
    loose = [one for one in mentions if not one.resolved and not any(name.start <= one.start < name.end for name in named)]
    if not loose:
        return ()
    would = {one.start for one in find_dates(question, _SOME_DAY) if one.resolved}
    return tuple(one.expression for one in loose if one.start in would)


def _without(question: str, named: Sequence[Named]) -> str:
    """The question without the stretches it names and the words that lead to them: content and time are scored apart."""
    for one in reversed(named):
        before = question[: one.start]
        lead = _LEAD.search(before)
        question = f"{before[: lead.start()] if lead else before} {question[one.end :]}"
    return " ".join(question.split()).replace(" ?", "?") or question
