"""The packaged encoder in the real index: a few questions over a few articles, the same before and after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.encoder import PACKAGED, SentenceEncoder, checked, model_folder, weights_digest
from index.errors import IndexMismatch, ModelUnusable
from index.index import Index
from index.model import Article
from index.settings import IndexSettings
from tests.index.encoders import HashEncoder

STORIES = [
    Article("checkpoint", "A checkpoint was set up at the entrance of the Lachin corridor on 23 April 2023.", title="Checkpoint opens"),
    Article("talks", "The foreign ministers of both countries negotiated for four days in Washington.", title="Ministers meet"),
    Article("storm", "A storm tore the roofs off forty houses on the coast; nobody was hurt.", title="Storm damage"),
    Article("football", "The home side won the cup final three to one after extra time.", title="Cup final"),
    Article("bank", "The central bank left its interest rate unchanged for the fifth month.", title="Rates stay"),
]
ASKED = [
    ("when was the border post installed", "checkpoint"),
    ("diplomats negotiating in the American capital", "talks"),
    ("bad weather destroys homes", "storm"),
    ("soccer match result", "football"),
    ("monetary policy decision", "bank"),
]


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    """The model, loaded once."""
    made = SentenceEncoder()
    made.encode(["warm"])
    return made


@pytest.fixture
def index(tmp_path: Path, encoder: SentenceEncoder) -> Iterator[Index]:
    with Index.open(IndexSettings(tmp_path / "data"), encoder=encoder) as made:
        made.put(STORIES)
        yield made


@pytest.mark.parametrize(("question", "expected"), ASKED)
def test_other_words_for_the_same_thing_find_the_article(index: Index, question: str, expected: str) -> None:
    """Meaning counts, not only words."""
    (hit, *_) = index.search(question, 5).hits

    assert hit.article.id == expected
    assert hit.passage.text == hit.passage.span.of(hit.article.text)
    assert hit.scores.dense is not None
    assert -1 <= hit.scores.dense <= 1


def test_answers_and_state_are_the_same_with_chroma_and_after_a_restart(index: Index, encoder: SentenceEncoder) -> None:
    """Exact, with a generation, reopened, as a reader: equal hits to the last digit."""
    expected, state = [index.search(question, 5).hits for question, _ in ASKED], index.state()
    index.settle()
    assert index.search("x", 1).degraded == ()
    assert [index.search(question, 5).hits for question, _ in ASKED] == expected
    index.close()
    for own in (True, False):
        with Index.open(index.settings, own=own, encoder=encoder) as again:
            assert ([again.search(question, 5).hits for question, _ in ASKED], again.state()) == (expected, state)
    assert dict(state.models)["embedding"] == f"{PACKAGED}@sha256:{weights_digest(model_folder(PACKAGED))}"


def test_vectors_of_two_models_are_not_mixed(index: Index) -> None:
    """A folder made with the packaged encoder is not opened with another."""
    index.close()
    for own in (True, False):
        with pytest.raises(IndexMismatch, match="made with model 'all-MiniLM-L6-v2'"):
            Index.open(index.settings, own=own, encoder=HashEncoder(384))


@pytest.mark.parametrize("text", ["", " ", "x" * 20_000, "\u202e\u200b", "😀" * 50, "é\u0301" * 500, "word " * 5_000])
def test_any_text_has_a_unit_vector(encoder: SentenceEncoder, text: str) -> None:
    """Finite, of length 1, the same each time."""
    one, other = encoder.encode([text])[0], encoder.encode([text])[0]

    assert one.shape == (encoder.dim,)
    assert np.isclose(np.linalg.norm(one), 1, atol=1e-3)
    assert np.array_equal(one, other)


def test_what_is_not_a_unit_vector_is_refused() -> None:
    """NaN, infinity, zero and other lengths."""
    unit = np.eye(3, dtype=np.float32)
    assert checked(unit, "m") is unit
    for value in (np.nan, np.inf, 0.0, 2.0):
        wrong = unit.copy()
        wrong[1, 1] = value
        with pytest.raises(ModelUnusable, match="not unit vectors"):
            checked(wrong, "m")


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Nothing is downloaded; a folder with pickled weights alone does not count."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    for model in ("no-such-model", str(tmp_path)):
        with pytest.raises(ModelUnusable, match="nothing is downloaded"):
            SentenceEncoder(model)
    (tmp_path / "model.safetensors").write_bytes(b"garbage")
    with pytest.raises(ModelUnusable, match="cannot be loaded"):
        SentenceEncoder(str(tmp_path)).encode(["x"])
