"""A stored version → what quotations are held against: its text, the text folded, and the words of that, each made when first needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from index.model import Version
from qa.verify.fold import Folded, fold

_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    r"|(?:(?<!\w)[-+](?=[$€£¥]?\d))?[$€£¥]?[^\W_]+(?:[.,:/'·-][^\W_]+)*[%‰°]?"
)
"""A word, or a number with its sign, currency and per cent; one character in scripts that put no spaces between words."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a folded text."""

    text: str
    start: int
    end: int


def words_of(folded: str) -> tuple[Word, ...]:
    """The words of a folded text in reading order."""
    return tuple(Word(match.group(), *match.span()) for match in _WORD.finditer(folded))


class Source:
    """One stored version."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.text = version.article.text

    @property
    def name(self) -> tuple[str, int]:
        """(article id, version number)."""
        return self.version.article.id, self.version.number

    @cached_property
    def folded(self) -> Folded:
        """The text folded."""
        return fold(self.text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the folded text."""
        return words_of(self.folded.text)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The distinct words, in lower case."""
        return frozenset(word.text.lower() for word in self.words)
