"""Rules for times of the day: "10 p.m.", "at 7:15", "noon", "12:00 UTC", "4 in the morning", "overnight"."""

from __future__ import annotations

from index.dates import lexicon
from index.dates.context import Context, Found
from index.dates.reading import Anchor, Reading, shifted
from index.dates.rule import Example, Rule

_DAY = ("day", "time")


def _clock(found: Found, context: Context) -> Reading | None:
    words = found.words("clock")
    tail = time_of(words, found.words("daypart"))
    if len(words) == 1 and words[0][0].isdigit() and not found.before() and context.heading is None:
        return None
    return shifted(day_of(found, context), 0, "day").at(tail) if tail else None


def day_of(found: Found, context: Context) -> Anchor | None:
    """The day a time alone falls on: the last day named in its sentence, the day in the heading, else the publication day."""
    return context.earlier(found, _DAY, 0) or context.heading or context.publication


def time_of(words: list[str], daypart: list[str]) -> str | None:
    """Clock words to a TIMEX3 tail ("T22:00", "T12:00Z"); None for what no clock shows."""
    if "midnight" in words:
        return "T24:00"
    if "noon" in words or "midday" in words:
        return "T12:00"
    digits = f"{words[0][:2]}:{words[0][2:]}" if len(words[0]) == 4 and words[0].isdigit() else words[0]
    hour, _, rest = digits.replace(".", ":").partition(":")
    minutes = rest or "00"
    number = int(hour)
    afternoon = "pm" in _plain(words) or daypart[:1] in (["afternoon"], ["evening"], ["night"])
    if afternoon and number < 12:
        number += 12
    if "am" in _plain(words) and number == 12:
        number = 0
    zone = "Z" if {"gmt", "utc"} & set(words) else ""
    return f"T{number:02d}:{minutes}{zone}" if number <= 24 else None


def _plain(words: list[str]) -> list[str]:
    return [word.replace(".", "").replace(" ", "") for word in words]


def _is_clock(found: Found) -> bool:
    words = found.words("clock")
    if len(words) == 1 and words[0].isalpha():
        tokens = found.tokens
        return not (tokens.word(found.last - 1)[0].isupper() and tokens.word(found.last)[:1].isupper())  # "High Noon Saloon"
    if len(words) > 1 or not words[0][0].isdigit():
        return True
    tokens = found.tokens
    if not found.first or "\n" in tokens.plain[tokens.ends[found.first - 1] : tokens.starts[found.first]]:
        return ":" in words[0] and len(words[0]) > 3  # at the head of a line, read only under a heading
    # a bare "7:15" may be a score or a verse
    return found.before() in ("at", "by", "until", "till", "from", "before", "after", "around", "about", "since", "between", "to", "and")


def _overnight(found: Found, context: Context) -> Reading | None:
    return shifted(day_of(found, context), 0, "day").at("TNI")


def _daypart(found: Found, context: Context) -> Reading | None:
    anchor = context.earlier(found, _DAY, 2)
    return shifted(anchor, 0, "day").at("T" + lexicon.DAYPARTS[found.word("daypart")])


RULES = (
    Rule(
        "time of day",
        "<about_clock>? <clock> ( ( in | at ) ( the )? <daypart> )?",
        _clock,
        (
            Example("Doors open at 7:15 p.m. sharp.", "2023-05-03", "7:15 p.m.", "2023-05-03T19:15", "2023-05-03/2023-05-03"),
            Example("It fell silent at noon.", "2023-05-03", "noon", "2023-05-03T12:00", "2023-05-03/2023-05-03"),
            Example("The gates shut at 12:00 UTC.", "2023-05-03", "12:00 UTC", "2023-05-03T12:00Z", "2023-05-03/2023-05-03"),
            Example(
                "On April 3 it began at 9 a.m. and ended at dusk.", "2023-05-03", "9 a.m.", "2023-04-03T09:00", "2023-04-03/2023-04-03"
            ),
            Example("It struck at 0735 GMT.", "2023-05-03", "0735 GMT", "2023-05-03T07:35Z", "2023-05-03/2023-05-03"),
            Example("They won 10:15 and lost.", "2023-05-03", ""),
        ),
        _is_clock,
    ),
    Rule(
        "hour and part of a day",
        "at [ <hour12:clock> in the <daypart> ]",
        _clock,
        (Example("They came at 4 in the morning.", "2023-05-03", "4 in the morning", "2023-05-03T04:00", "2023-05-03/2023-05-03"),),
    ),
    Rule(
        "overnight",
        "overnight",
        _overnight,
        (Example("Two men were shot overnight.", "2023-05-03", "overnight", "2023-05-03TNI", "2023-05-03/2023-05-03"),),
        lambda found: found.before() not in ("the", "an") and found.after() not in ("success", "stay", "sensation", "delivery", "shipping"),
    ),
    Rule(
        "part of the day",
        "( in | during | by | throughout | later in | early in | late in ) [ the <daypart> ]",
        _daypart,
        (
            Example(
                "On April 3 it rained; in the evening it cleared.", "2023-05-03", "the evening", "2023-04-03TEV", "2023-04-03/2023-04-03"
            ),
        ),
        lambda found: found.after() != "of" and found.tokens.lower[found.last - 1] not in ("night", "overnight"),
    ),
)
