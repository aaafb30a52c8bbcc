"""Evidence for a when-question → dated candidates, grouped by the days they mean, with the steps that lead to them.

A date belongs to the event words in its own clause first ("following the installation … five days earlier"), then to those of its
sentence. Intervals that contain one another support each other; the narrowest well-attached one speaks for its group.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.dates import DateMention
from index.terms import terms
from qa.read import Evidence

_CLAUSE_END = re.compile(r"[,;:()—–]|\s-\s")
_SENTENCES_READ = 30
_SUPPORT_BONUS, _MOST_SUPPORT = 0.03, 3  # for each further article that says the same
_SPEAKS = 0.8  # of the group's best score: a narrower member this strong gives the group its value
_DETAIL = {"day": 0.03, "time": 0.03, "week": 0.02, "month": 0.015}


@dataclass(frozen=True, slots=True)
class Dated:
    """One date mention as an answer: the days it means, both inclusive, and how well it fits, 0..1."""

    evidence: Evidence
    mention: DateMention
    earliest: dt.date
    latest: dt.date
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


def date_groups(found: Sequence[Evidence], weights: Mapping[str, float]) -> list[DateGroup]:
    """Groups of agreeing dates, best first; empty when no evidence carries a resolved date."""
    dated = [one for evidence in found[:_SENTENCES_READ] for one in _of_sentence(evidence, weights)]
    dated.sort(key=lambda one: (-round(one.score, 6), one.evidence.hit.rank, one.mention.start))
    groups: list[list[Dated]] = []
    for one in dated:
        home = next((group for group in groups if _agree(group[0], one)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return sorted((_group(members) for members in groups), key=lambda group: -round(group.score, 6))


def _of_sentence(evidence: Evidence, weights: Mapping[str, float]) -> list[Dated]:
    found = []
    for mention in evidence.dates:
        if mention.type in ("date", "time") and mention.earliest and mention.latest:
            score = evidence.score * (0.6 + 0.4 * _attachment(evidence, mention, weights)) + _DETAIL.get(mention.granularity, 0.0)
            found.append(Dated(evidence, mention, mention.earliest, mention.latest, score))
    return found


def _attachment(evidence: Evidence, mention: DateMention, weights: Mapping[str, float]) -> float:
    """Share of the sentence's question words, by weight, that stand in the clause of the date, 0..1."""
    text, base = evidence.text, evidence.span.start
    held = {term for term in terms(text) if term in weights}
    total = sum(weights[term] for term in held)
    if not total:
        return 0.0
    start = max((match.end() for match in _CLAUSE_END.finditer(text, 0, mention.start - base)), default=0)
    after = _CLAUSE_END.search(text, mention.end - base)
    clause = text[start : after.start() if after else len(text)]
    return sum(weights[term] for term in held & set(terms(clause))) / total


def _agree(one: Dated, other: Dated) -> bool:
    inside = one.earliest <= other.earliest and other.latest <= one.latest
    around = other.earliest <= one.earliest and one.latest <= other.latest
    return inside or around


def _group(members: list[Dated]) -> DateGroup:
    strong = [one for one in members if one.score >= _SPEAKS * members[0].score]
    value = min(strong, key=lambda one: (one.days, -round(one.score, 6)))
    members = [one for one in members if _agree(value, one)]
    articles = {one.evidence.hit.article.id for one in members}
    return DateGroup(value, tuple(members), members[0].score + _SUPPORT_BONUS * min(len(articles) - 1, _MOST_SUPPORT))


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
