"""A search result → the shapes that other tools read: Anthropic search results, OpenAI vector store results, Cohere documents, a TREC run.

All of them are made from the native reply, so whatever is proven there is proven here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field, RootModel

from api.wire.answers import AnswerOut, CitationOut, PassageOut, SearchOut
from api.wire.asking import AskBody, AskQuery
from api.wire.fields import Reply
from index.sentences import sentences

SearchFormat = Literal["dateline", "anthropic", "openai", "cohere", "trec"]
TREC_MEDIA = "text/plain"
_STEP = 1e-6  # between scores that would not fall: trec_eval orders by score, not by rank

_Format = Annotated[SearchFormat, Field(description="`dateline`, or the shape that another tool reads.")]
_Topic = Annotated[str, Field(pattern=r"^[!-~]{1,100}$", description="The topic number of the lines with format=trec.")]


class SearchBody(AskBody):
    """A search as a JSON body."""

    format: _Format = "dateline"
    topic: _Topic = "1"


class SearchQuery(AskQuery):
    """A search as query parameters."""

    format: _Format = "dateline"
    topic: _Topic = "1"


# -- Anthropic ------------------------------------------------------------------------------------------------------


class AnthropicTextOut(Reply):
    """A block of text: the smallest thing that Claude can cite."""

    type: Literal["text"] = "text"
    text: str


class AnthropicSwitchOut(Reply):
    """Whether Claude is to cite it."""

    enabled: bool = True


class AnthropicResultOut(Reply):
    """A `search_result` block: one passage, a text block for each sentence."""

    type: Literal["search_result"] = "search_result"
    source: str
    title: str
    content: list[AnthropicTextOut]
    citations: AnthropicSwitchOut = AnthropicSwitchOut()


class AnthropicSearchOut(Reply):
    """The content of a tool result, best passage first."""

    content: list[AnthropicResultOut]


class AnthropicCitationOut(Reply):
    """A `char_location`: `cited_text` stands at these code points of the article's text."""

    type: Literal["char_location"] = "char_location"
    cited_text: str
    document_index: int = Field(ge=0, description="The place of the article among those cited, in order of first use.")
    document_title: str | None
    start_char_index: int = Field(ge=0)
    end_char_index: int = Field(ge=0, description="Exclusive.")
    file_id: str | None = Field(description="The article's id.")


class AnthropicAnswerBlockOut(Reply):
    """The answer as a text block with its citations, null when there are none."""

    type: Literal["text"] = "text"
    text: str
    citations: list[AnthropicCitationOut] | None


class AnthropicAnswerOut(Reply):
    """The content of a message."""

    content: list[AnthropicAnswerBlockOut]


def anthropic_search(found: SearchOut) -> AnthropicSearchOut:
    """Search results as Claude reads them in a tool result."""
    return AnthropicSearchOut(content=[_search_result(one) for one in found.passages])


def _search_result(passage: PassageOut) -> AnthropicResultOut:
    spans = sentences(passage.text)
    return AnthropicResultOut(
        source=passage.url or passage.article_id,
        title=_heading(passage),
        content=[AnthropicTextOut(text=span.of(passage.text)) for span in spans] or [AnthropicTextOut(text=passage.text)],
    )


def anthropic_answer(answer: AnswerOut) -> AnthropicAnswerOut:
    """An answer as the content of a message; its offsets must be code points."""
    if answer.answer is None:
        reason = str(answer.reason or "").replace("_", " ")
        return AnthropicAnswerOut(content=[AnthropicAnswerBlockOut(text=f"Not in these articles ({reason}).", citations=None)])
    documents = list(dict.fromkeys((one.article_id, one.version) for one in answer.citations))
    cited = [
        _char_location(one, documents.index((one.article_id, one.version))) for one in answer.citations if one.n in answer.answer.citations
    ]
    return AnthropicAnswerOut(content=[AnthropicAnswerBlockOut(text=answer.answer.text, citations=cited)])


def _char_location(citation: CitationOut, document: int) -> AnthropicCitationOut:
    return AnthropicCitationOut(
        cited_text=citation.quote,
        document_index=document,
        document_title=citation.title,
        start_char_index=citation.start,
        end_char_index=citation.end,
        file_id=citation.article_id,
    )


# -- OpenAI ---------------------------------------------------------------------------------------------------------


