"""How far training has come → the share of the peak learning rate it should use now."""

from __future__ import annotations

from dataclasses import dataclass

WARM_UP = 0.04
AGAIN = 0.5  # of the peak: where a finished run starts again when it is given more time


@dataclass(frozen=True, slots=True)
class Plan:
    """From `begin` up to `peak` in the first few per cent of `total`, then in a straight line to zero.

    `total` counts seconds of training or examples, as `unit` says; by the clock a run ends when it must, by examples it can be repeated exactly.
    """

    unit: str
    total: float
    begin: float = 0.0
    peak: float = 1.0

    def scale(self, done: float) -> float:
        """Share of the peak rate after `done` of `total`."""
        part = min(1.0, done / self.total)
        if part < WARM_UP:
            return self.begin + (self.peak - self.begin) * part / WARM_UP
        return self.peak * (1 - part) / (1 - WARM_UP)

    def again(self, done: float, unit: str, total: float) -> Plan:
        """A new plan of `total` that goes on from where this one stands: from its present rate, or from half the peak when it has finished."""
        now = self.scale(done)
        return Plan(unit, total, begin=now, peak=max(now, AGAIN))
