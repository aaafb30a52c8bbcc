"""Segments: however passages are spread over them, and whatever was deleted on the way, both legs see the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import dense, lexical
from index.columns import View
from index.lexical import HEADER_WEIGHT
from index.model import Article, Preference, Window
from index.proximity import closeness
from index.rank import rank
from index.segment import Mask, Segment, build, header, merge
from index.terms import terms
from tests.index.builders import article, articles, indexed, law, view_of
from tests.index.encoders import HashEncoder

DIM = HashEncoder().dim
QUERIES = ("when was the checkpoint installed", "peace talks in Washington", "Red Cross convoy", "title 3", "nothing of this", "")


def test_rows_stand_in_order_of_article_and_place() -> None:
    """Whatever order versions come in, rows go by article id, then by start."""
    made = view_of(reversed(articles(6))).parts[0][0]

    assert list(made.article_ids) == sorted(made.article_ids)
    assert np.all(np.diff(made.articles) >= 0)
    same = np.diff(made.articles) == 0
    assert np.all(np.diff(made.keys)[same] > 0)


def test_postings_count_words_and_weigh_the_header() -> None:
    """A word's weight is its count in the slice, and HEADER_WEIGHT for each time the header says it."""
    one = Article(id="x", text="Bridge talks. The bridge opened.", title="Bridge", source="BBC", published_at="2023-05-04T10:00:00+00:00")
    made = build([(1, indexed(one, 1))], HEADER_WEIGHT, DIM)

    assert header(one) == "Bridge · BBC · 2023-05-04"
    assert {term: made.postings(term)[1].tolist() for term in ("bridg", "talk", "bbc", "2023")} == {  # type: ignore[index]
        "bridg": [2 + HEADER_WEIGHT],
        "talk": [1],
        "bbc": [HEADER_WEIGHT],
        "2023": [HEADER_WEIGHT],
    }
    assert made.postings("absent") is None
    assert made.lengths.tolist() == [4 + HEADER_WEIGHT * 5]
    assert made.days.tolist() == [dt.date(2023, 5, 4).toordinal()]


def test_keys_are_found_and_unknown_ones_are_not() -> None:
    """rows_of gives the row of a key, −1 for any other number, also in an empty segment."""
    made = view_of(articles(5)).parts[0][0]
    keys = np.array([made.keys[2], 10**9, -4, made.keys[0]])

    assert made.rows_of(keys).tolist() == [2, -1, -1, 0]
    assert build([], HEADER_WEIGHT, DIM).rows_of(keys).tolist() == [-1] * 4


def test_nothing_can_be_merged() -> None:
    """No parts, and parts without a live row, give an empty segment."""
    made = view_of(articles(3)).parts[0][0]

    assert len(merge([], DIM)) == 0
    assert len(merge([(made, np.zeros(len(made), dtype=bool))], DIM)) == 0


class History:
    """Articles put, replaced and deleted in some order, in batches, with merges in between."""

    def __init__(self) -> None:
        self.parts: list[tuple[Segment, Mask]] = []
        self.live: dict[str, Article] = {}
        self._seq = self._key = 0

    def put(self, batch: list[Article]) -> None:
        self._drop({one.id for one in batch})
        versions = []
        for one in batch:
            self._seq += 1
            version = indexed(one, self._key + 1)
            self._key += len(version.keys)
            versions.append((self._seq, version))
            self.live[one.id] = one
        made = build(versions, HEADER_WEIGHT, DIM)
        self.parts.append((made, np.ones(len(made), dtype=bool)))

    def delete(self, article_id: str) -> None:
        self._drop({article_id})
        self.live.pop(article_id, None)

    def merge(self, first: int, last: int) -> None:
        merged = merge(self.parts[first:last][::-1], DIM)  # the columns merge by size, so that an older part may come last
        self.parts[first:last] = [(merged, np.ones(len(merged), dtype=bool))]

    def _drop(self, ids: set[str]) -> None:
        self.parts = [
            (segment, alive & ~np.isin(segment.articles, [n for n, name in enumerate(segment.article_ids) if name in ids]))
            for segment, alive in self.parts
        ]

    @property
    def view(self) -> View:
        return View(self._seq, "0" * 64, tuple(self.parts))


NAMES = st.sampled_from([f"n{number}" for number in range(12)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(st.tuples(NAMES, st.integers(0, 3)), min_size=1, max_size=5, unique_by=lambda pair: pair[0])),
        st.tuples(st.just("delete"), NAMES),
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(1, 4)),
    ),
    max_size=14,
)


