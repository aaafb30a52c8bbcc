"""Kills a process that changes an index, over and over, and proves after each kill that the index kept its word.

Run as `python -m tests.reliability.kill_loop --kills 300 --seed 1` (`--chroma often` for a settle in every third operation); prints a
JSON summary, exits 1 when a promise was broken.

One process forks all others and opens nothing itself, so that a fork costs milliseconds and no child inherits an open Chroma. A *worker*
opens the real Index with a stand-in encoder, reports what it found, then adds, updates and deletes articles at random and writes a line
before and after each operation. It is killed (SIGKILL) at a random moment: from its first instant, while it recovers from the kill before,
in an operation or between two. A *verifier* then opens the folder and compares everything with the model of what was acknowledged; half of
the verifiers end without closing, so that the next worker starts from an unclean end too.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from index import chroma, chunk, generations
from index.digest import content_sha256
from index.index import Index
from index.model import Article
from index.settings import IndexSettings
from tests.index.builders import sentence
from tests.index.encoders import HashEncoder

NAMES = [f"n{number:02}" for number in range(40)]
LONGEST_S = 0.4  # from a worker's start, or from its first acknowledgement, to its end
EXEC_PROBES = 0.1  # share of the verifiers that probe Chroma in a process of its own as the service does; the others fork, which is cheap
ENCODER = HashEncoder()

Line = dict[str, Any]
Log = list[tuple[str, int | None]]
Operation = tuple[str, list[tuple[str, int]]]
"""("put" | "delete" | "settle", [(article, revision), …])"""


def article_of(name: str, revision: int) -> Article:
    """The same article for the same name and revision; a few are long."""
    rng = random.Random(f"{name}-{revision}")
    text = " ".join(sentence(rng) for _ in range(rng.choice([1, 2, 4, 8, 40])))
    return Article(id=name, text=text, title=f"Title of {name}, revision {revision}", source=rng.choice(["BBC", "AP", None]))


def operations(rng: random.Random, chroma_often: bool) -> Iterator[Operation]:
    """Random changes, for ever."""
    settle = 0.34 if chroma_often else 0.04
    while True:
        draw = rng.random()
        if draw < settle:
            yield "settle", []
        elif draw < settle + 0.25 * (1 - settle):
            yield "delete", [(rng.choice(NAMES), 0)]
        else:
            yield "put", [(name, rng.randrange(6)) for name in rng.sample(NAMES, rng.choice([1, 1, 2, 4]))]


def settings(folder: Path) -> IndexSettings:
    return IndexSettings(folder, passage_words=20, candidates=1000)


# -- the model ------------------------------------------------------------------------------------------------------------


@dataclass
class Model:
    """What was acknowledged, and at most one operation that may or may not have happened."""

    log: Log = field(default_factory=list)
    live: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Article → its (version, revision) pairs since it was last added."""
    numbers: dict[str, int] = field(default_factory=dict)
    open: Operation | None = None

    def effect(self, operation: Operation) -> Log:
        """The entries that `operation` adds to the log."""
        kind, parts = operation
        if kind == "delete":
            return [(name, None) for name, _ in parts if name in self.live]
        return (
            [(name, self.numbers.get(name, 0) + 1) for name, revision in parts if not self._holds(name, revision)] if kind == "put" else []
        )

    def apply(self, operation: Operation) -> None:
        self.log += self.effect(operation)
        kind, parts = operation
        for name, revision in parts:
            if kind == "delete":
                self.live.pop(name, None)
            elif not self._holds(name, revision):
                self.numbers[name] = self.numbers.get(name, 0) + 1
                self.live.setdefault(name, []).append((self.numbers[name], revision))

    def settle_open(self, found: Log) -> str | None:
        """Decide from the log that was found whether the open operation happened; what is wrong, or None."""
        operation, self.open = self.open, None
        if found == self.log:
            return None
        if operation and found == self.log + self.effect(operation):
            self.apply(operation)
            return None
        if found[: len(self.log)] == self.log:
            return f"duplicated or invented: {found[len(self.log) :]} after {operation}"
        common = next((place for place, (one, other) in enumerate(zip(found, self.log, strict=False)) if one != other), len(found))
        return f"lost: {self.log[common:]} of {len(self.log)} entries, found {found[common:]}"

    def _holds(self, name: str, revision: int) -> bool:
        return name in self.live and self.live[name][-1][1] == revision


