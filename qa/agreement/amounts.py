"""Text → the amounts in it: numbers with their units, written in figures or words, exact, rounded or bounded.

| text | amount |
|---|---|
| "four people", "4 travellers" | 4 persons |
| "4.2 million crowns" | 4,200,000 crown |
| "33 per cent", "33%" | 33 % |
| "about 1,300 tonnes" | 1,235,000..1,365,000 kg |
| "more than 40 houses" | 40 and up, house |
| "29 votes to 26", "29–26" | 29 against 26 |
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from index.model import Span
from index.terms import terms

_UNITS = {
    "kg": (1.0, "kg kilogram kilograms kilogramme kilogrammes kilo kilos"),
    "tonne": (1000.0, "tonne tonnes ton tons"),
    "gram": (0.001, "gram grams g"),
    "m": (1.0, "metre metres meter meters m"),
    "km": (1000.0, "kilometre kilometres kilometer kilometers km"),
    "mile": (1609.344, "mile miles"),
    "minute": (1.0, "minute minutes min"),
    "hour": (60.0, "hour hours"),
    "day": (1440.0, "day days"),
    "week": (10080.0, "week weeks"),
    "%": (1.0, "% percent"),
}
_FAMILY = {
    "kg": "kg",
    "tonne": "kg",
    "gram": "kg",
    "m": "m",
    "km": "m",
    "mile": "m",
    "minute": "min",
    "hour": "min",
    "day": "min",
    "week": "min",
}
_UNIT_OF = {word: (_FAMILY.get(name, name), factor) for name, (factor, words) in _UNITS.items() for word in words.split()}
_CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_PERSONS = frozenset(
    terms(
        "people person persons man men woman women child children traveller travellers traveler travelers passenger passengers villager villagers "
        "resident residents worker workers employee employees employed visitor visitors guest guests spectator spectators soldier soldiers student students "
        "protester protesters demonstrator demonstrators Armenian Armenians Azerbaijani job jobs"
    )
)
PERSONS = "person"
"""The unit of people under whatever name: travellers, villagers, jobs."""
CURRENCIES = frozenset(terms("crown dollar euro pound cent krona krone franc yen rouble ruble dram manat lira rupee yuan peso"))
"""The units of money."""

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: float(number) for number, word in enumerate(_SMALL)} | {word: 10.0 * number for number, word in enumerate(_TENS, 2)}
_VALUES |= {"dozen": 12.0, "a dozen": 12.0}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}

_FIGURE = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER_WORD = rf"(?:(?:{'|'.join(_TENS)})-(?:{'|'.join(_SMALL[1:10])})|{'|'.join([*_SMALL[10:], *_SMALL[:10], *_TENS])}|(?:a )?dozen)"
_AMOUNT = re.compile(
    rf"""(?<![\w.,–-])(?:(?P<about>about|around|some|roughly|nearly|almost|approximately|an\ estimated)\s|
        (?P<over>more\ than|over|at\ least|upwards\ of)\s|(?P<under>less\ than|fewer\ than|under|at\ most|up\ to)\s)?
        (?P<sign>[$€£¥]\s?)?(?P<number>{_FIGURE}|{_NUMBER_WORD})(?:[\s\u00a0-](?P<scale>hundred|thousand|million|billion|bn|trillion)\b|(?P<short>m|bn)\b)?
        (?P<share>\s?%|\sper\s?cent\b)?
        (?:(?:\svotes)?(?:\sto\s|–|-)(?P<against>{_FIGURE}|{_NUMBER_WORD})(?![\w%]))?""",
    re.IGNORECASE | re.VERBOSE,
)
_NOUN = re.compile(r"[\s\u00a0-]+((?:[^\W\d_][\w’'-]*[ \u00a0]){0,2}?[^\W\d_][\w’'-]*)")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_ROUNDED = 0.05  # to each side of what is said to be about so much


@dataclass(frozen=True, slots=True)
class Amount:
    """From `low` to `high` of `unit`, both included, lengths in metres, weights in kilograms, times in minutes. `against`: in a vote."""

    low: float
    high: float
    unit: str
    against: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An amount where it stands in a text."""

    span: Span
    amount: Amount


def amounts(text: str) -> list[Told]:
    """The amounts of a text, in order. A bare number without a noun after it has the unit ""."""
    found = []
    for match in _AMOUNT.finditer(text):
        value = _value(match["number"]) * _SCALES.get((match["scale"] or match["short"] or "").casefold(), 1.0)
        against = _value(match["against"]) if match["against"] else None
        unit, factor, end = ("votes", 1.0, match.end()) if against is not None else _unit(text, match)
        low, high = value * factor, value * factor
        if match["about"]:
            low, high = low * (1 - _ROUNDED), high * (1 + _ROUNDED)
        elif match["over"]:
            high = math.inf
        elif match["under"]:
            low = 0.0
        found.append(Told(Span(match.start(), end), Amount(low, high, unit, against)))
    return found


def _value(number: str) -> float:
    number = number.casefold()
    if number[0].isdigit():
        return float(re.sub(r"[,\u00a0\u202f]", "", number))
    return sum(_VALUES[part] for part in (number.split("-") if "-" in number else [number]))


def _unit(text: str, match: re.Match[str]) -> tuple[str, float, int]:
    """The unit's family, how many of its base it is, and where the whole expression ends."""
    if match["sign"]:
        return _CURRENCY[match["sign"].strip()], 1.0, match.end()
    if match["share"]:
        return "%", 1.0, match.end()
    after = _NOUN.match(text, match.end())
    if after is None:
        return "", 1.0, match.end()
    end = after.start(1)
    for word in _WORD.finditer(after[1]):
        end = after.start(1) + word.end()
        known = _UNIT_OF.get(word[0].casefold())
        if known:
            return *known, end
        if _PERSONS.intersection(terms(word[0])):
            return PERSONS, 1.0, end
    noun = after[1].split()[0]
    return unit_of(noun), 1.0, after.start(1) + len(noun)


def unit_of(noun: str) -> str:
    """The unit that a noun is: of weight, length or time, of people, else its own stem; "" for words that are no noun."""
    for word in noun.split():
        if word.casefold() in _UNIT_OF:
            return _UNIT_OF[word.casefold()][0]
        if _PERSONS.intersection(terms(word)):
            return PERSONS
    stems = terms(noun)
    return stems[0] if stems else ""


def agree(one: Amount, other: Amount) -> bool:
    """Whether both can be true of one thing: same unit and overlapping. A bare number goes with any unit."""
    if one.unit and other.unit and one.unit != other.unit:
        return False
    return one.against == other.against and one.low <= other.high and other.low <= one.high


def exactness(amount: Amount) -> float:
    """Width of the amount: the smaller, the more it says."""
    return amount.high - amount.low
