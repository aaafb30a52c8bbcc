"""The words of a question → how much of them a text holds: the same word, another form or name of it, or one misspelt.

Everything here is a table or an edit of one letter; nothing is learnt.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from index.terms import terms
from qa.sentence.verbs import forms_of

_FORM = 0.95  # of a word's weight for another form of it: "stolen" for "steal"
_SAME = 0.7  # for another word of its family: "put" for "install"
_MISSPELT = 0.85  # for a word that is one letter away
_SHORTEST = 5  # letters: shorter words have too many neighbours to call one a misspelling

_FAMILIES = """
install=installed=installation place put set erect=erection establish position mount
begin=began=begun=beginning start open launch commence inaugurate force
end finish conclude=conclusion lift stop cease suspend complete
close=closed=closure shut block seal
reopen open again
steal=stole=stolen=theft thief=thieves take=took=taken rob=robbery burgle=burglary find=found discover=discovery recover=recovery
die=died=death=dead kill perish
win=won=winner=win victory victor beat champion triumph
lose=lost=loss defeat
resign=resignation quit step leave=left=leaving depart=departure pack
reject=rejection dismiss=dismissal throw=threw=thrown overturn
ban=banned prohibit=prohibition forbid=forbade=forbidden outlaw
decide=decision rule=ruling vote verdict judgment
meet=met=meeting sit=sat host receive=received
say=said tell=told declare=declaration announce=announcement state=statement
show=showed=shown=showing display present broadcast air
film footage video clip recording
give=gave=given hand award
buy=bought purchase acquire=acquisition
sell=sold=sale
cost price bill pay=paid worth spend=spent
design designer architect draw=drew=drawn
build=built=building construct=construction
repair fix mend restore=restoration
rise=rose=risen increase grow=grew=grown=growth climb
fall=fell=fallen drop decline decrease sink=sank=sunk
sign signature seal agree=agreement
arrest detain=detention custody hold=held
sentence convict=conviction jail imprison
free=freed release
injure=injury wound hurt
strike=struck=stricken walkout
collapse crash derail
hide=hid=hidden conceal
hold=held keep=kept
travel go=went=gone=goes visit journey
come=came=coming arrive=arrival reach
crop harvest pick=picking
train railway line track
talk negotiate=negotiation negotiator meeting
protest=protester demonstrate=demonstration=demonstrator activist environmentalist rally
checkpoint post border
appoint=appointment name nominate=nomination
represent=representation behalf
exempt=exemption
search inspect=inspection
drive=drove=driven
write=wrote=written
speak=spoke=spoken speech say=said tell=told address
happen occur hold=held
landfall ashore
break=broke=broken
choose=chose=chosen choice select elect=election
bring=brought carry
catch=caught
teach=taught
fight=fought
think=thought believe=belief
know=knew=known
send=sent
lead=led
bear=born=birth
fly=flew=flown flight
sing=sang=sung
shoot=shot=shooting
run=ran
swim=swam
eat=ate=eaten
wear=wore=worn
hear=heard
feel=felt
make=made
become=became
"""
_PHRASES = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\b(?:go|goes|went|gone) up\b", "install"),
        (r"\b(?:take|takes|took|taken) place\b", "happen"),
        (r"\b(?:come|comes|came) into (?:force|effect)\b", "begin"),
        (r"\b(?:call|called|calling) off\b", "suspend"),
        (r"\b(?:put|puts|set|sets) up\b", "erect"),
        (r"\bwalk(?:s|ed)? out\b", "strike"),
    )
)
PLAIN_VERBS = frozenset(word for _, word in _PHRASES)
"""The verbs that stand for phrasal ones, in the form they are put in."""
_LONG_WORD = re.compile(rf"[^\W\d_]{{{_SHORTEST},}}")


@dataclass(frozen=True, slots=True)
class Wording:
    """The question's terms with their weights, and `near`: term of a text → (term of the question, share of its weight)."""

    weights: Mapping[str, float]
    near: Mapping[str, tuple[str, float]]
    total: float

    def held(self, words: Iterable[str]) -> dict[str, float]:
        """Which terms of the question these terms of a text hold, each with its share, 0..1."""
        found: dict[str, float] = {}
        for word in words:
            if word in self.weights:
                found[word] = 1.0
            elif word in self.near:
                term, share = self.near[word]
                found[term] = max(share, found.get(term, 0.0))
        return found

    def weight(self, held: Mapping[str, float]) -> float:
        """The weight of what is held."""
        return sum(self.weights[term] * share for term, share in held.items())


def wording(text: str, weights: Mapping[str, float], lost: Collection[str] = (), known: Iterable[str] = ()) -> Wording:
    """The wording of `text`, whose terms weigh `weights`.

    `lost`: those of its terms that stand in no text found, perhaps as they are misspelt; `known`: the words of the texts found.
    """
    near: dict[str, tuple[str, float]] = {}
    for term, other, share in (*_relatives(weights), *_corrections(text, lost, known)):
        if other not in weights and share > near.get(other, ("", 0.0))[1]:
            near[other] = (term, share)
    return Wording(weights, near, sum(weights.values()) or 1.0)


def in_plain_verbs(text: str) -> str:
    """The text with common phrasal verbs said in one word: "when did it go up" → "when did it install"."""
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    return text


def _relatives(weights: Mapping[str, float]) -> Iterable[tuple[str, str, float]]:
    for term in weights:
        for other in forms_of(term):
            yield term, other, _FORM
        for other, share in families().get(term, {}).items():
            yield term, other, share


def _corrections(text: str, lost: Collection[str], known: Iterable[str]) -> Iterable[tuple[str, str, float]]:
    """The lost terms of the question with the words that are one letter away."""
    words = [(term, word) for word in _LONG_WORD.findall(text.casefold()) for term in terms(word) if term in lost]
    near = ((term, other) for term, word in words for other in sorted(known) if _one_apart(word, other))
    return ((term, right, _MISSPELT) for term, other in near for right in terms(other))


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter was dropped, added, changed or swapped with the next."""
    if abs(len(one) - len(other)) > 1 or len(other) < _SHORTEST or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    first, second = one[start:], other[start:]
    swapped = len(first) > 1 and first[1::-1] + first[2:] == second
    return first[1:] == second[1:] or first[1:] == second or first == second[1:] or swapped


@cache
def families() -> Mapping[str, Mapping[str, float]]:
    """Term → the other terms of its families, with the share each is worth."""
    table: dict[str, dict[str, float]] = {}
    for line in _FAMILIES.split("\n"):
        members = [[term for form in word.split("=") for term in terms(form)] for word in line.split()]
        for mine, theirs in product(members, members):
            share = _FORM if mine is theirs else _SAME
            for one, other in product(mine, theirs):
                if one != other:
                    row = table.setdefault(one, {})
                    row[other] = max(share, row.get(other, 0.0))
    return table
