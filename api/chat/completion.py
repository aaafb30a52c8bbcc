"""Prose → a chat completion: cut where the request wants it to end, with annotations, counts and ids; whole, or as chunks of one stream.

The stream serves all front ends at once (docs/chat.md): sources before the text on ordinary chunks, the text with its markers, the annotations
alone on the chunk that stops, the counts where they were asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.chat import tokens
from api.chat.prose import Marker, Prose, Source
from api.chat.wire import AnnotationOut, AnswerMessageOut, ChatBody, ChoiceOut, Chunk, CompletionOut, UrlCitationOut, UsageOut
from api.wire.answers import AnswerOut
from api.wire.units import converter

_PIECE = 48  # characters of text in one chunk, at least, where it has more: words and markers stay whole
_WORDS = re.compile(r"\S+\s*|\s+")
_SOURCE_CHARACTERS = 4000  # of a quotation in one event: one line of a stream stays small


@dataclass(frozen=True, slots=True)
class Head:
    """What all parts of one completion share. `created`: seconds since 1970."""

    id: str
    created: int
    model: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished reply; `length`: it was cut because it grew too long. `answer` is None where nothing was searched."""

    head: Head
    text: str
    length: bool
    markers: tuple[Marker, ...]
    sources: tuple[Source, ...]
    answer: AnswerOut | None


def completion(head: Head, prose: Prose, request: ChatBody, answer: AnswerOut | None) -> Completion:
    """The prose as far as `stop` and the most tokens let it go, with the markers and sources that are left. Raises ModelUnusable."""
    end = min((place for word in _stops(request) if (place := prose.text.find(word)) >= 0), default=len(prose.text))
    most = request.max_completion_tokens or request.max_tokens
    longest = tokens.end_of(prose.text, most) if most else len(prose.text)
    length = longest < end
    end = min(end, longest)
    end = next((marker.start for marker in prose.markers if marker.start < end < marker.end), end)
    return Completion(
        head=head,
        text=prose.text[:end].rstrip() if end < len(prose.text) else prose.text,
        length=length,
        markers=tuple(marker for marker in prose.markers if marker.end <= end),
        sources=prose.sources,
        answer=answer,
    )


def _stops(request: ChatBody) -> Sequence[str]:
    words = [request.stop] if isinstance(request.stop, str) else request.stop or []
    return [word for word in words if word]


# -- whole ----------------------------------------------------------------------------------------------------------


def whole(made: Completion, prompt: str) -> CompletionOut:
    """The completion as one document; `prompt` is all text that was sent, for its count."""
    message = AnswerMessageOut(content=made.text, annotations=_annotations(made, made.markers))
    return CompletionOut(
        id=made.head.id,
        created=made.head.created,
        model=made.head.model,
        system_fingerprint=_fingerprint(made),
        choices=[ChoiceOut(index=0, message=message, finish_reason="length" if made.length else "stop")],
        usage=_usage(made, prompt),
        dateline=made.answer,
    )


def _first_markers(made: Completion) -> list[Marker]:
    """One a source: front ends that read annotations in a stream list every one of them."""
    first: dict[int, Marker] = {}
    for marker in made.markers:
        first.setdefault(marker.source.number, marker)
    return list(first.values())


def _annotations(made: Completion, markers: Sequence[Marker]) -> list[AnnotationOut]:
    """One a marker whose article has an address, at its place in the text."""
    place = converter(made.answer.offset_unit if made.answer else "codepoint")
    return [
        AnnotationOut(
            url_citation=UrlCitationOut(
                start_index=place(made.text, marker.start),
                end_index=place(made.text, marker.end),
                title=marker.source.name,
                url=marker.source.url,
            )
        )
        for marker in markers
        if marker.source.url
    ]


def _usage(made: Completion, prompt: str) -> UsageOut:
    sent, said = tokens.count(prompt), tokens.count(made.text)
    return UsageOut(prompt_tokens=sent, completion_tokens=said, total_tokens=sent + said)


