"""api.wiring: which reader the settings name, and what an answer says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from api.settings import Settings, load
from api.wiring import make_answerer, make_reader
from index.index import Index
from index.model import Article
from qa.answer import READER_UNAVAILABLE
from qa.asked.question import read_question
from qa.reading.reader import PACKAGED_READER, PackagedReader, RankingReader

ARTICLE = Article("fair", "Ines Okoro opened the fair in Marlow on Saturday. It rained.", published_at="2021-05-04")


def _settings(value: str | None) -> Settings:
    return load({"DATELINE_READER": value} if value is not None else {})


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, PackagedReader),
        ("packaged", PackagedReader),
        (" Packaged", PackagedReader),
        ("off", None),
        ("OFF", None),
        ("/x", RankingReader),
    ],
)
def test_the_settings_name_the_reader(value: str | None, kind: type | None) -> None:
    reader = make_reader(_settings(value))
    assert reader is None if kind is None else isinstance(reader, kind)


def test_a_reader_that_is_not_there_is_told_in_every_answer(make_index: Callable[[Sequence[Article]], Index], tmp_path: Path) -> None:
    index = make_index([ARTICLE])
    answerer = make_answerer(index, reader=make_reader(_settings(str(tmp_path / "none"))))
    for _ in range(2):
        answer = answerer.answer(read_question("Who opened the fair?"))
        assert answer.degraded == (READER_UNAVAILABLE,)
        assert answer.passages


def test_without_a_reader_nothing_is_amiss(make_index: Callable[[Sequence[Article]], Index]) -> None:
    answer = make_answerer(make_index([ARTICLE]), reader=make_reader(_settings("off"))).answer(read_question("Who opened the fair?"))
    assert answer.degraded == ()
    assert all(passage.hit.scores.rerank is None for passage in answer.passages)


@pytest.mark.skipif(not PACKAGED_READER.is_file(), reason="no weights at qa/weights/reader.onnx")
def test_the_packaged_reader_puts_passages_in_order(make_index: Callable[[Sequence[Article]], Index]) -> None:
    answer = make_answerer(make_index([ARTICLE]), 0.0, make_reader(_settings(None))).answer(read_question("Who opened the fair?"))
    assert answer.degraded == ()
    assert all(0 <= (passage.hit.scores.rerank or -1) <= 1 for passage in answer.passages)
    assert "rerank" in dict(answer.timings_ms)
