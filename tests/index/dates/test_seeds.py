"""The five sample articles, every date expression in them labelled by hand in two passes (offset, words, days or value).

Labels: days as "first/last" or the one day; expressions tied to no days by their TIMEX3 value. Weeks run from Monday to
Sunday; early, middle and late are thirds; "earlier this year" ends with publication.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from index.dates import DateMention, find_dates

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"
LABELS: dict[str, tuple[tuple[int, str, str], ...]] = {
    "000": (
        (489, "Monday", "2023-05-01"),
        (989, "2020", "2020-01-01/2020-12-31"),
        (1007, "six-week", "P6W"),
        (2202, "the future", "FUTURE_REF"),
        (2344, "last year", "2022-01-01/2022-12-31"),
    ),
    "001": (
        (382, "four days", "P4D"),
        (463, "Friday", "2023-05-05"),
        (617, "Thursday", "2023-05-04"),
        (1006, "Monday", "2023-05-01"),
        (1163, "mid-December", "2022-12-11/2022-12-20"),
        (1442, "Late last year", "2022-09-01/2022-12-31"),
        (1529, "1991", "1991-01-01/1991-12-31"),
        (1807, "late April", "2023-04-21/2023-04-30"),
        (1905, "November 2020", "2020-11-01/2020-11-30"),
        (3067, "Wednesday", "2023-05-03"),
        (3481, "Thursday", "2023-05-04"),
        (3538, "next week", "2023-05-08/2023-05-14"),
        (3754, "Earlier this year", "2023-01-01/2023-05-05"),
    ),
    "002": (
        (56, "Thursday", "2023-05-04"),
        (178, "the past few days", "PXD"),
        (252, "This week", "2023-05-01/2023-05-07"),
        (598, "the last few days", "PXD"),
        (985, "2020", "2020-01-01/2020-12-31"),
        (1005, "six-week", "P6W"),
        (1200, "Tuesday", "2023-05-02"),
        (1325, "2020", "2020-01-01/2020-12-31"),
        (1793, "the future", "FUTURE_REF"),
        (1848, "years", "PXY"),
    ),
    "003": (
        (232, "May 1, 2023", "2023-05-01"),
        (340, "this week", "2023-05-01/2023-05-07"),
        (414, "May 3", "2023-05-03"),
        (828, "Monday", "2023-05-01"),
        (836, "Several days", "PXD"),
        (889, "May 4", "2023-05-04"),
        (1398, "May 2", "2023-05-02"),
        (1837, "May 3", "2023-05-03"),
        (2228, "December 2022", "2022-12-01/2022-12-31"),
        (2267, "Monday", "2023-05-01"),
        (2660, "May 1", "2023-05-01"),
        (2683, "this week", "2023-05-01/2023-05-07"),
        (2923, "this week", "2023-05-01/2023-05-07"),
        (3456, "2020", "2020-01-01/2020-12-31"),
        (3530, "October 6", "2022-10-06"),
        (3799, "April 18", "2023-04-18"),
        (4034, "the future", "FUTURE_REF"),
        (4617, "the past", "PAST_REF"),
        (5129, "May 3rd", "2023-05-03"),
        (5169, "a week", "P1W"),
        (5375, "over four months", "P4M"),
        (5404, "December 12, 2022", "2022-12-12"),
        (5619, "April 28", "2023-04-28"),
        (5683, "five days earlier", "2023-04-23"),
        (6479, "2020", "2020-01-01/2020-12-31"),
        (6939, "April 30", "2023-04-30"),
        (9126, "spring of 2021", "2021-03-01/2021-05-31"),
    ),
    "004": (
        (182, "week-long", "P1W"),
        (387, "this week", "2023-05-01/2023-05-07"),
        (427, "Tuesday", "2023-05-02"),
        (457, "this week", "2023-05-01/2023-05-07"),
        (752, "Monday", "2023-05-01"),
        (875, "a few days", "PXD"),
        (976, "Monday morning", "2023-05-01"),
        (2135, "December 12", "2022-12-12"),
        (2756, "a few days", "PXD"),
        (2871, "the week", "2023-05-01/2023-05-07"),
        (3667, "the future", "FUTURE_REF"),
        (4031, "April 23", "2023-04-23"),
    ),
}

pytestmark = pytest.mark.skipif(not SEEDS.exists(), reason="the sample articles are not here")


@pytest.mark.parametrize("name", LABELS)
def test_every_date_is_found_and_none_invented(name: str) -> None:
    rows = [json.loads(line) for line in (SEEDS / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
    row = next(row for row in rows if row["file"].startswith(name))
    text = (SEEDS / row["file"]).read_text(encoding="utf-8")
    mentions = find_dates(text, dt.date.fromisoformat(row["published_at"]))
    assert [(one.start, one.expression, _days(one)) for one in mentions] == list(LABELS[name])


def _days(mention: DateMention) -> str:
    if mention.earliest is None:
        return mention.value
    return str(mention.earliest) if mention.earliest == mention.latest else f"{mention.earliest}/{mention.latest}"
