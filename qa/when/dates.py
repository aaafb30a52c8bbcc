"""Evidence for a when-question → dated candidates, grouped by the days they mean, with the steps that lead to them.

A date belongs to the event words in its own clause first ("following the installation … five days earlier"), then to those of its
sentence. Intervals that contain one another support each other; the narrowest well-attached one speaks for its group.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.dates import DateMention
from index.dates.period import around
from index.model import Span
from index.terms import terms
from qa.asked.intent import Asked
from qa.reading.evidence import Evidence
from qa.sentence.clauses import closeness
from qa.sentence.event import Event, asks_edge, event_of
from qa.sentence.wording import in_plain_verbs, wording
from qa.support import lineage
from qa.when.attach import Loan, Placed, borrowed, counted_at, loans, placed, view_of
from qa.when.counted import Counted, counted
from qa.when.spans import answering

_SENTENCES_READ = 60
_RETRIEVED = 0.2  # the passage's share in a date's score; the rest is how the date belongs to the question's words
_LEAD = 250  # characters of an article in which a sentence without a date tells the news of the day
_SUPPORT = 0.1  # of each further article's score, for up to `_MOST_SUPPORT` articles that say the same
_MOST_SUPPORT = 4
_ANCHORED = 0.4  # closeness of a date that a length in the same sentence may be counted from
_SAME_EVENT = 0.6  # attachment of a date to the words of an event, for it to be that event's day
_ELSEWHEN = 0.5  # what is left for a date outside of the time that the question itself names
_FIRST = 0.75  # of the best group's score: an earlier one this strong is the first time
_DENIED = 0.3  # what is left for days of which another sentence found says that it was not then
_SPEAKS = 0.8  # of the group's best score: a narrower member this strong gives the group its value
_OTHER_EDITION = 0.6  # what is left in a passage about another year's budget, race or campaign
_EDITION = re.compile(r"\bfor (\d{4})\b|\bthe (\d{4}) [a-z]")
_WHOLE_YEAR = 364  # days
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
    anchored: Dated | None = None
    """The day of the other event that this one is counted from: "two days after his arrest"."""
    source: tuple[Span, str] | None = None
    """The sentence that the date stands in, where it is not that of `evidence`."""
    fit: float = 1.0
    """By the end of the event, tense and denial, 0..1; part of `score`."""

    @property
    def days(self) -> int:
        """Length of the interval in days, 1 or more."""
        return (self.latest - self.earliest).days + 1


@dataclass(frozen=True, slots=True)
class DateGroup:
    """Candidates whose intervals agree; `value` speaks for them. `members` best first.

    `backing`: those of them that tell of the place and the people asked about; `denied_by`: mentions which say that it was not then.
    """

    value: Dated
    members: tuple[Dated, ...]
    score: float
    backing: tuple[Dated, ...] = ()
    denied_by: tuple[Dated, ...] = ()


def date_groups(found: Sequence[Evidence], asked: Asked, question: str) -> list[DateGroup]:
    """Groups of agreeing dates, best first; empty when no evidence carries a resolved date."""
    event = event_of(question)
    asked = asked if asks_edge(question, event) else replace(asked, edge=None)
    read = found[:_SENTENCES_READ]
    dated = [one for evidence in read for one in _of_sentence(evidence, asked, event, question)]
    dated += [one for evidence in read for one in _of_lengths(evidence, read, asked, event, question)]
    denied = [one for one in dated if one.denied]
    dated = [one for one in dated if not one.denied]
    dated.sort(key=lambda one: (-round(one.score, 6), one.evidence.hit.rank, one.mention.start))
    groups: list[list[Dated]] = []
    for one in dated:
        home = next((group for group in groups if _agree(group[0], one)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    names = event.names & asked.wording.weights.keys()
    made = sorted((_group(members, denied, names) for members in groups), key=lambda group: -round(group.score, 6))
    return _earliest_first(made) if asked.first else made


@dataclass(frozen=True, slots=True)
class Undated:
    """A date that fits the question but hangs on the unknown day its article came out."""

    evidence: Evidence
    mention: DateMention
    score: float


def undated(found: Sequence[Evidence], asked: Asked, question: str) -> Undated | None:
    """The best date that could not be worked out because its article's date is not known."""
    event = event_of(question)
    made = []
    for evidence in found[:_SENTENCES_READ]:
        if evidence.hit.article.published_at is None:
            for mention in evidence.dates:
                if mention.type in ("date", "time") and not mention.resolved and mention.granularity != "vague":
                    place = placed(evidence, mention, asked, event, question)
                    score = (1 - _RETRIEVED) * place.attachment + _RETRIEVED * evidence.hit.scores.final
                    made.append(Undated(evidence, mention, score * place.fit))
    return max(made, key=lambda one: one.score, default=None)


