"""A question of yes or no and the sentence that answers it → "Yes", "No", or None where the sentence does not decide it in plain words.

Decided only where the sentence has the question's own verb with the same subject in front of it, and nothing between them that makes a
wish, a rumour or a plan of it. All else is left to the reader of the sentence: a wrong yes is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.terms import terms
from qa.agreement.claims import claimed
from qa.reading.evidence import Evidence
from qa.sentence.event import event_of
from qa.sentence.verbs import forms_of, reports
from qa.sentence.wording import Wording, families

Verdict = Literal["Yes", "No"]

_TOKEN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*|[,;:()–—]")
_ASKS = frozenset("is are was were do does did has have had".split())
_BE = frozenset("is are was were be been being".split())
_PRONOUNS = frozenset("he she it they this that these those".split())
_BREAKS = frozenset(", ; : ( ) – — but and while which who although though".split())
_NOT = frozenset("not never no nor neither none nobody without hardly cannot unable".split())
_KEPT_FROM = frozenset("refuse refused refuses decline declined declines fail failed fails".split())
_DENIES = frozenset("deny denies denied reject rejects rejected refuse refuses refused dismiss dismisses dismissed".split())
_CONCEDES = frozenset("admit accept confirm acknowledge concede".split())
_OPEN = frozenset(
    "may might could would should will can must if whether unless until expected plan plans planned want wants wanted hope hopes hoped"
    " wish wishes call calls called demand demands demanded reportedly allegedly apparently supposedly nearly almost un to".split()
)
_QUANTITIES = frozenset("all both every each only any always".split())
_LIGHT = frozenset(terms("ever still already yet again"))
_SMALL = frozenset("a an the this that its his her their our of".split())
_PREPOSITIONS = frozenset("in of at on for from to with by into over under".split())
_FEWEST = 0.8  # weighted share of the question's words that the sentence and what stands round it must have
_NEAR = 3  # words: in front of a verb for its "was", behind it for a "by …" that contradicts the question's
_MANNER = frozenset(("by", "with"))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The verb or adjective that a question asks about, what stands in front of it, and what behind."""

    verb: str
    subject: tuple[str, ...]
    rest: tuple[str, ...]
    passive: bool


def polarity(question: str, best: Evidence, wording: Wording) -> Verdict | None:
    """What the sentence says to the question. `wording`: the question's words and their weights, times left out."""
    words = tuple(word.casefold().replace("’", "'") for word in _TOKEN.findall(question))
    about = _about(question, words)
    if about is None or best.text.rstrip().endswith("?") or claimed(best.text).contested:
        return None
    tokens = [token.casefold().replace("’", "'") for token in _TOKEN.findall(best.text)]
    missing = sum(weight for term, weight in wording.weights.items() if term not in best.lent and term not in _LIGHT)
    if missing > (1 - _FEWEST) * wording.total or any(word in _QUANTITIES and word not in tokens for word in words):
        return None
    at = next((place for place, token in enumerate(tokens) if _same(token, about.verb)), None)
    if at is None:
        denied = about.verb in _CONCEDES and any(token in _DENIES for token in tokens) and not any(_negates(token) for token in tokens)
        return "No" if denied and _holds(tokens, about.subject) else None
    clause = _clause(tokens, at)
    if any(token in _OPEN and not _refused(clause, place) for place, token in enumerate(clause)) or _DENIES & set(clause) - _KEPT_FROM:
        return None
    if not _subject_stands(tokens, at, clause, about) or _contradicts(tokens[at + 1 :], about.rest):
        return None
    against = sum(_negates(token) or token in _KEPT_FROM for token in clause)
    return None if against > 1 else "No" if against else "Yes"


def _about(question: str, words: Sequence[str]) -> _Asked | None:
    """The question taken apart; None for one that is denied itself, or does not begin like a question of yes or no."""
    if not words or words[0] not in _ASKS or any(_negates(word) for word in words):
        return None
    event = event_of(question)
    verb = next((word for word in words[1:] if event.verb and _same(word, event.verb)), None) or _before_preposition(words)
    if verb is None or verb in _ASKS:
        return None
    place = words.index(verb, 1)
    passive = verb != event.verb and words[0] not in ("do", "does", "did") and (words[0] in _BE or "been" in words)
    return _Asked(verb, tuple(words[1:place]), tuple(words[place + 1 :]), passive)


def _before_preposition(words: Sequence[str]) -> str | None:
    """ "exempt" in "were farms exempt from the ban", "open" in "is the pass open"."""
    if words[0] not in _BE:
        return None
    end = next((place for place, word in enumerate(words) if place > 1 and word in _PREPOSITIONS), len(words))
    return words[end - 1] if end > 2 else None


def _same(word: str, verb: str) -> bool:
    """Whether two words are forms of one, or of one family."""
    mine, other = set(terms(word)), set(terms(verb))
    akin = {} if reports(word) or reports(verb) else families()  # "said" is not yet "announced"
    return any(term in mine or mine & forms_of(term) or mine & akin.get(term, {}).keys() for term in other)


def _negates(token: str) -> bool:
    return token in _NOT or token.endswith("n't")


def _clause(tokens: Sequence[str], at: int) -> list[str]:
    """The words in front of the one at this place, back to a break."""
    start = next((place + 1 for place in range(at - 1, -1, -1) if tokens[place] in _BREAKS), 0)
    return list(tokens[start:at])


def _refused(clause: Sequence[str], place: int) -> bool:
    """Whether a "to" only leads from "refused" to its verb."""
    return clause[place] == "to" and place > 0 and clause[place - 1] in _KEPT_FROM


def _holds(tokens: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether one of these words stands among the tokens, or a pronoun for it."""
    named = {term for word in wanted if word not in _SMALL for term in terms(word)}
    return any(token in _PRONOUNS or named & set(terms(token)) for token in tokens)


def _subject_stands(tokens: Sequence[str], at: int, clause: Sequence[str], about: _Asked) -> bool:
    """Whether what the question says it of stands where the sentence says it of the same: "Brack beat Halden" is not said of Halden."""
    told_passive = bool(_BE & set(clause[-_NEAR:]))
    if about.passive == told_passive or not (about.passive or about.rest):
        return _holds(tokens[:at], about.subject)
    after = tokens[at + 1 :]  # told the other way round: the subject stands behind the verb, and behind "by" where that is passive
    start = after.index("by") if told_passive and "by" in after else len(after) if told_passive else 0
    return _holds(after[start:], about.subject)


def _contradicts(after: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether the sentence goes on with the question's preposition and something else: "by car" where "by train" is asked."""
    for place, word in enumerate(rest[:-1]):
        if word not in _MANNER:
            continue
        noun = next((other for other in rest[place + 1 :] if other not in _SMALL), None)
        for here, token in enumerate(after[:-1]):
            told = next((other for other in after[here + 1 :] if other not in _SMALL), None)
            if token == word and noun and told and here <= _NEAR and not set(terms(noun)) & set(terms(told)):
                return True
    return False
