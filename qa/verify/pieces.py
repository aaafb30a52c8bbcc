"""A quotation → its pieces and the editor's marks between them: an ellipsis for what is left out, brackets for what is put in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.verify.fold import fold


class Mark(StrEnum):
    """What an editor's mark stands for."""

    OMISSION = "omission"
    BRACKET = "bracket"


@dataclass(frozen=True, slots=True)
class Gap:
    """A mark as it stands in the quotation at `start..end`. `inside`: the words in the brackets. `joined`: it touches a letter ("work[ed]")."""

    mark: Mark
    start: int
    end: int
    inside: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must stand in the source: folded, without blanks at the ends. `capital`: the first letter was changed ("[T]he")."""

    folded: str
    start: int
    end: int
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces in order, and the gap between each and the next. `open_start`, `open_end`: an ellipsis at that end."""

    pieces: tuple[Piece, ...]
    gaps: tuple[tuple[Gap, ...], ...]
    edges: tuple[Gap, ...]


_MARKS = re.compile(
    r"""(?P<omission>\[\s*(?:…|\.\s?\.\s?\.)\s*\]|\(\s*(?:…|\.\s?\.\s?\.)\s*\)|…|\.(?:\s?\.){2,3})
    | (?P<capital>\[(?P<letter>[^\W\d_])\](?=[^\W\d_]))
    | (?P<bracket>\[(?P<inside>[^\[\]]{1,200})\])""",
    re.VERBOSE,
)
_FINAL = re.compile(r"[,.]\s*\Z")


def pieces_of(quote: str) -> Pieces | None:
    """The pieces of a quotation with editor's marks; None for one without marks, or without words beside them."""
    pieces: list[Piece] = []
    gaps: list[list[Gap]] = [[]]
    done, capital_at = 0, -1
    text = quote

    def close(end: int) -> None:
        piece = _piece(text, done, end, capital=capital_at == done)
        if piece:
            pieces.append(piece)
            gaps.append([])

    for match in _MARKS.finditer(quote):
        start, end = match.span()
        close(start)
        if match["capital"]:
            # the letter belongs to the word: it is read as if there were no brackets, in either case
            text = text[:start] + "\u200b" + match["letter"] + "\u200b" + text[end:]
            done = capital_at = start
            continue
        joined = (start > 0 and quote[start - 1].isalpha()) or quote[end : end + 1].isalpha()
        mark = Mark.OMISSION if match["omission"] else Mark.BRACKET
        gaps[-1].append(Gap(mark, start, end, (match["inside"] or "").strip(), joined and mark is Mark.BRACKET))
        done = end
    if done == 0 and capital_at < 0 and not gaps[0]:
        return None
    close(len(quote))
    if not pieces:
        return None
    return Pieces(tuple(pieces), tuple(tuple(gap) for gap in gaps[1:-1]), (*gaps[0], *gaps[-1]))


def without_final_mark(quote: str) -> str | None:
    """The quotation without a comma or full stop at its end, which may be the quoting sentence's own; None when it has none."""
    match = _FINAL.search(quote)
    shorter = quote[: match.start()] if match else ""
    return shorter if any(char.isalnum() for char in shorter) else None


def _piece(text: str, start: int, end: int, *, capital: bool) -> Piece | None:
    part = text[start:end]
    folded = fold(part).text.strip()
    if not any(char.isalnum() for char in folded):
        return None
    return Piece(folded, start, end, capital)
