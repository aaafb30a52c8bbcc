"""Article text to date mentions: all rules' matches in one pass, the longest kept, then read from left to right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.dates.context import Context, Found
from index.dates.grammar import GRAMMAR
from index.dates.mention import DateMention
from index.dates.reading import Reading
from index.dates.rule import Rule
from index.dates.rules import CLOCK_RULES, RULES
from index.dates.tokens import Tokens, tokenise

_COMPILED: tuple[tuple[Rule, re.Pattern[str]], ...] = tuple((rule, GRAMMAR.compile(rule.pattern)) for rule in RULES)


@dataclass(frozen=True, slots=True)
class _Candidate:
    rule: Rule
    order: int
    found: Found


def find_dates(text: str, published: dt.date | None) -> tuple[DateMention, ...]:
    """The date expressions of a text, ordered by start and without overlap; offsets are code points into `text`.

    Relative expressions are resolved against `published`, or against other mentions of the text; with None they are
    found but stay unresolved. Time and memory are linear in the text; the clock is never asked.
    """
    tokens = tokenise(text)
    context = Context(tokens, published)
    clock: tuple[Found, Reading] | None = None  # a time of day that waits for the day named right after it
    for candidate in _longest(tokens):
        found, reading = candidate.found, _read(candidate, context)
        if reading is None:
            continue
        if clock is not None and reading.type == "date" and reading.granularity == "day" and _beside(tokens, clock[0], found):
            found, reading = _joined(clock, (found, reading))
        elif clock is not None:
            _keep(context, text, *clock)
        clock = None
        if candidate.rule in CLOCK_RULES:
            clock = found, reading
        else:
            _keep(context, text, found, reading)
    if clock is not None:
        _keep(context, text, *clock)
    return tuple(mention for _, mention in context.mentions)


def _keep(context: Context, text: str, found: Found, reading: Reading) -> None:
    context.add(context.tokens.sentence[found.first], _mention(text, context.tokens, found, reading))


def _beside(tokens: Tokens, first: Found, second: Found) -> bool:
    """Whether only a comma or "on" stands between two matches ("5 p.m. EST, Nov. 6")."""
    between = tokens.lower[first.last : second.first]
    return between in ([], [","], ["on"], [",", "on"])


def _joined(clock: tuple[Found, Reading], day: tuple[Found, Reading]) -> tuple[Found, Reading]:
    """A time and the day it belongs to as one expression."""
    found = Found(clock[0].tokens, clock[0].first, day[0].last, {})
    return found, day[1].at(clock[1].value.partition("T")[1] + clock[1].value.partition("T")[2])


def _candidates(tokens: Tokens) -> Iterator[_Candidate]:
    for order, (rule, pattern) in enumerate(_COMPILED):
        for match in pattern.finditer(tokens.codes):
            found = _found(tokens, match)
            if rule.accepts is None or rule.accepts(found):
                yield _Candidate(rule, order, found)


def _found(tokens: Tokens, match: re.Match[str]) -> Found:
    spans = {name: match.span(name) for name, text in match.groupdict().items() if text is not None}
    first, last = spans.pop("core", match.span())
    return Found(tokens, first, last, spans)


def _longest(tokens: Tokens) -> list[_Candidate]:
    """Of overlapping candidates the longest, of equally long ones the one whose rule comes first; in reading order."""
    ranked = sorted(_candidates(tokens), key=lambda one: (one.found.first - one.found.last, one.order, one.found.first))
    taken = bytearray(len(tokens))
    kept = []
    for candidate in ranked:
        first, last = candidate.found.first, candidate.found.last
        if not any(taken[first:last]):
            taken[first:last] = b"\1" * (last - first)
            kept.append(candidate)
    return sorted(kept, key=lambda one: one.found.first)


def _read(candidate: _Candidate, context: Context) -> Reading | None:
    try:
        return candidate.rule.read(candidate.found, context)
    except (ValueError, OverflowError):  # no such day, or off the calendar
        return None


def _mention(text: str, tokens: Tokens, found: Found, reading: Reading) -> DateMention:
    start, end = tokens.starts[found.first], tokens.ends[found.last - 1]
    span, anchor = reading.period, reading.anchor
    return DateMention(
        start=start,
        end=end,
        expression=text[start:end],
        type=reading.type,
        value=reading.value,
        earliest=span.earliest if span else None,
        latest=span.latest if span else None,
        granularity=reading.granularity,
        modifier=reading.modifier,
        anchor=anchor.source if anchor else None,
        anchor_value=anchor.value if anchor else None,
        rule=reading.rule,
        certainty=round(reading.certainty, 2),
    )