def _earliest_first(groups: list[DateGroup]) -> list[DateGroup]:
    """The earliest of the well supported groups before the others: "when did it first open"."""
    strong = [group for group in groups if group.score >= _FIRST * groups[0].score]
    return sorted(groups, key=lambda group: (group is not min(strong, key=lambda one: one.value.earliest), -round(group.score, 6)))


def _of_sentence(evidence: Evidence, asked: Asked, event: Event, question: str) -> Iterator[Dated]:
    points = answering(evidence.hit.article.text, evidence.dates, asked.edge)
    resolved = [one for one in points if one.resolved]
    for mention in resolved:
        place = placed(evidence, mention, asked, event, question)
        yield from _dated(evidence, mention, place, asked)
    if not points:
        yield from _of_loans(evidence, asked, event, question)


def _of_loans(evidence: Evidence, asked: Asked, event: Event, question: str) -> Iterator[Dated]:
    """The dates that a sentence without one may be about."""
    article = evidence.hit.article
    leads = evidence.span.start <= _LEAD
    for loan in loans(evidence.before, evidence.text, leads, article.published_on):
        mention = loan.mention or _publication(evidence)
        if loan.mention is None and not (event.verb and _holds(evidence, event)):
            continue
        place = borrowed(evidence, loan.mention, loan.share, asked, event, question)
        yield from _dated(evidence, mention, place, asked, loan)


def _of_lengths(evidence: Evidence, read: Sequence[Evidence], asked: Asked, event: Event, question: str) -> Iterator[Dated]:
    """Days counted from another event: of what came "two days after his arrest", and of the arrest itself."""
    offset = evidence.span.start
    for length in counted(evidence.text, offset, evidence.dates):
        view = view_of(evidence)
        main = counted_at(evidence, length.start, asked, event, question)
        other = counted_at(evidence, length.anchor_at, asked, event, question)
        if other.attachment > main.attachment:
            days = [one for one in evidence.dates if one.resolved and one.type in ("date", "time")]
            near = max(days, key=lambda one: closeness(view, length.start, (one.start - offset, one.end - offset)), default=None)
            if (
                near is not None
                and near.earliest
                and near.latest
                and closeness(view, length.start, (near.start - offset, near.end - offset)) > _ANCHORED
            ):
                anchor = Dated(evidence, near, near.earliest, near.latest, 1.0, 1.0)
                yield from _counted_from(evidence, anchor, length, -length.sign, other, asked)
        else:
            other_day = _day_of(length.anchor, evidence, read, asked)
            if other_day is not None:
                yield from _counted_from(evidence, other_day, length, length.sign, main, asked)


def _day_of(words: str, evidence: Evidence, read: Sequence[Evidence], asked: Asked) -> Dated | None:
    """The day of the event told in these words, in the same article or another one found."""
    passive = event_of(f"when was {words}")
    event = passive if passive.verb else event_of(f"when did {words}")
    weights = dict.fromkeys(terms(in_plain_verbs(words.casefold())), 1.0)
    if not weights:
        return None
    wanted = replace(asked, wording=wording(words, weights), times=(), edge=None, first=False, unit=None)
    own = [one for one in read if one.hit.article.id == evidence.hit.article.id and one.span != evidence.span]
    others = [one for one in read if one.hit.article.id != evidence.hit.article.id]
    for group in (own, others):
        dated = [one for item in group for one in _of_sentence(replace(item, lent={}), wanted, event, words) if one.mention.expression]
        best = max(dated, key=lambda one: one.score, default=None)
        if best is not None and best.attachment >= _SAME_EVENT:
            return best
    return None


def _counted_from(evidence: Evidence, anchor: Dated, length: Counted, sign: int, place: Placed, asked: Asked) -> Iterator[Dated]:
    try:
        first, last = length.moved(anchor.earliest, sign), length.moved(anchor.latest, sign)
        period = around(first, length.granularity)
    except (ValueError, OverflowError):  # off the calendar
        return
    earliest, latest = (first, last) if length.granularity == "day" else (period.earliest, period.latest)
    exact = anchor.earliest == anchor.latest or length.granularity != "day"
    offset = evidence.span.start
    mention = DateMention(
        start=offset + length.start,
        end=offset + length.anchor_at + len(length.anchor),
        expression=evidence.text[length.start : length.anchor_at + len(length.anchor)],
        type="date",
        value=earliest.isoformat(),
        earliest=earliest,
        latest=latest,
        granularity=length.granularity if exact else anchor.mention.granularity,
        modifier=None,
        anchor=anchor.mention.start,
        anchor_value=_iso(anchor.earliest, anchor.latest),
        rule=f"anchor {'plus' if sign > 0 else 'minus'} {length.spoken}",
        certainty=0.7,
    )
    for one in _dated(evidence, mention, place, asked):
        yield replace(one, anchored=anchor)


