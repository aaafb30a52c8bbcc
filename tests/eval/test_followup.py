"""eval.followup: two small conversations, searched for real."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from eval.followup import load_turns, main, measured

ROWS = [
    (
        "harbour-1",
        ["Harbour of Brack", "History", "Brack", "Brack"][:2],
        "When was the harbour of Brack built?",
        "When was the harbour of Brack built?",
    ),
    (
        "harbour-2",
        ["When was the harbour of Brack built?", "The harbour was built in 1902."],
        "Who paid for it?",
        "Who paid for the harbour of Brack?",
    ),
    ("harbour-3", ["Who paid for it?", "A salt merchant paid for the piers."], "Is it open?", "Is the harbour of Brack open?"),
    ("choir-1", ["Choir of Orm", "Beginnings"], "Who founded it?", "Who founded the choir of Orm?"),
    ("choir-2", ["Who founded it?", "Two sisters founded the choir after the war."], "When?", "When was the choir of Orm founded?"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    said: dict[str, list[str]] = {}
    with lzma.open(tmp_path / "turns.jsonl.xz", "wt", encoding="utf-8") as file:
        for name, more, question, rewrite in ROWS:
            history = said.setdefault(name.partition("-")[0], [])
            history += more
            file.write(json.dumps({"id": name, "history": history, "question": question, "rewrite": rewrite, "source": "own"}) + "\n")
    return tmp_path


def test_answers_are_read_from_later_turns(folder: Path) -> None:
    turns = load_turns(folder)
    assert ["The harbour was built in 1902.", "A salt merchant paid for the piers.", None] == [one.answer for one in turns[:3]]


def test_a_rewritten_question_finds_what_the_typed_one_misses(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = measured(load_turns(folder))
    assert 3 == len(found)
    assert all(one.words["human"] == 1 for one in found)
    assert sum(one.words["ours"] for one in found) > sum(one.words["typed"] for one in found)
    assert sum(one.ranks["ours"] for one in found) >= sum(one.ranks["typed"] for one in found)
    assert 0 == main([str(folder), "--every", "3"])
    assert "1 answered turns" in capsys.readouterr().out


def test_a_folder_without_turns_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main([str(tmp_path)])
    assert "turns.jsonl.xz" in capsys.readouterr().err
