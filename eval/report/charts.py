"""Scores → inline SVG charts that need no script, no font and no network; every chart tells its content in words as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.measures.ece import reliability
from eval.measures.risk import RiskPoint, risk_curve
from eval.report.numbers import better, change
from eval.report.svg import Axes, Plot, fmt
from eval.scores import Comparison, Scores
from eval.threshold import Calibration


@dataclass(frozen=True, slots=True)
class Chart:
    """`svg` is safe to put into a page as it is; `note` says how to read it."""

    title: str
    note: str
    svg: str
    wide: bool = False
    """Takes a whole row of the page."""


def charts(scores: Scores, comparison: Comparison | None = None) -> list[Chart]:
    """Those that have something to show."""
    found = [ranks(scores), calibration(scores), risk(scores), latencies(scores)]
    if comparison:
        found += [rank_moves(comparison), f1_moves(comparison), forest(comparison)]
    return [chart for chart in found if chart is not None]


def ranks(scores: Scores) -> Chart | None:
    """How many cases have their evidence at each rank."""
    seeking = [one for one in scores.judged if one.seeks_evidence]
    if not seeking:
        return None
    k = scores.run.settings.k
    counts = Counter(one.rank for one in seeking)
    bars = [(str(rank), counts[rank]) for rank in range(1, k + 1)] + [("none", counts[None])]
    top = max(count for _, count in bars)
    plot = Plot(Axes(x=(0, len(bars)), y=(0, top), x_title="rank of the first passage with the evidence", y_title="cases"))
    plot.y_ticks(_ticks(top))
    for at, (name, count) in enumerate(bars):
        plot.bar(at + 0.12, at + 0.88, count, "bad" if name == "none" else "good", f"rank {name}: {count} cases")
        plot.x_label(at + 0.5, name)
    told = ", ".join(f"rank {name}: {count}" for name, count in bars if count)
    return Chart(
        "Where the evidence stands", "The taller the first bar, the better.", plot.render(f"Cases by rank of the evidence. {told}.")
    )


def calibration(scores: Scores) -> Chart | None:
    """Confidence against share right."""
    bins = reliability(scores.judged)
    if not bins:
        return None
    plot = Plot(Axes(x=(0, 1), y=(0, 1), x_title="confidence", y_title="share right"))
    plot.x_ticks(_FIFTHS)
    plot.y_ticks(_FIFTHS)
    plot.line([(0, 0), (1, 1)], "ideal")
    most = max(b.count for b in bins)
    for b in bins:
        plot.bar(b.low + 0.008, b.high - 0.008, b.right, "soft", f"{b.count} answers, {b.right:.0%} right")
        plot.dot(
            b.confidence,
            b.right,
            2.5 + 5 * (b.count / most) ** 0.5,
            "accent",
            f"confidence {b.confidence:.2f}: {b.right:.0%} of {b.count} right",
        )
    told = "; ".join(f"{b.count} answers with confidence {b.confidence:.2f}, {b.right:.0%} right" for b in bins)
    note = "On the dashed line, 80 % sure means right in 80 of 100. Larger dots stand for more answers."
    svg = plot.render(f"Reliability diagram. {told}.")
    return Chart("Is it as sure as it is right?", note, svg)


def risk(scores: Scores, calibration: Calibration | None = None) -> Chart | None:
    """Coverage against risk; with a calibration, where its target and its threshold lie on the curve."""
    points = risk_curve(scores.judged)
    if not points:
        return None
    top = max(0.1, max(point.risk for point in points)) * 1.05
    plot = Plot(Axes(x=(0, 1), y=(0, top), x_title="share of the cases that is answered", y_title="wrong among them"))
    plot.x_ticks(_FIFTHS)
    plot.y_ticks(_ticks(top), lambda value: f"{value:.0%}")
    allowed = 0.1 if calibration is None else 1 - calibration.target
    if top > allowed:
        plot.line([(0, allowed), (1, allowed)], "ideal")
    plot.line([(point.coverage, point.risk) for point in _thinned(points)], "accent")
    last = points[-1]
    plot.dot(last.coverage, last.risk, 4, "accent", f"all answers given: {last.risk:.0%} wrong at {last.coverage:.0%} answered")
    if calibration is not None:
        plot.marker(calibration.coverage, f"from {calibration.threshold:.3g} on")
    note = f"From the surest answers on the left to all of them on the right; the dashed line is {1 - allowed:.0%} precision."
    svg = plot.render(
        f"Risk against coverage. All {last.answered} answers: {last.risk:.0%} wrong, {last.coverage:.0%} of the cases answered."
    )
    return Chart("What caution buys", note, svg)


def latencies(scores: Scores) -> Chart | None:
    """How long answers took."""
    waits = np.array([one.outcome.latency_ms for one in scores.judged if one.outcome.latency_ms is not None], dtype=float)
    if not len(waits):
        return None
    p50, p95, p99 = (float(np.percentile(waits, q)) for q in (50, 95, 99))
    right = max(p99 * 1.15, 1e-3)
    counts, edges = np.histogram(np.minimum(waits, right), bins=min(40, max(8, int(len(waits) ** 0.5))), range=(0, right))
    plot = Plot(Axes(x=(0, right), y=(0, int(counts.max())), x_title="milliseconds", y_title="cases"))
    plot.x_ticks(_ticks(right))
    plot.y_ticks(_ticks(int(counts.max())))
    for at, count in enumerate(counts):
        if count:
            plot.bar(edges[at], edges[at + 1], int(count), "soft", f"{fmt(edges[at])} to {fmt(edges[at + 1])} ms: {count} cases")
    for name, value in (("half", p50), ("95 %", p95), ("99 %", p99)):
        plot.marker(value, name)
    note = "The upright lines: half, 95 and 99 of 100 answers came within this time. The last bar holds all beyond it."
    svg = plot.render(f"Latency of {len(waits)} cases: half within {fmt(p50)} ms, 95 % within {fmt(p95)} ms, 99 % within {fmt(p99)} ms.")
    return Chart("How long it took", note, svg)


def forest(comparison: Comparison) -> Chart | None:
    """Change of every share with its interval."""
    rows = [one for one in comparison.changes if one.measure.range.startswith("0..1")]
    if not rows:
        return None
    reach = max(0.02, max(max(abs(one.paired.interval.low), abs(one.paired.interval.high)) for one in rows)) * 1.1
    ticks = _ticks(reach)
    plot = Plot(
        Axes(x=(-reach, reach), y=(0, len(rows)), x_title="change, with 95 % interval", y_title="", left=150, height=60 + 13 * len(rows))
    )
    plot.x_ticks([*(-tick for tick in reversed(ticks[1:])), *ticks], lambda value: f"{value:+.3g}" if value else "0")
    plot.marker(0, "")
    for at, one in enumerate(rows):
        y = len(rows) - at - 0.5
        kind = {True: "good", False: "bad", None: "dim"}[better(one.measure, one.paired)]
        plot.span(one.paired.interval.low, one.paired.interval.high, y, kind)
        plot.dot(one.paired.change, y, 3.5, kind, f"{one.measure.title}: {change(one.measure, one.paired.change)}")
        plot.y_label(y, one.measure.name)
    told = "; ".join(f"{one.measure.name} {change(one.measure, one.paired.change)}" for one in rows)
    note = "Right of the line is a rise. Grey: the interval holds zero, so chance alone may do that."
    return Chart("What changed", note, plot.render(f"Change of each measure: {told}."), wide=True)


def rank_moves(comparison: Comparison) -> Chart | None:
    """Rank of the evidence before and after, as bubbles."""
    k = max(comparison.before.run.settings.k, comparison.after.run.settings.k)
    pairs = [(comparison.before.judged[a], comparison.after.judged[b]) for a, b in comparison.rows]
    counts = Counter((a.rank or k + 1, b.rank or k + 1) for a, b in pairs if a.seeks_evidence and b.seeks_evidence)
    if not counts:
        return None
    names = [*(str(rank) for rank in range(1, k + 1)), "none"]
    earlier = sum(n for (a, b), n in counts.items() if b < a)
    later = sum(n for (a, b), n in counts.items() if b > a)
    svg = _bubbles(
        counts, names, f"Rank of the evidence before and after: {earlier} cases moved up, {later} moved down.", lower_is_better=True
    )
    return Chart("Rank of the evidence, before and after", "Off the diagonal something moved: green up, red down.", svg)


def f1_moves(comparison: Comparison) -> Chart | None:
    """F1 of each answer before and after, in tenths."""
    before, after = comparison.before.figures["f1"], comparison.after.figures["f1"]
    found = [(before[a], after[b]) for a, b in comparison.rows]
    counts = Counter((round(a * 10) + 1, round(b * 10) + 1) for a, b in found if a is not None and b is not None)
    if not counts:
        return None
    up = sum(n for (a, b), n in counts.items() if b > a)
    down = sum(n for (a, b), n in counts.items() if b < a)
    svg = _bubbles(
        counts,
        [f"{tenth / 10:.1f}" for tenth in range(11)],
        f"Word F1 before and after: {up} cases better, {down} worse.",
        lower_is_better=False,
    )
    return Chart("Answer F1, before and after", "Each bubble is a group of cases, rounded to tenths.", svg)


def _bubbles(counts: Counter[tuple[int, int]], names: Sequence[str], told: str, *, lower_is_better: bool) -> str:
    size = len(names)
    plot = Plot(Axes(x=(0.5, size + 0.5), y=(0.5, size + 0.5), x_title="before", y_title="after", height=300))
    plot.line([(0.5, 0.5), (size + 0.5, size + 0.5)], "ideal")
    most = max(counts.values())
    for (a, b), n in sorted(counts.items()):
        kind = "dim" if a == b else "good" if (b < a) == lower_is_better else "bad"
        plot.dot(a, b, 2 + 11 * (n / most) ** 0.5, kind, f"{names[a - 1]} before, {names[b - 1]} after: {n} cases")
    for at, name in enumerate(names, start=1):
        plot.x_label(at, name)
        plot.y_label(at, name)
    return plot.render(told)


_FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def _ticks(top: float) -> list[float]:
    """Three to six round numbers from 0 to `top`."""
    step = next((s for e in range(-4, 9) for s in (10.0**e, 2 * 10.0**e, 5 * 10.0**e) if top / s <= 5), top)
    return [step * n for n in range(int(top / step + 1e-9) + 1)]


def _thinned(points: Sequence[RiskPoint], most: int = 400) -> list[RiskPoint]:
    step = max(1, len(points) // most)
    return [*points[::step], points[-1]]
