"""A case → the slice it is reported under: unanswerable, the set's own type, or what its words ask for."""

from __future__ import annotations

import re

from eval.model import Case

_KINDS = (
    ("when", r"when\b|(on |in |by |since |until |from )?(what|which) (day|date|month|year|week)\b|how long ago\b"),
    ("how many", r"how (many|much|old|long|far|tall|big|often)\b|what (number|percentage|share|amount)\b"),
    ("who", r"(to |for |with |by |from )?(who|whom|whose)\b|(what|which) (person|president|minister|player|actor|singer)\b"),
    ("where", r"(from )?where\b|(in |at |to |from )?(what|which) (city|country|state|place|town|continent)\b"),
    ("why", r"why\b|for what reason\b"),
    ("yes/no", r"(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)
_STARTS = tuple((kind, re.compile(r"\W*" + pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_INSIDE = {"when": "when", "how many": "how (many|much)", "who": "who|whom|whose", "where": "where", "why": "why"}
_ANYWHERE = tuple((kind, re.compile(rf"\b({word})\b", re.IGNORECASE)) for kind, word in _INSIDE.items())
_SPELLED = {"howmany": "how many", "how_many": "how many", "yesno": "yes/no", "yes_no": "yes/no"}


def slice_of(case: Case) -> str:
    """One of the names of `kind_of`, the set's own type, or `unanswerable`."""
    if not case.answerable:
        return "unanswerable"
    if case.type is None or case.type == "other":
        return kind_of(case.question)
    return _SPELLED.get(case.type, case.type)


def kind_of(question: str) -> str:
    """when, how many, who, where, why, yes/no or what, from the first words, else from a question word inside."""
    for kind, pattern in _STARTS:
        if pattern.match(question):
            return kind
    # "The checkpoint was set up when?": the question word may come late
    last = question.rsplit(". ", 1)[-1]
    return next((kind for kind, pattern in _ANYWHERE if not last.lower().startswith("what") and pattern.search(last)), "what")
