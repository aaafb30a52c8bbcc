"""`dateline eval` from end to end over a real index (with a word-counting encoder in place of the model)."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

import eval.remote
from eval.command import DONE, NOT_USABLE, REJECTED, EvalOptions, Local, run_eval
from eval.errors import BadCases
from eval.runfile import load_run
from eval.sets import preset, read_set
from index.index import Index
from index.model import Article
from index.settings import IndexSettings
from tests.eval.builders import TEXTS, FakeTarget
from tests.fakes import FakeAnswerer, WordEncoder

ROWS = [
    {
        "id": "when",
        "question": "when was the checkpoint installed?",
        "answers": ["April 23"],
        "evidence": [{"article": "a", "quote": "installed on April 23"}],
    },
    {
        "id": "where",
        "question": "where did talks open?",
        "answers": ["Washington"],
        "evidence": [{"article": "b", "quote": "in Washington"}],
    },
    {"id": "none", "question": "who shot first?", "answerable": False},
]


def jsonl(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def sample(folder: Path, rows: list[dict[str, object]] = ROWS) -> Path:
    folder.mkdir(exist_ok=True)
    articles = [{"id": key, "title": key, "text": text, "published_at": "2023-05-01", "source": "Wire"} for key, text in TEXTS.items()]
    (folder / "articles.jsonl").write_text(jsonl(articles))
    (folder / "cases.jsonl").write_text(jsonl(rows))
    return folder


def beir(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "corpus.jsonl").write_text(jsonl([{"id": key, "text": text} for key, text in TEXTS.items()]))
    queries = [
        {
            "id": "q",
            "question": "checkpoint installed",
            "answers": ["April 23"],
            "evidence": [{"doc": "a", "start": 32, "text": "April 23"}],
        }
    ]
    (folder / "queries.jsonl").write_text(jsonl(queries))
    return folder


def open_index(settings: IndexSettings) -> Index:
    return Index.open(settings, encoder=WordEncoder())


class Told:
    """Runs the command and keeps what it printed."""

    def __init__(self, data: Path) -> None:
        self.local = Local(IndexSettings(data_dir=data, generation=False), open_index, FakeAnswerer)  # type: ignore[arg-type]
        self.output, self.errors = "", ""

    def __call__(self, path: Path, **options: object) -> int:
        out, err = io.StringIO(), io.StringIO()
        code = run_eval(
            path, self.local, EvalOptions(**options), output=Console(file=out, width=140), errors=Console(file=err, width=200)  # type: ignore[arg-type]
        )  # fmt: skip
        self.output, self.errors = out.getvalue(), err.getvalue()
        return code


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path / "data")


def test_a_sample_folder_is_run_and_reported(tmp_path: Path, told: Told) -> None:
    assert DONE == told(sample(tmp_path / "set"), out=tmp_path / "out")
    assert "Evidence in the first passage" in told.output
    assert {"run.json", "report.md", "report.html", "articles.run", "articles.qrels"} == {
        path.name for path in (tmp_path / "out").iterdir()
    }

    run = load_run(tmp_path / "out" / "run.json")
    assert ("set", 3, True, 3) == (run.cases.name, len(run.outcomes), run.complete, run.target.articles)
    assert all(p.exact for one in run.outcomes if one.answered for p in one.answered.passages)


def test_a_corpus_folder_is_indexed_once(tmp_path: Path, told: Told) -> None:
    folder = beir(tmp_path / "corpus")
    assert DONE == told(folder, as_json=True)
    first = json.loads(told.output)
    places = list((tmp_path / "data" / "eval").iterdir())
    assert DONE == told(folder, as_json=True)

    assert 1.0 == first["measures"]["recall@1"]["value"]
    assert first["target"] == json.loads(told.output)["target"]
    assert places == list((tmp_path / "data" / "eval").iterdir())


def test_a_case_file_is_asked_of_the_users_own_index(tmp_path: Path, told: Told) -> None:
    with open_index(told.local.settings) as index:
        index.put([Article(id=key, text=text, file_name=f"{key}.txt") for key, text in TEXTS.items()])
    path = tmp_path / "mine.jsonl"
    path.write_text(jsonl([ROWS[0] | {"evidence": [{"article": "a.txt", "quote": "installed on April 23"}]}]))

    assert DONE == told(path, as_json=True)
    assert 1.0 == json.loads(told.output)["measures"]["recall@1"]["value"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([ROWS[0] | {"evidence": [{"article": "zz", "quote": "x"}]}], "article 'zz' is not in the index"),
        ([ROWS[0] | {"evidence": [{"article": "a", "quote": "x marks"}]}], "quote 'x marks' is not in article 'a'"),
        ([ROWS[0], ROWS[0]], "id 'when' was used before"),
        ([ROWS[2]], "no answerable case"),
    ],
)
def test_a_bad_set_is_refused_before_anything_is_asked(tmp_path: Path, told: Told, rows: list[dict[str, object]], words: str) -> None:
    assert REJECTED == told(sample(tmp_path / "set", rows), out=tmp_path / "out")
    assert words in told.errors
    assert "" == told.output
    assert not (tmp_path / "out").exists()


def test_a_path_that_is_no_set(tmp_path: Path, told: Told) -> None:
    assert REJECTED == told(tmp_path / "none.jsonl")
    assert REJECTED == told(tmp_path)
    assert "holds neither" in told.errors


def test_two_runs_are_compared(tmp_path: Path, told: Told) -> None:
    folder = sample(tmp_path / "set")
    told(folder, out=tmp_path / "one")

    assert DONE == told(folder, compare=tmp_path / "one" / "run.json", out=tmp_path / "two")
    assert "0 became right" in told.output
    assert "What changed" in (tmp_path / "two" / "report.html").read_text()


def test_a_run_that_cannot_be_compared_with_is_refused_first(tmp_path: Path, told: Told) -> None:
    (tmp_path / "run.json").write_text("{}")

    assert REJECTED == told(sample(tmp_path / "set"), compare=tmp_path / "run.json")
    assert "not a run file" in told.errors
    assert "" == told.output


def test_the_gate_decides_the_exit_code(tmp_path: Path, told: Told) -> None:
    folder, gate = sample(tmp_path / "set"), tmp_path / "gate.json"
    assert DONE == told(folder, gate=gate, pin=True)
    assert DONE == told(folder, gate=gate)
    assert "gate passed" in told.output

    floors = json.loads(gate.read_text())
    gate.write_text(json.dumps(floors | {"floors": {"right": 1.0}}))
    assert REJECTED == told(folder, gate=gate)
    assert "gate FAILED" in told.output

    gate.write_text("{}")
    assert REJECTED == told(folder, gate=gate)
    assert "not a gate file" in told.errors
    assert "" == told.output


def test_other_articles_fail_the_gate(tmp_path: Path, told: Told) -> None:
    folder, gate = sample(tmp_path / "set"), tmp_path / "gate.json"
    told(folder, gate=gate, pin=True)
    with (folder / "articles.jsonl").open("a") as articles:
        articles.write(json.dumps({"id": "d", "text": "One more article about nothing."}) + "\n")

    assert REJECTED == told(folder, gate=gate)
    assert "other articles" in told.output


def test_a_service_that_goes_away_can_be_resumed(tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run keeps what it has, says so with exit code 3, and asks only the rest when it goes on."""
    full = FakeTarget({}, alive=1)
    full.answers = {row["id"]: silent_answer() for row in ROWS}
    full.close = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setattr(eval.remote, "Http", lambda url, key: full)
    path, out = tmp_path / "cases.jsonl", tmp_path / "out"
    path.write_text(jsonl(ROWS))

    assert NOT_USABLE == told(path, url="http://x.example", out=out)
    assert "2 cases were not asked; go on with --resume" in told.errors
    assert "NOT COMPLETE" in told.output

    full.alive = 10
    assert DONE == told(path, url="http://x.example", out=out, resume=True)
    assert ["when", "where", "none"] == full.asked
    assert load_run(out / "run.json").complete
    assert not (out / "run.journal.jsonl").exists()


