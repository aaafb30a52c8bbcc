"""Number phrases in English words or digits to values: "two and a half" 2.5, "a couple" 2, "several" no value (None)."""

from __future__ import annotations

from collections.abc import Sequence

from index.dates import lexicon

_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


def count(words: Sequence[str]) -> float | None:
    """The value of a count phrase in lower-case tokens; None where the words leave it open ("a few", "two or three")."""
    if list(words) in (["a"], ["an"]):
        return 1
    if "to" in words or "or" in words:
        return None
    total = 0.0
    seen = False
    for word in words:
        value = _value(word)
        if value is None:
            continue
        if word in _SCALES:
            total = (total or 1) * value
        elif word == "dozen":
            total = (total or 1) * 12
        else:
            total += value
        seen = True
    return total if seen else None


def _value(word: str) -> float | None:
    for table in (lexicon.NUMBER_WORDS, _SCALES, _FRACTIONS):
        if word in table:
            return table[word]
    if word in ("couple", "dozen"):
        return 2 if word == "couple" else 12
    if word == "half":
        return 0.5
    if "/" in word:
        top, _, bottom = word.partition("/")
        return int(top) / int(bottom)
    if word[0].isdigit():
        return float(word.replace(",", "")[:18])
    return None


def ordinal(words: Sequence[str]) -> int:
    """The value of an ordinal or day number ("23rd", "twenty third", "7")."""
    total = 0
    for word in words:
        if word[0].isdigit():
            return int(word.rstrip("sthndr"))
        total += lexicon.ORDINALS.get(word, lexicon.NUMBER_WORDS.get(word, 0))
    return total


def spoken_year(words: Sequence[str]) -> int:
    """A year in digits or in words ("nineteen ninety-one", "two thousand and five")."""
    if words[0][0].isdigit():
        return int(words[0])
    if words[0] == "two":
        return 2000 + _small(words[2:])
    return lexicon.NUMBER_WORDS[words[0]] * 100 + _small(words[1:])


def _small(words: Sequence[str]) -> int:
    return sum(lexicon.NUMBER_WORDS.get(word, 0) for word in words)
