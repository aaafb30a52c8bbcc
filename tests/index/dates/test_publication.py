"""Publication dates out of the heads of articles."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates.publication import dateline_date

NEAR = dt.date(2023, 5, 4)


@pytest.mark.parametrize(
    ("text", "expression", "day", "kind"),
    [
        ("A bridge falls\n\nPublish: 3 May 2023\n\nA bridge fell on Monday.", "3 May 2023", "2023-05-03", "publication line"),
        ("A bridge falls\nPublished on May 3, 2023\nA bridge fell.", "May 3, 2023", "2023-05-03", "publication line"),
        ("WASHINGTON, May 2 (Reuters) — A bridge fell.", "May 2", "2023-05-02", "dateline"),
        ("NAIROBI, Kenya, Aug. 7 (AP) - A bridge fell.", "Aug. 7", "2022-08-07", "dateline"),
        ("A bridge falls\nMay 3, 2023\nA bridge fell.", "May 3, 2023", "2023-05-03", "line of its own"),
        ("Last updated: 3 May 2023\nA bridge fell.", "3 May 2023", "2023-05-03", "update line"),
        ("Updated: 4 May 2023\nPublished: 3 May 2023\nA bridge fell.", "3 May 2023", "2023-05-03", "publication line"),
    ],
)
def test_found(text: str, expression: str, day: str, kind: str) -> None:
    mention = dateline_date(text, NEAR)
    assert mention is not None
    assert (mention.expression, str(mention.earliest), mention.rule) == (expression, day, kind)
    assert text[mention.start : mention.end] == expression


def test_year_of_a_dateline_is_unknown_without_a_day_nearby() -> None:
    mention = dateline_date("WASHINGTON, May 2 (Reuters) — A bridge fell.")
    assert mention is not None
    assert (mention.value, mention.earliest) == ("XXXX-05-02", None)


@pytest.mark.parametrize(
    "text",
    ["A bridge fell on May 3, 2023, in Rome.", "Publish:\nA bridge fell on Monday.", "", "Published every Monday\nA bridge fell."],
)
def test_not_found(text: str) -> None:
    assert dateline_date(text, NEAR) is None
