"""Evidence for a how-long question → the length of time that answers it: told ("four months"), bounded ("from 6 to 11 September"), or
worked out from the day something began and the day it ended.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.dates import DateMention
from qa.asked.intent import Asked, time_fit
from qa.reading.evidence import Evidence
from qa.sentence.event import Event, event_of
from qa.when.attach import counted_at
from qa.when.counted import counted
from qa.when.dates import Dated
from qa.when.spans import answering

_RETRIEVED = 0.2  # the passage's share in the score, as for dates
_READ = 60
_LENGTH = re.compile(r"P(?:\d+(?:\.\d+)?[YMWD]|T\d+[HMS])+\Z")
_APART = 0.35  # for a length that says how far two events are apart, or how early one was: "two days after", "eight months early"
_SHIFTS = re.compile(r"\A\s+(?:early|earlier|late|later|ahead|ago|behind|old|before|after|in advance|from now)\b", re.I)
_AGES = re.compile(r"\A[\s-]*(?:years?[- ]old|old)\b|\A,?\s+aged\b", re.I)
_ASKS_APART = re.compile(r"\b(?:how long|how many \w+) (?:before|after)\b|\b(?:early|earlier|later|ahead|old)\b", re.I)
_MORE = re.compile(r"\s*(?:,|and|-)\s*\Z")
_FREQUENCY = re.compile(r"\A\s+(?:a|an|per|each|every)\s+(?:day|night|week|month|year)\b", re.I)
_ASKS_FREQUENCY = re.compile(r"\b(?:a|per|each) (?:day|night|week|month|year)\b", re.I)
_UNITS = re.compile(r"\bhow many (second|minute|hour|day|night|week|month|year|decade)s?\b", re.I)
_LASTS = frozenset("last go run continue be take hold".split())
_OF_IT = re.compile(r"[a-z] of(?: (?:about|nearly|almost|over|more than|some))?\s+\Z")  # "a trial of five weeks"
_BEFORE_IT = re.compile(
    r"\s+of (?!age\b)[a-z]|\s+(?:trial|strike|stoppage|siege|hearing|flight|journey|visit|tour|walkout|blackout|search)\b"
)
_BOUNDED = 0.95
_UNIT_WRONG = 0.5
_UNIT_LETTERS = {"second": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "month": "M", "year": "Y", "decade": "Y"}


@dataclass(frozen=True, slots=True)
class Lasting:
    """A length of time as an answer: `value` is ISO 8601, `modifier` as in a date mention ("more_than"); `text` in plain words.

    `expression` stands in the sentence of `evidence`; `bounds`: the days it was worked out from, when it was.
    """

    evidence: Evidence
    expression: str
    start: int
    value: str
    modifier: str | None
    unit: str
    score: float
    attachment: float
    text: str
    rule: str
    days: tuple[dt.date, dt.date] | None = None
    bounds: tuple[Dated, ...] = ()


def lengths(found: Sequence[Evidence], asked: Asked, question: str) -> list[Lasting]:
    """The lengths of time in the evidence, best first; empty when it has none."""
    event = event_of(question)
    made = [one for evidence in found[:_READ] for one in _of_sentence(evidence, asked, event, question)]
    return sorted(made, key=lambda one: (-round(one.score, 6), one.evidence.hit.rank, one.start))


def _of_sentence(evidence: Evidence, asked: Asked, event: Event, question: str) -> Iterator[Lasting]:
    offset = evidence.span.start
    apart = {one.start for one in counted(evidence.text, offset, evidence.dates)}
    merged = _joined(evidence)
    ranges = list(_of_ranges(evidence, asked, event, question))
    for start, end, value, modifier, unit in merged:
        of_it = event.verb in _LASTS and bool(
            _OF_IT.search(evidence.text[: start - offset]) or _BEFORE_IT.match(evidence.text[end - offset :])
        )
        place = counted_at(evidence, start - offset, asked, event, question, lasts=of_it)
        tail = evidence.text[end - offset :]
        score = (1 - _RETRIEVED) * place.attachment * place.fit + _RETRIEVED * evidence.hit.scores.final
        score *= time_fit(asked.times, evidence.dates, evidence.hit.article.published_on)
        if (start - offset in apart or _SHIFTS.match(tail) or _AGES.match(tail)) and not _ASKS_APART.search(question):
            score *= _APART
        if _FREQUENCY.match(tail) and not _ASKS_FREQUENCY.search(question):
            score *= _APART
        wanted = _UNITS.search(question)
        if wanted and _UNIT_LETTERS[wanted[1].lower()] not in value:
            score *= _UNIT_WRONG
        expression = evidence.text[start - offset : end - offset]
        around = [one for one in ranges if one.start <= start and end <= one.start + len(one.expression)]
        ranges = [
            one for one in ranges if one not in around
        ]  # "over four months starting on 12 December": what is told, not what is counted
        score, attachment = max([(score, place.attachment), *((one.score, one.attachment) for one in around)])
        yield Lasting(
            evidence, expression, start, value, modifier, unit, score, attachment, _in_words(expression, modifier), "length of time"
        )
    yield from ranges


def _joined(evidence: Evidence) -> list[tuple[int, int, str, str | None, str]]:
    """The lengths of a sentence: (start, end, ISO value, modifier, unit); "ten weeks and a day" is one."""
    made: list[tuple[int, int, str, str | None, str]] = []
    for one in evidence.dates:
        if one.type != "duration" or not _LENGTH.match(one.value):
            continue
        if made and _MORE.match(evidence.text[made[-1][1] - evidence.span.start : one.start - evidence.span.start] or " "):
            joined = _sum(made[-1][2], one.value)
            if joined:
                made[-1] = (made[-1][0], one.end, joined, made[-1][3], one.granularity)
                continue
        made.append((one.start, one.end, one.value, one.modifier, one.granularity))
    return made


def _sum(first: str, second: str) -> str | None:
    """ "P10W" and "P1D" as "P10W1D"; None when the second is not in smaller units."""
    order = "YMWD"
    if "T" in first + second:
        if "T" in first and "T" in second and first[-1] == "H" and second[-1] in "MS":
            return first + second[2:]
        return None
    return first + second[1:] if order.find(first[-1]) < order.find(second[-1]) else None


def _of_ranges(evidence: Evidence, asked: Asked, event: Event, question: str) -> Iterator[Lasting]:
    """Stretches told by their first and last day."""
    for one in answering(evidence.hit.article.text, evidence.dates, None):
        if one.granularity != "range" or one.earliest is None or one.latest is None:
            continue
        place = counted_at(evidence, one.start - evidence.span.start, asked, event, question, lasts=event.verb in _LASTS)
        score = _BOUNDED * ((1 - _RETRIEVED) * place.attachment * place.fit + _RETRIEVED * evidence.hit.scores.final)
        score *= time_fit(asked.times, evidence.dates, evidence.hit.article.published_on)
        value, text = between(one.earliest, one.latest, _parts_unit(one))
        bound = Dated(evidence, one, one.earliest, one.latest, place.attachment, score)
        yield Lasting(
            evidence,
            one.expression,
            one.start,
            value,
            None,
            _parts_unit(one),
            score,
            place.attachment,
            text,
            "first to last, both counted",
            (one.earliest, one.latest),
            (bound,),
        )


def _parts_unit(mention: DateMention) -> str:
    assert mention.earliest is not None
    assert mention.latest is not None
    whole_years = (mention.earliest.month, mention.earliest.day, mention.latest.month, mention.latest.day) == (1, 1, 12, 31)
    return "year" if whole_years and mention.earliest.year != mention.latest.year else "day"


def between(first: dt.date, last: dt.date, unit: str) -> tuple[str, str]:
    """The length from the first to the last day, both counted (years: their difference), as ISO 8601 and in words."""
    count = last.year - first.year if unit == "year" else (last - first).days + 1
    return (f"P{count}Y" if unit == "year" else f"P{count}D"), f"{count} {unit}{'' if count == 1 else 's'}"


def worked_out(began: Dated, ended: Dated, score: float) -> Lasting | None:
    """The length from the day something began to the day it ended, when both are known to the day and in order."""
    if began.days > 1 or ended.days > 1 or ended.earliest <= began.earliest:
        return None
    count = (ended.earliest - began.earliest).days
    return Lasting(
        ended.evidence,
        ended.mention.expression,
        ended.mention.start,
        f"P{count}D",
        None,
        "day",
        score,
        min(began.attachment, ended.attachment),
        f"{count} day{'' if count == 1 else 's'}",
        "last day minus first day",
        (began.earliest, ended.earliest),
        (began, ended),
    )


_MODIFIED = {"more_than": "more than ", "less_than": "less than ", "about": "about ", "at_least": "at least ", "at_most": "at most "}
_SAYS_SO = re.compile(
    r"\A(?:more|less|fewer|about|around|over|under|nearly|almost|at (?:least|most)|up to|some|within|well|just|roughly|approximately|no)\b",
    re.I,
)


def _in_words(expression: str, modifier: str | None) -> str:
    plain = " ".join(expression.split())
    return plain if not modifier or _SAYS_SO.match(plain) else f"{_MODIFIED.get(modifier, '')}{plain}"
