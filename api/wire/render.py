"""Answer and SearchResult → their JSON models, every offset in the unit that was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from api.wire.answers import (
    AlternativeOut,
    AnswerOut,
    CitationOut,
    ClaimOut,
    CopyOut,
    DateOut,
    DerivationOut,
    HeldBackOut,
    IndexOut,
    PassageOut,
    ScoresOut,
    SearchOut,
    SpanOut,
    SupportOut,
    ValueOut,
    WindowOut,
)
from api.wire.fields import OffsetUnit
from api.wire.units import Convert, converter
from index.dates import DateMention
from index.errors import TooBusy
from index.model import Article, Hit, IndexState, Scores, Span, Version, Window
from qa.asked.times import Bounds, TimeAsked, times_asked
from qa.model import Alternative, Answer, Citation, Claim, Derivation, Value
from qa.search import Found
from qa.support import Full, Shown

_NO_TIMES = TimeAsked()

VersionReader = Callable[[str, int], Version | None]
"""(article id, version number) → the stored version."""


def answer_out(answer: Answer, unit: OffsetUnit, read: VersionReader) -> AnswerOut:
    """The JSON model of an answer; `read` is called only for cited texts that no passage brings along.

    Raises TooBusy when a cited version vanished meanwhile, so that its offsets cannot be counted.
    """
    convert = converter(unit)
    texts = Texts((passage.hit for passage in answer.passages), read)
    return AnswerOut(
        question=answer.question,
        status=answer.status,
        reason=answer.reason,
        answer=_claim(answer.answer) if answer.answer else None,
        alternatives=[_alternative(item) for item in answer.alternatives],
        support=SupportOut(
            independent_sources=answer.support.independent_sources, articles=answer.support.articles, copies=answer.support.copies
        ),
        citations=[citation_out(item, texts, unit) for item in answer.citations],
        passages=[_passage(item.hit, item.highlights, convert, item.copies) for item in answer.passages],
        window=window_out(answer.window, times_asked(answer.rewritten or answer.question, answer.window.as_of)),
        index=index_out(answer.state),
        rewritten=answer.rewritten,
        degraded=list(answer.degraded),
        offset_unit=unit,
        timings_ms=timings_out(answer.timings_ms),
    )


def search_out(found: Found, unit: OffsetUnit) -> SearchOut:
    """The JSON model of what was found for a question."""
    convert, question, result = converter(unit), found.question, found.result
    return SearchOut(
        passages=[_passage(one.hit, (), convert, one.copies) for one in found.shown],
        window=window_out(question.window, times_asked(question.text, question.window.as_of)),
        index=index_out(result.state),
        held_back=[_held(one, full, convert) for one, full in found.held_back],
        rewritten=question.text if question.typed else None,
        degraded=list(result.degraded),
        offset_unit=unit,
        timings_ms=timings_out(result.timings_ms),
    )


class Texts:
    """The texts that citations count in: those of the passages, else read from the catalog."""

    def __init__(self, hits: Iterable[Hit], read: VersionReader) -> None:
        self._known = {(hit.passage.article_id, hit.passage.version): hit.article.text for hit in hits}
        self._read = read

    def of(self, article_id: str, number: int) -> str:
        if (article_id, number) not in self._known:
            version = self._read(article_id, number)
            if version is None:
                raise TooBusy("a cited article was removed while the answer was made: ask again")
            self._known[article_id, number] = version.article.text
        return self._known[article_id, number]


def citation_out(citation: Citation, texts: Texts, unit: OffsetUnit) -> CitationOut:
    """The JSON model of a citation; `texts` finds the text that its offsets count in."""
    start, end = citation.start, citation.end
    if unit != "codepoint":
        text = texts.of(citation.article_id, citation.version)
        start, end = converter(unit)(text, start), converter(unit)(text, end)
    return CitationOut(
        n=citation.n,
        article_id=citation.article_id,
        version=citation.version,
        title=citation.title,
        source=citation.source,
        url=citation.url,
        fragment_url=citation.fragment_url,
        published_at=citation.published_at,
        published_from=citation.published_from,
        start=start,
        end=end,
        quote=citation.quote,
        text_sha256=citation.text_sha256,
        superseded=citation.superseded,
    )


def _passage(hit: Hit, highlights: Sequence[Span], convert: Convert, copies: Sequence[Hit] = ()) -> PassageOut:
    passage, article = hit.passage, hit.article
    return PassageOut(
        rank=hit.rank,
        score=_rounded(hit.scores.fused if hit.scores.rerank is None else hit.scores.rerank),
        scores=_scores(hit.scores),
        article_id=passage.article_id,
        version=passage.version,
        title=article.title,
        source=article.source,
        url=article.url,
        published_at=article.published_at,
        start=convert(article.text, passage.span.start),
        end=convert(article.text, passage.span.end),
        text=passage.text,
        highlights=[SpanOut(start=convert(passage.text, span.start), end=convert(passage.text, span.end)) for span in highlights],
        dates=[_date(mention, hit, convert) for mention in hit.dates if _inside(mention, passage.span)],
        copies=[_copy(copy.article) for copy in copies],
    )


def _held(one: Shown, full: Full, convert: Convert) -> HeldBackOut:
    hit = one.hit
    start, end = (convert(hit.article.text, place) for place in (hit.passage.span.start, hit.passage.span.end))
    copies = [_copy(copy.article) for copy in one.copies]
    return HeldBackOut(rank=hit.rank, full=full.value, start=start, end=end, copies=copies, **_copy(hit.article).model_dump())


def _copy(article: Article) -> CopyOut:
    return CopyOut(article_id=article.id, title=article.title, source=article.source, url=article.url, published_at=article.published_at)


def _inside(mention: DateMention, span: Span) -> bool:
    return span.start <= mention.start and mention.end <= span.end


def _date(mention: DateMention, hit: Hit, convert: Convert) -> DateOut:
    """Mentions count in the article; on the wire they count in the passage text, as highlights do."""
    text, offset = hit.passage.text, hit.passage.span.start
    return DateOut(
        start=convert(text, mention.start - offset),
        end=convert(text, mention.end - offset),
        expression=mention.expression,
        value=mention.value,
    )


def _scores(scores: Scores) -> ScoresOut:
    return ScoresOut(
        dense=None if scores.dense is None else _rounded(scores.dense),
        lexical=None if scores.lexical is None else _rounded(scores.lexical),
        fused=_rounded(scores.fused),
        rerank=None if scores.rerank is None else _rounded(scores.rerank),
    )


def _rounded(number: float) -> float:
    """Six places: enough to compare, and no float32 tails."""
    return round(float(number), 6)


def _claim(claim: Claim) -> ClaimOut:
    return ClaimOut(
        text=claim.text,
        value=value_out(claim.value) if claim.value else None,
        confidence=_rounded(claim.confidence),
        derivation=[step_out(step) for step in claim.derivation],
        citations=list(claim.citations),
    )


def step_out(step: Derivation) -> DerivationOut:
    """One step of a derivation."""
    return DerivationOut(expression=step.expression, anchor=step.anchor, rule=step.rule, citation=step.citation)


def value_out(value: Value) -> ValueOut:
    """The JSON model of a typed value."""
    return ValueOut(
        type=value.type,
        start=value.start,
        end=value.end,
        granularity=value.granularity,
        duration=value.duration,
        modifier=value.modifier,
    )


def _alternative(alternative: Alternative) -> AlternativeOut:
    return AlternativeOut(text=alternative.text, relation=alternative.relation, citations=list(alternative.citations))


def window_out(window: Window, times: TimeAsked = _NO_TIMES) -> WindowOut:
    """The window that was asked for, with what the question says about time."""
    filtered = bool(window.after or window.before or window.as_of)
    events = times.bounds
    joint = _narrowed(window, events) if events else None
    after, before = joint or (window.after, window.before)
    return WindowOut.model_validate(
        {
            **_bounds(after, before),
            "as_of": _iso(window.as_of),
            "from": " and ".join((["filter"] if filtered else []) + (["question"] if joint else [])) or None,
            "required": _bounds(window.after, window.before),
            "events": _bounds(*events) if events else None,
            "named": [one.expression for one in times.named],
            "order": times.order,
            "unresolved": list(times.unresolved),
            "sources": list(window.sources),
            "authors": list(window.authors),
            "languages": list(window.languages),
        }
    )


def _narrowed(window: Window, events: Bounds) -> Bounds | None:
    """The filter's days that are also the question's; None where the two do not meet, for then the filter alone holds."""
    after = max((day for day in (window.after, events[0]) if day), default=None)
    before = min((day for day in (window.before, events[1]) if day), default=None)
    return None if after and before and after > before else (after, before)


def _bounds(after: dt.date | None, before: dt.date | None) -> dict[str, str | None]:
    return {"after": _iso(after), "before": _iso(before)}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def index_out(state: IndexState) -> IndexOut:
    """What was searched."""
    return IndexOut(snapshot=state.snapshot, articles=state.articles, passages=state.passages, models=dict(state.models))


def timings_out(timings: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Milliseconds to a tenth, the total first."""
    found = {name: round(float(ms), 1) for name, ms in timings}
    return {name: found[name] for name in sorted(found, key=lambda name: name != "total")}
