"""A subject → its timeline: dated statements, one cited sentence each, copies merged, oldest first.

Hits are read for statements (`qa.timeline.statements`), those that say the same are merged (`qa.timeline.merging`), the strongest are kept, a few for each
day, and cited by `qa.cite`. What leaves keeps the laws in `violations`.
"""

from __future__ import annotations

import datetime as dt
import logging
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from index.errors import BadInput
from index.model import IndexState, Preference, SearchResult, Version, Window
from index.timing import Clock
from qa.asked.intent import asked
from qa.asked.question import read_question
from qa.asked.times import TimeAsked, times_asked
from qa.cite import Citer
from qa.model import Citation, Derivation, Support, Value
from qa.support import support
from qa.timeline.merging import Told, order, told
from qa.timeline.statements import CAME_OUT, Denial, Reading, Statement, statements

_log = logging.getLogger(__name__)

_NO_TIMES = TimeAsked()

MOST_ENTRIES = 100
ENTRIES = 20
_READ = 60  # hits that are read, whatever the limit
_A_DAY = 3  # entries for the same days
_MOST_CITED = 10  # articles cited for one entry; more are counted in its support
_SUPPORT = 0.05  # for each further independent source, for up to `_MOST_SUPPORT` of them
_MOST_SUPPORT = 4


