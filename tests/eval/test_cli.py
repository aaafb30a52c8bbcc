"""`dateline eval` as it is typed: what bad input, gates and calibrations say, and the exit code they end with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import api.wiring
from api.cli.main import run
from api.settings import Settings
from eval.threshold import FILE
from index.index import Index
from qa.confidence import THRESHOLD
from tests.eval.test_squad import write as squad
from tests.fakes import WordEncoder

TOWNS = ("Brack", "Ostby", "Velm", "Harn", "Quill", "Sorrel", "Tarn", "Ulder", "Wick", "Yarrow")
THINGS = ("ferry", "bridge", "museum", "school")
DAYS = "Monday Tuesday Wednesday Thursday".split()


def articles() -> list[dict[str, object]]:
    """One small article for each town and thing, all about the same day of the week, by thing."""
    return [
        {
            "id": f"{town}-{thing}".lower(),
            "title": f"{town} {thing}",
            "text": f"The {thing} of {town} was opened on {day} by mayor {town[::-1].title()}.\n\nPeople in {town} cheered.",
            "published_at": "2023-05-05",
        }
        for town in TOWNS
        for thing, day in zip(THINGS, DAYS, strict=True)
    ]


def cases() -> list[dict[str, Any]]:
    """Forty that are easy, and forty about towns that nobody wrote about."""
    easy = [
        {
            "id": f"{town}-{thing}",
            "question": f"who opened the {thing} of {town}?",
            "answers": [f"mayor {town[::-1].title()}"],
            "evidence": [{"article": f"{town}-{thing}".lower(), "quote": f"by mayor {town[::-1].title()}"}],
        }
        for town in TOWNS
        for thing in THINGS
    ]
    hard = [
        {"id": f"no-{town}-{thing}", "question": f"why did Nobody{town} burn the {thing}?", "answerable": False}
        for town in TOWNS
        for thing in THINGS
    ]
    return [*easy, *hard]


def jsonl(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


class Terminal:
    """Runs commands over one data folder and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str], data: Path) -> None:
        self._capsys, self.data = capsys, data
        self.err = ""

    def __call__(self, *arguments: str | Path, code: int = 0) -> str:
        got = run(["--data", str(self.data), *map(str, arguments)])
        out, self.err = self._capsys.readouterr()
        assert code == got, out + self.err
        return out


@pytest.fixture
def dateline(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    def open_index(settings: Settings, *, own: bool) -> Index:
        return Index.open(settings.index, own=own, encoder=WordEncoder())

    monkeypatch.setattr(api.wiring, "open_index", open_index)
    monkeypatch.setenv("DATELINE_GENERATION", "off")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys, tmp_path / "data")


@pytest.fixture
def filled(dateline: Terminal, tmp_path: Path) -> Terminal:
    """A data folder with the articles, and cases.jsonl beside it."""
    (tmp_path / "articles.jsonl").write_text(jsonl(articles()))
    (tmp_path / "cases.jsonl").write_text(jsonl(cases()))
    dateline("ingest", tmp_path / "articles.jsonl")
    return dateline


def folder(place: Path, rows: list[dict[str, Any]] | None = None) -> Path:
    place.mkdir(exist_ok=True)
    (place / "articles.jsonl").write_text(jsonl(articles()))
    (place / "cases.jsonl").write_text(jsonl(rows if rows is not None else cases()[:3]))
    return place


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (lambda rows: [rows[0] | {"evidence": [{"article": "brack-ferry", "quote": "by nobody"}]}], "quote 'by nobody' is not in article 'brack-ferry'"),
        (lambda rows: [rows[0] | {"evidence": [{"article": "brack-ferry"}]}], "evidence.quote is missing"),
        (lambda rows: [rows[0], rows[1], rows[0]], "cases.jsonl:3: id 'Brack-ferry' was used before, at cases.jsonl:1"),
        (lambda rows: [rows[0] | {"evidence": [{"article": "atlantis", "quote": "x"}]}], "article 'atlantis' is not in the index"),
        (lambda rows: rows[40:42], "no answerable case among 2"),
        (lambda rows: [], "no answerable case among 0"),
    ],
)  # fmt: skip
def test_a_bad_set_is_told_and_nothing_is_asked(filled: Terminal, tmp_path: Path, rows: Any, told: str) -> None:
    (tmp_path / "cases.jsonl").write_text(jsonl(rows(cases())))

    assert "" == filled("eval", tmp_path / "cases.jsonl", "--out", tmp_path / "out", code=1)
    assert told in filled.err
    assert not (tmp_path / "out").exists()


