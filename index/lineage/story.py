"""An article → its story: what the paper itself tells, as hashed stems sentence by sentence, with quotations left out.

Quoted words are those of whoever spoke; two papers that heard the same spokesman share them without having read one another.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.lineage.common import COMMON, RARE
from index.lineage.credits import credited
from index.model import Article
from index.terms import terms

VERSION = "story-1"
"""Changes whenever the same article would give another story."""

SKETCH = 64
"""Features kept of a story, at most: pairs of words that stand near one another, rare ones first."""

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

_FEWEST = 4  # search terms: a shorter sentence says too little to be recognised
_TOLD = 25  # search terms outside quotations: with less, the whole text stands for the story
_LONGEST = 60_000  # characters of an article that are looked at
_REACH = 3  # words: how near the two of a feature stand to one another
_RAREST_OF = 0.25  # weight below which a word makes no feature

# the class in front lets the search skip to the signs that can begin one; which of them it was is looked up behind
_QUOTED = re.compile(
    r"""[“"`«‘](?:(?<=“)[^“”]{1,1500}”|(?<=")(?<![\w"]")[^"\n]{1,1500}"|(?<=`)`.{1,1500}?''|(?<=«)[^»]{1,1500}»"""
    r"""|(?<=‘)(?<!\w‘)[^‘\n]{3,800}?’(?!\w))""",
    re.DOTALL,
)
_SHORT_QUOTATION = 3  # words: up to so many are a name or a term, not speech
_END = re.compile(r"""[.!?…\n](?:(?<=\n)\s*+|(?<!\n)["'”’»)\]]{0,3}\s++(?=["'“‘«(]{0,2}[^\W_a-zà-ÿ]))""")
_ABBREVIATED = re.compile(r"(?<![^\W_])(?:[A-Za-z]{1,3}|[A-Z]\.[A-Z.]*)\.\Z")
_BREAK = "\0"  # between sentences
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*|\0")
_SIGNS = "\"'`‘’“”„«»-–—….,;:"
"""Signs that each paper sets in its own way; without them and without blanks, exact copies are equal."""
_PLAIN = "".join(chr(code) for code in range(128) if chr(code).isspace() or chr(code) in _SIGNS).encode()
_SET = re.compile(f"[{''.join(sign for sign in _SIGNS if not sign.isascii())}]|[^\\S\\x00-\\x7f]")


@dataclass(frozen=True, eq=False, slots=True)
class Story:
    """What is compared of an article. Sentence `i` has the tokens `starts[i]` to `starts[i + 1]` and stands at `spans[i]` of the text."""

    tokens: U32
    weights: U8
    """Ten times how rare each token is; 0 for stop words."""
    starts: I32
    spans: I32
    sketch: U64
    body: bytes
    """Digest of the whole text without blanks and signs: equal for exact copies, whatever their typography."""
    day: int
    """Of publication, as an ordinal; 0 when it is not known."""
    time: str
    """Of publication as it was handed in, for articles of one day; empty when it is not known."""
    source: str
    credits: tuple[str, ...]
    """The agencies and papers that the text names as where it has the story from, folded."""
    quotes: bool
    """True when nearly all is quotation, which then was not left out."""


def story(article: Article) -> Story:
    """The story of an article."""
    text = article.text
    places = _places(text)
    told, quotes = _sentences(_QUOTED.sub(_blank, text), places), False
    if len(told.codes) < _TOLD:
        told, quotes = _sentences(text, places), True
    tokens, weights = (told.codes & np.uint64(0xFFFFFFFF)).astype(np.uint32), (told.codes >> np.uint64(32)).astype(np.uint8)
    published = article.published_at or ""
    return Story(
        tokens=tokens,
        weights=weights,
        starts=np.concatenate(([0], np.cumsum(told.lengths))).astype(np.int32),
        spans=np.array(places, np.int32).reshape(-1, 2)[told.which],
        sketch=_sketch(tokens, weights, np.repeat(np.arange(len(told.lengths)), told.lengths)),
        body=_digest(text),
        day=article.published_on.toordinal() if article.published_on else 0,
        time=published[11:],
        source=(article.source or "").casefold(),
        credits=credited(text),
        quotes=quotes,
    )


def _places(text: str) -> list[tuple[int, int]]:
    """Where the sentences stand, roughly: what matters is which words stand together, and this is several times as fast as `index.sentences`."""
    places, start = [], 0
    for match in _END.finditer(text, 0, _LONGEST):
        if text[match.start()] == "." and _ABBREVIATED.search(text, max(start, match.start() - 6), match.start() + 1):
            continue
        length = len(text[start : match.end()].rstrip())
        if length:
            places.append((start, start + length))
        start = match.end()
    length = len(text[start:_LONGEST].rstrip())
    return [*places, (start, start + length)] if length else places


def _digest(text: str) -> bytes:
    folded = text.casefold()
    if not folded.isascii():
        folded = _SET.sub("", folded)
    return hashlib.sha256(folded.encode().translate(None, _PLAIN)).digest()[:16]


def _blank(match: re.Match[str]) -> str:
    return match[0] if len(match[0].split()) <= _SHORT_QUOTATION else " " * len(match[0])


@dataclass(frozen=True, eq=False, slots=True)
class _Told:
    """The sentences that say enough: `codes` of their tokens, how many tokens each has, and which of the places it stands at."""

    codes: U64
    lengths: I64
    which: I64


def _sentences(text: str, places: list[tuple[int, int]]) -> _Told:
    """The tokens of each sentence that says enough; a sentence that comes again (a doubled headline) is left out."""
    whole = _BREAK.join([text[start:end] for start, end in places]).casefold()
    if whole.count(_BREAK) >= len(places) > 0:  # the text has such signs itself
        whole = _BREAK.join([text[start:end].replace(_BREAK, " ") for start, end in places]).casefold()
    words = _WORD.findall(whole)
    codes = np.fromiter(map(_CODES.__getitem__, words), np.uint64, len(words))
    ends = np.append(np.flatnonzero(codes == _BREAK_CODE), len(codes))
    starts = np.concatenate(([0], ends[:-1] + 1))
    said = np.concatenate(([0], np.cumsum((codes >> np.uint64(32) > 0) & (codes != _BREAK_CODE))))
    seen: dict[bytes, int] = {}
    for number in np.flatnonzero(said[ends] - said[starts] >= _FEWEST).tolist() if places else ():
        seen.setdefault(codes[starts[number] : ends[number]].tobytes(), number)
    which = np.fromiter(seen.values(), np.int64, len(seen))
    return _Told(np.frombuffer(b"".join(seen), np.uint64), (ends - starts)[which], which)


_MOST_KEPT = 300_000  # words
_BREAK_CODE = 1 << 63


class _Codes(dict[str, int]):
    """Word → the hash of its stem, and above its 32 bits ten times its weight; kept, as most words come again."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_KEPT:
            self.clear()
        code = _BREAK_CODE
        if word != _BREAK:
            found = terms(word)
            stem = found[0] if found else word
            # at least 1 for a search term: 0 marks the stop words
            code = zlib.crc32(stem.encode()) | (max(1, round(10 * COMMON.get(stem, RARE))) if found else 0) << 32
        self[word] = code
        return code


_CODES = _Codes()


# -- sketch -----------------------------------------------------------------------------------------------------------


def _sketch(tokens: U32, weights: U8, sentence: NDArray[np.int64]) -> U64:
    """Up to `SKETCH` features, ascending: the same choice from the same pairs of words, wherever they stand (weighted bottom-k)."""
    rare = weights >= 10 * _RAREST_OF
    words, weight, sentence = tokens[rare].astype(np.uint64), weights[rare].astype(np.float64), sentence[rare]
    features, together = [], []
    for reach in range(1, _REACH + 1):
        one, other = words[:-reach], words[reach:]
        near = (sentence[:-reach] == sentence[reach:]) & (one != other)
        features.append((np.minimum(one, other)[near] << np.uint64(32)) | np.maximum(one, other)[near])
        together.append((weight[:-reach] * weight[reach:])[near] / 100)
    pairs, first = np.unique(np.concatenate(features), return_index=True)
    chance = (mixed(pairs) >> np.uint64(11)).astype(np.float64) / 2.0**53
    keys = -np.log(chance + 1e-18) / np.concatenate(together)[first] ** 2
    if len(keys) > SKETCH:
        near = np.flatnonzero(keys <= np.partition(keys, SKETCH - 1)[SKETCH - 1])
        pairs = pairs[near[np.argsort(keys[near], kind="stable")[:SKETCH]]]
    return np.sort(pairs)


def mixed(values: U64) -> U64:
    """A well mixed number for each number (splitmix64)."""
    with np.errstate(over="ignore"):
        values = values + np.uint64(0x9E3779B97F4A7C15)
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
