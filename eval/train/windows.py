"""A text and what to keep of it → a window: consecutive whole sentences of about a wanted number of words."""

from __future__ import annotations

import random

from index.model import Span
from index.sentences import sentences
from index.terms import terms


def window_around(text: str, keep: Span, words: int, rng: random.Random) -> Span:
    """Whole sentences that hold `keep`, grown to both sides by chance until about `words` words."""
    spans = sentences(text) or [Span(0, len(text))]
    first = max((number for number, span in enumerate(spans) if span.start <= keep.start), default=0)
    last = max(first, min((number for number, span in enumerate(spans) if span.end >= keep.end), default=len(spans) - 1))
    count = _words(text, spans[first].start, spans[last].end)
    while count < words and (first > 0 or last < len(spans) - 1):
        left = first > 0 and (last == len(spans) - 1 or rng.random() < 0.5)
        grown = spans[first - 1] if left else spans[last + 1]
        count += _words(text, grown.start, grown.end)
        first, last = (first - 1, last) if left else (first, last + 1)
    return Span(min(spans[first].start, keep.start), max(spans[last].end, keep.end))


def likeliest(text: str, question: str) -> Span:
    """The sentence that shares most terms with the question, the first of equals."""
    asked = set(terms(question))
    return max(sentences(text) or [Span(0, len(text))], key=lambda span: len(asked & set(terms(span.of(text)))))


def without(text: str, window: Span, spans: tuple[Span, ...]) -> str | None:
    """The window's text less every sentence that touches one of `spans`; None when nothing is left."""
    left = [
        span.of(text)
        for span in sentences(text)
        if window.start <= span.start < window.end and not any(span.start < gone.end and gone.start < span.end for gone in spans)
    ]
    return " ".join(left) or None


def holds_answer(text: str, answers: tuple[str, ...]) -> bool:
    """Whether one of the answers stands in `text`, case and blanks aside."""
    plain = " ".join(text.casefold().split())
    return any(" ".join(answer.casefold().split()) in plain for answer in answers)


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
