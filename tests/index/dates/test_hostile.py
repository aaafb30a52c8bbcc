"""Texts made to be slow: time must grow with their length, not with its square."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest

from index.dates import find_dates
from index.dates.publication import dateline_date
from index.dates.ranges import find_ranges

PUBLISHED = dt.date(2023, 5, 3)
SMALL, FACTOR = 8_000, 4
UNITS = {
    "digits": "7",
    "spaced digits": "1 ",
    "of": "of ",
    "spaces": " ",
    "number words": "twenty-",
    "hundreds": "a hundred and ",
    "may": "May ",
    "month days": "March 4 ",
    "weekdays": "Monday ",
    "years": "1990 ",
    "dashes": "- ",
    "hyphened digits": "1-",
    "iso halves": "2020-01-",
    "commas": "1,",
    "thousands": "123,",
    "slashes": "1/",
    "apostrophes": "' s ",
    "quarters": "the quarter a year earlier ",
    "clocks": "5 p.m. ",
    "later": "later that day ",
    "unbroken": "x",
    "lines": "\n",
    "from": "from between since ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_time_is_linear(unit: str) -> None:
    short, long = _text(unit, SMALL), _text(unit, SMALL * FACTOR)
    # four times the text may take at most twice its fair share; its square would take four times that
    assert _seconds(long) < 2 * FACTOR * max(_seconds(short), 0.02)


def _text(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def _seconds(text: str) -> float:
    start = time.process_time()
    find_ranges(text, find_dates(text, PUBLISHED))
    dateline_date(text, PUBLISHED)
    return time.process_time() - start


@pytest.mark.parametrize("unit", ["7", "of ", "Monday ", "1/1/"])
def test_a_hundred_thousand_characters(unit: str) -> None:
    # twice the text may take at most three times as long; its square would take four times, its cube eight
    assert _least(_text(unit, 100_000)) < 3 * max(_least(_text(unit, 50_000)), 0.05)


def _least(text: str) -> float:
    seconds = []
    for _ in range(2):
        start = time.process_time()
        find_dates(text, PUBLISHED)
        seconds.append(time.process_time() - start)
    return min(seconds)


def test_no_more_work_than_some_plain_passes() -> None:
    """50,000 characters a second are some 800 passes with a trivial pattern; `eval.timex --speed` tells characters a second."""
    text = "On Thursday the two sides met in late April, five days after the post was opened. They will meet again next week.\n\n" * 300
    plain = []
    for _ in range(3):
        start = time.process_time()
        re.findall(r"\w+|\S", text)
        plain.append(time.process_time() - start)
    assert _least(text) < 600 * min(plain)


def test_years_at_the_edge_of_the_calendar() -> None:
    for published in (dt.date.min, dt.date.max):
        find_dates("Yesterday, last year, 900 centuries ago, 5000 years from now, next decade, in the 99th century, Monday.", published)
