"""Text → sentence spans; offsets are code points into the text, end exclusive, white space around a sentence left out.

News text: abbreviations ("U.S.", "Gen.", "a.m."), initials, decimals, closing quotes after the full stop, hard-wrapped lines,
headlines on a line of their own. Time and memory are linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.model import Span

# After these a full stop does not end a sentence: a name follows.
_TITLES = frozenset(
    "mr mrs ms mx dr prof rev fr sr sra msgr hon pres gov sen rep reps sens gen lt col maj capt cmdr adm sgt cpl pvt supt det insp "
    "st mt ft vs v ed eds cf e.g i.e al".split()
)
# After these it does not when a number follows: "No. 5", but "He said no."
_NUMBERED = frozenset("no nos fig art sec ch vol approx ca pp".split())
# After these it may: it does when a common sentence opener follows.
_MAYBE = frozenset(
    "ph.d inc co corp ltd llc plc bros jr sr etc est dept univ ave blvd rd "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri "
    "calif colo conn fla ga ill ind kan mass md mich minn miss mo okla ore pa tenn tex va vt wash wis".split()
)
_OPENERS = frozenset(
    "the a an he she it they we i you his her its their our this that these those there but and or so yet in on at by for from with "
    "as if when while after before since although though however meanwhile officials police no not one two some many most both all "
    "what who how why where is was are were according asked under during".split()
)

# The look-behinds and possessive repeats let each run of stops or blanks be tried once, from its start: linear on any text.
_BREAK = re.compile(
    r"""(?: (?<![.!?…])(?P<stop>[.!?…]++) | (?P<wide>[。！？؟।]) ) (?P<close>["'”’»)\]」』]*+) (?(wide)|(?=(?P<gap>\s+|$)))
    | (?P<line>(?<![ \t\r])[ \t\r]*+\n\s*)""",
    re.VERBOSE,
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LAST_TOKEN = re.compile(r"[^\s(\[\"'“‘—–-]{1,24}\Z")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*\Z")  # "J", "J.K", "U.S", "a.m": a name goes on after them, or a sentence ends
_NEXT_WORD = re.compile(r"[\"'“‘«(\[]*(\w*)")
_WRAPPED_LINE = 60  # characters: a line at least this long that stops without punctuation was wrapped, not ended


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of `text`, in order, not overlapping, none empty; together they cover all but white space.

    A blank line always ends a sentence; a single line break ends one unless the line was visibly wrapped.
    """
    spans: list[Span] = []
    start = 0
    for end in [*_boundaries(text), len(text)]:
        span = _trimmed(text, start, end)
        if span is not None:
            spans.append(span)
        start = end
    return spans


def _boundaries(text: str) -> Iterator[int]:
    line_start = 0
    for match in _BREAK.finditer(text):
        if match["line"] is not None:
            if _line_ends_sentence(text, line_start, match.start(), match.end(), match["line"]):
                yield match.end()
            line_start = match.end()
        elif _stop_ends_sentence(text, match):
            yield match.end()


def _line_ends_sentence(text: str, line_start: int, line_end: int, next_start: int, gap: str) -> bool:
    if _BLANK_LINE.search(gap):
        return True
    following = text[next_start : next_start + 1]
    if following.islower():
        return False
    if line_end - line_start < _WRAPPED_LINE or text[line_end - 1] in '.!?…:;"”’»)':
        return True
    next_line = text[next_start : text.find("\n", next_start) + 1 or len(text)].rstrip()
    return len(next_line) < _WRAPPED_LINE // 2 and next_line[-1:] not in ".!?…"


def _stop_ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match["wide"]:
        return True
    stop, next_start = match["stop"], match.end() + len(match["gap"])
    word = _NEXT_WORD.match(text, next_start, next_start + 40)
    following = word[1] if word else ""
    if following[:1].islower():
        return False
    if stop != "." or match["close"]:
        return True
    token = _LAST_TOKEN.search(text, max(0, match.start() - 24), match.start())
    before = token[0].casefold() if token else ""
    if before in _TITLES:
        return not following
    if before in _NUMBERED:
        return not following[:1].isdigit()
    if before in _MAYBE or _INITIALS.match(before):
        return not following or following.casefold() in _OPENERS
    return True


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
