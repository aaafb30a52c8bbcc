"""What a rule may look at besides its own words: the publication date, the clause's tense and the mentions read so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from index.dates import period as periods
from index.dates import reading, tense
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
_LONG_AGO = 400  # days before publication
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

    def tense(self, found: Found) -> tense.Tense:
        """The direction the clause around the match looks."""
        return tense.tense(self.tokens, found.first, found.last)

    @cached_property
    def publication(self) -> Anchor | None:
        """The publication day as an anchor; None if unknown."""
        if self.published is None:
            return None
        return Anchor(periods.day(self.published), self.published.isoformat(), "publication")

    def add(self, sentence: int, mention: DateMention) -> None:
        """Remember a mention for those that follow."""
        self.mentions.append((sentence, mention))

    def anchor(self, found: Found, unit: str, reach: int = 1) -> Anchor | None:
        """What a shift by `unit` counts from: a mention of this sentence, else of the `reach` before, else publication."""
        return self.earlier(found, _FINE_ENOUGH.get(unit, _ANY), reach) or self.publication

    def earlier(self, found: Found, granularities: Sequence[str], reach: int) -> Anchor | None:
        """The last dated mention before the match, at most `reach` sentences back, of one of these granularities."""
        sentence = self.tokens.sentence[found.first]
        for place, mention in reversed(self.mentions[-_REMEMBERED:]):
            if sentence - place > reach:
                return None
            if mention.type in ("date", "time") and mention.granularity in granularities and mention.earliest:
                assert mention.latest is not None
                span = Period(mention.earliest, mention.latest, mention.granularity)
                return Anchor(span, mention.value, mention.start)
        return None

    def reporting(self, found: Found, reach: int) -> Anchor | None:
        """The business quarter a report is about: the last one named that is not itself a year-before comparison."""
        sentence = self.tokens.sentence[found.first]
        for place, mention in reversed(self.mentions[-_REMEMBERED:]):
            if sentence - place > reach:
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

    def nearest_year(self, month: int, day: int, found: Found) -> tuple[dt.date, Anchor] | None:
        """The year in which a month and day without one fall, and what says so; None if nothing does."""
        story = self._story(found)
        if story is not None:
            first = story.period.earliest
            return reading.best_year(_same_day(first.year, month, day), first, "story"), story
        if self.publication is None or self.published is None:
            return None
        chosen = reading.best_year(_same_day(self.published.year, month, day), self.published, self.tense(found))
        return chosen, self.publication

    def _story(self, found: Found) -> Anchor | None:
        """The date a tale of long ago has got to, if one is being told; with no publication date any date before does."""
        if self.published is None:
            return self.earlier(found, _ANY, 10**9)
        anchor = self.earlier(found, ("day", "time", "month"), _TALE)
        if anchor is None or not self._is_tale() or self.tense(found) == "future":
            return None
        return anchor

    def _is_tale(self) -> bool:
        """Whether the last two dates read both lie long before publication; one alone is a glance back."""
        dated = [mention.earliest for _, mention in self.mentions[-8:] if mention.earliest and mention.type in ("date", "time")]
        return len(dated) > 1 and all((self.published - day).days > _LONG_AGO for day in dated[-2:] if self.published)


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
