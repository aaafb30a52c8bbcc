"""SQuAD files, both versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.errors import BadCases
from eval.sets import articles_digest, brings_articles, read_set, set_articles
from eval.squad import squad_cases

TEXT = "The crisis began in October 1973. October was cold."
QAS: list[dict[str, object]] = [
    {
        "id": "1",
        "question": "When?",
        "answers": [{"text": "October 1973", "answer_start": 20}, {"text": "October 1973", "answer_start": 20}],
    },
    {"id": "2", "question": "Who?", "answers": [], "is_impossible": True},
]


def write(tmp_path: Path, qas: list[dict[str, object]] = QAS, text: str = TEXT) -> Path:
    path = tmp_path / "dev-v2.0.json"
    path.write_text(json.dumps({"version": "v2.0", "data": [{"title": "Oil_crisis", "paragraphs": [{"context": text, "qas": qas}]}]}))
    return path


def test_paragraphs_become_articles_and_questions_cases(tmp_path: Path) -> None:
    path = write(tmp_path)
    first, second = read_set(path).cases

    assert brings_articles(path)
    assert [("Oil_crisis#0", "Oil crisis", TEXT)] == [(a.id, a.title, a.text) for a in set_articles(path)]
    assert (("October 1973",), ((20, 32),), True) == (first.answers, first.evidence[0].spans, first.answerable)
    assert (1, False, "Oil_crisis#0") == (len(first.evidence), second.answerable, second.group)
    assert 64 == len(articles_digest(path))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answers": [{"text": "October 1973", "answer_start": 21}]}, "question '1': 'October 1973' is not at 21"),
        ({"answers": []}, "question '1' has no answers"),
        ({"id": "2"}, "id '2' was used before"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, object], told: str) -> None:
    with pytest.raises(BadCases) as caught:
        squad_cases(write(tmp_path, [QAS[0] | change, QAS[1]]))

    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]", '{"data": 1}'])
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)

    with pytest.raises(BadCases):
        read_set(path)


def test_an_empty_paragraph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCases, match="without context"):
        list(set_articles(write(tmp_path, text=" ")))
