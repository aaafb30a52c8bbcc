"""Folders of question–answer sets → pages, and questions with located answers, halved by `eval.train.split`."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.train.split import kept_for_reporting
from index.model import Span
from index.sentences import sentences
from index.terms import terms


@dataclass(frozen=True, slots=True)
class Page:
    """A text to read: a paragraph or a whole article. `title` groups the paragraphs of one article and decides the half."""

    id: str
    title: str
    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one page, with every span that answers it; none: the page does not answer it."""

    id: str
    text: str
    page: Page
    spans: tuple[Span, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """The texts of the spans, each once."""
        return tuple(dict.fromkeys(span.of(self.page.text) for span in self.spans))


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Pages and the questions about them."""

    pages: tuple[Page, ...]
    asked: tuple[Asked, ...]

    def half(self, *, reporting: bool) -> QuestionSet:
        """Only the pages kept for reporting, or only the others, each with its questions."""
        return QuestionSet(
            tuple(page for page in self.pages if kept_for_reporting(page.title) == reporting),
            tuple(asked for asked in self.asked if kept_for_reporting(asked.page.title) == reporting),
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """What training may see. Raises ValueError when a page kept for reporting is among it."""

    squad1: QuestionSet
    squad2: QuestionSet
    timeqa: QuestionSet

    def __post_init__(self) -> None:
        kept = {page.title for half in (self.squad2, self.timeqa) for page in half.pages if kept_for_reporting(page.title)}
        if kept:
            raise ValueError(f"pages kept for reporting are in the training data: {sorted(kept)[:3]}")


def training_sources(data: Path) -> Sources:
    """All of squad1_train and the training halves of the other two. Raises ValueError when squad1_train holds a page of squad2_dev."""
    squad1, squad2 = read_set(data / "squad1_train"), read_set(data / "squad2_dev")
    shared = {page.title for page in squad1.pages} & {page.title for page in squad2.pages}
    if shared:
        raise ValueError(f"squad1_train and squad2_dev share pages: {sorted(shared)[:3]}")
    return Sources(squad1, squad2.half(reporting=False), read_set(data / "timeqa_human_train").half(reporting=False))


def read_set(folder: Path) -> QuestionSet:
    """The set in `folder` (corpus.jsonl and queries.jsonl, xz-compressed or not)."""
    pages = {row["id"]: Page(row["id"], row["title"], row["text"], row.get("source")) for row in _rows(folder, "corpus")}
    return QuestionSet(tuple(pages.values()), tuple(_asked(row, pages) for row in _rows(folder, "queries")))


def _asked(row: dict[str, Any], pages: dict[str, Page]) -> Asked:
    page = pages[row.get("context_id") or row["evidence"][0]["doc"]]
    spans = dict.fromkeys(_located(row["question"], page.text, piece) for piece in row.get("evidence", ()))
    return Asked(row["id"], row["question"].strip(), page, tuple(spans))


def _located(question: str, text: str, evidence: dict[str, Any]) -> Span:
    """Where the answer stands; of several places, the one whose sentence shares most terms with the question."""
    quote, start = evidence["text"], evidence.get("start")
    if start is None:
        places = list(_places(text, quote))
        asked = set(terms(question))
        sentence_terms = [(span, asked & set(terms(span.of(text)))) for span in sentences(text)] if len(places) > 1 else []
        start = max(
            places, key=lambda place: max((len(shared) for span, shared in sentence_terms if span.start <= place < span.end), default=0)
        )
    if text[start : start + len(quote)] != quote:
        raise ValueError(f"{quote!r} is not at {start}")
    return Span(start, start + len(quote))


def _places(text: str, quote: str) -> Iterator[int]:
    """Where `quote` stands in `text`, at word boundaries when it stands so anywhere."""
    starts = [at for at in range(len(text)) if text.startswith(quote, at)]
    whole = [at for at in starts if _apart(text, at - 1, at) and _apart(text, at + len(quote) - 1, at + len(quote))]
    yield from whole or starts


def _apart(text: str, left: int, right: int) -> bool:
    return left < 0 or right >= len(text) or not (text[left].isalnum() and text[right].isalnum())


def _rows(folder: Path, name: str) -> Iterable[dict[str, Any]]:
    packed = folder / f"{name}.jsonl.xz"
    with lzma.open(packed, "rt", encoding="utf-8") if packed.is_file() else (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
