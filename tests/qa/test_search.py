"""Searching for the service: one story once, nothing lost in silence."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.model import Article, Hit, IndexState, Passage, Preference, Scores, SearchResult, Span, Window
from qa.asked.question import read_question
from qa.search import searched
from qa.support import Full

_STORY = "The harbour bridge was closed on Monday after divers found cracks in two of its pillars."
_OTHER = "Ferries carry commuters from the old quay while the council looks for money and waits for engineers."


class Ranked:
    """An index that finds these articles in this order, and notes how deep it was asked to look."""

    def __init__(self, articles: list[Article], lineages: list[str]) -> None:
        self._hits = [
            Hit(rank, Scores(0.5, 3.0, 1 / rank), Passage(rank, one.id, 1, Span(0, len(one.text)), one.text), one, lineage=lineage)
            for rank, (one, lineage) in enumerate(zip(articles, lineages, strict=True), 1)
        ]
        self.depths: list[int] = []

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult:
        """The first `k`."""
        self.depths.append(k)
        return SearchResult(tuple(self._hits[:k]), (), IndexState("s", 1, 1, ()), (), ())


def test_copies_make_room_for_others() -> None:
    """Twenty papers with one story are one passage of three; it is looked deeper for the others."""
    copies = [Article(f"c{number}", _STORY, source=f"P{number}") for number in range(20)]
    others = [Article("x", _OTHER), Article("y", f"{_OTHER} Again.")]
    index = Ranked([*copies, *others], [*("c0" for _ in copies), "x", "y"])
    found = searched(index, read_question("bridge", 3))
    assert [(one.hit.rank, one.hit.article.id, len(one.copies)) for one in found.shown] == [(1, "c0", 19), (2, "x", 0), (3, "y", 0)]
    assert index.depths == [9, 18, 36]


def test_what_a_cap_holds_back_is_listed_with_its_reason() -> None:
    """Four of five from one outlet; the fifth is told, with the place where it would stand."""
    post = [Article(f"p{number}", f"{_STORY} {number}", source="Post") for number in range(6)]
    found = searched(Ranked([*post, Article("m", _OTHER, source="Mail")], [f"p{n}" for n in range(6)] + ["m"]), read_question("bridge", 5))
    assert [one.hit.article.id for one in found.shown] == ["p0", "p1", "p2", "p3", "m"]
    assert [(one.hit.rank, one.hit.article.id, full) for one, full in found.held_back] == [(5, "p4", Full.OUTLET)]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.sampled_from([None, "Post"]), st.booleans()), max_size=14),
    st.integers(1, 4),
)
def test_what_ranks_first_is_shown_folded_or_held_back(rows: list[tuple[int, str, str | None, bool]], k: int) -> None:
    """Each of the first k hits is there in one of the three ways, once, and k are shown when there are so many."""
    articles = [Article(f"{letter}{number}", _STORY if same else _OTHER, source=source) for number, letter, source, same in rows]
    index = Ranked(articles, [one.id[0] for one in articles])
    found = searched(index, replace(read_question("bridge", k)))
    told = [*found.shown, *(one for one, _ in found.held_back)]
    keys = [hit.passage.key for one in told for hit in (one.hit, *one.copies)]
    assert len(keys) == len(set(keys))
    assert {hit.passage.key for hit in index.search("", k).hits} <= set(keys)
    assert [one.hit.rank for one in found.shown] == list(range(1, len(found.shown) + 1))
    assert len(found.shown) == k or not found.held_back
