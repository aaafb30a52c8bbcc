"""The words around an expression to the direction its clause looks: "past", "future", "present" or "" (no verb near)."""

from __future__ import annotations

import re
from typing import Literal

from index.dates.lexicon import word_set
from index.dates.tokens import Tokens

Tense = Literal["past", "future", "present", ""]

_REACH = 28  # tokens looked at on each side, at most to the ends of the sentence

_FUTURE = word_set(
    """
    will would shall ll scheduled schedule expected expects expect due plans plan planned planning hopes hope
    intends intend upcoming slated supposed going effective payable expires deadline tomorrow aims aim
    coming poised willing
    """
)
# "could return for Saturday's match"; but "could not be reached", "may have died"
_MODALS = word_set("may might should could can must would")
_SEEN = word_set("seen heard reached felt found said read located contacted identified determined confirmed verified")
# what is told of in the present and happens by the calendar: "polls open on Sunday", "the ban takes effect on Tuesday"
_TIMETABLE = word_set(
    """
    open close start begin end resume reopen expire launch apply meet depart arrive sail sit vote kick face host play travel visit
    """
)
# the same only in company: "takes effect", "come into force", "go to the polls", "sets sail"
_IN_COMPANY = {
    "take": word_set("effect place over office part force"),
    "come": word_set("into to up out"),
    "go": word_set("to into on up before live down ahead"),
    "get": word_set("under underway"),
    "run": word_set("from until out"),
    "set": word_set("sail off out"),
    "fall": word_set("due on"),
    "return": word_set("to"),
    "hold": word_set("a its their an elections talks"),
    "rise": word_set("from"),
}
_PEOPLE = word_set("they we you who people")
_PAST = word_set(
    """
    was were had did said told came went took made began saw got left held met rose fell led won lost gave kept
    found became sent brought paid sold bought thought felt wrote ran spoke stood grew broke drew flew heard knew
    put hit shot struck sank spent caught fought stayed slid swept threw withdrew overthrew understood rode drove
    chose froze stole swore wore tore hung dug sought taught built lent slept dealt meant sprang sang quit ended
    started
    """
)
_PRESENT = word_set(
    """
    is are has have says say does do am remains continues
    """
)
# "agreed to meet", "is ready to sign": what follows lies ahead; "was forced to resign" does not
_AHEAD = word_set(
    """
    agreed agree decided decide voted vote promised promise vowed vow pledged wants want due set ready likely
    expected scheduled plans planned hopes hoped intends intended is are be asked invited urged
    unlikely wanted order deal prepared preparing plan decision agreement deadline
    approval
    """
)
_SCHEDULED = word_set(
    """
    begin close meet resume vote end release visit hold start open leave expire discuss travel return arrive
    announce report decide rule appear sign publish launch take go attend host face deliver present address speak
    testify play run fly depart join hear complete finish fall come step retire be pay become receive buy sell
    """
)
_PLANNED = word_set("set scheduled planned slated booked due called expected")
_PUT_OFF = word_set("postponed extended delayed deferred adjourned deadline given")
_BEFORE_ADJECTIVE = word_set("the a an its his her their our this that these those still newly more most highly")
_NOT_PAST = word_set(
    """
    need proceed speed united exceed succeed bed red indeed hundred feed seed breed weed reed
    """
)
_CLOCK = word_set(
    """
    a.m. p.m. am pm a.m p.m noon midnight est edt et gmt utc local time on
    """
)
_ED = re.compile(r"[a-z]{2,}ed\Z")


def tense(tokens: Tokens, first: int, last: int) -> Tense:
    """The tense of the clause around tokens first..last (last excluded); nearest verb before, else the first after."""
    found = _of_clause(tokens, first, last)
    if found in ("present", "") and _starts_there(tokens, first, last):
        return "future"
    return found


def is_done(tokens: Tokens, first: int) -> bool:
    """Whether a past verb stands right before the expression ("opened on 3 January", "took place on 3 January")."""
    if tokens.word(first - 1).lower() not in ("on", "in"):
        return False
    word, previous = tokens.word(first - 2).lower(), tokens.word(first - 3).lower()
    if word in _PLANNED or previous in ("be", "to", "as"):
        return False
    return _is_past(word) or (word == "place" and previous == "took")


def _starts_there(tokens: Tokens, first: int, last: int) -> bool:
    """ "From Monday drivers pay a toll", but "prices have come down from a peak in May" """
    around = tokens.lower[max(0, first - _REACH) : last + 6]
    return tokens.word(first - 1).lower() == "from" and tokens.word(last).lower() not in ("to", "until", "-") and not _PERFECT & {*around}


_PERFECT = word_set("have has had")


