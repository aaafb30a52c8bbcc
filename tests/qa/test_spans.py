"""qa.when.spans: which dates of a sentence can answer, and with which days."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_dates
from qa.asked.intent import Edge
from qa.when.spans import answering

TABLE: list[tuple[str, Edge | None, list[tuple[str, str]]]] = [
    ("The fair ran from 3 to 9 June 2022.", None, [("2022-06-03", "2022-06-09")]),
    ("The fair ran from 3 to 9 June 2022.", "start", [("2022-06-03", "2022-06-03")]),
    ("The fair ran from 3 to 9 June 2022.", "end", [("2022-06-09", "2022-06-09")]),
    ("The mill was open from 10 May until 4 June 2023.", None, [("2023-05-10", "2023-06-04")]),
    ("The mill was open from 10 May until 4 June 2023.", "start", [("2023-05-10", "2023-05-10")]),
    ("The mill was open from 10 May until 4 June 2023.", "end", [("2023-06-04", "2023-06-04")]),
    ("She led the mill from 2010 to 2018.", "end", [("2018-01-01", "2018-12-31")]),
    ("The gate opened two weeks before 28 April 2023.", None, [("2023-04-14", "2023-04-14")]),
    ("It rained for the first two weeks of 2021.", None, [("2021-01-01", "2021-01-14")]),
    ("They met on 4 May and 9 May.", None, [("2023-05-04", "2023-05-04"), ("2023-05-09", "2023-05-09")]),
    ("The strike lasted six weeks.", None, []),
]


@pytest.mark.parametrize(("sentence", "edge", "expected"), TABLE)
def test_stretches_are_one_date(sentence: str, edge: Edge | None, expected: list[tuple[str, str]]) -> None:
    """Two dates that bound a stretch are one; its first or last day answers for the beginning or the end."""
    found = answering(sentence, find_dates(sentence, dt.date(2023, 6, 12)), edge)

    assert expected == [(str(one.earliest), str(one.latest)) for one in found]
    assert all(one.expression == sentence[one.start : one.end] for one in found)


def test_until_the_end_of_a_month_is_its_last_day() -> None:
    """Asked until when: "until the end of September" means the 30th; asked anything else, the last third of the month."""
    text = "The beach is shut until the end of September."
    (mention,) = find_dates(text, dt.date(2021, 5, 12))

    (asked,) = answering(text, [mention], "end")
    (plain,) = answering(text, [mention], None)

    assert (asked.earliest, asked.latest, asked.granularity) == (dt.date(2021, 9, 30), dt.date(2021, 9, 30), "day")
    assert plain == mention


def test_a_length_that_looks_ahead_names_a_day() -> None:
    """ "In four weeks" can answer when; "for four weeks" cannot."""
    ahead = "They will get a second dose in four weeks."
    lasting = "They were kept inside for four weeks."

    assert [one.earliest for one in answering(ahead, find_dates(ahead, dt.date(2020, 8, 11)), None)] == [dt.date(2020, 9, 7)]
    assert answering(lasting, find_dates(lasting, dt.date(2020, 8, 11)), None) == []
