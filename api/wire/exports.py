"""An Answer → Markdown with footnotes, CSL-JSON for reference managers, or W3C Web Annotation selectors beside each citation."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field, RootModel

from api.wire.answers import AnswerOut, CitationOut
from api.wire.asking import AskBody, AskQuery
from api.wire.days import day_in_words
from api.wire.fields import Reply
from api.wire.render import Texts
from api.wire.shapes import AnthropicAnswerOut, cited_articles
from qa.model import Answer, Citation

AnswerFormat = Literal["dateline", "markdown", "csl", "anthropic"]
MARKDOWN_MEDIA = "text/markdown"
CSL_MEDIA = "application/vnd.citationstyles.csl+json"

_Format = Annotated[AnswerFormat, Field(description="`dateline`, footnoted Markdown, CSL-JSON, or the content of an Anthropic message.")]
_Selectors = Annotated[
    Literal["w3c"] | None,
    Field(
        description="`w3c`: each citation also has Web Annotation selectors, for tools that find the place again after the text was edited."
    ),
]


class AnswerBody(AskBody):
    """A question as a JSON body, and how the answer is to look."""

    format: _Format = "dateline"
    selectors: _Selectors = None


class AnswerQuery(AskQuery):
    """A question as query parameters, and how the answer is to look."""

    format: _Format = "dateline"
    selectors: _Selectors = None


# -- Web Annotation -------------------------------------------------------------------------------------------------

_CONTEXT, _MOST_CONTEXT = 32, 512  # characters on each side; more where fewer leave it open which place is meant


class TextQuoteSelectorOut(Reply):
    """The words, and the words around them (Web Annotation Data Model 4.2.4)."""

    type: Literal["TextQuoteSelector"] = "TextQuoteSelector"
    exact: str
    prefix: str
    suffix: str


class TextPositionSelectorOut(Reply):
    """The place in code points, end exclusive, whatever the unit of other offsets (Web Annotation Data Model 4.2.5)."""

    type: Literal["TextPositionSelector"] = "TextPositionSelector"
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class AnchoredCitationOut(CitationOut):
    """A proven quotation with selectors."""

    selectors: list[TextQuoteSelectorOut | TextPositionSelectorOut]


class AnchoredAnswerOut(AnswerOut):
    """An Answer whose citations have selectors."""

    citations: list[AnchoredCitationOut]  # type: ignore[assignment]  # narrower, and never written to


def anchored(out: AnswerOut, answer: Answer, texts: Texts) -> AnchoredAnswerOut:
    """The answer with selectors beside each citation."""
    fields = {name: getattr(out, name) for name in AnswerOut.model_fields}
    fields["citations"] = [
        AnchoredCitationOut(**dict(shown), selectors=selectors(made, texts.of(made.article_id, made.version)))
        for shown, made in zip(out.citations, answer.citations, strict=True)
    ]
    return AnchoredAnswerOut.model_construct(**fields)


def selectors(citation: Citation, text: str) -> list[TextQuoteSelectorOut | TextPositionSelectorOut]:
    """Both selectors of a citation of `text`; the context is lengthened until it tells the place from others."""
    start, end, size = citation.start, citation.end, _CONTEXT
    while size < _MOST_CONTEXT and _count(text, text[max(0, start - size) : end + size]) > 1:
        size *= 2
    return [
        TextQuoteSelectorOut(exact=citation.quote, prefix=text[max(0, start - size) : start], suffix=text[end : end + size]),
        TextPositionSelectorOut(start=start, end=end),
    ]


def _count(text: str, wanted: str) -> int:
    first = text.find(wanted)
    return 1 if text.find(wanted, first + 1) < 0 else 2


# -- CSL-JSON -------------------------------------------------------------------------------------------------------


class CslDateOut(Reply):
    """A day, month or year as numbers."""

    date_parts: list[list[int]] = Field(alias="date-parts")


class CslItemOut(Reply):
    """A newspaper article as reference managers read it (CSL-JSON 1.0); what is not known is left out."""

    id: str
    type: Literal["article-newspaper"] = "article-newspaper"
    title: str | None = None
    container_title: str | None = Field(None, alias="container-title")
    issued: CslDateOut | None = None
    url: str | None = Field(None, alias="URL")
    version: str | None = None
    note: str | None = Field(None, description="What is quoted.")


class CslOut(RootModel[list[CslItemOut]]):
    """One item for each article that is cited."""


class AnswerReplyOut(RootModel[AnswerOut | AnchoredAnswerOut | AnthropicAnswerOut]):
    """An answer, in the shape that `format` and `selectors` name."""


def csl(answer: AnswerOut) -> CslOut:
    """The cited articles as references."""
    return CslOut([_csl_item(one, answer.citations) for one in cited_articles(answer.citations)])


def _csl_item(first: CitationOut, citations: list[CitationOut]) -> CslItemOut:
    quotes = [one.quote for one in citations if (one.article_id, one.version) == (first.article_id, first.version)]
    parts = [int(part) for part in (first.published_at or "")[:10].split("-") if part]
    return CslItemOut.model_validate(
        {
            "id": first.article_id,
            "title": first.title,
            "container-title": first.source,
            "issued": {"date-parts": [parts]} if parts else None,
            "URL": first.url,
            "version": str(first.version),
            "note": " / ".join(f"“{' '.join(one.split())}”" for one in quotes),
        }
    )


# -- Markdown -------------------------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|])")


def markdown(answer: AnswerOut) -> str:
    """The answer in Markdown, each citation a footnote with the outlet, the headline as a link to the words, the day and the quotation."""
    if answer.answer is None:
        lines = [f"Not in these articles ({str(answer.reason or '').replace('_', ' ')})."]
    else:
        lines = [f"{_plain(answer.answer.text)}{_notes(answer.answer.citations)}"]
    for step in answer.answer.derivation if answer.answer else ():
        anchor = f" ({_plain(step.anchor)})" if step.anchor else ""
        lines.append(f"Worked out: “{_plain(step.expression)}”, {_plain(step.rule)}{anchor}{_notes([step.citation])}")
    for other in answer.alternatives:
        lines.append(f"{other.relation.capitalize()}: {_plain(other.text)}{_notes(other.citations)}")
    lines += [_footnote(one) for one in answer.citations]
    return "\n\n".join(lines) + "\n"


def _notes(numbers: list[int]) -> str:
    return "".join(f"[^{number}]" for number in numbers)


def _footnote(one: CitationOut) -> str:
    title = _plain(one.title or one.article_id)
    link = _link(one.fragment_url or one.url)
    parts = [_plain(one.source) if one.source else None, f"[{title}](<{link}>)" if link else title, day_in_words(one.published_at)]
    place = f"{_plain(one.article_id)} version {one.version}, {one.start}–{one.end}"
    return f"[^{one.n}]: {', '.join(part for part in parts if part)}: “{_plain(one.quote)}” ({place})"


def _plain(text: str) -> str:
    """Text on one line that Markdown does not read as anything else."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _link(url: str | None) -> str | None:
    """An address that may stand in a link: of the web, without signs that would end it."""
    if url is None or urlsplit(url).scheme not in ("http", "https"):
        return None
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")
