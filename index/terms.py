"""Text → search terms: Unicode words, folded, stop words left out, stemmed (Snowball English)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

VERSION = "snowball-english-2"
"""Changes whenever the same text would give other terms; part of the lexical index's fingerprint."""

STOP_WORDS = frozenset(
    "a about above after again against all am an and any are as at be because been before being below between both but by can could "
    "did do does doing down during each few for from further had has have having he her here hers herself him himself his how i if in "
    "into is it its itself just me more most my myself no nor not now of off on once only or other our ours ourselves out over own same "
    "she should so some such than that the their theirs them themselves then there these they this those through to too under until up "
    "very was we were what when where which while who whom why will with would you your yours yourself yourselves s t".split()
)

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s\b")
_MAX_TERM = 64  # characters; longer runs are noise (encoded data) and are cut


def terms(text: str) -> list[str]:
    """The search terms of `text` in reading order, repeats kept; empty when it holds only stop words or signs."""
    folded = _POSSESSIVE.sub("", text).casefold()
    if not folded.isascii():
        folded = _without_accents(folded).casefold()  # again: decomposing a styled letter gives a capital
    return [_stem(word[:_MAX_TERM].replace(".", "")) for word in _WORD.findall(folded) if word not in STOP_WORDS]


def _without_accents(text: str) -> str:
    """Letters without their accents; signs that cannot be seen (soft hyphens, joiners, direction marks) left out."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(char for char in letters if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")


_STEMMER = Stemmer.Stemmer("english", 0)


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))
