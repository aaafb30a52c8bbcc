"""Examples → token arrays with targets; the one place that says how the reader's input is laid out.

`[CLS] question [SEP] header⏎passage [SEP]`, token types 0 and 1. A span's targets are token positions; position 0 ([CLS]) stands for
"no answer here".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from eval.train.groups import Example

MAX_TOKENS = 384
MAX_QUESTION_TOKENS = 64
MAX_HEADER_WORDS = 20
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One input. `first`..`last` (exclusive) are the passage's tokens; `offsets` count in the context, the passage begins at `skip`."""

    ids: Ints
    types: Ints
    first: int
    last: int
    offsets: tuple[tuple[int, int], ...]
    skip: int

    def __len__(self) -> int:
        return len(self.ids)

    def characters(self, start: int, end: int) -> tuple[int, int]:
        """The range in the passage that tokens `start`..`end` (inclusive) cover."""
        return self.offsets[start][0] - self.skip, self.offsets[end][1] - self.skip


@dataclass(frozen=True, slots=True)
class Featured:
    """An example ready for a batch; `start` and `end` are token positions, 0 for none."""

    encoded: Encoded
    start: int
    end: int
    example: Example


def load_tokenizer(folder: Path) -> Tokenizer:
    """The packaged tokenizer without the truncation and padding its file asks for."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(tokenizer: Tokenizer, triples: Sequence[tuple[str, str, str]]) -> list[Encoded]:
    """(question, header, passage) triples as inputs of at most MAX_TOKENS tokens; questions and headers are cut first, passages at their end."""
    headers = [" ".join(header.split()[:MAX_HEADER_WORDS]) for _, header, _ in triples]
    questions = [_short(tokenizer, question) for question, _, _ in triples]
    contexts = [f"{header}\n{passage}" if header else passage for header, (_, _, passage) in zip(headers, triples, strict=True)]
    encodings = tokenizer.encode_batch(list(zip(questions, contexts, strict=True)))
    return [_encoded(encoding, len(header) + 1 if header else 0) for encoding, header in zip(encodings, headers, strict=True)]


def featured(tokenizer: Tokenizer, examples: Sequence[Example]) -> list[Featured | None]:
    """Each example with its targets; None where its answer was cut off."""
    rows = encode(tokenizer, [(example.question, example.header, example.passage) for example in examples])
    return [_targets(example, row) for example, row in zip(examples, rows, strict=True)]


def padded(rows: Sequence[Encoded]) -> tuple[Ints, Ints, Ints]:
    """(ids, mask, types), padded to the longest with zeros."""
    width = max(len(row) for row in rows)
    ids, mask, types = (np.zeros((len(rows), width), dtype=np.int64) for _ in range(3))
    for number, row in enumerate(rows):
        ids[number, : len(row)], mask[number, : len(row)], types[number, : len(row)] = row.ids, 1, row.types
    return ids, mask, types


def _short(tokenizer: Tokenizer, question: str) -> str:
    if len(question) < MAX_QUESTION_TOKENS:  # no token is shorter than a character
        return question
    offsets = tokenizer.encode(question, add_special_tokens=False).offsets
    return question[: offsets[MAX_QUESTION_TOKENS - 1][1]] if len(offsets) > MAX_QUESTION_TOKENS else question


def _encoded(encoding: Encoding, skip: int) -> Encoded:
    ids, types, offsets = list(encoding.ids), list(encoding.type_ids), list(encoding.offsets)
    if len(ids) > MAX_TOKENS:
        ids, types, offsets = [*ids[: MAX_TOKENS - 1], ids[-1]], types[:MAX_TOKENS], [*offsets[: MAX_TOKENS - 1], offsets[-1]]
    last = len(ids) - 1
    first = next((place for place in range(types.index(1), last) if offsets[place][0] >= skip), last)
    return Encoded(np.array(ids, dtype=np.int64), np.array(types, dtype=np.int64), first, last, tuple(offsets), skip)


def _targets(example: Example, row: Encoded) -> Featured | None:
    if example.span is None:
        return Featured(row, 0, 0, example)
    inside = [
        place
        for place in range(row.first, row.last)
        if row.offsets[place][0] - row.skip < example.span.end and row.offsets[place][1] - row.skip > example.span.start
    ]
    whole = bool(inside) and row.offsets[inside[-1]][1] - row.skip >= example.span.end
    return Featured(row, inside[0], inside[-1], example) if whole else None
