"""Article text to tokens: words, numbers and marks with code point offsets, and one code character per token."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from index.dates.alphabet import ALPHABET, BREAK
from index.dates.normalise import plain

_TOKEN = re.compile(
    r"""
    (?P<iso>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d]))
  | (?P<numericdate>\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d\d)(?!\d|[/.]\d|-\d(?!\d?[/.-]\d{1,2}[/.-]\d\d))
      |\d{4}(?P<dot>[/.])\d{1,2}(?P=dot)\d{1,2}(?!\d))
  | (?P<isomonth>(?:19|20)\d\d-(?:0?[1-9]|1[0-2])(?![\d\w-]))
  | (?P<isoquarter>\d{4}[ -]?[Qq][1-4](?!\w)|[Qq][1-4](?:-?\d{4})?(?!\w))
  | (?P<clock>(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?(?=\s?[ap]\.?m\b)|(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:]))
  | (?P<fourdigits>(?:[01]\d|2[0-3])[0-5]\d(?=\s?(?:GMT|UTC)\b))
  | (?P<shortdate>\d{1,2}/\d{1,2}(?![\d/.]))
  | (?P<decade>\d{2}(?:\d\d)?'?s(?!\w))
  | (?P<ordinal>\d{1,3}(?:st|nd|rd|th)(?!\w))
  | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|[½¼¾])
  | (?P<meridiem>[AaPp]\.\s?[Mm]\.?(?!\w))
  | (?P<word>[^\W\d_]+)
  | (?P<mark>\S)
    """,
    re.VERBOSE,
)
_FRACTION = re.compile(r"[1-9]/[2-9]\Z")
_NUMERIC = ALPHABET.any_of(("#numericdate",))
_MONEY = frozenset("$£€¥#")


@dataclass(frozen=True)
class Tokens:
    """The tokens of one text; token i is `plain[starts[i]:ends[i]]`, and `codes[i]` is its code character."""

    plain: str
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    codes: str

    def __len__(self) -> int:
        return len(self.starts)

    def word(self, index: int) -> str:
        """The token as it stands in the normalised text; empty outside the text."""
        return self.plain[self.starts[index] : self.ends[index]] if 0 <= index < len(self.starts) else ""

    @cached_property
    def numeric(self) -> list[int]:
        """The places of dates in figures ("28/04/2023")."""
        return [match.start() for match in re.finditer(_NUMERIC, self.codes)]

    @cached_property
    def lower(self) -> list[str]:
        """All tokens in lower case."""
        folded = self.plain.lower()
        source = folded if len(folded) == len(self.plain) else self.plain
        return [source[start:end].lower() for start, end in zip(self.starts, self.ends, strict=True)]


def tokenise(text: str) -> Tokens:
    """Cut a text into tokens, in linear time; sentence ends become tokens of their own with no width."""
    from index.sentences import sentences  # here, because index.model, which it needs, names DateMention

    same_length = plain(text)
    bounds = [span.end for span in sentences(same_length)]
    starts: list[int] = []
    ends: list[int] = []
    sentence: list[int] = []
    codes: list[str] = []
    number = 0
    for match in _TOKEN.finditer(same_length):
        while number < len(bounds) - 1 and match.start() >= bounds[number]:
            _append(starts, ends, sentence, codes, (bounds[number], bounds[number], number, BREAK))
            number += 1
        _append(starts, ends, sentence, codes, (match.start(), match.end(), number, _code(match, codes, same_length)))
    return Tokens(same_length, starts, ends, sentence, "".join(codes))


def _append(starts: list[int], ends: list[int], sentence: list[int], codes: list[str], token: tuple[int, int, int, str]) -> None:
    starts.append(token[0])
    ends.append(token[1])
    sentence.append(token[2])
    codes.append(token[3])


def _code(match: re.Match[str], codes: list[str], text: str) -> str:
    kind = match.lastgroup
    # lastgroup names the last group that closed, which is always the outer, named one
    if kind == "word" or kind == "mark":
        return ALPHABET.code(match[0])
    if kind == "number":
        before = text[match.start() - 1 : match.start()]
        return ALPHABET.code("#money" if before in _MONEY and before else _shape(match[0]))
    if kind == "ordinal":
        return ALPHABET.code("#ordinal" if 1 <= int(match[0][:-2]) <= 31 else "#highordinal")
    if kind == "shortdate" and _FRACTION.match(match[0]):
        return ALPHABET.code("#fraction")
    if kind == "fourdigits":
        return ALPHABET.code("#clock")
    if kind == "meridiem":
        return ALPHABET.code("am" if match[0][0] in "aA" else "pm")
    return ALPHABET.code(f"#{kind}")


def _shape(number: str) -> str:
    if number in "½¼¾":
        return "#fraction"
    if "," in number or "." in number:
        return "#long" if "." not in number else "#decimal"
    if len(number) == 4:
        return "#year" if 1000 <= int(number) <= 2199 else "#long"
    if len(number) == 3:
        return "#3digits"
    if len(number) > 4:
        return "#long"
    value = int(number)
    for limit, shape in ((12, "#1-12"), (24, "#13-24"), (31, "#25-31"), (59, "#32-59")):
        if 1 <= value <= limit:
            return shape
    return "#60-99"
