"""A span of an article's text and the article's address → an address at which a browser scrolls to the span and marks it.

Text fragments (WICG Scroll-to-Text-Fragment): `#:~:text=[prefix-,]start[,end][,-suffix]`. A browser takes the first match on the page, regardless
of case and accents, with words whole, each part inside one block. So the parts never cross a line break of the text, long quotations
are named by their first and last words, and words are added in front and behind until nothing else in the text matches.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote as percent_encoded

_WHOLE = 160  # characters: longer quotations are named by their ends, so that addresses stay short and small edits do not break them
_EDGE_WORDS = 4
_MOST_WORDS = 40  # of each part: where more is needed, the text repeats itself
_TOKEN = re.compile(r"[^\s，。、！？；：「」『』（）]+[，。、！？；：」』）]*|[，。、！？；：「」『』（）]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")


def fragment_url(url: str | None, text: str, start: int, end: int) -> str | None:
    """`url` pointing at `text[start:end]`; None without an address, and where no fragment leads there and nowhere else."""
    if url is None:
        return None
    directive = _directive(text, start, end)
    if directive is None:
        return None
    bare = url.partition(":~:")[0].removesuffix("#")
    return f"{bare}{'' if '#' in bare else '#'}:~:text={directive}"


def _directive(text: str, start: int, end: int) -> str | None:
    start, end = _trimmed(text, start, end)
    if start >= end:
        return None
    page = _page(text)
    line = page.line(start)
    whole = end <= line[1] and end - start <= _WHOLE
    for pointed in (page.only, page.first):  # a text that repeats itself can still be pointed at where it says so first
        found = next(_exact(page, start, end, pointed), None) if whole else None
        found = found or next(_ranged(page, start, end, pointed), None)
        if found is not None:
            return found
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@dataclass(frozen=True)
class _Page:
    """A text as a browser searches it: `loose` is without case, accents and unseen signs, each run of blanks one; `at` its places in `text`."""

    text: str
    loose: str
    at: tuple[int, ...]
    lines: tuple[tuple[int, int], ...]

    def line(self, place: int) -> tuple[int, int]:
        """The line around a place that is no line break."""
        return next(line for line in self.lines if line[0] <= place < line[1])

    def slice(self, start: int, end: int) -> tuple[int, int]:
        """The range of the loose text that a range of the text is."""
        return bisect_left(self.at, start), bisect_left(self.at, end)

    def only(self, start: int, end: int) -> bool:
        """Whether a range of the text stands nowhere else in it."""
        first, last = self.slice(start, end)
        wanted = self.loose[first:last]
        return bool(wanted) and self.loose.find(wanted) == first and self.loose.find(wanted, first + 1) < 0

    def first(self, start: int, end: int) -> bool:
        """Whether a range is the first of its kind."""
        return self.first_after(0, start, end)

    def first_after(self, after: int, start: int, end: int) -> bool:
        """Whether a range is the first of its kind from the place `after` on."""
        first, last = self.slice(start, end)
        return last > first and self.loose.find(self.loose[first:last], self.slice(after, after)[0]) == first

    def before(self, place: int) -> list[int]:
        """Where prefixes that end at `place` may begin, the shortest first; all in one line."""
        last = place
        while last > 0 and self.text[last - 1].isspace():
            last -= 1
        if last == 0:
            return []
        first = self.line(last - 1)[0]
        return [match.start() for match in _TOKEN.finditer(self.text, first, last)][: -_MOST_WORDS - 1 : -1]

    def behind(self, place: int) -> list[int]:
        """Where suffixes that begin at `place` may end, the shortest first; all in one line."""
        first = place
        while first < len(self.text) and self.text[first].isspace():
            first += 1
        if first == len(self.text):
            return []
        last = self.line(first)[1]
        return [match.end() for match in _TOKEN.finditer(self.text, first, last)][:_MOST_WORDS]


@lru_cache(maxsize=32)
def _page(text: str) -> _Page:
    if text.isascii():
        out = [(match.group().lower() if not match.group().isspace() else " ", match.start()) for match in re.finditer(r"\s+|\S", text)]
    else:
        out = list(_letters(text))
    return _Page(
        text, "".join(letter for letter, _ in out), tuple(place for _, place in out), tuple(m.span() for m in _LINE.finditer(text))
    )


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """(letter as it is searched, its place); nothing for marks and signs that cannot be seen."""
    blank = False
    for place, char in enumerate(text):
        if char.isspace():
            if not blank:
                yield " ", place
            blank = True
            continue
        if _UNSEEN.match(char):
            continue
        blank = False
        if char.isascii():
            yield char.lower(), place
            continue
        for letter in unicodedata.normalize("NFKD", char).casefold():
            if not unicodedata.combining(letter):
                yield letter, place


def _inside(text: str, place: int) -> bool:
    """Whether a word goes on across a place, so that a browser finds no end of a word there."""
    return 0 < place < len(text) and not text[place - 1].isspace() and not text[place].isspace() and _wordish(text, place)


def _wordish(text: str, place: int) -> bool:
    a, b = text[place - 1], text[place]
    if a.isalnum() and b.isalnum():
        return True
    if unicodedata.category(b)[0] == "M" or _UNSEEN.match(a) or _UNSEEN.match(b):
        return True
    return (a in ".,:'’_" and place > 1 and text[place - 2].isalnum() and b.isalnum()) or (
        b in ".,:'’_" and a.isalnum() and text[place + 1 : place + 2].isalnum()
    )


def _context(page: _Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(begin of the prefix, end of the suffix), from none to long, in turns; a word that is cut at an end is completed there."""
    before, behind = [start, *page.before(start)], [end, *page.behind(end)]
    first = 1 if _inside(page.text, start) and len(before) > 1 else 0
    last = 1 if _inside(page.text, end) and len(behind) > 1 else 0
    yield before[first], behind[last]
    for steps in range(1, 2 * max(len(before), len(behind))):
        p, s = min(first + (steps + 1) // 2, len(before) - 1), min(last + steps // 2, len(behind) - 1)
        yield before[p], behind[s]


Pointed = Callable[[int, int], bool]


def _exact(page: _Page, start: int, end: int, pointed: Pointed) -> Iterator[str]:
    for begins, ends in _context(page, start, end):
        if pointed(begins, ends):
            yield _written(page.text, (begins, start), (start, end), None, (end, ends))


def _ranged(page: _Page, start: int, end: int, pointed: Pointed) -> Iterator[str]:
    """The quotation by its first and last words, more of them where fewer are not enough, then with what stands around it."""
    text = page.text
    heads = [match.end() for match in _TOKEN.finditer(text, start, min(end, page.line(start)[1]))]
    tails = [match.start() for match in _TOKEN.finditer(text, max(start, page.line(end - 1)[0]), end)][::-1]
    heads, tails = heads[_EDGE_WORDS - 1 : _MOST_WORDS] or heads[-1:], tails[_EDGE_WORDS - 1 : _MOST_WORDS] or tails[-1:]
    for begins, ends in _context(page, start, end):
        head = next((one for one in heads if pointed(begins, one)), None)
        tail = next((one for one in tails if head is not None and one >= head and page.first_after(head, one, ends)), None)
        if head is not None and tail is not None:
            yield _written(text, (begins, start), (start, head), (tail, end), (end, ends))


Range = tuple[int, int]


def _written(text: str, prefix: Range, first: Range, last: Range | None, suffix: Range) -> str:
    parts = [f"{_encoded(text, prefix)}-"] if prefix[0] < prefix[1] else []
    parts.append(_encoded(text, first))
    parts += [_encoded(text, last)] if last else []
    parts += [f"-{_encoded(text, suffix)}"] if suffix[0] < suffix[1] else []
    return ",".join(parts)


def _encoded(text: str, part: Range) -> str:
    """A part percent-encoded, hyphens included, since they mark prefix and suffix."""
    return percent_encoded(" ".join(_UNSEEN.sub("", text[slice(*part)]).split()), safe="").replace("-", "%2D")