def silent_answer() -> object:
    from tests.eval.builders import silent

    return silent()


def test_json_is_one_document(tmp_path: Path, told: Told) -> None:
    assert DONE == told(sample(tmp_path / "set"), as_json=True)
    assert {"set", "target", "measures", "slices", "wrong"} <= set(json.loads(told.output))


def test_presets_and_sets(tmp_path: Path) -> None:
    assert ("cited", True) == (preset(Path("/x/realtimeqa_2022")).gold, preset(Path("/x/realtimeqa_2022")).holds_answer)
    assert None is preset(Path("/x/other")).gold
    assert "set" == read_set(sample(tmp_path / "set")).name
    with pytest.raises(BadCases):
        read_set(tmp_path)


def test_ablation_shows_the_whole_without_each_stage(tmp_path: Path, told: Told) -> None:
    assert DONE == told(sample(tmp_path / "set"), ablate=True, out=tmp_path / "out")
    assert all(name in told.output for name in ("everything", "without words", "without encoder", "without dates", "without silence"))
    assert {"ablation.md", "ablation.json"} == {path.name for path in (tmp_path / "out").iterdir()}

    document = json.loads((tmp_path / "out" / "ablation.json").read_text())
    assert (3, 5) == (document["cases"], len(document["variants"]))
    assert 1.0 == document["variants"][0]["measures"]["recall@5"]
    assert document == json.loads((told(tmp_path / "set", ablate=True, as_json=True), told.output)[1])
    assert REJECTED == told(sample(tmp_path / "set"), ablate=True, url="http://x.example")


def test_too_few_answers_cannot_be_calibrated_on(tmp_path: Path, told: Told) -> None:
    assert REJECTED == told(sample(tmp_path / "set"), calibrate=0.9)
    assert "a set needs at least 30" in told.errors
