"""Intervals and p-values: seeded, clustered, and near what theory says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as scipy_stats

from eval.stats import Interval, mean_intervals, paired, paired_set, set_interval

RNG = np.random.default_rng(7)
COIN = RNG.integers(0, 2, (400, 1)).astype(float)
ALONE = [str(n) for n in range(400)]


def test_same_seed_same_interval_other_seed_another() -> None:
    assert mean_intervals(COIN, ALONE) == mean_intervals(COIN, ALONE)
    assert mean_intervals(COIN, ALONE, seed=1) != mean_intervals(COIN, ALONE, seed=2)


def test_the_interval_of_independent_cases_is_the_textbook_one() -> None:
    (found,) = mean_intervals(COIN, ALONE)
    half = 1.96 * COIN.std() / 20

    assert found is not None
    assert COIN.mean() - half == pytest.approx(found.low, abs=0.006)
    assert COIN.mean() + half == pytest.approx(found.high, abs=0.006)


def test_cases_of_one_article_widen_the_interval() -> None:
    """Ten copies of each of forty cases tell no more than the forty."""
    table = np.repeat(COIN[:40], 10, axis=0)
    (together,) = mean_intervals(table, [str(n // 10) for n in range(400)])
    (alone,) = mean_intervals(table, ALONE)

    assert together is not None
    assert alone is not None
    assert together.high - together.low > 2.5 * (alone.high - alone.low)


def test_cases_without_a_figure_do_not_count() -> None:
    table = np.array([[1.0, np.nan], [np.nan, np.nan], [1.0, np.nan]])

    assert [Interval(1.0, 1.0), None] == mean_intervals(table, ["a", "b", "c"])


def test_a_figure_over_a_set() -> None:
    values = COIN[:, 0]

    found = set_interval(lambda rows: float(np.mean([values[row] for row in rows])), ALONE, resamples=300)

    assert found is not None
    assert 2 * 1.96 * COIN.std() / 20 == pytest.approx(found.high - found.low, rel=0.2)
    assert set_interval(lambda rows: None, ALONE) is None


def test_paired_finds_a_real_change_and_no_other() -> None:
    """Beside scipy's permutation test on the same differences."""
    before = RNG.normal(0, 1, (200, 2))
    after = before + np.column_stack([RNG.normal(0.15, 0.5, 200), RNG.normal(0.0, 0.5, 200)])
    real, none = paired(before, after, ALONE[:200])
    theirs = scipy_stats.permutation_test(
        ((after - before)[:, 0],), np.mean, permutation_type="samples", n_resamples=4999, rng=np.random.default_rng(3)
    )

    assert real is not None
    assert none is not None
    assert float(theirs.pvalue) == pytest.approx(real.p, abs=0.01)
    assert real.interval.low > 0
    assert none.p > 0.05
    assert none.interval.low < 0 < none.interval.high


def test_no_change_at_all_has_p_1() -> None:
    (same,) = paired(COIN, COIN, ALONE)

    assert same is not None
    assert (0.0, 1.0, Interval(0.0, 0.0)) == (same.change, same.p, same.interval)


def test_one_cluster_proves_nothing() -> None:
    """All cases from one article: the flip of the whole cluster is as far from zero, so p is 1."""
    (one,) = paired(np.zeros((50, 1)), np.ones((50, 1)), ["a"] * 50)

    assert one is not None
    assert (1.0, 1.0) == (one.change, one.p)


def test_paired_uses_cases_with_both_figures_only() -> None:
    before, after = np.array([[0.0], [np.nan], [1.0]]), np.array([[1.0], [5.0], [np.nan]])
    (found,) = paired(before, after, ["a", "b", "c"])

    assert found is not None
    assert (1, 1.0) == (found.cases, found.change)


def test_paired_over_a_set() -> None:
    low, high = COIN[:, 0], np.ones(400)
    found = paired_set(
        lambda rows: float(np.mean([low[row] for row in rows])), lambda rows: float(np.mean([high[row] for row in rows])), ALONE
    )

    assert found is not None
    assert 1 - COIN.mean() == pytest.approx(found.change)
    assert found.p < 1e-6
    assert paired_set(lambda rows: None, lambda rows: 1.0, ALONE) is None
