"""The command line, run in this process over a real catalog with a word-counting encoder in place of the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import run

STORY = "The ferry runs again.\n\nIt had been out of service since Tuesday, when a rudder broke on the way to Brack."


class Terminal:
    """Runs commands and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str], data: Path) -> None:
        self._capsys, self._data = capsys, data
        self.err = ""

    def __call__(self, *arguments: str, code: int = 0) -> str:
        got = run(["--data", str(self._data), *arguments])
        out, self.err = self._capsys.readouterr()
        assert code == got, self.err
        return out

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", code=code))


@pytest.fixture
def dateline(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_model: None) -> Terminal:
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys, tmp_path / "data")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "ferry.txt"
    file.write_text(STORY, encoding="utf-8")
    return file


def test_articles_go_in_and_questions_are_answered(dateline: Terminal, story: Path) -> None:
    """ingest, then ask: the date is worked out and the citation is a slice of the file."""
    assert "1 added, 0 updated, 0 unchanged, 0 rejected\n" == dateline(
        "ingest", str(story), "--published", "2023-05-05", "--source", "Harbour News"
    )

    answer = dateline.json("ask", "since when was the ferry out of service?")
    assert "answered" == answer["status"]
    assert "2023-05-02" == answer["answer"]["value"]["start"]
    citation = answer["citations"][0]
    assert STORY[citation["start"] : citation["end"]] == citation["quote"]
    assert "Harbour News" == citation["source"]

    shown = dateline("ask", "since when was the ferry out of service?")
    assert shown.startswith("2 May 2023 [1]\n")
    assert "“Tuesday”" in shown


def test_ingesting_twice_changes_nothing(dateline: Terminal, story: Path) -> None:
    """The second time everything is unchanged, and the snapshot stays."""
    first = dateline.json("ingest", str(story))
    before = dateline.json("search", "ferry")["index"]["snapshot"]
    second = dateline.json("ingest", str(story))

    assert (1, 0) == (first["added"], second["added"])
    assert 1 == second["unchanged"]
    assert before == dateline.json("search", "ferry")["index"]["snapshot"]


