"""Sentences on a subject → dated statements: the sentence, the days it speaks of, and how they were reached.

A date counts for what its sentence says unless it only describes something (`qa.sentence.adverbial`). A line that is nothing but a date dates the
sentence after it. Where none of the first sentences of an article on the subject names the subject ("Its owner told the workforce on
Tuesday"), the first of them with a day is the article's news. A lead without a date has the day its article came out, in an article that
names no day of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from index.dates import DateMention
from index.model import Hit, Span
from qa.asked.intent import Asked
from qa.reading.evidence import Evidence, evidence
from qa.sentence.adverbial import clause, denied, says_when, since
from qa.sentence.passage import Sentence, sentences_of, terms_of, title_terms
from qa.when.dates import Dated, in_words
from qa.when.spans import answering

CAME_OUT = "the day the article came out"
"""The rule of statements dated by their article."""

Days = tuple[dt.date, dt.date]
"""First and last day, both included."""

_ABOUT = 0.5  # of the subject, by weight, that a sentence holds with what its surroundings lend it
_OWN = 0.2  # of it that the sentence holds in its own words
_LEAST = 0.5  # of a statement's score: below, the subject is only touched on
_WHOLLY = 0.65  # of it that title and first sentence of an article on the subject hold
_CARRIED = 0.8  # of that is what the news of such an article is worth where it is told without the subject's words
_NEWS_READ = 3  # sentences in which an article tells its news
_SURE = 0.75  # certainty of a date that is taken: "the week", "the last day" say too little
_LONGEST = dt.timedelta(days=3660)  # a stretch longer than a decade is no date
_NEWS = dt.timedelta(days=14)  # a day this shortly before an article came out is when its news happened
_MOST_CITED = 400  # characters of a sentence with the one that names its subject
_LEAD_WORDS = 6
_TITLE_WORDS = 25  # a longer title is a first paragraph
_DETAIL = {"day": 1.0, "time": 1.0, "range": 0.97, "weekend": 0.97, "week": 0.95, "month": 0.93}
_COARSE = 0.85
_PLANNED = 0.9  # of the score where the article came out before the day
_UNENDED = 0.8  # for a caption or heading, which does not end as a sentence does

_POINTS = ("date", "time")
_ENDS = re.compile(r"""[.!?…]["'”’»)\]]*\Z""")
_CLOCK = re.compile(
    r"\A(?:(?:the|that|this|same|late|early|around|about|shortly|just|before|after|by|at|in)\s)*"
    r"(?:morning|noon|midday|afternoon|evening|night|nightfall|midnight|dawn|dusk|\d[\d.:]*(?:\s?[ap]\.?m\.?)?)\Z|\b(?:minutes?|hours?)\b",
    re.I,
)
"""Hours and parts of a day: which day, another expression says."""
_EDGE = re.compile(r"\A(?:\w+\s)?(?:first|last|final) day\Z", re.I)
"""Of something that is named elsewhere: "their last day of negotiations"."""


@dataclass(frozen=True)
class Statement:
    """A sentence with the days it speaks of, both inclusive. `mention` None: dated by the day its article came out.

    `score`: how much it is about the subject, 0..1, less where it says less. `held`: the subject's terms in it.
    """

    hit: Hit
    span: Span
    mention: DateMention | None
    earliest: dt.date
    latest: dt.date
    score: float
    held: frozenset[str]

    @cached_property
    def text(self) -> str:
        """The sentence."""
        return self.span.of(self.hit.article.text)

    @cached_property
    def clause(self) -> str:
        """The part of the sentence that the date stands in, the date left out."""
        if self.mention is None:
            return self.text
        start, end = self.mention.start - self.span.start, self.mention.end - self.span.start
        return clause(self.text, start, end).replace(self.mention.expression, " ")

    @cached_property
    def since(self) -> bool:
        """Whether it speaks of what began then and went on."""
        return self.mention is not None and since(self.text[: self.mention.start - self.span.start])

    @property
    def days(self) -> int:
        """Length of the interval in days, 1 or more."""
        return (self.latest - self.earliest).days + 1

    @property
    def granularity(self) -> str:
        """The unit the date speaks in."""
        return self.mention.granularity if self.mention else "day"

    @property
    def planned(self) -> bool:
        """Whether the article came out before the days it speaks of."""
        published = self.hit.article.published_on
        return published is not None and published < self.earliest

    @property
    def words(self) -> str:
        """The date as people write it."""
        if self.mention is None:
            return f"{self.earliest.day} {self.earliest:%B %Y}"
        return in_words(cast(Dated, self))  # it has the days and the mention, which is all that words are made of


