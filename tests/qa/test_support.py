"""How articles are counted as sources, and how one story is shown once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.model import Article, Hit, Passage, Scores, Span
from qa.support import collapsed, first, support

_STORY = "The harbour bridge was closed on Monday after divers found cracks in two of its pillars."
_OTHER = "Ferries carry commuters from the old quay while the council looks for money and waits for engineers."


def hit(rank: int, article_id: str, text: str = _STORY, source: str | None = None) -> Hit:
    """A hit; `a1`, `a2`, `a3` are copies of one story."""
    passage = Passage(rank, article_id, 1, Span(0, len(text)), text)
    return Hit(rank, Scores(0.5, 3.0, 1 / rank), passage, Article(article_id, text, source=source), lineage=article_id[0])


def test_ten_copies_are_one_source() -> None:
    """Copies count as articles, not as sources."""
    found = support([hit(1, f"a{number}") for number in range(10)])
    assert (found.independent_sources, found.articles, found.copies) == (1, 10, 9)


def test_where_nobody_looked_the_same_text_is_one_source() -> None:
    """Letter for letter, white space aside; nothing else is merged."""
    hits = [replace(hit(1, one, text), lineage=None) for one, text in (("a1", _STORY), ("a2", f"{_STORY}\n"), ("a3", _OTHER))]
    found = support(hits)
    assert (found.independent_sources, found.copies) == (2, 1)


@given(st.lists(st.sampled_from([f"{letter}{number}" for letter in "abc" for number in range(3)])))
def test_sources_and_copies_are_the_articles(article_ids: list[str]) -> None:
    """However often an article is found, it is one article; sources and copies make up the articles."""
    found = support([hit(1, one) for one in article_ids])
    assert found.independent_sources + found.copies == found.articles == len(set(article_ids))


def test_the_same_passage_of_a_copy_is_folded_into_the_better_one() -> None:
    """A copy is listed with the passage that it repeats."""
    shown = collapsed([hit(1, "a1"), hit(2, "b1"), hit(3, "a2")])
    assert [(one.hit.article.id, [copy.article.id for copy in one.copies]) for one in shown] == [("a1", ["a2"]), ("b1", [])]


def test_what_a_copy_adds_of_its_own_stays() -> None:
    """A passage that tells something else is shown, lineage or not; so are two passages of one article."""
    shown = collapsed([hit(1, "a1"), hit(2, "a2", _OTHER), hit(3, "a1", _STORY)])
    assert [one.hit.rank for one in shown] == [1, 2, 3]


def test_one_lineage_does_not_fill_the_results_while_there_are_others() -> None:
    """Three of five at most; what was held back comes last."""
    shown = collapsed([hit(rank, "a1") for rank in range(1, 6)] + [hit(6, "b1"), hit(7, "c1")])
    assert [one.hit.article.id for one in first(shown, 5)] == ["a1", "a1", "a1", "b1", "c1"]
    assert [one.hit.article.id for one in first(shown[:6], 5)] == ["a1", "a1", "a1", "b1", "a1"]


def test_one_outlet_does_not_fill_the_results_while_there_are_others() -> None:
    """Four of five at most; articles without an outlet are not counted together."""
    hits = [hit(rank, f"{letter}1", source="Post") for rank, letter in enumerate("abcde", 1)] + [hit(6, "f1", source="Mail")]
    assert [one.hit.article.id for one in first(collapsed(hits), 5)] == ["a1", "b1", "c1", "d1", "f1"]
    nameless = [hit(rank, f"{letter}1") for rank, letter in enumerate("abcdef", 1)]
    assert [one.hit.rank for one in first(collapsed(nameless), 5)] == [1, 2, 3, 4, 5]


@given(
    st.lists(st.tuples(st.sampled_from(["a1", "a2", "b1", "c1", "c2"]), st.booleans(), st.sampled_from([None, "Post"])), max_size=12),
    st.integers(1, 6),
)
def test_every_hit_is_shown_or_listed_once(found: list[tuple[str, bool, str | None]], k: int) -> None:
    """Folding loses nothing, and the first k are as many as there are, ranked from 1."""
    hits = [hit(rank, article_id, _STORY if same else _OTHER, source) for rank, (article_id, same, source) in enumerate(found, 1)]
    shown = collapsed(hits)
    assert sorted(one.rank for whole in shown for one in (whole.hit, *whole.copies)) == [one.rank for one in hits]
    assert [one.hit.rank for one in first(shown, k)] == list(range(1, min(k, len(shown)) + 1))
