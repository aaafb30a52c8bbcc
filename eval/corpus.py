"""A set that brings its articles → an index over exactly those articles, built once for each state of articles and settings."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from eval.sets import articles_digest, set_articles
from index import chunk
from index.index import Index
from index.model import Article
from index.settings import IndexSettings

SAMPLE = Path(__file__).parent / "data" / "sample"
"""The articles and cases that come with the package."""

Progress = Callable[[int, int], None]
"""(articles done, articles in all)"""


def build_corpus_index(
    path: Path,
    settings: IndexSettings,
    data_dir: Path,
    progress: Progress = lambda done, total: None,
    open_index: Callable[[IndexSettings], Index] = Index.open,
) -> Index:
    """An open index over the set's articles, under `data_dir`; what an earlier call has built is used again.

    The place is chosen by a digest of the articles and of every setting but the folder, so a change of either builds anew. A build
    that broke off goes on where it was, since putting an article twice changes nothing.
    """
    place = data_dir / f"{path.resolve().stem}-{_key(path, settings)}"
    index = open_index(dataclasses.replace(settings, data_dir=place))
    done = place / "whole.json"
    if done.is_file():
        return index
    try:
        articles = list(set_articles(path))
        _put_all(index, articles, progress)
        index.settle()
        done.write_text(json.dumps({"articles": len(articles)}), encoding="utf-8")
    except BaseException:
        index.close()
        raise
    return index


def _put_all(index: Index, articles: list[Article], progress: Progress) -> None:
    done = 0

    def step(finished: int) -> None:
        nonlocal done
        done += finished
        progress(done, len(articles))

    index.put(articles, step)


def _key(path: Path, settings: IndexSettings) -> str:
    plain = {field.name: repr(getattr(settings, field.name)) for field in dataclasses.fields(settings) if field.name != "data_dir"}
    return hashlib.sha256(json.dumps([articles_digest(path), plain, chunk.VERSION], sort_keys=True).encode()).hexdigest()[:16]
