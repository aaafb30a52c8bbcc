"""Settings of the index: inert values; every constant that was measured names the run that chose it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How articles are cut, embedded and ranked. Everything but `data_dir` has a measured default (docs/ranking.md)."""

    data_dir: Path
    """Folder of the catalog and its followers; made when absent."""

    model: str = "all-MiniLM-L6-v2"
    """The packaged encoder, or the folder of another sentence-transformers model."""

    passage_words: int = 200
    """Words in a passage, 20..400."""

    header: bool = True
    """Embed and search title, source and date in front of each passage; what is stored and cited stays the bare slice."""

    candidates: int = 100
    """Passages each leg hands to fusion, 10..1000."""

    generation: bool = True
    """Keep a Chroma generation and search it; off: exact search over the catalog's embeddings only."""

    def __post_init__(self) -> None:
        _within("passage_words", self.passage_words, 20, 400)
        _within("candidates", self.candidates, 10, 1000)


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} must be {low}..{high}, got {value}")
