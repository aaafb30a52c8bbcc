"""Words that stand for others → what kind of difference that is: a denial, a date, a number, or words."""

from __future__ import annotations

import unicodedata
from collections import Counter

from index.dates.lexicon import DECADES, MONTHS, NUMBER_WORDS, ORDINALS, WEEKDAYS, word_set
from qa.verify.model import Change
from qa.verify.source import words_of

_NEGATIONS = word_set(
    "not no never none nobody nothing neither nor nowhere without cannot cant wont dont hardly scarcely barely unable "
    "nicht kein keine keinen keinem keiner nie niemals ohne pas jamais aucun aucune sans nunca jamás sin tampoco mai senza nessuno "
    "не ни нет никогда без ні немає"
)
_DENYING = word_set("deny denies denied denying refuse refuses refused refusing reject rejects rejected fail fails failed false untrue")
_DAYS = word_set(
    "today tomorrow yesterday tonight day days week weeks weekend month months year years decade decades century centuries hour hours minute "
    "minutes quarter spring summer autumn winter morning afternoon evening midnight noon ago earlier later before after since until last next"
)
_SCALES = word_set(
    "hundred thousand million billion trillion dozen half quarter third twice double triple couple zero percent hundreds thousands millions billions dozens"
)
_DATE_WORDS = (
    frozenset(MONTHS) - {"may", "mar", "sun", "sat", "dec"}
    | frozenset(WEEKDAYS) - {"sun", "sat", "wed", "mon"}
    | _DAYS
    | frozenset(DECADES)
)
_NUMBER_WORDS = frozenset(NUMBER_WORDS) | frozenset(ORDINALS) | _SCALES


def negations(text: str) -> Counter[str]:
    """The words of a folded text that deny, each as often as it stands there; a contraction counts as "not"."""
    found: Counter[str] = Counter()
    for word in words_of(text):
        lower = word.text.lower()
        if lower.endswith("n't"):
            found["not"] += 1
        elif lower in _NEGATIONS or lower in _DENYING:
            found["not" if lower == "cannot" else lower] += 1
    return found


def numbers(text: str) -> Counter[str]:
    """The numbers of a folded text, in digits or words, as they are written."""
    return Counter(word.text.lower() for word in words_of(text) if is_number(word.text))


def is_number(word: str) -> bool:
    """Whether a word has a digit or is the name of a number."""
    return any(char.isdigit() for char in word) or any(part in _NUMBER_WORDS for part in word.lower().split("-"))


def kind_of(stated: str, stored: str, dated: bool) -> Change:
    """The kind of difference between two folded texts; `dated`: it lies inside of a date expression."""
    if stated and stored:
        if _plain(stated) == _plain(stored):
            return Change.CASE if stated.casefold() == stored.casefold() else Change.ACCENTS
        if [word.text for word in words_of(stated)] == [word.text for word in words_of(stored)]:
            return Change.PUNCTUATION
    if negations(stated) != negations(stored):
        return Change.NEGATION
    if dated or _dates(stated) != _dates(stored):
        return Change.DATE
    if numbers(stated) != numbers(stored):
        return Change.NUMBER
    return Change.WORDS if words_of(stated) or words_of(stored) else Change.PUNCTUATION


def _dates(text: str) -> Counter[str]:
    return Counter(word.text.lower() for word in words_of(text) if word.text.lower() in _DATE_WORDS)


def _plain(text: str) -> str:
    """Letters without case and accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


def plain(word: str) -> str:
    """A word without case and accents, to see which words answer to one another."""
    return word.lower() if word.isascii() else _plain(word)
