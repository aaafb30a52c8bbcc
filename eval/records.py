"""One answer, from a service's JSON or from `qa`, → an Answered record: just what is scored. Offsets are code points, end exclusive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import cast

from qa.model import Answer


class BadAnswerError(ValueError):
    """What came back is not an answer in the contract's shape; the text says which field is wrong."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation as it was given. `exact`: None until it has been compared with the stored article."""

    n: int
    article_id: str
    version: int | None
    start: int
    end: int
    quote: str
    text_sha256: str | None = None
    exact: bool | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """One passage as it was given, rank from 1. `exact` as for a citation."""

    rank: int
    score: float
    article_id: str
    start: int
    end: int
    text: str
    title: str | None = None
    source: str | None = None
    published_at: str | None = None
    version: int | None = None
    exact: bool | None = None


@dataclass(frozen=True, slots=True)
class DateValue:
    """The days an answer names: ISO, both included."""

    start: str
    end: str
    granularity: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What is scored of one answer. `text` and `confidence` are None when the service abstained."""

    status: str
    reason: str | None
    text: str | None
    date: DateValue | None
    confidence: float | None
    used: tuple[int, ...]
    citations: tuple[Cited, ...]
    passages: tuple[Returned, ...]
    alternatives: tuple[tuple[str, str], ...] = ()
    """(text, relation) pairs."""
    independent_sources: int | None = None
    snapshot: str | None = None
    degraded: tuple[str, ...] = ()
    timings_ms: tuple[tuple[str, float], ...] = ()

    @property
    def answered(self) -> bool:
        """Whether an answer was given."""
        return self.status == "answered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: an answer, or the error in its place. `latency_ms` is what the asker waited, None if never asked."""

    case_id: str
    answered: Answered | None
    latency_ms: float | None
    error: str | None = None


def from_answer(answer: Answer) -> Answered:
    """The record of an answer made in this process."""
    claim, value = answer.answer, answer.answer.value if answer.answer else None
    return Answered(
        status=str(answer.status),
        reason=str(answer.reason) if answer.reason else None,
        text=claim.text if claim else None,
        date=DateValue(value.start, value.end, value.granularity) if value and value.type == "date" and value.start and value.end else None,
        confidence=claim.confidence if claim else None,
        used=claim.citations if claim else (),
        citations=tuple(Cited(c.n, c.article_id, c.version, c.start, c.end, c.quote, c.text_sha256) for c in answer.citations),
        passages=tuple(
            Returned(
                rank=p.hit.rank,
                score=p.hit.scores.rerank if p.hit.scores.rerank is not None else p.hit.scores.fused,
                article_id=p.hit.passage.article_id,
                start=p.hit.passage.span.start,
                end=p.hit.passage.span.end,
                text=p.hit.passage.text,
                title=p.hit.article.title,
                source=p.hit.article.source,
                published_at=p.hit.article.published_at,
                version=p.hit.passage.version,
            )
            for p in answer.passages
        ),
        alternatives=tuple((a.text, a.relation) for a in answer.alternatives),
        independent_sources=answer.support.independent_sources,
        snapshot=answer.state.snapshot,
        degraded=tuple(answer.degraded),
        timings_ms=tuple(answer.timings_ms),
    )


def from_wire(body: object) -> Answered:
    """The record of an Answer in the contract's JSON. Raises BadAnswerError, naming the field."""
    top = _object(body, "answer document")
    claim = _object(top["answer"], "answer") if top.get("answer") is not None else None
    value = _object(claim["value"], "answer.value") if claim and claim.get("value") is not None else None
    support, index = top.get("support"), top.get("index")
    return Answered(
        status=_text(top, "status"),
        reason=_maybe_text(top, "reason"),
        text=_text(claim, "text") if claim else None,
        date=DateValue(_text(value, "start"), _text(value, "end"), _text(value, "granularity"))
        if value and value.get("type") == "date"
        else None,
        confidence=_number(claim, "confidence") if claim else None,
        used=tuple(_whole(n, "answer.citations") for n in _list(claim, "citations")) if claim else (),
        citations=tuple(_cited(_object(c, "citations")) for c in _list(top, "citations")),
        passages=tuple(_returned(_object(p, "passages")) for p in _list(top, "passages")),
        alternatives=tuple(
            (_text(a, "text"), _text(a, "relation")) for a in (_object(a, "alternatives") for a in _list(top, "alternatives"))
        ),
        independent_sources=_whole(support.get("independent_sources"), "support") if isinstance(support, Mapping) else None,
        snapshot=_maybe_text(index, "snapshot") if isinstance(index, Mapping) else None,
        degraded=tuple(str(d) for d in _list(top, "degraded")),
        timings_ms=tuple(sorted((str(k), float(v)) for k, v in _timings(top).items())),
    )


