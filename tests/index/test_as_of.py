"""As of a day: the versions that were current on it, ranked as an index would rank them that holds nothing else."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.index import Index
from index.model import Article, Hit, Window
from index.settings import IndexSettings
from qa.cite import Citer
from tests.index.builders import article, law
from tests.index.conftest import Opener
from tests.index.encoders import HashEncoder
from tests.index.histories import Versions, in_force

ENCODER = HashEncoder()
QUESTIONS = ("peace talks in Washington", "when was the checkpoint installed on the road")
DAYS = [None, *(f"2023-05-{day:02}" for day in (1, 3, 5, 7))]
ASKED = [dt.date(2023, 4, 30), dt.date(2023, 5, 1), dt.date(2023, 5, 4), dt.date(2023, 5, 6), dt.date(2024, 1, 1)]

STATES = st.builds(
    lambda name, text, published, updated, status, embargo: replace(
        article(f"text {text}", title=f"Title {text}"),
        id=name, published_at=published, updated_at=updated, pubstatus=status, embargoed_until=embargo,
    ),
    st.sampled_from("abc"), st.integers(0, 5), st.sampled_from(DAYS), st.sampled_from([None, *DAYS]),
    st.sampled_from([None, None, None, "usable", "canceled", "withheld"]), st.sampled_from([None, None, None, "2023-05-06T12:00:00"]),
)  # fmt: skip
HISTORIES = st.lists(STATES | st.sampled_from("abc"), min_size=1, max_size=8)


def opened(folder: Path) -> Index:
    return Index.open(IndexSettings(folder, generation=False, passage_words=20), encoder=ENCODER)


def told(index: Index, day: dt.date | None) -> list[list[Hit]]:
    """What is found, without the numbers that count history and not content; lineages have their own test."""
    found = (index.search(text, 40, Window(as_of=day)).hits for text in QUESTIONS)
    return [[replace(hit, passage=replace(hit.passage, key=0, version=0), lineage=None) for hit in hits] for hits in found]


@settings(law, max_examples=25)
@given(HISTORIES)
def test_a_day_is_answered_as_if_nothing_had_come_after_it(tmp_path_factory: pytest.TempPathFactory, history: list[Article | str]) -> None:
    """Puts, updates, cancellations, embargoes and deletions in any order: as of each day, and now, search finds to the last digit
    what an index finds that was only ever given the versions in force; also after a restart, and with the columns made again."""
    folder = tmp_path_factory.mktemp("as-of")
    model: Versions = {}
    with opened(folder / "lived") as lived:
        for step in history:
            if isinstance(step, str):
                assert lived.delete(step) == bool(model.pop(step, None))
            else:
                if not model.get(step.id) or model[step.id][-1] != step:
                    model.setdefault(step.id, []).append(step)
                lived.put([step])
        assert lived.check().problems == ()
        for day in (None, *ASKED):
            expected = [one for versions in model.values() if (one := in_force(versions, day))]
            with opened(folder / f"only-{day}") as only:
                only.put([replace(one, embargoed_until=None) for one in expected])
                plain = [[replace(hit, article=replace(hit.article, embargoed_until=None)) for hit in hits] for hits in told(lived, day)]
                assert plain == told(only, None)
        before = [told(lived, day) for day in (None, *ASKED)]
    for again in (False, True):
        if again:
            shutil.rmtree(folder / "lived" / "columns")
        with opened(folder / "lived") as lived:
            assert [told(lived, day) for day in (None, *ASKED)] == before
            assert lived.check().problems == ()


STORY = (
    "A rudder broke on the ferry to Brack early on Monday, two miles off the northern pier. The crew of nine anchored in shallow water and "
    "waited for the tide. Engineers from the yard in Tolvik brought a spare part by road and fitted it before nightfall. Passengers slept in "
    "the village school, where neighbours cooked soup for them. The company promised to pay back every ticket by the end of the week."
)


def test_an_earlier_day_knows_no_later_copy(open_index: Opener) -> None:
    """Two copies make one lineage now and from the day on which both were there; the day before, the first one is alone."""
    index = open_index()
    index.put([article("z-wire", STORY, published_at="2023-05-03"), article("a-copy", STORY, published_at="2023-05-05")])

    def groups(day: int | None) -> dict[str, str | None]:
        window = Window(as_of=dt.date(2023, 5, day) if day else None)
        return {hit.article.id: hit.lineage for hit in index.search("rudder of the ferry", 9, window).hits}

    assert groups(None) == groups(5) == {"z-wire": "z-wire", "a-copy": "z-wire"}
    assert groups(4) == {"z-wire": "z-wire"}


FIRST = article("a", "The ferry to Brack stopped.", published_at="2023-05-03")
SECOND = article("a", "The ferry to Brack runs again.", published_at="2023-05-03", updated_at="2023-05-05T09:00:00+00:00")


def seen(index: Index, **window: object) -> list[tuple[str, int]]:
    return [(hit.article.id, hit.passage.version) for hit in index.search("ferry", 9, Window(**window)).hits]  # type: ignore[arg-type]


def test_an_earlier_day_is_answered_from_the_version_of_that_day(open_index: Opener) -> None:
    """Until the day of the update the first version, from then on the second; before the publication, and once deleted, neither."""
    index = open_index()
    index.put([FIRST])
    index.put([SECOND])
    by_day = {day: seen(index, as_of=dt.date(2023, 5, day)) for day in (2, 3, 4, 5, 6)}

    assert by_day == {2: [], 3: [("a", 1)], 4: [("a", 1)], 5: [("a", 2)], 6: [("a", 2)]}
    assert seen(index) == [("a", 2)]
    first, second = index.version("a", 1), index.version("a", as_of=dt.date(2023, 5, 9))
    assert first is not None
    assert second is not None
    assert (first.current, first.until, second.current, second.until) == (False, dt.date(2023, 5, 5), True, None)
    index.delete("a")
    assert [seen(index, as_of=dt.date(2023, 5, day)) for day in (2, 3, 5)] == [[], [], []]


def test_a_version_that_does_not_say_when_it_was_made_takes_the_place_of_the_one_before(open_index: Opener) -> None:
    """Neither the old words nor, without any date, the new ones are told of an earlier day."""
    index = open_index()
    index.put([FIRST])
    index.put([replace(SECOND, updated_at=None)])
    assert seen(index, as_of=dt.date(2023, 5, 4)) == [("a", 2)]
    index.put([replace(SECOND, updated_at=None, published_at=None)])
    assert seen(index, as_of=dt.date(2023, 5, 4)) == []
    assert seen(index) == [("a", 3)]


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_what_its_publisher_took_back_is_in_no_answer(open_index: Opener, status: str) -> None:
    """A kill notice reaches back to the versions before it, also as of earlier days; a usable version after it is told again."""
    index = open_index()
    index.put([FIRST])
    index.put([replace(SECOND, pubstatus=status)])
    assert [seen(index), seen(index, as_of=dt.date(2023, 5, 4)), seen(index, as_of=dt.date(2023, 5, 6))] == [[], [], []]
    assert index.version("a") is not None
    assert index.check().problems == ()
    index.put([replace(SECOND, updated_at="2023-05-08")])
    assert [seen(index), seen(index, as_of=dt.date(2023, 5, 4)), seen(index, as_of=dt.date(2023, 5, 8))] == [[("a", 3)], [], [("a", 3)]]


def test_an_embargo_holds_until_its_moment(open_index: Opener) -> None:
    """Asked with a clock, to the second; as of a day, to that day; without either it holds."""
    index = open_index()
    index.put([replace(FIRST, embargoed_until="2023-05-04T12:00:00+02:00"), article("b", "The ferry again.", published_at="2023-05-01")])
    moments = [dt.datetime(2023, 5, 4, 9, 59, 59, tzinfo=dt.UTC), dt.datetime(2023, 5, 4, 10, tzinfo=dt.UTC)]

    assert [len(seen(index, asked_at=moment)) for moment in moments] == [1, 2]
    assert [len(seen(index, as_of=dt.date(2023, 5, day))) for day in (3, 4)] == [1, 2]
    assert seen(index) == [("b", 1)]
    with pytest.raises(ValueError, match="time zone"):
        Window(asked_at=moments[0].replace(tzinfo=None))


def test_a_search_during_an_embargo_is_exact(open_index: Opener) -> None:
    """The approximate neighbours are of all live passages, so they are not asked while some of those are hidden."""
    index = open_index(generation=True, passage_words=20)
    index.put([article(f"a{n}", published_at="2023-05-01") for n in range(20)])
    index.settle()
    expected = index.search("peace talks", 9).hits
    index.put([article("hidden", "Peace talks, peace talks.", published_at="2023-05-01", embargoed_until="2023-05-09")])

    hidden = index.search("peace talks", 9)
    assert [hit.article.id for hit in hidden.hits] == [hit.article.id for hit in expected]
    assert [hit.scores for hit in hidden.hits] == [hit.scores for hit in expected]
    assert index.search("peace talks", 9, Window(asked_at=dt.datetime(2023, 5, 9, tzinfo=dt.UTC))).hits[0].article.id == "hidden"


def test_citations_are_of_the_version_in_force(open_index: Opener) -> None:
    """As of an earlier day its version is cited and the later one refused; now it is the other way round."""
    index = open_index()
    index.put([FIRST])
    index.put([SECOND])
    with contextlib.closing(index):
        for as_of, ours, theirs, number in ((dt.date(2023, 5, 4), FIRST, SECOND, 1), (None, SECOND, FIRST, 2)):
            citer = Citer(index, as_of)
            (span,) = (hit.passage.span for hit in index.search("ferry", 1, Window(as_of=as_of)).hits)
            made = citer.cite("a", span, ours.text)
            assert made is not None
            assert (made.version, made.superseded) == (number, number == 1)
            assert Citer(index, as_of).cite("a", span, theirs.text) is None
