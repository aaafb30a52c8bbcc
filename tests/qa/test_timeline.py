"""qa.timeline.timeline over small sets of invented articles: what enters, on which day, what is merged, and the laws."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates import find_dates
from index.errors import BadInput
from index.index import Index
from index.model import Article, Preference, SearchResult, Window
from qa.timeline.timeline import Entry, Nothing, Subject, Timeline, Timelines, read_subject, violations
from tests.fakes import FakeIndex

MakeIndex = Callable[[Sequence[Article]], Index]


def article(name: str, published: str | None, title: str, *sentences: str, source: str | None = None) -> Article:
    return Article(name, " ".join(sentences), title, source=source or name, published_at=published, published_from="metadata")


_SHARED = (
    "Divers had found deep cracks in two piers beneath the waterline, and the port wants every other pier examined before lorries may cross.",
    "Shopkeepers on the western bank fear for their trade, while pupils must walk along a muddy river path to reach their school.",
)
CLOSED = article(
    "closed",
    "2021-09-14",
    "Cracks close the Arle bridge",
    "The Arle bridge has been closed to all cars since Sunday.",
    "It is as old as the dam; the Arle bridge opened in 1968.",
    *_SHARED,
)
COPY = article(
    "copy",
    "2021-09-15",
    "Arle bridge shut",
    "Since Sunday the Arle bridge has been closed to all cars, the port says.",
    "Drivers take the Arle bridge ferry instead.",
    *_SHARED,
)
OPEN = article(
    "open",
    "2022-06-20",
    "Arle bridge opens",
    "The Arle bridge opened again on Saturday.",
    "Engineers found the cracks in the Arle bridge last September.",
    "It carries more cars than the Arle bridge did in 2019.",
)
NEWS = article("news", "2023-03-02", "A toll for the Arle bridge", "The Arle bridge will have a toll, the county has decided.")
UNDATED = article("undated", None, "Arle bridge feast", "The feast at the Arle bridge was held on Sunday.", "The bridge had flags.")
BREAD = article("bread", "2022-01-05", "Bread", "The bakers of Morl met on 3 January 2022 and spoke of flour.")
ALL = [CLOSED, COPY, OPEN, NEWS, UNDATED, BREAD]


def entries(index: Index | FakeIndex, text: str, **asked: object) -> list[tuple[str, str]]:
    return [(one.value.start, one.statement) for one in made(index, text, **asked).entries]


def made(index: Index | FakeIndex, text: str, **asked: object) -> Timeline:
    timeline = Timelines(index).of(dataclasses.replace(Subject(text), **asked))  # type: ignore[arg-type]
    assert [] == violations(timeline)
    for citation in timeline.citations:
        version = index.version(citation.article_id, citation.version)
        assert version is not None
        assert citation.quote == version.article.text[citation.start : citation.end]
    return timeline


def entry(timeline: Timeline, words: str) -> Entry:
    return next(one for one in timeline.entries if words in one.statement)


def test_the_story_of_a_bridge(make_index: MakeIndex) -> None:
    """Oldest first; the year as written, weekdays from the articles' days, a lead without a date on the day it came out."""
    told = made(make_index(ALL), "Arle bridge")

    assert ["1968", "September 2021", "12 September 2021", "18 June 2022", "2 March 2023"] == [one.date for one in told.entries]
    days = {one.value.start: one for one in told.entries}
    assert "opened again" in days["2022-06-18"].statement
    assert "closed to all cars" in days["2021-09-12"].statement
    assert "toll" in days["2023-03-02"].statement
    assert not any("bakers" in one.statement for one in told.entries)
    assert not any(one.value.start.startswith("2019") for one in told.entries), "a comparison is no event"


def test_a_date_is_derived_in_the_open(make_index: MakeIndex) -> None:
    """Expression, anchor and rule; for a lead the day its article came out."""
    told = made(make_index(ALL), "Arle bridge")
    closed, toll = entry(told, "closed to all cars"), entry(told, "toll")

    assert "Sunday" == closed.derivation[0].expression
    assert "publication" in closed.derivation[0].rule
    assert closed.derivation[0].anchor in ("2021-09-14", "2021-09-15")
    assert ("", "2023-03-02", "the day the article came out") == (
        toll.derivation[0].expression,
        toll.derivation[0].anchor,
        toll.derivation[0].rule,
    )


