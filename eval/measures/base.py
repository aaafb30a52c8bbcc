"""What a measure is: a documented, named function from judged cases to figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.judge import Judged

Figures = list[float | None]
"""One figure a case, in the order of the cases; None where the measure does not apply to the case."""


@dataclass(frozen=True, slots=True)
class PerCase:
    """A measure with a figure for each case; over a set it is their mean. A failed case that should count has the worst figure.

    `group` is the heading it stands under; `range`, `formula` and `source` are for the reader of a report.
    """

    name: str
    title: str
    group: str
    range: str
    formula: str
    source: str
    of: Callable[[Sequence[Judged]], Figures]
    better: Literal["higher", "lower"] = "higher"
    headline: bool = False
    """Shown in the short table."""


@dataclass(frozen=True, slots=True)
class OverSet:
    """A measure that exists for a set of cases only (an area, a percentile); None where it is not defined."""

    name: str
    title: str
    group: str
    range: str
    formula: str
    source: str
    of: Callable[[Sequence[Judged]], float | None]
    better: Literal["higher", "lower"] = "higher"
    headline: bool = False


Measure = PerCase | OverSet


def each(figure: Callable[[Judged], float | bool | None]) -> Callable[[Sequence[Judged]], Figures]:
    """A function of one case as a function of all of them."""

    def of(judged: Sequence[Judged]) -> Figures:
        figures = (figure(one) for one in judged)
        return [None if value is None else float(value) for value in figures]

    return of