@dataclass(frozen=True, slots=True)
class Denial:
    """A sentence which says that it was not then: "on 12 December, and not on 10 December"."""

    hit: Hit
    span: Span
    days: Days


@dataclass(frozen=True, slots=True)
class Reading:
    """What hits say on a subject, in order of rank, then place. `on_subject`: sentences on it; `undated`: those of them that say when in
    words that could not be tied to the calendar."""

    statements: tuple[Statement, ...]
    denials: tuple[Denial, ...]
    on_subject: int
    undated: int


def statements(hits: Sequence[Hit], asked: Asked, subject: str) -> Reading:
    """The dated statements on the subject that `hits` hold."""
    found = [one for one in evidence(hits, asked, subject) if _about(one, asked)]
    found.sort(key=lambda one: (one.hit.rank, one.span.start))
    made = [[one for one in _of_sentence(sentence, asked) if one.score >= _LEAST] for sentence in found]
    stated = [statement for own in made for statement in own]
    told = {(one.earliest, one.latest) for one in stated}
    stated += [news for hit in hits for news in _carried(hit, asked, stated) if (news.earliest, news.latest) not in told]
    return Reading(
        statements=tuple(sorted(stated, key=lambda one: (one.hit.rank, one.span.start, one.earliest, one.latest))),
        denials=tuple(denial for one in found for denial in _denials(one)),
        on_subject=len(found),
        undated=sum(not own and _unresolved(one) for own, one in zip(made, found, strict=True)),
    )


def _about(one: Evidence, asked: Asked) -> bool:
    return asked.wording.weight(one.held) / asked.wording.total >= _OWN and one.coverage >= _ABOUT


def _of_sentence(one: Evidence, asked: Asked) -> list[Statement]:
    """The statements of one sentence, one for each stretch of days it speaks of."""
    dated = [_opened(mention, one) for mention in answering(one.hit.article.text, one.dates, None) if _names_days(mention)]
    if not dated:
        return list(_by_its_place(one))
    made: dict[Days, Statement] = {}
    for mention in dated:
        days = _days(mention)
        if days and days not in made and _says_when(one.hit, one.span, mention):
            statement = _statement(one.hit, one.span, mention, days, one.coverage, one.held)
            if not made or _held_with(statement, one, asked):
                made[days] = statement
    return list(made.values())


def _held_with(statement: Statement, one: Evidence, asked: Asked) -> bool:
    """Whether the clause of a further date is about the subject too; the first date of a sentence counts for all of it."""
    return not asked.wording.held(terms_of(statement.clause)).keys().isdisjoint(one.held)


def _says_when(hit: Hit, span: Span, mention: DateMention) -> bool:
    text = hit.article.text
    return says_when(text[span.start : mention.start], mention.expression, text[mention.end : span.end])


def _opened(mention: DateMention, one: Evidence) -> DateMention:
    """For "over four months starting on 12 December" the day that is named: how long it went on is not sure to the day."""
    inside = [part for part in one.dates if mention.start <= part.start and part.end <= mention.end and part.type in _POINTS]
    opening = [part for part in inside if part.earliest == mention.earliest]
    return opening[0] if mention not in one.dates and len(inside) == 1 and opening else mention


def _names_days(mention: DateMention) -> bool:
    return not (_EDGE if mention.type == "date" else _CLOCK).search(mention.expression)


def _days(mention: DateMention) -> Days | None:
    """The days of a date that is sure and narrow enough to be told."""
    if mention.earliest is None or mention.latest is None or mention.certainty < _SURE:
        return None
    return (mention.earliest, mention.latest) if mention.latest - mention.earliest <= _LONGEST else None


def _statement(hit: Hit, span: Span, mention: DateMention | None, days: Days, about: float, held: Iterable[str]) -> Statement:
    plain = Statement(hit, span, mention, *days, about, frozenset(held))
    detail = _DETAIL.get(plain.granularity, _COARSE)
    score = about * detail * (_PLANNED if plain.planned else 1.0) * (1.0 if _ENDS.search(plain.text) else _UNENDED)
    return replace(plain, score=round(min(1.0, score), 6))


