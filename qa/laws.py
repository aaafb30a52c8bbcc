"""An Answer → the laws of CONTRACT.md that it breaks, as sentences; empty when all hold. Checked on every answer before it leaves."""

from __future__ import annotations

from collections.abc import Iterator

from qa.model import Answer, Status


def violations(answer: Answer) -> list[str]:
    """Every broken law, none when the answer may leave."""
    return [*_status(answer), *_numbering(answer), *_slices(answer)]


def _status(answer: Answer) -> Iterator[str]:
    answered = answer.answer is not None and bool(answer.answer.citations)
    if (answer.status is Status.ANSWERED) != answered:
        yield f"status is {answer.status} but there is {'an' if answered else 'no'} answer with a citation"
    if (answer.reason is None) != (answer.status is Status.ANSWERED):
        yield "a reason is given exactly when nothing is answered"


def _numbering(answer: Answer) -> Iterator[str]:
    if [citation.n for citation in answer.citations] != list(range(1, len(answer.citations) + 1)):
        yield "citations are not numbered from 1"
    used: list[int] = []
    if answer.answer:
        used += [*answer.answer.citations, *(step.citation for step in answer.answer.derivation)]
    used += [number for alternative in answer.alternatives for number in alternative.citations]
    if list(dict.fromkeys(used)) != [citation.n for citation in answer.citations]:
        yield "citations are not those that are used, in order of first use"


def _slices(answer: Answer) -> Iterator[str]:
    for passage in answer.passages:
        hit = passage.hit
        if hit.passage.span.of(hit.article.text) != hit.passage.text:
            yield f"passage {hit.rank} is not a slice of its article"
        if any(not (0 <= mark.start < mark.end <= len(hit.passage.text)) for mark in passage.highlights):
            yield f"a highlight of passage {hit.rank} lies outside of it"
