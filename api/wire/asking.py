"""A request to /v1/ask or /v1/search → the Question it asks, with the window it may be answered from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from api.errors import FieldError, RefusedError
from api.wire.fields import Day, Language, Name, OffsetUnit, Request
from index.errors import BadInput
from index.model import Window, contradiction
from qa.asked.followup import MAX_UTTERANCES, in_conversation
from qa.asked.question import read_question
from qa.model import Question

_Text = Annotated[str, Field(min_length=1, max_length=2000, description="The question in plain words, 1 to 2000 characters.")]
_History = Annotated[list[Annotated[str, Field(max_length=4000)]], Field(max_length=MAX_UTTERANCES)]
Names = Annotated[list[Name], Field(max_length=50)]
Languages = Annotated[list[Language], Field(max_length=50)]
WHICH = "Only articles of these sources; none given: all. `GET /v1/articles?group=source` lists them."
WHOSE = "Only articles by one of these authors, by the whole byline or one name in it, without regard to case; none given: all."
IN = "Only articles in these languages: `en` means `en-GB` too; none given: all."


class Filters(Request):
    """Which articles may answer, and how offsets are counted."""

    after: Day | None = Field(None, description="Only articles published on this day or later.")
    before: Day | None = Field(None, description="Only articles published on this day or earlier.")
    as_of: Day | None = Field(None, description="Answer as it could have been answered then; “last week” counts from this day.")
    offset_unit: OffsetUnit = Field("codepoint", description="What every start and end in the response counts.")


class _Passages(Filters):
    k: int = Field(5, ge=1, le=50, description="How many passages to return.")


class AskBody(_Passages):
    """A question as a JSON body."""

    question: _Text
    sources: Names | None = Field(None, description=WHICH)
    authors: Names | None = Field(None, description=WHOSE)
    languages: Languages | None = Field(None, description=IN)
    history: _History | None = Field(
        None, description="What was said before, questions and answers in turn: “who built it?” is completed from it."
    )

    def window(self) -> Window:
        """The window that the filters leave open. Raises RefusedError where they exclude each other."""
        return window_of(self, self.sources or (), self.authors or (), self.languages or ())

    def asked(self) -> Question:
        """The question. Raises RefusedError."""
        return in_conversation(_question("question", self.question, self.k, self.window()), self.history or ())


class Chosen(Filters):
    """Filters as query parameters; `source`, `author` and `language` may be repeated."""

    source: Names = Field([], description=WHICH)
    author: Names = Field([], description=WHOSE)
    language: Languages = Field([], description=IN)

    def window(self) -> Window:
        """The window that the filters leave open. Raises RefusedError where they exclude each other."""
        return window_of(self, self.source, self.author, self.language)


class AskQuery(Chosen, _Passages):
    """A question as query parameters; `source`, `author` and `language` may be repeated."""

    q: _Text

    def asked(self) -> Question:
        """The question. Raises RefusedError."""
        return _question("q", self.q, self.k, self.window())


def _question(field: str, text: str, k: int, window: Window) -> Question:
    try:
        return read_question(text, k, window)
    except BadInput as error:
        raise RefusedError(422, "", [FieldError(field, str(error))]) from None


def window_of(filters: Filters, sources: Sequence[str], authors: Sequence[str] = (), languages: Sequence[str] = ()) -> Window:
    """The window that the filters leave open. Raises RefusedError where they exclude each other."""
    conflict = contradiction(filters.after, filters.before, filters.as_of)
    if conflict:
        raise RefusedError(400, "The filters exclude each other.", [FieldError("after", conflict)])
    return Window(
        after=filters.after,
        before=filters.before,
        as_of=filters.as_of,
        sources=tuple(dict.fromkeys(sources)),
        authors=tuple(dict.fromkeys(authors)),
        languages=tuple(dict.fromkeys(languages)),
        asked_at=dt.datetime.now(dt.UTC),
    )
