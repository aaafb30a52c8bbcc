"""A question a window answers → the same question with one thing changed, so that the window no longer answers it.

Names, numbers and years are swapped for others of their kind, words for their opposites, a negation is put in. The changed question
is close to the window in every word but one: what the reader must learn to see.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_YEAR = re.compile(r"\b(?:1[0-9]\d\d|20\d\d)\b")
_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\.\d+)?\b")
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?:(?: (?:of|the|de|la|van|von))* [A-Z][\w'’-]+)*")
_NOT_NAMES = frozenset(
    "what who whom whose which when where why how the a an in on at of for to from by with as is are was were did does do has have had can "
    "could will would during after before between it its this that these those he she they his her their there according name if and or "
    "but not one two while although since until some many most both all other another such each first second".split()
)
_OPPOSITES = (
    "first last|oldest newest|earliest latest|largest smallest|biggest smallest|highest lowest|most least|more less|more fewer|before after|"
    "begin end|began ended|started ended|start end|increase decrease|increased decreased|north south|northern southern|east west|"
    "eastern western|won lost|win lose|old new|early late|earlier later|maximum minimum|major minor|male female|men women|"
    "father mother|son daughter|husband wife|brother sister|above below|inside outside|born died|birth death|upper lower|long short|"
    "large small|high low|rich poor|strong weak|allowed forbidden|accepted rejected|opened closed|founded dissolved|created destroyed|"
    "public private|positive negative|majority minority|common rare|popular unpopular|legal illegal|possible impossible|with without|"
    "include exclude|included excluded|support oppose|supported opposed|entered left|joined left|enemy ally|winner loser|best worst|"
    "faster slower|higher lower|larger smaller|greater lesser|older younger|arrived departed|import export|buy sell|bought sold|"
    "gained lost|rose fell|top bottom|beginning end|initial final|internal external|domestic foreign|ancient modern|"
    "primary secondary|permanent temporary|winter summer|spring autumn|morning evening|present absent|succeeded failed"
)
_OTHER = {one: other for pair in _OPPOSITES.split("|") for one, other in (pair.split(), pair.split()[::-1])}
_OPPOSITE = re.compile(r"\b(?:" + "|".join(sorted(_OTHER, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_DENIED = (
    (re.compile(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would) (?!not\b)(\w+)"), r"\1 not \2"),
    (re.compile(r"\b(did|does|do|was|were|is|are) (?!not\b)"), r"\1n't "),
)

Edit = Callable[[str, str, Sequence[str], random.Random], str | None]
"""(question, window, names of the same article, rng) → the changed question, or None where it does not apply."""


def names(text: str) -> list[str]:
    """Names in `text`: runs of capitalised words, less an opening function word."""
    return [name for name in (_stripped(match.group()) for match in _NAME.finditer(text)) if name]


def swap_name(question: str, window: str, pool: Sequence[str], rng: random.Random) -> str | None:
    """One name for another of the same article: half the time one that the window holds as well."""
    old = [name for name in names(question[1:]) if len(name) > 2]
    if not old:
        return None
    gone = rng.choice(old)
    asked = question.casefold()
    here = [name for name in names(window) if name.casefold() not in asked]
    elsewhere = [name for name in pool if name.casefold() not in asked and name not in window]
    fitting = [name for name in (here if rng.random() < 0.5 else elsewhere) or here or elsewhere if _alike(name, gone)]
    return question[0] + question[1:].replace(gone, rng.choice(fitting), 1) if fitting else None


def swap_number(question: str, window: str, pool: Sequence[str], rng: random.Random) -> str | None:
    """A number for another, from the window or near the old one; years are moved by `shift_date`."""
    old = [match for match in _NUMBER.finditer(question) if not _YEAR.fullmatch(match.group())]
    if not old:
        return None
    gone = rng.choice(old)
    others = [number for number in _NUMBER.findall(window) if number not in question and not _YEAR.fullmatch(number)]
    value = rng.choice(others) if others and rng.random() < 0.5 else _moved(gone.group(), rng)
    return question[: gone.start()] + value + question[gone.end() :] if value not in question else None


def shift_date(question: str, window: str, pool: Sequence[str], rng: random.Random) -> str | None:
    """Every year moved by the same 1 to 12 years, or one year for another that the window names."""
    years = sorted(set(_YEAR.findall(question)))
    if not years:
        return None
    others = [year for year in _YEAR.findall(window) if year not in years]
    if len(years) == 1 and others and rng.random() < 0.5:
        return question.replace(years[0], rng.choice(others))
    shift = rng.choice([-1, 1]) * rng.randint(1, 12)
    return _YEAR.sub(lambda match: str(int(match.group()) + shift), question)


def opposite(question: str, window: str, pool: Sequence[str], rng: random.Random) -> str | None:
    """A word for its opposite."""
    old = list(_OPPOSITE.finditer(question))
    if not old:
        return None
    match = rng.choice(old)
    new = _OTHER[match.group().lower()]
    return question[: match.start()] + (new.capitalize() if match.group()[0].isupper() else new) + question[match.end() :]


def deny(question: str, window: str, pool: Sequence[str], rng: random.Random) -> str | None:
    """A negation put in."""
    pattern, replacement = rng.choice(_DENIED)
    changed, count = pattern.subn(replacement, question, count=1)
    return changed if count else None


def dated(question: str, sentence: str, answer: str, window: str, rng: random.Random) -> tuple[str, str] | None:
    """The question with the year of its answer's sentence put in, and with a wrong one; None where no single year stands there."""
    years = set(_YEAR.findall(sentence))
    if len(years) != 1 or _YEAR.search(question) or _YEAR.search(answer):
        return None
    right = next(iter(years))
    others = [year for year in _YEAR.findall(window) if year != right]
    wrong = rng.choice(others) if others and rng.random() < 0.6 else str(int(right) + rng.choice([-1, 1]) * rng.randint(1, 12))
    stem, mark = (question[:-1].rstrip(), "?") if question.endswith("?") else (question, "")
    before = rng.random() < 0.3
    return _with_year(stem, right, before=before) + mark, _with_year(stem, wrong, before=before) + mark


def edited(question: str, window: str, pool: Sequence[str], rng: random.Random) -> str | None:
    """The question after one edit that applies; date, number and name swaps are tried first, three times in four."""
    swaps: list[Edit] = [shift_date, swap_number, swap_name]
    words: list[Edit] = [opposite, deny]
    rng.shuffle(words)
    order = [*swaps, *words] if rng.random() < 0.75 else [*words, *swaps]
    for edit in order:
        changed = edit(question, window, pool, rng)
        if changed is not None and changed != question:
            return changed
    return None


def _with_year(stem: str, year: str, *, before: bool) -> str:
    return f"In {year}, {stem[:1].lower()}{stem[1:]}" if before else f"{stem} in {year}"


def _moved(number: str, rng: random.Random) -> str:
    if not number.isdigit():
        return number[:-1] + str((int(number[-1]) + rng.randint(1, 9)) % 10)
    return str(max(0, int(number) + rng.choice([-3, -2, -1, 1, 2, 3]) * max(1, int(number) // 10)))


def _alike(name: str, gone: str) -> bool:
    return abs(len(name.split()) - len(gone.split())) <= 1 and len(name) > 2 and name.isupper() == gone.isupper()


def _stripped(name: str) -> str:
    parts = name.split()
    while parts and parts[0].lower() in _NOT_NAMES:
        parts = parts[1:]
    return " ".join(parts)
