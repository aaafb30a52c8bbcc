"""A Run ↔ one JSON file; and, while it is being made, a journal of one line an outcome, so that nothing asked is lost.

Passage and quote texts are kept once in a table, since many questions return the same passage.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TextIO, cast

from eval.errors import BadCases
from eval.model import Case, CaseSet, Gold
from eval.records import BadAnswerError, Outcome, from_json, to_json
from eval.run import Run, RunSettings
from eval.targets import Described

FORMAT = "dateline run 1"


def save_run(run: Run, path: Path) -> None:
    """Write the run whole or not at all."""
    texts: dict[str, int] = {}
    document = {
        "format": FORMAT,
        "set": {"name": run.cases.name, "digest": run.cases.digest},
        "target": asdict(run.target),
        "settings": asdict(run.settings),
        "versions": dict(run.versions),
        "started_at": run.started_at,
        "wall_s": round(run.wall_s, 3),
        "complete": run.complete,
        "cases": [asdict(case) for case in run.cases.cases],
        "outcomes": [_folded(to_json(outcome), texts) for outcome in run.outcomes],
        "texts": list(texts),
    }
    write_whole(path, json.dumps(document, ensure_ascii=False, separators=(",", ":")))


def load_run(path: Path) -> Run:
    """A run as it was saved. Raises BadCases when the file is not one, or its parts do not belong together."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadCases([f"{path}: cannot be read ({error.strerror}); give the run.json of an earlier run"]) from error
    except ValueError as error:
        raise BadCases([f"{path}: not JSON ({error}); give the run.json of an earlier run"]) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadCases([f"{path}: not a run file of this version ({FORMAT!r}); run the set again with --out"])
    try:
        return _run(document)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise BadCases([f"{path}: damaged run file ({type(error).__name__}: {error}); run the set again with --out"]) from error


def write_whole(path: Path, text: str) -> None:
    """Put the text in place in one step; a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


@dataclass(frozen=True, slots=True)
class Journal:
    """The outcomes of a run under way: a head line that says what is asked, then one line an outcome."""

    path: Path

    def known(self, head: Mapping[str, object]) -> dict[str, Outcome]:
        """Outcomes of an earlier try with the same head, by case id, failures left out so that they are asked again."""
        lines = self.path.read_text(encoding="utf-8").split("\n") if self.path.is_file() else []
        if not lines or not lines[0]:
            return {}
        try:
            begun = json.loads(lines[0])
        except ValueError:
            begun = None
        if begun != dict(head):
            raise BadCases([f"{self.path}: was begun with another set, index or settings; choose another --out, or leave out --resume"])
        outcomes: dict[str, Outcome] = {}
        for line in lines[1:]:
            try:
                outcome = from_json(json.loads(line))
            except (ValueError, BadAnswerError):
                continue  # the line that was being written when the run broke off
            outcomes[outcome.case_id] = outcome
        return {case_id: outcome for case_id, outcome in outcomes.items() if outcome.error is None}

    def begin(self, head: Mapping[str, object], known: Mapping[str, Outcome]) -> TextIO:
        """Start the file over with what is known; the caller closes it."""
        lines = [json.dumps(head), *(journal_line(outcome) for outcome in known.values())]
        write_whole(self.path, "\n".join(lines) + "\n")
        return self.path.open("a", encoding="utf-8")


def journal_line(outcome: Outcome) -> str:
    """One outcome as one line."""
    return json.dumps(to_json(outcome), ensure_ascii=True)


def head_of(cases: CaseSet, target: Described, settings: RunSettings) -> dict[str, object]:
    """What must be the same for outcomes to belong to one run."""
    return {
        "format": FORMAT,
        "set": cases.digest,
        # a service that was started again may listen elsewhere: what it searches decides, where it says so
        "target": target.snapshot or target.name,
        "threshold": target.threshold,
        "k": settings.k,
    }


def _folded(outcome: dict[str, object], texts: dict[str, int]) -> dict[str, object]:
    answered = cast("dict[str, list[dict[str, object]]] | None", outcome["answered"])
    if answered is not None:
        for part, field in (("passages", "text"), ("citations", "quote")):
            for entry in answered[part]:
                entry[field] = texts.setdefault(cast("str", entry[field]), len(texts))
    return outcome


def _unfolded(outcome: dict[str, object], texts: list[str]) -> dict[str, object]:
    answered = cast("dict[str, list[dict[str, object]]] | None", outcome["answered"])
    if answered is not None:
        for part, field in (("passages", "text"), ("citations", "quote")):
            for entry in answered[part]:
                entry[field] = texts[cast("int", entry[field])]
    return outcome


def _run(document: dict[str, object]) -> Run:
    texts = cast("list[str]", document["texts"])
    cases = tuple(_case(entry) for entry in cast("list[dict[str, object]]", document["cases"]))
    outcomes = tuple(from_json(_unfolded(entry, texts)) for entry in cast("list[dict[str, object]]", document["outcomes"]))
    if [case.id for case in cases] != [outcome.case_id for outcome in outcomes]:
        raise ValueError("cases and outcomes are not the same in number and order")
    told = cast("dict[str, str]", document["set"])
    target = dict(cast("dict[str, object]", document["target"]))
    target["models"] = tuple(tuple(pair) for pair in cast("list[list[str]]", target["models"]))
    return Run(
        cases=CaseSet(told["name"], cases, told["digest"]),
        outcomes=outcomes,
        target=Described(**target),  # type: ignore[arg-type]
        settings=RunSettings(**cast("dict[str, int]", document["settings"])),
        versions=tuple(cast("dict[str, str]", document["versions"]).items()),
        started_at=cast("str", document["started_at"]),
        wall_s=cast("float", document["wall_s"]),
    )


def _case(entry: dict[str, object]) -> Case:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    evidence = cast("list[dict[str, object]]", entry["evidence"])
    values["evidence"] = tuple(
        Gold(**{**gold, "spans": tuple(tuple(span) for span in cast("list[list[int]]", gold["spans"]))})  # type: ignore[arg-type]
        for gold in evidence
    )
    unknown = set(values) - {field.name for field in fields(Case)}
    if unknown:
        raise ValueError(f"unknown case fields {sorted(unknown)}")
    return Case(**values)  # type: ignore[arg-type]
