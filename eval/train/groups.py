"""A question with its page → a group of examples: the window that answers, and windows or questions that come close and do not.

Which targets an example has follows from how it was made:
- the answering window: a span, answerable, relevant;
- a window found by words in another paragraph, without the answer: not answerable, not relevant, ranked below;
- the window less its answer's sentence, or the same page about another time: not answerable and ranked below, but no absolute
  verdict on relevance, for it is on the subject;
- an edited question over the answering window: not answerable; ranking compares windows of one question, so it takes no part;
- a real unanswerable question (SQuAD 2, TimeQA): not answerable, nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.train.edits import dated, edited, names
from eval.train.nearest import Nearest
from eval.train.sources import Asked, Page, QuestionSet, Sources
from eval.train.windows import holds_answer, likeliest, window_around, without
from index.chunk import passages
from index.model import Span
from index.sentences import sentences

SHORTEST, LONGEST = 35, 150  # words of a window: about 60 to 210 tokens
_NEGATIVE, _CUT, _EDIT, _DATED = 0.45, 0.12, 0.28, 0.5  # shares of the answered questions that bring such an example
_TITLE, _SOURCE, _DAY, _BARE = 0.9, 0.3, 0.3, 0.2  # shares of headers that have the part, and that are left out whole


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader sees and should say; `span` counts in `passage`; `relevant` None and `ranked` False: says nothing about it."""

    question: str
    header: str
    passage: str
    span: Span | None
    relevant: bool | None
    ranked: bool

    @property
    def answerable(self) -> bool:
        """Only an example with a span is answered."""
        return self.span is not None


Group = tuple[Example, ...]
"""Examples that are ranked against one another; the answering one, if there is one, comes first."""


