"""A request to /v1/verify → quotations; verdicts → JSON, every offset in the unit that was asked for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.errors import FieldError, RefusedError
from api.wire.answers import IndexOut, Offset
from api.wire.fields import OffsetUnit, Reply, Request
from api.wire.render import VersionReader, index_out, timings_out
from api.wire.units import converter
from qa.verify.model import Change, Difference, Edit, Editing, Found, Place, Quotation, Verdict
from qa.verify.said import MOST_CHARACTERS, Cited, Marker, read_text
from qa.verify.verify import Stored, Verifier

MOST_QUOTES = 200
MOST_TEXT = 200_000

_Quote = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
_Id = Annotated[str, Field(min_length=1, max_length=2000)]


class QuoteIn(Request):
    """Words that are said to stand in an article; which one, if that is said."""

    quote: _Quote
    article_id: _Id | None = None
    url: _Id | None = Field(None, description="The article's address; scheme, fragment and tracking parameters do not matter.")


class _Lenient(BaseModel):
    """Part of an Answer as it was given out; what is not needed is passed over."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class CitedIn(_Lenient):
    """A citation of an Answer."""

    n: int = Field(ge=1)
    quote: _Quote
    article_id: _Id | None = None
    url: _Id | None = None
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    start: int | None = Field(None, ge=0)
    end: int | None = Field(None, ge=0)


class ClaimIn(_Lenient):
    """The answer itself."""

    text: Annotated[str, Field(max_length=MOST_TEXT)]
    citations: list[int] = Field([], max_length=MOST_QUOTES)


class AnswerIn(_Lenient):
    """An Answer of /v1/ask, whole or in part."""

    answer: ClaimIn | None = None
    citations: list[CitedIn] = Field(max_length=MOST_QUOTES)
    offset_unit: OffsetUnit = "codepoint"


class SourceIn(Request):
    """What a number in the text stands for."""

    n: int = Field(ge=1, le=999)
    article_id: _Id | None = None
    url: _Id | None = None


class VerifyBody(Request):
    """Quotations, or a text that quotes, or an Answer: one of the three."""

    quotes: list[QuoteIn | _Quote] | None = Field(None, min_length=1, max_length=MOST_QUOTES, description="Quotations one by one.")
    text: Annotated[str, Field(min_length=1, max_length=MOST_TEXT)] | None = Field(
        None,
        description="Markdown or plain text; what stands in quotation marks is checked against the article that the marker behind it names.",
    )
    sources: list[SourceIn] | None = Field(None, max_length=MOST_QUOTES, description="What the numbers in `text` stand for.")
    answer: AnswerIn | None = Field(None, description="An Answer: each citation is checked at the place it states.")
    offset_unit: OffsetUnit = Field("codepoint", description="What every start and end in the response counts.")

    def asked(self) -> Asked:
        """What is to be checked. Raises RefusedError."""
        given = [name for name in ("quotes", "text", "answer") if getattr(self, name) is not None]
        if len(given) != 1:
            says = f"{' and '.join(given)} are given: send one of them" if given else "nothing to check: send quotes, text or answer"
            raise RefusedError(422, "", [FieldError(given[1] if given else "quotes", says)])
        if self.sources is not None and self.text is None:
            raise RefusedError(422, "", [FieldError("sources", "says what the numbers in `text` stand for, and there is no text")])
        if self.quotes is not None:
            return _of_quotes(self.quotes)
        if self.text is not None:
            return _of_text(self.text, {one.n: Cited(one.article_id, one.url) for one in self.sources or ()}, "text")
        assert self.answer is not None
        return _of_answer(self.answer)


@dataclass(frozen=True, slots=True)
class Stated:
    """Where a citation says that its quotation stands."""

    n: int
    article_id: str | None
    version: int | None
    start: int | None
    end: int | None
    unit: OffsetUnit


@dataclass(frozen=True, slots=True)
class Asked:
    """The quotations to check; beside each where it stands in the text that was sent, and what its citation states."""

    quotations: tuple[Quotation, ...]
    at: tuple[tuple[int, int] | None, ...]
    stated: tuple[Stated | None, ...]
    text: str = ""
    short: int = 0
    markers: tuple[Marker, ...] = ()


def _of_quotes(quotes: Sequence[QuoteIn | str]) -> Asked:
    read = [one if isinstance(one, QuoteIn) else QuoteIn(quote=one, url=None) for one in quotes]
    for number, one in enumerate(read):
        if not any(char.isalnum() for char in one.quote):
            raise RefusedError(422, "", [FieldError(f"quotes[{number}].quote", "has no letter and no digit")])
    none = (None,) * len(read)
    return Asked(tuple(Quotation(one.quote, one.article_id, one.url) for one in read), none, none)


