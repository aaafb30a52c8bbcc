"""Short ways to make what the tests of the index are about: articles, views, spans."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from hypothesis import settings

from index import chunk
from index.catalog import IndexedVersion
from index.columns import NEVER, View
from index.errors import NoSpace
from index.index import embedded_text
from index.lexical import HEADER_WEIGHT
from index.model import Article, Span
from index.segment import build
from index.settings import IndexSettings
from tests.index.encoders import HashEncoder

TODAY = dt.date(2024, 6, 1)
SHARED = Path(__file__).resolve().parents[3] / "shared"

law = settings(deadline=None, max_examples=60)
"""For hypothesis: enough examples to find what is wrong, on a machine that is shared with others."""

WORDS = (
    "the a of in on was were is officials said checkpoint corridor road bridge talks minister Armenia Azerbaijan Washington April May "
    "installed five days earlier Tuesday Lachin peace treaty delegation border soldiers Red Cross convoy visit foreign agreement 2023 23"
).split()


def sentence(rng: random.Random, least: int = 3, most: int = 14) -> str:
    words = rng.choices(WORDS, k=rng.randint(least, most))
    return " ".join(words).capitalize() + "."


def text_of(rng: random.Random, sentences: int) -> str:
    return " ".join(sentence(rng) for _ in range(sentences))


def article(name: str, text: str | None = None, **fields: str | None) -> Article:
    """An article that is the same for the same name."""
    rng = random.Random(name)
    return Article(id=name, text=text or f"About {name}.\n\n{text_of(rng, rng.randint(1, 9))}", **fields)


def articles(count: int, prefix: str = "a", **fields: str | None) -> list[Article]:
    return [article(f"{prefix}{number:03}", title=f"Title {number}", **fields) for number in range(count)]


def indexed(one: Article, first_key: int, words: int = 20) -> IndexedVersion:
    """The version as the catalog hands it to the followers, cut into passages of about `words` words."""
    spans = tuple(chunk.passages(one.text, words))
    texts = [embedded_text(one, span.of(one.text), IndexSettings(Path())) for span in spans]
    return IndexedVersion(one, 1, tuple(range(first_key, first_key + len(spans))), spans, HashEncoder().encode(texts))


def view_of(all_articles: Iterable[Article], words: int = 20) -> View:
    """A fresh view of these articles: one segment, every version the current one."""
    versions, key = [], 1
    for seq, one in enumerate(all_articles, 1):
        version = indexed(one, key, words)
        key += len(version.keys)
        versions.append((seq, version))
    segment = build(versions, HEADER_WEIGHT, HashEncoder().dim)
    return View.of(len(versions), "0" * 64, [(segment, np.full(len(segment.article_ids), NEVER))])


def fill(put: Callable[[int], object]) -> int:
    """How often `put(0)`, `put(1)`, … went well before the disk was full."""
    for number in range(10_000):
        try:
            put(number)
        except NoSpace:
            return number
    raise AssertionError("the disk was never full")


def texts_of(text: str, spans: Sequence[Span]) -> list[str]:
    return [span.of(text) for span in spans]
