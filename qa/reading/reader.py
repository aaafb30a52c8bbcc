"""A question and passages → how well each answers it, and the words that do: the trained reader (docs/reader.md).

The only module that imports onnxruntime and tokenizers. The packaged reader is one ONNX file; any sentence-transformers CrossEncoder
folder can take its place by name, and then ranks without pointing at words.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder import PACKAGED, model_folder
from index.errors import ModelUnusable
from index.files import sha256_of
from index.model import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]
    from tokenizers import Encoding, Tokenizer

_FORMAT = "dateline-reader-1"
PACKAGED_READER = Path(__file__).parents[1] / "weights" / "reader.onnx"
_QUESTION_TOKENS = 64
_HEADER_WORDS = 20
_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read: `header` (title, source, day) may be empty; spans count in `text`."""

    header: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage. `relevance` and `answerable` are logits (their sigmoid: 0..1).

    `span`: the words of the passage most likely to answer; None when the reader points at none. `margin`: how much likelier they are than
    "no answer here", in logits.
    """

    relevance: float
    answerable: float
    span: Span | None
    margin: float


class Reader(Protocol):
    """Reads passages with a question in mind; safe for many threads, and the same input gives the same numbers."""

    @property
    def name(self) -> str:
        """Name and digest, as they stand in an answer's `models`."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in order. Raises ModelUnusable."""


class PackagedReader:
    """The reader that dateline carries, on onnxruntime; loaded at first use.

    Passages are read one by one, because int8 rows take their scale from the whole batch: so a reading depends on question and passage alone.
    """

    def __init__(self, path: Path = PACKAGED_READER, threads: int | None = None) -> None:
        self._path = path
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None
        self._digest: str | None = None

    @property
    def name(self) -> str:
        """`reader@sha256:…`. Raises ModelUnusable when there is no file."""
        if self._digest is None:
            self._digest = _digest_of(self._path)
        return f"{self._path.stem}@sha256:{self._digest}"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in order. Raises ModelUnusable."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._path, self._threads)
        loaded = self._loaded
        return list(loaded.pool.map(lambda passage: _read(loaded, question, passage), passages))


@dataclass(frozen=True, slots=True)
class _Loaded:
    session: InferenceSession
    tokenizer: Tokenizer
    pool: ThreadPoolExecutor
    max_tokens: int
    max_answer: int


