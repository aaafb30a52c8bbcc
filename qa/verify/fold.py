"""Text → the same text without what typesetting changes, and for each place in it the place in the original.

What is folded away is no difference between a quotation and its source: composed and decomposed letters, ligatures and wide forms, kinds of
quotation marks, dashes and spaces, line breaks, soft hyphens and other signs that cannot be seen. Case, accents and every digit stay;
so do superscripts, subscripts and fractions (10² is not 102).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f"
"""Signs that cannot be seen, as the inside of a character class."""

_DASH = "-‐‑‒–—―−﹘﹣－"
_DOUBLE = '"“”„‟″‶＂'
_SINGLE = "'‘’‚‛′‵‹›`´ʼʹ＇«»"
_BLANK = rf"\s{UNSEEN}"

# In order of precedence. A class that starts a run is not tried again inside of it, so that time stays linear.
_ODD = re.compile(
    rf"""(?P<dash>(?<![{_BLANK}])[{_BLANK}]*+[{_DASH}](?:[{UNSEEN}]*[{_DASH}])*[{_BLANK}]*+)
    | (?P<quote>«[{_BLANK}]*+ | (?<![{_BLANK}])[{_BLANK}]*+» | [{_DOUBLE}{_SINGLE}])
    | (?P<dots>…|\.(?:\s?\.){{2,3}})
    | (?P<blank>(?<![{_BLANK}])(?![ ](?![{_BLANK}]))[{_BLANK}]++)
    | (?P<letters>[A-Za-z0-9]?[^\x00-\x7f{_BLANK}{_DASH}{_DOUBLE}{_SINGLE}…]++)""",
    re.VERBOSE,
)
_COMPATIBLE = frozenset("<wide> <narrow> <noBreak> <compat> <initial> <medial> <final> <isolated> <font> <vertical>".split())


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` folded. Piece i of it begins at `at[i]` and stands for the original from `starts[i]` on; one that is not `plain` stands whole
    for `starts[i]..ends[i]`, in a plain one characters correspond one to one."""

    text: str
    at: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    plain: tuple[bool, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that the range `start..end` (not empty) of the folded text stands for."""
        first, last = bisect_right(self.at, start) - 1, bisect_right(self.at, end - 1) - 1
        begins = self.starts[first] + (start - self.at[first] if self.plain[first] else 0)
        ends = self.starts[last] + (end - self.at[last]) if self.plain[last] else self.ends[last]
        return begins, ends


def fold(text: str) -> Folded:
    """The text folded."""
    out: list[str] = []
    table: list[tuple[int, int, int, bool]] = []
    length = 0
    for start, end, folded, plain in _pieces(text):
        if not folded:
            continue
        if plain and table and table[-1][3] and table[-1][2] == start:
            table[-1] = (*table[-1][:2], end, True)
        else:
            table.append((length, start, end, plain))
        out.append(folded)
        length += len(folded)
    at, starts, ends, plains = zip(*table, strict=True) if table else ((), (), (), ())
    return Folded("".join(out), at, starts, ends, plains)


def _pieces(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """(start, end, folded, whether one to one) of consecutive pieces."""
    done = 0
    for match in _ODD.finditer(text):
        start, end = match.span()
        if start > done:
            yield done, start, text[done:start], True
        done = end
        found = match.group()
        match match.lastgroup:
            case "dash":
                yield start, end, _dash(text, start, end, found), False
            case "quote":
                yield start, end, '"' if found[-1] in _DOUBLE and text[start - 1 : start].isdigit() else "'", False
            case "dots":
                yield start, end, "…", False
            case "blank":
                yield start, end, " " if any(char.isspace() for char in found) else "", False
            case _:
                yield from _letters(start, found)
    if done < len(text):
        yield done, len(text), text[done:], True


def _dash(text: str, start: int, end: int, found: str) -> str:
    """A hyphen where one joins, with its spaces; a long dash, whatever the spaces around it, where one divides."""
    marks = [char for char in found if char in _DASH]
    before, after = (
        any(char.isspace() for char in part) for part in (found[: found.index(marks[0])], found[found.rindex(marks[-1]) + 1 :])
    )
    if text[start - 1 : start].isdigit() and text[end : end + 1].isdigit():
        return "-"
    if len(marks) > 1 or marks[0] in "—―" or (before and after):
        return "—"
    return f"{' ' if before else ''}-{' ' if after else ''}"


def _letters(start: int, run: str) -> Iterator[tuple[int, int, str, bool]]:
    """A run of letters outside ASCII, letter by letter, each with its marks; whole when none of them is folded."""
    if unicodedata.is_normalized("NFKC", run) and not any(map(_joins, run)):
        yield start, start + len(run), run, True
        return
    first = 0
    while first < len(run):
        last = first + 1
        while last < len(run) and _joins(run[last]):
            last += 1
        cluster = run[first:last]
        folded = _composed(cluster)
        yield start + first, start + last, folded, folded == cluster and len(cluster) == 1
        first = last


def _joins(char: str) -> bool:
    """Whether a letter goes on with this: combining marks, signs that cannot be seen, Hangul vowels and finals."""
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"


def _composed(cluster: str) -> str:
    if cluster.isascii():
        return cluster
    letters = unicodedata.normalize("NFC", cluster)
    return unicodedata.normalize("NFC", "".join(map(_compatible, letters)))


def _compatible(char: str) -> str:
    tag = unicodedata.decomposition(char).partition(" ")[0]
    return unicodedata.normalize("NFKC", char) if tag in _COMPATIBLE else char
