"""RealTimeQA's files as they are published: questions with numbered choices and linked evidence, beside the searched articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.beir import ReaderOptions
from eval.errors import BadCases
from eval.sets import articles_digest, brings_articles, read_set, set_articles

BRIDGE = "https://www.harbour.example/2022/06/12/bridge/index.html"
QUESTION = {
    "question_id": "20220617_0",
    "question_date": "2022/06/16",
    "question_source": "Harbour",
    "question_url": "https://www.harbour.example/quiz",
    "question_sentence": "Which bridge was closed this week?",
    "choices": ["“Low Bridge”", "“Brack Bridge”", "“Mill Bridge”", "“New Bridge”"],
    "answer": ["1"],
    "evidence": f'The <a href="{BRIDGE}#:~:text=closed">Brack Bridge</a> was closed. See <a href="https://other.example/x">more</a>.',
}
UNLINKED = QUESTION | {"question_id": "20220617_1", "evidence": ""}
NOT_HELD = QUESTION | {"question_id": "20220617_2", "answer": ["0"]}
NONE_OF_THEM = QUESTION | {"question_id": "20220617_3", "choices": ["Low Bridge", "None of the above"]}
RESULTS = [
    {
        "question_id": "20220617_0",
        "search_time": "2022/06/17/16:34",
        "search_result": [
            {"url": BRIDGE, "title": "Bridge closed", "text": "short", "authors": [], "publish_date": "2022/06/12"},
            {
                "url": BRIDGE + "?ref=1",
                "title": "Bridge closed",
                "text": "Brack bridge was closed on Sunday.",
                "publish_date": "2022/06/12",
            },
            {"url": "https://harbour.example/empty", "title": "Nothing", "text": "", "publish_date": ""},
        ],
    }
]


def write(folder: Path, questions: list[dict[str, object]], results: object = RESULTS, name: str = "20220617_qa.jsonl") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in questions), encoding="utf-8")
    if results is not None:
        (folder / "20220617_gcs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in results), encoding="utf-8")  # type: ignore[attr-defined]
    return path


def test_linked_questions_whose_article_holds_the_answer_are_asked(tmp_path: Path) -> None:
    path = write(tmp_path, [QUESTION, UNLINKED, NOT_HELD, NONE_OF_THEM])
    cases = read_set(path)
    (one,) = cases.cases

    assert brings_articles(path)
    assert ("20220617_0", ("Brack Bridge",), None) == (one.id, one.answers, one.as_of)
    assert ("harbour.example/2022/06/12/bridge/index.html", ((0, 12),)) == (one.evidence[0].article, one.evidence[0].spans)
    assert "1 of 4 questions are asked" in cases.note
    assert "2022-06-16" == read_set(path, ReaderOptions(as_of=True)).cases[0].as_of


def test_each_article_comes_once_in_its_longest_form(tmp_path: Path) -> None:
    path = write(tmp_path, [QUESTION])
    (article,) = set_articles(path)

    assert ("Brack bridge was closed on Sunday.", "2022-06-12", "Bridge closed") == (article.text, article.published_at, article.title)
    assert 64 == len(articles_digest(path))


def test_a_folder_of_weeks_is_one_set(tmp_path: Path) -> None:
    """Files of questions without their search results, as for several weeks together, are passed over."""
    write(tmp_path / "2022", [QUESTION])
    write(tmp_path / "2022", [QUESTION], None, name="20220617-20220624_qa.jsonl")

    assert ("2022", 1) == (read_set(tmp_path / "2022").name, len(read_set(tmp_path / "2022").cases))


def test_the_questions_without_a_right_choice_share_the_articles(tmp_path: Path) -> None:
    assert 1 == len(read_set(write(tmp_path, [QUESTION, NONE_OF_THEM], name="20220617_qa_nota.jsonl")).cases)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answer": ["7"]}, "20220617_qa.jsonl:1: answer '7' is not the number of one of the 4 choices"),
        ({"answer": ["B"]}, "answer 'B' is not the number"),
        ({"answer": []}, r"answer is \[\]; give the numbers"),
        ({"answer": "1"}, "answer is '1'; give the numbers"),
        ({"choices": None}, "choices is not a list"),
        ({"question_sentence": " "}, "question_sentence is ' '"),
        ({"evidence": ""}, "none of 1 questions links to a searched article"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, object], told: str) -> None:
    with pytest.raises(BadCases, match=told):
        read_set(write(tmp_path, [QUESTION | change]))


def test_a_field_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadCases, match=r"20220617_qa\.jsonl:1: choices is missing"):
        read_set(write(tmp_path, [{key: value for key, value in QUESTION.items() if key != "choices"}]))


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (None, "its articles are not there; put 20220617_gcs.jsonl"),
        ([{"question_id": "1"}], "search_result is not a list"),
        ([{"search_result": [{"text": "x"}]}], "a search result has no url"),
        (["x"], "20220617_gcs.jsonl:1: not an object"),
    ],
)
def test_articles_that_are_not_there_or_not_articles(tmp_path: Path, results: object, told: str) -> None:
    with pytest.raises(BadCases, match=told):
        read_set(write(tmp_path, [QUESTION], results))


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, [QUESTION])
    path.write_text(path.read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")

    with pytest.raises(BadCases, match=r"20220617_qa\.jsonl:2: not JSON"):
        read_set(path)
