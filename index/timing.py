"""Stages of one request → milliseconds each."""

from __future__ import annotations

import time


class Clock:
    """Laps since it was made."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: list[tuple[str, float]] = []

    def lap(self, name: str) -> None:
        """End the stage `name` here."""
        now = time.perf_counter()
        self._laps.append((name, round((now - self._last) * 1000, 3)))
        self._last = now

    @property
    def timings(self) -> tuple[tuple[str, float], ...]:
        """(stage, milliseconds) in order."""
        return tuple(self._laps)

    @property
    def total(self) -> float:
        """Milliseconds since the clock was made."""
        return round((time.perf_counter() - self._start) * 1000, 3)
