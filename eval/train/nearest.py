"""Texts → the ones that share most words with a question (BM25 over arrays), the teacher's choice of hard negatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.terms import terms

_K1, _B = 1.2, 0.75


class Nearest:
    """BM25 over a fixed list of texts; small enough to ask for every training question as it comes."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [Counter(terms(text)) for text in texts]
        lengths = np.array([bag.total() for bag in bags], dtype=np.float64)
        norms = _K1 * (1 - _B + _B * lengths / max(lengths.mean(), 1.0))
        postings: dict[str, list[tuple[int, int]]] = {}
        for number, bag in enumerate(bags):
            for term, count in bag.items():
                postings.setdefault(term, []).append((number, count))
        self._size = len(texts)
        self._postings: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        for term, pairs in postings.items():
            rows, counts = np.array(pairs, dtype=np.int64).T
            idf = np.log(1 + (len(texts) - len(rows) + 0.5) / (len(rows) + 0.5))
            self._postings[term] = rows, idf * counts * (_K1 + 1) / (counts + norms[rows])

    def scores(self, question: str) -> NDArray[np.float64]:
        """BM25 of every text."""
        found = [self._postings[term] for term in set(terms(question)) if term in self._postings]
        if not found:
            return np.zeros(self._size)
        rows, weights = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return np.bincount(rows, weights=weights, minlength=self._size).astype(np.float64, copy=False)

    def best(self, question: str, count: int) -> list[int]:
        """Numbers of the best texts that share a word with the question, best first, ties by number."""
        scores = self.scores(question)
        order = np.lexsort((np.arange(self._size), -scores))[:count] if self._size <= count else _top(scores, count)
        return [int(row) for row in order if scores[row] > 0]


def _top(scores: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    floor = np.partition(scores, -count)[-count]
    rows = np.flatnonzero(scores >= floor) if floor > 0 else np.flatnonzero(scores > 0)
    return rows[np.lexsort((rows, -scores[rows]))][:count]
