"""A quotation in one stored version → the places where it stands: as it is, up to typesetting, or with an editor's marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.verify.edges import cut, ends_number_early
from qa.verify.fold import fold
from qa.verify.kinds import negations, numbers
from qa.verify.model import Change, Difference, Edit, Editing
from qa.verify.pieces import Gap, Mark, Pieces, pieces_of, without_final_mark
from qa.verify.source import Source

MOST = 20
"""Places told of one version."""
_OMITTED = 800  # characters that an ellipsis may stand for: about a paragraph; words further apart are two quotations
_REPLACED = 100  # characters that brackets may stand for
_TRIES = 2_000  # places of the first piece that are looked at
_QUOTED = re.compile(r"\s*[\"'“”„‟«»‘’‚‹›](?P<inner>.*?)[\"'“”„‟«»‘’‚‹›]\s*", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’)\]]*(?:\s|\Z)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A range of the version's text. `exact`: the very characters. With `differences` it is not the quotation, only near it."""

    start: int
    end: int
    exact: bool
    differences: tuple[Difference, ...] = ()
    edits: tuple[Edit, ...] = ()


def spots(source: Source, quote: str) -> list[Spot]:
    """The places of `quote` in `source`, those with differences only when there are no others; marks of quotation around it may be its own."""
    found = _spots(source, quote)
    match = _QUOTED.fullmatch(quote)
    if match and not _good(found):
        inner = [_shifted(spot, match.start("inner")) for spot in _spots(source, match["inner"])]
        found = _good(inner) or found or inner
    return found[:MOST]


def _spots(source: Source, quote: str) -> list[Spot]:
    found = list(_whole(source, quote, len(quote)))
    if not _good(found):
        shorter = without_final_mark(quote)
        if shorter is not None:
            found += [_with_final_mark(spot, quote, len(shorter)) for spot in _whole(source, shorter, len(quote))]
    if not _good(found):
        marked = pieces_of(quote)
        if marked is not None:
            found += _edited(source, quote, marked)
    return _good(found) or found


def _shifted(spot: Spot, by: int) -> Spot:
    """The spot for a quotation that has `by` more characters in front."""
    differences = tuple(replace(one, quote_start=one.quote_start + by, quote_end=one.quote_end + by) for one in spot.differences)
    edits = tuple(replace(one, quote_start=one.quote_start + by, quote_end=one.quote_end + by) for one in spot.edits)
    return replace(spot, differences=differences, edits=edits)


def _good(found: Sequence[Spot]) -> list[Spot]:
    return [spot for spot in found if not spot.differences]


# -- as it stands ---------------------------------------------------------------------------------------------------


