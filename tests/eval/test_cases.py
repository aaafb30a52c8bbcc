"""Case files: what is read, what is refused with which words, and how gold quotes are found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.cases import load_cases, locate, occurrences
from eval.errors import BadCases
from eval.model import CaseSet
from tests.eval.builders import FakeTarget, case

GOOD = {
    "id": "1",
    "question": "when was the checkpoint installed?",
    "answers": ["April 23"],
    "date": "2023-04-23",
    "evidence": [{"article": "a.txt", "quote": "installed on April 23"}],
}


def write(tmp_path: Path, *rows: object, name: str = "cases.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_a_good_file_is_read_with_places_and_a_digest(tmp_path: Path) -> None:
    found = load_cases(write(tmp_path, GOOD, "", GOOD | {"id": "2", "answerable": False, "answers": [], "evidence": []}))

    assert [("1", "cases.jsonl:1", True), ("2", "cases.jsonl:3", False)] == [(c.id, c.place, c.answerable) for c in found.cases]
    assert 64 == len(found.digest)


def test_the_digest_knows_content_only(tmp_path: Path) -> None:
    """Blank lines, field order and locating do not change it; another word does."""
    first = load_cases(write(tmp_path, GOOD))
    moved = load_cases(write(tmp_path, "", dict(reversed(GOOD.items()))))
    other = load_cases(write(tmp_path, GOOD | {"question": "When was the checkpoint installed?"}))

    assert first.digest == moved.digest == locate(first, FakeTarget({})).digest
    assert first.digest != other.digest


def test_a_line_separator_inside_a_question_does_not_split_the_line(tmp_path: Path) -> None:
    assert 1 == len(load_cases(write(tmp_path, GOOD | {"question": "when\u2028exactly?"})).cases)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["{oops"], "cases.jsonl:1: not JSON"),
        (["[]"], "cases.jsonl:1: not a case"),
        ([{k: v for k, v in GOOD.items() if k != "id"}], "id is missing"),
        ([{k: v for k, v in GOOD.items() if k != "question"}], "question is missing"),
        ([GOOD | {"id": 7}], "id is 7; give it as text"),
        ([GOOD, GOOD], "cases.jsonl:2: id '1' was used before, at cases.jsonl:1"),
        ([GOOD | {"date": "23 April"}], "'23 April' is not a date: write 2023-04-23"),
        ([GOOD | {"date": "2023-02-30"}], "'2023-02-30' is not a date"),
        ([GOOD | {"date": "2023-05-14/2023-05-08"}], "ends before it starts"),
        ([GOOD | {"answers": "April 23"}], "answers is 'April 23'; give a list of texts"),
        ([GOOD | {"answers": [], "date": None}], "has neither answers nor a date"),
        ([GOOD | {"evidence": []}], "has no evidence"),
        ([GOOD | {"evidence": [{"article": "a"}]}], "evidence.quote is missing"),
        ([GOOD | {"evidence": {"article": "a"}}], "evidence is not a list"),
        ([GOOD | {"answerable": "yes"}], "answerable is 'yes'; write true or false"),
        ([GOOD | {"as_of": "May"}], "as_of is 'May'; write a day as 2023-04-23"),
        ([GOOD | {"answerable": False}], "no answerable case among 1"),
        ([], "no answerable case among 0"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, rows: list[object], told: str) -> None:
    with pytest.raises(BadCases) as caught:
        load_cases(write(tmp_path, *rows))

    assert told in str(caught.value)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadCases) as caught:
        load_cases(write(tmp_path, "{", GOOD | {"question": ""}, GOOD | {"date": "x"}))

    assert 3 == len(caught.value.problems)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')

    with pytest.raises(BadCases, match="no such file"):
        load_cases(tmp_path / "none.jsonl")
    with pytest.raises(BadCases, match="byte 8 is not UTF-8"):
        load_cases(tmp_path / "latin.jsonl")


def test_csv_holds_the_same_cases(tmp_path: Path) -> None:
    table = 'id,question,answers,date,article,quote,answerable\n1,when?,April 23|23 April,2023-04-23,a.txt,"installed on April 23",\n2,who?,,,,,false\n'
    first, second = load_cases(write(tmp_path, table, name="cases.csv")).cases

    assert ("April 23", "23 April") == first.answers
    assert ("a.txt", "installed on April 23") == (first.evidence[0].article, first.evidence[0].quote)
    assert not second.answerable


def test_quotes_are_located_by_id_or_file_name(tmp_path: Path) -> None:
    found = locate(load_cases(write(tmp_path, GOOD)), FakeTarget({}))

    assert ("a", ((19, 40),)) == (found.cases[0].evidence[0].article, found.cases[0].evidence[0].spans)


def test_unknown_articles_and_missing_quotes_are_named_together(tmp_path: Path) -> None:
    rows = [GOOD | {"id": "x", "evidence": [{"article": "zz", "quote": "q"}, {"article": "a", "quote": "not there"}]}]

    with pytest.raises(BadCases) as caught:
        locate(load_cases(write(tmp_path, *rows)), FakeTarget({}))

    assert "case 'x': article 'zz' is not in the index" in caught.value.problems[0]
    assert "quote 'not there' is not in article 'a'" in caught.value.problems[1]


def test_every_occurrence_of_a_quote_counts() -> None:
    assert ((0, 2), (1, 3), (5, 7)) == occurrences("aaab aa", "aa")


def test_a_case_is_resampled_with_its_first_gold_article() -> None:
    assert "a" == case().group
    assert "page" == case(cluster="page").group
    assert CaseSet("s", ()).digest != CaseSet("s", (case(),)).digest
