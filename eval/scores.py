"""A Run → its Scores: every measure over the set and over each slice, with intervals; two Runs → what changed and for whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.errors import BadCases
from eval.judge import Judged, judge
from eval.measures import MEASURES, Measure, OverSet, PerCase
from eval.measures.base import Figures
from eval.run import Run
from eval.slices import slice_of
from eval.stats import SEED, Floats, Interval, Paired, mean_intervals, paired, paired_set, set_interval
from eval.targets import Described


@dataclass(frozen=True, slots=True)
class Score:
    """One measure over one set. `cases`: how many have a figure. `value` None: the measure does not apply to this set."""

    measure: Measure
    value: float | None
    interval: Interval | None
    cases: int


@dataclass(frozen=True, slots=True)
class Scores:
    """A run with everything worked out from it. `figures` by measure name, in case order; `slices` hold values only."""

    run: Run
    judged: tuple[Judged, ...]
    scores: tuple[Score, ...]
    figures: dict[str, Figures]
    slices: dict[str, tuple[Score, ...]]
    seed: int

    def value(self, name: str) -> float | None:
        """The figure of a measure by name."""
        return next(score.value for score in self.scores if score.measure.name == name)


@dataclass(frozen=True, slots=True)
class Change:
    """One measure before and after."""

    measure: Measure
    paired: Paired


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on the cases they share. `gained` and `lost`: ids of cases that became right and wrong."""

    before: Scores
    after: Scores
    changes: tuple[Change, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    warnings: tuple[str, ...]
    rows: tuple[tuple[int, int], ...]
    """(row before, row after) of each shared case."""


def score_run(run: Run, *, seed: int = SEED) -> Scores:
    """Judge and measure the run; same run and seed, same figures."""
    judged = judge(run)
    figures = {measure.name: measure.of(judged) for measure in MEASURES if isinstance(measure, PerCase)}
    groups = [one.case.group for one in judged]
    return Scores(
        run=run,
        judged=judged,
        scores=tuple(_with_intervals(judged, figures, groups, seed)),
        figures=figures,
        slices=_slices(judged, figures),
        seed=seed,
    )


def compare(before: Scores, after: Scores, *, seed: int = SEED) -> Comparison:
    """What changed from one run to the other, over the cases whose id and question both have. Raises BadCases when there are none."""
    rows = _shared(before.run, after.run)
    if not rows:
        raise BadCases([f"the runs have no case in common ({before.run.cases.name} and {after.run.cases.name}); compare runs of one set"])
    first, second = [before.judged[a] for a, _ in rows], [after.judged[b] for _, b in rows]
    groups = [one.case.group for one in second]
    changes = _per_case_changes(before, after, rows, groups, seed) + _set_changes(first, second, groups, seed)
    order = {measure.name: at for at, measure in enumerate(MEASURES)}
    return Comparison(
        before=before,
        after=after,
        changes=tuple(sorted(changes, key=lambda change: order[change.measure.name])),
        gained=tuple(b.case.id for a, b in zip(first, second, strict=True) if a.right is False and b.right),
        lost=tuple(b.case.id for a, b in zip(first, second, strict=True) if a.right and b.right is False),
        warnings=tuple(_warnings(before.run, after.run, len(rows))),
        rows=tuple(rows),
    )


def _with_intervals(judged: Sequence[Judged], figures: dict[str, Figures], groups: Sequence[str], seed: int) -> list[Score]:
    names = list(figures)
    bounds = dict(zip(names, mean_intervals(_table([figures[name] for name in names]), groups, seed=seed), strict=True))
    scores = []
    for measure in MEASURES:
        if isinstance(measure, PerCase):
            scores.append(_mean(measure, figures[measure.name], bounds[measure.name]))
        else:
            value = measure.of(judged)
            interval = set_interval(_on_rows(measure, judged), groups, seed=seed) if value is not None else None
            scores.append(Score(measure, value, _possible(measure, interval), len(judged) if value is not None else 0))
    return scores


def _possible(measure: OverSet, interval: Interval | None) -> Interval | None:
    """A share lies in 0..1, and so does its interval."""
    if interval is None or not measure.range.startswith("0..1"):
        return interval
    return Interval(max(0.0, interval.low), min(1.0, interval.high))


def _slices(judged: Sequence[Judged], figures: dict[str, Figures]) -> dict[str, tuple[Score, ...]]:
    rows: dict[str, list[int]] = {}
    for at, one in enumerate(judged):
        rows.setdefault(slice_of(one.case), []).append(at)
    return {
        name: tuple(
            _mean(measure, [figures[measure.name][at] for at in inside], None) for measure in MEASURES if isinstance(measure, PerCase)
        )
        for name, inside in sorted(rows.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    }


def _mean(measure: PerCase, figures: Figures, interval: Interval | None) -> Score:
    known = [figure for figure in figures if figure is not None]
    return Score(measure, sum(known) / len(known) if known else None, interval, len(known))


def _table(columns: Sequence[Figures]) -> Floats:
    return np.array([[np.nan if figure is None else figure for figure in column] for column in columns], dtype=np.float64).T


def _on_rows(measure: OverSet, judged: Sequence[Judged]) -> Callable[[Sequence[int]], float | None]:
    return lambda rows: measure.of([judged[row] for row in rows])


def _per_case_changes(before: Scores, after: Scores, rows: list[tuple[int, int]], groups: Sequence[str], seed: int) -> list[Change]:
    measures = [measure for measure in MEASURES if isinstance(measure, PerCase)]
    old = _table([[before.figures[m.name][a] for a, _ in rows] for m in measures])
    new = _table([[after.figures[m.name][b] for _, b in rows] for m in measures])
    found = paired(old, new, groups, seed=seed)
    return [Change(measure, one) for measure, one in zip(measures, found, strict=True) if one is not None]


def _set_changes(before: Sequence[Judged], after: Sequence[Judged], groups: Sequence[str], seed: int) -> list[Change]:
    changes = []
    for measure in MEASURES:
        if isinstance(measure, OverSet):
            found = paired_set(_on_rows(measure, before), _on_rows(measure, after), groups, seed=seed)
            if found is not None:
                changes.append(Change(measure, found))
    return changes


def _shared(before: Run, after: Run) -> list[tuple[int, int]]:
    old = {(case.id, case.question): row for row, case in enumerate(before.cases.cases)}
    keys = ((case.id, case.question) for case in after.cases.cases)
    return [(old[key], row) for row, key in enumerate(keys) if key in old]


def _warnings(before: Run, after: Run, shared: int) -> list[str]:
    found = []
    if before.cases.digest != after.cases.digest:
        found.append(f"the case sets differ; compared on the {shared} cases with the same id and question")
    found += _other_index(before.target, after.target)
    if before.settings != after.settings:
        found.append(f"asked differently: {before.settings} before, {after.settings} after")
    for name, run in (("earlier", before), ("later", after)):
        if not run.complete:
            found.append(f"the {name} run is not complete; cases not asked count as zero")
    return found


def _other_index(before: Described, after: Described) -> list[str]:
    """What else than the code may have changed the figures."""
    found = []
    snapshots = f"snapshot {before.snapshot or 'not told'} before, {after.snapshot or 'not told'} after"
    if before.corpus != after.corpus:
        found.append(f"the articles differ, or one run does not say which they were; a change may come from them ({snapshots})")
    elif before.snapshot != after.snapshot:
        found.append(f"the same articles under other models or settings ({snapshots})")
    if before.threshold != after.threshold:
        low, high = (f"{one.threshold:g}" if one.threshold is not None else "not told" for one in (before, after))
        found.append(f"answers were withheld below another confidence: {low} before, {high} after")
    return found
