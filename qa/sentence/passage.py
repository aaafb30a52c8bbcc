"""A passage → its sentences with their search terms; kept for the next question, as popular passages are read again and again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from index.model import Span
from index.sentences import sentences
from index.terms import terms

_KEPT = 4096  # passages, some 20 MB
_TYPED_PLAINLY = str.maketrans({**dict.fromkeys("‘’", "'"), **dict.fromkeys("“”„«»–—…\u00a0\u202f", " ")})
"""Signs between words, as a typewriter has them: text of ASCII alone is taken apart several times as fast, into the same terms."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `span` counts within the passage."""

    span: Span
    text: str
    terms: tuple[str, ...]


def terms_of(text: str) -> tuple[str, ...]:
    """The search terms of a text, each once, in order."""
    return _terms(_plain(text))


@lru_cache(maxsize=_KEPT)
def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The sentences of a passage, in order."""
    plain = _plain(text)
    return tuple(Sentence(place, place.of(text), _terms(place.of(plain))) for place in sentences(text))


def _plain(text: str) -> str:
    return text if text.isascii() else text.translate(_TYPED_PLAINLY)


def _terms(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms(text)))


@lru_cache(maxsize=_KEPT)
def title_terms(title: str) -> tuple[str, ...]:
    """The search terms of a title."""
    return terms_of(title)


@lru_cache(maxsize=_KEPT)
def opening_terms(text: str) -> tuple[str, ...]:
    """The search terms of the first sentence."""
    return terms_of(next((place.of(text) for place in sentences(text)), ""))