# -- the children ---------------------------------------------------------------------------------------------------------


class Child:
    """A forked process and what it says, line by line."""

    def __init__(self, pid: int, reading: int) -> None:
        self.pid, self.lines = pid, list[Line]()
        self._reading, self._rest, self.silent = reading, b"", False

    def listen(self, until: float) -> None:
        """Read until the moment has come or the child has ended; half a line waits for its other half."""
        while not self.silent and (left := until - time.perf_counter()) > 0 and select.select([self._reading], [], [], left)[0]:
            self._read()

    def listen_for(self, *names: str, limit_s: float) -> None:
        """Read until a line with one of these names has come, too."""
        end = time.perf_counter() + limit_s
        while not self.silent and not any(name in line for line in self.lines for name in names):
            if not select.select([self._reading], [], [], max(0.0, end - time.perf_counter()))[0]:
                return
            self._read()

    def kill(self) -> int:
        """Its status, after SIGKILL and its last words."""
        os.kill(self.pid, signal.SIGKILL)
        return self._ended()

    def finish(self, limit_s: float) -> tuple[list[Line], int]:
        """(lines, status) when it has ended by itself; it is killed when it takes longer."""
        self.listen(time.perf_counter() + limit_s)
        return self.lines, self._ended() if self.silent else self.kill()

    def _ended(self) -> int:
        status = os.waitpid(self.pid, 0)[1]
        while not self.silent:
            self._read()
        os.close(self._reading)
        return status

    def _read(self) -> None:
        data = os.read(self._reading, 1 << 16)
        self.silent = not data
        *whole, self._rest = (self._rest + data).split(b"\n")
        self.lines += [json.loads(line) for line in whole]


