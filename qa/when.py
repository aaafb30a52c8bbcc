"""Evidence for a when-question → dated candidates, grouped by the days they mean, with the steps that lead to them.

A date belongs to the event words in its own clause first ("following the installation … five days earlier"), then to those of its
sentence. Intervals that contain one another support each other; the narrowest well-attached one speaks for its group.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.dates import DateMention, find_dates
from index.terms import terms
from qa.read import Evidence

_CLAUSE_END = re.compile(r"[,;:()—–]|\s-\s")
_ADVERBIAL = 2  # words that may stand with a date that is a clause of its own: "On", "by the"
_SENTENCES_READ = 30
_LOOSE = 0.45  # what is left of a sentence's score for a date that none of its question words stands with
_SUPPORT = 0.1  # of each further article's score, for up to `_MOST_SUPPORT` articles that say the same
_MOST_SUPPORT = 4
_ELSEWHEN = 0.5  # what is left for a date outside of the time that the question itself names
_SPEAKS = 0.8  # of the group's best score: a narrower member this strong gives the group its value
_DETAIL = {"day": 1.0, "time": 1.0, "week": 0.97, "month": 0.95, "season": 0.9, "quarter": 0.9, "year": 0.85}
_VAGUE = 0.7  # of the score of a date coarser than a year


@dataclass(frozen=True, slots=True)
class Dated:
    """One date mention as an answer: the days it means, both inclusive, and how well it fits, 0..1."""

    evidence: Evidence
    mention: DateMention
    earliest: dt.date
    latest: dt.date
    attachment: float
    """Share of the sentence's question words, by weight, that stand in the clause of the date, 0..1."""
    score: float

    @property
    def days(self) -> int:
        """Length of the interval in days, 1 or more."""
        return (self.latest - self.earliest).days + 1


@dataclass(frozen=True, slots=True)
class DateGroup:
    """Candidates whose intervals agree; `value` speaks for them. `members` best first."""

    value: Dated
    members: tuple[Dated, ...]
    score: float


def date_groups(found: Sequence[Evidence], weights: Mapping[str, float], question: str) -> list[DateGroup]:
    """Groups of agreeing dates, best first; empty when no evidence carries a resolved date."""
    asked = _times_named(question)
    dated = [one for evidence in found[:_SENTENCES_READ] for one in _of_sentence(evidence, weights, asked)]
    dated.sort(key=lambda one: (-round(one.score, 6), one.evidence.hit.rank, one.mention.start))
    groups: list[list[Dated]] = []
    for one in dated:
        home = next((group for group in groups if _agree(group[0], one)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return sorted((_group(members) for members in groups), key=lambda group: -round(group.score, 6))


def _times_named(question: str) -> list[tuple[dt.date, dt.date]]:
    """Stretches of time that the question names ("the 2019 ban"), without a day to count from."""
    return [(one.earliest, one.latest) for one in find_dates(question, None) if one.earliest and one.latest]


def _of_sentence(evidence: Evidence, weights: Mapping[str, float], asked: Sequence[tuple[dt.date, dt.date]]) -> list[Dated]:
    found = []
    for mention in evidence.dates:
        if mention.type in ("date", "time") and mention.earliest and mention.latest:
            attachment = _attachment(evidence, mention, weights)
            score = evidence.score * (_LOOSE + (1 - _LOOSE) * attachment)
            score *= _DETAIL.get(mention.granularity, _VAGUE)
            if any(mention.earliest <= early and late <= mention.latest for early, late in asked):
                continue  # it says no more than the question does
            if asked and not any(early <= mention.earliest and mention.latest <= late for early, late in asked):
                score *= _ELSEWHEN
            found.append(Dated(evidence, mention, mention.earliest, mention.latest, attachment, score))
    return found


def _attachment(evidence: Evidence, mention: DateMention, weights: Mapping[str, float]) -> float:
    text = evidence.text
    held = {term for term in terms(text) if term in weights}
    total = sum(weights[term] for term in held)
    clause = set(terms(_clause_of(evidence, mention)))
    return sum(weights[term] for term in held & clause) / total if total else 0.0


def _clause_of(evidence: Evidence, mention: DateMention) -> str:
    """The clause around a date; one that stands alone ("On Thursday, …") belongs to the next clause that has no date of its own."""
    text, start, end = evidence.text, mention.start - evidence.span.start, mention.end - evidence.span.start
    bounds = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    clauses = list(pairwise(bounds))
    own = next(number for number, (opening, closing) in enumerate(clauses) if opening <= start < closing or closing == len(text))
    opening, closing = clauses[own][0], max(clauses[own][1], end)
    if len((text[opening:start] + text[end:closing]).split()) > _ADVERBIAL:
        return text[opening:closing]
    others = [other.start - evidence.span.start for other in evidence.dates if other is not mention]
    free = (text[first:last] for first, last in clauses[own + 1 :] if not any(first <= place < last for place in others))
    return next(free, text[opening:closing])


def _agree(one: Dated, other: Dated) -> bool:
    inside = one.earliest <= other.earliest and other.latest <= one.latest
    around = other.earliest <= one.earliest and one.latest <= other.latest
    return inside or around


def _group(members: list[Dated]) -> DateGroup:
    strong = [one for one in members if one.score >= _SPEAKS * members[0].score]
    value = min(strong, key=lambda one: (one.days, -round(one.score, 6)))
    members = [one for one in members if _agree(value, one)]
    best: dict[str, float] = {}
    for one in members:
        best.setdefault(one.evidence.hit.article.id, one.score)
    support = sum(sorted(best.values(), reverse=True)[1 : _MOST_SUPPORT + 1])
    return DateGroup(value, tuple(members), members[0].score + _SUPPORT * support)


_MODIFIERS = {"start": "early", "mid": "mid-", "end": "late"}


def in_words(one: Dated) -> str:
    """The date as people write it: "23 April 2023", "late April 2023", "1–4 May 2023", "spring 2021" as its months."""
    first, last, mention = one.earliest, one.latest, one.mention
    modifier = _MODIFIERS.get(mention.modifier or "")
    if modifier and mention.granularity in ("month", "year"):
        whole = f"{first:%B %Y}" if mention.granularity == "month" else f"{first.year}"
        return f"{modifier}{whole}" if modifier.endswith("-") else f"{modifier} {whole}"
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if first.day == 1 and (last + dt.timedelta(days=1)).day == 1:
        if (first.month, last.month) == (1, 12):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        return f"{first:%B %Y} – {last:%B %Y}" if first.year != last.year else f"{first:%B}–{last:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%B %Y}"
    opening = f"{first.day} {first:%B}" if first.year == last.year else f"{first.day} {first:%B %Y}"
    return f"{opening} – {last.day} {last:%B %Y}"
