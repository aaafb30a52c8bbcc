"""Article text to date mentions: all rules' matches in one pass, the longest kept, then read from left to right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

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
    waiting: list[_Read] = []  # times of day that wait for the day named right after them
    for candidate in _longest(tokens):
        reading = _read(candidate, context)
        if reading is None:
            continue
        one = _Read(candidate.rule, candidate.found, reading)
        if waiting and reading.type == "set" and reading.value.startswith("XXXX-WXX") and _beside(tokens, waiting[-1], one):
            one = _Read(one.rule, Found(tokens, waiting.pop().found.first, one.found.last, {}), reading)
            _keep_all(context, text, waiting)
        elif waiting and reading.type == "date" and reading.granularity == "day" and _beside(tokens, waiting[-1], one):
            if len(waiting) == 1:
                one = _Read(one.rule, Found(tokens, waiting[-1].found.first, one.found.last, {}), _on_day(waiting[-1], one))
            else:  # "10:35 a.m. (0735 GMT) Friday"
                _keep_all(context, text, [_apart(time, one) for time in waiting])
        elif not (waiting and candidate.rule in CLOCK_RULES and _explains(tokens, waiting[-1], one)):
            _keep_all(context, text, waiting)
        else:
            waiting.append(one)
            continue
        waiting = [one] if candidate.rule in CLOCK_RULES else []
        if not waiting:
            _keep(context, text, one)
    _keep_all(context, text, waiting)
    return tuple(mention for _, mention in context.mentions)


class _Read(NamedTuple):
    """A match with its meaning."""

    rule: Rule
    found: Found
    reading: Reading


def _keep_all(context: Context, text: str, waiting: list[_Read]) -> None:
    for one in waiting:
        _keep(context, text, one)


def _keep(context: Context, text: str, one: _Read) -> None:
    context.add(one.found, _mention(text, context.tokens, one.found, one.reading))


def _beside(tokens: Tokens, time: _Read, day: _Read) -> bool:
    """Whether only a comma or "on" stands between a time and a day ("5 p.m. EST, Nov. 6")."""
    between = tokens.lower[time.found.last : day.found.first]
    return between in ([], [","], ["on"], [",", "on"], [")"], [")", "on"])


def _explains(tokens: Tokens, first: _Read, second: _Read) -> bool:
    """Whether a time tells another in brackets ("10:35 a.m. (0735 GMT)")."""
    return tokens.lower[first.found.last : second.found.first] == ["("] and tokens.word(second.found.last) == ")"


def _on_day(time: _Read, day: _Read) -> Reading:
    """The day's reading at that time; the rule names the weekday where the time's own words do not."""
    _, mark, clock = time.reading.value.partition("T")
    return day.reading.at(mark + clock)


def _apart(time: _Read, day: _Read) -> _Read:
    """A time that keeps its own words, on the day that another expression names."""
    reading = _on_day(time, day)
    date = reading.period.earliest if reading.period else None
    if date and " such weekday " in reading.rule:
        rule = reading.rule.replace("such weekday", date.strftime("%A"))
    elif date:
        rule, reading = f"{date.isoformat()} as written", replace(reading, anchor=None)
    else:
        rule = reading.rule
    return time._replace(reading=replace(reading, rule=rule))


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
