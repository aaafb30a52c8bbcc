"""What each tool takes and gives, as models: small ones, since a language model reads every word of them."""

from __future__ import annotations

from pydantic import Field

from api.wire.answers import AlternativeOut, CitationOut, ClaimOut, SupportOut
from api.wire.fields import Day, Name, Reply, Request
from api.wire.timeline import EntryOut
from api.wire.verify import QuoteIn, VerdictOut
from qa.model import Reason, Status
from qa.timeline.timeline import MOST_ENTRIES
from qa.timeline.timeline import Nothing as NothingToTell

_ENTRIES = 10


class SearchArguments(Request):
    """What `search` takes."""

    query: str = Field(min_length=1, max_length=2000, description="What to look for, in plain words or as a question.")


class FetchArguments(Request):
    """What `fetch` takes."""

    id: str = Field(min_length=1, description="An article's id, as `search` or a citation gives it.")


class _Filters(Request):
    after: Day | None = Field(None, description="Only articles published on this day (YYYY-MM-DD) or later.")
    before: Day | None = Field(None, description="Only articles published on this day or earlier.")
    as_of: Day | None = Field(None, description="Answer as on this day; “last week” counts from it. Usually today's date.")
    sources: list[Name] | None = Field(None, max_length=50, description="Only articles of these sources, by their exact names.")


class AnswerArguments(_Filters):
    """What `answer` takes."""

    question: str = Field(min_length=1, max_length=2000, description="One question in plain words.")


class TimelineArguments(_Filters):
    """What `timeline` takes."""

    subject: str = Field(min_length=1, max_length=2000, description="A name, a thing, an event, or a question about it.")
    since: Day | None = Field(None, description="Only what happened on this day or later.")
    until: Day | None = Field(None, description="Only what happened on this day or earlier.")
    limit: int = Field(_ENTRIES, ge=1, le=MOST_ENTRIES, description="At most so many entries, the strongest.")


class VerifyArguments(Request):
    """What `verify` takes."""

    quotes: list[QuoteIn] | None = Field(
        None, min_length=1, max_length=50, description="Quotations one by one, each with its article if known."
    )
    text: str | None = Field(
        None, min_length=1, max_length=20_000, description="Or a text: whatever stands in quotation marks in it is checked."
    )


class FoundOut(Reply):
    """An article that matches, with the passage that does; `url` is the article's own address, else that of its page in this service."""

    id: str
    title: str
    url: str
    text: str
    source: str | None
    published_at: str | None


class SearchResults(Reply):
    """Articles that match, best first."""

    results: list[FoundOut]


class Document(Reply):
    """A whole article. `metadata`: what is known of it, such as source and published_at."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]


class NearestOut(Reply):
    """A passage that comes near where there is no answer: not evidence for one."""

    article_id: str
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None
    text: str


class ToolAnswer(Reply):
    """A cited answer, or an abstention (`status` "abstained") with its reason and the nearest passages."""

    question: str
    status: Status
    reason: Reason | None
    answer: ClaimOut | None
    alternatives: list[AlternativeOut]
    support: SupportOut
    citations: list[CitationOut]
    nearest: list[NearestOut]
    unresolved: list[str] = Field(description="Words of the question that count from a day which was not given: pass as_of.")
    degraded: list[str]


class ToolVerdicts(Reply):
    """One verdict for each quotation, in order: `found`, `found_elsewhere`, `altered` (with what differs) or `not_found`."""

    quotes: list[VerdictOut]
    short: int = Field(description="Quotations of one or two words in `text`, which are not checked.")


class ToolTimeline(Reply):
    """Dated statements, oldest first; `reason` says why there are none."""

    subject: str
    reason: NothingToTell | None
    entries: list[EntryOut]
    undated: int
    left_out: int
    citations: list[CitationOut]
    degraded: list[str]
