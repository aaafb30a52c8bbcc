"""The data folder's calibration.json ↔ the confidence threshold in force, with what it was fitted to and whether it still applies.

Light on purpose: every answer goes through here, the statistics that fit a threshold (eval.calibrate) do not come along.

A file that cannot be read is refused: somebody asked for a precision, and nobody can tell which. A file that was fitted to another
encoder or under other confidence rules is whole but says nothing about these confidences: it is left aside with a warning, and the
default holds, so that an upgrade does not stop a service. Articles that came or went since do not matter to it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.errors import BadCalibration
from qa.confidence import THRESHOLD, rules

FILE = "calibration.json"
FORMAT = "dateline calibration 1"
AGAIN = "fit it again with `dateline eval CASES --calibrate P`, or remove the file"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Answer from `threshold` on, for a precision of `target`.

    `precision` of the answers are right and `coverage` of the cases answered on the set itself; the `held_out` figures are from articles
    that each threshold was not fitted to, with the 95 % interval of the precision. `before` is the threshold that was in force.
    """

    target: float
    threshold: float
    precision: float
    coverage: float
    held_out_precision: float | None
    held_out_interval: tuple[float, float] | None
    held_out_coverage: float
    before: float
    set_name: str
    set_digest: str
    cases: int
    snapshot: str | None
    models: tuple[tuple[str, str], ...]
    rules: str
    seed: int
    fitted_on: str


@dataclass(frozen=True, slots=True)
class InForce:
    """The threshold that answers are held to, in words too; `applies` is False when a calibration lies there and was left aside."""

    threshold: float
    says: str
    applies: bool = True
    calibration: Calibration | None = None


def in_force(folder: Path, models: tuple[tuple[str, str], ...]) -> InForce:
    """What holds for this data folder and these models. Raises BadCalibration for a file that cannot be read."""
    path = folder / FILE
    if not path.exists():
        return InForce(THRESHOLD, f"{THRESHOLD:g}, the default")
    found = load_calibration(path)
    differs = _differs(found, models)
    if differs:
        return InForce(THRESHOLD, f"{THRESHOLD:g}, the default; {path} is left aside: {differs}; {AGAIN}", applies=False)
    held = f", {found.held_out_precision:.2f} on held-out articles" if found.held_out_precision is not None else ""
    says = f"{found.threshold:g}, fitted to {found.set_name} for a precision of {found.target:g}{held}, on {found.fitted_on}"
    return InForce(found.threshold, says, calibration=found)


def load_calibration(path: Path) -> Calibration:
    """The calibration in the file. Raises BadCalibration, naming what is wrong and the fix."""
    try:
        return _calibration(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadCalibration(f"{path}: cannot be read ({error.strerror}); {AGAIN}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise BadCalibration(f"{path}: not a calibration ({reason}); {AGAIN}") from error


def document(found: Calibration) -> dict[str, object]:
    """The file's JSON; `load_calibration` reads it back unchanged."""
    return {
        "format": FORMAT,
        "threshold": found.threshold,
        "target": found.target,
        "fitted_on": found.fitted_on,
        "set": {"name": found.set_name, "digest": found.set_digest, "cases": found.cases},
        "snapshot": found.snapshot,
        "models": dict(found.models),
        "confidence_rules": found.rules,
        "figures": {
            "precision": found.precision,
            "coverage": found.coverage,
            "held_out_precision": found.held_out_precision,
            "held_out_interval": found.held_out_interval,
            "held_out_coverage": found.held_out_coverage,
            "threshold_before": found.before,
        },
        "seed": found.seed,
    }


def _differs(found: Calibration, models: tuple[tuple[str, str], ...]) -> str:
    if sorted(found.models) != sorted(models):
        return "it was fitted with other models"
    return "it was fitted under other rules of confidence" if found.rules != rules() else ""


def _calibration(entry: Mapping[str, object]) -> Calibration:
    if entry["format"] != FORMAT:
        raise ValueError(f"its format is {entry['format']!r}, {FORMAT!r} is wanted")
    figures, of = _object(entry, "figures"), _object(entry, "set")
    interval, held = figures["held_out_interval"], figures["held_out_precision"]
    bounds = {"low": interval[0], "high": interval[1]} if isinstance(interval, list) and len(interval) == 2 else None
    return Calibration(
        target=_share(entry, "target"),
        threshold=_share(entry, "threshold"),
        precision=_share(figures, "precision"),
        coverage=_share(figures, "coverage"),
        held_out_precision=None if held is None else _share(figures, "held_out_precision"),
        held_out_interval=(_share(bounds, "low"), _share(bounds, "high")) if bounds else None,
        held_out_coverage=_share(figures, "held_out_coverage"),
        before=_share(figures, "threshold_before"),
        set_name=str(of["name"]),
        set_digest=str(of["digest"]),
        cases=int(str(of["cases"])),
        snapshot=None if entry["snapshot"] is None else str(entry["snapshot"]),
        models=tuple(sorted((str(role), str(model)) for role, model in _object(entry, "models").items())),
        rules=str(entry["confidence_rules"]),
        seed=int(str(entry["seed"])),
        fitted_on=str(entry["fitted_on"]),
    )


def _object(holder: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = holder[name]
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} is {value!r}, an object is wanted")
    return value


def _share(holder: Mapping[str, object], name: str) -> float:
    value = holder[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1:
        raise ValueError(f"{name} is {value!r}, a number from 0 to 1 is wanted")
    return float(value)
