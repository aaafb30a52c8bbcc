"""Questions → the passages a plain hybrid search finds for them (BM25 and cosine, half and half): what the reader is to put in order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.train.nearest import Nearest
from eval.train.sources import Asked, Page
from index.chunk import passages
from index.encoder import SentenceEncoder
from index.model import Span

_WORDS = 200


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage of a page."""

    page: Page
    span: Span

    @property
    def header(self) -> str:
        """As `index.segment.header` writes it; these pages have no date."""
        return " · ".join(part for part in (self.page.title, self.page.source) if part)

    @property
    def text(self) -> str:
        """The slice."""
        return self.span.of(self.page.text)

    def answers(self, asked: Asked) -> bool:
        """Whether one of the question's gold spans stands in it."""
        return self.page.id == asked.page.id and any(self.span.start <= gold.start and gold.end <= self.span.end for gold in asked.spans)


def cuts(pages: Sequence[Page]) -> list[Cut]:
    """All pages in passages of at most 200 words, as the index cuts them."""
    return [Cut(page, span) for page in pages for span in passages(page.text, _WORDS)]


class Search:
    """Hybrid search over passages; vectors are kept in `cache`, so measuring again is cheap."""

    def __init__(self, found: Sequence[Cut], cache: Path) -> None:
        self.cuts = list(found)
        self._words = Nearest([f"{cut.header}\n{cut.text}" for cut in found])
        self._vectors = Vectors(cache)
        self._rows = self._vectors([f"{cut.header}\n{cut.text}" if cut.header else cut.text for cut in found])

    def __call__(self, questions: Sequence[str], count: int) -> list[list[tuple[Cut, float]]]:
        """The best `count` passages of each question with their scores, best first."""
        found = []
        for question, vector in zip(questions, self._vectors(questions), strict=True):
            words = self._words.scores(question)
            score = words / max(float(words.max()), 1e-9) + self._rows @ vector
            best = np.lexsort((np.arange(len(score)), -score))[:count]
            found.append([(self.cuts[row], float(score[row])) for row in best])
        return found


class Vectors:
    """Texts → vectors of the packaged encoder, remembered in one file."""

    def __init__(self, cache: Path) -> None:
        self._path = cache
        self._known: dict[str, NDArray[np.float32]] = {}
        if cache.is_file():
            with np.load(cache) as saved:
                self._known = dict(zip(saved["keys"].tolist(), saved["rows"].astype(np.float32), strict=True))

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row per text."""
        keys = [hashlib.sha256(text.encode("utf-8")).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing:
            self._known.update(zip(missing, SentenceEncoder().encode(list(missing.values())), strict=True))
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self._path, keys=np.array(list(self._known)), rows=np.stack(list(self._known.values())).astype(np.float16))
        rows = np.stack([self._known[key] for key in keys])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / lengths, dtype=np.float32)
