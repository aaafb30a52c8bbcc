"""What a rule may look at besides its own words: the publication date, the clause's tense and the mentions read so far."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from index.dates import period as periods
from index.dates import reading, tense, timex3
from index.dates.lexicon import word_set
from index.dates.mention import DateMention
from index.dates.period import Period
from index.dates.reading import Anchor
from index.dates.tokens import Tokens

# what an anchor must be at least as fine as, for a shift by a unit to make sense
_FINE_ENOUGH = {
    "day": ("day", "time"),
    "week": ("day", "time", "week"),
    "weekend": ("day", "time", "week"),
    "month": ("day", "time", "week", "month"),
    "quarter": ("day", "time", "week", "month", "quarter"),
    "year": ("day", "time", "week", "month", "quarter", "half", "season", "year"),
}
_TALE = 2  # sentences back in which a date of long ago still sets the year
_HISTORY = 25  # the same in a text that tells of nothing else
_LONG_AGO = 400  # days before publication
_HISTORIC = 30 * 365  # days before publication from which on a tale is no news, even with one date told
_NEWS = 60  # days around publication in which a day without a year is more likely news than part of a tale
_OPENING = 4  # tokens at the head of a sentence in which a year governs all of it ("In 1998 the race was held on 4 July")
_DIGITS = re.compile(r"\d+")
_PART_YEAR = re.compile(r"P(?:6|9)M\Z")
_EVENTS = word_set(
    """
    final tournament match race edition festival fair show election elections vote ceremony event conference summit contest
    championship championships exhibition concert march parade meeting season games talks budget convention congress
    """
)
_REMEMBERED = 40  # mentions looked back on, so that a text of nothing but dates stays linear
_ANY = ("day", "time", "week", "weekend", "month", "quarter", "half", "season", "year", "decade", "century")


@dataclass(frozen=True)
class Found:
    """One match of a rule: token range `first`..`last` (excluded) and the phrases caught in it."""

    tokens: Tokens
    first: int
    last: int
    spans: dict[str, tuple[int, int]]

    def has(self, name: str) -> bool:
        """Whether the phrase of that name is there."""
        return name in self.spans

    def words(self, name: str) -> list[str]:
        """The lower-case tokens of a phrase; none if it is not there."""
        first, last = self.spans.get(name, (0, 0))
        return self.tokens.lower[first:last]

    def word(self, name: str) -> str:
        """The first lower-case token of a phrase; empty if it is not there."""
        return next(iter(self.words(name)), "")

    def all_words(self) -> list[str]:
        """The lower-case tokens of the whole match."""
        return self.tokens.lower[self.first : self.last]

    def before(self, back: int = 1) -> str:
        """The lower-case token `back` places before the match, in the same sentence; empty if there is none."""
        return self._neighbour(self.first - back, self.first)

    def after(self, ahead: int = 0) -> str:
        """The lower-case token `ahead` places after the match, in the same sentence; empty if there is none."""
        return self._neighbour(self.last + ahead, self.last - 1)

    def _neighbour(self, index: int, inside: int) -> str:
        tokens = self.tokens
        if not 0 <= index < len(tokens) or tokens.sentence[index] != tokens.sentence[inside]:
            return ""
        return tokens.lower[index]


@dataclass
class Context:
    """The article as far as it has been read; `published` None leaves relative expressions unresolved."""

    tokens: Tokens
    published: dt.date | None
    mentions: list[tuple[int, DateMention]] = field(default_factory=list)  # with the sentence each stands in
    _year: tuple[int, DateMention] | None = None  # the last year that governs its sentence
    _heading: DateMention | None = None

    def tense(self, found: Found) -> tense.Tense:
        """The direction the clause around the match looks."""
        return tense.tense(self.tokens, found.first, found.last)

    @cached_property
    def publication(self) -> Anchor | None:
        """The publication day as an anchor; None if unknown."""
        if self.published is None:
            return None
        return Anchor(periods.day(self.published), self.published.isoformat(), "publication")

    @cached_property
    def day_first(self) -> bool:
        """Whether some date in figures shows that this text writes the day first ("28/04/2023")."""
        firsts = [int(_DIGITS.findall(self.tokens.word(index))[0]) for index in self.tokens.numeric]
        return any(12 < first < 32 for first in firsts)

    def add(self, found: Found, mention: DateMention) -> None:
        """Remember a mention for those that follow."""
        sentence = self.tokens.sentence[found.first]
        self.mentions.append((sentence, mention))
        opening = found.first < _OPENING or self.tokens.sentence[found.first - _OPENING] != sentence
        opening = opening and found.after() != "'"  # "entries for next year's open on 1 June"
        if mention.granularity == "year" and mention.type == "date" and mention.earliest and (opening or self._dates_an_event(found)):
            self._year = sentence, mention
        if mention.type == "date" and mention.granularity == "day" and mention.earliest and self._is_heading(found):
            self._heading = mention

    def _dates_an_event(self, found: Found) -> bool:
        """ "Last year's final", not "last year's winner"."""
        return found.after() == "'" and found.after(1) == "s" and found.after(2) in _EVENTS

    def _is_heading(self, found: Found) -> bool:
        """Whether a mention is all there is on its line."""
        tokens = self.tokens
        before, after = tokens.ends[found.first - 1] if found.first else 0, found.last
        while after < len(tokens) and (tokens.word(after) in ("", ":", ",", ".") or tokens.lower[after] in ("update", "updates", "live")):
            after += 1  # sentence ends are tokens with no width
        following = tokens.starts[after] if after < len(tokens) else len(tokens.plain)
        opens = not found.first or "\n" in tokens.plain[before : tokens.starts[found.first]]
        return opens and "\n" in tokens.plain[tokens.ends[found.last - 1] : following]

    @property
    def heading(self) -> Anchor | None:
        """The day that stands as a heading over this part of the text, as in a live report."""
        return _as_anchor(self._heading)

    def anchor(self, found: Found, unit: str, reach: int = 1) -> Anchor | None:
        """What a shift by `unit` counts from: a mention of this sentence, else of the `reach` before, else publication.

        Days count from the day that heads this part of the text before they do from publication.
        """
        told = self.earlier(found, _FINE_ENOUGH.get(unit, _ANY), reach)
        return told or (self.heading if unit == "day" else None) or self.publication

    def earlier(self, found: Found, granularities: Sequence[str], reach: int) -> Anchor | None:
        """The last dated mention before the match, at most `reach` sentences back, of one of these granularities."""
        sentence = self.tokens.sentence[found.first]
        for place, mention in reversed(self.mentions[-_REMEMBERED:]):
            if sentence - place > reach:
                return None
            if mention.type in ("date", "time") and mention.granularity in granularities and mention.earliest:
                return _as_anchor(mention)
        return None

    def told(self, found: Found, unit: str, reach: int) -> Iterator[Anchor]:
        """What a tale may go on from, nearest first: the mentions fine enough for a shift by `unit`, then publication."""
        sentence = self.tokens.sentence[found.first]
        for place, mention in reversed(self.mentions[-_REMEMBERED:]):
            if sentence - place > reach:
                break
            anchor = _as_anchor(mention)
            if anchor and mention.type in ("date", "time") and mention.granularity in _FINE_ENOUGH.get(unit, _ANY):
                yield anchor
        if self.publication is not None:
            yield self.publication

    def is_over(self, found: Found, span: Period) -> bool:
        """Whether a period can be told of in the tense of the clause: what is past began before publication."""
        return self.published is None or span.earliest <= self.published or self.tense(found) != "past"

    def reporting(self, found: Found, reach: int, *, past_months: bool = True) -> Anchor | None:
        """The business quarter a report is about: the last one named that is not itself a year-before comparison.

        With `past_months` False there is none once the report has gone on to "the first nine months".
        """
        sentence = self.tokens.sentence[found.first]
        for place, mention in reversed(self.mentions[-_REMEMBERED:]):
            if sentence - place > reach:
                return None
            if not past_months and mention.type == "duration" and mention.granularity == "month" and _PART_YEAR.match(mention.value):
                return None
            if mention.granularity == "quarter" and mention.earliest and mention.latest and self._is_recent(mention):
                return Anchor(Period(mention.earliest, mention.latest, "quarter"), mention.value, mention.start)
        return None

    def _is_recent(self, mention: DateMention) -> bool:
        if "minus 1 year" in mention.rule or mention.latest is None:
            return False
        # the fourth quarter of a business year may have ended before that of the calendar has begun
        ended = self.tokens.plain[mention.end : mention.end + 6] == " ended"
        return self.published is None or ((ended or mention.latest <= self.published) and abs((self.published - mention.latest).days) < 300)

    def nearest_year(self, month: int, day: int, found: Found) -> tuple[dt.date, Anchor, str] | None:
        """The day meant by a month and day without a year, what says the year, and the rule; None if nothing does."""

        def make(year: int) -> Period:
            return periods.day(dt.date(year, month, day))

        placed = self.placed("day", make, found, self._near_publication(month, day, found))
        return None if placed is None else (placed[0].earliest, placed[1], placed[2])

    def _near_publication(self, month: int, day: int, found: Found) -> Period | None:
        if self.published is None:
            return None
        direction = "done" if tense.is_done(self.tokens, found.first) else self.tense(found)
        return periods.day(reading.best_year(_same_day(self.published.year, month, day), self.published, direction))

    def placed(self, kind: str, make: Callable[[int], Period], found: Found, near: Period | None) -> tuple[Period, Anchor, str] | None:
        """Which one of what comes round every year is meant, what says so, and the rule; None if nothing does.

        `near` is the one that fits the publication date. The year named for the same event goes first ("next year's
        race starts on 17 August"), then the tale that is being told, then publication.
        """
        event = self._year_of_event(found)
        if event is not None:
            span = make(event.period.earliest.year)
            return span, event, reading.picked(kind, make, span, event)
        tale = self._tale(found)
        if tale is not None:
            span = _next_in_tale(make, tale.anchor)
            if near is None or tale.sure or self._closer(span, tale.anchor, near):
                return span, tale.anchor, reading.picked(kind, make, span, tale.anchor)
        if near is None or self.publication is None:
            return None
        return near, self.publication, reading.picked(kind, make, near, self.publication)

    def _year_of_event(self, found: Found) -> Anchor | None:
        """The year that the same sentence opens with, or names for the same event, if the tense agrees."""
        if self._year is None or self._year[0] != self.tokens.sentence[found.first] or self.published is None:
            return None
        anchor, tense = _as_anchor(self._year[1]), self.tense(found)
        if anchor is None or (anchor.period.latest < self.published and tense == "future"):
            return None
        return None if anchor.period.earliest > self.published and tense == "past" else anchor

    def _tale(self, found: Found) -> _Tale | None:
        """The date a tale of long ago has got to, if one is being told; with no publication date any date before does."""
        if self.published is None:
            anchor = self.earlier(found, _ANY, 10**9)
            return _Tale(anchor, True) if anchor else None
        dated = [mention for _, mention in self.mentions[-8:] if mention.earliest and mention.type in ("date", "time")]
        old = [bool(mention.latest and (self.published - mention.latest).days > _LONG_AGO) for mention in dated]
        if not old or not old[-1] or self.tense(found) == "future":
            return None
        reach = _HISTORY if len(old) > 3 and all(old[-4:]) else _TALE
        fine = self.earlier(found, ("day", "time", "month", "season"), reach)
        if fine is not None and (self.published - fine.period.latest).days > _LONG_AGO:
            return _Tale(fine, len(old) > 1 and old[-2])
        if self._year is None or self.tokens.sentence[found.first] - self._year[0] > 1:
            return None
        year = _as_anchor(self._year[1])
        return _Tale(year, False) if year and (self.published - year.period.latest).days > _LONG_AGO else None

    def _closer(self, told: Period, anchor: Anchor, near: Period) -> bool:
        """After one glance back: whether a day goes on from there, rather than belong to the days before publication."""
        assert self.published is not None
        gap = min(abs((near.earliest - self.published).days), abs((near.latest - self.published).days))
        if anchor.period.granularity == "year":
            return gap > _NEWS
        step = abs((told.earliest - anchor.period.earliest).days)
        return gap > _NEWS and (step * 2 < gap or self._is_history(anchor))

    def _is_history(self, anchor: Anchor) -> bool:
        return self.published is not None and (self.published - anchor.period.latest).days > _HISTORIC

    def running(self, found: Found) -> Anchor | None:
        """What "the month" and "the year" run at: where a tale of long ago has got to, else publication."""
        tale = self._tale(found) if self.published else None
        return tale.anchor if tale and (tale.sure or self._is_history(tale.anchor)) else self.publication


@dataclass(frozen=True, slots=True)
class _Tale:
    """Where a tale has got to; not `sure` if only its last date lies long ago."""

    anchor: Anchor
    sure: bool


def _as_anchor(mention: DateMention | None) -> Anchor | None:
    if mention is None or mention.earliest is None or mention.latest is None:
        return None
    whole = timex3.interval(mention.value)
    exact = whole is not None and (whole.earliest, whole.latest) == (mention.earliest, mention.latest)
    value = mention.value if exact else f"{mention.earliest.isoformat()}/{mention.latest.isoformat()}"
    return Anchor(Period(mention.earliest, mention.latest, mention.granularity), value, mention.start)


def _next_in_tale(make: Callable[[int], Period], anchor: Anchor) -> Period:
    """Tales go forward, now and then a step back."""
    start = anchor.period.earliest
    if anchor.period.granularity == "year":
        return make(start.year)
    spans = []
    for year in range(start.year - 1, start.year + 2):
        try:
            spans.append(make(year))
        except ValueError:  # 29 February
            continue
    if not spans:
        raise ValueError("no such day near the anchor")

    def misfit(span: Period) -> int:
        days = (span.earliest - start).days
        return 0 if span.earliest <= start <= span.latest else days if days > 0 else -days * 2

    return min(spans, key=misfit)


def _same_day(year: int, month: int, day: int) -> list[dt.date]:
    """That day in the year and its neighbours, where it exists (29 February looks further)."""
    reach = range(year - 8, year + 9) if (month, day) == (2, 29) else range(year - 1, year + 2)
    days = []
    for candidate in reach:
        try:
            days.append(dt.date(candidate, month, day))
        except ValueError:
            continue
    if not days:
        raise ValueError(f"no such day: {month}-{day}")
    return days
