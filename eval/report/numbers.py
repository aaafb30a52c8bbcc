"""Figures → the text that every report shows, and a Scores → one plain JSON document."""

from __future__ import annotations

from eval.calibrate import Justified
from eval.faults import faults
from eval.measures import Measure
from eval.scores import Comparison, Score, Scores
from eval.stats import Interval, Paired

NOTHING = "–"


def figure(measure: Measure, value: float | None) -> str:
    """Shares with three digits, words and milliseconds as people count them."""
    if value is None:
        return NOTHING
    if measure.range == "ms":
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
    return f"{value:.0f}" if measure.name == "words_read" else f"{value:.3f}"


def interval(measure: Measure, bounds: Interval | None) -> str:
    """`low … high`, or a dash."""
    return f"{figure(measure, bounds.low)} … {figure(measure, bounds.high)}" if bounds else NOTHING


def change(measure: Measure, value: float) -> str:
    """With its sign."""
    plain = figure(measure, abs(value))
    return plain if value == 0 else f"{'+' if value > 0 else '−'}{plain}"


def chance(p: float) -> str:
    """A p-value as it should be read."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def better(measure: Measure, paired: Paired) -> bool | None:
    """True when the change is an improvement, False when a loss, None when its interval holds zero."""
    if paired.interval.low <= 0 <= paired.interval.high:
        return None
    return (paired.change > 0) == (measure.better == "higher")


def justification(justified: Justified) -> list[tuple[str, str, str, str]]:
    """(what, answered from, share right of the answers, share of the cases answered): before, fitted, held out."""
    found, judged = justified.calibration, [one for one in justified.everything.judged if one.right is not None]
    kept = [one for one in judged if one.answered and one.confidence >= found.before]
    right = f"{sum(bool(one.right) for one in kept) / len(kept):.1%}" if kept else NOTHING
    held = NOTHING if found.held_out_precision is None else f"{found.held_out_precision:.1%}"
    bounds = f" ({found.held_out_interval[0]:.1%} … {found.held_out_interval[1]:.1%})" if found.held_out_interval else ""
    return [
        ("the threshold before", f"{found.before:.4g}", right, f"{len(kept) / len(judged):.1%}"),
        ("the new one, on this set", f"{found.threshold:.4g}", f"{found.precision:.1%}", f"{found.coverage:.1%}"),
        ("the same method, on articles it was not fitted to", "fold by fold", held + bounds, f"{found.held_out_coverage:.1%}"),
    ]


def shown(scores: Scores) -> list[Score]:
    """The measures that apply to this set."""
    return [score for score in scores.scores if score.value is not None]


def summary(scores: Scores, comparison: Comparison | None = None) -> dict[str, object]:
    """Everything but the cases, for programs."""
    run = scores.run
    document: dict[str, object] = {
        "set": {"name": run.cases.name, "digest": run.cases.digest, "cases": len(scores.judged)},
        "target": {
            "name": run.target.name,
            "snapshot": run.target.snapshot,
            "articles": run.target.articles,
            "passages": run.target.passages,
            "models": dict(run.target.models),
            "corpus_digest": run.target.corpus,
            "threshold": run.target.threshold,
        },
        "complete": run.complete,
        "started_at": run.started_at,
        "wall_s": round(run.wall_s, 3),
        "versions": dict(run.versions),
        "seed": scores.seed,
        "measures": {score.measure.name: _entry(score) for score in shown(scores)},
        "slices": {
            name: {score.measure.name: _entry(score) for score in inside if score.value is not None}
            for name, inside in scores.slices.items()
        },
        "faults": dict(faults(scores.judged)),
        "wrong": [one.case.id for one in scores.judged if one.right is False],
    }
    if comparison:
        document["comparison"] = _comparison(comparison)
    return document


def _entry(score: Score) -> dict[str, object]:
    bounds = [score.interval.low, score.interval.high] if score.interval else None
    return {"value": score.value, "interval": bounds, "cases": score.cases}


def _comparison(comparison: Comparison) -> dict[str, object]:
    return {
        "with": comparison.before.run.started_at,
        "cases": len(comparison.rows),
        "warnings": list(comparison.warnings),
        "gained": list(comparison.gained),
        "lost": list(comparison.lost),
        "measures": {
            one.measure.name: {
                "before": one.paired.before,
                "after": one.paired.after,
                "change": one.paired.change,
                "interval": [one.paired.interval.low, one.paired.interval.high],
                "p": one.paired.p,
                "cases": one.paired.cases,
            }
            for one in comparison.changes
        },
    }