def _iso(first: dt.date, last: dt.date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _holds(evidence: Evidence, event: Event) -> bool:
    """Whether the sentence has the event itself, by one name or another."""
    return any(evidence.held.get(term, 0.0) > 0 for term in event.terms)


def _publication(evidence: Evidence) -> DateMention:
    """The day the article came out, as the date of news that names none."""
    day = evidence.hit.article.published_on
    assert day is not None
    return DateMention(
        start=evidence.span.start,
        end=evidence.span.start,
        expression="",
        type="date",
        value=day.isoformat(),
        earliest=day,
        latest=day,
        granularity="day",
        modifier="about",
        anchor="publication",
        anchor_value=day.isoformat(),
        rule="day of publication, as the sentence names none",
        certainty=0.3,
    )


def _dated(evidence: Evidence, mention: DateMention, place: Placed, asked: Asked, loan: Loan | None = None) -> Iterator[Dated]:
    if mention.earliest is None or mention.latest is None:
        return
    if any(mention.earliest <= early and late <= mention.latest for early, late in asked.said):
        return  # it says no more than the question does
    score = (1 - _RETRIEVED) * place.attachment + _RETRIEVED * evidence.hit.scores.final
    score *= place.fit * _detail(mention.granularity, asked.unit) * _edition_fit(evidence, asked)
    if asked.times and not any(early <= mention.earliest and mention.latest <= late for early, late in asked.times):
        score *= _ELSEWHEN
    source = (loan.span, loan.text) if loan and loan.span else None
    yield Dated(evidence, mention, mention.earliest, mention.latest, place.attachment, score, place.denied, source=source, fit=place.fit)


def _edition_fit(evidence: Evidence, asked: Asked) -> float:
    """Less in a passage that tells of another year's than the question: of "the budget for 2023", asked about that for 2022."""
    wanted = {first.year for first, last in asked.said if (last - first).days >= _WHOLE_YEAR}
    told = {int(year) for match in _EDITION.finditer(evidence.hit.passage.text) for year in match.groups() if year}
    return _OTHER_EDITION if wanted and told and not wanted & told else 1.0


def _detail(granularity: str, unit: str | None) -> float:
    """Finer is better, unless the unit was asked for: "in what year" is asked of what is told in years."""
    if unit in ("year", "month"):
        return 1.0 if granularity == unit else _OTHER_UNIT
    return _DETAIL.get(granularity, _VAGUE) if granularity != unit else 1.0


def _agree(one: Dated, other: Dated) -> bool:
    inside = one.earliest <= other.earliest and other.latest <= one.latest
    around = other.earliest <= one.earliest and one.latest <= other.latest
    return inside or around


def _group(members: list[Dated], denied: Sequence[Dated], names: frozenset[str]) -> DateGroup:
    strong = [one for one in members if one.score >= _SPEAKS * members[0].score]
    # a stretch that is told as one is not made more exact by one of its days
    value = members[0] if members[0].mention.granularity == "range" else min(strong, key=lambda one: (one.days, -round(one.score, 6)))
    members = [one for one in members if _agree(value, one)]
    # one that lacks a name of the question, in itself and around it, backs no other: it may tell of another place
    backing = [one for number, one in enumerate(members) if not number or not names - one.evidence.lent.keys()]
    score = members[0].score + _SUPPORT * sum(_independent(backing)[1 : _MOST_SUPPORT + 1])
    against = tuple(one for one in denied if (one.earliest, one.latest) == (value.earliest, value.latest))
    return DateGroup(value, tuple(members), score * (_DENIED if against else 1.0), tuple(backing), against)


def _independent(members: Sequence[Dated]) -> list[float]:
    """The best score of each source, best first; a sentence that two articles share letter for letter counts once."""
    scores, seen = [], set[str]()
    for one in members:
        told = {lineage(one.evidence.hit), one.evidence.hit.article.id, one.evidence.text}
        if not seen & told:
            scores.append(one.score)
        seen |= told
    return scores


_MODIFIERS = {"start": "early", "mid": "mid-", "end": "late"}


def in_words(one: Dated) -> str:
    """The date as people write it: "23 April 2023", "late April 2023", "1–4 May 2023", "spring 2021" as its months."""
    first, last, mention = one.earliest, one.latest, one.mention
    if not mention.expression:
        return f"about {first.day} {first:%B %Y}"
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
