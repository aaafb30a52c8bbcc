"""BM25 over segments against the textbook formula over plain dicts, and the choice of the best rows."""

from __future__ import annotations

import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import lexical
from index.columns import View
from index.lexical import HEADER_WEIGHT, K1, B
from index.model import Article, Window
from index.segment import header
from index.select import best
from index.terms import terms
from tests.index.builders import articles, indexed, law, view_of


def textbook(query: list[str], passages: list[Counter[str]]) -> list[float]:
    """BM25 as Robertson and Zaragoza write it, one passage after the other."""
    mean = sum(bag.total() for bag in passages) / len(passages)
    scores = []
    for bag in passages:
        score = 0.0
        for term in set(query):
            having = sum(term in other for other in passages)
            idf = math.log(1 + (len(passages) - having + 0.5) / (having + 0.5))
            norm = K1 * (1 - B + B * bag.total() / mean)
            score += idf * bag[term] * (K1 + 1) / (bag[term] + norm) if bag[term] else 0.0
        scores.append(score)
    return scores


def bags(all_articles: list[Article]) -> list[Counter[str]]:
    found = []
    for one in sorted(all_articles, key=lambda each: each.id):
        for span in indexed(one, 1).spans:
            bag = Counter(terms(span.of(one.text)))
            for term in terms(header(one)):
                bag[term] += HEADER_WEIGHT  # type: ignore[assignment]
            found.append(bag)
    return found


@law
@given(st.integers(1, 12), st.lists(st.sampled_from(["checkpoint", "peace", "talks", "title", "3", "zebra", "the", "Lachin"]), max_size=6))
def test_scores_are_those_of_the_textbook(count: int, words: list[str]) -> None:
    """Every passage's score equals the formula's, and none exceeds the reach."""
    held, query = articles(count), terms(" ".join(words))
    view = view_of(held)
    found = lexical.match(query, view.parts, view.statistics)

    assert found.scores[0] == pytest.approx(textbook(query, bags(held)), rel=1e-5, abs=1e-6)
    assert np.all(found.scores[0] <= found.reach + 1e-5)


def test_a_repeated_word_in_the_query_counts_once() -> None:
    """Saying a word twice does not change the scores."""
    view = view_of(articles(5))
    once, twice = (lexical.match(query, view.parts, view.statistics) for query in (["peac"], ["peac", "peac"]))

    assert np.array_equal(once.scores[0], twice.scores[0])


@pytest.mark.parametrize("query", [[], ["zebra"]])
def test_no_word_no_score(query: list[str]) -> None:
    """Without a word that some passage has, every score is zero; an empty index has no scores at all."""
    view = view_of(articles(4))

    assert not lexical.match(query, view.parts, view.statistics).scores[0].any()
    assert lexical.match(query, (), lexical.statistics(())).scores == []


SCORES = st.lists(st.lists(st.sampled_from([0.0, 0.5, 0.5, 0.25, 1.0]), max_size=6), min_size=1, max_size=3)


@law
@given(SCORES, st.integers(1, 8), st.randoms())
def test_equal_scores_are_told_apart_by_article_then_place(parts: list[list[float]], n: int, rng: random.Random) -> None:
    """The n best rows are those of a plain sort by score, then article id, then row, however rows are spread over segments."""
    held = iter(articles(20))
    views = [view_of([next(held) for _ in scores], words=400) for scores in parts]
    view = View(1, "", tuple(part for one in views for part in one.parts))
    given_scores = [np.array(scores, np.float32) for scores in parts if scores]
    allowed = [np.array([rng.random() < 0.8 for _ in scores], dtype=np.bool_) for scores in given_scores]

    chosen = best(view, given_scores, allowed, n)

    plain = sorted(
        (-float(scores[row]), segment.article_ids[segment.articles[row]], row, number)
        for number, ((segment, _), scores, mask) in enumerate(zip(view.parts, given_scores, allowed, strict=True))
        for row in np.flatnonzero(mask)
    )[:n]
    assert [rows.tolist() for rows in chosen] == [
        sorted(row for _, _, row, part in plain if part == number) for number in range(len(view.parts))
    ]


def test_nothing_to_choose_from() -> None:
    """An empty view, and one where nothing is allowed, give no rows."""
    view = view_of(articles(2))

    assert best(View(0, "", ()), [], [], 5) == []
    assert [rows.tolist() for rows in best(view, [np.zeros(len(view.parts[0][0]))], [np.zeros(len(view.parts[0][0]), dtype=bool)], 5)] == [
        []
    ]
    assert view_of([]).allowed(Window()) == []
