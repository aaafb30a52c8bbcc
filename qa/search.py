"""A question → the passages that match it best, one story told once: what /v1/search and `dateline search` show.

Nothing is lost in silence: what is folded is listed with the passage it repeats, what a cap holds back is listed with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from index.model import Preference, SearchResult, Window
from qa.asked.question import preference
from qa.model import Question
from qa.support import Full, Shown, capped, collapsed

_DEEPER = 3  # times `k` are looked at first, so that there are others to show in the place of copies


class Searchable(Protocol):
    """What searching needs of an index."""

    def search(self, text: str, k: int, window: Window | None = None, prefer: Preference | None = None) -> SearchResult: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The best passages for a question, each with its copies; `held_back`: those that rank among them but for a cap, and what was full.

    `result`: the search they were taken from.
    """

    question: Question
    shown: tuple[Shown, ...]
    held_back: tuple[tuple[Shown, Full], ...]
    result: SearchResult


def searched(index: Searchable, question: Question) -> Found:
    """`question.k` passages; fewer only when nothing more matches."""
    depth = _DEEPER * question.k
    while True:
        result = index.search(question.text, depth, question.window, preference(question))
        shown = collapsed(result.hits)
        if len(shown) >= question.k or len(result.hits) < depth:
            break
        depth *= 2
    best, held_back = capped(shown, question.k)
    return Found(question, tuple(best), tuple(held_back), result)