def _of_text(text: str, cited: dict[int, Cited], field: str) -> Asked:
    said = read_text(text, cited)
    if len(said.quotations) > MOST_QUOTES:
        raise RefusedError(
            422, "", [FieldError(field, f"has {len(said.quotations)} quotations; at most {MOST_QUOTES} are checked at once")]
        )
    return Asked(
        tuple(one.quotation for one in said.quotations),
        tuple((one.start, one.end) for one in said.quotations),
        (None,) * len(said.quotations),
        text,
        said.short,
        said.markers,
    )


def _of_answer(answer: AnswerIn) -> Asked:
    """The citations, and what the answer's own words quote."""
    stated = tuple(Stated(one.n, one.article_id, one.version, one.start, one.end, answer.offset_unit) for one in answer.citations)
    quotations = tuple(Quotation(one.quote, one.article_id, one.url) for one in answer.citations)
    claim = answer.answer or ClaimIn(text="", citations=[])
    words = _of_text(claim.text, {one.n: Cited(one.article_id, one.url) for one in answer.citations}, "answer.answer.text")
    numbers = {one.n for one in answer.citations}
    used = tuple(Marker(number, 0, 0, number in numbers) for number in claim.citations if number not in numbers)
    return Asked(
        (*quotations, *words.quotations),
        (*(None for _ in quotations), *words.at),
        (*stated, *words.stated),
        claim.text,
        words.short,
        (*words.markers, *used),
    )


class VerifiedPlaceOut(Reply):
    """Where a quotation stands: `text` is the article version's text from `start` to `end`."""

    article_id: str
    version: int = Field(ge=1)
    current: bool = Field(description="Whether this version is in force; a newer one took its place otherwise.")
    title: str | None
    source: str | None
    url: str | None
    fragment_url: str | None
    published_at: str | None
    start: Offset
    end: Offset
    text: str
    exact: bool = Field(
        description="Character by character; else up to typesetting, an editor's marks, or the differences that are listed."
    )


class RangeOut(Reply):
    """A range, end exclusive."""

    start: Offset
    end: Offset


class _BesideOut(Reply):
    """Words of the quotation beside words of the article; either may be empty."""

    stated: str
    stored: str
    quote_start: Offset = Field(description="Where `stated` begins in the quotation.")
    quote_end: Offset
    start: Offset = Field(description="Where `stored` begins in the article's text.")
    end: Offset


class DifferenceOut(_BesideOut):
    """What was altered."""

    kind: Change


class EditOut(_BesideOut):
    """An editor's mark in the quotation, and what stands there in the article."""

    kind: Editing


class VerdictOut(Reply):
    """What became of one quotation."""

    quote: str
    status: Found
    says: str = Field(description="The verdict in plain words.")
    article_id: str | None = Field(description="The article it was said to be from.")
    url: str | None
    named: bool | None = Field(description="Whether that article is stored; null when none is named.")
    n: int | None = Field(description="The number of the citation that was checked; null for others.")
    as_stated: bool | None = Field(description="Whether the version and offsets that the citation states hold; null where it states none.")
    at: RangeOut | None = Field(description="Where the quotation stands in the text that was sent.")
    places: list[VerifiedPlaceOut] = Field(
        description="Versions in force first; for altered quotations the nearest, or one for each part joined."
    )
    more_places: bool = Field(description="It stands in more places than are listed.")
    differences: list[DifferenceOut]
    edits: list[EditOut]


class MarkerOut(Reply):
    """A number in the text that stands for nothing."""

    n: int
    start: Offset
    end: Offset


class VerifyOut(Reply):
    """One verdict for each quotation, in order."""

    quotes: list[VerdictOut]
    counts: dict[Found, int]
    short: int = Field(ge=0, description="Quotations of one or two words in the text, which are not checked.")
    unknown_markers: list[MarkerOut] = Field(description="Numbers in the text that no citation stands behind.")
    index: IndexOut
    offset_unit: OffsetUnit
    timings_ms: dict[str, float]


def verified(index: Stored, read: VersionReader, body: VerifyBody, asked_at: dt.datetime) -> VerifyOut:
    """The verdicts on what a request asks about. Raises RefusedError."""
    asked, unit = body.asked(), body.offset_unit
    found = Verifier(index).verify(asked.quotations, asked_at)
    count = Counter(verdict.status for verdict in found.verdicts)
    return VerifyOut(
        quotes=[
            _verdict(verdict, at, _holds(stated, verdict.quotation.text, read), stated, asked.text, unit)
            for verdict, at, stated in zip(found.verdicts, asked.at, asked.stated, strict=True)
        ],
        counts={status: count[status] for status in Found},
        short=asked.short,
        unknown_markers=[_marker(one, asked.text, unit) for one in asked.markers if not one.known],
        index=index_out(found.state),
        offset_unit=unit,
        timings_ms=timings_out(found.timings_ms),
    )


