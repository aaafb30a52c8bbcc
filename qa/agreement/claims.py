"""A sentence → whose claim it is and who denies it; an article → what it corrects.

A paper that writes "Azerbaijan claimed that …" does not say that it is so; neither must an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.model import Article, Span
from index.sentences import sentences

_WHO = r"(?:(?:[Tt]he |[Aa] |[Aa]n )?(?:[a-z-]+ ){0,3})?(?:[A-Z][\w.’'-]*(?: (?:of |the |for )?[A-Z][\w.’'-]*){0,4})(?:[’']s? (?:[a-z-]+ ){0,3}[a-z]+)?(?: (?:officials?|authorities|ministry|spokes(?:man|woman|person)))?"
_CLAIMS = r"(?:claim|alleg|insist|maintain|assert|argu|contend)(?:s|es|ed|e)"
_CLAIMED = re.compile(_CLAIMS)
_SAYS = rf"(?:says?|said|stated|told \w+|announced|{_CLAIMS})"
_SPEAKS = re.compile(rf"(?P<who>\b(?:{_WHO}|[Ii]t|[Hh]e|[Ss]he|[Tt]hey))(?:, [^,]{{3,60}},)? (?P<says>{_SAYS})\b(?! (?:to|by|in))")
_SAID_AFTER = re.compile(rf",[”\"’']? (?:(?P<says>{_SAYS}) )?(?P<who>{_WHO})(?: (?P<said>{_SAYS}))?[.,]")
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?P<who>{_WHO})")
_DENIES = re.compile(
    rf"(?:(?:a|the|an) (?:charge|claim|accusation|allegation|number|figure) (?:that |which )?(?P<who>{_WHO}) (?:denies|denied|disputes|disputed|rejects|rejected))"
    rf"|(?:(?:which|but|while) (?P<other>{_WHO}) (?:denies|denied|disputes|disputed|rejects|rejected))"
)
_PRONOUNS = frozenset("it he she they".split())
_SUBJECT = re.compile(r"\b((?:[A-Z][\w’'-]+ )*[A-Z][\w’'-]+)\b")
_OPENERS = frozenset("However But And Yet Still Meanwhile The A An In On At While It He She They".split())

_CORRECTS = re.compile(
    r"\bcorrections?\b|\bclarification\b|\bregrets? the error\b|\b(?:was|were|is) (?:wrong|incorrect|misstated|in error)\b|\bearlier version\b"
    r"|\bshould have (?:said|read|been)\b|\bthe correct (?:figure|number|date|result|name|title|day|spelling)\b|\bwrongly\b",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\A\W*(?:correction|clarification)\b|\b(?:correction|clarification)s?\W*\Z", re.IGNORECASE)
_WRONG = re.compile(
    r"\b(?:was|were|is) (?:wrong|incorrect|misstated|in error)\b|\bwrongly\b|\bmisstated\b|\bincorrectly\b|\bwe (?:said|reported|wrote|gave)\b|\bearlier version\b",
    re.IGNORECASE,
)
_BARE_WRONG = re.compile(
    r"\A\W*(?:that|this|it|both|these) (?:was|were|is|are) (?:wrong|incorrect|not (?:right|correct|so))\b", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|rather than|instead of|and no longer)\b", re.IGNORECASE)
_READ = 3_000  # characters of an article in which it says that it corrects something


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who says so, with the verb the article uses, and who denies it; None where nobody is named."""

    by: str | None = None
    verb: str | None = None
    denied_by: str | None = None

    @property
    def words(self) -> str | None:
        """ "Azerbaijan claimed", "denied by Yerevan"; None for what the paper says itself."""
        parts = [f"{self.by} {self.verb}" if self.by and self.verb else None, f"denied by {self.denied_by}" if self.denied_by else None]
        return "; ".join(part for part in parts if part) or None

    @property
    def contested(self) -> bool:
        """Whether the article keeps its distance: "claimed" or "alleged" where it could say "said", or someone denies it."""
        return bool(self.denied_by or (self.verb and _CLAIMED.fullmatch(self.verb)))


def claimed(sentence: str, before: str = "") -> Claimed:
    """Whose claim a sentence is. `before`: the sentence in front of it, which says who "it" is."""
    denies = _DENIES.search(sentence)
    denied_by = (denies["who"] or denies["other"]).strip() if denies else None
    for pattern in (_SPEAKS, _SAID_AFTER, _ACCORDING):
        for match in pattern.finditer(sentence):
            found = match.groupdict()
            verb = found.get("says") or found.get("said") or "said"
            if pattern is _SAID_AFTER and not (found.get("says") or found.get("said")):
                continue
            who = _named(match["who"].strip(), before)
            if who and who != denied_by:
                return Claimed(who, verb, denied_by)
    return Claimed(denied_by=denied_by)


def _named(who: str, before: str) -> str | None:
    """The name, or for a pronoun the first name of the sentence before."""
    if who.casefold() not in _PRONOUNS:
        return _without_opener(who)
    return next((name for match in _SUBJECT.finditer(before) if (name := _without_opener(match[1]))), None)


def _without_opener(name: str) -> str | None:
    words = name.split()
    while words and words[0] in _OPENERS and words[0] != "The":
        words = words[1:]
    return " ".join(words) if words and words != ["The"] else None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correcting article says is wrong: the parts of its text that repeat the error."""

    wrong: tuple[Span, ...]

    def repeats_error(self, span: Span) -> bool:
        """Whether this part of the text repeats the error."""
        return any(one.start <= span.start and span.end <= one.end for one in self.wrong)


def correction(article: Article) -> Correction | None:
    """What an article corrects; None for one that corrects nothing."""
    titled = bool(_TITLED.search(article.title or ""))
    if not titled and not _CORRECTS.search(article.text[:_READ]):
        return None
    places = sentences(article.text[:_READ])
    wrong: list[Span] = []
    for number, place in enumerate(places):
        text = place.of(article.text)
        told, refused = _WRONG.search(text), _NOT.search(text)
        if _BARE_WRONG.match(text) and number:
            wrong.append(places[number - 1])
        elif refused and (told is None or refused.start() < told.start()) and (titled or _CORRECTS.search(text)):
            wrong.append(Span(place.start + refused.start(), place.end))  # "on 12 December and not on the 10th, as we wrote"
        elif told:
            wrong.append(_up_to_right(place, text))
    return Correction(tuple(wrong)) if wrong or titled else None


def _up_to_right(place: Span, text: str) -> Span:
    """Of "we gave it as ten; it is twelve" the part before the right value."""
    right = re.search(r"[;:] |\b(?:it|the (?:correct|right) \w+) (?:is|was) (?!wrong|incorrect|in error)|\b, not\b", text)
    return Span(place.start, place.start + right.start()) if right and right.start() else place
