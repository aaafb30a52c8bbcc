"""Timelines of the shipped sample with the real encoder: the key days of its subjects, each with a word that its sentence must hold.

The days were written down from reading the articles. The rules were tuned on these subjects, so the figures are those of a development set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

import eval as package
from index.index import Index
from index.settings import IndexSettings
from index.sources import read_paths
from qa.timeline.timeline import Entry, Subject, Timeline, Timelines, violations

SAMPLE = Path(package.__file__).parent / "data" / "sample" / "articles.jsonl"

Key = tuple[str, str]
"""First day (or "first/last"), and a word of the sentence."""

KEYS: dict[str, list[Key]] = {
    "checkpoint Lachin corridor": [
        ("2022-12-12", "closed"),
        ("2023-04-23", "checkpoint"),
        ("2023-04-28", "suspend"),
        ("2023-04-30", "footage"),
    ],
    "Ostrom paper mill": [
        ("1896/1896-12-31", "founded"),
        ("2019-03-12", "canteen"),
        ("2019-09-30", "ran empty"),
        ("2020-06-12", "Heliant"),
    ],
    "Tarn Bridge": [("1968/1968-12-31", "opened"), ("2021-09-12", "closed"), ("2022-06-18", "again")],
    "Sund Cup": [("1370/1370-12-31", "made"), ("2020-02-04", "took"), ("2021-10-27", "henhouse")],
    "Ellmere hosepipe ban": [("2019-08-26", "ban"), ("2022-08-22", "osepipe ban"), ("2022-11-01", "lifted")],
    "Halden river wall": [("2023-04-11", "pile"), ("2024-09-21", "inaugurated")],
    "Skylark-2 satellite": [("2024-02-14", "put off"), ("2024-02-19", "launched"), ("2024-02-22", "antenna")],
    "Norrdal railway line": [("1977/1977-12-31", "closed"), ("2023-06-11", "Sunday")],
    "Skerrow ferry strike": [("2009/2009-12-31", "before"), ("2023-07-14", "48 hours"), ("2023-07-18", "signed")],
    "Lindqvist Memorial": [("2022-08-28", "Osei"), ("2023-08-27", "Hruška")],
    "Calder Rovers": [("2022-05-07", "Eastmoor"), ("2023-05-13", "draw")],
    "Washington talks Armenia Azerbaijan": [("2023-05-01", "Blinken"), ("2023-05-03", "Sullivan"), ("2023-05-04", "ended")],
    "Halden budget": [("2021-12-09", "31 votes"), ("2022-12-15", "29 votes")],
    "Harbour Festival": [("2022-08-05/2022-08-07", "41,000"), ("2023-08-06", "46,500")],
    "Brack quarry night": [("2020-11-16", "ruled"), ("2021-06-08", "court of appeal")],
    "Halden flu campaign": [("2022-10-10", "influenza"), ("2023-10-09", "influenza")],
    "Ashby Marlow school merger": [("2020-01-28", "five votes"), ("2020-09-01", "Hillside")],
}
RECALL = 0.9
"""Of the key days, at least. The missing one is the lead of the flu campaign of 2022, which says "influenza"."""


@pytest.fixture(scope="module")
def timelines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timelines]:
    with Index.open(IndexSettings(tmp_path_factory.mktemp("sample"), generation=False)) as index:
        index.put([one for one in read_paths([str(SAMPLE)], {}, today=dt.date(2026, 11, 21)) if hasattr(one, "text")])  # type: ignore[misc]
        yield Timelines(index)


def told(timelines: Timelines, subject: str) -> Timeline:
    made = timelines.of(Subject(subject))
    assert [] == violations(made)
    return made


def holds(entry: Entry, key: Key) -> bool:
    first, _, last = key[0].partition("/")
    first = f"{first}-01-01" if len(first) == 4 else first
    return (entry.value.start, entry.value.end) == (first, last or first) and key[1] in entry.statement


def test_the_key_days_are_told(timelines: Timelines) -> None:
    """At least nine in ten of the days that a good timeline must hold."""
    stories = {subject: told(timelines, subject).entries for subject in KEYS}
    keys = [(subject, key) for subject, listed in KEYS.items() for key in listed]
    missing = [(subject, key) for subject, key in keys if not any(holds(entry, key) for entry in stories[subject])]

    assert len(missing) <= (1 - RECALL) * len(keys), missing


def test_the_wrong_day_of_the_blockade_is_disputed(timelines: Timelines) -> None:
    """10 December, which four articles have and a fifth corrects, is told as disputed; 12 December is not."""
    days = {entry.value.start: entry for entry in told(timelines, "checkpoint Lachin corridor").entries}

    assert days["2022-12-10"].disputed_by
    assert not days["2022-12-12"].disputed_by


@pytest.mark.parametrize("subject", sorted(KEYS))
def test_no_sentence_is_told_twice_for_a_day(timelines: Timelines, subject: str) -> None:
    """What one article says of a day is not said again beside it, and every date is read out of its sentence."""
    entries = told(timelines, subject).entries

    assert len({(entry.value.start, entry.value.end, entry.statement) for entry in entries}) == len(entries)
    assert all(step.expression in entry.statement for entry in entries for step in entry.derivation)
