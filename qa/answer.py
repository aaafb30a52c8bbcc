"""A question → a cited answer or an honest abstention: the pipeline, stage by stage."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from index.model import Hit, SearchResult, Span, Version, Window
from index.timing import Clock
from qa.cite import Citer
from qa.compose import Draft, abstain, dated_answer, sentence_answer
from qa.confidence import THRESHOLD, Signals, confidence, reason_to_abstain
from qa.intent import asked
from qa.laws import violations
from qa.model import Answer, Kind, Question, RankedPassage, Reason
from qa.question import reference_day
from qa.read import Evidence, evidence
from qa.when import DateGroup, date_groups

_log = logging.getLogger(__name__)

_READ = 10  # hits that are read for an answer, however few are shown


class Searchable(Protocol):
    """What answering needs of an index."""

    def search(self, text: str, k: int, window: Window | None = None, near_day: dt.date | None = None) -> SearchResult: ...
    def version(self, article_id: str, number: int | None = None) -> Version | None: ...


class Answerer:
    """Answers questions over one index; safe for many threads.

    `threshold`: answers less sure than this are withheld. `dates`: work the day out for a question that asks when; off only to measure
    what that buys.
    """

    def __init__(self, index: Searchable, threshold: float = THRESHOLD, *, dates: bool = True) -> None:
        self._index, self.threshold, self._dates = index, threshold, dates

    def answer(self, question: Question) -> Answer:
        """The answer with its citations, or an abstention with its reason; the nearest passages come either way."""
        clock = Clock()
        result = self._index.search(question.text, max(question.k, _READ), question.window, reference_day(question))
        clock.lap("retrieve")
        draft = self._read(question, result)
        clock.lap("read")
        answer = _finished(question, result, draft, (("total", clock.total), *clock.timings))
        broken = violations(answer)
        if broken:
            _log.error("an answer broke its laws and was withheld: %s", "; ".join(broken))
            answer = _finished(question, result, abstain(Reason.NO_EVIDENCE), (("total", clock.total), *clock.timings))
        return answer

    def _read(self, question: Question, result: SearchResult) -> Draft:
        wanted = asked(question.text, dict(result.weights), result.hits)
        found = evidence(result.hits, wanted, question.text)
        groups = date_groups(found, wanted) if wanted.kind is Kind.WHEN and self._dates else []
        best = groups[0].value.evidence if groups else next(iter(found), None)
        signals = _signals(best, groups, wanted.kind) if best else None
        reason = reason_to_abstain(signals, limited=not question.window.open, words=len(result.weights), threshold=self.threshold)
        if reason or signals is None or best is None:
            return abstain(reason or Reason.NO_EVIDENCE)
        citer = Citer(self._index)
        sure = confidence(signals)
        if groups:
            return dated_answer(groups, sure, citer, question.text)
        return sentence_answer(best, found, sure, citer)


def _signals(best: Evidence, groups: Sequence[DateGroup], kind: Kind) -> Signals:
    typed = bool(groups) if kind is Kind.WHEN else best.typed
    return Signals(coverage=best.coverage, cosine=max(0.0, best.hit.scores.dense or 0.0), typed=float(typed))


def _finished(question: Question, result: SearchResult, draft: Draft, timings: tuple[tuple[str, float], ...]) -> Answer:
    shown = result.hits[: question.k]
    return Answer(
        question=question.text,
        status=draft.status,
        reason=draft.reason,
        answer=draft.claim,
        alternatives=draft.alternatives,
        support=draft.support,
        citations=draft.citations,
        passages=tuple(RankedPassage(hit, _highlights(hit, draft.marks)) for hit in shown),
        window=question.window,
        state=result.state,
        degraded=result.degraded,
        timings_ms=timings,
    )


def _highlights(hit: Hit, marks: Mapping[str, Sequence[Span]]) -> tuple[Span, ...]:
    """The marked spans of the article that lie in this passage, counted within the passage."""
    here = hit.passage.span
    inside = {span for span in marks.get(hit.article.id, ()) if here.start <= span.start and span.end <= here.end}
    return tuple(sorted(Span(span.start - here.start, span.end - here.start) for span in inside))
