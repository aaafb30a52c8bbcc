"""Fitting the threshold: it reaches its precision, is judged on articles it has not seen, and refuses what cannot work."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from eval.calibrate import calibrate, told, write_calibration
from eval.errors import BadCases
from eval.scores import Scores, score_run
from tests.eval.builders import answered, case, run, silent, unanswerable


def scored(n: int = 300, *, seed: int = 5, lying: bool = False) -> Scores:
    """Answers that are right as often as they are sure, or as often whatever they say."""
    rng = np.random.default_rng(seed)
    pairs = []
    for number in range(n):
        sure = float(rng.random())
        right = bool(rng.random() < (0.3 if lying else sure))
        pairs.append((case(f"q{number}", cluster=f"article {number % 60}"), answered("April 23" if right else "no", confidence=sure)))
    return score_run(run([*pairs, (unanswerable(), silent())]))


def test_the_threshold_gives_the_precision_and_the_most_coverage() -> None:
    scores = scored()
    found = calibrate(scores, 0.8)

    assert found.precision >= 0.8
    assert 0.5 < found.threshold < 0.9
    given = [one.right for one in scores.judged if one.answered and one.confidence >= found.threshold]
    assert found.precision == pytest.approx(sum(map(bool, given)) / len(given))
    assert found.coverage == pytest.approx(len(given) / len(scores.judged))


def test_held_out_figures_are_near_and_seeded() -> None:
    found = calibrate(scored(2000), 0.8)

    assert found.held_out_precision == pytest.approx(0.8, abs=0.05)
    assert found == calibrate(scored(2000), 0.8)


@pytest.mark.parametrize(
    ("scores", "target", "words"),
    [(scored(20), 0.9, "only 20 answers"), (scored(lying=True), 0.99, "no confidence threshold"), (scored(), 1.0, "cannot be aimed at")],
)
def test_what_cannot_be_calibrated(scores: Scores, target: float, words: str) -> None:
    with pytest.raises(BadCases, match=words):
        calibrate(scores, target)


def test_it_is_written_and_told(tmp_path: Path) -> None:
    found = calibrate(scored(), 0.8)
    write_calibration(found, tmp_path / "c.json")

    assert found.threshold == json.loads((tmp_path / "c.json").read_text())["threshold"]
    assert "On articles that the threshold was not fitted to" in told(found)
