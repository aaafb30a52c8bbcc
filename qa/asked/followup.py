"""A question within a conversation → one that stands alone: names, things and days carried over from what was said before.

No language model. A pronoun is replaced by what it most likely stands for, a fragment ("why?", "and in 2020?") is completed from the question
before it, and a question that names nothing gets the subject of the conversation. docs/evaluation.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.dates import find_dates
from qa.asked.question import MAX_CHARACTERS
from qa.model import Question

_Sort = Literal["person", "name", "thing", "pair"]

MAX_UTTERANCES = 40
"""Utterances that are looked back at; what was said longer ago is not what "it" means."""

_CAPITAL = r"(?:[A-Z\u00c0-\u00de][\w’'-]*\w|[A-Z]\b\.?)"
_NAME = re.compile(rf"{_CAPITAL}(?:(?:\s(?:of|the|de|van|von|al|der|la|le|du|and the|&)){{0,2}}\s(?:{_CAPITAL}|\d+\b))*")
_PAIR = re.compile(rf"({_CAPITAL}(?:\s{_CAPITAL})?) and ({_CAPITAL}(?:\s{_CAPITAL})?)")
_DETERMINED = re.compile(r"\b(?:the|a|an|this|that|its|his|her|their)\s((?:[A-Z][\w’'-]*\s){0,2}(?:[a-z][\w’'-]*\s?){1,3})")
_INVERTED = re.compile(r"\b(?:did|does|do|will|would|can|could|should)\s\Z", re.I)
_NO_NOUN = re.compile(
    r"\s*\b(?:(?:was|were|is|are|did|do|does|has|had|have|will|would|can|could|in|on|at|by|to|of|for|from|with|and|or|that|who|which|be|been|when|where)\b"
    r"|\w+(?:ed|ing|ly)\b).*\Z"
)
_NO_PERSON = re.compile(
    r"\b(?:University|College|School|Party|Corps|Army|Band|Records|Company|Inc|League|Cup|Church|Court|Council|Ministry|Union|Republic|Kingdom|States|City"
    r"|River|Award|Awards|War|Album|Club|Team|Street|House|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|from|near|to)\s(?:the\s)?\Z")
_OF = re.compile(r"\bof\s(?:the\s)?\Z")
_DATE_WORD = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]+day)\b|\A\d+\Z"
)
_PERSONAL = re.compile(r"\b(?:he|she|him|his|hers|her|himself|herself)\b", re.I)
_POINTING = re.compile(r"\b(he|she|him|his|her|hers|it|its|they|them|their|theirs)\b", re.I)
_POSSESSIVE = frozenset("his its their hers theirs".split())
_SEEN_OBJECT = re.compile(
    r"\bher\b(?=\s+(?:\Z|\?|,|and\b|or\b|in\b|on\b|at\b|to\b|for\b|with\b|about\b|from\b|after\b|before\b|when\b|do\b))|\bher\?", re.I
)
_EXPLETIVE = re.compile(
    r"\b(?:was|is|did) it (?=(?:that|take|rain|snow|true)\b)|\bwhat time (?:is|was) it\b|\bit (?=(?:was|is) \w+ (?:that|to)\b)", re.I
)
_THERE = re.compile(
    r"(?<!\bare )(?<!\bis )(?<!\bwas )(?<!\bwere )(?<!\bhas )(?<!\bhave )\bthere\b(?!\s(?:is|are|was|were|been|be|any|a|anything)\b)", re.I
)
_ITSELF = re.compile(r"\b(?:this|the) (?:article|story|text|page|report)\b", re.I)
_BARE = re.compile(r"\b(?:this|that)(?=\s*(?:\?|\Z)|\s+(?:happen|mean|work|change|affect|last|end|start|begin|go|take)\b)", re.I)
_OPENING = re.compile(r"\A(?:and|but|so|ok(?:ay)?|well|yes|no)[, ]+(?=\w)", re.I)
_ABOUT = re.compile(r"\A(?:what|how) about\s+(.+?)\s*\??\Z", re.I)
_ASKING = re.compile(r"\A(?:why|when|where|how|who)(?: not)?\s*\??\Z", re.I)
_ASKED = re.compile(
    r"\A(?:what|which) \w+(?= (?:was|were|is|are|did|do|does|has|have|had|will|can)\b)|\A(?:who|what|when|where|why|how)(?: (?:long|many|much|often)(?: \w+)?)?",
    re.I,
)
_FRAGMENT = re.compile(r"\A(?:in|on|at|for|with|to|from|by|of|during|after|before)?\s?(?:the\s)?[^?]{2,50}\s*\??\Z", re.I)
_VERB = re.compile(r"\b(?:is|was|are|were|did|does|do|has|had|have|will|would|can|could|should|who|what|when|where|why|how|which)\b", re.I)
_COUNTED = re.compile(r"\b((?:the|a|an|one|two|three|\d+) (?:day|week|month|year)s? (?:after|before|later|earlier))\s*\??\Z", re.I)
_THEN = re.compile(r"\b(?:then|at (?:the|that) time|(?:in )?(?:that|the same) (?:year|month|day|week))\b", re.I)
_EMPTY = re.compile(r"\A(?:I don['’]t know|CANNOTANSWER|Not in these articles)", re.I)
_WORD = re.compile(r"\w[\w’'-]*")
_COMMON = frozenset(
    """a about after again all also an and any anything are as at be because been before being between both but by can could did do does doing during
    each else even ever every few for from further get go going had happen happened happens has have having he her here hers him his how however i if in
    interesting into is it its itself just know later like long made make many me more most much must my name never next no nor not now of off on once one
    only or other others our out over own part said same say see she should since so some someone something start started still such take tell than that
    the their theirs them then there these they thing things this those through time to too took under until up upon us very want was we were what when
    where which while who whom whose why will with would year yes you your""".split()
)
_FADES = 5.0  # utterances after which a mention counts half
_TOPIC_AGE = 3  # the utterance that opened the conversation never counts as older: it set the subject
_FEW = 2
"""Words of its own that a question needs to be understood without the one before it, when it has no pronoun."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`text`: the question as it stands alone. `carried`: what was taken over from the conversation, in order; empty when unchanged."""

    text: str
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name or thing that was spoken of, `age` utterances ago (1: the last one). `led`: it opened its utterance or was asked about."""

    text: str
    sort: _Sort
    age: int
    led: bool
    of_place: bool


def stand_alone(question: str, history: Sequence[str]) -> Rewritten:
    """`question` with what it takes over from `history`, the utterances before it: questions and answers in turn, the last one an answer.

    A question that stands alone comes back unchanged. The same input gives the same output.
    """
    said = [" ".join(one.split()) for one in history[-MAX_UTTERANCES:] if one.strip()]
    asked = " ".join(question.split())
    if not said or not asked:
        return Rewritten(question, ())
    known = _certain(list(_mentions(said)), said)
    carried: list[str] = []
    text = _completed(asked, said, carried)
    text = _replaced(text, known, said, carried)
    text = _spelt_out(text, known, carried)
    text = _grounded(text, known, said, carried)
    return Rewritten(text, tuple(dict.fromkeys(carried))) if carried else Rewritten(question, ())


def in_conversation(question: Question, history: Sequence[str]) -> Question:
    """`question` standing alone; what was typed is kept beside it where that differs."""
    alone = stand_alone(question.text, history).text[:MAX_CHARACTERS]
    return question if alone == question.text else replace(question, text=alone, typed=question.text)


# -- what was spoken of ---------------------------------------------------------------------------------------------


def _mentions(said: Sequence[str]) -> Iterator[_Mention]:
    """Every name and thing of the conversation, oldest first."""
    for number, utterance in enumerate(said):
        age = len(said) - number if number else min(len(said), _TOPIC_AGE)
        title = age % 2 == 0 and "?" not in utterance and len(utterance.split()) <= 6
        for match in _NAME.finditer(utterance):
            name = _trimmed(match[0], at_start=match.start() == 0 or utterance[: match.start()].rstrip().endswith((".", "?", "!", ":")))
            if name:
                before = utterance[: match.start()]
                of_place = bool(_PLACE_BEFORE.search(before))
                sort = _sort(name, of_place or bool(_OF.search(before)))
                yield _Mention(name, sort, age, match.start() == 0 or title or _asks(utterance, age), of_place)
        for match in _PAIR.finditer(utterance):
            yield _Mention(match[0], "pair", age, True, False)
        for match in _DETERMINED.finditer(utterance):
            noun = _NO_NOUN.sub("", match[1]).strip()
            acts = bool(_INVERTED.search(utterance[: match.start()]))  # who acts is seldom what "it" means
            noun = noun.split()[0] if noun and acts else noun
            if noun and noun not in _COMMON:
                yield _Mention(f"the {noun}", "thing", age, _asks(utterance, age) and not acts, False)


def _certain(known: Sequence[_Mention], said: Sequence[str]) -> list[_Mention]:
    """Without single words that are capital only where an utterance begins: "Biography", "Raised"."""
    inside = {match[0] for utterance in said for match in re.finditer(rf"(?<=[a-z,] ){_CAPITAL}", utterance)}
    parts = {word for one in known if " " in one.text for word in one.text.split()}
    return [
        one
        for one in known
        if one.sort in ("thing", "pair") or " " in one.text or one.text in inside | parts or one.age == min(len(said), _TOPIC_AGE)
    ]


def _asks(utterance: str, age: int) -> bool:
    return age % 2 == 0 or utterance.endswith("?")


def _trimmed(name: str, *, at_start: bool) -> str:
    """The name without the words that are capital only because a sentence begins with them."""
    words = name.split()
    while words and words[0].casefold() in _COMMON | {"the"}:
        words = words[1:]
    if _DATE_WORD.search(" ".join(words)):
        return ""
    if at_start and len(words) == 1 and len(name.split()) == 1 and words[0].casefold().endswith(("ly", "ing")):
        return ""
    return re.sub(r"['’]s?\Z", "", " ".join(words))


def _sort(name: str, of_place: bool) -> _Sort:
    words = name.split()
    return "person" if len(words) <= 4 and not of_place and not _NO_PERSON.search(name) and not any(w.isdigit() for w in words) else "name"


def _salient(known: Sequence[_Mention], fits: Callable[[_Mention], bool], used: Container[str] = ()) -> str | None:
    """The mention spoken of most and last, in its longest form, that is not `used` already."""
    weight: dict[str, float] = {}
    for one in known:
        if fits(one):
            weight[one.text] = weight.get(one.text, 0.0) + (2.0 if one.led else 1.0) / (1 + one.age / _FADES)
    if not weight:
        return None
    best: dict[str, float] = {}
    for text, value in weight.items():
        whole = _longest(text, known)
        best[whole] = best.get(whole, 0.0) + value
    free = [text for text in best if text not in used]
    return max(free, key=lambda text: (round(best[text], 6), text), default=None)


def _longest(name: str, known: Sequence[_Mention]) -> str:
    """The fullest form in which a name was given: "Rocky Graziano" for "Graziano"."""
    words = name.split()
    fuller = [
        one.text
        for one in known
        if one.sort in ("person", "name") and len(one.text.split()) in range(len(words) + 1, 6) and _within(words, one.text.split())
    ]
    return max(fuller, key=lambda text: (sum(one.text == text for one in known), text), default=name)


def _within(words: Sequence[str], whole: Sequence[str]) -> bool:
    return list(whole[-len(words) :]) == list(words) or (len(words) == 1 and whole[0] == words[0])


# -- the question made whole ----------------------------------------------------------------------------------------


def _completed(asked: str, said: Sequence[str], carried: list[str]) -> str:
    """A fragment joined to the question before it: "What about Goris?", "why?", "and in 2020?"."""
    before = _last_question(said)
    text = _OPENING.sub("", asked)
    if before is None:
        return text
    about = _ABOUT.match(text)
    fragment = about[1] if about else text.rstrip(" ?") if _is_fragment(text, asked) else None
    whole = _asked_anew(before, text) if _ASKING.match(text) else _exchanged(before, fragment) if fragment else None
    if whole:
        carried.append(before)
        return whole
    return text if text == asked else text[:1].upper() + text[1:]


def _is_fragment(text: str, asked: str) -> bool:
    """ "And in 2020?", "For Goris?": no verb, no asking word, and a name, a day or an "and" that goes on."""
    said = bool(_FRAGMENT.match(text)) and not _VERB.search(text) and not _POINTING.search(text)
    return said and (text != asked or bool(_names_of(text)) or bool(find_dates(text, None)))


def _asked_anew(before: str, asking: str) -> str | None:
    """ "why?" after "When was it opened?": "Why was it opened?"."""
    anew, count = _ASKED.subn(asking.rstrip(" ?").capitalize(), before, count=1)
    return anew if count else None


def _exchanged(before: str, new: str) -> str:
    """The question before with its time, its name or its thing replaced by `new`, or `new` put behind it."""
    bare = re.sub(r"\A(?:in|on|at|for|with|to|from|by|of|during)\s+", "", new, flags=re.I)
    old: list[tuple[int, int]] = []
    if find_dates(bare, None):
        old = [(one.start, one.end) for one in find_dates(before, None)]
    elif _names_of(f"x {bare}") or bare.startswith("the "):
        names = [(one.start(), one.end()) for one in _NAME.finditer(before) if one.start() > 0 and _names_of(f"x {one[0]}")]
        things = [(one.start(), one.start(1) + len(_NO_NOUN.sub("", one[1]).rstrip())) for one in _DETERMINED.finditer(before)]
        old = [*things, *names] if not bare.startswith("the ") else [*names, *things]
    if old:
        return f"{before[: old[-1][0]]}{bare}{before[old[-1][1] :]}"
    return f"{before.rstrip(' ?')} {new}?"


def _last_question(said: Sequence[str]) -> str | None:
    """What was asked before; a heading is no question."""
    return said[-2] if len(said) > 1 and (said[-2].endswith("?") or len(said[-2].split()) > 3) else None


def _own(text: str) -> list[str]:
    """The words of a question that say what it is about."""
    return [word for word in _WORD.findall(text) if word.casefold() not in _COMMON]


# -- pronouns -------------------------------------------------------------------------------------------------------


def _replaced(text: str, known: Sequence[_Mention], said: Sequence[str], carried: list[str]) -> str:
    """`text` with each pronoun replaced by what it stands for."""

    def put(match: re.Match[str]) -> str:
        word = match[1].casefold()
        if _named_before(text[: match.start()]) or any(one.start() <= match.start() < one.end() for one in _EXPLETIVE.finditer(text)):
            return match[0]  # it stands for a name of this very question, or for nothing
        objective = word in ("him", "them") or (word == "her" and _SEEN_OBJECT.match(text, match.start()))
        referent = _referent(word, known, carried if objective else ())
        if referent is None or referent in carried:
            return match[0]  # said once is enough: "did Graziano win the match his friends …"
        carried.append(referent)
        owns = word in _POSSESSIVE or (word == "her" and not _SEEN_OBJECT.match(text, match.start()))
        return _owning(referent) if owns else referent

    text = _BARE.sub(lambda match: _put_thing(known, carried) or match[0], text)
    text = _ITSELF.sub(lambda match: _topic(known, carried) or match[0], text)
    text = _POINTING.sub(put, text)
    place = _salient([one for one in known if one.of_place], lambda one: one.sort in ("person", "name"))
    if place and _THERE.search(text):
        carried.append(place)
        text = _THERE.sub(f"in {place}", text)
    return _at_that_time(text, said, carried)


def _put_thing(known: Sequence[_Mention], carried: list[str]) -> str | None:
    thing = _referent("it", known, ())
    if thing:
        carried.append(thing)
    return thing


def _named_before(before: str) -> bool:
    names = (match[0].split()[0].casefold() for match in _NAME.finditer(before))
    return any(name not in _COMMON for name in names)


def _referent(word: str, known: Sequence[_Mention], used: Container[str]) -> str | None:
    if _PERSONAL.fullmatch(word):
        return _salient(known, lambda one: one.sort == "person", used)
    if word in ("it", "its"):
        near = _salient([one for one in known if one.age <= 2], lambda one: one.led and (one.sort == "thing" or one.sort == "name"))
        return near or _salient(known, lambda one: one.sort in ("thing", "name")) or _salient(known, lambda one: one.sort == "person")
    people = [one for one in known if one.age <= 4 and (one.text.endswith("s") or one.sort == "pair")]
    return (
        _salient(people, lambda one: one.sort == "pair", used)
        or _salient(people, lambda one: one.led, used)
        or _salient(known, lambda one: one.sort in ("person", "name"), used)
    )


def _owning(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _topic(known: Sequence[_Mention], carried: list[str]) -> str | None:
    topic = _salient(known, lambda one: one.sort in ("person", "name"))
    if topic:
        carried.append(topic)
    return topic


def _at_that_time(text: str, said: Sequence[str], carried: list[str]) -> str:
    """ "then" and "that year" as the day or year last spoken of."""
    counted = _COUNTED.search(text)
    days = [one for utterance in said for one in find_dates(utterance, None) if one.resolved]
    if not days or not (counted or _THEN.search(text)):
        return text
    day = days[-1].expression
    carried.append(day)
    if counted:
        joined = re.sub(r"later\Z", "after", re.sub(r"earlier\Z", "before", counted[1], flags=re.I), flags=re.I)
        return f"{text[: counted.start()]}{joined} {day}?"
    return _THEN.sub(f"in {day}" if re.fullmatch(r"\d{4}|[A-Z][a-z]+ \d{4}", day) else f"on {day}", text, count=1)


# -- what is still missing ------------------------------------------------------------------------------------------


def _spelt_out(text: str, known: Sequence[_Mention], carried: list[str]) -> str:
    """Names in the fullest form in which they were given: "Graziano" as "Rocky Graziano"."""

    def put(match: re.Match[str]) -> str:
        if match.start() == 0 or match[0].casefold() in _COMMON:
            return match[0]
        whole = _longest(match[0], known)
        if whole != match[0] and whole not in text:
            carried.append(whole)
            return whole
        return match[0]

    def put_thing(match: re.Match[str]) -> str:
        noun = _NO_NOUN.sub("", match[1]).strip()
        fuller = [one.text for one in known if one.sort == "thing" and one.text.endswith(f" {noun}") and one.text != f"the {noun}"]
        if not noun or not fuller:
            return match[0]
        carried.append(fuller[-1])
        return fuller[-1] + match[0][match[0].index(noun) + len(noun) :]

    return _NAME.sub(put, re.sub(r"\bthe\s((?:[a-z][\w’'-]*\s?){1,3})", put_thing, text))


def _grounded(text: str, known: Sequence[_Mention], said: Sequence[str], carried: list[str]) -> str:
    """A question that names nothing, with the subject of the conversation; a bare "why?" with what it is about."""
    if carried or _names_of(text):
        return text
    before = _last_question(said)
    if len(_own(text)) < _FEW and before:
        last = said[-1] if not _EMPTY.match(said[-1]) else ""
        carried.append(before)
        more = " ".join(dict.fromkeys([before.rstrip(" ?"), *_names_of(last)]))
        return f"{text.rstrip(' ?')}: {more}?"
    topic = _salient(known, lambda one: one.sort in ("person", "name")) or _salient(known, lambda one: one.led)
    if topic is None or topic.casefold() in text.casefold():
        return text
    carried.append(topic)
    return f"{text.rstrip(' ?')} ({topic})?"


def _names_of(text: str) -> list[str]:
    return [name for match in _NAME.finditer(text) if (name := _trimmed(match[0], at_start=match.start() == 0))]