def fork(run: Callable[[int], None]) -> Child:
    """A child that does `run(pipe to write)` and ends without any clean-up of ours."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    os.close(reading)
    status = 1
    try:
        run(writing)
        status = 0
    except BaseException as error:
        say(writing, {"error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(status)


def say(pipe: int, what: object) -> None:
    data = json.dumps(what).encode() + b"\n"
    while data:
        data = data[os.write(pipe, data) :]


def work(folder: Path, seed: str, chroma_often: bool, pipe: int) -> None:
    """Change the index until killed."""
    generations._STALE_LEAST = 3
    told = logging.Handler()
    told.emit = lambda record: say(pipe, {"warning": record.getMessage()})  # type: ignore[method-assign]
    logging.getLogger("index.generations").addHandler(told)
    rng = random.Random(seed)
    start = time.perf_counter()
    index = Index.open(settings(folder), encoder=ENCODER)
    say(pipe, {"log": log_of(index), "seconds": time.perf_counter() - start})
    if chroma_often or rng.random() < 0.2:
        chroma._run_probe = forked_probe
        index.settle()
        say(pipe, {"settled": True})
    for operation in operations(rng, chroma_often):
        say(pipe, {"begin": operation})
        kind, parts = operation
        if kind == "put":
            index.put([article_of(name, revision) for name, revision in parts])
        elif kind == "delete":
            index.delete(parts[0][0])
        else:
            index.settle()
        say(pipe, {"done": operation})


def log_of(index: Index) -> Log:
    return [(change.article_id, change.version) for change in index.catalog.changes(0)[0]]


_exec_probe = chroma._run_probe


def forked_probe(folder: Path) -> None:
    """What the probe does, in a fork instead of a fresh Python; only while this process has not opened Chroma."""
    chroma._run_probe = _exec_probe
    child = fork(lambda pipe: say(pipe, {"problem": chroma.probe_generation(folder)}))
    lines, _ = child.finish(limit_s=60)
    problem = lines[-1].get("problem", lines[-1].get("error")) if lines else "the probe died"
    if problem:
        raise chroma.GenerationUnusable(f"the probe failed: {problem}")


def verify(folder: Path, model: Model, rng: random.Random, pipe: int) -> None:
    """Compare everything with the model and say what is wrong."""
    if rng.random() >= EXEC_PROBES:
        chroma._run_probe = forked_probe
    start = time.perf_counter()
    index = Index.open(settings(folder), encoder=ENCODER)
    opened_s = time.perf_counter() - start
    wrong: list[str] = []
    undecided = model.settle_open(log_of(index))
    wrong += [undecided] if undecided else []
    wrong += [f"article: {line}" for line in _article_problems(index, model)]
    exact = _found(index)
    wrong += [f"search: {line}" for line in _search_problems(index, model)]
    report = index.check()
    refused = [line for line in report.problems if line.startswith("chroma: ")]
    wrong += [f"check: {line}" for line in report.problems if line not in refused]
    if refused:
        report = index.check(repair=True)
        wrong += [] if report.sound or index.state().passages < 2 else [f"repair: {report}"]
    wrong += [f"search with Chroma: {line}" for line in _search_problems(index, model)]
    wrong += [] if _found(index) == exact else ["Chroma changes the answers"]
    say(pipe, {"wrong": wrong, "refused": refused, "rebuilt": bool(refused and report.repaired), "seconds": opened_s, "log": log_of(index)})
    if rng.random() < 0.5:
        index.close()


def _article_problems(index: Index, model: Model) -> Iterator[str]:
    if index.catalog.live_ids() != sorted(model.live):
        yield f"live are {index.catalog.live_ids()} and not {sorted(model.live)}"
    for name, states in model.live.items():
        for number, revision in states:
            version, expected = index.version(name, number), article_of(name, revision)
            if version is None or version.article != expected or version.content_sha256 != content_sha256(expected):
                yield f"{name} version {number} is not revision {revision}"
            elif version.current != ((number, revision) == states[-1]):
                yield f"{name} version {number}: current is {version.current}"
    for stored in index.catalog.indexed(sorted(model.live)):
        if list(stored.spans) != chunk.passages(stored.article.text, index.settings.passage_words):
            yield f"{stored.article.id} has the passages {stored.spans}"


QUESTIONS = ("when was the checkpoint installed", "peace talks in Washington", "Title of n07")


def _found(index: Index) -> list[object]:
    return [index.search(question, 10).hits for question in QUESTIONS]


def _search_problems(index: Index, model: Model) -> Iterator[str]:
    """Every live article is found in its current version, nothing else is, and each passage is a slice of its article."""
    hits = index.search(QUESTIONS[0], 100_000).hits
    versions = {hit.article.id: hit.passage.version for hit in hits}
    if versions != {name: states[-1][0] for name, states in model.live.items()}:
        yield f"found {versions}, live are { {name: states[-1] for name, states in model.live.items()} }"
    keys = [hit.passage.key for hit in hits]
    if len(set(keys)) != len(keys):
        yield "a passage is found twice"
    for hit in hits:
        states = model.live.get(hit.article.id)
        if not states or hit.passage.text != hit.passage.span.of(article_of(hit.article.id, states[-1][1]).text):
            yield f"passage {hit.passage.key} of {hit.article.id} is no slice of it"


# -- the loop -------------------------------------------------------------------------------------------------------------


def kill_one(folder: Path, seed: str, chroma_often: bool, rng: random.Random) -> tuple[list[Line], int]:
    """The lines of a worker that was killed at a random moment, and its status."""
    worker = fork(partial(work, folder, seed, chroma_often))
    if rng.random() < 0.7:  # rather in the middle of its work than at its start
        worker.listen_for("done", "error", limit_s=30)
    worker.listen(time.perf_counter() + rng.uniform(0, LONGEST_S))
    status = worker.kill()
    return worker.lines, status


def run(kills: int, seed: int, *, chroma_often: bool, folder: Path, tell: Callable[[str], None] = lambda line: None) -> dict[str, object]:
    """Kill `kills` workers on one data folder and sum up what was found."""
    import chromadb  # noqa: F401  # once, for all children

    rng, model, start = random.Random(seed), Model(), time.perf_counter()
    counts: Counter[str] = Counter()
    moments: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    problems: list[str] = []
    slowest = 0.0
    for number in range(kills):
        lines, status = kill_one(folder, f"{seed}-{number}", chroma_often, rng)
        counts["kills"] += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        moments[_moment(lines)] += 1
        for line in lines:
            match line:
                case {"log": list(found), "seconds": float(seconds)}:
                    slowest = max(slowest, seconds)
                    undecided = model.settle_open([(name, version) for name, version in found])
                    problems += [f"kill {number}: {undecided}"] if undecided else []
                case {"begin": [str(kind), list(parts)]}:
                    model.open = (kind, [(name, revision) for name, revision in parts])
                case {"done": [str(kind), list(_)]} if model.open:
                    model.apply(model.open)
                    model.open = None
                    counts["acknowledged"] += 1
                    counts[f"acknowledged {kind}"] += 1
                case {"warning": str(warning)}:
                    refusals[warning[:100]] += 1
                case {"error": str(error)}:
                    problems.append(f"kill {number}: the worker failed: {error}")
        if rng.random() < 0.2:
            continue  # the next worker recovers from two kills in a row
        before = len(model.log)
        found_lines, status = fork(partial(verify, folder, model, random.Random(rng.random()))).finish(limit_s=120)
        verdict = found_lines[-1] if found_lines else {}
        if "wrong" not in verdict or status:
            problems.append(f"kill {number}: the verifier failed ({status}): {verdict.get('error')}")
            break
        counts["verified"] += 1
        problems += [f"kill {number}: {line}" for line in verdict["wrong"]]
        slowest = max(slowest, float(str(verdict["seconds"])))
        for line in verdict["refused"]:
            refusals[str(line)[:100]] += 1
        counts["rebuilt"] += bool(verdict["rebuilt"])
        in_flight = model.open
        model.settle_open([(name, version) for name, version in verdict["log"]])
        counts["in flight and present"] += len(model.log) > before
        counts["in flight and absent"] += bool(in_flight and in_flight[0] != "settle" and len(model.log) == before)
        if problems:
            break
        if number % 25 == 24:
            tell(f"{number + 1} kills, {counts['acknowledged']} acknowledged, {time.perf_counter() - start:.0f} s")
    kinds = {name: sum(f": {name}" in line for line in problems) for name in ("lost", "duplicated")}
    return {
        **{
            name: counts[name]
            for name in ("kills", "verified", "acknowledged", "acknowledged put", "acknowledged delete", "acknowledged settle")
        },
        "in_flight_present": counts["in flight and present"],
        "in_flight_absent": counts["in flight and absent"],
        **kinds,
        "dangling": sum(": check: " in line or "slice" in line for line in problems),
        "generations_refused": dict(refusals),
        "generations_rebuilt": counts["rebuilt"],
        "killed_while": dict(moments),
        "log": len(model.log),
        "slowest_open_s": round(slowest, 3),
        "seconds": round(time.perf_counter() - start, 1),
        "problems": problems,
    }


def _moment(lines: list[Line]) -> str:
    """What the worker was doing when it was killed."""
    if not lines:
        return "opening"
    match lines[-1]:
        case {"begin": [str(kind), _]}:
            return f"{kind} under way"
        case {"log": _}:
            return "after opening"
        case _:
            return "between operations"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chroma", choices=["seldom", "often"], default="seldom", help="how often a generation is built")
    parser.add_argument("--folder", type=Path, help="keep the data folder here")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="dateline-kills-"))
    summary = run(
        asked.kills,
        asked.seed,
        chroma_often=asked.chroma == "often",
        folder=folder,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    if not asked.folder and not summary["problems"]:
        shutil.rmtree(folder)
    print(json.dumps(summary, indent=2))
    return 1 if summary["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