class OpenAIContentOut(Reply):
    """A part of a result."""

    type: Literal["text"] = "text"
    text: str


class OpenAIResultOut(Reply):
    """One passage; `attributes` has what is known of its article, and its place there."""

    file_id: str
    filename: str
    score: float
    attributes: dict[str, str | float | bool]
    content: list[OpenAIContentOut]


class OpenAISearchOut(Reply):
    """A page of vector store search results."""

    object: Literal["vector_store.search_results.page"] = "vector_store.search_results.page"
    search_query: list[str]
    data: list[OpenAIResultOut]
    has_more: bool = False
    next_page: str | None = None


def openai_search(found: SearchOut, question: str) -> OpenAISearchOut:
    """Search results as OpenAI's vector stores give them."""
    return OpenAISearchOut(
        search_query=[found.rewritten or question], data=[_openai_result(one, found.offset_unit) for one in found.passages]
    )


def _openai_result(passage: PassageOut, unit: str) -> OpenAIResultOut:
    known: dict[str, str | float | bool | None] = {
        "url": passage.url,
        "title": passage.title,
        "source": passage.source,
        "published_at": passage.published_at,
    }
    place: dict[str, str | float | bool] = {"version": passage.version, "start": passage.start, "end": passage.end, "offset_unit": unit}
    return OpenAIResultOut(
        file_id=passage.article_id,
        filename=passage.title or passage.article_id,
        score=passage.score,
        attributes={name: value for name, value in {**known, **place}.items() if value is not None},
        content=[OpenAIContentOut(text=passage.text)],
    )


# -- Cohere ---------------------------------------------------------------------------------------------------------


class CohereDocumentOut(Reply):
    """A document for Cohere's chat: `data` is what the model reads."""

    id: str
    data: dict[str, str]


class CohereSearchOut(Reply):
    """Documents, best first."""

    documents: list[CohereDocumentOut]


def cohere_search(found: SearchOut) -> CohereSearchOut:
    """Search results as documents for Cohere's chat."""
    return CohereSearchOut(documents=[_cohere_document(one) for one in found.passages])


def _cohere_document(passage: PassageOut) -> CohereDocumentOut:
    data = {
        "title": passage.title,
        "text": passage.text,
        "url": passage.url,
        "source": passage.source,
        "published_at": passage.published_at,
    }
    return CohereDocumentOut(
        id=f"{passage.article_id}@{passage.version}:{passage.start}-{passage.end}",
        data={name: value for name, value in data.items() if value is not None},
    )


# -- TREC -----------------------------------------------------------------------------------------------------------


def trec_run(found: SearchOut, topic: str) -> str:
    """Lines `topic Q0 article rank score dateline`, each article once, by its best passage; signs that would part a line are percent-encoded."""
    lines: list[str] = []
    seen: set[str] = set()
    score = float("inf")
    for passage in found.passages:
        if passage.article_id in seen:
            continue
        seen.add(passage.article_id)
        score = min(passage.score, score - _STEP)
        name = quote(passage.article_id, safe="!\"#$&'()*+,-./:;<=>?@[]^_`{|}~")
        lines.append(f"{topic} Q0 {name} {len(lines) + 1} {score:.6f} dateline\n")
    return "".join(lines)


def _heading(passage: PassageOut) -> str:
    parts = (passage.source, passage.title, passage.published_at and passage.published_at[:10])
    return " – ".join(part for part in parts if part) or passage.article_id


class SearchReplyOut(RootModel[SearchOut | AnthropicSearchOut | OpenAISearchOut | CohereSearchOut]):
    """Passages, in the shape that `format` names."""


Shaped = AnthropicSearchOut | OpenAISearchOut | CohereSearchOut


def shaped(found: SearchOut, question: str, name: SearchFormat) -> SearchOut | Shaped:
    """A search result in the shape of that name; TREC lines are text and made by `trec_run`."""
    if name == "anthropic":
        return anthropic_search(found)
    if name == "openai":
        return openai_search(found, question)
    return cohere_search(found) if name == "cohere" else found


def cited_articles(citations: Sequence[CitationOut]) -> list[CitationOut]:
    """The first citation of each article version, in order."""
    first = {(one.article_id, one.version): one for one in reversed(citations)}
    return sorted(first.values(), key=lambda one: one.n)