def to_json(outcome: Outcome) -> dict[str, object]:
    """A plain JSON object that `from_json` reads back unchanged."""
    return asdict(outcome)


def from_json(record: Mapping[str, object]) -> Outcome:
    """An Outcome as `to_json` wrote it. Raises BadAnswerError on anything else."""
    try:
        answered = record["answered"]
        return Outcome(
            case_id=cast("str", record["case_id"]),
            answered=_answered(cast("Mapping[str, object]", answered)) if answered is not None else None,
            latency_ms=cast("float | None", record["latency_ms"]),
            error=cast("str | None", record["error"]),
        )
    except (KeyError, TypeError) as error:
        raise BadAnswerError(f"not a recorded outcome: {error}") from error


def with_proof(outcome: Outcome, citations: Sequence[bool | None], passages: Sequence[bool | None]) -> Outcome:
    """The same outcome, each citation and passage marked exact, inexact or (None) not checked."""
    if outcome.answered is None:
        return outcome
    answered = replace(
        outcome.answered,
        citations=tuple(replace(c, exact=e) for c, e in zip(outcome.answered.citations, citations, strict=True)),
        passages=tuple(replace(p, exact=e) for p, e in zip(outcome.answered.passages, passages, strict=True)),
    )
    return replace(outcome, answered=answered)


def _answered(record: Mapping[str, object]) -> Answered:
    fields = dict(record)
    date = fields["date"]
    fields["date"] = DateValue(**cast("dict[str, str]", date)) if date is not None else None
    fields["citations"] = tuple(Cited(**c) for c in cast("list[dict[str, object]]", fields["citations"]))  # type: ignore[arg-type]
    fields["passages"] = tuple(Returned(**p) for p in cast("list[dict[str, object]]", fields["passages"]))  # type: ignore[arg-type]
    for pairs in ("alternatives", "timings_ms"):
        fields[pairs] = tuple(tuple(pair) for pair in cast("list[list[object]]", fields[pairs]))
    for flat in ("used", "degraded"):
        fields[flat] = tuple(cast("list[object]", fields[flat]))
    return Answered(**fields)  # type: ignore[arg-type]


def _cited(c: Mapping[str, object]) -> Cited:
    return Cited(
        n=_whole(c.get("n"), "citations.n"),
        article_id=_text(c, "article_id"),
        version=_maybe_whole(c, "version"),
        start=_whole(c.get("start"), "citations.start"),
        end=_whole(c.get("end"), "citations.end"),
        quote=_text(c, "quote"),
        text_sha256=_maybe_text(c, "text_sha256"),
    )


def _returned(p: Mapping[str, object]) -> Returned:
    return Returned(
        rank=_whole(p.get("rank"), "passages.rank"),
        score=_number(p, "score"),
        article_id=_text(p, "article_id"),
        start=_whole(p.get("start"), "passages.start"),
        end=_whole(p.get("end"), "passages.end"),
        text=_text(p, "text"),
        title=_maybe_text(p, "title"),
        source=_maybe_text(p, "source"),
        published_at=_maybe_text(p, "published_at"),
        version=_maybe_whole(p, "version"),
    )


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadAnswerError(f"{name}: expected a JSON object, got {type(value).__name__}")
    return value


def _list(holder: Mapping[str, object] | None, name: str) -> Sequence[object]:
    value = (holder or {}).get(name, [])
    if not isinstance(value, list):
        raise BadAnswerError(f"{name}: expected a list, got {type(value).__name__}")
    return value


def _text(holder: Mapping[str, object], name: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str):
        raise BadAnswerError(f"{name}: expected text, got {type(value).__name__}")
    return value


def _maybe_text(holder: Mapping[str, object], name: str) -> str | None:
    return None if holder.get(name) is None else _text(holder, name)


def _number(holder: Mapping[str, object], name: str) -> float:
    value = holder.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadAnswerError(f"{name}: expected a number, got {type(value).__name__}")
    return float(value)


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadAnswerError(f"{name}: expected a whole number, got {type(value).__name__}")
    return value


def _maybe_whole(holder: Mapping[str, object], name: str) -> int | None:
    return None if holder.get(name) is None else _whole(holder[name], name)


def _timings(top: Mapping[str, object]) -> dict[str, float]:
    timings = top.get("timings_ms")
    return {str(k): float(v) for k, v in timings.items() if isinstance(v, int | float)} if isinstance(timings, Mapping) else {}
