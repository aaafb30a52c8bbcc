"""A file of known question-answer pairs (JSONL or CSV) → a checked CaseSet, its gold quotes located in the articles."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.dates import read_days
from eval.errors import BadCases, WrongRowError
from eval.model import Case, CaseSet, Gold, Library

MAX_FILE_BYTES = 512 * 1024 * 1024


def load_cases(path: Path) -> CaseSet:
    """Every case of a .jsonl or .csv file. Raises BadCases with every problem found: file:line, what, fix."""
    if not path.is_file():
        raise BadCases([f"{path}: no such file; give a .jsonl or .csv file of cases, or a folder with corpus and queries"])
    if path.stat().st_size > MAX_FILE_BYTES:
        raise BadCases([f"{path}: larger than {MAX_FILE_BYTES // 1024**2} MiB; split the set"])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadCases([f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8"]) from error
    problems: list[str] = []
    rows = _csv_rows(text) if path.suffix.lower() == ".csv" else _json_rows(text, path.name, problems)
    return checked_set(path.stem, _read_rows(rows, path.name, problems), problems)


def checked_set(name: str, cases: Iterable[Case], problems: Sequence[str] = ()) -> CaseSet:
    """The cases as a set, or BadCases: duplicate ids, nothing that can be answered, and the problems found before."""
    found, kept = list(problems), tuple(cases)
    first: dict[str, str] = {}
    for case in kept:
        if case.id in first:
            found.append(f"{case.place}: id {case.id!r} was used before, at {first[case.id]}; give every case its own id")
        first.setdefault(case.id, case.place)
    if not found and not any(case.answerable for case in kept):
        found.append(f"{name}: no answerable case among {len(kept)}; add at least one with answers and evidence")
    if found:
        raise BadCases(found)
    return CaseSet(name, kept)


def locate(cases: CaseSet, library: Library) -> CaseSet:
    """The set with article ids in place of names and the spans of every gold quote; BadCases names each one that is not there."""
    problems: list[str] = []
    located = tuple(replace(c, evidence=tuple(_located(c, g, library, problems) for g in c.evidence)) for c in cases.cases)
    if problems:
        raise BadCases(problems)
    return replace(cases, cases=located)


def occurrences(text: str, quote: str) -> tuple[tuple[int, int], ...]:
    """Every place, overlapping ones too, where `quote` stands in `text`."""
    places, at = [], text.find(quote)
    while at >= 0:
        places.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return tuple(places)


def _located(case: Case, gold: Gold, library: Library, problems: list[str]) -> Gold:
    article_id = library.find(gold.article)
    text = library.text(article_id) if article_id is not None else None
    if article_id is None or text is None:
        problems.append(f"{case.place}: case {case.id!r}: article {gold.article!r} is not in the index; ingest it or mend the name")
        return gold
    if gold.quote is None:
        return replace(gold, article=article_id)
    spans = occurrences(text, gold.quote)
    if gold.start is not None:
        spans = tuple(span for span in spans if span[0] == gold.start)
    if not spans:
        where = f" at {gold.start}" if gold.start is not None else ""
        problems.append(
            f"{case.place}: case {case.id!r}: quote {_short(gold.quote)} is not in article {gold.article!r}{where};"
            " copy the words exactly as they stand there"
        )
    return replace(gold, article=article_id, spans=spans)


def _json_rows(text: str, name: str, problems: list[str]) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), start=1):  # not splitlines: JSON text may hold U+2028
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            problems.append(f"{name}:{number}: not JSON ({error}); write one object a line")


def _csv_rows(text: str) -> Iterator[tuple[int, object]]:
    """Columns as the JSON fields; several answers with `|` between; evidence as `article` and `quote` columns."""
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        filled = {str(key).strip(): value.strip() for key, value in row.items() if key and isinstance(value, str) and value.strip()}
        case: dict[str, object] = {key: value for key, value in filled.items() if key not in ("article", "quote", "start")}
        if "answers" in filled:
            case["answers"] = [part.strip() for part in filled["answers"].split("|") if part.strip()]
        if "answerable" in filled:
            case["answerable"] = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
                filled["answerable"].lower(), filled["answerable"]
            )
        if "article" in filled:
            case["evidence"] = [{key: filled[key] for key in ("article", "quote") if key in filled}]
        yield reader.line_num, case


def _read_rows(rows: Iterable[tuple[int, object]], name: str, problems: list[str]) -> list[Case]:
    cases = []
    for number, row in rows:
        place = f"{name}:{number}"
        try:
            cases.append(_case(row, place))
        except ValueError as error:
            problems.append(f"{place}: {error}")
    return cases


def _case(row: object, place: str) -> Case:
    if not isinstance(row, Mapping):
        raise WrongRowError('not a case; write {"id": …, "question": …, "answers": […], "evidence": […]}')
    answerable = row.get("answerable", True)
    if not isinstance(answerable, bool):
        raise WrongRowError(f"answerable is {answerable!r}; write true or false")
    case = Case(
        id=_required(row, "id"),
        question=_required(row, "question"),
        answers=_texts(row, "answers"),
        date=_optional(row, "date"),
        evidence=_evidence(row),
        type=_optional(row, "type"),
        answerable=answerable,
        after=_day(row, "after"),
        before=_day(row, "before"),
        as_of=_day(row, "as_of"),
        sources=_texts(row, "sources"),
        cluster=_optional(row, "cluster"),
        independent_sources=_count(row, "independent_sources"),
        conflicting=_texts(row, "conflicting"),
        place=place,
    )
    if case.date is not None:
        read_days(case.date)
    if answerable and not (case.answers or case.date):
        raise WrongRowError(f'case {case.id!r} has neither answers nor a date; add one, or "answerable": false')
    if answerable and not case.evidence:
        raise WrongRowError(f'case {case.id!r} has no evidence; add [{{"article": …, "quote": …}}], or "answerable": false')
    return case


def _evidence(row: Mapping[str, object]) -> tuple[Gold, ...]:
    entries = row.get("evidence", [])
    if not isinstance(entries, list):
        raise WrongRowError('evidence is not a list; write [{"article": …, "quote": …}]')
    gold = []
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise WrongRowError('evidence holds something else than objects; write [{"article": …, "quote": …}]')
        gold.append(Gold(_required(entry, "article", "evidence."), _required(entry, "quote", "evidence.")))
    return tuple(gold)


def _required(row: Mapping[str, object], name: str, prefix: str = "") -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        got = "missing" if name not in row else f"{value!r}"
        raise WrongRowError(f"{prefix}{name} is {got}; give it as text")
    return value


def _optional(row: Mapping[str, object], name: str) -> str | None:
    return None if row.get(name) is None else _required(row, name)


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = row.get(name) if row.get(name) is not None else []
    if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
        raise WrongRowError(f"{name} is {_short(str(value))}; give a list of texts")
    return tuple(value)


def _day(row: Mapping[str, object], name: str) -> str | None:
    value = _optional(row, name)
    try:
        return dt.date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        raise WrongRowError(f"{name} is {value!r}; write a day as 2023-04-23") from None


def _count(row: Mapping[str, object], name: str) -> int | None:
    value = row.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise WrongRowError(f"{name} is {value!r}; give a whole number")


def _short(text: str, limit: int = 60) -> str:
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
