"""Gold dates, their days, their granularity and their overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.dates import Days, read_days


@pytest.mark.parametrize(
    ("text", "start", "end", "granularity"),
    [
        ("2023-04-23", "2023-04-23", "2023-04-23", "day"),
        ("2023-04", "2023-04-01", "2023-04-30", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2023", "2023-01-01", "2023-12-31", "year"),
        ("2023-05-08/2023-05-14", "2023-05-08", "2023-05-14", "range"),
        ("2022-12/2023-01", "2022-12-01", "2023-01-31", "range"),
    ],
)
def test_days(text: str, start: str, end: str, granularity: str) -> None:
    days = read_days(text)

    assert (start, end, granularity) == (str(days.start), str(days.end), days.granularity)


@pytest.mark.parametrize("text", ["", "23-04-2023", "2023-13", "2023-00", "2023-02-29", "2023-4-1", "2023-04-23T10:00", "/", "２０２３"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date: write 2023-04-23"):
        read_days(text)


@given(st.dates(), st.dates(), st.dates(), st.dates())
def test_overlap_is_symmetric_in_0_to_1_and_1_only_for_the_same_days(a, b, c, d) -> None:
    first, second = Days(min(a, b), max(a, b)), Days(min(c, d), max(c, d))

    assert 0 <= first.overlap(second) <= 1
    assert first.overlap(second) == second.overlap(first)
    assert (first.overlap(second) == 1) == (first == second)


def test_overlap_counts_days() -> None:
    assert 2 / 5 == read_days("2023-05-01/2023-05-03").overlap(read_days("2023-05-02/2023-05-05"))
    assert 0 == read_days("2023-05-01").overlap(read_days("2023-05-02"))
