"""Cases that brought no answer document at all: errors, time-outs, cases never asked."""

from __future__ import annotations

from eval.measures.base import PerCase, each

FAILED = PerCase(
    name="failed",
    title="Cases without any reply",
    group="speed",
    range="0..1",
    formula="cases that ended in an error or were not asked / cases; they count as zero everywhere else",
    source="count",
    of=each(lambda one: one.outcome.error is not None),
    better="lower",
)
