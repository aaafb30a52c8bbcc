"""A folder in the corpus/queries/qrels layout (plain or .xz) → Articles, and Cases whose gold is located in them."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TextIO, cast

from eval.cases import checked_set, locate, occurrences
from eval.errors import BadCases, WrongRowError
from eval.model import Case, CaseSet, Gold, Library
from index.model import Article

Spans = Literal["stated", "answers"]


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """Which questions of a folder to ask, and where their answers may stand.

    `gold`: keep questions whose `gold` field has this value (`cited`, `weak`). `split`: the same for `split`.
    `answerable_only`: leave out the unanswerable ones. `holds_answer`: leave out questions none of whose gold articles holds
    an answer, whatever the case of its letters. `spans`: "stated", only the places the set states (questions without one
    count as found when their article is); "answers", every place in a gold article where an answer stands as whole words.
    `as_of`: search as of the day a question was asked. `every`: keep each n-th question. `queries`, `qrels`: file stems.
    """

    gold: str | None = None
    split: str | None = None
    answerable_only: bool = False
    holds_answer: bool = False
    spans: Spans = "stated"
    as_of: bool = False
    every: int = 1
    queries: str = "queries"
    qrels: str = "qrels"


def is_beir(folder: Path) -> bool:
    """Whether the folder holds a corpus and queries."""
    return all(any((folder / f"{stem}.jsonl{end}").is_file() for end in ("", ".xz")) for stem in ("corpus", "queries"))


def corpus_digest(folder: Path) -> str:
    """SHA-256 of the corpus text, the same for plain and packed files."""
    sha = hashlib.sha256()
    with _open(folder, "corpus.jsonl") as lines:
        for line in lines:
            sha.update(line.rstrip("\r\n").encode() + b"\n")
    return sha.hexdigest()


def read_corpus(folder: Path) -> Iterator[Article]:
    """Every article of the corpus, in file order; texts stay as they are, so that stated offsets hold."""
    for place, row in _rows(folder, "corpus.jsonl"):
        article_id, text = row.get("id", row.get("_id")), row.get("text")
        if not isinstance(article_id, str) or not isinstance(text, str):
            raise BadCases([f"{place}: needs id and text, both text"])
        if not text.strip():
            continue
        yield Article(
            id=article_id,
            text=text,
            title=_word(row, "title"),
            url=_word(row, "url"),
            source=_word(row, "source"),
            author=_word(row, "author"),
            published_at=_word(row, "published_at"),
            published_from="metadata" if _word(row, "published_at") else None,
        )


def read_cases(folder: Path, options: ReaderOptions = ReaderOptions()) -> CaseSet:
    """The folder's questions as the options choose them, spans located. Raises BadCases with every problem found."""
    grades = _qrels(folder, options.qrels)
    texts = _Texts({article.id: article.text for article in read_corpus(folder)})
    problems: list[str] = []
    cases = []
    for place, row in _rows(folder, f"{options.queries}.jsonl"):
        if not _wanted(row, options):
            continue
        try:
            case = _case(place, row, grades, options)
        except ValueError as error:
            problems.append(f"{place}: {error}")
            continue
        if not options.holds_answer or _holds_answer(case, texts):
            cases.append(_answer_spans(case, texts) if options.spans == "answers" else case)
    return locate(checked_set(folder.name, cases[:: options.every], problems), texts)


