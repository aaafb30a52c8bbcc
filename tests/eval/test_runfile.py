"""Run files and journals: what goes in comes out, and what is damaged is refused or left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.errors import BadCases
from eval.runfile import Journal, head_of, journal_line, load_run, save_run
from tests.eval.builders import answered, case, outcome, passage, run, silent, unanswerable

RUN = run([(case("1", date="2023-04-23"), answered(passages=[passage(1), passage(2, "b")])), (case("2"), None), (unanswerable(), silent())])


def test_a_run_survives_its_file(tmp_path: Path) -> None:
    save_run(RUN, tmp_path / "run.json")

    assert RUN == load_run(tmp_path / "run.json")
    assert RUN.cases.digest == load_run(tmp_path / "run.json").cases.digest
    assert ["run.json"] == [path.name for path in tmp_path.iterdir()], "no part of a file is left behind"


def test_texts_that_come_back_often_are_kept_once(tmp_path: Path) -> None:
    long = run([(case(str(n)), answered(passages=[passage(1)])) for n in range(50)])
    save_run(long, tmp_path / "run.json")

    assert 1 == (tmp_path / "run.json").read_text().count("Nobody saw it coming")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda d: "{", "not JSON"),
        (lambda d: json.dumps([]), "not a run file of this version"),
        (lambda d: json.dumps(d | {"format": "dateline run 0"}), "not a run file of this version"),
        (lambda d: json.dumps(d | {"outcomes": d["outcomes"][:1]}), "cases and outcomes are not the same"),
        (lambda d: json.dumps(d | {"texts": []}), "damaged run file"),
        (lambda d: json.dumps({k: v for k, v in d.items() if k != "target"}), "damaged run file"),
        (lambda d: json.dumps(d | {"cases": [case | {"colour": "red"} for case in d["cases"]]}), "unknown case fields"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, damage, told: str) -> None:
    path = tmp_path / "run.json"
    save_run(RUN, path)
    path.write_text(damage(json.loads(path.read_text())), encoding="utf-8")

    with pytest.raises(BadCases, match=told):
        load_run(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadCases, match="cannot be read"):
        load_run(tmp_path / "none.json")


HEAD = head_of(RUN.cases, RUN.target, RUN.settings)


def test_a_journal_gives_back_what_was_answered(tmp_path: Path) -> None:
    """Failures are left out, to be asked again; a torn last line is passed over."""
    journal = Journal(tmp_path / "j.jsonl")
    with journal.begin(HEAD, {}) as kept:
        for one in RUN.outcomes:
            kept.write(journal_line(one) + "\n")
        kept.write(journal_line(outcome("9", silent()))[:40])

    known = journal.known(HEAD)

    assert {"1": RUN.outcomes[0], "q0": RUN.outcomes[2]} == known
    with journal.begin(HEAD, known):
        pass
    assert known == journal.known(HEAD)


def test_a_journal_of_another_run_is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.jsonl")
    assert {} == journal.known(HEAD)

    with journal.begin(HEAD, {}):
        pass
    with pytest.raises(BadCases, match="begun with another set, index or settings"):
        journal.known(HEAD | {"snapshot": "other"})

    journal.path.write_text('{"torn', encoding="utf-8")
    with pytest.raises(BadCases, match="begun with another set, index or settings"):
        journal.known(HEAD)
