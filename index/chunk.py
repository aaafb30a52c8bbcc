"""Article text → passages: runs of whole sentences near a wanted number of words, as exact slices of the text.

The only module that imports langchain-text-splitters. Offsets are code points into the article text, end exclusive.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from index.formats.chrome import chrome_spans
from index.model import Span
from index.sentences import sentences

VERSION = "sentences-2"
"""Changes whenever the same text would be cut differently; part of the index fingerprint."""

_WORD = re.compile(r"\S+")
_LONG_WORD = 200  # characters: a longer run without white space counts as several words, so that it is cut as well


def word_count(text: str) -> int:
    """Words in `text`: runs of non-space, a run of more than 200 characters counted once per 200."""
    return sum(1 + (match.end() - match.start() - 1) // _LONG_WORD for match in _WORD.finditer(text))


def passages(text: str, size: int) -> list[Span]:
    """Spans of at most about `size` words (> 0) that hold whole sentences; together they cover every sentence of `text` once.

    Only a sentence longer than `size` words is cut, at white space where there is some. Page furniture ("A+ A-", "Share this") is in none.
    """
    return [span for stretch in _article(text) for span in _runs(text, stretch, size)]


def _article(text: str) -> list[Span]:
    """The stretches of `text` between its furniture."""
    furniture = chrome_spans(text)
    starts, ends = [0, *(span.end for span in furniture)], [*(span.start for span in furniture), len(text)]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _runs(text: str, stretch: Span, size: int) -> list[Span]:
    found = [Span(stretch.start + one.start, stretch.start + one.end) for one in sentences(stretch.of(text))]
    pieces = [piece for sentence in found for piece in _pieces(text, sentence, size)]
    spans: list[Span] = []
    first = 0
    for count in _run_lengths([text[piece.start : piece.end] for piece in pieces], size):
        spans.append(Span(pieces[first].start, pieces[first + count - 1].end))
        first += count
    return spans


def _pieces(text: str, sentence: Span, size: int) -> list[Span]:
    """The sentence itself, or, when it is too long for one passage, consecutive cuts of it."""
    if word_count(text[sentence.start : sentence.end]) <= size:
        return [sentence]
    cuts: list[Span] = []
    start, words = sentence.start, 0
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        for cut in range(match.start(), match.end(), _LONG_WORD):
            if words == size:
                cuts.append(Span(start, len(text[start:cut].rstrip()) + start))
                start, words = cut, 0
            words += 1
    return [*cuts, Span(start, sentence.end)]


class _Splitter(Protocol):
    def run_lengths(self, pieces: list[str]) -> list[int]: ...


def _run_lengths(pieces: list[str], size: int) -> list[int]:
    return _splitter(size).run_lengths(pieces)


@lru_cache(maxsize=8)
def _splitter(size: int) -> _Splitter:
    from langchain_text_splitters import TextSplitter  # heavy: only where articles go in

    class SentenceRuns(TextSplitter):
        """Merges pieces by word count; a piece stands as its position and count, so no text is ever joined again."""

        def split_text(self, text: str) -> list[str]:
            return [text[span.start : span.end] for span in passages(text, size)]

        def run_lengths(self, pieces: list[str]) -> list[int]:
            tokens = [f"{number}:{word_count(piece)} " for number, piece in enumerate(pieces)]
            return [len(run.split()) for run in self._merge_splits(tokens, "")]

    def stated_words(token: str) -> int:
        return int(token.rpartition(":")[2]) if token else 0

    return SentenceRuns(chunk_size=size, chunk_overlap=0, length_function=stated_words, strip_whitespace=False)
