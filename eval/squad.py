"""A SQuAD 1.1 or 2.0 JSON file → its paragraphs as Articles, and its questions as Cases with located spans."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.cases import checked_set
from eval.errors import BadCases, WrongRowError
from eval.model import Case, CaseSet, Gold
from index.model import Article


def is_squad(path: Path) -> bool:
    """Whether the file may be one: a .json file (case files are .jsonl or .csv)."""
    return path.is_file() and path.suffix.lower() == ".json"


def squad_articles(path: Path) -> Iterator[Article]:
    """One article a paragraph; its id is the page's title and the paragraph's number."""
    for article_id, title, paragraph in _paragraphs(path):
        yield Article(id=article_id, text=_text(paragraph, "context", article_id), title=title)


def squad_cases(path: Path) -> CaseSet:
    """Every question; the ones marked impossible are unanswerable. Raises BadCases with every problem found."""
    problems: list[str] = []
    cases = []
    for article_id, _, paragraph in _paragraphs(path):
        for row in paragraph.get("qas", []):
            try:
                cases.append(_case(article_id, paragraph["context"], row))
            except (WrongRowError, KeyError, TypeError, AttributeError) as error:
                problems.append(f"{path.name}: {article_id}: {error}")
    return checked_set(path.stem, cases, problems)


def _case(article_id: str, text: str, row: Mapping[str, Any]) -> Case:
    case_id = row["id"]
    impossible = row.get("is_impossible") is True
    golds = [] if impossible else [_gold(article_id, text, case_id, answer) for answer in row["answers"]]
    if not impossible and not golds:
        raise WrongRowError(f"question {case_id!r} has no answers; mark it is_impossible")
    return Case(
        id=case_id,
        question=row["question"],
        answers=tuple(dict.fromkeys(gold.quote for gold in golds if gold.quote)),
        evidence=tuple(dict.fromkeys(golds)),
        answerable=not impossible,
        cluster=article_id,
        place=article_id,
    )


def _gold(article_id: str, text: str, case_id: str, answer: Mapping[str, Any]) -> Gold:
    quote, start = answer["text"], answer["answer_start"]
    if not quote or text[start : start + len(quote)] != quote:
        raise WrongRowError(f"question {case_id!r}: {quote!r} is not at {start} of its paragraph")
    return Gold(article_id, quote, start, spans=((start, start + len(quote)),))


def _paragraphs(path: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadCases([f"{path}: cannot be read as JSON ({error})"]) from error
    pages = document.get("data") if isinstance(document, Mapping) else None
    if not isinstance(pages, list):
        raise BadCases([f'{path}: not in SQuAD form ({{"data": [{{"title", "paragraphs"}}]}}); case files are .jsonl or .csv'])
    for page in pages:
        title = str(page.get("title", "untitled"))
        for number, paragraph in enumerate(page.get("paragraphs", [])):
            yield f"{title}#{number}", title.replace("_", " "), paragraph


def _text(paragraph: Mapping[str, Any], name: str, place: str) -> str:
    text = paragraph.get(name)
    if not isinstance(text, str) or not text.strip():
        raise BadCases([f"{place}: paragraph without {name}"])
    return text
