"""A request to /v1/ask or /v1/search → the Question it asks, with the window it may be answered from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from api.errors import FieldError, RefusedError
from api.wire.fields import Day, Name, OffsetUnit, Request
from index.errors import BadInput
from index.model import Window
from qa.model import Question
from qa.question import read_question

_Text = Annotated[str, Field(min_length=1, max_length=2000, description="The question in plain words, 1 to 2000 characters.")]
_Names = Annotated[list[Name], Field(max_length=50)]
_WHICH = "Only articles of these sources; none given: all."


class _Filters(Request):
    k: int = Field(5, ge=1, le=50, description="How many passages to return.")
    after: Day | None = Field(None, description="Only articles published on this day or later.")
    before: Day | None = Field(None, description="Only articles published on this day or earlier.")
    as_of: Day | None = Field(None, description="Answer as it could have been answered on this day.")
    offset_unit: OffsetUnit = Field("codepoint", description="What every start and end in the response counts.")


class AskBody(_Filters):
    """A question as a JSON body."""

    question: _Text
    sources: _Names | None = Field(None, description=_WHICH)

    def asked(self) -> Question:
        """The question. Raises RefusedError."""
        return _question("question", self.question, self, self.sources or ())


class AskQuery(_Filters):
    """A question as query parameters; `source` may be repeated."""

    q: _Text
    source: _Names = Field([], description=_WHICH)

    def asked(self) -> Question:
        """The question. Raises RefusedError."""
        return _question("q", self.q, self, self.source)


def _question(field: str, text: str, filters: _Filters, sources: Sequence[str]) -> Question:
    try:
        return read_question(text, filters.k, _window(filters, sources))
    except BadInput as error:
        raise RefusedError(422, "", [FieldError(field, str(error))]) from None


def _window(filters: _Filters, sources: Sequence[str]) -> Window:
    if filters.after and filters.before and filters.after > filters.before:
        conflict = f"{filters.after} lies later than before ({filters.before})"
        raise RefusedError(400, "The filters exclude each other.", [FieldError("after", conflict)])
    return Window(filters.after, filters.before, filters.as_of, tuple(dict.fromkeys(sources)))
