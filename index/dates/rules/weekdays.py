"""Rules for weekdays and weekends: "on Thursday", "last Friday", "the following Monday", "Sunday night", "the weekend"."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from index.dates import lexicon, numbers
from index.dates import period as periods
from index.dates.context import Context, Found
from index.dates.reading import Anchor, Reading, near_month, reached, shifted, stated, unresolved
from index.dates.rule import Example, Rule
from index.dates.rules import common

_WEEK = dt.timedelta(days=7)


def _weekday(found: Found, context: Context) -> Reading | None:
    number = lexicon.WEEKDAYS[found.word("weekday")]
    return _at(_resolve(found, context, number), found).cut(common.part(found.words("edge")))


def _resolve(found: Found, context: Context, number: int) -> Reading:
    goes_on = found.words("which")[-1:] in (["previous"], ["preceding"], ["following"], ["same"])
    anchor = context.anchor(found, "day") if goes_on else context.publication
    if anchor is None:
        return unresolved("day", "weekday of an unknown week", f"XXXX-WXX-{number + 1}")
    start = anchor.period.earliest
    back = start - dt.timedelta(days=(start.weekday() - number) % 7)  # that weekday on or before the anchor
    return _chosen(found, context, anchor, back)


def _that_weekday(found: Found, context: Context) -> Reading | None:
    number, anchor = lexicon.WEEKDAYS[found.word("weekday")], context.earlier(found, ("day", "time"), 2)
    if anchor is None:
        return _weekday(found, context)
    start = anchor.period.earliest
    reading = _reading(start + dt.timedelta(days=(number - start.weekday()) % 7), anchor)
    return _at(reading, found)


def _at(reading: Reading, found: Found) -> Reading:
    """The reading at the part of the day named with it."""
    return reading.at("T" + lexicon.DAYPARTS[found.word("daypart")]) if found.has("daypart") else reading


def _points_back(found: Found) -> bool:
    """ "That Sunday" and "by that Sunday", not "said that Sunday was …"."""
    return found.before() in ("", "on", "by", "until", "since", "before", "after") and _is_weekday(found)


def _chosen(found: Found, context: Context, anchor: Anchor, back: dt.date) -> Reading:
    start, which = anchor.period.earliest, found.words("which")
    strictly_before = back if back < start else back - _WEEK
    word = which[-1] if which else ""
    if word in ("previous", "preceding") and anchor.source == "publication":
        return _of_week(anchor, back.weekday(), -1)
    if word in ("last", "past", "previous", "preceding"):
        return _reading(strictly_before, anchor)
    if word == "next":
        return _of_week(anchor, back.weekday(), 1)
    if word in ("coming", "following", "upcoming"):
        return _reading(back + _WEEK, anchor)
    if word == "this":
        return _of_week(anchor, back.weekday(), 0)
    owned = found.after() == "'" and found.after(1) == "s"
    ahead = context.tense(found) == "future" and (not owned or _is_awaited(found))
    return _reading(back + _WEEK if ahead and back < start else back, anchor)


def _is_awaited(found: Found) -> bool:
    """ "Fit for Saturday's match", "ahead of Sunday's vote"; "in response to Friday's vote" looks back."""
    return found.before() in ("for", "at", "before", "in", "until") or (found.before() == "of" and found.before(2) == "ahead")


def _reading(day: dt.date, anchor: Anchor) -> Reading:
    """A weekday, told by its place before or after the anchor; a week at most, or the words say otherwise."""
    steps = (day - anchor.period.earliest).days
    if steps > 0:
        rule = f"first such weekday after {anchor.name}"
    else:
        rule = f"last such weekday {'before' if steps == -7 else 'on or before'} {anchor.name}"
    return reached(periods.day(day), anchor, rule, 0.85)


def _of_week(anchor: Anchor, weekday: int, step: int) -> Reading:
    """A weekday of the ISO week `step` weeks from the one around the anchor."""
    week = shifted(anchor, step, "week")
    if week.period is None:
        return week
    return replace(common.inside(week, periods.day(week.period.earliest + dt.timedelta(days=weekday)), "weekday"), certainty=0.85)


def _weekday_of_week(found: Found, context: Context) -> Reading | None:
    """ "Tuesday of last week", "next week on Wednesday"."""
    number, which = lexicon.WEEKDAYS[found.word("weekday")], found.words("which")[-1]
    if context.publication is None:
        return _at(unresolved("day", "weekday of an unknown week", f"XXXX-WXX-{number + 1}"), found)
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(which, 0)
    return _at(_of_week(context.publication, number, step), found)


def _weeks_ago(found: Found, context: Context) -> Reading | None:
    number, count = lexicon.WEEKDAYS[found.word("weekday")], numbers.count(found.words("count"))
    if context.publication is None or count is None:
        return unresolved("day", "weekday of an unknown week", f"XXXX-WXX-{number + 1}")
    return _of_week(context.publication, number, -int(count))


def _weeks_on(found: Found, context: Context) -> Reading | None:
    """ "a week on Monday", "Monday week": so many weeks after the next such day."""
    number = lexicon.WEEKDAYS[found.word("weekday")]
    count = (numbers.count(found.words("count")) or 1) * (2 if found.word("unit") == "fortnight" else 1) if found.has("count") else 1
    if context.publication is None:
        return unresolved("day", "weekday of an unknown week", f"XXXX-WXX-{number + 1}")
    start = context.publication.period.earliest
    day = start + dt.timedelta(days=(number - start.weekday() - 1) % 7 + 1) + _WEEK * int(count)
    rule = f"{count:g} week{'' if count == 1 else 's'} after: first such weekday after publication"
    return _at(reached(periods.day(day), context.publication, rule, 0.8), found)


def _nth_of_month(found: Found, context: Context) -> Reading | None:
    month = _month_meant(found, context)
    number = lexicon.WEEKDAYS[found.word("weekday")]
    if month is None or month.period is None:
        return unresolved("day", "weekday of an unknown month")
    first = month.period.earliest + dt.timedelta(days=(number - month.period.earliest.weekday()) % 7)
    word = found.word("nth")
    steps = (month.period.latest - first).days // 7 if word in ("last", "final") else lexicon.ORDINALS[word] - 1
    return _at(common.inside(month, periods.day(first + _WEEK * steps), "weekday"), found)


def _month_meant(found: Found, context: Context) -> Reading | None:
    words = found.words("month_or_next")
    number = next((lexicon.MONTHS[word] for word in words if word in lexicon.MONTHS), None)
    year = next((int(word) for word in words if word.isdigit()), None)
    if number is None:
        return shifted(context.publication, {"last": -1, "next": 1}.get(words[-2], 0), "month")
    if year:
        return stated(periods.month(year, number))
    near = periods.month(near_month(context.published, number, context.tense(found)), number) if context.published else None
    placed = context.placed("month", lambda one: periods.month(one, number), found, near)
    return reached(*placed, 0.9) if placed else None


def _is_weekday(found: Found) -> bool:
    first, last = found.spans["weekday"]
    if last - first > 1:  # an abbreviation with its full stop: "Sun." may be the end of a sentence about the sun
        return found.before() not in ("the", "a", "an") and bool(found.after())
    if found.after() == "night" and found.tokens.word(found.last) == "Night":
        return not found.tokens.word(first)[0].isupper() or common.is_headline(found)
    if found.has("daypart") and found.tokens.word(found.last - 1)[0].isupper() and found.tokens.word(found.last)[:1].isupper():
        return common.is_headline(found)  # "Sunday Night Football"
    if found.before() in ("a", "an", "typical", "any") and not found.has("which"):
        # "in a Wednesday media event", but "on a Sunday", "a typical Friday"
        return found.before() == "a" and found.before(2) != "on" and found.after().isalpha() and found.after() not in _NO_NOUN
    if found.tokens.word(found.last) in _PAPERS and found.tokens.word(first)[0].isupper():
        return common.is_headline(found)  # "The Sunday Times"
    return not (found.before() in ("black", "good", "bloody", "ash", "super", "palm", "cyber", "easter", "holy") and not found.has("which"))


_NO_NOUN = common.PREPOSITIONS | {
    "that",
    "when",
    "which",
    "and",
    "or",
    "with",
    "like",
    "as",
    "is",
    "was",
    "night",
    "morning",
    "than",
    "but",
}
_PAPERS = frozenset(("Times", "Telegraph", "Mail", "Herald", "Post", "Mirror", "Express", "Sun", "World", "People", "Business"))


def _weekend(found: Found, context: Context) -> Reading | None:
    words = found.words("which")
    anchor = context.anchor(found, "week") if words[-1:] in (["previous"], ["following"], ["that"], ["same"]) else context.publication
    if anchor is None:
        return unresolved("weekend", "weekend of an unknown week")
    start = anchor.period.earliest
    here = periods.weekend(start)
    steps = _weekend_steps(words, start.weekday(), context.tense(found))
    span = periods.weekend(here.earliest + _WEEK * steps)
    week = shifted(anchor, steps, "week")
    return reached(span, anchor, f"weekend of: {week.rule}", 0.85).cut(common.part(found.words("edge")))


def _weekend_steps(words: list[str], weekday: int, tense: str) -> int:
    word = words[-1] if words else ""
    if word in ("last", "past", "previous", "preceding"):
        return -1
    if word in ("next", "following"):
        return 1
    if word in ("this", "that", "coming", "upcoming"):
        return -1 if tense == "past" and weekday < 2 and word == "this" else 0
    return 0 if weekday >= 5 or tense == "future" else -1


_EDGE = "( ( the )? <edge> ( in the | on )? )?"

RULES = (
    Rule(
        "weekday of a week",
        "<weekday> <daypart>? ,? ( of )? <which_week:which> week",
        _weekday_of_week,
        (
            Example("They met on Tuesday of last week.", "2023-05-03", "Tuesday of last week", "2023-04-25"),
            Example("They met Friday last week.", "2023-05-03", "Friday last week", "2023-04-28"),
        ),
    ),
    Rule(
        "week and weekday",
        "<which_week:which> week ,? ( on )? <weekday_any:weekday> <daypart>?",
        _weekday_of_week,
        (Example("They will meet next week on Tuesday.", "2023-05-03", "next week on Tuesday", "2023-05-09"),),
    ),
    Rule(
        "weekday",
        f"{_EDGE} ( ( the )? <which_weekday:which> )? <weekday> <daypart>?",
        _weekday,
        (
            Example("He said so on Thursday.", "2023-05-05", "Thursday", "2023-05-04"),
            Example("The two met Monday in Rome.", "2023-05-01", "Monday", "2023-05-01"),
            Example("They will meet again on Tuesday.", "2023-05-05", "Tuesday", "2023-05-09"),
            Example("The offer is open until Monday.", "2023-05-05", "Monday", "2023-05-08"),
            Example("They met last Friday.", "1989-10-30", "last Friday", "1989-10-27"),
            Example("They meet next Friday.", "1989-10-30", "next Friday", "1989-11-10"),
            Example("It burned down on Saturday night.", "2023-05-03", "Saturday night", "2023-04-29TNI", "2023-04-29/2023-04-29"),
            Example("It burned early Tuesday.", "1998-03-03", "early Tuesday", "1998-03-03"),
            Example("It fell on Oct. 23. The following Monday it rose.", "2023-12-05", "The following Monday", "2023-10-30"),
            Example("He said so on Thursday.", "", "Thursday", "XXXX-WXX-4", ""),
            Example("Black Friday was a typical Friday.", "2023-05-03", ""),
            Example("He refused to go to Rome on Thursday.", "2023-05-05", "Thursday", "2023-05-04"),
        ),
        _is_weekday,
    ),
    Rule(
        "weekday so many weeks ago",
        "<how_many:count> <unit> ago ( on )? <weekday>",
        _weeks_ago,
        (
            Example("He quit a week ago Monday.", "2023-05-03", "a week ago Monday", "2023-04-24"),
            Example("He quit three weeks ago on Friday.", "2023-05-03", "three weeks ago on Friday", "2023-04-14"),
        ),
        lambda found: lexicon.UNITS[found.word("unit")] == "week",
    ),
    Rule(
        "so many weeks on a weekday",
        "<how_many:count> <week_or_two:unit> on <weekday> <daypart>?",
        _weeks_on,
        (
            Example("The strike begins a week on Monday.", "2023-05-05", "a week on Monday", "2023-05-15"),
            Example("They meet two weeks on Friday.", "2023-05-05", "two weeks on Friday", "2023-05-26"),
        ),
        lambda found: numbers.count(found.words("count")) is not None,
    ),
    Rule(
        "a week after the next weekday",
        "<weekday_full:weekday> week",
        _weeks_on,
        (Example("It opens on Monday week.", "2023-05-05", "Monday week", "2023-05-15"),),
        lambda found: found.before() in ("on", "until", "by", "from", "for") and found.after() != "-" and not found.after().isalpha(),
    ),
    Rule(
        "weekday pointed back at",
        "<which_that:which> <weekday> <daypart>?",
        _that_weekday,
        (
            Example("It was put there on April 23. That Sunday it rained.", "2023-05-04", "That Sunday", "2023-04-23"),
            Example("The vote was on May 2, 2023. By that Friday they had left.", "2023-06-04", "that Friday", "2023-05-05"),
            Example("He said on May 3, 2023 that Sunday was his favourite day.", "2023-05-10", "Sunday", "2023-05-07"),
        ),
        _points_back,
    ),
    Rule(
        "weekday of a month",
        "( the )? <week_ordinal:nth> <weekday> <daypart>? ( of | in ) <month_or_next>",
        _nth_of_month,
        (
            Example("Polls open on the second Tuesday of November 2023.", "", "the second Tuesday of November 2023", "2023-11-14"),
            Example("It is held on the last Monday of May.", "2023-06-03", "the last Monday of May", "2023-05-29"),
            Example("It falls on the first Monday of next month.", "2023-06-03", "the first Monday of next month", "2023-07-03"),
        ),
        lambda found: "month" in found.all_words() or any(word in lexicon.MONTHS for word in found.words("month_or_next")),
    ),
    Rule(
        "weekday cut short",
        "on [ <weekday_abbr:weekday> ] ( at | , | . )",
        _weekday,
        (Example("The party is on Sat at 5.", "2023-05-03", "Sat", "2023-04-29"),),
    ),
    Rule(
        "weekend",
        f"{_EDGE} <which_weekend:which> weekend",
        _weekend,
        (
            Example("Over the weekend the fire spread.", "1989-10-30", "the weekend", "1989-W43-WE"),
            Example("The fair opens this weekend.", "2023-05-03", "this weekend", "2023-W18-WE"),
        ),
    ),
)