def _of_clause(tokens: Tokens, first: int, last: int) -> Tense:
    if "since" in (tokens.word(first - 1).lower(), tokens.word(first - 2).lower()):
        return "past"
    if tokens.word(last) in ("was", "were"):  # "a march planned for Saturday was called off"
        return "past"
    if _is_deadline(tokens, first):
        return "future"
    sentence = tokens.sentence[first]
    if tokens.word(first - 1) == "for" and _PLANNED.intersection(tokens.lower[max(0, first - 7) : first]):
        return "future"
    before = _nearest(tokens, range(first - 1, max(-1, first - 1 - _REACH), -1), sentence)
    after = _nearest(tokens, range(last, min(len(tokens), last + _REACH)), sentence)
    return before or after


def _is_deadline(tokens: Tokens, first: int) -> bool:
    for _ in range(3):  # "until 9 a.m. Tuesday"
        first -= tokens.word(first - 1)[:1].isdigit() or tokens.word(first - 1).lower() in _CLOCK
    word = tokens.word(first - 1).lower()
    if word == "as" and tokens.word(first - 2) in ("soon", "early"):
        return True
    if "ahead" in (tokens.word(first - 2), tokens.word(first - 3)):  # "ahead of the weekend"
        return True
    if word not in ("until", "till", "by", "effective"):
        return False
    if word in ("until", "till") and tokens.word(first - 2).lower() in _PUT_OFF:
        return True
    sentence = tokens.sentence[first]
    before = _nearest(tokens, range(first - 2, max(-1, first - 10), -1), sentence)
    return (before or _nearest(tokens, range(first, min(len(tokens), first + 10)), sentence)) != "past"


def _nearest(tokens: Tokens, order: range, sentence: int) -> Tense:
    for index in order:
        if tokens.sentence[index] != sentence:
            break
        found = _cue(tokens, index)
        if found:
            return found
    return ""


def _cue(tokens: Tokens, index: int) -> Tense:
    word, previous = tokens.lower[index], tokens.word(index - 1).lower()
    if previous == "be" or (previous in _BEFORE_ADJECTIVE and _ED.match(word)):
        return ""  # "will be held" and "the proposed deal" say nothing by themselves
    if word == "set":
        return "future" if tokens.word(index + 1) in ("for", "to") else "past"
    if word in _MODALS:
        return _of_modal(tokens, index)
    if word in _FUTURE or (word == "won" and tokens.word(index + 1) == "'"):
        return _if_it_still_lay_ahead(tokens, index)
    if _is_timetabled(tokens, index):
        return "future"
    if _is_past(word):
        return "past"
    if word == "to" and (previous in _AHEAD or (tokens.word(index + 1) in _SCHEDULED and not _is_past(previous))):
        return _if_it_still_lay_ahead(tokens, index - 1) if tokens.word(index + 1).islower() else ""
    if word in _PRESENT:
        return "present"
    return ""


def _of_modal(tokens: Tokens, index: int) -> Tense:
    word, first, second = tokens.lower[index], tokens.word(index + 1).lower(), tokens.word(index + 2).lower()
    if first == "have" or (first == "not" and second == "have"):
        return "past"
    if word in ("could", "can"):
        return "" if first == "not" or second in _SEEN else "future"
    return "future"


def _is_timetabled(tokens: Tokens, index: int) -> bool:
    """Whether a verb in the simple present tells of what the calendar has in store."""
    word, previous = tokens.lower[index], tokens.word(index - 1).lower()
    stem, third_person = _stem(word)
    if stem is None or previous in _BEFORE_ADJECTIVE or previous in _NO_SUBJECT:
        return False
    if (
        not third_person
        and stem != "meet"
        and not (previous in _PEOPLE or (len(previous) > 3 and previous.endswith("s") and not previous.endswith("ss")))
    ):
        return False
    return stem in _TIMETABLE or tokens.word(index + 1).lower() in _IN_COMPANY.get(stem, ())


_NO_SUBJECT = word_set("to will would did does do not could can may might must should shall was were his her in of for and two three four")


def _stem(word: str) -> tuple[str | None, bool]:
    """A verb of the two tables in its base form, and whether it stands in the third person."""
    for ending in ("", "s", "es"):
        stem = word.removesuffix(ending) if ending else word
        if (not ending or word.endswith(ending)) and (stem in _TIMETABLE or stem in _IN_COMPANY):
            return stem, bool(ending)
    return None, False


def _is_past(word: str) -> bool:
    return word in _PAST or (_ED.match(word) is not None and word not in _NOT_PAST)


def _if_it_still_lay_ahead(tokens: Tokens, index: int) -> Tense:
    """ "had been due to end Friday", "as previously planned": what lay ahead once does so no more."""
    before = (tokens.word(index - 2).lower(), tokens.word(index - 1).lower())
    return "past" if before == ("had", "been") or before[1] in ("previously", "originally", "earlier", "initially") else "future"