def lived(steps: list[tuple[object, ...]]) -> History:
    history = History()
    for step in steps:
        match step:
            case ("put", list(batch)):
                history.put([_state(name, state) for name, state in batch])
            case ("delete", str(name)):
                history.delete(name)
            case ("merge", int(first), int(count)):
                history.merge(first, first + count)
    return history


def _state(name: str, state: int) -> Article:
    made = article(f"{name}-{state}", title=f"Title {state}", source=f"S{state % 2}", published_at=f"2023-05-{state + 1:02}")
    return Article(**{**{field: getattr(made, field) for field in ("text", "title", "source", "published_at")}, "id": name})


def places(view: View) -> dict[tuple[str, int], tuple[int, int]]:
    """(article, passage number in it) → (part, row) of each live passage."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for number, (segment, alive) in enumerate(view.parts):
        for row in np.flatnonzero(alive):
            name = segment.article_ids[segment.articles[row]]
            found[name, sum(other == name for other, _ in found)] = (number, int(row))
    return found


@law
@given(STEPS)
def test_scores_depend_on_what_is_live_and_not_on_how_it_came(steps: list[tuple[object, ...]]) -> None:
    """After any history BM25 and closeness of each passage are exactly those of one fresh segment of the same articles."""
    history = lived(steps)
    used, fresh = history.view, view_of(history.live.values())
    there, here = places(used), places(fresh)
    assert there.keys() == here.keys()
    assert used.statistics == fresh.statistics
    for text in QUERIES:
        query = terms(text)
        one, other = (lexical.match(query, view.parts, view.statistics) for view in (used, fresh))
        assert (one.idf, one.reach) == (other.idf, other.reach)
        for name, (part, row) in there.items():
            fresh_part, fresh_row = here[name]
            assert one.scores[part][row] == other.scores[fresh_part][fresh_row]
            mine = closeness(query, one.idf, used.parts[part][0], np.array([row]))
            new = closeness(query, other.idf, fresh.parts[fresh_part][0], np.array([fresh_row]))
            assert [float(share[0]) for share in astuple(mine)] == [float(share[0]) for share in astuple(new)]


@law
@given(STEPS, st.integers(1, 12))
def test_ranking_depends_on_what_is_live_and_not_on_how_it_came(steps: list[tuple[object, ...]], n: int) -> None:
    """The n nearest passages, their order and their scores are those of a fresh segment, to the last digit."""
    history = lived(steps)
    for text in QUERIES:
        assert _ranked(history.view, text, n) == _ranked(view_of(history.live.values()), text, n)


def _ranked(view: View, text: str, n: int) -> list[tuple[str, int, object]]:
    query, vector = terms(text), HashEncoder().encode([text])[0]
    chosen = dense.exact(view, view.allowed(Window()), vector, n)
    matches = lexical.match(query, view.parts, view.statistics)
    names = {
        int(segment.keys[row]): (
            segment.article_ids[segment.articles[row]],
            int(row - np.flatnonzero(segment.articles == segment.articles[row])[0]),
        )
        for segment, alive in view.parts
        for row in np.flatnonzero(alive)
    }
    return [(*names[key], scores) for key, scores in rank(view, chosen, query, matches, vector, Preference())]


@pytest.mark.parametrize("seq_and_key", [0, 3])
def test_live_rows_keep_their_keys_and_vectors_through_a_merge(seq_and_key: int) -> None:
    """A merge carries key, change number, day, source and vector of each live row along."""
    history = History()
    history.put([_state(f"n{n}", n % 4) for n in range(6)])
    history.delete("n1")
    history.put([_state("n2", seq_and_key)])
    before = {int(s.keys[r]): _row(s, r) for s, alive in history.parts for r in np.flatnonzero(alive)}
    history.merge(0, 2)
    after = {int(s.keys[r]): _row(s, r) for s, alive in history.parts for r in np.flatnonzero(alive)}

    assert before == after
    assert len(history.parts) == 1


def _row(segment: Segment, row: np.signedinteger) -> tuple[object, ...]:
    source = segment.sources[row]
    return (
        segment.article_ids[segment.articles[row]],
        int(segment.seqs[row]),
        int(segment.days[row]),
        None if source < 0 else segment.source_names[source],
        segment.vectors[row].tobytes(),
    )
