"""qa.cite: a citation is made only when the stored text says so."""

from __future__ import annotations

import pytest

from index.model import Article, Span
from qa.cite import Citer
from tests.fakes import FakeIndex

ARTICLE = Article(id="a", text="Zürich – the 🚢 came. It left.", url="https://a.example/x", title="Ship")


@pytest.fixture
def index() -> FakeIndex:
    return FakeIndex([ARTICLE])


def test_a_true_span_becomes_a_citation(index: FakeIndex) -> None:
    """The quote, its place, the version and the hash are those of the stored text."""
    citation = Citer(index).cite("a", Span(9, 20), "the 🚢 came.")

    assert citation is not None
    assert (1, 1, 9, 20) == (citation.n, citation.version, citation.start, citation.end)
    assert ARTICLE.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("article_id", "span", "quote"),
    [("a", Span(9, 20), "the ship came."), ("a", Span(20, 900), " It left."), ("b", Span(0, 3), "Zür"), ("a", Span(900, 901), "")],
)
def test_anything_else_is_refused_and_counted(index: FakeIndex, article_id: str, span: Span, quote: str) -> None:
    """A wrong quote, a span beyond the text and an unknown article give no citation."""
    citer = Citer(index)

    assert citer.cite(article_id, span, quote) is None
    assert (1, ()) == (citer.refused, citer.citations)


def test_one_span_has_one_number(index: FakeIndex) -> None:
    """Numbers are given in order of first use and never twice for the same place."""
    citer = Citer(index)
    numbers = [
        made.n
        for span, quote in ((Span(0, 6), "Zürich"), (Span(9, 12), "the"), (Span(0, 6), "Zürich"))
        if (made := citer.cite("a", span, quote))
    ]

    assert [1, 2, 1] == numbers
    assert 2 == len(citer.citations)


def test_an_updated_article_is_cited_in_its_new_version(index: FakeIndex) -> None:
    """What the old version said is not cited once a new one took its place."""
    index.put([Article(id="a", text="Zurich now.")])
    citer = Citer(index)

    assert citer.cite("a", Span(0, 6), "Zürich") is None
    made = citer.cite("a", Span(0, 6), "Zurich")
    assert made is not None
    assert 2 == made.version
