"""Requests of one name → taken or told to wait: a token bucket for each name, refilled steadily, full at first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_MINUTE_S = 60.0


class Limiter:
    """One bucket a name, each as large as a minute's worth. Names come from the settings and the key file, so there are few."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, name: str, per_minute: int) -> float:
        """Take one request from the bucket of `name`; 0 when it was there, else the seconds until one will be."""
        with self._lock:
            now = self._clock()
            left, before = self._buckets.get(name, (float(per_minute), now))
            left = min(float(per_minute), left + (now - before) * per_minute / _MINUTE_S)
            taken = left >= 1
            self._buckets[name] = (left - 1 if taken else left, now)
        return 0.0 if taken else (1 - left) * _MINUTE_S / per_minute