def test_copies_are_one_entry_with_further_citations(make_index: MakeIndex) -> None:
    """Two articles that say the same of the same day are one entry that cites both; one lineage is one source."""
    told = made(make_index(ALL), "Arle bridge")
    closed = entry(told, "closed to all cars")

    assert {"closed", "copy"} == {told.citations[number - 1].article_id for number in closed.citations}
    assert (1, 2) == (closed.support.independent_sources, closed.support.articles)


def test_undated_statements_are_counted(make_index: MakeIndex) -> None:
    """ "On Sunday" in an article without a date is left out and counted."""
    told = made(make_index(ALL), "feast Arle bridge")

    assert 1 == told.undated
    assert not any("flags" in one.statement or "feast" in one.statement for one in told.entries)


def test_since_and_until_bound_the_days_and_the_window_the_articles(make_index: MakeIndex) -> None:
    """`since`/`until` choose days told; `after`/`before`, `as_of` and sources choose articles, as in search."""
    index = make_index(ALL)

    assert all(start >= "2022-01-01" for start, _ in entries(index, "Arle bridge", since=dt.date(2022, 1, 1)))
    assert all(start <= "2021-12-31" for start, _ in entries(index, "Arle bridge", until=dt.date(2021, 12, 31)))
    known = made(index, "Arle bridge", window=Window(as_of=dt.date(2021, 12, 31)))
    assert {"closed", "copy"} == {one.article_id for one in known.citations}
    only = made(index, "Arle bridge", window=Window(sources=("open",)))
    assert {"open"} == {one.article_id for one in only.citations}


def test_a_time_in_the_subject_bounds_what_is_told(make_index: MakeIndex) -> None:
    """ "The bridge in 2022" tells of 2022 alone, and says so."""
    told = made(make_index(ALL), "Arle bridge in 2022")

    assert {"2022"} == {one.value.start[:4] for one in told.entries if one.value.start}
    assert told.times.named
    assert not made(make_index(ALL), "Arle bridge").times.named


def test_limits(make_index: MakeIndex) -> None:
    """The strongest are kept, in the order of their days; what is beyond the limit is counted."""
    index = make_index(ALL)
    all_of_it = made(index, "Arle bridge")
    two = made(index, "Arle bridge", limit=2)

    assert 2 == len(two.entries)
    assert len(all_of_it.entries) - 2 == two.left_out - all_of_it.left_out
    assert {one.statement for one in two.entries} <= {one.statement for one in all_of_it.entries}


@pytest.mark.parametrize(
    ("text", "asked", "reason"),
    [
        ("", {}, Nothing.UNSUPPORTED_QUESTION),
        ("the of", {}, Nothing.UNSUPPORTED_QUESTION),
        ("volcano Iceland", {}, Nothing.NO_EVIDENCE),
        ("Arle bridge", {"window": Window(after=dt.date(2030, 1, 1))}, Nothing.OUT_OF_RANGE),
        ("Arle bridge", {"since": dt.date(2030, 1, 1)}, Nothing.OUT_OF_RANGE),
        ("Arle bridge ferry drivers", {"window": Window(sources=("undated",))}, Nothing.NO_DATES),
    ],
)
def test_nothing_has_its_reason(make_index: MakeIndex, text: str, asked: dict[str, object], reason: Nothing) -> None:
    """An empty timeline says why it is."""
    if reason is Nothing.NO_DATES:
        text = "feast at the Arle bridge"
    told = made(make_index(ALL), text, **asked)

    assert (reason, ()) == (told.reason, told.entries)


def test_a_denied_day_is_marked(make_index: MakeIndex) -> None:
    """Where another article says that it was not then, the entry cites it."""
    wrong = article("wrong", "2023-01-20", "Morl mine fire", "The fire in the Morl mine broke out on 10 January 2023.")
    right = article(
        "right", "2023-01-25", "Correction", "The fire in the Morl mine broke out on 12 January 2023, and not on 10 January 2023."
    )
    told = made(make_index([wrong, right]), "fire in the Morl mine")

    assert ["10 January 2023", "12 January 2023"] == [one.date for one in told.entries]
    disputed = told.entries[0].disputed_by
    assert ["right"] == [told.citations[number - 1].article_id for number in disputed]
    assert () == told.entries[1].disputed_by


