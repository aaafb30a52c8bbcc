"""A sentence → how surely it has something of the kind that was asked for: a date, a count, a name, a place, a cause, 0..1."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from index.dates import DateMention
from qa.model import Kind

_HALF, _QUARTER = 0.5, 0.25

COUNT = (
    r"(?:\d[\d.,]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozen|hundred|thousand|million|billion|half|third|quarter|fifth)\b)"
)
_NUMBER = re.compile(rf"\b{COUNT}|\d", re.I)
_MONEY = re.compile(
    r"[$€£¥]\s?\d|\b(?:crowns?|dollars?|euros?|pounds?|cents?|kron[ae]r?|francs?|yen|rubles?|roubles?|drams?|manats?)\b", re.I
)
_SHARE = re.compile(r"%|\bper ?cent\b|\bthird\b|\bquarter\b|\bhalf\b|\bfifth\b|\btenth\b", re.I)
_TIME = re.compile(r"\b(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|months?|years?|decades?|century|centuries)\b", re.I)
_EXTENT = re.compile(r"\b(?:kilomet(?:re|er)s?|km|met(?:re|er)s?|miles?|feet|foot|yards?|centimet(?:re|er)s?|pages?|words?)\b", re.I)
_IN_LENGTH = re.compile(r"\b(?:long|longest|length|stretch(?:es|ed|ing)?|runs?|ran|covers?|covered)\b", re.I)
_LONG_THING = re.compile(r"\bhow long (?:is|are|was|were) (?:the|a|this|that|its)\b")
_CAUSE = re.compile(
    r"\b(?:because|due to|after|owing|since|so that|in order to|to avoid|as a result|blamed|caused|response to|following)\b", re.I
)
_THEN = "\N{BULLET}"
_SINCE_THEN = re.compile(rf"\b(?:since|after|following) (?:(?:mid|the|late|early|last)[ -])*{_THEN}", re.I)
"""Behind it stands a day, not a cause: "since mid-December"."""
_NAME = re.compile(r"[A-Z][\w’'-]+(?:\s+(?:[A-Z][\w’'-]+|(?:de|van|von|of|al)\b))*")
_NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november"
    " december he she it they his her its their".split()
)
_PLACE = re.compile(
    r"\b(?:in|at|near|on|under|behind|beside|from|to|inside|outside|through|beneath|below|above)\s+(?:the\s+|a\s+|an\s+)?\w", re.I
)
_AGENCY = r"\([A-Z][\w .,/’'-]{1,39}\)"
_LEAD = re.compile(
    rf"\A(?:[A-Z][A-Z .,’'-]+(?:\([^)]{{1,40}}\))?|(?:[A-Z][A-Z.’' -]+, (?:[A-Z][\w.’'-]*,? ){{1,3}})?{_AGENCY})\s*[–—-]{{1,2}}\s"
)
"""What stands before the first sentence of a report: "PORT CALDER (Meridian Wire) – ", "HALDEN, East Marl (MW) -- ", "(MW) -- "."""
_ASKED_NOUN = re.compile(r"\bhow many ((?:[\w’'-]+ ){0,3}?[\w’'-]+)")


def fit(text: str, dates: Sequence[DateMention], start: int, kind: Kind, question: str) -> float:
    """How surely the sentence `text`, which begins at `start` of its article, can answer a question of this kind, 0..1."""
    if kind is Kind.WHEN:
        return float(any(mention.resolved for mention in dates))
    body = text[body_start(text) :]
    if kind is Kind.HOW_MANY:
        return _amount(_undated(text, dates, start), question)
    if kind is Kind.WHY:
        return _cause(_SINCE_THEN.sub(" ", _undated(text, dates, start, _THEN)))
    return _FITS.get(kind, _anything)(body, question)


def body_start(text: str) -> int:
    """Where the sentence begins behind "PORT CALDER (Meridian Wire) – "; 0 where it begins at once."""
    lead = _LEAD.match(text)
    return lead.end() if lead else 0


def _undated(text: str, dates: Sequence[DateMention], start: int, mark: str = " ") -> str:
    """The sentence without its days and times, a mark in their place: the 23 of "April 23" counts nothing."""
    for one in reversed(dates):
        if one.type in ("date", "time"):
            text = f"{text[: one.start - start]}{mark}{text[one.end - start :]}"
    return text


def _amount(text: str, question: str) -> float:
    if not _NUMBER.search(text):
        return 0.0
    unit = _unit(question)
    return 1.0 if unit is None or unit.search(text) else _HALF


@lru_cache(maxsize=64)
def _unit(question: str) -> re.Pattern[str] | None:
    """What the number should stand with: the noun after "how many", money for a cost, a share for a share."""
    folded = question.casefold()
    if re.search(r"\b(?:cost|costs|price|pay|paid|insured|worth|bill|how much (?:did|does|was|is))\b", folded):
        return _MONEY
    if re.search(r"\b(?:share|percentage|proportion)\b", folded):
        return _SHARE
    noun = _ASKED_NOUN.search(folded)
    if noun is None:
        return None
    stem = re.escape(noun[1].split()[0].rstrip("s"))
    return re.compile(rf"\b{COUNT}(?:\s+[\w’'-]+){{0,2}}?\s+{stem}|\b{COUNT}\s+(?:of (?:the|them)\b)", re.I)


def tells_extent(text: str, question: str) -> bool:
    """Whether the question asks how long a thing is, and the sentence has kilometres or pages for it."""
    return bool(_LONG_THING.search(question.casefold()) and _EXTENT.search(text) and _NUMBER.search(text))


def has_number(text: str) -> bool:
    """Whether a number stands in it, in figures or words."""
    return bool(_NUMBER.search(text))


def has_name(text: str, question: str) -> bool:
    """Whether a name stands in it that the question does not have itself."""
    asked = _NO_NAMES | set(re.findall(r"\w+", question.casefold()))
    return any(word not in asked for found in _NAME.finditer(text) for word in re.findall(r"\w+", found[0].casefold()))


def _length(text: str, question: str) -> float:
    if not _NUMBER.search(text):
        return 0.0
    if _LONG_THING.search(question.casefold()):
        extent = 1.0 if _IN_LENGTH.search(text) else _HALF  # "1.6 metres above the quay" is no length
        return extent if _EXTENT.search(text) else _QUARTER * bool(_TIME.search(text))
    return float(bool(_TIME.search(text)))


def _name(text: str, question: str) -> float:
    """A name that the question does not have itself; a lone capital at the beginning of a sentence is no name."""
    asked = _NO_NAMES | set(re.findall(r"\w+", question.casefold()))
    for found in _NAME.finditer(text):
        words = re.findall(r"\w+", found[0].casefold())
        if any(word not in asked for word in words) and (found.start() > 0 or len(words) > 1):
            return 1.0
    return 0.0


def _place(text: str, question: str) -> float:
    return (_HALF if _PLACE.search(text) else 0.0) + _HALF * _name(text, question)


def _cause(text: str) -> float:
    return float(bool(_CAUSE.search(text)))


def _anything(text: str, question: str) -> float:
    return float(any(char.isalnum() for char in text))


_FITS: Mapping[Kind, Callable[[str, str], float]] = {
    Kind.HOW_LONG: _length,
    Kind.WHO: _name,
    Kind.WHERE: _place,
}