def test_what_is_wrong_is_named_and_the_rest_goes_in(dateline: Terminal, tmp_path: Path) -> None:
    """Bad lines and files are listed with their place and reason; the exit code says that some input was rejected."""
    lines = [
        '{"id": "good", "text": "A good article about the ferry."}',
        '{"id": "bad", "text": ""}',
        "{broken",
        '{"text": "x", "published_at": "2023-02-30"}',
    ]
    (tmp_path / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\x00\x01")

    report = dateline.json("ingest", str(tmp_path / "lines.jsonl"), str(tmp_path / "picture.txt"), str(tmp_path / "gone"), code=1)

    assert (1, 5) == (report["added"], report["rejected"])
    places = [Path(one["place"]).name for one in report["rejections"]]
    assert ["lines.jsonl:2", "lines.jsonl:3", "lines.jsonl:4", "picture.txt", "gone"] == places
    assert "rejected" in dateline.err


def test_articles_are_listed_shown_exported_and_deleted(dateline: Terminal, story: Path, tmp_path: Path) -> None:
    """What went in can be looked at, taken out again, and moved to another folder unchanged."""
    dateline("ingest", str(story), "--published", "2023-05-05")
    listed = dateline.json("articles", "list")["articles"]
    assert 1 == len(listed)
    name = listed[0]["id"]

    assert STORY == dateline.json("articles", "show", name)["text"]
    assert STORY in dateline("articles", "show", name)
    exported = dateline("articles", "export")
    (tmp_path / "export.jsonl").write_text(exported, encoding="utf-8")
    assert 1 == dateline.json("ingest", str(tmp_path / "export.jsonl"))["unchanged"]

    dateline("articles", "delete", name)
    assert [] == dateline.json("search", "ferry")["passages"]
    dateline("articles", "delete", name, code=2)
    dateline("articles", "show", name, code=2)


def test_search_prints_passages(dateline: Terminal, story: Path) -> None:
    """search shows rank, score, place and text."""
    dateline("ingest", str(story))

    assert dateline("search", "rudder").startswith("1. ")
    assert "No passage matches." in dateline("search", "rudder", "--after", "2030-01-01")


def test_filters_and_groups(dateline: Terminal, tmp_path: Path) -> None:
    """Outlets are listed with their days, author and language narrow a search, and what is no tag is refused with the fix."""
    rows = [
        {"id": "a", "text": STORY, "source": "Harbour News", "author": "Ada Lorn", "language": "en", "published_at": "2023-05-05"},
        {"id": "b", "text": f"{STORY} So they say.", "source": "Brack Post", "author": "Tove Arn", "language": "da"},
    ]
    file = tmp_path / "two.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    dateline("ingest", str(file))

    listed = dateline("articles", "list", "--group", "source").splitlines()
    assert [line.split(maxsplit=2)[0::2] for line in listed] == [["1", "Brack Post"], ["1", "to 2023-05-05  Harbour News"]]
    assert [one["name"] for one in dateline.json("articles", "list", "--group", "language")["groups"]] == ["da", "en"]
    for options in (("--author", "ada lorn"), ("--language", "en")):
        found = dateline.json("search", "rudder ferry", *options)
        assert [one["article_id"] for one in found["passages"]] == ["a"]
        assert dateline.json("timeline", "ferry", *options)["window"]["authors"] == found["window"]["authors"]
    assert "Not in these articles" in dateline("ask", "who broke a rudder?", "--author", "nobody")
    dateline("search", "rudder", "--language", "English", code=2)
    assert "such as en" in dateline.err


def test_check_and_doctor_find_a_sound_folder_sound(dateline: Terminal, story: Path) -> None:
    """check proves everything; doctor reports the index; both exit 0."""
    dateline("ingest", str(story))

    assert {"articles": 1, "passages": 1, "problems": [], "repaired": []} == dateline.json("check")
    findings = {one["about"]: one for one in dateline.json("doctor")["findings"]}
    assert "1 articles" in findings["index"]["state"]


def test_dates_are_shown_with_their_rule(dateline: Terminal, story: Path) -> None:
    """dates needs no index: offsets, interval, TIMEX3 value and rule of each expression."""
    found = dateline.json("dates", str(story), "--published", "2023-05-05")["dates"]

    assert [("Tuesday", "2023-05-02", "2023-05-02")] == [(one["expression"], one["earliest"], one["value"]) for one in found]
    assert "unresolved" in dateline("dates", str(story))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ask", "when was it?"], 3, "there is no index"),
        (["articles", "list"], 3, "there is no index"),
        (["ask", "when?", "--after", "2023-05-01", "--before", "2023-04-01"], 2, "later than"),
        (["ask", "when?", "--after", "yesterday"], 2, "not a date"),
        (["ask"], 2, "Missing argument"),
        (["nonsense"], 2, "No such command"),
        (["serve", "--host", "0.0.0.0", "--port", "0"], 2, "can be reached from other machines"),
        (["dates", "gone.txt"], 2, "cannot be read"),
    ],
)
def test_errors_say_what_to_do_and_set_the_exit_code(dateline: Terminal, arguments: list[str], code: int, words: str) -> None:
    """One line on stderr, nothing on stdout, 2 for wrong usage and 3 for what cannot be used."""
    assert "" == dateline(*arguments, code=code)
    assert words in dateline.err


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATELINE_PASSAGE_WORDS", "many"), ("DATELINE_PASSAGE_WORDS", "9"), ("DATELINE_HEADER", "maybe"), ("DATELINE_COLOUR", "red")],
)
def test_a_wrong_setting_is_named(dateline: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Settings that cannot be read stop a command with the name of the variable."""
    monkeypatch.setenv(name, value)

    dateline("articles", "list", code=2)
    assert name in dateline.err


def test_another_cut_than_the_index_has_is_refused(dateline: Terminal, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index made with other passages is not mixed with new ones."""
    dateline("ingest", str(story))
    monkeypatch.setenv("DATELINE_PASSAGE_WORDS", "60")

    dateline("ingest", str(story), code=3)
    assert "200 words" in dateline.err
