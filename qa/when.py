"""Evidence for a when-question → dated candidates, grouped by the days they mean, with the steps that lead to them.

A date belongs to the event words in its own clause first ("following the installation … five days earlier"), then to those of its
sentence. Intervals that contain one another support each other; the narrowest well-attached one speaks for its group.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from index.dates import DateMention
from qa.attach import placed
from qa.intent import Asked, Stretch
from qa.read import Evidence
from qa.spans import answering

_SENTENCES_READ = 30
_LOOSE = 0.45  # what is left of a sentence's score for a date that none of its question words stands with
_SUPPORT = 0.1  # of each further article's score, for up to `_MOST_SUPPORT` articles that say the same
_MOST_SUPPORT = 4
_ELSEWHEN = 0.5  # what is left for a date outside of the time that the question itself names
_FIRST = 0.75  # of the best group's score: an earlier one this strong is the first time
_DENIED = 0.5  # what is left for days of which another sentence found says that it was not then
_SPEAKS = 0.8  # of the group's best score: a narrower member this strong gives the group its value
_DETAIL = {"day": 1.0, "time": 1.0, "range": 0.97, "week": 0.97, "month": 0.95, "season": 0.9, "quarter": 0.9, "year": 0.85}
_OTHER_UNIT = 0.85
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
    denied: bool = False
    """The sentence says that it was not then: "and not on 10 December"."""

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


def date_groups(found: Sequence[Evidence], asked: Asked) -> list[DateGroup]:
    """Groups of agreeing dates, best first; empty when no evidence carries a resolved date."""
    dated = [one for evidence in found[:_SENTENCES_READ] for one in _of_sentence(evidence, asked)]
    denied = [(one.earliest, one.latest) for one in dated if one.denied]
    dated = [one for one in dated if not one.denied]
    dated.sort(key=lambda one: (-round(one.score, 6), one.evidence.hit.rank, one.mention.start))
    groups: list[list[Dated]] = []
    for one in dated:
        home = next((group for group in groups if _agree(group[0], one)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    made = sorted((_group(members, denied) for members in groups), key=lambda group: -round(group.score, 6))
    return _earliest_first(made) if asked.first else made


def _earliest_first(groups: list[DateGroup]) -> list[DateGroup]:
    """The earliest of the well supported groups before the others: "when did it first open"."""
    strong = [group for group in groups if group.score >= _FIRST * groups[0].score]
    return sorted(groups, key=lambda group: (group is not min(strong, key=lambda one: one.value.earliest), -round(group.score, 6)))


def _of_sentence(evidence: Evidence, asked: Asked) -> list[Dated]:
    found = []
    for mention in answering(evidence.hit.article.text, evidence.dates, asked.edge):
        if mention.earliest and mention.latest:
            if any(mention.earliest <= early and late <= mention.latest for early, late in asked.times):
                continue  # it says no more than the question does
            place = placed(evidence, mention, asked)
            score = evidence.score * (_LOOSE + (1 - _LOOSE) * place.attachment) * place.fit
            score *= _detail(mention.granularity, asked.unit)
            if asked.times and not any(early <= mention.earliest and mention.latest <= late for early, late in asked.times):
                score *= _ELSEWHEN
            found.append(Dated(evidence, mention, mention.earliest, mention.latest, place.attachment, score, place.denied))
    return found


def _detail(granularity: str, unit: str | None) -> float:
    """Finer is better, unless the unit was asked for: "in what year" is asked of what is told in years."""
    if unit in ("year", "month"):
        return 1.0 if granularity == unit else _OTHER_UNIT
    return _DETAIL.get(granularity, _VAGUE) if granularity != unit else 1.0


def _agree(one: Dated, other: Dated) -> bool:
    inside = one.earliest <= other.earliest and other.latest <= one.latest
    around = other.earliest <= one.earliest and one.latest <= other.latest
    return inside or around


def _group(members: list[Dated], denied: Sequence[Stretch]) -> DateGroup:
    strong = [one for one in members if one.score >= _SPEAKS * members[0].score]
    value = min(strong, key=lambda one: (one.days, -round(one.score, 6)))
    members = [one for one in members if _agree(value, one)]
    score = members[0].score + _SUPPORT * sum(_independent(members)[1 : _MOST_SUPPORT + 1])
    if (value.earliest, value.latest) in denied:
        score *= _DENIED
    return DateGroup(value, tuple(members), score)


def _independent(members: Sequence[Dated]) -> list[float]:
    """The best score of each article, best first; a sentence that two articles share letter for letter counts once."""
    scores, seen = [], set[str]()
    for one in members:
        if not seen & {one.evidence.hit.article.id, one.evidence.text}:
            scores.append(one.score)
        seen |= {one.evidence.hit.article.id, one.evidence.text}
    return scores


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
