"""A path → the kind of set it is, its cases, and, where it brings them along, its articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from eval.beir import ReaderOptions, corpus_digest, is_beir, read_cases, read_corpus
from eval.cases import load_cases
from eval.errors import BadCases
from eval.model import CaseSet
from eval.realtimeqa import is_realtimeqa, realtimeqa_articles, realtimeqa_cases, realtimeqa_digest
from eval.squad import is_squad, squad_articles, squad_cases
from index.model import Article
from index.records import read_article
from index.strict_json import loads

ARTICLES, CASES = "articles.jsonl", "cases.jsonl"
PRESETS = {"realtimeqa": ReaderOptions(gold="cited", holds_answer=True, spans="answers")}
"""Reader options for folders whose name starts so, used where none are given."""
_LAYOUTS = f"{ARTICLES} and {CASES}, nor corpus.jsonl and queries.jsonl (plain or .xz), nor RealTimeQA's *_qa.jsonl with *_gcs.jsonl"


def brings_articles(path: Path) -> bool:
    """Whether the set is to be asked of its own articles rather than of the user's index. Raises BadCases for an unknown folder."""
    if path.is_dir() and not (is_sample(path) or is_beir(path) or is_realtimeqa(path)):
        raise BadCases([f"{path}: holds neither {_LAYOUTS}"])
    return path.is_dir() or is_squad(path) or is_realtimeqa(path)


def read_set(path: Path, reader: ReaderOptions | None = None) -> CaseSet:
    """The cases; `reader` None: the preset for the folder's name."""
    if not brings_articles(path):
        return load_cases(path)
    if is_squad(path):
        return squad_cases(path)
    if is_sample(path):
        return replace(load_cases(path / CASES), name=path.resolve().name)
    if not is_beir(path):
        return realtimeqa_cases(path, as_of=bool(reader and reader.as_of))
    return read_cases(path, reader or preset(path))


def set_articles(path: Path) -> Iterator[Article]:
    """The articles that the set brings."""
    if is_squad(path):
        return squad_articles(path)
    if is_sample(path):
        return _sample_articles(path / ARTICLES)
    return read_corpus(path) if is_beir(path) else realtimeqa_articles(path)


def articles_digest(path: Path) -> str:
    """SHA-256 over what the articles are read from."""
    if is_squad(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    if is_sample(path):
        return hashlib.sha256((path / ARTICLES).read_bytes()).hexdigest()
    return corpus_digest(path) if is_beir(path) else realtimeqa_digest(path)


def is_sample(folder: Path) -> bool:
    """Whether the folder holds articles.jsonl and cases.jsonl, the layout of the shipped sample."""
    return (folder / ARTICLES).is_file() and (folder / CASES).is_file()


def preset(folder: Path) -> ReaderOptions:
    """The reader options that a folder's name calls for."""
    name = folder.resolve().name
    return next((options for start, options in PRESETS.items() if name.startswith(start)), ReaderOptions())


def _sample_articles(path: Path) -> Iterator[Article]:
    today = datetime.now(UTC).date()
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        record = loads(line)
        if not isinstance(record, dict):
            raise BadCases([f"{path.name}:{number}: not an object; write one article a line"])
        yield read_article(record, today=today)
