"""Are the answered days the gold days: exactly, by month, by year, and how far they overlap."""

from __future__ import annotations

from collections.abc import Callable

from eval.dates import Days, read_days
from eval.judge import Judged, answered_days
from eval.measures.base import PerCase, each

Compare = Callable[[Days, Days], float]


def same_days(answer: Days, gold: Days) -> float:
    """1 when both ends agree."""
    return float(answer == gold)


def same_month(answer: Days, gold: Days) -> float:
    """1 when both ends fall in the gold's months."""
    return float((_month(answer.start), _month(answer.end)) == (_month(gold.start), _month(gold.end)))


def same_year(answer: Days, gold: Days) -> float:
    """1 when both ends fall in the gold's years."""
    return float((answer.start.year, answer.end.year) == (gold.start.year, gold.end.year))


def _month(day: object) -> str:
    return str(day)[:7]


def _compared(compare: Compare) -> Callable[[Judged], float | None]:
    def figure(one: Judged) -> float | None:
        if not one.case.answerable or one.case.date is None:
            return None
        days = answered_days(one.outcome.answered) if one.outcome.answered else None
        return compare(days, read_days(one.case.date)) if days else 0.0

    return figure


def _measure(name: str, title: str, formula: str, compare: Compare, *, headline: bool = False) -> PerCase:
    return PerCase(
        name=name,
        title=title,
        group="dates",
        range="0..1",
        formula=formula + "; cases with a gold date, 0 without a typed date in the answer",
        source="granularity-wise date accuracy; overlap is Jaccard (1901) over days",
        of=each(_compared(compare)),
        headline=headline,
    )


DATE_EXACT = _measure("date_exact", "Date, exactly", "1 if first and last day are the gold's", same_days, headline=True)
DATE_MONTH = _measure("date_month", "Date, right month", "1 if first and last day lie in the gold's months", same_month)
DATE_YEAR = _measure("date_year", "Date, right year", "1 if first and last day lie in the gold's years", same_year)
DATE_OVERLAP = _measure("date_overlap", "Date, overlap", "shared days / days of either", lambda answer, gold: answer.overlap(gold))
