"""How long the asker waited, failed requests included."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.judge import Judged
from eval.measures.base import OverSet


def percentile(judged: Sequence[Judged], q: float) -> float | None:
    """The q-th percentile of the waits in ms, linear between neighbours; None when nothing was asked."""
    waits = [one.outcome.latency_ms for one in judged if one.outcome.latency_ms is not None]
    return float(np.percentile(waits, q)) if waits else None


def latency(q: int, *, headline: bool = False) -> OverSet:
    """One percentile as a measure."""
    return OverSet(
        name=f"latency_p{q}",
        title=f"Latency, {q} of 100 within (ms)",
        group="speed",
        range="ms",
        formula=f"{q}th percentile of the time from asking to the whole answer; at a fixed rate, from when the question was due",
        source="wall clock of the asker",
        of=lambda judged: percentile(judged, q),
        better="lower",
        headline=headline,
    )
