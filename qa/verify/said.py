"""A text that quotes articles → its quotations, with the article that the marker or link behind each names.

Quotations stand in quotation marks or are Markdown block quotes. Markers are `[1]`, `[^1]`, `[1, 2]`, `[[1]](address)`; what a number stands for is told
beside the text, or in its own lines `[1]: …` with an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.verify.model import Quotation

LEAST_WORDS = 3
"""Shorter words in quotation marks are titles, names and irony; they are counted, not checked."""
MOST_CHARACTERS = 5_000

_BODY = rf"{{1,{MOST_CHARACTERS}}}?"
_QUOTATION = re.compile(
    rf"""“(?P<curly>(?:(?!\n\s*\n)[^“”]){_BODY})”
    | „(?P<low>(?:(?!\n\s*\n)[^„“”]){_BODY})[“”]
    | «(?P<angle>(?:(?!\n\s*\n)[^«»]){_BODY})»
    | (?<!\w)"(?P<straight>(?:(?!\n\s*\n)[^"]){_BODY})"(?!\w)
    | ^(?P<block>>[^\n]*(?:\n>[^\n]*)*)""",
    re.VERBOSE | re.MULTILINE,
)
_MARKER = re.compile(
    r"\[{1,2}\^?(?P<numbers>\d{1,3}(?:\s*,\s*\d{1,3})*)\]{1,2}(?:\((?P<url><https?://[^<>\s]+>|https?://[^\s()<>]+)\))?(?!:)"
)
_LINK = re.compile(r"\]\((?P<url><https?://[^<>\s]+>|https?://[^\s()<>]+)\)")
_DEFINITION = re.compile(r"^[ \t]*\[\^?(?P<number>\d{1,3})\]:?[ \t]+(?P<rest>\S[^\n]*(?:\n[ \t]{2,}\S[^\n]*)*)", re.MULTILINE)
_URL = re.compile(r"<(?P<angle>https?://[^<>\s]+)>|(?P<bare>https?://[^\s<>()\[\]\"“”]+)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a number stands for."""

    article_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quotation at `start..end` of the text, without its quotation marks and Markdown's backslashes."""

    quotation: Quotation
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marker:
    """`number` as it stands in the text at `start..end`; `known`: something is said to stand behind it."""

    number: int
    start: int
    end: int
    known: bool


@dataclass(frozen=True, slots=True)
class Said:
    """The quotations of a text, how many short ones were passed over, and its markers."""

    quotations: tuple[Spoken, ...]
    short: int
    markers: tuple[Marker, ...]


def read_text(text: str, cited: Mapping[int, Cited] | None = None) -> Said:
    """What a text quotes. `cited`: what its numbers stand for, beside what its own lines say."""
    definitions = list(_DEFINITION.finditer(text))
    known = {int(one["number"]): Cited(url=_address(one["rest"])) for one in definitions} | dict(cited or {})
    found = list(_QUOTATION.finditer(text))
    long = [match for match in found if len(_WORD.findall(_inside(text, match)[0])) >= LEAST_WORDS]
    starts = [match.start() for match in found]
    reach = dict(zip(starts, [*starts[1:], len(text)], strict=False))
    quotations = tuple(_spoken(text, match, reach[match.start()], known, definitions) for match in long)
    return Said(quotations, len(found) - len(long), tuple(_markers(text, known, definitions)))


def lines_of(text: str) -> tuple[Quotation, ...]:
    """Each line of a text without quotation marks as a quotation."""
    return tuple(Quotation(line.strip()) for line in text.splitlines() if any(char.isalnum() for char in line))


def _spoken(text: str, match: re.Match[str], reach: int, known: Mapping[int, Cited], definitions: Sequence[re.Match[str]]) -> Spoken:
    quote, start, end = _inside(text, match)
    own = next((int(one["number"]) for one in definitions if one.start() <= match.start() < one.end()), None)
    cited = known.get(own) if own is not None else _behind(text, match, reach, known)
    quote = _ESCAPED.sub(r"\1", quote)
    return Spoken(Quotation(quote, cited.article_id if cited else None, cited.url if cited else None), start, end)


def _inside(text: str, match: re.Match[str]) -> tuple[str, int, int]:
    """The quoted words and their place; of block quotes, without what marks them."""
    name = str(match.lastgroup)
    if name != "block":
        return match[name], match.start(name), match.end(name)
    lines = [line.lstrip(">").strip() for line in match[name].split("\n")]
    while lines and _MARKER.fullmatch(lines[-1] or "[1]"):
        lines.pop()
    return _MARKER.sub("", "\n".join(lines)).strip(), match.start(), match.end()


def _behind(text: str, match: re.Match[str], reach: int, known: Mapping[int, Cited]) -> Cited | None:
    """What the first marker or link behind a quotation names, before the next quotation and in the same paragraph."""
    start = match.start() if match.lastgroup == "block" else match.end()
    blank = re.compile(r"\n\s*\n").search(text, match.end())
    stop = max(match.end(), min(reach, blank.start() if blank else len(text)))
    marker, link = _MARKER.search(text, start, stop), _LINK.search(text, start, stop)
    if marker and (link is None or marker.start() <= link.start()):
        return Cited(url=marker["url"].strip("<>")) if marker["url"] else known.get(int(marker["numbers"].split(",")[0]))
    return Cited(url=link["url"].strip("<>")) if link else None


def _markers(text: str, known: Mapping[int, Cited], definitions: Sequence[re.Match[str]]) -> Iterator[Marker]:
    starts = {one.start() + len(one.group()) - len(one.group().lstrip()) for one in definitions}
    for match in _MARKER.finditer(text):
        if match.start() in starts:
            continue
        for number in match["numbers"].split(","):
            yield Marker(int(number), *match.span(), int(number) in known or match["url"] is not None)


def _address(rest: str) -> str | None:
    match = _URL.search(rest)
    if match is None:
        return None
    return str(match["angle"] or match["bare"].rstrip(".,;:!?"))
