"""A folder of articles and questions → an index over exactly those articles, built once for each corpus and settings."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from eval.beir import corpus_digest, is_beir, read_corpus
from eval.errors import BadCases
from index.index import Index
from index.model import Article
from index.records import read_article
from index.settings import IndexSettings
from index.strict_json import loads

SAMPLE = Path(__file__).parent / "data" / "sample"
"""The articles and cases that are shipped."""
ARTICLES = "articles.jsonl"
CASES = "cases.jsonl"
SAMPLE = Path(__file__).parent / "data" / "sample"
"""The articles and cases that come with the package."""

Progress = Callable[[int, int], None]
"""(articles done, articles in all)"""


def is_sample(folder: Path) -> bool:
    """Whether the folder holds articles.jsonl and cases.jsonl, the layout of the shipped sample."""
    return (folder / ARTICLES).is_file() and (folder / CASES).is_file()


def build_corpus_index(
    folder: Path,
    settings: IndexSettings,
    data_dir: Path,
    progress: Progress = lambda done, total: None,
    open_index: Callable[[IndexSettings], Index] = Index.open,
) -> Index:
    """An open index over the folder's articles, under `data_dir`; what an earlier call has built is used again.

    The place is chosen by a digest of the articles and of every setting but the folder, so a change of either builds anew. A build
    that broke off goes on where it was, since putting an article twice changes nothing.
    """
    articles = list(folder_articles(folder))
    place = data_dir / f"{folder.resolve().name}-{_key(folder, settings)}"
    index = open_index(dataclasses.replace(settings, data_dir=place))
    done = place / "whole.json"
    if done.is_file():
        progress(len(articles), len(articles))
        return index
    try:
        _put_all(index, articles, progress)
        index.settle()
    except BaseException:
        index.close()
        raise
    done.write_text(json.dumps({"articles": len(articles)}), encoding="utf-8")
    return index


def folder_articles(folder: Path) -> Iterator[Article]:
    """The articles of either layout. Raises BadCases when the folder has neither."""
    if is_sample(folder):
        return _sample_articles(folder)
    if is_beir(folder):
        return read_corpus(folder)
    raise BadCases([f"{folder}: holds neither {ARTICLES} and {CASES} nor corpus.jsonl and queries.jsonl (or their .xz)"])


def _sample_articles(folder: Path) -> Iterator[Article]:
    today = datetime.now(UTC).date()
    for number, line in enumerate((folder / ARTICLES).read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        record = loads(line)
        if not isinstance(record, dict):
            raise BadCases([f"{ARTICLES}:{number}: not an object; write one article a line"])
        yield read_article(record, today=today)


def _put_all(index: Index, articles: list[Article], progress: Progress) -> None:
    done = 0

    def step(finished: int) -> None:
        nonlocal done
        done += finished
        progress(done, len(articles))

    index.put(articles, step)


def _key(folder: Path, settings: IndexSettings) -> str:
    plain = {field.name: repr(getattr(settings, field.name)) for field in dataclasses.fields(settings) if field.name != "data_dir"}
    articles = hashlib.sha256((folder / ARTICLES).read_bytes()).hexdigest() if is_sample(folder) else corpus_digest(folder)
    return hashlib.sha256(json.dumps([articles, plain], sort_keys=True).encode()).hexdigest()[:16]