def _by_its_place(one: Evidence) -> Iterator[Statement]:
    """A sentence without a date: by the line before it, when that is a date and nothing else, or as the lead of its article."""
    places, offset = sentences_of(one.hit.passage.text), one.hit.passage.span.start
    number = next(number for number, place in enumerate(places) if offset + place.span.start == one.span.start)
    heading = _heading(one.hit, places[number - 1], offset) if number else None
    published = one.hit.article.published_on
    if heading and (days := _days(heading)):
        span = Span(offset + places[number - 1].span.start, one.span.end)
        yield _statement(one.hit, span, heading, days, one.coverage, one.held)
    elif published and number == next(iter(_prose(one.hit)), None) and not _news_days(one.hit):
        yield _statement(one.hit, one.span, None, (published, published), one.coverage, one.held)


def _heading(hit: Hit, place: Sentence, offset: int) -> DateMention | None:
    """The date of a line that is nothing else."""
    start, end = offset + place.span.start, offset + place.span.end
    for mention in hit.dates:
        around = hit.article.text[start : mention.start] + hit.article.text[mention.end : end]
        if start <= mention.start and mention.end <= end and not any(char.isalnum() for char in around):
            return mention
    return None


def _prose(hit: Hit) -> list[int]:
    """The numbers of the first sentences of an article, past its title and lines that are none; empty for a later passage."""
    if hit.passage.span.start:
        return []
    title = (hit.article.title or "").casefold().strip()
    places = enumerate(sentences_of(hit.passage.text))
    prose = [n for n, one in places if len(one.text.split()) >= _LEAD_WORDS and _ENDS.search(one.text) and one.text.casefold() != title]
    return prose[:_NEWS_READ]


def _news_days(hit: Hit, ahead: dt.timedelta = dt.timedelta(0)) -> list[DateMention]:
    """Dates in the passage of days shortly before the article came out, or `ahead` of that: when its news happened."""
    published = hit.article.published_on
    days = (one for one in hit.dates if one.type in _POINTS and _names_days(one) and one.earliest and one.earliest == one.latest)
    return [one for one in days if published and one.earliest and published - _NEWS <= one.earliest <= published + ahead]


def _carried(hit: Hit, asked: Asked, stated: Sequence[Statement]) -> Iterator[Statement]:
    """The news of an article on the subject whose first sentences date it without naming the subject."""
    prose, places = _prose(hit), sentences_of(hit.passage.text)
    if not prose:
        return
    title = hit.article.title or ""
    opening = asked.wording.held([*(title_terms(title) if len(title.split()) <= _TITLE_WORDS else ()), *places[prose[0]].terms])
    about = asked.wording.weight(opening) / asked.wording.total
    first, last = places[prose[0]].span.start, places[prose[-1]].span.end
    if about < _WHOLLY or any(one.hit is hit and first <= one.span.start < last for one in stated):
        return
    for number in prose:
        place = places[number]
        for mention in _news_days(hit, ahead=_NEWS):
            days = _days(mention)
            if place.span.start <= mention.start and mention.end <= place.span.end and days and _says_when(hit, place.span, mention):
                yield _statement(hit, _with_subject(places, number, asked), mention, days, about * _CARRIED, ())
                return


def _with_subject(places: Sequence[Sentence], number: int, asked: Asked) -> Span:
    """The span of a sentence, with the one before it where that names the subject."""
    span, before = places[number].span, places[number - 1] if number else None
    named = before is not None and asked.wording.held(before.terms) and span.end - before.span.start <= _MOST_CITED
    return Span(before.span.start, span.end) if named and before else span


def _denials(one: Evidence) -> Iterator[Denial]:
    for mention in one.dates:
        if mention.earliest and mention.latest and denied(one.hit.article.text[one.span.start : mention.start]):
            yield Denial(one.hit, one.span, (mention.earliest, mention.latest))


def _unresolved(one: Evidence) -> bool:
    """Whether the sentence says when, in words that could not be tied to the calendar."""
    points = [mention for mention in one.dates if mention.type in _POINTS and mention.granularity != "vague"]
    return any(not mention.resolved and _names_days(mention) for mention in points)