def _whole(source: Source, quote: str, length: int) -> Iterator[Spot]:
    """Every place of the whole quotation, the exact ones first. `length`: of the quotation as it was given."""
    taken: set[tuple[int, int]] = set()
    for start in _occurrences(source.text, quote):
        end = start + len(quote)
        taken.add(_trimmed(source.text, start, end))
        yield Spot(start, end, True, _cuts(source.text, quote, start, end))
    wanted = fold(quote).text.strip()
    if not wanted or (source.text.isascii() and source.folded.text == source.text and wanted == quote):
        return
    for start in _occurrences(source.folded.text, wanted):
        begins, ends = source.folded.origin(start, start + len(wanted))
        if (begins, ends) not in taken:
            yield Spot(begins, ends, False, _cuts(source.text, quote, begins, ends))


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    start = text.find(wanted)
    tried = 0
    while start >= 0 and tried < _TRIES:
        yield start
        start = text.find(wanted, start + 1)
        tried += 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cuts(text: str, quote: str, start: int, end: int) -> tuple[Difference, ...]:
    """The words and numbers that the range cuts at its ends, if any."""
    found = []
    if cut(text, start):
        first, last = _grown(text, start, start)
        kept = _head(quote)
        found.append(Difference(Change.CUT, quote[kept[0] : kept[1]], text[first:last], *kept, first, last))
    early = ends_number_early(text, end)
    if cut(text, end) or early:
        first, last = _grown(text, end, end)
        if early:
            last = max(last, _word_after(text, end))
        kept = _tail(quote)
        found.append(Difference(Change.CUT, quote[kept[0] : kept[1]], text[first:last], *kept, first, last))
    return tuple(found)


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole word around a place inside of it."""
    while start > 0 and (start == end or cut(text, start)) and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and cut(text, end):
        end += 1
    return start, end


def _word_after(text: str, at: int) -> int:
    match = re.compile(r"\s+\w+").match(text, at)
    return match.end() if match else at


def _head(quote: str) -> tuple[int, int]:
    match = re.search(r"\S+", quote)
    return match.span() if match else (0, len(quote))


def _tail(quote: str) -> tuple[int, int]:
    match = re.search(r"\S+(?=\s*\Z)", quote)
    return match.span() if match else (0, len(quote))


def _with_final_mark(spot: Spot, quote: str, length: int) -> Spot:
    edit = Edit(Editing.FINAL_MARK, quote[length:].strip(), "", length, len(quote), spot.end, spot.end)
    return Spot(spot.start, spot.end, False, spot.differences, (*spot.edits, edit))


# -- with an editor's marks -----------------------------------------------------------------------------------------


def _edited(source: Source, quote: str, marked: Pieces) -> Iterator[Spot]:
    """The places where the pieces stand in order, with no more between them than each mark may stand for."""
    tried = 0
    at = 0
    while tried < _TRIES:
        first = _next(source, marked, 0, at, len(source.folded.text))
        if first is None:
            return
        chain = _chain(source, marked, first)
        if chain is not None:
            yield _spot(source, quote, marked, chain)
        at = first[0] + 1
        tried += 1


Range = tuple[int, int]


def _chain(source: Source, marked: Pieces, first: Range) -> list[Range] | None:
    """Ranges of all pieces in the folded text, each as near to the one before as it can stand."""
    chain = [first]
    for number, gaps in enumerate(marked.gaps, 1):
        end = chain[-1][1]
        reach = sum(_OMITTED if gap.mark is Mark.OMISSION else _REPLACED for gap in gaps) or 1
        following = _next(source, marked, number, end, end + reach + len(marked.pieces[number].folded))
        if following is None:
            return None
        chain.append(following)
    return chain


def _next(source: Source, marked: Pieces, number: int, start: int, limit: int) -> Range | None:
    """The first place of a piece from `start` on that cuts no word, in the folded text."""
    piece, text = marked.pieces[number], source.folded.text
    spellings = {piece.folded, piece.folded[0].swapcase() + piece.folded[1:]} if piece.capital else {piece.folded}
    while True:
        places = [place for place in (text.find(one, start, limit) for one in sorted(spellings)) if place >= 0]
        if not places:
            return None
        found = min(places), min(places) + len(piece.folded)
        if not _cuts_word(source, marked, number, found):
            return found
        start = found[0] + 1


def _cuts_word(source: Source, marked: Pieces, number: int, found: Range) -> bool:
    """Whether a piece cuts a word there, at an end where no bracket completes it."""
    begins, ends = source.folded.origin(*found)
    before = marked.gaps[number - 1] if number else marked.edges
    after = marked.gaps[number] if number < len(marked.gaps) else marked.edges
    return (cut(source.text, begins) and not any(gap.joined for gap in before)) or (
        (cut(source.text, ends) or ends_number_early(source.text, ends)) and not any(gap.joined for gap in after)
    )


def _spot(source: Source, quote: str, marked: Pieces, chain: Sequence[Range]) -> Spot:
    ranges = [source.folded.origin(*one) for one in chain]
    edits: list[Edit] = []
    differences: list[Difference] = []
    for piece, (start, _) in zip(marked.pieces, ranges, strict=True):
        if piece.capital and source.text[start] not in quote[piece.start : piece.start + 3].strip("[]"):
            edits.append(
                Edit(
                    Editing.CAPITAL,
                    quote[piece.start : piece.start + 3],
                    source.text[start],
                    piece.start,
                    piece.start + 3,
                    start,
                    start + 1,
                )
            )
    for gaps, (_, begins), (ends, _) in zip(marked.gaps, ranges, ranges[1:], strict=False):
        if not gaps:
            continue
        edit = _edit(source.text, quote, gaps, begins, ends)
        kind = _distorts(edit, source.text, gaps)
        if kind is None:
            edits.append(edit)
        else:
            differences.append(Difference(kind, edit.stated, edit.stored, edit.quote_start, edit.quote_end, edit.start, edit.end))
    for gap in marked.edges:
        place = ranges[0][0] if gap.end <= marked.pieces[0].start else ranges[-1][1]
        editing = Editing.OMISSION if gap.mark is Mark.OMISSION else Editing.INSERTION
        edit = Edit(editing, quote[gap.start : gap.end], "", gap.start, gap.end, place, place)
        change = _distorts(edit, source.text, (gap,))
        if change is None:
            edits.append(edit)
        else:
            differences.append(Difference(change, edit.stated, "", gap.start, gap.end, place, place))
    edits.sort(key=lambda edit: edit.quote_start)
    return Spot(ranges[0][0], ranges[-1][1], False, tuple(differences), tuple(edits))


def _edit(text: str, quote: str, gaps: Sequence[Gap], begins: int, ends: int) -> Edit:
    start, end = _trimmed(text, begins, ends)
    if start >= end:
        start = end = ends
    omits = any(gap.mark is Mark.OMISSION for gap in gaps)
    kind = Editing.OMISSION if omits else Editing.REPLACEMENT if start < end else Editing.INSERTION
    return Edit(kind, quote[gaps[0].start : gaps[-1].end], text[start:end], gaps[0].start, gaps[-1].end, start, end)


def _distorts(edit: Edit, text: str, gaps: Sequence[Gap]) -> Change | None:
    """What an edit changes although it shows: a denial or a number that is not there in the end. Whole sentences may be left out."""
    inside = " ".join(gap.inside for gap in gaps if gap.mark is Mark.BRACKET)
    left_out = edit.stored
    if edit.kind is Editing.OMISSION:
        ends = [match.end() for match in _SENTENCE_END.finditer(text, max(0, edit.start - 2), edit.end)]
        if ends:  # what is left of the sentence before, and what belongs to the sentence after
            left_out = f"{text[edit.start : max(ends[0], edit.start)]} {text[ends[-1] : edit.end]}"
    if negations(fold(inside).text) != negations(fold(left_out).text):
        return Change.NEGATION
    stated, stored = numbers(fold(inside).text), numbers(fold(left_out).text)
    if edit.kind is Editing.REPLACEMENT and stated and stored and stated != stored:
        return Change.NUMBER
    return None
