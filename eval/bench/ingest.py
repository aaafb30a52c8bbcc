"""Articles → how near ingest comes to the encoder's own speed on the same texts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from index import chunk
from index.encoder import SentenceEncoder
from index.index import Index, embedded_text
from index.model import Article
from index.settings import IndexSettings


def ingest_ratio(articles: Sequence[Article], folder: Path, rounds: int) -> dict[str, float]:
    """`ratio`: raw encoding time over the time of `Index.put`, 1.0 when everything but encoding were free; median of `rounds`.

    `with_chroma` counts building the Chroma generation as well. Rates are passages a second.
    """
    settings = IndexSettings(folder)
    encoder = SentenceEncoder()
    texts = [
        embedded_text(article, span.of(article.text), settings)
        for article in articles
        for span in chunk.passages(article.text, settings.passage_words)
    ]
    encoder.encode(texts[:40])
    raw, put, settled = [], [], []
    for number in range(rounds):
        start = time.perf_counter()
        encoder.encode(texts)
        raw.append(time.perf_counter() - start)
        with Index.open(IndexSettings(folder / str(number)), encoder=encoder) as index:
            start = time.perf_counter()
            index.put(articles)
            put.append(time.perf_counter() - start)
            index.settle()
            settled.append(time.perf_counter() - start)
    ratios = [one / other for one, other in zip(raw, put, strict=True)]
    whole = [one / other for one, other in zip(raw, settled, strict=True)]
    return {
        "passages": len(texts),
        "raw_rate": round(len(texts) / statistics.median(raw), 1),
        "ingest_rate": round(len(texts) / statistics.median(put), 1),
        "ratio": round(statistics.median(ratios), 3),
        "with_chroma": round(statistics.median(whole), 3),
    }
