"""Judged cases → TREC files over articles, for trec_eval and every tool that reads its formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from eval.judge import Judged
from eval.measures.trec import article_ranking
from eval.runfile import write_whole

TAG = "dateline"


def write_trec(judged: Sequence[Judged], folder: Path) -> None:
    """`articles.run` and `articles.qrels`, with every case that seeks evidence, found or not."""
    seeking = [one for one in judged if one.seeks_evidence]
    write_whole(folder / "articles.run", "".join(_run_lines(seeking)))
    write_whole(folder / "articles.qrels", "".join(_qrel_lines(seeking)))


def _run_lines(judged: Iterable[Judged]) -> Iterable[str]:
    for one in judged:
        ranking = article_ranking(one)
        for rank, article in enumerate(ranking, start=1):
            yield f"{_word(one.case.id)} Q0 {_word(article)} {rank} {len(ranking) - rank + 1} {TAG}\n"


def _qrel_lines(judged: Iterable[Judged]) -> Iterable[str]:
    for one in judged:
        grades: dict[str, int] = {}
        for gold in one.case.evidence:
            grades[gold.article] = max(gold.grade, grades.get(gold.article, 0))
        for article, grade in grades.items():
            yield f"{_word(one.case.id)} 0 {_word(article)} {grade}\n"


def _word(name: str) -> str:
    """The formats separate by white space, so an id that holds some is percent-encoded."""
    return quote(name, safe="") if any(ch.isspace() for ch in name) else name
