"""Answers on the wire: offsets, dates and scores."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.wire.fields import OffsetUnit
from api.wire.render import search_out
from api.wire.units import converter
from index.dates import DateMention
from index.model import Article, Hit, IndexState, Passage, Scores, SearchResult, Span, Window
from qa.model import Question
from qa.search import Found
from qa.support import Shown

TEXT = "Ünïcode 😀 first. On 5 May 2023 it rained 😀. Later."
START, END = TEXT.index("On 5"), TEXT.index(" Later")


def mention(start: int, end: int) -> DateMention:
    return DateMention(
        start=start,
        end=end,
        expression=TEXT[start:end],
        type="date",
        value="2023-05-05",
        earliest=dt.date(2023, 5, 5),
        latest=dt.date(2023, 5, 5),
        granularity="day",
        modifier=None,
        anchor=None,
        anchor_value=None,
        rule="as written",
        certainty=1.0,
    )


def found(result: SearchResult, window: Window | None = None) -> Found:
    """What searching for x gives."""
    return Found(Question("x", window=window or Window()), tuple(Shown(hit) for hit in result.hits), (), result)


def result(scores: Scores = Scores(0.1, None, 0.25)) -> SearchResult:  # noqa: B008  # frozen
    at = TEXT.index("5 May 2023")
    dates = (mention(at, at + 10), mention(START - 3, START + 2), mention(END - 1, END + 4))
    hit = Hit(1, scores, Passage(1, "a", 3, Span(START, END), TEXT[START:END]), Article("a", TEXT), dates)
    return SearchResult((hit,), (), IndexState("s", 1, 1, (("embedding", "m@sha256:0"),)), (), (("dense", 1.26), ("total", 2.0)))


@pytest.mark.parametrize(("unit", "codec", "width"), [("codepoint", "utf-32-le", 4), ("utf16", "utf-16-le", 2), ("byte", "utf-8", 1)])
def test_passages_and_dates_are_true_in_the_unit(unit: OffsetUnit, codec: str, width: int) -> None:
    passage = search_out(found(result()), unit).passages[0]
    date = passage.dates[0]

    assert TEXT.encode(codec)[passage.start * width : passage.end * width].decode(codec) == passage.text
    assert passage.text.encode(codec)[date.start * width : date.end * width].decode(codec) == date.expression == "5 May 2023"


def test_dates_that_reach_out_of_the_passage_are_left_out() -> None:
    assert [date.value for date in search_out(found(result()), "codepoint").passages[0].dates] == ["2023-05-05"]


def test_the_score_is_the_last_stage_that_ran() -> None:
    assert search_out(found(result()), "codepoint").passages[0].score == 0.25
    assert search_out(found(result(Scores(0.1, 2.0, 0.25, 0.75))), "codepoint").passages[0].score == 0.75


def test_version_and_timings() -> None:
    out = search_out(found(result(), Window(after=dt.date(2023, 1, 2))), "byte")

    assert out.passages[0].version == 3
    assert list(out.timings_ms.items()) == [("total", 2.0), ("dense", 1.3)]
    assert (out.window.after, out.window.before, out.window.origin) == ("2023-01-02", None, "filter")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_conversion_is_the_length_of_what_comes_before(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))

    assert converter("codepoint")(text, offset) == offset
    assert converter("utf16")(text, offset) == len(text[:offset].encode("utf-16-le")) // 2
    assert converter("byte")(text, offset) == len(text[:offset].encode())
