"""index.timely: how well a passage fits the stretches of time that a question names."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import find_dates
from index.model import Scores, Stretch
from index.timely import AFTERMATH, fit, in_time, overlaps, published_for, stated


def days(first: str, last: str) -> Stretch:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def told(text: str) -> list[Stretch]:
    return stated(text, 0, find_dates(text, None))


YEAR, MONTH, DAY = days("2021-01-01", "2021-12-31"), days("2023-04-01", "2023-04-30"), days("2023-05-03", "2023-05-03")
YEARS, SINCE, BEFORE = days("1997-01-01", "2001-12-31"), (dt.date(2020, 1, 1), dt.date.max), (dt.date.min, dt.date(2014, 12, 31))

ORDERED = [
    # a stretch; passages, the better fit first
    (YEAR, "It was sold in May 2021.", "It was sold in May 2019."),
    (YEAR, "It was sold in 2021.", "It was sold in the 2020s."),
    (YEAR, "It was sold in 2020.", "It was sold in 2011."),
    (MONTH, "It was sold on 4 April 2023.", "It was sold in 2023."),
    (MONTH, "It was sold in 2023.", "It was sold in 2022."),
    (DAY, "It was sold on 3 May 2023.", "It was sold on 5 May 2023."),
    (DAY, "It was sold on 5 May 2023.", "It was sold on 5 May 2021."),
    (YEARS, "He owned it from 1997 to 2001.", "He owned it from 1997 to 2012."),
    (YEAR, "He owned it from 2019 to 2024.", "He owned it in 2019 and in 2024."),
    (YEARS, "He owned it in 1999.", "He owned it in 2004."),
    (SINCE, "It was sold in 2022.", "It was sold in 2015."),
    (BEFORE, "It was sold in 2013.", "It was sold in 2016."),
    (YEAR, "It was sold in 2009.", "It was sold."),
]


@pytest.mark.parametrize(("stretch", "better", "worse"), ORDERED)
def test_what_is_nearer_and_as_fine_fits_better(stretch: Stretch, better: str, worse: str) -> None:
    """By the dates in the passage alone."""
    assert fit([stretch], told(better), None) > fit([stretch], told(worse), None)


def test_publication_counts_less_than_a_date_in_the_text() -> None:
    """An article of the year may tell of any other; one shortly after may still be about it, one before it hardly."""
    dated = fit([YEAR], told("It was sold in 2021."), None)
    within, after, late, before = (
        fit([YEAR], (), dt.date.fromisoformat(day)) for day in ("2021-06-01", "2022-02-01", "2023-02-01", "2020-12-01")
    )

    assert dated > within == after > late
    assert within > before
    assert (
        1 == published_for(YEAR, YEAR[1] + dt.timedelta(days=AFTERMATH)) > published_for(YEAR, YEAR[1] + dt.timedelta(days=AFTERMATH + 1))
    )
    assert 0 == published_for(YEAR, None)


def test_without_a_stretch_everything_fits() -> None:
    """An undated question holds nothing against any year."""
    assert 1 == fit([], told("It was sold in 1995."), None)


_DAYS = st.dates(dt.date(1000, 1, 1), dt.date(3000, 1, 1))
_STRETCHES = st.tuples(_DAYS | st.just(dt.date.min), _DAYS | st.just(dt.date.max)).map(lambda pair: (min(pair), max(pair)))


@given(
    st.lists(_STRETCHES, min_size=1, max_size=3), st.none() | _DAYS, st.sampled_from(["", *(text for _, *pair in ORDERED for text in pair)])
)
def test_a_fit_is_a_share(times: list[Stretch], published: dt.date | None, text: str) -> None:
    """Whatever is named, also at the ends of the calendar."""
    assert 0 <= fit(times, told(text), published) <= 1


@given(_STRETCHES, _STRETCHES)
def test_sharing_a_day_is_mutual(one: Stretch, other: Stretch) -> None:
    """And every stretch shares its own."""
    assert overlaps(one, other) == overlaps(other, one)
    assert overlaps(one, one)


@given(st.lists(st.floats(0, 1), max_size=40))
def test_what_is_gone_meanwhile_fits_nothing_and_all_come_back(fused: list[float]) -> None:
    """No passage is added or lost; without a stretch nothing is read and nothing moves."""
    ranked = [(key, Scores(None, 0.0, score)) for key, score in enumerate(sorted(fused, reverse=True))]

    assert sorted(key for key, _ in in_time(ranked, [YEAR], lambda keys: {})) == [key for key, _ in ranked]
    assert ranked == in_time(ranked, [], lambda keys: pytest.fail("nothing has to be read"))
