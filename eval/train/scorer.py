"""An exported file → what the reader says about a question and a passage: two logits and the best span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from eval.train.features import Encoded, encode, padded
from qa.reading.reader import best_span

MAX_ANSWER_TOKENS = 30
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is the best span, `margin` what its score has over "no answer here"."""

    relevance: float
    answerable: float
    text: str
    span: float
    margin: float


class Scorer:
    """A session over one exported file, one window at a time: on a processor nothing is won by padding windows to one length."""

    def __init__(self, path: Path, tokenizer: Tokenizer, threads: int = 1) -> None:
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer

    def __call__(self, triples: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """One reading for each (question, header, passage)."""
        return [self._read(triple[2], row) for triple, row in zip(triples, encode(self._tokenizer, triples), strict=True)]

    def outputs(self, rows: Sequence[Encoded]) -> list[Floats]:
        """The four raw outputs of one batch."""
        ids, mask, types = padded(rows)
        found: list[Floats] = self._session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})
        return found

    def _read(self, passage: str, row: Encoded) -> Reading:
        relevance, answerable, start, end = (output[0] for output in self.outputs([row]))
        first, last, score = best_span(start, end, row.first, row.last, MAX_ANSWER_TOKENS)
        begin, stop = row.characters(first, last)
        return Reading(float(relevance), float(answerable), passage[begin:stop], score, score - float(start[0] + end[0]))
