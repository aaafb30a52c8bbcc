"""How a reader was trained and what was measured → its card, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.train.checkpoint import Progress


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card says beside figures."""

    progress: Progress
    size: int
    digest: str
    trained_on: str


def card(facts: Facts, report: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """The card; `report` is precision → measure → figure."""
    progress = facts.progress
    lines = [
        "# Reader",
        "",
        f"Trained on {facts.trained_on}.",
        f"{progress.examples:,} examples ({progress.tokens:,} tokens with padding) in {progress.step:,} steps and "
        f"{progress.seconds / 60:.0f} minutes, seed {progress.seed}.",
        f"reader.int8.onnx: {facts.size / 1e6:.1f} MB, sha256 {facts.digest}.",
    ]
    for precision, measures in report.items():
        for measure, values in measures.items():
            lines += ["", f"## {measure}, {precision}", "", "| figure | |", "|---|---|"]
            lines += [f"| {name} | {_shown(value)} |" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def _shown(value: float) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
