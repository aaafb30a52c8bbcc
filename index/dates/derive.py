"""Expression, anchor value and rule words of a mention back to its first and last day: what the rule words mean, executed.

`DateMention.rule` is one line of the grammar below; A is "publication" or "anchor", whose TIMEX3 value is `anchor_value`
(or "first/last" in ISO days), and counting starts at its first day. "Such" looks into the expression itself: such a
weekday of "last Tuesday" is Tuesday. K is one of KINDS. Anything counted in units of U gives the U that holds the day
reached (an hour or minute the day, a night the day, a fortnight the week); weeks run from Monday to Sunday.

| rule words | days |
|---|---|
| `V as written` | the days of the TIMEX3 value V, which the expression says together with the words beside it |
| `date as written`, `year as written`, … | what the expression says by itself |
| `U of A` | the U that holds A's first day |
| `A plus N Us`, `A minus N Us` | A's first day moved by N U, and the U there |
| `…, to the G` | the same, but the G there instead of the U |
| `N Us after: R`, `N Us before: R` | what R gives, moved by N U, as a period of its own size |
| `last such K on or before A` | the last such K that starts no later than A's first day |
| `last such K before A` | the last such K that ends before A's first day |
| `first such K after A` | the first such K that starts later than A's first day |
| `last April on or before A`, … | the same with the month or weekday named in the rule |
| `such K of: R` | the K named in the expression, inside (or, a week, around) what R gives |
| `weekend of: R`, `last day of: R` | that part of what R gives |
| `weekend at: R` | the Saturday and Sunday nearest the day R gives, with it where it is next to them |
| `quarter of A, in Y` | the same quarter in the year Y |
| `quarter ended near D` | the calendar quarter that holds the day 45 days before D |
| `N Us up to A`, `N Us from A` | the days from A minus N U to A, from A to A plus N U (quarters: the whole ones) |
| `R, first third`, `middle`, `last` | days 1-10, 11-20 or 21 on of a month; whole months of a year, years of a decade |
| `R, up to A`, `R, from A` | R cut off after, before A's first day |
| `length of time`, `repeated`, `… unknown …`, `…, no calendar days` | none |

What `find_ranges` makes of mentions is told in DateRange.rule: `first to last named`, `since the days named` and its
like, `A minus N Us, to the day`, `N Us that start with anchor`, `N Us that end with anchor`, `first N Us of anchor`, `last N Us of anchor`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from index.dates import lexicon, numbers, period, timex3
from index.dates.period import Period

KINDS = (
    "weekday",
    "day",
    "day of a month",
    "weekday and day",
    "week",
    "month",
    "quarter",
    "half",
    "season",
    "feast day",
    "turn of the year",
)
_MOVED = {"night": "day"}
_GIVES = {"fortnight": "week", "hour": "day", "minute": "day", "second": "day", "night": "day"}
_SUFFIX = re.compile(r"(.+), (?:(first|middle|last) third|(up to|from) (?:publication|anchor))\Z")
_THIRDS = {"first": "start", "middle": "mid", "last": "end"}
_SHIFT = re.compile(r"(?:publication|anchor) (plus|minus) ([\d.]+) ([a-z]+)(?:, to the ([a-z]+))?\Z")
_AGAIN = re.compile(r"([\d.]+) ([a-z]+) (after|before): (.+)\Z")
_PICK = re.compile(r"(last|first) (such )?([A-Za-z ]+?) (on or before|before|after) (?:publication|anchor)\Z")
_INSIDE = re.compile(r"such ([a-z ]+) of: (.+)\Z")
_WINDOW = re.compile(r"([\d.]+) ([a-z]+) (up to|from) (?:publication|anchor)\Z")
_SAME = re.compile(r"([a-z]+) of (?:publication|anchor)\Z")
_COUNTS = re.compile(r"\b(?:publication|anchor)\b")
_NONE = re.compile(r"length of time|repeated|.*\bunknown\b.*|.*no calendar days|.* not dated")
_VALUE = re.compile(r"(\S*\d\S*) as written(?:, (?:day|month) first)?\Z")


class UnknownRule(ValueError):
    """Rule words that are not in the grammar."""


def derived(expression: str, anchor: str | None, rule: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day by the rule's words; None where they name no days. UnknownRule, or ValueError for a bad anchor."""
    if _NONE.match(rule) and not _known(rule):
        return None
    if anchor is None and _COUNTS.search(rule):
        return None
    span = _Derivation(expression, timex3.interval(anchor.partition("T")[0]) if anchor else None).run(rule)
    return span.earliest, span.latest