def test_every_problem_is_told_at_once(filled: Terminal, tmp_path: Path) -> None:
    wrong = [one | {"evidence": [{"article": "atlantis", "quote": "x"}]} for one in cases()[:3]]
    (tmp_path / "cases.jsonl").write_text(jsonl(wrong))
    filled("eval", tmp_path / "cases.jsonl", code=1)

    assert 3 == filled.err.count("article 'atlantis' is not in the index")


def test_a_run_from_another_snapshot_is_compared_and_said_to_be(filled: Terminal, tmp_path: Path) -> None:
    """The figures are there, with a note of what else than the code may have changed them."""
    filled("eval", tmp_path / "cases.jsonl", "--out", tmp_path / "one")
    (tmp_path / "more.txt").write_text("Something new.\n\nNothing about any of it.")
    filled("ingest", tmp_path / "more.txt")

    out = filled("eval", tmp_path / "cases.jsonl", "--compare", tmp_path / "one" / "run.json")
    assert "the articles differ" in out
    assert "snapshot " in out
    assert "0 became right" in out


def test_a_run_that_is_none_or_of_other_questions_is_refused(filled: Terminal, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"format": "something"}')
    assert "" == filled("eval", tmp_path / "cases.jsonl", "--compare", tmp_path / "run.json", code=1)
    assert "not a run file of this version" in filled.err

    filled("eval", tmp_path / "cases.jsonl", "--out", tmp_path / "one")
    (tmp_path / "cases.jsonl").write_text(jsonl([one | {"id": "new " + one["id"]} for one in cases()]))
    filled("eval", tmp_path / "cases.jsonl", "--compare", tmp_path / "one" / "run.json", code=1)
    assert "the runs have no case in common" in filled.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--ablate", "--url", "http://127.0.0.1:1"], "leave out --url"),
        (["--calibrate", "0.9", "--url", "http://127.0.0.1:1"], "needs the answers that a service withholds"),
        (["--calibrate", "0.9", "--gate", "g.json"], "leave out --gate"),
        (["--ablate", "--calibrate", "0.9", "--resume"], "leave out --resume and --calibrate"),
        (["--pin"], "name its file with --gate"),
    ],
)
def test_options_that_exclude_each_other(filled: Terminal, tmp_path: Path, options: list[str], told: str) -> None:
    (tmp_path / "g.json").write_text("{}")

    assert "" == filled("eval", tmp_path / "cases.jsonl", *options, code=1)
    assert told in filled.err or "not a gate file" in filled.err


@pytest.mark.parametrize("options", [["-k", "0"], ["--concurrency", "0"], ["--rate", "0"], ["--calibrate", "2"], ["--nonsense"]])
def test_wrong_usage_ends_with_two(filled: Terminal, tmp_path: Path, options: list[str]) -> None:
    filled("eval", tmp_path / "cases.jsonl", *options, code=2)


