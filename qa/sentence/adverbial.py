"""The words around a date → whether it says when something happened, or only describes a thing ("the 2020 ceasefire") or compares.

"They met in May 2021" says when; "the ceasefire of May 2021", "Tuesday's briefing", "the lowest since 1995", "fewer than in 2018" and
"not on 10 December" do not say when the sentence's event was.
"""

from __future__ import annotations

import re

_OF = re.compile(r"(\w+)\s+of\s(?:the\s)?(?:early\s|late\s|mid-)?\Z", re.I)
_TIMES = frozenset(
    "end ends start beginning middle rest half part as and out morning afternoon evening night noon midnight hours day days week weeks weekend month "
    "months summer autumn fall winter spring quarter first last third eve close course dawn".split()
)
"""Words after which "of" goes on saying when: "at the end of May", "the night of 3 May", "as of Monday"."""

_NO_NOUN = (
    "and or but when where that which who whose in on at to from by with for as after before until till since during while because if than near of off "
    "is was were are be had has have will would can could said says told the a an it he she they we i you there this these those no not "
    "against about around between into over under through without within"
).replace(" ", "|")

_AROUND: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(rf"(?:{before})\Z", re.I), re.compile(rf"\A(?:{after})", re.I))
    for before, after in (
        # words before, words after; each row has its examples in tests/qa/test_adverbial.py
        # "the 2020 ceasefire", "its May 2019 report"
        (r"\b(?:the|a|an|its|their|his|her|our|your|this|that|one)\s", rf"\s(?!(?:{_NO_NOUN})\b)[^\W\d_]"),
        # "Tuesday's briefing", "last year's winner"
        (r"", r"['’]s\s\w"),
        # "the weekend of the island games": which one, the games say
        (r"", r"\sof\s(?:the|his|her|its|their|an?)\s(?!(?:same|year|month|week)\b)"),
        # "fewer than in 2018", "against 41 last year", "as in 1995"
        (r"\b(?:than|against|compared (?:with|to)|as)\s(?:[\d.,]+\s(?:\w+\s)?)?(?:(?:in|on|at|before)\s)?(?:the\s(?:one|ones)\s)?", r""),
        (r"\bthan\s[^,;.:]{0,40}\b(?:did|do|does|was|were|had)\s(?:in|on|at)\s", r""),  # "more than it did in 2019"
        # "the lowest since 1995", "for the first time since 1977"
        (
            r"\b(?:first|only|most|least|worst|best|record|\w{3,}est)\b[^,;.:]{0,40}\s(?:since|in)(?: at least)?\s",
            r"",
        ),
        # "on the Tuesday after Easter", "before the end of May"
        (r"\b(?:after|before|following|ahead of|prior to)\s(?:the\s)?", r""),
    )
)


_FOR = re.compile(r"\bfor\s\Z", re.I)
"""Before a year: "the budget for 2023"; before a day it says when: "planned for Friday"."""
_DENIED = re.compile(r"\b(?:not|never|rather than|instead of)\s(?:(?:in|on|at|since|from|until)\s)?(?:the\s)?\Z", re.I)
_SINCE = re.compile(r"\b(?:since|from|starting|beginning)\s(?:on\s)?(?:the\s)?\Z", re.I)
_BREAK = re.compile(r"[,;:()—–]|\s-\s")
_ALONE = 3  # words that may stand beside a date in a clause that says nothing itself: "On", "by the end of"


def says_when(before: str, date: str, after: str) -> bool:
    """Whether a date between these words of its sentence says when something happened."""
    if _FOR.search(before) and date.isdigit():
        return False
    if denied(before) or described(before):
        return False
    return not any(opening.search(before) and closing.search(after) for opening, closing in _AROUND)


def described(before: str) -> str | None:
    """The word that a date after it only describes: "truce" in "under the truce of (November 2020)"; None when it says when."""
    of = _OF.search(before)
    return of[1] if of and of[1].casefold() not in _TIMES else None


def denied(before: str) -> bool:
    """Whether the words before a date say that it was not then: "and not on 10 December"."""
    return bool(_DENIED.search(before))


def since(before: str) -> bool:
    """Whether the words before a date say that something began then and went on: "blocked since 12 December"."""
    return bool(_SINCE.search(before))


def clause(text: str, start: int, end: int) -> str:
    """What stands with the date at `start`..`end` of a sentence between two breaks; a date alone goes with the stretch before, else after."""
    cuts = [0, *(match.end() for match in _BREAK.finditer(text) if match.start() >= end or match.end() <= start), len(text)]
    opening, closing = max(cut for cut in cuts if cut <= start), min(cut for cut in cuts if cut >= end)
    if len((text[opening:start] + text[end:closing]).split()) >= _ALONE:
        return text[opening:closing]
    earlier, later = [cut for cut in cuts if cut < opening], [cut for cut in cuts if cut > closing]
    if earlier:
        return text[earlier[-1] : closing]
    return text[opening : later[0]] if later else text[opening:closing]