def _digest_of(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise ModelUnusable(
            f"no reader at {path} ({error.strerror}): set DATELINE_READER to `packaged`, `off` or a folder that has it"
        ) from error


def _load(path: Path, threads: int) -> _Loaded:
    try:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # passages are spread over the cores instead
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        facts: Mapping[str, str] = session.get_modelmeta().custom_metadata_map
        if facts.get("format") != _FORMAT:
            raise ModelUnusable(f"{path} is no dateline reader: its format is {facts.get('format')!r}, {_FORMAT!r} is needed")
        source = model_folder(PACKAGED) / "tokenizer.json"
        found = hashlib.sha256(source.read_bytes()).hexdigest()
        if found != facts["tokenizer_sha256"]:
            raise ModelUnusable(f"{path} was trained with another tokenizer than {source.name} (sha256 {found[:12]}…)")
        tokenizer = Tokenizer.from_file(str(source))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        return _Loaded(session, tokenizer, pool, int(facts["max_tokens"]), int(facts["max_answer_tokens"]))
    except ModelUnusable:
        raise
    except Exception as error:  # onnxruntime raises classes of its own, none of which is public
        raise ModelUnusable(f"the reader {path} cannot be loaded: {error}") from error


def _read(loaded: _Loaded, question: str, passage: Passage) -> Reading:
    header = " ".join(passage.header.split()[:_HEADER_WORDS])
    lead = f"{header}\n" if header else ""
    encoded = loaded.tokenizer.encode(_cut(loaded.tokenizer, question), lead + passage.text)
    kept = min(len(encoded.ids), loaded.max_tokens)
    feed = {
        "input_ids": np.asarray([encoded.ids[:kept]], np.int64),
        "attention_mask": np.ones((1, kept), np.int64),
        "token_type_ids": np.asarray([encoded.type_ids[:kept]], np.int64),
    }
    try:
        relevance, answerable, start, end = loaded.session.run(["relevance", "answerable", "start", "end"], feed)
    except Exception as error:  # as above
        raise ModelUnusable(f"the reader failed: {error}") from error
    span, margin = _span(start[0], end[0], encoded, kept, len(lead), loaded.max_answer)
    return Reading(float(relevance[0]), float(answerable[0]), span, margin)


def _cut(tokenizer: Tokenizer, question: str) -> str:
    """The question, at most as long as the reader was trained on."""
    encoded = tokenizer.encode(question, add_special_tokens=False)
    return question if len(encoded.ids) <= _QUESTION_TOKENS else question[: encoded.offsets[_QUESTION_TOKENS - 1][1]]


def _span(start: _Floats, end: _Floats, encoded: Encoding, kept: int, lead: int, longest: int) -> tuple[Span | None, float]:
    """The best run of passage tokens and how far it is above "no answer"; None where the passage has no token of its own."""
    offsets = encoded.offsets[:kept]
    own = [
        number
        for number in range(1, kept)
        if encoded.type_ids[number] == 1 and offsets[number][0] >= lead and offsets[number][1] > offsets[number][0]
    ]
    if not own:
        return None, -float(start[0] + end[0])
    opening, closing, score = best_span(start, end, own[0], own[-1] + 1, longest)
    return Span(offsets[opening][0] - lead, offsets[closing][1] - lead), score - float(start[0] + end[0])


def best_span(start: _Floats, end: _Floats, first: int, last: int, longest: int) -> tuple[int, int, float]:
    """Of the tokens from `first` to before `last`, the opening and the closing one with the highest start + end, and that sum.

    At most `longest` tokens; the earliest, then the shortest of equals. Raises ValueError where there are no tokens.
    """
    if last <= first:
        raise ValueError("the passage has no tokens")
    sums = start[first:last, None].astype(np.float64) + end[None, first:last]
    possible = np.tril(np.triu(np.ones_like(sums, dtype=bool)), longest - 1)  # ends no earlier than it starts, and is not too long
    best = int(np.argmax(np.where(possible, sums, -np.inf)))
    opening, closing = divmod(best, last - first)
    return first + opening, first + closing, float(sums[opening, closing])


class RankingReader:
    """A sentence-transformers CrossEncoder from a folder: it ranks, and points at no words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._model: Any = None
        self._digest: str | None = None

    @property
    def name(self) -> str:
        """`folder@sha256:…`. Raises ModelUnusable when there is no model."""
        if self._digest is None:
            self._digest = _digest_of(self._folder / "model.safetensors")
        return f"{self._folder.name}@sha256:{self._digest}"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in order; relevance and answerability are the same number. Raises ModelUnusable."""
        from index.encoder import load_cross_encoder

        with self._lock:
            if self._model is None:
                _digest_of(self._folder / "model.safetensors")
                self._model = load_cross_encoder(self._folder)
            pairs = [(question, f"{one.header}\n{one.text}" if one.header else one.text) for one in passages]
            try:  # one by one: padding to a batch would let a passage's number depend on the others
                scores = self._model.predict(pairs, batch_size=1, show_progress_bar=False) if pairs else []
            except (RuntimeError, ValueError, MemoryError) as error:
                raise ModelUnusable(f"the cross-encoder {self._folder} failed: {error}") from error
        if not np.all(np.isfinite(np.asarray(scores, np.float64))):
            raise ModelUnusable(f"the cross-encoder {self._folder} returned numbers that are not finite")
        return [Reading(float(score), float(score), None, 0.0) for score in scores]