def _known(rule: str) -> bool:
    return any(form.match(rule) for form in (_SUFFIX, _SHIFT, _AGAIN, _PICK, _INSIDE, _WINDOW, _SAME)) or rule.startswith(_HEADS)


_HEADS = ("weekend of: ", "weekend at: ", "last day of: ", "quarter of anchor, in ")


class _Derivation:
    """One expression and its anchor; `run` executes rule words on them."""

    def __init__(self, expression: str, anchor: Period | None) -> None:
        self._named = Named(expression)
        self._expression = expression
        self._anchor = anchor

    @property
    def _start(self) -> dt.date:
        if self._anchor is None:
            raise ValueError("the rule counts from an anchor, but its value names no days")
        return self._anchor.earliest

    def run(self, rule: str) -> Period:
        for form, step in (
            (_SUFFIX, self._cut),
            (_SHIFT, self._shift),
            (_AGAIN, self._again),
            (_PICK, self._pick),
            (_INSIDE, self._inside),
            (_WINDOW, self._window),
            (_SAME, self._same),
        ):
            match = form.match(rule)
            if match:
                return step(match)
        return self._rest(rule)

    def _rest(self, rule: str) -> Period:
        head, _, tail = rule.partition(": ")
        if head == "weekend of":
            return period.weekend(self.run(tail).earliest)
        if head == "weekend at":
            return period.weekend_at(self.run(tail).earliest)
        if head == "last day of":
            return period.day(self.run(tail).latest)
        if rule.startswith("quarter of anchor, in "):
            return period.quarter(int(rule[-4:]), (self._start.month + 2) // 3)
        if rule.startswith("quarter ended near "):
            return period.around(dt.date.fromisoformat(rule[-10:]) - dt.timedelta(days=45), "quarter")
        value = _VALUE.match(rule)
        if value:
            return _days_of(value[1])
        if rule.endswith(" as written"):
            return _written(self._expression)
        raise UnknownRule(f"{rule!r} is not in the grammar of index.dates.derive")

    def _cut(self, match: re.Match[str]) -> Period:
        whole = self.run(match[1])
        if match[2]:
            return period.part(whole, _THIRDS[match[2]])
        days = (whole.earliest, self._start) if match[3] == "up to" else (self._start, whole.latest)
        return Period(*days, whole.granularity)

    def _shift(self, match: re.Match[str]) -> Period:
        unit = lexicon.UNITS[match[3]]
        count = float(match[2]) * (1 if match[1] == "plus" else -1)
        return period.around(period.move(self._start, count, _MOVED.get(unit, unit)), match[4] or _GIVES.get(unit, unit))

    def _again(self, match: re.Match[str]) -> Period:
        whole, unit = self.run(match[4]), lexicon.UNITS[match[2]]
        count = float(match[1]) * (1 if match[3] == "after" else -1)
        return period.around(period.move(whole.earliest, count, _MOVED.get(unit, unit)), whole.granularity)

    def _same(self, match: re.Match[str]) -> Period:
        return period.around(self._start, match[1])

    def _window(self, match: re.Match[str]) -> Period:
        unit, ahead = lexicon.UNITS[match[2]], match[3] == "from"
        count = float(match[1]) * (1 if ahead else -1)
        if unit == "quarter" and (ahead or count):
            return period.whole_quarters(self._start, count)
        edge = period.move(self._start, count, {"night": "day", "generation": "decade"}.get(unit, unit))
        return Period(min(edge, self._start), max(edge, self._start), unit)

    def _pick(self, match: re.Match[str]) -> Period:
        kind, start = match[3], self._start
        spans = list(self._named.all(kind, start) if match[2] else self._called(kind.lower()))
        if match[4] == "after":
            return min((span for span in spans if span.earliest > start), key=lambda span: span.earliest)
        if match[4] == "before":
            return max((span for span in spans if span.latest < start), key=lambda span: span.earliest)
        return max((span for span in spans if span.earliest <= start), key=lambda span: span.earliest)

    def _called(self, name: str) -> Iterator[Period]:
        """Every month or weekday of that name in the time around the anchor."""
        if name in lexicon.WEEKDAYS:
            return Named(name).all("weekday", self._start)
        return Named(name).all("month", self._start)

    def _inside(self, match: re.Match[str]) -> Period:
        return self._named.within(match[1], self.run(match[2]))


def _days_of(value: str) -> Period:
    span = timex3.interval(value.partition("T")[0])
    if span is None:
        raise ValueError(f"{value!r} names no days")
    return span


def _written(expression: str) -> Period:
    from index.dates.find import find_dates  # here, because the finder's rules need what this module needs

    if re.fullmatch(r"\d{4}", expression):
        return period.year(int(expression))
    mention = next((one for one in find_dates(expression, None) if one.earliest), None)
    if mention is None or mention.earliest is None or mention.latest is None:
        raise ValueError(f"{expression!r} names no days by itself")
    whole = timex3.interval(mention.value)
    return whole or Period(mention.earliest, mention.latest, mention.granularity)


_MONTH = "|".join(sorted(lexicon.MONTHS, key=len, reverse=True))
_ORDINAL = "|".join((*(f"{ten}[ -]{one}" for ten in ("twenty", "thirty") for one in lexicon.ORDINAL_ONES), *lexicon.ORDINALS))
_CARDINAL = "|".join((*(f"{ten}[ -]{one}" for ten in ("twenty", "thirty") for one in lexicon.ONES), *lexicon.TEENS, "twenty", "thirty"))
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL}|{_CARDINAL})"
_TO = r"\s*(?:-|to|through|thru|until|till)\s*(?:the\s+)?"
_MONTH_DAY = re.compile(rf"\b({_MONTH})(?![a-z])[.,]?\s*[-/]?\s*(?:the\s+)?({_DAY})\b(?:{_TO}({_DAY})\b)?")
_DAY_MONTH = re.compile(rf"\b({_DAY})(?: day)?(?:{_TO}({_DAY}))?\s*(?:of\s+|-\s*|/\s*)?(?:the\s+)?({_MONTH})\b")
_FIGURES = re.compile(r"\b(\d{1,2})/(\d{1,2})\b")


