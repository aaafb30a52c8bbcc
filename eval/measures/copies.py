"""Copies count once, and conflicts are shown: only for cases that state how many sources there are, or what else is claimed."""

from __future__ import annotations

from eval.judge import Judged, share
from eval.measures.base import PerCase, each
from eval.words import holds


def sources_counted(one: Judged) -> bool | None:
    """For cases with `independent_sources`."""
    if one.case.independent_sources is None:
        return None
    return one.outcome.answered is not None and one.outcome.answered.independent_sources == one.case.independent_sources


def conflicts_shown(one: Judged) -> float | None:
    """For cases with `conflicting` answers."""
    if not one.case.conflicting:
        return None
    answer = one.outcome.answered
    shown = [text for text, _ in answer.alternatives] if answer else []
    if answer and answer.text:
        shown.append(answer.text)
    return share([any(holds(text, claim) for text in shown) for claim in one.case.conflicting])


SOURCES_COUNTED = PerCase(
    name="sources_counted",
    title="Independent sources counted right",
    group="copies and conflicts",
    range="0..1",
    formula="1 if support.independent_sources is the gold count; cases that state one",
    source="dateline",
    of=each(sources_counted),
)
CONFLICTS_SHOWN = PerCase(
    name="conflicts_shown",
    title="Conflicting claims shown",
    group="copies and conflicts",
    range="0..1",
    formula="gold conflicting answers that stand among the answer and its alternatives / gold conflicting answers",
    source="dateline",
    of=each(conflicts_shown),
)
