"""What filters by author and language mean, and that a filtered search is exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columns import View
from index.errors import BadInput
from index.filters import authors_of, folded, in_language, language_range
from index.model import Window
from index.segment import merge
from tests.index.builders import article, law, view_of
from tests.index.conftest import Opener
from tests.index.encoders import HashEncoder


@pytest.mark.parametrize(
    ("byline", "name", "meant"),
    [
        ("Jane Doe", "jane doe", True),
        ("By jane  doe", "Jane Doe", True),
        ("Jane Doe and Li Wei, Reuters", "Li Wei", True),
        ("Jane Doe and Li Wei, Reuters", "reuters", True),
        ("Jane Doe and Li Wei, Reuters", "Jane Doe and Li Wei, Reuters", True),
        ("Jane Doe; Li Wei", "Jane Doe", True),
        ("Jane Doering", "Jane Doe", False),
        ("Andrew Sand", "rew S", False),
        ("Sandy Brandt", "S", False),
    ],
)
def test_an_author_is_the_byline_or_a_name_in_it(byline: str, name: str, meant: bool) -> None:
    """Whole names, without regard to case and blanks."""
    assert (folded(name) in authors_of(byline)) is meant


@pytest.mark.parametrize(
    ("tag", "wanted", "meant"),
    [("en", "en", True), ("EN", "en", True), ("en-GB", "en", True), ("en_US", "en", True), ("eng", "en", False), ("en", "en-GB", False)],
)
def test_a_language_takes_in_what_is_more_exact(tag: str, wanted: str, meant: bool) -> None:
    """RFC 4647, basic filtering."""
    assert in_language(tag, language_range(wanted)) is meant


@pytest.mark.parametrize("text", ["english", "e", "", "en GB", "en-", "😀"])
def test_what_is_no_language_tag_is_refused_with_the_fix(text: str) -> None:
    """A language's name would find nothing without a word."""
    with pytest.raises(BadInput, match="such as en, or en-GB"):
        language_range(text)


AUTHORS, LANGUAGES = (None, "Jane Doe", "Li Wei and Jane Doe"), (None, "en", "en-GB", "fr")
HELD = [
    article(f"{source}-{author}-{language}", source=source, author=author, language=language)
    for source in ("BBC", "AP")
    for author in AUTHORS
    for language in LANGUAGES
]


@law
@given(
    st.lists(st.sampled_from(["jane doe", "LI WEI", "nobody"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["en", "en-gb", "fr", "de"]), max_size=2).map(tuple),
    st.sampled_from([(), ("BBC",)]),
    st.booleans(),
)
def test_filters_let_through_what_they_say(
    authors: tuple[str, ...], languages: tuple[str, ...], sources: tuple[str, ...], merged: bool
) -> None:
    """Each filter narrows, the values of one widen; also after segments were merged."""
    view = view_of(HELD)
    if merged:
        part = merge(view.parts, HashEncoder().dim)
        view = View.of(view.seq, view.digest, [(part, view.ends[0])])
    window = Window(sources=sources, authors=authors, languages=languages)
    (segment, _), (mask,) = view.parts[0], view.allowed(window)

    expected = {
        one.id
        for one in HELD
        if (not sources or one.source in sources)
        and (not authors or any(name.casefold() in (one.author or "").casefold() for name in authors))
        and (not languages or any((one.language or "").casefold().startswith(tag) for tag in languages))
    }
    assert {segment.article_ids[number] for number in segment.articles[mask]} == expected
    assert mask.all() or not window.open


def test_a_filtered_search_is_exact_beside_chroma(open_index: Opener) -> None:
    """The one article by an author is found among sixty that fit better, with a generation in place and after a restart."""
    index = open_index(generation=True)
    many = [article(f"many{number}", "The checkpoint on the road was installed.", author="Li Wei") for number in range(60)]
    index.put([*many, article("one", "Bread is baked in the morning.", author="Jane Doe, AP", language="en-GB")])
    index.settle()
    for window in (Window(authors=("jane doe",)), Window(languages=("en",)), Window(authors=("AP",), languages=("en-gb",))):
        assert [hit.article.id for hit in index.search("the checkpoint on the road", 5, window).hits] == ["one"]
    index.close()
    assert [hit.article.id for hit in open_index().search("the checkpoint", 5, Window(authors=("Jane Doe",))).hits] == ["one"]