class Nothing(StrEnum):
    """Why a timeline is empty."""

    NO_EVIDENCE = "no_evidence"
    NO_DATES = "no_dates"
    OUT_OF_RANGE = "out_of_range"
    UNSUPPORTED_QUESTION = "unsupported_question"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a timeline is asked for: `text` as it was typed, may be empty; at most `limit` entries, 1..100.

    `window` bounds the articles that are read, `since` and `until` the days that are told, both inclusive.
    """

    text: str
    limit: int = ENTRIES
    window: Window = Window()
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated statement. `date`: its days in plain words; `statement`: the sentence, which the first citation quotes.

    `planned`: the article came out before those days. `disputed_by`: citations of sentences which say that it was not then.
    A statement dated by its article has an empty expression in its derivation.
    """

    date: str
    value: Value
    statement: str
    planned: bool
    derivation: tuple[Derivation, ...]
    citations: tuple[int, ...]
    disputed_by: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries, oldest first. `undated`: statements on the subject whose dates could not be resolved; `left_out`: entries beyond the limits.

    `times`: what the subject itself says of time ("the road in April 2023") where that is what is told; else nothing.
    """

    subject: str
    entries: tuple[Entry, ...]
    reason: Nothing | None
    undated: int
    left_out: int
    citations: tuple[Citation, ...]
    window: Window
    times: TimeAsked
    state: IndexState
    degraded: tuple[str, ...]
    timings_ms: tuple[tuple[str, float], ...]


def read_subject(
    text: str, limit: int = ENTRIES, window: Window | None = None, since: dt.date | None = None, until: dt.date | None = None
) -> Subject:
    """A Subject of up to 2,000 characters, white space trimmed, perhaps empty; raises BadInput naming the field."""
    if not 1 <= limit <= MOST_ENTRIES:
        raise BadInput(f"limit is {limit}; 1 to {MOST_ENTRIES} entries can be asked for", field="limit")
    said = any(not (char.isspace() or (unicodedata.category(char) == "Cc" and char != "\0")) for char in text)
    return Subject(read_question(text).text if said else "", limit, window or Window(), since, until)


class Searchable(Protocol):
    """What a timeline needs of an index."""

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult: ...
    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None: ...


class Timelines:
    """Makes timelines over one index; safe for many threads."""

    def __init__(self, index: Searchable) -> None:
        self._index = index

    def of(self, subject: Subject) -> Timeline:
        """The timeline of a subject, empty with a reason where nothing is told of it."""
        clock = Clock()
        times = times_asked(subject.text, subject.window.as_of)
        result = self._index.search(subject.text, _READ, subject.window, Preference(times=times.stretches))
        clock.lap("retrieve")
        made = self._made(subject, times, result)
        clock.lap("read")
        broken = violations(made)
        if broken:
            _log.error("a timeline broke its laws and was withheld: %s", "; ".join(broken))
            made = _timeline(subject, result, reason=Nothing.NO_EVIDENCE)
        return replace(made, timings_ms=(("total", clock.total), *clock.timings))

    def _made(self, subject: Subject, times: TimeAsked, result: SearchResult) -> Timeline:
        if not result.weights:
            return _timeline(subject, result, reason=Nothing.UNSUPPORTED_QUESTION)
        wanted = asked(subject.text, dict(result.weights), result.hits, subject.window.as_of)
        reading = statements(result.hits, wanted, subject.text)
        inside = [one for one in reading.statements if _overlaps(one, subject.since, subject.until)]
        named = [one for one in inside if any(_overlaps(one, *days) for days in times.stretches)]
        groups = told(named or inside)
        kept = _strongest(groups, subject.limit)
        citer = Citer(self._index, subject.window.as_of)
        entries = tuple(entry for group in _by_day(kept) if (entry := _entry(group, reading.denials, citer)))
        reason = None if entries else _reason(reading, subject)
        return _timeline(
            subject,
            result,
            entries=entries,
            reason=reason,
            undated=reading.undated,
            left_out=len(groups) - len(kept),
            citations=citer.citations,
            times=times if named else _NO_TIMES,
        )


def violations(timeline: Timeline) -> list[str]:
    """Every broken law, none when the timeline may leave."""
    return [*_order_laws(timeline), *_citation_laws(timeline)]


def _order_laws(timeline: Timeline) -> Iterator[str]:
    days = [(entry.value.start, entry.value.end) for entry in timeline.entries]
    if days != sorted(days, key=lambda one: (one[0] or "", one[1] or "")):
        yield "entries are not in the order of their days"
    if any(start is None or end is None or start > end for start, end in days):
        yield "an entry ends before it begins"
    if (timeline.reason is None) != bool(timeline.entries):
        yield "a reason is given exactly when there is no entry"
    told = [(entry.value, entry.statement) for entry in timeline.entries]
    if len(set(told)) != len(told):
        yield "an entry stands twice"


def _citation_laws(timeline: Timeline) -> Iterator[str]:
    used = [number for entry in timeline.entries for number in (*entry.citations, *entry.disputed_by)]
    if list(dict.fromkeys(used)) != [citation.n for citation in timeline.citations]:
        yield "citations are not those that are used, in order of first use"
    if [citation.n for citation in timeline.citations] != list(range(1, len(timeline.citations) + 1)):
        yield "citations are not numbered from 1"
        return
    for entry in timeline.entries:
        cited = timeline.citations[entry.citations[0] - 1] if entry.citations else None
        if cited is None or cited.quote != entry.statement:
            yield f"the entry of {entry.date} does not quote its first citation"
        elif any(step.citation != cited.n or step.expression not in cited.quote for step in entry.derivation):
            yield f"the date {entry.date} is not said in what is cited for it"
        elif any(not step.expression and (cited.published_at or "")[:10] != entry.value.start for step in entry.derivation):
            yield f"the date {entry.date} is not the day its article came out"


def _overlaps(one: Statement, early: dt.date | None, late: dt.date | None) -> bool:
    return (early is None or one.latest >= early) and (late is None or one.earliest <= late)


def _strongest(groups: Sequence[Told], limit: int) -> list[Told]:
    """The `limit` strongest, no more than a few for the same days."""
    a_day: Counter[tuple[dt.date, dt.date]] = Counter()
    kept: list[Told] = []
    for group in sorted(groups, key=lambda one: (-_strength(one), *order(one.chief))):
        days = (group.chief.earliest, group.chief.latest)
        a_day[days] += 1
        if a_day[days] <= _A_DAY and len(kept) < limit:
            kept.append(group)
    return kept


def _strength(group: Told) -> float:
    further = min(_MOST_SUPPORT, support(one.hit for one in group.members).independent_sources - 1)
    return round(max(one.score for one in group.members) + _SUPPORT * further, 6)


def _by_day(groups: Sequence[Told]) -> list[Told]:
    return sorted(groups, key=lambda one: (one.chief.earliest, one.chief.latest, -_strength(one), *order(one.chief)))


def _entry(group: Told, denials: Sequence[Denial], citer: Citer) -> Entry | None:
    """The entry of a group, None when its sentence does not hold any more."""
    chief = group.chief
    one_each = list({one.hit.article.id: one for one in reversed(group.members)}.values())[::-1]
    first = citer.cite(chief.hit.article.id, chief.span, chief.text)
    if first is None:
        return None
    others = [one for one in one_each if one.hit.article.id != chief.hit.article.id][: _MOST_CITED - 1]
    further = [citer.cite(one.hit.article.id, one.span, one.text) for one in others]
    against = [citer.cite(one.hit.article.id, one.span, one.span.of(one.hit.article.text)) for one in denials if _denies(one, group)]
    return Entry(
        date=chief.words,
        value=Value("date", chief.earliest.isoformat(), chief.latest.isoformat(), chief.granularity),
        statement=chief.text,
        planned=chief.planned,
        derivation=(_step(chief, first.n),),
        citations=(first.n, *(one.n for one in further if one)),
        disputed_by=tuple(dict.fromkeys(one.n for one in against if one)),
        support=support(one.hit for one in group.members),
    )


def _denies(denial: Denial, group: Told) -> bool:
    return denial.days == (group.chief.earliest, group.chief.latest) and denial.hit.article.id not in {
        one.hit.article.id for one in group.members
    }


def _step(one: Statement, citation: int) -> Derivation:
    """How the days were reached; a statement dated by its article has no expression."""
    published = one.hit.article.published_at
    if one.mention is None:
        return Derivation("", published, CAME_OUT, citation)
    anchor = published if one.mention.anchor == "publication" else one.mention.anchor_value
    return Derivation(one.mention.expression, anchor, one.mention.rule, citation)


def _reason(reading: Reading, subject: Subject) -> Nothing:
    bounded = not subject.window.open
    if not reading.on_subject:
        return Nothing.OUT_OF_RANGE if bounded else Nothing.NO_EVIDENCE
    return Nothing.OUT_OF_RANGE if reading.statements and (subject.since or subject.until) else Nothing.NO_DATES


def _timeline(
    subject: Subject,
    result: SearchResult,
    *,
    entries: tuple[Entry, ...] = (),
    reason: Nothing | None = None,
    undated: int = 0,
    left_out: int = 0,
    citations: tuple[Citation, ...] = (),
    times: TimeAsked = _NO_TIMES,
) -> Timeline:
    return Timeline(subject.text, entries, reason, undated, left_out, citations, subject.window, times, result.state, result.degraded, ())
