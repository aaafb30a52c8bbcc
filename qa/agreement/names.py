"""The articles found → which names they themselves say mean the same: "Artsakh, known as Nagorno-Karabakh", "the Berdzor (Lachin) Corridor".

| text | equated |
|---|---|
| "X, (also) known as Y" · "X, which Armenians call Y" · "X, or Y, …" | X = Y |
| "X Y Z (XYZ)" | X Y Z = XYZ |
| "the X (Y) Corridor" | X Corridor = Y Corridor |

Nothing is equated that no article found equates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_PART = r"[A-Z][\w’'-]+"
_NAME = rf"(?:{_PART} ){{0,3}}{_PART}"
_KNOWN_AS = r"(?:(?:also|better|locally|formerly|previously|otherwise|variously) )?(?:known|referred to)(?: \w+ [\w’'-]+)? (?:as|by)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<one>{_NAME})(?: \w+)?,? (?:which is |which was |is |was )?{_KNOWN_AS} (?:the )?(?P<other>{_NAME})",
        rf"(?P<one>{_NAME}),? (?:which|whom|that) [\w’' -]{{3,30}} calls? (?:the )?(?P<other>{_NAME})",
        rf"(?P<one>{_NAME}), or (?:the )?(?P<other>{_NAME})[,.]",
    )
)
_SHORT = re.compile(rf"(?P<one>{_NAME}) \((?P<other>[A-Z]{{2,8}})\)")
_INSIDE = re.compile(rf"(?P<one>{_NAME}) \((?P<other>{_NAME})\) (?P<head>{_PART}|[Cc]orridor)")
_NO_NAME = frozenset("the a an in on at monday tuesday wednesday thursday friday saturday sunday he she it they but and".split())
_AGENCY = frozenset("reuters ap afp cnn dpa upi tass bloomberg".split())
_DASHES = str.maketrans({"‐": "-", "‑": "-", "–": "-", "’": "'"})


class Names:
    """Which names mean the same, as the texts say."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._same: dict[str, str] = {}
        for text in sorted(set(texts)):
            for one, other in _equations(text):
                self._join(folded(one), folded(other))

    def same(self, one: str, other: str) -> bool:
        """Whether two names mean one thing: equal, equated, or one the end of the other ("Blinken", "Antony Blinken")."""
        here, there = folded(one), folded(other)
        if not here or not there:
            return False
        return self._root(here) == self._root(there) or _ends(here, there) or _ends(there, here)

    def variants(self, name: str) -> tuple[str, ...]:
        """The names equated with this one, folded, itself among them, in alphabetical order."""
        root = self._root(folded(name))
        return tuple(sorted({folded(name), *(one for one in self._same if self._root(one) == root)}))

    def _root(self, name: str) -> str:
        while self._same.get(name, name) != name:
            name = self._same[name]
        return name

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._same.setdefault(one, one)
        self._same.setdefault(other, other)
        self._same[second] = first
        self._same.setdefault(first, first)


def folded(name: str) -> str:
    """A name as it is compared: small letters, plain signs, no article or possessive."""
    words = re.sub(r"'s\b", "", name.translate(_DASHES).casefold()).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _ends(short: str, long: str) -> bool:
    return long.endswith(f" {short}")


@lru_cache(maxsize=256)
def _equations(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_found(text))


def _found(text: str) -> Iterable[tuple[str, str]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield from _checked(match["one"], match["other"])
    for match in _SHORT.finditer(text):
        if "".join(word[0] for word in match["one"].split()).endswith(match["other"]):  # not "Australia (Sydney)", "Pierce (Clippers)"
            yield match["one"], match["other"]
    for match in _INSIDE.finditer(text):
        for one, other in _checked(match["one"], match["other"]):
            yield one, other
            yield f"{one} {match['head']}", f"{other} {match['head']}"


def _checked(one: str, other: str) -> Iterable[tuple[str, str]]:
    words = one.split()
    while words and words[0].casefold() in _NO_NAME:
        words = words[1:]
    usable = other.casefold() not in _AGENCY and other.casefold() not in _NO_NAME
    if words and usable and folded(" ".join(words)) != folded(other):
        yield " ".join(words), other