class Named:
    """What an expression names: its weekday, month, day, season, quarter or feast."""

    def __init__(self, expression: str) -> None:
        from index.dates.normalise import plain

        self._text = plain(expression).lower()
        self._words = re.findall(r"[a-z]+|\d+", self._text)

    def all(self, kind: str, near: dt.date) -> Iterator[Period]:
        """Every such thing in the years around a day."""
        if kind in ("weekday", "day of a month", "weekday and day"):
            fits = self._test_of_days(kind)
            for step in range(-400, 401):
                day = near + dt.timedelta(days=step)
                if fits(day):
                    yield period.day(day)
            return
        for year in range(max(1, near.year - 9), near.year + 10):
            try:
                yield self._yearly(kind, year)
            except (ValueError, OverflowError):  # 29 February
                continue

    def _test_of_days(self, kind: str) -> Callable[[dt.date], bool]:
        weekday = next((lexicon.WEEKDAYS[word] for word in self._words if word in lexicon.WEEKDAYS), None)
        number = None if kind == "weekday" else self._ordinal()
        return lambda day: (kind == "day of a month" or day.weekday() == weekday) and (number is None or day.day == number)

    def _yearly(self, kind: str, year: int) -> Period:
        if kind == "day":
            return self._days(year)
        if kind == "month":
            return period.month(year, self._month())
        if kind == "season":
            return period.season(year, next(lexicon.SEASONS[word] for word in self._words if word in lexicon.SEASONS))
        if kind == "quarter":
            return period.quarter(year, self._ordinal(last=4))
        if kind == "half":
            return period.half(year, self._ordinal(last=2))
        if kind == "turn of the year":
            return Period(dt.date(year, 12, 31), dt.date(year + 1, 1, 1), "range")
        if kind == "feast day":
            from index.dates.rules.holidays import feast_in

            return period.day(feast_in(self._words)(year))
        raise UnknownRule(f"nothing is known of a {kind!r}")

    def within(self, kind: str, whole: Period) -> Period:
        """The thing of that kind that the expression names inside (a week: around) a period."""
        if kind == "weekday":
            return self._weekday_within(whole)
        if kind == "week":
            return self._week_within(whole)
        if kind == "day":
            if whole.granularity == "year" and (_MONTH_DAY.search(self._text) or _DAY_MONTH.search(self._text)):
                return self._days(whole.earliest.year)
            if {"last", "final"} & {*self._words[:3]} and "day" in self._words:
                return period.day(whole.latest)
            return period.day(whole.earliest + dt.timedelta(days=self._ordinal() - 1))
        return self._yearly(kind, whole.earliest.year)

    def _weekday_within(self, whole: Period) -> Period:
        weekday = next(lexicon.WEEKDAYS[word] for word in self._words if word in lexicon.WEEKDAYS)
        first = whole.earliest + dt.timedelta(days=(weekday - whole.earliest.weekday()) % 7)
        if whole.granularity == "week":
            return period.day(first)
        last = {"last", "final"} & {*self._words[: self._words.index(_weekday_word(self._words))]}
        steps = (whole.latest - first).days // 7 if last else self._ordinal() - 1
        return period.day(first + dt.timedelta(days=7 * steps))

    def _week_within(self, whole: Period) -> Period:
        if whole.granularity in ("day", "range"):
            return period.week(whole.earliest)
        before = self._words[: self._words.index("week")]
        last = {"last", "final"} & {*before}
        if whole.granularity == "year":
            year = whole.earliest.year
            number = dt.date(year, 12, 28).isocalendar().week if last else self._ordinal(figures=True)
            return period.week(dt.date.fromisocalendar(year, number, 1))
        return period.week(whole.latest) if last else period.week(whole.earliest + dt.timedelta(days=7 * (self._ordinal() - 1)))

    def _month(self) -> int:
        return next(lexicon.MONTHS[word] for word in self._words if word in lexicon.MONTHS)

    def _days(self, year: int) -> Period:
        """The day (or days) and month named, in a year."""
        match = _MONTH_DAY.search(self._text)
        if match:
            month, first, last = match[1], match[2], match[3]
        else:
            match = _DAY_MONTH.search(self._text)
            if match is None:
                return self._figures(year)
            first, last, month = match[1], match[2], match[3]
        days = [dt.date(year, lexicon.MONTHS[month], _number(one)) for one in (first, last) if one]
        return Period(days[0], days[-1], "day" if len(days) == 1 else "range")

    def _figures(self, year: int) -> Period:
        match = _FIGURES.search(self._text)
        if match is None:
            raise ValueError(f"{self._text!r} names no day and month")
        first, second = int(match[1]), int(match[2])
        month, day = (second, first) if first > 12 else (first, second)
        return period.day(dt.date(year, month, day))

    def _ordinal(self, last: int | None = None, *, figures: bool = False) -> int:
        """The number of an ordinal in the expression; `last` is what "last" or "final" stand for."""
        match = re.search(rf"\b(?:{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))\b", self._text)
        match = match or (re.search(r"\bq([1-4])", self._text) if last == 4 else None)
        if match is None and last and {"last", "final", "latter"} & {*self._words}:
            return last
        match = match or re.search(r"\b\d{1,2}\b" if figures or last is None else r"(?!)", self._text)
        if match is None:
            match = re.search(rf"\b(?:{_CARDINAL})\b", self._text)
        if match is None:
            raise ValueError(f"{self._text!r} names no number")
        return _number(match[1] if match.re.groups else match[0])


def _weekday_word(words: list[str]) -> str:
    return next(word for word in words if word in lexicon.WEEKDAYS)


def _number(text: str) -> int:
    return numbers.ordinal(re.split(r"[ -]", text))