def test_a_path_that_holds_no_set(filled: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    filled("eval", tmp_path / "empty", code=1)
    assert "holds neither" in filled.err
    filled("eval", tmp_path / "nowhere", code=2)


def test_a_service_that_is_not_there(filled: Terminal, tmp_path: Path) -> None:
    filled("eval", tmp_path / "cases.jsonl", "--url", "http://127.0.0.1:9", code=3)
    assert "is the service running?" in filled.err


def test_a_squad_file_is_asked_of_its_own_paragraphs(dateline: Terminal, tmp_path: Path) -> None:
    document = json.loads(dateline("eval", squad(tmp_path), "--json"))

    assert ("dev-v2.0", 2, 1) == (document["set"]["name"], document["set"]["cases"], document["target"]["articles"])


# -- the gate ----------------------------------------------------------------------------------------------------------


def test_a_gate_that_fails_is_loud_and_says_how_to_pin_again(dateline: Terminal, tmp_path: Path) -> None:
    """Which measure fell, by how much, how many cases that is, and the command that would pin the loss."""
    place, gate = folder(tmp_path / "set"), tmp_path / "gate.json"
    dateline("eval", place, "--gate", gate, "--pin")
    assert "gate passed" in dateline("eval", place, "--gate", gate)

    pinned = json.loads(gate.read_text())
    gate.write_text(json.dumps(pinned | {"slack": 0, "floors": {"recall@1": 1.0, "latency_p95": 1e-6, "date_exact": 0.5}}))
    (place / "cases.jsonl").write_text(jsonl([cases()[0] | {"question": "why do people cheer?"}, *cases()[1:3]]))
    out = dateline("eval", place, "--gate", gate, code=1)

    assert 2 == out.count("gate FAILED")
    assert "recall@1 fell to 0.6667, 0.3333 below its floor 1.0000, about 1 of 3 cases" in out
    assert "latency_p95 rose to" in out
    assert "above its ceiling" in out
    assert "date_exact: floor 0.5000, not measured in this run" in out
    assert "another case set" in out
    assert f"dateline eval {place} --gate {gate} --pin --allow-lower" in out


def test_the_verdict_is_in_the_json_too(dateline: Terminal, tmp_path: Path) -> None:
    place, gate = folder(tmp_path / "set"), tmp_path / "gate.json"
    dateline("eval", place, "--gate", gate, "--pin")

    assert json.loads(dateline("eval", place, "--gate", gate, "--json"))["gate"]["passed"]
    gate.write_text(json.dumps(json.loads(gate.read_text()) | {"floors": {"date_exact": 0.5}}))
    assert not json.loads(dateline("eval", place, "--gate", gate, "--json", code=1))["gate"]["passed"]
    assert "gate FAILED" in dateline.err


@pytest.mark.parametrize(("text", "told"), [("{", "not JSON"), ("{}", "not a gate file"), (None, "cannot be read")])
def test_a_broken_gate_fails_before_anything_is_asked(dateline: Terminal, tmp_path: Path, text: str | None, told: str) -> None:
    if text is not None:
        (tmp_path / "gate.json").write_text(text)

    assert "" == dateline("eval", folder(tmp_path / "set"), "--gate", tmp_path / "gate.json", code=1)
    assert told in dateline.err


def test_pinning_refuses_to_lower_a_floor(dateline: Terminal, tmp_path: Path) -> None:
    place, gate = folder(tmp_path / "set"), tmp_path / "gate.json"
    dateline("eval", place, "--gate", gate, "--pin")
    before = gate.read_text()
    (place / "cases.jsonl").write_text(jsonl([cases()[0] | {"question": "why do people cheer?"}, *cases()[1:3]]))

    dateline("eval", place, "--gate", gate, "--pin", code=1)
    assert "allow it with --allow-lower" in dateline.err
    assert before == gate.read_text()
    dateline("eval", place, "--gate", gate, "--pin", "--allow-lower")
    assert before != gate.read_text()


# -- calibration -------------------------------------------------------------------------------------------------------


def asked(dateline: Terminal, question: str) -> dict[str, Any]:
    return dict(json.loads(dateline("ask", question, "--json")))


def test_a_calibrated_threshold_changes_what_is_answered(filled: Terminal, tmp_path: Path) -> None:
    """Fitted on a set, written with its reasons, named by doctor, and obeyed by ask; fitting again starts from all answers anew."""
    out = filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9", "--out", tmp_path / "out")
    assert "On articles that the threshold was not fitted to" in out
    assert f"wrote {filled.data / FILE}" in filled.err
    written = json.loads((filled.data / FILE).read_text())
    assert (0.9, THRESHOLD) == (written["target"], written["figures"]["threshold_before"])
    assert written["threshold"] != THRESHOLD
    assert written["figures"]["precision"] >= 0.9
    assert {"run.json", "report.html", "report.md", FILE} <= {path.name for path in (tmp_path / "out").iterdir()}
    page = (tmp_path / "out" / "report.html").read_text()
    assert "Why answers are given from" in page

    assert f"threshold: {written['threshold']:g}, fitted to cases for a precision of 0.9" in filled("doctor")

    filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9")
    again = json.loads((filled.data / FILE).read_text())
    assert written["threshold"] == again["threshold"] == again["figures"]["threshold_before"]


def test_ask_obeys_the_threshold(filled: Terminal, tmp_path: Path) -> None:
    question = "who opened the ferry of Brack?"
    before = asked(filled, question)
    assert "answered" == before["status"]
    filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9")
    written = json.loads((filled.data / FILE).read_text())
    sure = before["answer"]["confidence"]
    assert sure >= written["threshold"]

    (filled.data / FILE).write_text(json.dumps(written | {"threshold": min(1.0, sure + 0.0001)}))
    after = asked(filled, question)
    assert ("abstained", "weak_evidence") == (after["status"], after["reason"])
    assert [one["text"] for one in before["passages"]] == [one["text"] for one in after["passages"]]

    (filled.data / FILE).write_text(json.dumps(written | {"threshold": sure}))
    assert before["answer"] == asked(filled, question)["answer"]


def test_the_report_of_a_calibration_is_what_a_run_gives_from_then_on(filled: Terminal, tmp_path: Path) -> None:
    """The fitted run is made by withholding answers after the fact; asking again with the threshold gives the same."""
    told = json.loads(filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9", "--json"))
    really = json.loads(filled("eval", tmp_path / "cases.jsonl", "--json"))
    quick = {"latency_p50", "latency_p95", "latency_p99"}

    assert told["calibration"]["threshold"] == really["target"]["threshold"]
    assert told["wrong"] == really["wrong"]
    assert {k: v for k, v in told["measures"].items() if k not in quick} == {k: v for k, v in really["measures"].items() if k not in quick}


def test_a_precision_out_of_reach_is_said_and_nothing_is_written(filled: Terminal, tmp_path: Path) -> None:
    lies = [one | ({"answers": ["something else"]} if "answers" in one else {}) for one in cases()]
    (tmp_path / "cases.jsonl").write_text(jsonl(lies))

    assert "" == filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9", "--out", tmp_path / "out", code=1)
    assert "no confidence threshold reaches a precision of 90% with 30 answers or more; the best is" in filled.err
    assert "nothing was written" in filled.err
    assert not (tmp_path / "out").exists()
    assert not (filled.data / FILE).exists()


def test_too_few_answers_are_not_fitted_to(filled: Terminal, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(jsonl(cases()[:10]))
    filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9", code=1)

    assert "a set needs at least 30" in filled.err
    assert not (filled.data / FILE).exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other"}', "null"])
def test_a_broken_calibration_stops_every_answer_until_it_is_mended(filled: Terminal, tmp_path: Path, text: str) -> None:
    """Somebody asked for a precision and nobody can tell which: no answer rather than answers of an unknown quality."""
    (filled.data / FILE).write_text(text)

    assert "" == filled("ask", "who opened the ferry of Brack?", code=3)
    assert "not a calibration" in filled.err
    assert "fit it again" in filled.err
    filled("eval", tmp_path / "cases.jsonl", code=3)
    assert "not a calibration" in filled.err
    filled("search", "ferry")  # what needs no threshold goes on
    filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9")
    assert "answered" == asked(filled, "who opened the ferry of Brack?")["status"]


@pytest.mark.parametrize("change", [{"threshold": 1.5}, {"threshold": "0.5"}, {"threshold": None}, {"models": 1}, {"figures": {}}])
def test_a_calibration_with_a_wrong_field_is_refused(filled: Terminal, tmp_path: Path, change: dict[str, object]) -> None:
    filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9")
    (filled.data / FILE).write_text(json.dumps(json.loads((filled.data / FILE).read_text()) | change))

    filled("ask", "who opened the ferry of Brack?", code=3)
    assert "not a calibration" in filled.err


@pytest.mark.parametrize(
    ("change", "told"),
    [({"models": {"embedding": "another@sha256:1"}}, "other models"), ({"confidence_rules": "0" * 16}, "other rules of confidence")],
)
def test_a_foreign_calibration_is_left_aside_with_a_warning(
    filled: Terminal, tmp_path: Path, change: dict[str, object], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is whole but was fitted to other confidences: the default holds, every command says so, doctor marks it."""
    question = "who opened the ferry of Brack?"
    before = asked(filled, question)
    filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9")
    (filled.data / FILE).write_text(json.dumps(json.loads((filled.data / FILE).read_text()) | change | {"threshold": 1.0}))

    assert before["answer"] == asked(filled, question)["answer"]
    assert told in caplog.text
    filled("eval", tmp_path / "cases.jsonl")
    assert told in filled.err
    assert told in filled("doctor", code=3)


def test_a_gate_is_held_by_the_default_threshold(filled: Terminal, tmp_path: Path) -> None:
    """A gate holds the code: what somebody calibrated for a data folder does not move it."""
    place, gate = folder(tmp_path / "set"), tmp_path / "gate.json"
    filled("eval", place, "--gate", gate, "--pin")
    filled("eval", tmp_path / "cases.jsonl", "--calibrate", "0.9")
    (filled.data / FILE).write_text(json.dumps(json.loads((filled.data / FILE).read_text()) | {"threshold": 1.0}))

    assert "gate passed" in filled("eval", place, "--gate", gate)
    assert "for the gate the threshold is the default" in filled.err
    assert 0.0 == json.loads(filled("eval", place, "--json"))["measures"]["gave_answer"]["value"]
