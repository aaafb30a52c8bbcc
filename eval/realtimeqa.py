"""RealTimeQA's own files (`*_qa.jsonl` beside `*_gcs.jsonl`) → the searched articles, and the questions whose answer stands in one.

A line of the questions: `question_id`, `question_date` (2022/06/16), `question_sentence`, `choices`, `answer` (numbers of choices, as
texts), `evidence` (HTML with links, or empty). A line of the search results: `question_id`, `search_result` with `url`, `title`, `text`
and `publish_date`. Asked are the questions whose evidence links to an article that is there and that holds the answer: of the others
nobody knows where the answer stands. How many were left out is said.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from eval.beir import whole_words
from eval.cases import checked_set
from eval.errors import BadCases, WrongRowError
from eval.model import Case, CaseSet, Gold
from index.model import Article

_QUESTIONS, _ARTICLES = re.compile(r"_qa(_nota)?\.jsonl\Z"), "_gcs.jsonl"
_LINK = re.compile(r"""href\s*=\s*["']([^"'#\s]+)""", re.IGNORECASE)
_NONE_OF_THEM = "none of the above"


def is_realtimeqa(path: Path) -> bool:
    """Whether it is a file of questions in this form, or a folder that holds some together with their articles."""
    return bool(_files(path))


def realtimeqa_articles(path: Path) -> Iterator[Article]:
    """Every searched article once, by its address; of several copies the longest."""
    yield from _articles(path).values()


def realtimeqa_cases(path: Path, *, as_of: bool = False) -> CaseSet:
    """The questions that can be scored; `as_of`: searched as of the day they were asked. Raises BadCases with every problem found."""
    articles, problems = _articles(path), list[str]()
    cases, seen = list[Case](), 0
    for file in _files(path):
        for place, row in _rows(file):
            seen += 1
            try:
                case = _case(place, row, articles, as_of=as_of)
            except (WrongRowError, KeyError, TypeError, AttributeError) as error:
                told = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
                problems.append(f"{place}: {told}")
                continue
            if case.evidence:
                cases.append(case)
    if not problems and not cases:
        problems.append(f"{path}: none of {seen} questions links to a searched article that holds its answer, so none can be scored")
    name = path.resolve().name.removesuffix(".jsonl")
    note = f"{len(cases)} of {seen} questions are asked: the others link to no searched article that holds their answer"
    return replace(checked_set(name, cases, problems), note=note if len(cases) < seen else "")


def realtimeqa_digest(path: Path) -> str:
    """SHA-256 over the files that the articles are read from."""
    sha = hashlib.sha256()
    for file in _files(path):
        sha.update(_articles_beside(file).read_bytes())
    return sha.hexdigest()


def _files(path: Path) -> list[Path]:
    """The files of questions; of a folder those that have their articles beside them."""
    if path.is_dir():
        return [file for file in sorted(path.glob("*_qa.jsonl")) if _articles_beside(file).is_file()]
    return [path] if path.is_file() and path.suffix == ".jsonl" and _looks_like_it(path) else []


def _looks_like_it(path: Path) -> bool:
    """The first line decides, whatever the file is called."""
    with path.open("rb") as lines:
        first = next((line for line in lines if line.strip()), b"")
    return b'"question_id"' in first and b'"question_sentence"' in first


def _articles_beside(file: Path) -> Path:
    return file.with_name(_QUESTIONS.sub("", file.name) + _ARTICLES)


def _articles(path: Path) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for file in _files(path):
        beside = _articles_beside(file)
        if not beside.is_file():
            raise BadCases([f"{file}: its articles are not there; put {beside.name} (RealTimeQA's search results) beside it"])
        for place, row in _rows(beside):
            for entry in _results(place, row):
                article = _article(place, entry)
                if article and (article.id not in found or len(found[article.id].text) < len(article.text)):
                    found[article.id] = article
    return found


def _results(place: str, row: Mapping[str, object]) -> list[Mapping[str, object]]:
    results = row.get("search_result")
    if not isinstance(results, list) or not all(isinstance(entry, Mapping) for entry in results):
        raise BadCases([f"{place}: search_result is not a list of articles; is this RealTimeQA's *_gcs.jsonl?"])
    return results


def _article(place: str, entry: Mapping[str, object]) -> Article | None:
    url, text, title = entry.get("url"), entry.get("text"), entry.get("title")
    if not isinstance(url, str) or not url:
        raise BadCases([f"{place}: a search result has no url"])
    if not isinstance(text, str) or not text.strip():
        return None  # a page that could not be read when it was found
    day = _day(entry.get("publish_date"))
    return Article(
        id=_address(url),
        text=text,
        title=title if isinstance(title, str) and title.strip() else None,
        url=url,
        published_at=day,
        published_from="metadata" if day else None,
    )


def _case(place: str, row: Mapping[str, object], articles: Mapping[str, Article], *, as_of: bool) -> Case:
    question, choices, day = row["question_sentence"], row["choices"], _day(row.get("question_date"))
    if not isinstance(question, str) or not question.strip():
        raise WrongRowError(f"question_sentence is {question!r}; give it as text")
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise WrongRowError("choices is not a list of texts")
    answers = _answers(row["answer"], choices)
    linked = dict.fromkeys(_address(link) for link in _LINK.findall(str(row.get("evidence") or "")))
    return Case(
        id=str(row["question_id"]),
        question=question.strip(),
        answers=answers,
        evidence=tuple(gold for link in linked if link in articles and (gold := _gold(articles[link], answers))),
        as_of=day if as_of else None,
        place=place,
    )


def _answers(numbers: object, choices: list[str]) -> tuple[str, ...]:
    """The words of the right choices; none where the right one is that no choice is right."""
    if not isinstance(numbers, list) or not numbers:
        raise WrongRowError(f"answer is {numbers!r}; give the numbers of the right choices, from 0, as a list")
    found = []
    for number in numbers:
        if not str(number).isdecimal() or int(str(number)) >= len(choices):
            raise WrongRowError(f"answer {number!r} is not the number of one of the {len(choices)} choices, which count from 0")
        found.append(choices[int(str(number))].strip().strip("“”\"'‘’").strip())
    return tuple(answer for answer in found if answer and answer.casefold() != _NONE_OF_THEM)


def _gold(article: Article, answers: tuple[str, ...]) -> Gold | None:
    spans = sorted({match.span() for answer in answers for match in whole_words(answer).finditer(article.text)})
    return Gold(article.id, spans=tuple(spans)) if spans else None


def _address(url: str) -> str:
    """The same for every way in which one page is linked to: no fragment, no query, no scheme, no slash at the end."""
    return re.sub(r"[?#].*", "", re.sub(r"\A[a-z]+://(www\.)?", "", url.strip().replace("&amp;", "&"), flags=re.IGNORECASE)).rstrip("/")


def _day(text: object) -> str | None:
    """`2022/06/16` as ISO; None for anything else, since some pages have no date."""
    try:
        return dt.date.fromisoformat(str(text)[:10].replace("/", "-")).isoformat()
    except ValueError:
        return None


def _rows(file: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise BadCases([f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8"]) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{file.name}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadCases([f"{place}: not JSON ({error}); write one object a line"]) from error
        if not isinstance(row, Mapping):
            raise BadCases([f"{place}: not an object; write one object a line"])
        yield place, cast("Mapping[str, object]", row)
