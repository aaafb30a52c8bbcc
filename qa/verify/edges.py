"""A place in a text → whether a word or a number stands across it, so that a quotation that begins or ends there would cut it."""

from __future__ import annotations

import re
import unicodedata

from qa.verify.fold import UNSEEN

_UNSEEN = re.compile(f"[{UNSEEN}]")
_APOSTROPHES, _HYPHENS, _IN_NUMBERS, _SIGNS = frozenset("'’ʼ"), frozenset("-‐‑"), frozenset(".,:/'’·٫٬"), frozenset("-−+±~<>")
_AFTER_NUMBERS = frozenset("%‰°")
_MULTIPLES = re.compile(r"\s+(?:thousand|million|billion|trillion|hundred|dozen|percent|per\s+cent|bn|m|k)\b", re.IGNORECASE)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts that put no spaces between words."""


def cut(text: str, at: int) -> bool:
    """Whether a boundary at `at` falls inside of a word or number: "install|ed", "1|,200", "−|5", "did|n't", "5| million"."""
    left, right = _left(text, at), _right(text, at)
    if left < 0 or right >= len(text):
        return False
    a, b = text[left], text[right]
    if unicodedata.category(b)[0] == "M" and right == at:
        return True
    if _wordish(a) and _wordish(b):
        return not (_UNSPACED.match(a) or _UNSPACED.match(b)) if not (a.isdigit() and b.isdigit()) else True
    return _number(text, left, right) or _joined(text, left, right)


def ends_number_early(text: str, at: int) -> bool:
    """Whether the number that ends at `at` goes on in words: "5| million"."""
    return at > 0 and text[at - 1].isdigit() and _MULTIPLES.match(text, at) is not None


def _left(text: str, at: int) -> int:
    place = at - 1
    while place >= 0 and _UNSEEN.match(text[place]):
        place -= 1
    return place


def _right(text: str, at: int) -> int:
    place = at
    while place < len(text) and _UNSEEN.match(text[place]):
        place += 1
    return place


def _wordish(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _at(text: str, place: int) -> str:
    return text[place] if 0 <= place < len(text) else " "


def _number(text: str, left: int, right: int) -> bool:
    """A digit and what belongs to its number."""
    a, b = text[left], text[right]
    before, after = _at(text, left - 1), _at(text, right + 1)
    if a.isdigit() and (b in _AFTER_NUMBERS or (b in _IN_NUMBERS and after.isdigit())):
        return True
    if not b.isdigit():
        return False
    if unicodedata.category(a) == "Sc" or (a in _IN_NUMBERS and before.isdigit()):
        return True
    return a in _SIGNS and not _wordish(before)


def _joined(text: str, left: int, right: int) -> bool:
    """A letter and the apostrophe or hyphen that joins it to the next one."""
    a, b = text[left], text[right]
    if _wordish(a) and (b in _APOSTROPHES or b in _HYPHENS):
        return _wordish(_at(text, right + 1))
    return _wordish(b) and (a in _APOSTROPHES or a in _HYPHENS) and _wordish(_at(text, left - 1))