class _Texts:
    """The corpus as a Library."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def find(self, name: str) -> str | None:
        return name if name in self._texts else None

    def text(self, article_id: str, version: int | None = None) -> str | None:
        return self._texts.get(article_id)


def library(folder: Path) -> Library:
    """The corpus as a place to look article text up."""
    return _Texts({article.id: article.text for article in read_corpus(folder)})


def _wanted(row: Mapping[str, object], options: ReaderOptions) -> bool:
    if options.answerable_only and row.get("answerable") is not True:
        return False
    if options.split is not None and row.get("split") != options.split:
        return False
    # answerable null: the set does not know (RealTimeQA without a label), so nothing can be scored
    return row.get("gold") == options.gold if options.gold is not None else row.get("answerable", True) is not None


def _case(place: str, row: Mapping[str, object], grades: Mapping[str, Mapping[str, int]], options: ReaderOptions) -> Case:
    case_id, question = row.get("id", row.get("_id")), row.get("question", row.get("text"))
    if not isinstance(case_id, str) or not isinstance(question, str):
        raise WrongRowError("needs id and question, both text")
    answerable = row.get("answerable", True) is True
    graded = grades.get(case_id, {})
    stated = [_gold(entry, graded) for entry in cast("list[Mapping[str, object]]", row.get("evidence") or [])]
    named = {gold.article for gold in stated}
    # articles that only the qrels name count as a whole; where evidence is stated, lower grades (automatic labels) are not gold
    whole = [] if stated else [Gold(article, grade=grade) for article, grade in graded.items() if grade > 0]
    asked_at = _word(row, "asked_at")
    return Case(
        id=case_id,
        question=question,
        answers=tuple(str(answer) for answer in cast("list[object]", row.get("answers") or [])),
        evidence=tuple(stated + [gold for gold in whole if gold.article not in named]) if answerable else (),
        type=_word(row, "type"),
        answerable=answerable,
        as_of=asked_at[:10] if options.as_of and asked_at else None,
        cluster=_word(row, "context_id"),
        place=place,
    )


def _gold(entry: Mapping[str, object], graded: Mapping[str, int]) -> Gold:
    doc, text, start = entry.get("doc"), entry.get("text"), entry.get("start")
    if not isinstance(doc, str):
        raise WrongRowError("evidence without doc")
    quote = text if isinstance(text, str) and text else None
    return Gold(doc, quote, start if isinstance(start, int) else None, grade=graded.get(doc, 1))


def _holds_answer(case: Case, texts: Library) -> bool:
    found = ((texts.text(gold.article) or "").lower() for gold in case.evidence)
    return any(answer.lower() in text for text in found for answer in case.answers)


def _answer_spans(case: Case, texts: Library) -> Case:
    """The case with, for each gold article, every place of a stated quote or of an answer as its spans."""
    spans: dict[str, set[tuple[int, int]]] = {}
    for gold in case.evidence:
        text = texts.text(gold.article) or ""
        places = spans.setdefault(gold.article, set())
        if gold.quote is not None:
            stated = occurrences(text, gold.quote)
            places.update(span for span in stated if gold.start in (None, span[0]))
        for answer in case.answers:
            places.update(match.span() for match in whole_words(answer).finditer(text))
    grades = {gold.article: gold.grade for gold in case.evidence}
    golds = (Gold(article, grade=grades[article], spans=tuple(sorted(places))) for article, places in spans.items())
    return replace(case, evidence=tuple(golds))


def whole_words(answer: str) -> re.Pattern[str]:
    """Finds the answer where it stands as words of its own, whatever the case of its letters."""
    left = r"(?<!\w)" if answer[:1].isalnum() else ""
    right = r"(?!\w)" if answer[-1:].isalnum() else ""
    return re.compile(left + re.escape(answer) + right, re.IGNORECASE)


def _qrels(folder: Path, stem: str) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    try:
        lines = _open(folder, f"{stem}.tsv")
    except BadCases:
        return grades  # sets with evidence in the queries need no qrels
    with lines:
        for number, line in enumerate(lines, start=1):
            parts = line.rstrip("\r\n").split("\t")
            if not line.strip() or (number == 1 and not parts[-1].lstrip("-").isdigit()):
                continue
            if len(parts) != 3 or not parts[2].lstrip("-").isdigit():
                raise BadCases([f"{stem}.tsv:{number}: write query-id, corpus-id and a whole number, tabs between"])
            grades.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    return grades


def _rows(folder: Path, name: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    with _open(folder, name) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadCases([f"{name}:{number}: not JSON ({error}); write one object a line"]) from error
            if not isinstance(row, Mapping):
                raise BadCases([f"{name}:{number}: not an object; write one object a line"])
            yield f"{name}:{number}", row


def _open(folder: Path, name: str) -> TextIO:
    """The file or its .xz form, lines ending only at line feeds."""
    if (folder / name).is_file():
        return (folder / name).open(encoding="utf-8", newline="\n")
    if (folder / f"{name}.xz").is_file():
        return cast("TextIO", lzma.open(folder / f"{name}.xz", "rt", encoding="utf-8", newline="\n"))
    raise BadCases([f"{folder / name}: no such file, nor {name}.xz; a set needs corpus.jsonl and queries.jsonl"])


def _word(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    return value.strip() if isinstance(value, str) and value.strip() else None
