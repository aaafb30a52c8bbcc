"""The words of time: each table turns a lower-case English word into the number, unit or code it stands for."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text set apart by white space."""
    return frozenset(text.split())


MONTH_NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
MONTHS: dict[str, int] = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}

WEEKDAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: dict[str, int] = {name: number for number, name in enumerate(WEEKDAY_NAMES)}
WEEKDAYS |= {name[:3]: number for name, number in WEEKDAYS.items()}
WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}

_SINGULAR_UNITS = [
    "second",
    "minute",
    "hour",
    "day",
    "night",
    "week",
    "weekend",
    "fortnight",
    "month",
    "quarter",
    "season",
    "half",
    "year",
    "decade",
    "century",
    "generation",
]
UNITS: dict[str, str] = {unit: unit for unit in _SINGULAR_UNITS}
UNITS |= {{"century": "centuries", "half": "halves"}.get(unit, unit + "s"): unit for unit in _SINGULAR_UNITS}
PLURALS = frozenset(word for word, unit in UNITS.items() if word != unit)
UNITS |= {"hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second", "yr": "year", "yrs": "year"}

SEASONS: dict[str, str] = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
DAYPARTS: dict[str, str] = {
    "morning": "MO",
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "midday": "MI",
    "overnight": "NI",
}

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ONES: dict[str, int] = {word: value for value, word in enumerate(_ONES, 1)}
TEENS: dict[str, int] = {word: value for value, word in enumerate(_TEENS, 10)}
TENS: dict[str, int] = {word: value * 10 for value, word in enumerate(_TENS, 2)}
NUMBER_WORDS: dict[str, int] = ONES | TEENS | TENS

_ORDINAL_ONES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_ORDINAL_TEENS = [
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
ORDINAL_ONES: dict[str, int] = {word: value for value, word in enumerate(_ORDINAL_ONES, 1)}
ORDINAL_TEENS: dict[str, int] = {word: value for value, word in enumerate(_ORDINAL_TEENS, 10)}
ORDINAL_TENS: dict[str, int] = {"twentieth": 20, "thirtieth": 30}
ORDINALS: dict[str, int] = ORDINAL_ONES | ORDINAL_TEENS | ORDINAL_TENS

DECADES: dict[str, int] = {{"forty": "forties"}.get(word, word[:-1] + "ies"): value for word, value in TENS.items()}

PARTS: dict[str, str] = {
    "early": "start",
    "beginning": "start",
    "start": "start",
    "earlier": "start",
    "opening": "start",
    "outset": "start",
    "mid": "mid",
    "middle": "mid",
    "midway": "mid",
    "late": "end",
    "later": "end",
    "end": "end",
    "close": "end",
    "closing": "end",
}
