"""The scorer on made-up gold, and floors on the corpora where they are at hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from eval.dateexpr import outcomes
from eval.timex import GoldDate, GoldText, Score, load_gold, score, score_text
from index.dates import DateMention, find_dates, timex3

DATA = Path(__file__).parents[3].parent / "shared" / "data"
TEXT = "It shut last week and opened in May."
WEEK = GoldDate(8, 17, "DATE", "2023-W17", None)
MONTH = GoldDate(32, 35, "DATE", "2023-05", None)


def _gold(*dates: GoldDate) -> GoldText:
    return GoldText("made up", TEXT, dt.date(2023, 5, 3), dates, ((0, len(TEXT)),))


def _f1(gold: GoldText, found: tuple[DateMention, ...]) -> dict[str, float]:
    result = score_text(gold, found)
    return {name: round(result.f1(name), 3) for name in result.tallies}


def test_all_right() -> None:
    found = find_dates(TEXT, dt.date(2023, 5, 3))
    assert _f1(_gold(WEEK, MONTH), found) == {"strict": 1, "relaxed": 1, "type": 1, "value": 1, "interval": 1}


def test_missed_and_false() -> None:
    found = find_dates(TEXT, dt.date(2023, 5, 3))
    assert _f1(_gold(WEEK), found) == {"strict": 0.667, "relaxed": 0.667, "type": 0.667, "value": 0.667, "interval": 0.667}
    assert _f1(_gold(WEEK), ())["relaxed"] == 0


def test_overlap_is_relaxed_and_wrong_value_costs() -> None:
    longer = GoldDate(3, 17, "DURATION", "P1W", None)
    found = find_dates("It shut last week and opened there.", dt.date(2023, 5, 3))
    assert _f1(_gold(longer), found) == {"strict": 0, "relaxed": 1, "type": 0, "value": 0, "interval": 0}


def test_open_digits_are_left_out_of_intervals() -> None:
    vague = GoldDate(8, 17, "DATE", "2023-WXX", None)
    found = find_dates("It shut last week and opened there.", dt.date(2023, 5, 3))
    assert _f1(_gold(vague), found)["interval"] == 1


@pytest.mark.parametrize(
    ("value", "modifier", "days"),
    [
        ("2023-04", "end", "2023-04-21/2023-04-30"),
        ("2023-04", "mid", "2023-04-11/2023-04-20"),
        ("2023-W18", None, "2023-05-01/2023-05-07"),
        ("2023-W18-WE", None, "2023-05-06/2023-05-07"),
        ("2023-Q2", None, "2023-04-01/2023-06-30"),
        ("2023-H2", None, "2023-07-01/2023-12-31"),
        ("2023-WI", None, "2023-12-01/2024-02-29"),
        ("199", "start", "1990-01-01/1993-12-31"),
        ("199X", None, "1990-01-01/1999-12-31"),
        ("19", None, "1900-01-01/1999-12-31"),
        ("2022", "end", "2022-09-01/2022-12-31"),
        ("2023-04-28T15:00", None, "2023-04-28/2023-04-28"),
        ("2023-04-22/2023-04-25", None, "2023-04-22/2023-04-25"),
    ],
)
def test_values_read_back_as_days(value: str, modifier: str | None, days: str) -> None:
    span = timex3.interval(value, modifier)
    assert span is not None
    assert f"{span.earliest}/{span.latest}" == days


@pytest.mark.parametrize("value", ["PRESENT_REF", "P3D", "XXXX-04-28", "2023-WXX", "2023-13", "2023-02-30", ""])
def test_values_that_name_no_days(value: str) -> None:
    assert timex3.interval(value) is None


@pytest.mark.skipif(not DATA.exists(), reason="the corpora are not here")
def test_floors_on_the_corpora() -> None:
    scores = {name: score(load_gold(DATA / f"timex_{name}")) for name in ("timebank", "aquaint", "meantime")}
    pooled = sum(scores.values(), Score())
    assert pooled.f1("value") > 0.81
    assert pooled.f1("relaxed") > 0.93
    assert scores["timebank"].f1("interval") >= 0.90


@pytest.mark.skipif(not DATA.exists(), reason="the corpora are not here")
def test_floors_on_short_expressions() -> None:
    results, false = outcomes(DATA / "dateexpr_recognizers")
    assert false == []
    assert sum(one.right for one in results) / len(results) >= 0.90
