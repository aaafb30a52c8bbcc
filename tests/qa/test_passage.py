"""qa.sentence.passage: the sentences of a passage and their terms."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.terms import terms
from qa.sentence.passage import opening_terms, sentences_of, terms_of

TEXT = "The mayor’s “whale” – all 9\u00a0tonnes of it – came by rail. Zoë Sørby painted it, didn’t she?"


@given(st.text(alphabet="aàé’‘“”„«»–—…'s. \u00a0\u202f-Z9", max_size=60) | st.text(max_size=60))
def test_typographic_signs_change_no_term(text: str) -> None:
    """The quicker way gives the terms that the index gives, each once."""
    assert tuple(dict.fromkeys(terms(text))) == terms_of(text)


def test_sentences_are_slices_with_their_terms() -> None:
    """Each sentence stands in the passage where it says."""
    found = sentences_of(TEXT)

    assert 2 == len(found)
    assert all(one.span.of(TEXT) == one.text and one.terms == terms_of(one.text) for one in found)
    assert opening_terms(TEXT) == found[0].terms
