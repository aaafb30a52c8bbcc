"""A text → how many tokens it has for the packaged encoder, and where a given number of them ends."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from index.encoder import PACKAGED, model_folder

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def count(text: str) -> int:
    """The tokens of a text, without those that only frame it. Raises ModelUnusable."""
    return len(_tokenizer().encode(text, add_special_tokens=False).ids) if text else 0


def end_of(text: str, most: int) -> int:
    """Where the first `most` tokens end: the length of the text when it has no more. Raises ModelUnusable."""
    offsets = _tokenizer().encode(text, add_special_tokens=False).offsets
    return len(text) if len(offsets) <= most else int(offsets[most - 1][1])


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer  # only where something is counted

    tokenizer = Tokenizer.from_file(str(model_folder(PACKAGED) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
