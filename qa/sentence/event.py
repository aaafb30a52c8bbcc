"""A question → the event it is about: its main verb, told without a parser from the auxiliary and the words around.

"When was the man who stole the cup arrested?" is about an arrest, "when did the bus strike in Wexcombe last" about lasting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.terms import terms
from qa.sentence.verbs import is_base, is_past, verb_of
from qa.sentence.wording import PLAIN_VERBS, in_plain_verbs

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_DO = frozenset("do does did will would can could shall should may might must".split())
_BE = frozenset("is are was were be been being has have had".split())
_NOUN_FOLLOWS = frozenset("a an the this that these those its his her their our of in on at for by with from into no".split())
_SUBCLAUSE = frozenset("that who whom which whose when after before because since as where if while until".split())
_PREPOSITIONS = frozenset("in of at on for over near off by with from between".split())
_HAPPENS = frozenset("happen occur hold".split())
_EMPTY = frozenset("happen occur take hold be do have go come see".split())


@dataclass(frozen=True, slots=True)
class Event:
    """`verb`: the main verb in its plain form; `terms`: its search terms; `light`: it says little by itself ("happen", "be held").

    `names`: the search terms of the question's capitalised words; `head`: of the noun that "happen" or "begin" leaves the event to.
    """

    verb: str | None
    terms: frozenset[str]
    light: bool
    names: frozenset[str] = frozenset()
    head: frozenset[str] = frozenset()


def event_of(question: str) -> Event:
    """The event that a question names by a verb; without one, an Event with no verb."""
    names = frozenset(term for word in _WORD.findall(question)[1:] if word[:1].isupper() for term in terms(word))
    words = [word.casefold() for word in _WORD.findall(in_plain_verbs(question.casefold()))]
    verb = _main_verb(words)
    if verb is None:
        return Event(None, frozenset(), True, names)
    base = (verb_of(verb) or (verb, "base"))[0]
    head = frozenset(terms(_head(words))) if base in _HAPPENS | _BEGINS else frozenset[str]()
    return Event(base, frozenset((*terms(verb), *terms(base))), base in _EMPTY, names, head)


def _head(words: Sequence[str]) -> str:
    """The noun before the first preposition or verb: "raid" in "when did the raid on the jeweller's in Marlow Lane happen"."""
    opening = next((at for at, word in enumerate(words) if word in _DO or word in _BE), len(words))
    phrase = list(takewhile(lambda word: word not in _AFTER_HEAD and not is_past(word), words[opening + 1 :]))
    return phrase[-1] if phrase else ""


_BEGINS = frozenset("begin start open launch commence inaugurate end finish lift conclude stop cease expire close".split())
_AFTER_HEAD = _PREPOSITIONS | _SUBCLAUSE | _HAPPENS | _BEGINS | frozenset("due to be been going first finally".split())
_EDGE_ASKED = re.compile(r"\b(?:since|from|until|till|up to) (?:when|what|which)\b|\b(?:first|last|final|opening) day\b", re.I)


def asks_edge(question: str, event: Event) -> bool:
    """Whether a question that has a word of beginning or ending asks for one: not "the barrier at the start of the road"."""
    return event.verb is None or event.verb in _BEGINS or bool(_EDGE_ASKED.search(question))


def _main_verb(words: Sequence[str]) -> str | None:
    for at, word in enumerate(words):
        if word in _DO:
            plain = _plain(words, at + 2)
            return _participle(words, words.index("be", at) + 1) or plain if plain == "be" else plain
        if word in _BE:
            return _participle(words, at + 1)
    return None


def _plain(words: Sequence[str], first: int) -> str | None:
    """The verb after "did": the first plain form, or a later one when the first turns out a noun with "in …" after it."""
    found: list[int] = []
    for at in range(first, len(words)):
        if words[at] in _SUBCLAUSE and found:
            break
        if (
            is_base(words[at])
            and words[at - 1] not in _NOUN_FOLLOWS
            and (words[at - 1] != "to" or not found or words[at - 2] in ("have", "used"))
        ):
            found.append(at)
    if not found:
        return None
    chosen = found[0]
    for later in found[1:]:
        between = words[chosen + 1 : later]
        if not between or between[0] in _PREPOSITIONS or (words[chosen] in ("have", "use") and between == ["to"]):
            chosen = later
    return words[chosen]


def _participle(words: Sequence[str], first: int) -> str | None:
    """The last participle before a side clause ("sentenced"); "is … to resume" gives "resume"."""
    found: list[str] = []
    for at in range(first, len(words)):
        if words[at] in _SUBCLAUSE and found:
            break
        if words[at - 1] == "to" and is_base(words[at]) and not found:
            return words[at]
        if (words[at - 1] in _BE and words[at].endswith("ing") and verb_of(words[at])) or (
            (is_past(words[at]) or words[at] in PLAIN_VERBS)
            and "-" not in words[at]
            and words[at] not in _BE
            and words[at - 1] not in _NOUN_FOLLOWS
        ):
            found.append(words[at])
    return found[-1] if found else None