def _fingerprint(made: Completion) -> str | None:
    return f"dateline-{made.answer.index.snapshot[:12]}" if made.answer else None


# -- in chunks ------------------------------------------------------------------------------------------------------

END = "data: [DONE]\n\n"
KEEP_ALIVE = ": keep-alive\n\n"


def line(chunk: Chunk) -> str:
    """One server-sent event; ASCII, so that nothing in it is taken for a line end or hidden."""
    return f"data: {json.dumps(chunk)}\n\n"


def opening(head: Head, *, counted: bool, reading: bool = False) -> Chunk:
    """The first chunk: who speaks. `reading`: the answer is still being looked for, which Open WebUI shows. `counted`: a usage will follow."""
    chunk = _chunk(head, {"role": "assistant", "content": ""}, counted=counted)
    return {**chunk, "event": _status("Reading the articles", done=False)} if reading else chunk


def found(head: Head, *, counted: bool) -> Chunk:
    """What ends the notice of `opening`."""
    return {**_chunk(head, {"content": ""}, counted=counted), "event": _status("Read the articles", done=True)}


def chunks(made: Completion, prompt: str, *, counted: bool) -> Iterator[Chunk]:
    """Everything after the opening: sources, text, the stop with its annotations, and the counts where they are wanted."""
    for source in made.sources:
        yield {**_chunk(made.head, {"content": ""}, counted=counted), "event": {"type": "source", "data": _source_event(source)}}
    for piece in _pieces(made.text):
        yield _chunk(made.head, {"content": piece}, counted=counted)
    last = _chunk(
        made.head,
        {"annotations": [annotation.model_dump() for annotation in _annotations(made, _first_markers(made))]},
        counted=counted,
        finish="length" if made.length else "stop",
    )
    yield {**last, "system_fingerprint": _fingerprint(made), "dateline": _summary(made)}
    if counted:
        yield {**_chunk(made.head, None, counted=True), "usage": _usage(made, prompt).model_dump()}


def _chunk(head: Head, delta: dict[str, object] | None, *, counted: bool, finish: str | None = None) -> dict[str, object]:
    return {
        "id": head.id,
        "object": "chat.completion.chunk",
        "created": head.created,
        "model": head.model,
        "choices": [] if delta is None else [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}],
        **({"usage": None} if counted else {}),
    }


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for word in _WORDS.findall(text):
        piece += word
        if len(piece) >= _PIECE:
            yield piece
            piece = ""
    if piece:
        yield piece


def _status(description: str, *, done: bool) -> dict[str, object]:
    return {"type": "status", "data": {"description": description, "done": done, "hidden": done}}


def _source_event(source: Source) -> dict[str, object]:
    """A source as Open WebUI keeps it. `external` lets it show the name for an address; no `distances`: a rank's score is no percentage."""
    origin = {"source": source.key, "name": source.name, "external": True, "published": source.published}
    return {
        "source": {"id": source.key, "name": source.name, **({"url": source.url} if source.url else {})},
        "document": [quote.text[:_SOURCE_CHARACTERS] for quote in source.quotes],
        "metadata": [{**origin, "start": quote.start, "end": quote.end} for quote in source.quotes],
    }


def _summary(made: Completion) -> dict[str, object] | None:
    """The heart of the native answer, small enough for one line: what became of the question, and the proofs of its quotations."""
    answer = made.answer
    if answer is None:
        return None
    return {
        "status": answer.status,
        "reason": answer.reason,
        "confidence": answer.answer.confidence if answer.answer else None,
        "value": answer.answer.value.model_dump() if answer.answer and answer.answer.value else None,
        "rewritten": answer.rewritten,
        "citations": [
            {
                "n": citation.n,
                "article_id": citation.article_id,
                "version": citation.version,
                "start": citation.start,
                "end": citation.end,
                "text_sha256": citation.text_sha256,
            }
            for citation in answer.citations
        ],
        "offset_unit": answer.offset_unit,
        "snapshot": answer.index.snapshot,
    }
