"""Spans that two mentions, or a mention and a word before or after it, bound together."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_dates, find_ranges

PUBLISHED = dt.date(2023, 5, 3)


@pytest.mark.parametrize(
    ("text", "expression", "days"),
    [
        ("It ran from May 8 to June 2 in Rome.", "from May 8 to June 2", "2023-05-08/2023-06-02"),
        ("It ran between 2014 and 2018.", "between 2014 and 2018", "2014-01-01/2018-12-31"),
        ("The fair (5 May – 9 May 2023) is on.", "5 May – 9 May 2023", "2023-05-05/2023-05-09"),
        ("It ran from November to March.", "from November to March", "2022-11-01/2023-03-31"),
        ("It ran from June 3 to July 8, 2020.", "from June 3 to July 8, 2020", "2020-06-03/2020-07-08"),
        ("It has been shut since mid-December.", "since mid-December", "2022-12-11/"),
        ("It was built before 1990.", "before 1990", "/1989-12-31"),
        ("It will be shut until the end of May.", "until the end of May", "/2023-05-31"),
        ("It opened after April 3, 2023.", "after April 3, 2023", "2023-04-04/"),
        ("Cars of 2016 or later pass.", "2016 or later", "2016-01-01/"),
        ("He quit two weeks before May 13, 1999.", "two weeks before May 13, 1999", "1999-04-29/1999-04-29"),
        ("He is away for 3 days starting next Monday.", "3 days starting next Monday", "2023-05-08/2023-05-10"),
        ("Sales fell in the first two months of 2021.", "the first two months of 2021", "2021-01-01/2021-02-28"),
        ("Sales fell in the three months to March 2021.", "the three months to March 2021", "2021-01-01/2021-03-31"),
        ("It lost money in the nine months ended Sept. 30, 2021.", "the nine months ended Sept. 30, 2021", "2021-01-01/2021-09-30"),
        ("He quit in the two weeks before May 13, 1999.", "the two weeks before May 13, 1999", "1999-04-29/1999-04-29"),
        ("Most pre-1959 exiles left by sea.", "pre-1959", "/1958-12-31"),
        ("It is open from April 3 until now.", "from April 3 until now", "2023-04-03/2023-05-03"),
    ],
)
def test_range(text: str, expression: str, days: str) -> None:
    found = find_ranges(text, find_dates(text, PUBLISHED))
    assert [(one.expression, f"{one.earliest or ''}/{one.latest or ''}") for one in found] == [(expression, days)]
    assert text[found[0].start : found[0].end] == expression


@pytest.mark.parametrize("text", ["It opened on April 3.", "They met on Monday and Tuesday.", "Every Monday until dusk.", ""])
def test_no_range(text: str) -> None:
    assert find_ranges(text, find_dates(text, PUBLISHED)) == ()
