"""Answer text → comparable words, as the SQuAD script does it (Rajpurkar et al. 2016, evaluate-v2.0.py).

Lower case, ASCII punctuation removed, the articles a, an, the removed, white space folded. Punctuation marks outside ASCII
(curly quotes, dashes) are removed too, which the script does not do; answers in news are full of them.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from functools import lru_cache

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """The words that count."""
    plain = "".join(ch for ch in text.lower() if ch not in _PUNCTUATION and not unicodedata.category(ch).startswith("P"))
    return tuple(_ARTICLES.sub(" ", plain).split())


def exact(answer: str, gold: str) -> bool:
    """Are they the same once normalised?"""
    return words(answer) == words(gold)


def f1(answer: str, gold: str) -> float:
    """Harmonic mean of word precision and recall, 0..1; when one side has no words left, 1 if both have none, else 0."""
    mine, theirs = words(answer), words(gold)
    if not mine or not theirs:
        return float(mine == theirs)
    shared = sum((Counter(mine) & Counter(theirs)).values())
    return 2 * shared / (len(mine) + len(theirs))


def holds(text: str, gold: str) -> bool:
    """Do the gold words stand in the text, all of them, in order, next to each other?"""
    inner, outer = words(gold), words(text)
    n = len(inner)
    return n > 0 and any(outer[at : at + n] == inner for at in range(len(outer) - n + 1))
