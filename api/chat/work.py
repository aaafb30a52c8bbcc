"""A call that may take long → its result, while the one who waits can do something else: send signs of life, or leave."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")

_PLACES = threading.BoundedSemaphore(8)
"""Calls that run at a time, those included for which nobody waits any more: as many as requests are served by default."""


class Work(Generic[_T]):
    """`make`, begun at once on a thread of its own, or as soon as one of the places is free."""

    def __init__(self, make: Callable[[], _T]) -> None:
        self._make = make
        self._ended = threading.Event()
        self._abandoned = False
        self._made: list[_T] = []
        self._error: BaseException | None = None
        threading.Thread(target=self._run, name="chat", daemon=True).start()

    def _run(self) -> None:
        with _PLACES:
            try:
                if not self._abandoned:
                    self._made.append(self._make())
            except BaseException as error:  # told to whom waits
                self._error = error
            finally:
                self._ended.set()

    def ended_within(self, seconds: float) -> bool:
        """Waits until it has ended, at most so long; whether it has."""
        return self._ended.wait(seconds)

    def result(self) -> _T:
        """What came of it; waits for it. Raises what `make` raised."""
        self._ended.wait()
        if self._error is not None:
            raise self._error
        return self._made[0]

    def abandon(self) -> None:
        """Nobody waits any more: what has not begun never will."""
        self._abandoned = True