def _holds(stated: Stated | None, quote: str, read: VersionReader) -> bool | None:
    """Whether the stored version has the quotation at the offsets that a citation states."""
    if stated is None or stated.article_id is None or stated.version is None or stated.start is None or stated.end is None:
        return None
    version = read(stated.article_id, stated.version)
    if version is None:
        return False
    text = version.article.text
    start = text.find(quote)
    while start >= 0:
        convert = converter(stated.unit)
        if (convert(text, start), convert(text, start + len(quote))) == (stated.start, stated.end):
            return True
        start = text.find(quote, start + 1)
    return False


def _verdict(
    verdict: Verdict, at: tuple[int, int] | None, as_stated: bool | None, stated: Stated | None, text: str, unit: OffsetUnit
) -> VerdictOut:
    quotation = verdict.quotation
    return VerdictOut(
        quote=quotation.text,
        status=verdict.status,
        says=says(verdict),
        article_id=quotation.article_id,
        url=quotation.url,
        named=verdict.named,
        n=stated.n if stated else None,
        as_stated=as_stated,
        at=None if at is None else RangeOut(**_range(text, at, unit)),
        places=[_place(one, unit) for one in verdict.places],
        more_places=verdict.more,
        differences=[
            DifferenceOut(kind=one.kind, **_beside(one, place, quotation.text, unit))
            for one, place in zip(verdict.differences, _places_of(verdict), strict=False)
        ],
        edits=[EditOut(kind=one.kind, **_beside(one, verdict.places[0], quotation.text, unit)) for one in verdict.edits],
    )


def _places_of(verdict: Verdict) -> Sequence[Place]:
    """The place that each difference counts in."""
    if len(verdict.places) == len(verdict.differences) and any(one.kind is Change.JOINED for one in verdict.differences):
        return verdict.places
    return [verdict.places[0]] * len(verdict.differences) if verdict.places else []


def _place(place: Place, unit: OffsetUnit) -> VerifiedPlaceOut:
    article = place.article
    return VerifiedPlaceOut(
        article_id=article.id,
        version=place.version,
        current=place.current,
        title=article.title,
        source=article.source,
        url=article.url,
        fragment_url=place.fragment_url,
        published_at=article.published_at,
        **_range(article.text, (place.start, place.end), unit),
        text=place.text,
        exact=place.exact,
    )


def _beside(one: Difference | Edit, place: Place, quote: str, unit: OffsetUnit) -> dict[str, Any]:
    here, there = _range(quote, (one.quote_start, one.quote_end), unit), _range(place.article.text, (one.start, one.end), unit)
    return {"stated": one.stated, "stored": one.stored, "quote_start": here["start"], "quote_end": here["end"], **there}


def _range(text: str, range_: tuple[int, int], unit: OffsetUnit) -> dict[str, int]:
    convert = converter(unit)
    return {"start": convert(text, range_[0]), "end": convert(text, range_[1])}


def _marker(marker: Marker, text: str, unit: OffsetUnit) -> MarkerOut:
    return MarkerOut(n=marker.number, **_range(text, (marker.start, marker.end), unit))


# -- in words -------------------------------------------------------------------------------------------------------

_SHOWN = 3  # differences that are put into words


def says(verdict: Verdict) -> str:
    """A verdict in plain words."""
    named = verdict.quotation.article_id or verdict.quotation.url
    absent = f"{named} is not stored; " if verdict.named is False else ""
    if verdict.status is Found.NOT_FOUND:
        return f"{absent}in none of the stored texts"
    where = _where(verdict.places[0])
    if verdict.status is Found.FOUND_ELSEWHERE:
        return f"{absent or f'not in {named}; '}stands in {where}"
    if verdict.status is Found.ALTERED:
        if verdict.differences and verdict.differences[0].kind is Change.JOINED:
            return f"{absent}joined from {len(verdict.places)} places, the first in {where}"
        listed = "; ".join(_difference(one) for one in verdict.differences[:_SHOWN])
        rest = f"; and {len(verdict.differences) - _SHOWN} more" if len(verdict.differences) > _SHOWN else ""
        return f"{absent}differs from {where}: {listed}{rest}"
    editing = f", with an editor's marks ({', '.join(dict.fromkeys(str(one.kind).replace('_', ' ') for one in verdict.edits))})"
    return f"stands in {where}{editing if verdict.edits else ''}"


def _where(place: Place) -> str:
    version = "" if place.current else f" version {place.version}, which a newer one replaced,"
    return f"{place.article.id}{version} at characters {place.start}–{place.end}"


def _difference(one: Difference) -> str:
    stated, stored = _short(one.stated), _short(one.stored)
    if not one.stated.strip():
        return f"leaves out “{stored}” ({one.kind})"
    if not one.stored.strip():
        return f"puts in “{stated}” ({one.kind})"
    return f"“{stated}” for “{stored}” ({one.kind})"


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 60 else folded[:58].rstrip() + " …"
