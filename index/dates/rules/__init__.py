"""The tables of rules, one module for each way of naming time; earlier tables win where matches are equally long."""

from index.dates.rule import Rule
from index.dates.rules import (
    clock,
    counts,
    days,
    durations,
    holidays,
    months,
    quarters,
    relative,
    repeats,
    seasons,
    vague,
    weekdays,
    years,
)

RULES: tuple[Rule, ...] = (
    *days.RULES,
    *holidays.RULES,
    *months.RULES,
    *seasons.RULES,
    *quarters.RULES,
    *years.RULES,
    *weekdays.RULES,
    *relative.RULES,
    *counts.RULES,
    *clock.RULES,
    *repeats.RULES,
    *durations.RULES,
    *vague.RULES,
)

CLOCK_RULES = frozenset(clock.RULES[:2])
"""Rules for a time of day, which takes the day from an expression right after it."""
