"""Lineages depend on what is there, not on how it came to be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lineage import candidates
from index.lineage.candidates import Buckets
from index.lineage.compare import Kind
from index.lineage.follower import Lineages
from index.lineage.groups import Lineage
from index.model import Article
from tests.index.lineage.stories import ALL, CUT, EXACT, FERRY, FERRY_CUT, RETOLD, ROUND_UP, WIRE


def made(articles: list[Article]) -> Lineages:
    """The lineages of these articles."""
    lineages = Lineages()
    lineages.change([], articles)
    return lineages


def test_copies_and_rewrites_of_one_source_are_one_lineage() -> None:
    """Each hangs on an earlier article, with evidence; what nobody copied is in no lineage but its own."""
    found = made(list(ALL)).by_article
    quake = found["wire"]
    assert quake.id == "wire"
    assert set(quake.article_ids) >= {"wire", "exact", "cut", "retold"}
    assert "other" not in found
    by_id = {member.article_id: member for member in quake.members}
    assert {one: by_id[one].of for one in ("exact", "cut", "retold")} == dict.fromkeys(("exact", "cut", "retold"), "wire")
    evidence = by_id["retold"].evidence
    assert evidence is not None
    assert (evidence.kind, evidence.credited) == (Kind.REWRITE, True)
    assert by_id["exact"].evidence
    assert by_id["exact"].evidence.kind is Kind.EXACT
    assert by_id["later"].of == "retold"  # letter for letter, a year later


def test_a_round_up_does_not_make_one_source_of_two() -> None:
    """It hangs on the story that it has most of."""
    found = made([WIRE, CUT, FERRY, FERRY_CUT, ROUND_UP]).by_article
    assert found["wire"].id != found["ferry"].id
    assert found["round-up"].id == "wire"


def test_a_credit_on_the_same_day_says_who_copied_whom() -> None:
    """The paper that names the other one is the later one, whatever the hours say."""
    copy = replace(RETOLD, published_at="2024-03-01T05:00:00Z")
    original = replace(WIRE, published_at="2024-03-01T09:00:00Z")
    assert made([copy, original]).by_article["wire"].id == "wire"


_OPERATIONS = st.lists(st.tuples(st.sampled_from(range(len(ALL))), st.sampled_from(["put", "delete", "change"])), max_size=14)


@settings(max_examples=40, deadline=None)
@given(_OPERATIONS, st.randoms(use_true_random=False), st.sampled_from([1, 12]))
def test_lineages_depend_on_the_live_articles_alone(operations: list[tuple[int, str]], random: object, near: int) -> None:
    """Puts, changes and deletions in any order leave the lineages that the articles have when they are put in afresh."""
    before, candidates._NEAR = candidates._NEAR, near
    try:
        lineages, live = Lineages(), dict[str, Article]()
        for number, what in operations:
            one = ALL[number]
            if what == "delete":
                live.pop(one.id, None)
                lineages.change([one.id], [])
            else:
                one = one if what == "put" else replace(one, text=ALL[(number + 3) % len(ALL)].text)
                live[one.id] = one
                lineages.change([], [one])
        afresh = list(live.values())
        random.shuffle(afresh)  # type: ignore[attr-defined]
        assert lineages.by_article == made(afresh).by_article
    finally:
        candidates._NEAR = before


def test_a_story_that_hundreds_print_is_one_lineage() -> None:
    """Each copy meets its neighbours only, and all hang together; deleting the first changes the origin and nothing else."""
    copies = [replace(CUT, id=f"copy-{number:03}", text=f"{CUT.text}\n\nPage {number}.") for number in range(120)]
    lineages = made([WIRE, *copies])
    assert len(lineages.by_article["wire"].members) == 121
    lineages.change(["wire"], [])
    assert len(lineages.by_article["copy-007"].members) == 120
    assert "wire" not in lineages.by_article


def test_lineages_are_the_same_after_a_restart(tmp_path: Path) -> None:
    """What is written can be read, and goes on as if it had never been."""
    lineages = made([WIRE, EXACT, FERRY])
    lineages.dump(tmp_path)
    loaded = Lineages.load(tmp_path)
    assert loaded.by_article == lineages.by_article
    loaded.change(["exact"], [CUT, RETOLD])
    assert loaded.by_article == made([WIRE, FERRY, CUT, RETOLD]).by_article


def test_an_empty_folder_of_lineages_is_read_back(tmp_path: Path) -> None:
    """No articles are no special case."""
    Lineages().dump(tmp_path)
    assert Lineages.load(tmp_path).by_article == {}


@given(st.lists(st.tuples(st.integers(0, 15), st.booleans()), max_size=60), st.integers(1, 3))
def test_pairs_depend_on_what_is_in_the_buckets(operations: list[tuple[int, bool]], near: int) -> None:
    """The pairs reported while articles come and go are those that stand near one another at the end."""
    before, candidates._NEAR = candidates._NEAR, near
    try:
        buckets, alive, pairs = Buckets(), set[str](), set[tuple[str, str]]()
        for number, put in operations:
            one = f"a{number:02}"
            if put and one not in alive:
                met, parted = buckets.add(one, number % 4, [1, 2, 3, 4, *((5,) if number % 2 else ())])
                alive.add(one)
                pairs = {pair for pair in pairs | met if pair not in parted or buckets.near(*pair)}
            elif not put and one in alive:
                pairs = {pair for pair in pairs if one not in pair} | buckets.remove(one)
                alive.discard(one)
        assert pairs == {(one, other) for one in alive for other in alive if one < other and buckets.near(one, other)}
    finally:
        candidates._NEAR = before


def test_lineage_lists_its_articles() -> None:
    """The origin first."""
    lineage = made([EXACT, WIRE]).by_article["exact"]
    assert isinstance(lineage, Lineage)
    assert lineage.article_ids == ("wire", "exact")


@pytest.mark.parametrize("article_id", ["wire", "nobody"])
def test_deleting_what_is_not_there_changes_nothing(article_id: str) -> None:
    """Unknown ids are ignored."""
    lineages = made([FERRY])
    lineages.change([article_id], [])
    assert lineages.by_article == {}
