"""A Run's scores and a file of floors → a verdict, measure by measure; the file also pins which set and articles the floors are for."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.errors import BadCases
from eval.measures import MEASURES
from eval.runfile import write_whole
from eval.scores import Scores

FORMAT = "dateline gate 1"
GATED = ("recall@1", "recall@5", "mrr@10", "ndcg@10", "right", "f1", "date_exact", "citation_exact", "passage_exact", "citation_recall")
"""What a new gate pins when it is not told otherwise: figures that do not depend on the machine's speed."""
LAWS = ("citation_exact", "passage_exact", "failed")
"""Figures that no machine may change: slack never applies to them."""
_EPSILON = 1e-9
_BETTER = {measure.name: measure.better for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Gate:
    """Floors by measure (ceilings for measures where less is better), for one set of `cases` cases over one corpus.

    `slack`: so many cases may flip to the worse before a floor counts as missed. Encoders differ in the last bits from processor to
    processor, which can swap two passages of nearly equal score; one case is pinned by default, none for the laws.
    """

    set_digest: str
    corpus_digest: str
    cases: int
    articles: int
    floors: Mapping[str, float]
    slack: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: what was asked for, what was reached (None: not measured), and whether that will do.

    `allowed`: how far below the floor still passes (slack); `cases`: how many the figure is a mean over, 0 where it is none.
    """

    measure: str
    floor: float
    figure: float | None
    passed: bool
    allowed: float = 0.0
    cases: int = 0

    @property
    def told(self) -> str:
        """The failure in words: which way it went, by how much, and what that is in cases."""
        if self.figure is None:
            return f"{self.measure}: floor {self.floor:.4f}, not measured in this run"
        higher = _BETTER[self.measure] == "higher"
        verb, bound = ("fell", "below its floor") if higher else ("rose", "above its ceiling")
        by = abs(self.figure - self.floor)
        flips = f", about {by * self.cases:.0f} of {self.cases:,} cases" if self.cases and by * self.cases >= 0.5 else ""
        slack = f" ({self.allowed:.4f} is forgiven)" if self.allowed else ""
        return f"{self.measure} {verb} to {self.figure:.4f}, {by:.4f} {bound} {self.floor:.4f}{slack}{flips}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`passed` only when every line passed and there are no `objections` (wrong set, wrong articles, incomplete run)."""

    lines: tuple[Line, ...]
    objections: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the run may go through."""
        return bool(self.lines) and not self.objections and all(line.passed for line in self.lines)


def load_gate(path: Path) -> Gate:
    """The gate in the file. Raises BadCases for anything that is not wholly a gate: a gate that cannot be read never passes."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadCases([f"{path}: cannot be read ({error.strerror}); make it with --pin"]) from error
    except ValueError as error:
        raise BadCases([f"{path}: not JSON ({error}); mend it, or make it again with --pin"]) from error
    problems = _problems(document)
    if problems:
        raise BadCases([f"{path}: {problem}" for problem in problems])
    return Gate(
        set_digest=document["set_digest"],
        corpus_digest=document["corpus_digest"],
        cases=document["cases"],
        articles=document["articles"],
        floors=dict(sorted(document["floors"].items())),
        slack=document["slack"],
    )


def check(scores: Scores, gate: Gate) -> Verdict:
    """Hold the run against the gate. A floor whose measure has no figure fails."""
    lines = []
    for measure, floor in gate.floors.items():
        figure, allowed = scores.value(measure), _allowance(scores, measure, gate.slack)
        passed = figure is not None and not _worse(measure, figure, floor, allowed)
        lines.append(Line(measure, floor, figure, passed, allowed, _cases(scores, measure)))
    return Verdict(tuple(lines), tuple(_objections(scores, gate)))


def pin(scores: Scores, path: Path, *, measures: Sequence[str] = (), allow_lower: bool = False, slack: int = 1) -> Gate:
    """Write the run's figures as the new floors. Raises BadCases rather than lower a floor, drop one, or pin an incomplete run."""
    old = load_gate(path) if path.exists() else None
    names = list(measures) or (list(old.floors) if old else list(GATED))
    floors = {name: figure for name in names if (figure := scores.value(name)) is not None}
    refused = [] if scores.run.complete else ["the run is not complete; pin a whole one"]
    if scores.run.target.corpus is None:
        refused.append("the run does not say which articles it was over; run it in process")
    if not floors:
        refused.append("none of the measures has a figure in this run")
    if old and not allow_lower:
        refused += _lowered(old, floors)
    if refused:
        raise BadCases([f"{path}: not pinned: {reason}" for reason in refused])
    target = scores.run.target
    gate = Gate(scores.run.cases.digest, target.corpus or "", len(scores.judged), target.articles or 0, floors, slack)
    write_whole(path, json.dumps(_document(gate), indent=1) + "\n")
    return gate


def document(verdict: Verdict) -> dict[str, object]:
    """The verdict for programs."""
    lines = [{"measure": one.measure, "floor": one.floor, "figure": one.figure, "passed": one.passed} for one in verdict.lines]
    return {"passed": verdict.passed, "lines": lines, "objections": list(verdict.objections)}


def _worse(measure: str, figure: float, floor: float, allowed: float = 0.0) -> bool:
    return figure < floor - allowed - _EPSILON if _BETTER[measure] == "higher" else figure > floor + allowed + _EPSILON


def _allowance(scores: Scores, measure: str, slack: int) -> float:
    """What `slack` flipped cases weigh in a mean; nothing for laws and for measures over a set."""
    cases = _cases(scores, measure)
    return slack / cases if cases and measure not in LAWS else 0.0


def _cases(scores: Scores, measure: str) -> int:
    """How many cases the measure is a mean over; 0 for measures over a set."""
    return next(score.cases for score in scores.scores if score.measure.name == measure) if measure in scores.figures else 0


def _objections(scores: Scores, gate: Gate) -> list[str]:
    run, found = scores.run, []
    if run.cases.digest != gate.set_digest:
        found.append(
            f"another case set: {len(scores.judged)} cases, digest {run.cases.digest[:12]}; the gate pins {gate.cases} cases,"
            f" {gate.set_digest[:12]}. If the set was changed on purpose, pin again"
        )
    if run.target.corpus != gate.corpus_digest:
        told = run.target.corpus[:12] if run.target.corpus else "not told"
        found.append(
            f"other articles: {run.target.articles} articles, digest {told}; the gate pins {gate.articles} articles,"
            f" {gate.corpus_digest[:12]}. If the articles were changed on purpose, pin again"
        )
    if not run.complete:
        found.append("the run is not complete")
    if not run.steady:
        found.append("the articles or settings changed while the run was under way")
    return found


def _lowered(old: Gate, floors: Mapping[str, float]) -> list[str]:
    found = [f"{name} would no longer be checked; allow it with --allow-lower" for name in old.floors if name not in floors]
    for name, floor in old.floors.items():
        if name in floors and _worse(name, floors[name], floor):
            found.append(f"{name} would go from {floor:.4f} to {floors[name]:.4f}; allow it with --allow-lower")
    return found


def _document(gate: Gate) -> dict[str, object]:
    return {
        "format": FORMAT,
        "set_digest": gate.set_digest,
        "corpus_digest": gate.corpus_digest,
        "cases": gate.cases,
        "articles": gate.articles,
        "slack": gate.slack,
        "pinned_on": dt.datetime.now(dt.UTC).date().isoformat(),
        # rounded down to 1e-6 towards the lenient side, so that the run that was pinned passes
        "floors": {name: _lenient(name, floor) for name, floor in gate.floors.items()},
    }


def _lenient(measure: str, figure: float) -> float:
    rounded = math.floor(figure * 1e6) if _BETTER[measure] == "higher" else math.ceil(figure * 1e6)
    return rounded / 1e6


def _problems(document: object) -> list[str]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return [f"not a gate file ({FORMAT!r}); make it again with --pin"]
    found = [
        f"{name} is {document.get(name)!r}, expected a SHA-256"
        for name in ("set_digest", "corpus_digest")
        if not (isinstance(document.get(name), str) and len(document[name]) == 64)
    ]
    found += [
        f"{name} is {document.get(name)!r}, expected a whole number"
        for name in ("cases", "articles", "slack")
        if not isinstance(document.get(name), int) or isinstance(document[name], bool) or document[name] < 0
    ]
    floors = document.get("floors")
    if not isinstance(floors, dict) or not floors:
        return [*found, "has no floors; a gate without floors would let everything through"]
    for name, floor in floors.items():
        if name not in _BETTER:
            found.append(f"unknown measure {name!r}; the measures are {', '.join(_BETTER)}")
        elif isinstance(floor, bool) or not isinstance(floor, int | float) or not math.isfinite(floor):
            found.append(f"floor of {name} is {floor!r}, expected a finite number")
    return found
