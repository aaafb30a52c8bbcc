"""Words to single characters: every word a rule knows gets its own, so that rules can be matched on short code strings."""

from __future__ import annotations

from collections.abc import Iterable

OTHER = "\u0001"  # a word no rule knows
BREAK = "\u0002"  # the end of a sentence or paragraph: no expression crosses it

# Kinds of number tokens, named by what they can be; the tokeniser picks exactly one per token.
SHAPES = (
    "#1-12",
    "#13-24",
    "#25-31",
    "#32-59",
    "#60-99",
    "#3digits",
    "#year",
    "#long",
    "#decimal",
    "#money",
    "#ordinal",
    "#highordinal",
    "#decade",
    "#fraction",
    "#iso",
    "#numericdate",
    "#shortdate",
    "#isomonth",
    "#isoquarter",
    "#clock",
)


class Alphabet:
    """A growing table of words, each with a character of its own from the private use planes."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        for shape in SHAPES:
            self.add(shape)

    def add(self, word: str) -> str:
        """The word's character, given out on first sight. Words with a capital match case-sensitively, others in any case."""
        return self._codes.setdefault(word, chr(0xE000 + len(self._codes)))

    def any_of(self, words: Iterable[str]) -> str:
        """A regular expression for one token out of these words."""
        return "[" + "".join(sorted({self.add(word) for word in words})) + "]"

    def code(self, word: str) -> str:
        """The character of a word of the text; OTHER for words no rule knows."""
        exact = self._codes.get(word)
        if exact is not None:
            return exact
        return self._codes.get(word.lower(), OTHER)


ALPHABET = Alphabet()
