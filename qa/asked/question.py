"""What was typed → a Question, and the kind of answer it asks for."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from index.errors import BadInput
from index.model import Preference, Window
from qa.asked.times import times_asked
from qa.model import Kind, Question

MAX_CHARACTERS = 2000
MAX_PASSAGES = 50
_ASKING_WORDS = 3
_NEWS_DAYS = 31  # a stretch that ended longer before the day asked as of is no news then

_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade)s?"
_KINDS: tuple[tuple[Kind, str], ...] = (
    # the first that is found wins; each has a question that shows it in tests/qa/test_question.py
    (Kind.HOW_LONG, rf"\bhow long\b|\bhow many {_UNIT}\b.*\b(?:last|take|took|go on|run|ran)"),
    # a "when" behind another asking word only says of what time: "how many were on board when it sank"
    (Kind.HOW_MANY, r"^how (?:many|much)\b(?=.*(?<!and )\bwhen\b)"),
    (Kind.WHO, r"^who(?:m|se)?\b(?=.*(?<!and )\bwhen\b)"),
    (Kind.WHERE, r"^where\b(?=.*(?<!and )\bwhen\b)"),
    (
        Kind.WHEN,
        r"\bwhen\b|\bw(?:h?ich|hat|at) (?:exact )?(?:date|day|month|year|week)\b"
        r"|\bwhat (?:was|is|were) the (?:exact |first |last |opening |final )?(?:date|day|month|year)\b|\bhow (?:recently|soon)\b|\bwhat time\b",
    ),
    (
        Kind.HOW_MANY,
        r"\bhow (?:many|much|big|large|old|far|high|tall|deep|fast|often|heavy|wide)\b"
        r"|\bwhat (?:is the |was the )?(?:share|percentage|proportion|number|amount|size|price|score"
        r"|length|height|weight|width|depth|distance|speed|majority)\b",
    ),
    (Kind.WHO, r"\bwho(?:m|se)?\b|\bwhich (?:person|people|minister|official|president|player|author)\b"),
    (
        Kind.WHERE,
        r"\bwhere\b|\b(?:what|which) (?:city|country|town|village|place|venue|region|province|building|street|hotel|valley|port)\b",
    ),
    (Kind.WHY, r"\bwhy\b|\bfor what reason\b|\bwhat (?:caused|led to)\b"),
    (Kind.YES_NO, r"^(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


def read_question(text: str, k: int = 5, window: Window | None = None) -> Question:
    """A Question of 1 to 2,000 characters; raises BadInput naming the field."""
    if not isinstance(text, str) or re.search(r"[\x00\ud800-\udfff]", text):
        raise BadInput("the question holds a character that no text has", field="question")
    trimmed = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text).strip()
    if not trimmed:
        raise BadInput("the question is empty", field="question")
    if len(trimmed) > MAX_CHARACTERS:
        raise BadInput(f"the question has {len(trimmed):,} characters; at most {MAX_CHARACTERS:,} are read", field="question")
    if not 1 <= k <= MAX_PASSAGES:
        raise BadInput(f"k is {k}; 1 to {MAX_PASSAGES} passages can be asked for", field="k")
    return Question(trimmed, k, window or Window())


def kind(text: str) -> Kind:
    """What the question asks for, told from its words; `what` when nothing more is said."""
    return _asked(text)[0]


def preference(question: Question) -> Preference:
    """What ranking may prefer: the stretches named, else what is newest if the latest is asked for, else the day asked as of.

    When-questions prefer nothing for being new: that must not colour a date. A stretch that is named takes the place of "now".
    """
    asked = times_asked(question.text, question.window.as_of)
    if asked.named:
        return Preference(times=asked.stretches)
    if kind(question.text) is Kind.WHEN:
        return Preference()
    return Preference(newest=True) if asked.order == "latest" else Preference(near=question.window.as_of)


def news_from(question: Question) -> dt.date | None:
    """The day from which a question asks for what is new: the one it is asked as of, unless it asks when, or names a time before."""
    day = question.window.as_of
    if day is None or kind(question.text) is Kind.WHEN:
        return None
    last = max((days[1] for days in times_asked(question.text, day).stretches), default=day)
    return day if (day - last).days <= _NEWS_DAYS else None


def subject(text: str) -> str:
    """The question without the words that only say what kind of answer it wants: "how many", "in which year"."""
    return _asked(text)[1]


def _asked(text: str) -> tuple[Kind, str]:
    folded = " ".join(text.casefold().split())
    for kind, pattern in _PATTERNS:
        found = pattern.search(folded)
        if found:
            # of a pattern that spans more than the asking words ("how many days … last") only the beginning is dropped
            whole = kind is Kind.WHEN or len(found[0].split()) <= _ASKING_WORDS
            asking = found[0] if whole else " ".join(found[0].split()[:_ASKING_WORDS])
            return kind, folded.replace(asking, " ", 1) if kind not in (Kind.WHO, Kind.WHERE, Kind.YES_NO) else folded
    return Kind.WHAT, folded
