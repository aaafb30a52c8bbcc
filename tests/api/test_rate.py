"""The token bucket: never more than a minute's worth at once and its rate after that, for each name alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from api.rate import Limiter


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@settings(deadline=None)
@given(per_minute=st.integers(1, 200), gaps=st.lists(st.floats(0, 90), max_size=300))
def test_no_stretch_of_time_serves_more_than_it_may(per_minute: int, gaps: list[float]) -> None:
    """Between any two served requests lie at most a full bucket and what came in since."""
    clock = Clock()
    limiter = Limiter(clock)
    served: list[float] = []
    for gap in gaps:
        clock.now += gap
        if limiter.wait("a", per_minute) == 0:
            served.append(clock.now)
    for first in range(len(served)):
        last = len(served) - 1
        assert last - first + 1 <= per_minute + (served[last] - served[first]) * per_minute / 60 + 1e-6


@settings(deadline=None)
@given(per_minute=st.integers(1, 200))
def test_who_waits_as_long_as_told_is_served(per_minute: int) -> None:
    clock = Clock()
    limiter = Limiter(clock)
    assert [limiter.wait("a", per_minute) for _ in range(per_minute)] == [0.0] * per_minute
    told = limiter.wait("a", per_minute)
    assert 0 < told <= 60 / per_minute + 1e-9
    assert limiter.wait("b", per_minute) == 0, "another name has its own bucket"

    clock.now += told + 1e-6
    assert limiter.wait("a", per_minute) == 0
