"""`dateline eval --url` against a service on a real socket: several at a time, at a rate, and one that goes away in the middle."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.parts import Parts
from api.serve import Listen, start
from eval.runfile import load_run
from index.model import Article
from qa.answer import Answerer
from qa.model import Answer, Question
from tests.eval.test_cli import Terminal, articles, cases, jsonl

PAUSE_S = 0.02
ASKED = cases()[::2]


class Watched:
    """An answerer that takes its time, counts what it is asked, and can pull the plug after so many questions."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._lock = threading.Lock()
        self.asked = list[str]()
        self.at_once = self.most_at_once = 0
        self.last: int | None = None
        self.pull_the_plug: Callable[[], None] = lambda: None

    def answer(self, question: Question) -> Answer:
        with self._lock:
            self.asked.append(question.text)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            if self.last is not None and len(self.asked) >= self.last:
                self.pull_the_plug()
        time.sleep(PAUSE_S)
        found = self._answerer.answer(question)
        with self._lock:
            self.at_once -= 1
        return found


class Service:
    """A real server on a free port of this machine, in a thread, over a real index."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.answerer = Watched(Answerer(index))
        self._thread: threading.Thread | None = None

    def up(self) -> str:
        """Start, and where it listens."""
        self._server = start(create_app(Parts(index=self._index, answerer=self.answerer)), Listen(port=0, threads=6, grace_s=0))
        self.answerer.pull_the_plug = self._server.stop
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        return f"http://127.0.0.1:{self._server.port}"

    def down(self) -> None:
        """Stop, if it still runs, and wait until it has."""
        if self._thread:
            if not self._server.stopping:
                self._server.stop()
            self._thread.join(timeout=10)
            assert not self._thread.is_alive()


@pytest.fixture
def service(make_index: Callable[..., Any]) -> Iterator[Service]:
    made = Service(
        make_index([Article(id=row["id"], text=row["text"], title=row["title"], published_at=row["published_at"]) for row in articles()])
    )  # type: ignore[arg-type]
    yield made
    made.down()


@pytest.fixture
def dateline(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "cases.jsonl").write_text(jsonl(ASKED))
    return Terminal(capsys, tmp_path / "data")


def test_several_at_a_time_give_the_same_answers_as_one_by_one(dateline: Terminal, service: Service, tmp_path: Path) -> None:
    """Quality and latency come from one run; every quote is read again from the service's articles and compared."""
    url = service.up()
    one = json.loads(dateline("eval", tmp_path / "cases.jsonl", "--url", url, "--json"))
    assert 1 == service.answerer.most_at_once
    four = json.loads(dateline("eval", tmp_path / "cases.jsonl", "--url", url, "--concurrency", "4", "--json"))

    assert 2 <= service.answerer.most_at_once <= 4
    assert 2 * len(ASKED) == len(service.answerer.asked)
    assert one["wrong"] == four["wrong"]
    assert one["measures"]["recall@1"] == four["measures"]["recall@1"]
    assert 1.0 == four["measures"]["passage_exact"]["value"] == four["measures"]["citation_exact"]["value"]
    assert four["measures"]["latency_p50"]["value"] > 1000 * PAUSE_S
    assert four["wall_s"] < one["wall_s"]
    assert (url, 40) == (four["target"]["name"], four["target"]["articles"])
    assert one["target"]["corpus_digest"] == four["target"]["corpus_digest"]
    assert one["target"]["snapshot"]


def test_questions_go_out_at_their_rate_and_a_queue_shows_in_the_latency(dateline: Terminal, service: Service, tmp_path: Path) -> None:
    """Far more a second than one asker can get answered: latency counts from when a question was due, so the queue shows."""
    url = service.up()
    (tmp_path / "cases.jsonl").write_text(jsonl(ASKED[:30]))
    slow = json.loads(dateline("eval", tmp_path / "cases.jsonl", "--url", url, "--rate", "15", "--json"))
    fast = json.loads(dateline("eval", tmp_path / "cases.jsonl", "--url", url, "--rate", "1000", "--concurrency", "1", "--json"))

    assert slow["wall_s"] >= 29 / 15
    assert fast["measures"]["latency_p95"]["value"] > 20 * 1000 * PAUSE_S
    assert fast["measures"]["latency_p95"]["value"] > 2 * slow["measures"]["latency_p50"]["value"]


@pytest.mark.parametrize("how", [[], ["--concurrency", "3"], ["--rate", "100", "--concurrency", "3"]])
def test_a_service_that_goes_away_leaves_a_run_that_can_be_finished(
    dateline: Terminal, service: Service, tmp_path: Path, how: list[str]
) -> None:
    """What was answered is kept and said, exit code 3; --resume asks only the rest, also of a service that came back elsewhere."""
    out = tmp_path / "out"
    whole = json.loads(dateline("eval", tmp_path / "cases.jsonl", "--url", service.up(), "--json"))
    service.answerer.asked.clear()
    service.answerer.last = 10
    page = dateline("eval", tmp_path / "cases.jsonl", "--url", f"http://127.0.0.1:{service._server.port}", "--out", out, *how, code=3)

    kept = [one for one in load_run(out / "run.json").outcomes if one.answered]
    assert 7 <= len(kept) < len(ASKED)
    assert "NOT COMPLETE" in page
    assert f"stopped answering, {len(ASKED) - len(kept)} cases were not asked; go on with --resume --out {out}" in dateline.err.replace(
        "\n", " "
    )
    assert "Not complete." in (out / "report.html").read_text()

    service.down()
    service.answerer.last = None
    service.answerer.asked.clear()
    again = json.loads(dateline("eval", tmp_path / "cases.jsonl", "--url", service.up(), "--out", out, "--resume", "--json", *how))
    assert len(ASKED) - len(kept) == len(service.answerer.asked)
    assert again["complete"]
    assert (whole["wrong"], whole["measures"]["recall@1"]) == (again["wrong"], again["measures"]["recall@1"])
    assert not list(out.glob("*.journal.jsonl"))


def test_a_broken_run_is_not_finished_over_other_articles(dateline: Terminal, service: Service, tmp_path: Path) -> None:
    out = tmp_path / "out"
    service.answerer.last = 10
    dateline("eval", tmp_path / "cases.jsonl", "--url", service.up(), "--out", out, code=3)
    service.down()
    service.answerer.last = None
    service._index.put([Article(id="new", text="Something else happened.")])

    dateline("eval", tmp_path / "cases.jsonl", "--url", service.up(), "--out", out, "--resume", code=1)
    assert "was begun with another set, index or settings" in dateline.err
