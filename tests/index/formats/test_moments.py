"""Date strings of pages, feeds and front matter: a certain ISO 8601 or nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.moments import moment
from tests.index.builders import law


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-05-02", "2023-05-02"),
        ("20230502", "2023-05-02"),
        ("2023/05/02", "2023-05-02"),
        ("2023-05-02T10:00:00Z", "2023-05-02T10:00:00+00:00"),
        ("2023-05-02T10:00:00+0000", "2023-05-02T10:00:00+00:00"),
        ("2023-05-02 10:00:00 +0200", "2023-05-02T10:00:00+02:00"),
        ("2023-05-02T10:00:00.123456789Z", "2023-05-02T10:00:00.123456+00:00"),
        ("Tue, 02 May 2023 10:00:00 GMT", "2023-05-02T10:00:00+00:00"),
        ("02 May 2023 10:00 -0400", "2023-05-02T10:00:00-04:00"),
        ("2 May 2023", "2023-05-02"),
        ("May 2nd, 2023", "2023-05-02"),
        ("May 2, 2023 10 am", "2023-05-02T10:00:00"),
        ("Tuesday, May 2, 2023 at 10:15 AM EDT", "2023-05-02T10:15:00-04:00"),
        ("02.05.2023", "2023-05-02"),
        ("13/02/2023", "2023-02-13"),
        ("02/02/2023", "2023-02-02"),
        ("2 мая 2023", "2023-05-02"),
        ("2. Mai 2023", "2023-05-02"),
        ("2 mai 2023", "2023-05-02"),
        ("٢ مايو ٢٠٢٣", "2023-05-02"),
        ("2023年5月2日", "2023-05-02"),
        ("05/02/2023", None),
        ("May 2023", None),
        ("May 2", None),
        ("2023", None),
        ("yesterday", None),
        ("2 days ago", None),
        ("2023-W18-2", None),
        ("2023-13-45", None),
        ("2023-02-30", None),
        ("0001-01-01", None),
        ("9999-01-01", None),
        ("1683000000", None),
        ("", None),
        ("x" * 1000, None),
        ("Chapter 3 of 2023", None),
    ],
)
def test_a_date_is_certain_or_not_there(text: str, expected: str | None) -> None:
    """A day stays a day, an offset stays as written, and what could be two days is none."""
    assert moment(text) == expected


@law
@given(st.dates(dt.date(1600, 1, 1), dt.date(2200, 12, 31)))
def test_every_iso_day_is_itself(day: dt.date) -> None:
    """Round trip."""
    assert moment(day.isoformat()) == day.isoformat()


@law
@given(st.text(max_size=60) | st.text("0123456789-/.: TZ+MayGj", max_size=30))
def test_any_text_gives_an_iso_date_or_nothing(text: str) -> None:
    """Never an error."""
    found = moment(text)
    assert found is None or dt.datetime.fromisoformat(found)
