"""Which articles depend on one another, and what shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.lineage.compare import Kind, aligned, likeness, profile, shared_runs, verdict
from index.lineage.credits import credited
from index.lineage.story import story
from index.model import Article
from tests.index.lineage.stories import CUT, EXACT, FERRY, LATER, OTHER, RETOLD, WIRE

_SPEECH = (
    "“We will rebuild every wall that has fallen, and we will do it before the winter comes to this coast again,” the minister said.",
    "“There are days on which a county finds out what it is made of, and for Saltmere this has been one of those days.”",
    "“I ask all who have a spare room to open it to their neighbours until the engineers have looked at each chimney.”",
    "“Nobody will be left alone with the bill, that is a promise which the whole cabinet makes to you this morning.”",
)


def judged(one: Article, other: Article) -> Kind | None:
    """The verdict on two articles."""
    here, there = profile(story(one)), profile(story(other))
    return verdict(here.story, there.story, likeness(here, there))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (WIRE, EXACT, Kind.EXACT),
        (WIRE, CUT, Kind.SYNDICATED),
        (WIRE, RETOLD, Kind.REWRITE),
        (CUT, RETOLD, Kind.REWRITE),
        (WIRE, OTHER, None),
        (RETOLD, OTHER, None),
        (WIRE, FERRY, None),
        (WIRE, LATER, None),
    ],
)
def test_verdicts(one: Article, other: Article, expected: Kind | None) -> None:
    """Copies and rewrites are told from independent reports of the same morning, and from the same words a year later."""
    assert judged(one, other) is expected
    assert judged(other, one) is expected


def test_official_words_that_both_quote_are_no_dependence() -> None:
    """Two reporters may have heard the same speech: quotations are left out before anything is compared."""
    here = replace(FERRY, text=f"{FERRY.text}\n\n" + "\n\n".join(_SPEECH))
    there = replace(OTHER, text=f"{OTHER.text}\n\n" + "\n\n".join(_SPEECH))
    assert judged(here, there) is None


def test_the_evidence_points_at_sentences_that_say_the_same() -> None:
    """Spans count in the two texts, and the runs are the longest ones both have."""
    found = aligned(profile(story(RETOLD)), profile(story(WIRE)))
    assert len(found) >= 4
    school = next(one for one in found if "Lindgren" in one.here.of(RETOLD.text))
    assert "Lindgren" in school.there.of(WIRE.text)
    assert 0.4 <= school.share <= 1
    assert shared_runs(story(CUT), story(WIRE))[0] > 30


def test_a_doubled_headline_counts_once() -> None:
    """Sentences that come again say nothing more."""
    title = "A mild earthquake shook the coast near Saltmere on Friday morning"
    assert len(story(replace(OTHER, text=f"{title}\n\n{title}\n\n{OTHER.text}")).spans) == len(story(OTHER).spans) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LONDON (Reuters) - A ship has sunk.", ("reuters",)),
        ("PORT CALDER, March 3 (Gannet Wire) — A ship has sunk.", ("gannet wire",)),
        ("A ship has sunk.\n\n(Meridian Wire)\n", ("meridian wire",)),
        ("A ship has sunk.\nWith Meridian Wire", ("meridian wire",)),
        ("A ship has sunk, Northway News reports.", ("northway news",)),
        ("The Morning Standard first reported the loss.", ("the morning standard",)),
        ("The account first appeared in The Morning Standard.", ("the morning standard",)),
        ("Police (and others) said that the report was late.", ()),
    ],
)
def test_credits(text: str, expected: tuple[str, ...]) -> None:
    """The places in which papers say where they have a story from."""
    assert credited(text) == expected


@pytest.mark.parametrize("text", ["", " ", "“", "No.", "“Only words that were spoken, and nothing else at all,” he said.", "x" * 5000])
def test_any_text_has_a_story(text: str) -> None:
    """Nothing is too short to be looked at, and what says nothing depends on nothing but its exact copies."""
    assert judged(Article("a", text), Article("b", text)) is Kind.EXACT
    assert judged(Article("a", text), WIRE) is None
