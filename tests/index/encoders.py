"""Stand-ins for the encoder: instant, deterministic, no model. Texts that share words lie close to each other."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from index.encoder import Vectors
from index.errors import ModelUnusable

_WORD = re.compile(r"\w+")


class HashEncoder:
    """A text is the sum of one fixed random direction for each of its words, brought to length 1."""

    name = "hashed-words"
    digest = "ab" * 32

    def __init__(self, dim: int = 48) -> None:
        self.dim = dim
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._row(text) for text in texts]) if texts else np.zeros((0, self.dim), np.float32)

    def _row(self, text: str) -> Vectors:
        total = sum((self._direction(word) for word in _WORD.findall(text.casefold())), np.full(self.dim, 1e-3, np.float32))
        return (total / np.linalg.norm(total)).astype(np.float32)

    def _direction(self, word: str) -> Vectors:
        if word not in self._known:
            self._known[word] = np.random.default_rng(zlib.crc32(word.encode())).normal(size=self.dim).astype(np.float32)
        return self._known[word]


class BrokenEncoder(HashEncoder):
    """Returns what an encoder must not return once `fault` is set: "nan", "long", "narrow", "few" or "raise"."""

    def __init__(self) -> None:
        super().__init__()
        self.fault: str | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = super().encode(texts)
        match self.fault:
            case "nan":
                rows[0, 0] = np.nan
            case "long":
                rows *= 2
            case "narrow":
                rows = rows[:, : self.dim // 2]
            case "few":
                rows = rows[:-1]
            case "raise":
                raise ModelUnusable("the encoder is out of order")
        return rows