class Maker:
    """Makes groups from the training data; the same question and seed give the same group."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._squad = _Paragraphs(sources.squad1)
        self._squad2 = _Paragraphs(sources.squad2)

    def squad1(self, asked: Asked, rng: random.Random) -> Group:
        """An answered question over a paragraph, with what comes close."""
        return _answered(asked, self._squad, rng)

    def squad2(self, asked: Asked, rng: random.Random) -> Group:
        """The same from SQuAD 2, whose unanswerable questions stand alone."""
        return _answered(asked, self._squad2, rng) if asked.spans else _unanswered(asked, rng)

    def timeqa(self, asked: Asked, rng: random.Random) -> Group:
        """A time-scoped question over a stretch of its page, against other stretches of the same page."""
        return _timed(asked, rng) if asked.spans else _unanswered(asked, rng)


class _Paragraphs:
    """Paragraphs with what negatives are drawn from: their words, their articles, the names in each article."""

    def __init__(self, questions: QuestionSet) -> None:
        self.pages = questions.pages
        self.nearest = Nearest([page.text for page in questions.pages])
        self._by_title: dict[str, list[Page]] = {}
        for page in questions.pages:
            self._by_title.setdefault(page.title, []).append(page)
        self._names: dict[str, list[str]] = {}

    def names(self, title: str) -> Sequence[str]:
        """Names that occur in the article, each once."""
        if title not in self._names:
            self._names[title] = list(dict.fromkeys(name for page in self._by_title[title] for name in names(page.text)))
        return self._names[title]

    def negative(self, asked: Asked, rng: random.Random) -> Page | None:
        """A paragraph that shares words with the question and does not hold an answer: mostly from the same article."""
        found = [self.pages[row] for row in self.nearest.best(asked.text, 30)]
        fit = [page for page in found if page.id != asked.page.id and not holds_answer(page.text, asked.answers)]
        same = [page for page in fit if page.title == asked.page.title][:4]
        other = [page for page in fit if page.title != asked.page.title][:4]
        pool = (same if rng.random() < 0.6 else other) or same or other
        return rng.choice(pool) if pool else None


def _answered(asked: Asked, paragraphs: _Paragraphs, rng: random.Random) -> Group:
    words = _length(rng)
    header = _Header(rng)
    page, span = asked.page, rng.choice(asked.spans)
    window = window_around(page.text, span, words, rng)
    positive = _positive(asked.text, header(page), page.text, window, span)
    group = [positive]
    negative = paragraphs.negative(asked, rng) if rng.random() < _NEGATIVE else None
    if negative is not None:
        cut = window_around(negative.text, likeliest(negative.text, asked.text), words, rng)
        group.append(Example(asked.text, header(negative), cut.of(negative.text), None, relevant=False, ranked=True))
    if rng.random() < _CUT:
        left = without(page.text, window, asked.spans)
        if left and not holds_answer(left, asked.answers):
            group.append(Example(asked.text, header(page), left, None, relevant=None, ranked=True))
    years = _dated(asked, positive, span, rng)
    if years is not None:
        group[0] = replace(positive, question=years[0])
        group = [replace(example, question=years[0]) for example in group]
        group.append(replace(positive, question=years[1], span=None, relevant=None, ranked=False))
    elif rng.random() < _EDIT:
        question = edited(asked.text, positive.passage, paragraphs.names(page.title), rng)
        if question is not None:
            group.append(replace(positive, question=question, span=None, relevant=None, ranked=False))
    return tuple(group)


def _timed(asked: Asked, rng: random.Random) -> Group:
    words = _length(rng)
    header = _Header(rng)
    page, span = asked.page, rng.choice(asked.spans)
    group = [_positive(asked.text, header(page), page.text, window_around(page.text, span, words, rng), span)]
    other = [cut for cut in passages(page.text, words) if not holds_answer(cut.of(page.text), asked.answers)]
    ranks = Nearest([cut.of(page.text) for cut in other]).best(asked.text, 6) if other else []
    for row in rng.sample(ranks, min(2, len(ranks))):
        group.append(Example(asked.text, header(page), other[row].of(page.text), None, relevant=None, ranked=True))
    return tuple(group)


def _unanswered(asked: Asked, rng: random.Random) -> Group:
    page = asked.page
    window = window_around(page.text, likeliest(page.text, asked.text), _length(rng), rng)
    return (Example(asked.text, _Header(rng)(page), window.of(page.text), None, relevant=None, ranked=False),)


def _positive(question: str, header: str, text: str, window: Span, span: Span) -> Example:
    inside = Span(span.start - window.start, span.end - window.start)
    return Example(question, header, window.of(text), inside, relevant=True, ranked=True)


def _dated(asked: Asked, positive: Example, span: Span, rng: random.Random) -> tuple[str, str] | None:
    """Half the questions whose answer stands in a sentence with one year: the question with that year, and with another."""
    if rng.random() >= _DATED:
        return None
    text = asked.page.text
    sentence = next((place.of(text) for place in sentences(text) if place.start <= span.start < place.end), "")
    return dated(asked.text, sentence, span.of(text), positive.passage, rng)


class _Header:
    """The line in front of a passage as `index.segment.header` writes it; which parts it has is decided once a group, so it betrays nothing."""

    def __init__(self, rng: random.Random) -> None:
        bare = rng.random() < _BARE
        self._title, self._source, self._day = (not bare and rng.random() < share for share in (_TITLE, _SOURCE, _DAY))
        self._rng = rng

    def __call__(self, page: Page) -> str:
        day = f"{self._rng.randint(1990, 2024)}-{self._rng.randint(1, 12):02d}-{self._rng.randint(1, 28):02d}"
        parts = (self._title and page.title, self._source and (page.source or "Wikipedia"), self._day and day)
        return " · ".join(part for part in parts if part)


def _length(rng: random.Random) -> int:
    """Words wanted, short windows a little more often than long ones: they cost less to train on."""
    return SHORTEST + int((LONGEST - SHORTEST) * rng.random() ** 1.4)
