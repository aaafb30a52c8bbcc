"""A wrong case → the stage that let it down, in words: search, reading, silence, or the service itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from eval.judge import Judged

OVERREACHED = "answered, though the articles do not say"
NOT_FOUND = "the evidence was not among the passages"
SILENT = "the evidence was there, and it was too unsure to answer"
MISREAD = "cited the evidence, and said something else"
ELSEWHERE = "the evidence was there, and it answered from elsewhere"
FAILED = "no usable reply"


def fault_of(one: Judged) -> str | None:
    """Where it went wrong; None for a case that is right or cannot be judged."""
    if one.right is not False:
        return None
    if one.outcome.answered is None:
        return FAILED
    if not one.case.answerable:
        return OVERREACHED
    if one.seeks_evidence and one.rank is None:
        return NOT_FOUND
    if not one.answered:
        return SILENT
    return MISREAD if any(one.supports) else ELSEWHERE


def faults(judged: Iterable[Judged]) -> list[tuple[str, int]]:
    """How often each, most frequent first."""
    found = Counter(fault for one in judged if (fault := fault_of(one)) is not None)
    return found.most_common()
