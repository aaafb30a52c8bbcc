"""The table of news sentences (`sentences.txt`): every date means the days written beside it, and nothing else is a date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.dates import DateMention, DateRange, find_dates, find_ranges

_MARK = re.compile(r"\[([^\[\]=]+?) = ([^\]]*)\]")


def rows() -> Iterator[tuple[dt.date | None, str]]:
    """Publication date and marked sentence of each row of the table."""
    published: dt.date | None = None
    for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            published = None if line[2:] == "-" else dt.date.fromisoformat(line[2:])
        elif line and not line.startswith("#"):
            yield published, line.replace("\\n", "\n")


def unmarked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The sentence without its marks, and start, end and days of each."""
    text, marks, end = "", [], 0
    for match in _MARK.finditer(line):
        text += line[end : match.start()]
        marks.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        end = match.end()
    return text + line[end:], marks


@pytest.mark.parametrize(("published", "line"), list(rows()))
def test_days(published: dt.date | None, line: str) -> None:
    text, marks = unmarked(line)
    mentions = find_dates(text, published)
    both: list[DateMention | DateRange] = [*mentions, *find_ranges(text, mentions)]
    for start, end, days in marks:
        near = [_days(one) for one in both if one.start < end and start < one.end]
        assert days in near if days else not any(near), (text[start:end], near)
    loose = [one for one in mentions if one.earliest and not any(one.start < end and start < one.end for start, end, _ in marks)]
    assert [one.expression for one in loose if one.type in ("date", "time")] == []


def test_enough_rows() -> None:
    assert len(list(rows())) >= 230


def _days(one: DateMention | DateRange) -> str:
    if one.earliest is None and one.latest is None:
        return ""
    return str(one.earliest) if one.earliest == one.latest else f"{one.earliest or ''}/{one.latest or ''}"
