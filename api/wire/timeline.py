"""A request to /v1/timeline → the Subject it asks for, and a Timeline → its JSON model."""

from __future__ import annotations

from pydantic import Field

from api.errors import FieldError, RefusedError
from api.wire.answers import CitationOut, DerivationOut, IndexOut, SupportOut, ValueOut, WindowOut
from api.wire.asking import Chosen
from api.wire.fields import Day, OffsetUnit, Reply
from api.wire.render import Texts, VersionReader, citation_out, index_out, step_out, timings_out, value_out, window_out
from index.errors import BadInput
from qa.timeline.timeline import ENTRIES, MOST_ENTRIES, Entry, Nothing, Subject, Timeline, read_subject


class TimelineQuery(Chosen):
    """A subject as query parameters; `source`, `author` and `language` may be repeated."""

    q: str = Field(max_length=2000, description="The subject: a name, a thing, an event, or a question about it.")
    limit: int | None = Field(None, ge=1, le=MOST_ENTRIES, description=f"At most so many entries, the strongest; {ENTRIES} when not given.")
    k: int | None = Field(None, ge=1, le=MOST_ENTRIES, description="Another name for limit, as in /v1/search.")
    since: Day | None = Field(None, description="Only what happened on this day or later.")
    until: Day | None = Field(None, description="Only what happened on this day or earlier.")

    def subject(self) -> Subject:
        """The subject. Raises RefusedError."""
        window = self.window()
        if self.since and self.until and self.since > self.until:
            conflict = f"{self.since} lies later than until ({self.until})"
            raise RefusedError(400, "The filters exclude each other.", [FieldError("since", conflict)])
        if self.limit and self.k and self.limit != self.k:
            raise RefusedError(422, "", [FieldError("k", "is another name for limit, which says otherwise")])
        try:
            return read_subject(self.q, self.limit or self.k or ENTRIES, window, self.since, self.until)
        except BadInput as error:
            raise RefusedError(422, "", [FieldError("q", str(error))]) from None


class EntryOut(Reply):
    """One dated statement: `statement` is the sentence that the first of its citations quotes, further citations say the same."""

    date: str = Field(description="The days in plain words.")
    value: ValueOut
    statement: str
    planned: bool = Field(description="The article came out before these days: it says what was to come.")
    derivation: list[DerivationOut] = Field(description="An empty expression: dated by the day the article came out.")
    citations: list[int]
    disputed_by: list[int] = Field(description="Citations of sentences which say that it was not then.")
    support: SupportOut


class TimelineOut(Reply):
    """Dated statements, oldest first, copies merged. `reason` says why there are none."""

    subject: str
    reason: Nothing | None
    entries: list[EntryOut]
    undated: int = Field(ge=0, description="Statements on the subject whose dates could not be resolved; they are left out.")
    left_out: int = Field(ge=0, description="Entries beyond the limits: in all, and for the same days.")
    citations: list[CitationOut]
    window: WindowOut
    index: IndexOut
    degraded: list[str] = Field(description="What did not run as it should; empty when all did.")
    offset_unit: OffsetUnit
    timings_ms: dict[str, float]


def timeline_out(timeline: Timeline, unit: OffsetUnit, read: VersionReader) -> TimelineOut:
    """The JSON model of a timeline. Raises TooBusy when a cited version vanished meanwhile, so that its offsets cannot be counted."""
    texts = Texts((), read)
    return TimelineOut(
        subject=timeline.subject,
        reason=timeline.reason,
        entries=[_entry(one) for one in timeline.entries],
        undated=timeline.undated,
        left_out=timeline.left_out,
        citations=[citation_out(one, texts, unit) for one in timeline.citations],
        window=window_out(timeline.window, timeline.times),
        index=index_out(timeline.state),
        degraded=list(timeline.degraded),
        offset_unit=unit,
        timings_ms=timings_out(timeline.timings_ms),
    )


def _entry(entry: Entry) -> EntryOut:
    support = entry.support
    return EntryOut(
        date=entry.date,
        value=value_out(entry.value),
        statement=entry.statement,
        planned=entry.planned,
        derivation=[step_out(step) for step in entry.derivation],
        citations=list(entry.citations),
        disputed_by=list(entry.disputed_by),
        support=SupportOut(independent_sources=support.independent_sources, articles=support.articles, copies=support.copies),
    )
