"""Figures of single cases → intervals and p-values; cases of one article are drawn together, and every draw is seeded.

Intervals are 95 % percentile intervals of a cluster bootstrap (Efron 1979; clusters as in Field & Welsh 2007). For measures that exist
over a set only, the interval is the figure ± 1.96 bootstrap standard errors. A paired p-value is two-sided, from flipping the sign of
whole clusters' differences (Fisher's randomisation; Smucker, Allan & Carterette, CIKM 2007).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEED = 20230423
RESAMPLES = 2000
SET_RESAMPLES = 100
FLIPS = 4999
_CHUNK = 200
_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the figure would lie in 95 of 100 other sets of the same kind, from `low` to `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Paired:
    """Two runs on the same cases: the change, its interval, and how likely as large a change is by chance alone (`p`)."""

    cases: int
    before: float
    after: float
    interval: Interval
    p: float

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before


def mean_intervals(table: Floats, groups: Sequence[str], *, seed: int = SEED, resamples: int = RESAMPLES) -> list[Interval | None]:
    """One interval a column of `table` (cases × measures, NaN where a measure does not apply); None for a column without figures."""
    sums, counts = _by_cluster(table, groups)
    means = np.concatenate([_ratio(draw @ sums, draw @ counts) for draw in _draws(len(sums), seed, resamples)])
    return [_percentiles(column) for column in means.T]


def set_interval(
    of: Callable[[Sequence[int]], float | None], groups: Sequence[str], *, seed: int = SEED, resamples: int = SET_RESAMPLES
) -> Interval | None:
    """The interval of a figure that `of` works out from row numbers; None where it is not defined on the whole set."""
    whole = of(range(len(groups)))
    if whole is None:
        return None
    drawn = [figure for rows in _row_draws(groups, seed, resamples) if (figure := of(rows)) is not None]
    error = float(np.std(drawn, ddof=1)) if len(drawn) > 1 else 0.0
    return Interval(whole - _Z95 * error, whole + _Z95 * error)


def paired(
    before: Floats, after: Floats, groups: Sequence[str], *, seed: int = SEED, resamples: int = RESAMPLES, flips: int = FLIPS
) -> list[Paired | None]:
    """One comparison a column, over the cases that have a figure in both tables (cases × measures); None where there are none."""
    both = np.isfinite(before) & np.isfinite(after)
    sums, counts = _by_cluster(np.where(both, after - before, np.nan), groups)
    changes = np.concatenate([_ratio(draw @ sums, draw @ counts) for draw in _draws(len(sums), seed, resamples)])
    chances = _flip_p(sums, seed, flips)
    return [
        _paired(before[kept, column], after[kept, column], _percentiles(changes[:, column]), float(chances[column]))
        for column, kept in enumerate(both.T)
    ]


def paired_set(
    before: Callable[[Sequence[int]], float | None],
    after: Callable[[Sequence[int]], float | None],
    groups: Sequence[str],
    *,
    seed: int = SEED,
    resamples: int = SET_RESAMPLES,
) -> Paired | None:
    """The same for a figure over a set: both runs on the same resamples, p from the normal distribution."""
    rows = range(len(groups))
    first, second = before(rows), after(rows)
    if first is None or second is None:
        return None
    changes = [b - a for rows in _row_draws(groups, seed, resamples) if (a := before(rows)) is not None and (b := after(rows)) is not None]
    error = float(np.std(changes, ddof=1)) if len(changes) > 1 else 0.0
    change = second - first
    p = math.erfc(abs(change) / error / math.sqrt(2)) if error else float(change == 0)
    return Paired(len(groups), first, second, Interval(change - _Z95 * error, change + _Z95 * error), p)


def _paired(before: Floats, after: Floats, interval: Interval | None, p: float) -> Paired | None:
    if interval is None:
        return None
    return Paired(len(before), float(before.mean()), float(after.mean()), interval, p)


def _by_cluster(table: Floats, groups: Sequence[str]) -> tuple[Floats, Floats]:
    """Sums and counts of the finite entries (clusters × measures)."""
    _, numbers = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    size = int(numbers.max()) + 1 if len(numbers) else 0
    sums, counts = np.zeros((size, table.shape[1])), np.zeros((size, table.shape[1]))
    np.add.at(sums, numbers, np.nan_to_num(table, nan=0.0))
    np.add.at(counts, numbers, np.isfinite(table).astype(np.float64))
    return sums, counts


def _draws(clusters: int, seed: int, resamples: int) -> Iterator[Floats]:
    """How often each cluster is drawn (resamples × clusters), some resamples at a time to stay small."""
    rng = np.random.default_rng(seed)
    for first in range(0, resamples, _CHUNK):
        rows = min(_CHUNK, resamples - first)
        drawn = rng.integers(0, max(1, clusters), (rows, clusters)) + np.arange(rows)[:, None] * clusters
        yield np.bincount(drawn.ravel(), minlength=rows * clusters).reshape(rows, clusters).astype(np.float64)


def _row_draws(groups: Sequence[str], seed: int, resamples: int) -> Iterator[list[int]]:
    """Row numbers of one resample of whole clusters after another."""
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    clusters, rng = list(members.values()), np.random.default_rng(seed)
    for _ in range(resamples):
        yield [row for at in rng.integers(0, len(clusters), len(clusters)) for row in clusters[at]]


def _ratio(sums: Floats, counts: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums / counts, dtype=np.float64)


def _percentiles(figures: Floats) -> Interval | None:
    known = figures[np.isfinite(figures)]
    if not len(known):
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(float(low), float(high))


def _flip_p(sums: Floats, seed: int, flips: int) -> Floats:
    """Share of sign flips with a total at least as far from zero as the real one, which counts as one of them."""
    rng = np.random.default_rng(seed + 1)
    real = np.abs(sums.sum(axis=0))
    reached = np.ones(sums.shape[1])
    for first in range(0, flips, _CHUNK):
        signs = rng.integers(0, 2, (min(_CHUNK, flips - first), len(sums))) * 2.0 - 1.0
        # 1e-12: the same sum in another order must count as equal
        reached += (np.abs(signs @ sums) >= real - 1e-12).sum(axis=0)
    return np.asarray(reached / (flips + 1), dtype=np.float64)
