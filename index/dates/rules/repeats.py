"""Rules for what comes round again: "every Monday", "each July", "daily", "Tuesday nights", "twice a week"."""

from __future__ import annotations

from index.dates import lexicon, numbers, timex3
from index.dates.context import Context, Found
from index.dates.reading import Reading, repeated
from index.dates.rule import Example, Rule
from index.dates.rules import common

_ADVERBS = {
    "hourly": ("PT1H", "hour"),
    "daily": ("P1D", "day"),
    "nightly": ("P1D", "day"),
    "weekly": ("P1W", "week"),
    "biweekly": ("P2W", "week"),
    "fortnightly": ("P2W", "week"),
    "monthly": ("P1M", "month"),
    "bimonthly": ("P2M", "month"),
    "annual": ("P1Y", "year"),
    "annually": ("P1Y", "year"),
    "yearly": ("P1Y", "year"),
    "everyday": ("P1D", "day"),
}


def _every_unit(found: Found, context: Context) -> Reading | None:
    unit = lexicon.UNITS[found.word("unit")]
    count = numbers.count(found.words("count")) if found.has("count") else 1
    if "other" in found.all_words():
        count = 2
    if unit == "quarter" and count == 1:
        return repeated("P1Q", unit)
    return repeated(timex3.of_length(count, unit), unit)


def _every_named(found: Found, context: Context) -> Reading | None:
    word = found.all_words()[-1]
    if found.has("month"):
        return repeated(f"XXXX-{common.month(found):02d}", "month")
    if found.has("weekday"):
        return repeated(f"XXXX-WXX-{lexicon.WEEKDAYS[found.word('weekday')] + 1}", "day")
    if word in lexicon.SEASONS:
        return repeated(f"XXXX-{lexicon.SEASONS[word]}", "season")
    return repeated(f"XXXX-XX-XXT{lexicon.DAYPARTS[word]}", "time")


def _weekdays(found: Found, context: Context) -> Reading | None:
    word = found.all_words()[-1]
    if word in ("weekdays", "weekends"):
        return repeated("XXXX-WXX-WE" if word == "weekends" else "XXXX-WXX-WD", "day")
    first = found.all_words()[0]
    value = f"XXXX-WXX-{lexicon.WEEKDAYS[first.rstrip('s') if first not in lexicon.WEEKDAYS else first] + 1}"
    if word[:-1] in lexicon.DAYPARTS:
        return repeated(f"{value}T{lexicon.DAYPARTS[word[:-1]]}", "time")
    return repeated(value, "day")


def _adverb(found: Found, context: Context) -> Reading | None:
    return repeated(*_ADVERBS[found.word("adverb")])


def _is_adverb(found: Found) -> bool:
    """Capitalised in running text it names a paper or a meeting ("China Daily", "the Annual Report")."""
    word = found.tokens.word(found.first)
    if word[0].isupper() and found.before():
        return False
    return not common.hyphenated(found)


RULES = (
    Rule(
        "every unit",
        "<every> ( other | single )? <count>? <unit>",
        _every_unit,
        (
            Example("They march every day -- or try to.", "2023-05-03", "every day", "P1D", ""),
            Example("It is paid each quarter.", "2023-05-03", "each quarter", "P1Q", ""),
            Example("It is held every four years.", "2023-05-03", "every four years", "P4Y", ""),
            Example("He came every other week.", "2023-05-03", "every other week", "P2W", ""),
        ),
        lambda found: found.after() != "of" and not common.hyphenated(found),
    ),
    Rule(
        "every day, month or season by name",
        "<every> ( other | single )? ( <weekday> | <month> | <season_word> | <daypart> )",
        _every_named,
        (
            Example("They meet every Monday.", "2023-05-03", "every Monday", "XXXX-WXX-1", ""),
            Example("They march each July.", "2023-05-03", "each July", "XXXX-07", ""),
        ),
    ),
    Rule(
        "weekdays in the plural",
        "<weekdays>",
        _weekdays,
        (
            Example("It is open on Sundays only.", "2023-05-03", "Sundays", "XXXX-WXX-7", ""),
            Example("They bowl on Tuesday nights.", "2023-05-03", "Tuesday nights", "XXXX-WXX-2TNI", ""),
        ),
    ),
    Rule(
        "repeating adverb",
        "<adverb>",
        _adverb,
        (
            Example("They march daily to the square.", "2023-05-03", "daily", "P1D", ""),
            Example("He read it in the China Daily.", "2023-05-03", ""),
        ),
        _is_adverb,
    ),
)
