"""Folders in the corpus/queries/qrels layout, plain and packed, with the options of the reader."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from eval.beir import ReaderOptions, corpus_digest, is_beir, read_cases, read_corpus
from eval.errors import BadCases

CORPUS = [
    {
        "id": "d1",
        "title": "T",
        "text": "Idaho it was. In idaho, again.",
        "published_at": "2022-06-13",
        "source": "CNN",
        "url": "https://x.example",
    },
    {"id": "d2", "title": "", "text": "Nothing here about the state."},
]
QUERIES: list[dict[str, object]] = [
    {
        "id": "q1",
        "question": "Where?",
        "answers": ["Idaho"],
        "evidence": [{"doc": "d1", "start": 0, "text": "Idaho"}],
        "answerable": True,
        "gold": "cited",
    },
    {"id": "q2", "question": "Where now?", "answers": ["Utah"], "evidence": [{"doc": "d2"}], "answerable": True, "gold": "cited"},
    {"id": "q3", "question": "And?", "answers": ["Idaho"], "evidence": [], "answerable": True, "gold": "weak", "asked_at": "2022-06-16"},
    {"id": "q4", "question": "Unknown?", "answers": ["x"], "evidence": [], "answerable": None, "gold": None},
    {"id": "q5", "question": "Nowhere?", "answers": [], "evidence": [], "answerable": False, "context_id": "d1"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq3\td1\t1\nq3\td2\t0\n"


def make(folder: Path, *, packed: bool = False, queries: list[dict[str, object]] = QUERIES, qrels: str = QRELS) -> Path:
    texts = {
        "corpus.jsonl": "".join(json.dumps(row) + "\n" for row in CORPUS),
        "queries.jsonl": "".join(json.dumps(row) + "\n" for row in queries),
        "qrels.tsv": qrels,
    }
    for name, text in texts.items():
        if packed:
            (folder / f"{name}.xz").write_bytes(lzma.compress(text.encode()))
        else:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("packed", [False, True])
def test_articles_and_cases_are_read(tmp_path: Path, packed: bool) -> None:
    folder = make(tmp_path, packed=packed)
    articles, cases = list(read_corpus(folder)), read_cases(folder)

    assert is_beir(folder)
    assert [("d1", "T", "metadata"), ("d2", None, None)] == [(a.id, a.title, a.published_from) for a in articles]
    assert ["q1", "q2", "q3", "q5"] == [c.id for c in cases.cases], "q4 has no label, so it cannot be scored"
    assert ((0, 5),) == cases.cases[0].evidence[0].spans
    assert 2 == cases.cases[0].evidence[0].grade
    assert [("d1", 1)] == [(g.article, g.grade) for g in cases.cases[2].evidence], "without stated evidence the qrels are the gold"
    assert "d1" == cases.cases[3].group


def test_packed_and_plain_are_one_corpus(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()

    assert corpus_digest(make(tmp_path)) == corpus_digest(make(tmp_path / "x", packed=True))


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (ReaderOptions(gold="cited"), ["q1", "q2"]),
        (ReaderOptions(gold="cited", holds_answer=True), ["q1"]),
        (ReaderOptions(answerable_only=True), ["q1", "q2", "q3"]),
        (ReaderOptions(every=2), ["q1", "q3"]),
    ],
)
def test_options_choose_the_questions(tmp_path: Path, options: ReaderOptions, ids: list[str]) -> None:
    assert ids == [c.id for c in read_cases(make(tmp_path), options).cases]


def test_answers_as_spans_are_whole_words_in_any_case(tmp_path: Path) -> None:
    cases = read_cases(make(tmp_path), ReaderOptions(gold="cited", holds_answer=True, spans="answers"))

    assert ((0, 5), (17, 22)) == cases.cases[0].evidence[0].spans


def test_the_day_of_asking_becomes_the_bound_only_when_wanted(tmp_path: Path) -> None:
    folder = make(tmp_path)

    assert [None, "2022-06-16"] == [read_cases(folder, ReaderOptions(gold="weak", as_of=flag)).cases[0].as_of for flag in (False, True)]


@pytest.mark.parametrize(
    ("queries", "qrels", "told"),
    [
        ([{"question": "x"}], QRELS, "queries.jsonl:1: needs id and question"),
        ([QUERIES[0], QUERIES[0]], QRELS, "id 'q1' was used before"),
        ([QUERIES[0] | {"evidence": [{"doc": "d9", "text": "x"}]}], QRELS, "article 'd9' is not in the index"),
        ([QUERIES[0] | {"evidence": [{"doc": "d1", "start": 3, "text": "Idaho"}]}], QRELS, "is not in article 'd1' at 3"),
        ([QUERIES[4]], QRELS, "no answerable case"),
        (QUERIES, "q1\td1\tgood\nq1\td1\tgood\n", "qrels.tsv:2: write query-id"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, queries: list[dict[str, object]], qrels: str, told: str) -> None:
    with pytest.raises(BadCases) as caught:
        read_cases(make(tmp_path, queries=queries, qrels=qrels))

    assert told in str(caught.value)


def test_a_folder_without_a_corpus_is_refused(tmp_path: Path) -> None:
    assert not is_beir(tmp_path)
    with pytest.raises(BadCases, match="no such file, nor"):
        read_cases(tmp_path)
