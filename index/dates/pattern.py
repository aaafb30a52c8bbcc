"""Rule patterns in a small readable language, compiled to regular expressions over token code strings.

`<month>` is a token or phrase of that name, `<number:count>` the same under another name, a bare word or mark is itself,
`( a | b )` is a choice, `?` makes the piece before it optional, `[ ]` bound the expression itself. White space between
tokens of the text never matters. Every piece has a bounded length, so matching is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from index.dates.alphabet import ALPHABET

_PIECE = re.compile(r"<(?P<name>\w+)(?::(?P<alias>\w+))?>|(?P<mark>[()|?\[\]])|(?P<word>[^\s<>()|?\[\]]+)|(?P<space>\s+)")


class PatternError(ValueError):
    """A rule pattern that cannot be read; names the pattern and the place."""


class Grammar:
    """Named word classes and phrases out of which rule patterns are made."""

    def __init__(self, classes: Mapping[str, Iterable[str]], phrases: Mapping[str, str]) -> None:
        self._expressions = {name: ALPHABET.any_of(words) for name, words in classes.items()}
        for name, phrase in phrases.items():
            self._expressions[name] = f"(?:{self._translate(phrase, capture=False)})"

    def compile(self, pattern: str) -> re.Pattern[str]:
        """The pattern as a regular expression over code strings; PatternError if it cannot be read."""
        return re.compile(self._translate(pattern, capture=True))

    def _translate(self, pattern: str, *, capture: bool) -> str:
        out: list[str] = []
        place = 0
        while place < len(pattern):
            piece = _PIECE.match(pattern, place)
            if piece is None:
                raise PatternError(f"cannot read {pattern!r} at {place}")
            out.append(self._piece(piece, capture=capture))
            place = piece.end()
        return "".join(out)

    def _piece(self, piece: re.Match[str], *, capture: bool) -> str:
        if piece["mark"]:
            return {"(": "(?:", "[": "(?P<core>", "]": ")"}.get(piece["mark"], piece["mark"])
        if piece["word"]:
            return ALPHABET.add(piece["word"])
        if piece["space"]:
            return ""
        name = piece["name"]
        if name not in self._expressions:
            raise PatternError(f"no class or phrase is called {name!r}")
        expression = self._expressions[name]
        return f"(?P<{piece['alias'] or name}>{expression})" if capture else expression