def test_a_line_that_is_a_date_dates_what_follows(make_index: MakeIndex) -> None:
    """A chronology's headings date their sentences; both are cited."""
    text = "2 May 2020. The Morl mine is closed by its owner.\n\n7 May 2020. The Morl mine is sold to a baker."
    told = made(make_index([Article("list", text, "The Morl mine in dates", published_at="2021-01-01")]), "Morl mine")

    assert [("2020-05-02", "2020-05-02"), ("2020-05-07", "2020-05-07")] == [(one.value.start, one.value.end) for one in told.entries]
    assert told.entries[0].statement == "2 May 2020. The Morl mine is closed by its owner."


def test_a_day_to_come_is_marked(make_index: MakeIndex) -> None:
    """What an article says of days after it came out is told as planned."""
    told = made(make_index([article("plan", "2023-05-05", "Morl mine sale", "The Morl mine will be sold on 20 May 2023.")]), "Morl mine")

    assert [("2023-05-20", True)] == [(one.value.start, one.planned) for one in told.entries]


def test_hours_name_no_day(make_index: MakeIndex) -> None:
    """Opening hours and "noon" date nothing."""
    hours = article(
        "hours", "2023-05-05", "Morl mine hours", "The Morl mine may not work between ten in the evening and six in the morning."
    )

    assert all(one.derivation[0].expression == "" for one in made(make_index([hours]), "Morl mine").entries)


def test_the_order_of_ingestion_does_not_show(make_index: MakeIndex) -> None:
    """The same articles in any order give the same timeline, and twice the same."""
    shuffled = random.Random(1).sample(ALL, len(ALL))
    first, second = (dataclasses.replace(made(make_index(some), "Arle bridge"), timings_ms=()) for some in (ALL, shuffled))

    assert first == second


def test_a_timeline_that_breaks_its_laws_is_withheld(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries out of order never leave."""
    monkeypatch.setattr("qa.timeline.timeline._by_day", lambda groups: sorted(groups, key=lambda one: one.chief.earliest, reverse=True))
    told = Timelines(make_index(ALL)).of(Subject("Arle bridge"))

    assert ((), (), Nothing.NO_EVIDENCE) == (told.entries, told.citations, told.reason)


def test_broken_laws_are_named(make_index: MakeIndex) -> None:
    """Each law has its sentence."""
    told = made(make_index(ALL), "Arle bridge")
    first = told.entries[0]

    def broken(**changes: object) -> str:
        return "; ".join(violations(dataclasses.replace(told, **changes)))  # type: ignore[arg-type]

    assert "order of their days" in broken(entries=told.entries[::-1])
    assert "stands twice" in broken(entries=(first, *told.entries))
    assert "order of first use" in broken(citations=told.citations[1:])
    assert "reason" in broken(reason=Nothing.NO_DATES)
    assert "does not quote" in broken(entries=(dataclasses.replace(first, statement="Something else."), *told.entries[1:]))
    step = dataclasses.replace(first.derivation[0], expression="a fortnight ago")
    assert "is not said" in broken(entries=(dataclasses.replace(first, derivation=(step,)), *told.entries[1:]))


def test_subjects_are_read() -> None:
    """White space goes; limits and characters that no text has are named."""
    assert Subject("Arle bridge") == read_subject("  Arle bridge ")
    assert Subject("") == read_subject(" \n\t")
    for text, limit in (("x", 0), ("x", 101), ("x\0", 5), ("\0", 5), ("x" * 2001, 5)):
        with pytest.raises(BadInput):
            read_subject(text, limit)


WORDS = st.sampled_from(
    "the bridge Arle on Monday 3 May 2021 since yesterday. It last week, and not 1968 opened closed “by” — in of ceasefire (noon) next year's".split(
        " "
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=40), min_size=1, max_size=4), st.booleans())
def test_any_text_keeps_the_laws(texts: list[list[str]], dated: bool) -> None:
    """Whatever the articles say, what leaves is in order, cited exactly, and given a reason when empty."""
    articles = [
        Article(f"a{number}", " ".join(words), None, published_at="2021-05-05" if dated else None) for number, words in enumerate(texts)
    ]

    made(Dates(articles), "Arle bridge")


class Dates(FakeIndex):
    """A fake index whose hits carry their dates, as those of the real one do."""

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult:
        found = super().search(text, k, window, prefer)
        hits = [dataclasses.replace(hit, dates=find_dates(hit.article.text, hit.article.published_on)) for hit in found.hits]
        return dataclasses.replace(found, hits=tuple(hits), weights=(("arl", 2.0), ("bridg", 1.0)))
