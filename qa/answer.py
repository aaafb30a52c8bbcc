"""A question → a cited answer or an honest abstention: the pipeline, stage by stage."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from index.errors import ModelUnusable
from index.model import Hit, Preference, SearchResult, Span, Version, Window
from index.timing import Clock
from qa.agreement import howmany, named
from qa.asked.intent import asked
from qa.asked.question import news_from, preference
from qa.cite import Citer
from qa.compose import Draft, abstain, sentence_answer, written_answer
from qa.confidence import THRESHOLD, Signals, confidence, reason_to_abstain
from qa.laws import violations
from qa.model import Answer, Kind, Question, RankedPassage, Reason
from qa.reading.evidence import Evidence, evidence
from qa.reading.reader import Reader, Reading
from qa.reading.rerank import Sought, pointers, reread, squashed
from qa.reading.worded import decided, worded
from qa.support import collapsed, first
from qa.when.timed import Timed, timed
from qa.writing.writer import Model, WriterUnavailable, write

_log = logging.getLogger(__name__)

_READ = 10  # hits that are read for an answer, however few are shown
READER_UNAVAILABLE = "reader_unavailable"
WRITER_UNAVAILABLE = "writer_unavailable"

Readings = Mapping[int, Reading]
"""What the reader makes of passages, by their keys."""


class Searchable(Protocol):
    """What answering needs of an index."""

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult: ...
    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None: ...


class Answerer:
    """Answers questions over one index; safe for many threads.

    `threshold`: answers less sure than this are withheld. `reader`: reads the best passages again; without one, and where it fails, the
    search's order and the words alone decide. `writer`: a language model that may word what is no date or length of time. `dates`: work the day out for a question that asks when; off only to measure what that buys.
    """

    def __init__(
        self,
        index: Searchable,
        threshold: float = THRESHOLD,
        *,
        reader: Reader | None = None,
        writer: Model | None = None,
        dates: bool = True,
    ) -> None:
        self._index, self.threshold, self.reader, self.writer, self._dates = index, threshold, reader, writer, dates

    def answer(self, question: Question) -> Answer:
        """The answer with its citations, or an abstention with its reason; the nearest passages come either way."""
        clock = Clock()
        result = self._index.search(question.text, max(question.k, _READ), question.window, preference(question))
        clock.lap("retrieve")
        result, readings = self._reread(question, result)
        if self.reader:
            clock.lap("rerank")
        draft = self._read(question, result, readings)
        clock.lap("read")
        result, draft = self._written(question, result, draft)
        if self.writer:
            clock.lap("write")
        answer = _finished(question, result, draft, (("total", clock.total), *clock.timings))
        broken = violations(answer)
        if broken:
            _log.error("an answer broke its laws and was withheld: %s", "; ".join(broken))
            answer = _finished(question, result, abstain(Reason.NO_EVIDENCE), (("total", clock.total), *clock.timings))
        return answer

    def _reread(self, question: Question, result: SearchResult) -> tuple[SearchResult, Readings]:
        """The hits in the reader's order with what it read; as they were where there is no reader, or it fails."""
        if self.reader is None:
            return result, {}
        try:
            again = reread(question.text, result.hits, self.reader, Sought(dict(result.weights), news_from(question)))
        except ModelUnusable as error:
            _log.warning("answering without the reader: %s", error)
            return replace(result, degraded=(*result.degraded, READER_UNAVAILABLE)), {}
        return replace(result, hits=again.hits), again.readings

    def _read(self, question: Question, result: SearchResult, readings: Readings) -> Draft:
        wanted = asked(question.text, dict(result.weights), result.hits, question.window.as_of)
        found = evidence(result.hits, wanted, question.text, pointers(result.hits, readings))
        time = timed(found, wanted, question.text) if self._dates else None
        sides = None if time else howmany.weighed(found, wanted, question.text) or named.weighed(found, wanted, question.text)
        best = time.best if time else sides.best if sides else next(iter(found), None)
        signals = _signals(sides.fullest if sides else best, wanted.kind, readings, time) if best else None
        reason = reason_to_abstain(signals, limited=not question.window.open, words=len(result.weights), threshold=self.threshold)
        if reason or signals is None or best is None:
            return abstain(reason or Reason.NO_EVIDENCE)
        citer = Citer(self._index, question.window.as_of)
        sure = confidence(signals)
        if time:
            return time.compose(sure, citer)
        draft = (sides.compose(sure, citer) if sides else None) or sentence_answer(best, found, sure, citer)
        return decided(worded(draft, best, wanted.kind, question.text), best, wanted, question.text)

    def _written(self, question: Question, result: SearchResult, draft: Draft) -> tuple[SearchResult, Draft]:
        """The answer in the words of a language model where one is set: what is worked out and what is withheld stays as it is."""
        if self.writer is None or draft.claim is None or draft.claim.value:
            return result, draft
        try:
            sentences = write(self.writer, question.text, result.hits)
        except WriterUnavailable as error:
            _log.warning("answering without the language model: %s", error)
            return replace(result, degraded=(*result.degraded, WRITER_UNAVAILABLE)), draft
        return result, written_answer(sentences, draft.claim.confidence, Citer(self._index, question.window.as_of))


def _signals(best: Evidence, kind: Kind, readings: Readings, time: Timed | None) -> Signals:
    typed = time is not None if kind is Kind.WHEN else best.typed
    reading = readings.get(best.hit.passage.key)
    if reading is not None and reading.span is None:
        reading = None  # a model that only ranks: its numbers are no odds
    return Signals(
        coverage=best.coverage,
        cosine=max(0.0, best.hit.scores.dense or 0.0),
        typed=float(typed),
        answerable=squashed(reading.answerable) if reading else None,
        margin=squashed(reading.margin / 3) if reading and best.pointed else 0.0,
        dated=time.fit if time else None,
        score=best.score,
    )


def _finished(question: Question, result: SearchResult, draft: Draft, timings: tuple[tuple[str, float], ...]) -> Answer:
    shown = first(collapsed(result.hits), question.k)
    return Answer(
        question=question.typed or question.text,
        status=draft.status,
        reason=draft.reason,
        answer=draft.claim,
        alternatives=draft.alternatives,
        support=draft.support,
        citations=draft.citations,
        passages=tuple(RankedPassage(one.hit, _highlights(one.hit, draft.marks), one.copies) for one in shown),
        window=question.window,
        state=result.state,
        degraded=result.degraded,
        timings_ms=timings,
        rewritten=question.text if question.typed else None,
    )


def _highlights(hit: Hit, marks: Mapping[str, Sequence[Span]]) -> tuple[Span, ...]:
    """The marked spans of the article that lie in this passage, counted within the passage."""
    here = hit.passage.span
    inside = {span for span in marks.get(hit.article.id, ()) if here.start <= span.start and span.end <= here.end}
    return tuple(sorted(Span(span.start - here.start, span.end - here.start) for span in inside))
