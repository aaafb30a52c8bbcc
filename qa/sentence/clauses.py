"""A sentence and the places of its dates → its clauses, and how closely two places in it belong together, 0..1.

No parser: clauses end at commas, at words like "after", "that" and "which", and at an "and" between two verbs; a clause without a verb
("the former treasurer", "on Thursday") belongs to its neighbour. Offsets count in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from qa.sentence.verbs import AUXILIARIES, reports, verb_of

Place = tuple[int, int]

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[.'’-][^\W_]+)*|[^\w\s]")
_WORD = re.compile(r"\w")
_JOINT = re.compile(r"\b(?:and|but)\b")
_BREAKS = frozenset(',;:()[]—–“”"')
_TIMES = frozenset("when while as after before since until till once following amid whereupon".split())
_SUBORDINATE = _TIMES | frozenset("who whom whose which that where because although though if unless so for despite".split())
_FORWARD_ONLY = frozenset("so for".split())  # open a clause after a comma alone
_COORDINATE = frozenset("and but or then yet".split())
_DETERMINERS = frozenset(
    "a an the this that these those its his her their our my your some any no every each to of in on at for by with".split()
)
_LIGHT = frozenset("not never also only still already soon again now just then".split())
_SUBJECTS = frozenset("it he she they we i you there".split())
_WEIGHTLESS = frozenset(
    "begin start open come take hold happen occur be have last end finish make give carry go follow lift suspend lead break run conclude stop".split()
)
_ADVERBIAL = 2  # words that may stand with a date that is a phrase of its own: "On", "by the"

_OPENS_TOO = 0.9
"""For a date before the clauses it opens ("On Monday, …"): the first of them gets it whole, one joined by "and" this share of it."""
_SAME_TIME = 0.85  # "on Monday, when …": a clause of time shares its neighbour's date
_JOINED = 0.6  # "was sold on Monday and renamed": the other side of an "and" that has no date itself
_INSIDE = 0.45  # a clause that hangs on the one with the date, or the other way round
_SINCE_THEN = 0.9  # "has been closed since a landslide on 3 March"
_ELLIPTIC = 0.9  # "begins on Monday in Ellmere, and in Norrdal a day later": the second half goes without the verb
_TOLD = 0.6  # "the council said on Tuesday": the day of saying is not quite the day of what is said
_FAR = 0.3  # other clauses without a date of their own
_TAKEN = 0.15  # a clause that has another date itself
_RELATIVE = 0.8  # "the ban which a court issued last November": the noun before "which" is what was issued
_NOUN = 0.6  # for a verb's noun in a clause whose verb is another: "threw out the complaint against the ban on Tuesday"
_VERB_BETWEEN = 0.5  # within one clause, for each other verb in between
_NEARER = 0.35  # within one clause, where another date stands nearer


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign; `start` and `end` count in the sentence; `verb`: it works as a verb there."""

    start: int
    end: int
    lower: str
    verb: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch between two breaks. `opener`: the word that opens it, folded, or ""; `clause`: the number of the clause it is part of."""

    start: int
    end: int
    opener: str
    joined: bool
    verbs: tuple[Token, ...]
    clause: int


@dataclass(frozen=True, slots=True)
class Clauses:
    """The pieces of a sentence in order, and the dates' places they were made for."""

    text: str
    pieces: tuple[Piece, ...]
    dates: tuple[Place, ...]

    def piece(self, place: int) -> Piece:
        """The piece that holds an offset."""
        return next((one for one in self.pieces if one.start <= place < one.end), self.pieces[-1])

    def words(self, place: int) -> str:
        """The text of the clause that holds an offset."""
        number = self.piece(place).clause
        return " ".join(self.text[one.start : one.end].strip() for one in self.pieces if one.clause == number)

    def verbs(self, clause: int) -> list[Token]:
        """The verbs of a clause."""
        return [verb for piece in self.pieces if piece.clause == clause for verb in piece.verbs]

    def dated(self, clause: int) -> bool:
        """Whether a date stands in that clause."""
        return any(self.piece(start).clause == clause for start, _ in self.dates)


@lru_cache(maxsize=4096)
def clauses(text: str, dates: tuple[Place, ...]) -> Clauses:
    """The clauses of the sentence `text`, whose dates stand at `dates`."""
    tokens = _tokens(text, dates)
    starts = [(tokens[at].start if at < len(tokens) else len(text), opener, joined) for at, opener, joined in _starts(tokens, dates)]
    bounds = [place for place, _, _ in starts] + [len(text)]
    bounds[0] = 0
    pieces = []
    for number, (_, opener, joined) in enumerate(starts):
        first, last = bounds[number], bounds[number + 1]
        if first < last:
            verbs = tuple(token for token in tokens if first <= token.start < last and token.verb)
            pieces.append(Piece(first, last, opener, joined, verbs, 0))
    return Clauses(text, tuple(_numbered(text, pieces, dates)), dates)


def _tokens(text: str, dates: Sequence[Place]) -> list[Token]:
    """Words and signs in order, those of dates left out."""
    raw = [match for match in _TOKEN.finditer(text) if not any(start <= match.start() < end for start, end in dates)]
    words = [match[0].casefold() for match in raw]
    return [Token(match.start(), match.end(), words[at], _works_as_verb(match[0], words, at)) for at, match in enumerate(raw)]


def _works_as_verb(word: str, words: Sequence[str], at: int) -> bool:
    folded, before = words[at], _before(words, at)
    if folded in AUXILIARIES:
        return folded not in ("may", "might") or word.islower()
    found = verb_of(folded)
    if found is None or (word[0].isupper() and at):
        return False
    if found[1] == "past":
        return before not in _DETERMINERS or before == "that"
    if found[1] == "ing":
        return before in AUXILIARIES
    return (
        before == "to"
        or before in AUXILIARIES
        or before in _SUBJECTS
        or (found[1] == "s" and before not in _DETERMINERS and _plain_subject(words, at))
    )


def _before(words: Sequence[str], at: int) -> str:
    """The word before, a "not" or an adverb between an auxiliary and its verb passed over."""
    before = words[at - 1] if at else ""
    if at > 1 and (before in _LIGHT or before.endswith("ly")) and words[at - 2] in AUXILIARIES:
        return words[at - 2]
    return before


def _plain_subject(words: Sequence[str], at: int) -> bool:
    """Whether the clause so far could do with a verb: "begins" after "the ban", not after "the ban was"."""
    return at > 0 and not any(word in AUXILIARIES for word in words[max(0, at - 4) : at])


def _starts(tokens: Sequence[Token], dates: Sequence[Place]) -> list[tuple[int, str, bool]]:
    """(token at which a piece begins, the word that opens it, whether "and" does)."""
    found: list[tuple[int, str, bool]] = [(0, tokens[0].lower if tokens and tokens[0].lower in _SUBORDINATE else "", False)]
    for at, token in enumerate(tokens):
        if at == 0:
            continue
        after_break = tokens[at - 1].lower in _BREAKS
        follows_date = any(0 <= start - token.end <= 12 and not _verb_or_noun_between(tokens, at, start) for start, _ in dates)
        opens = token.lower in _SUBORDINATE and not follows_date and (token.lower not in _FORWARD_ONLY or after_break)
        pointing = token.lower == "that" and after_break and at + 1 < len(tokens) and tokens[at + 1].verb  # "…, that was it"
        if opens and not pointing:
            found.append((at, token.lower, False))
        elif token.lower in _COORDINATE and (after_break or _verbs_around(tokens, at, found[-1][0], dates)):
            found.append((at, token.lower, True))
        elif after_break and token.lower not in _BREAKS:
            found.append((at, token.lower if token.lower in _SUBORDINATE else "", False))
        elif _begins_what_is_told(tokens, at, dates):
            found.append((at, "that", False))
    return found


def _verb_or_noun_between(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether more than an article stands between a preposition and a date."""
    between = [one.lower for one in tokens[at + 1 : at + 5] if one.start < start]
    return any(word not in ("the", "on", "about", "around", "early", "late", "at", "least", "shortly", "in") for word in between)


def _verbs_around(tokens: Sequence[Token], at: int, opening: int, dates: Sequence[Place]) -> bool:
    """Whether an "and" divides two clauses: both sides have a verb, or each has a date and words of its own."""
    behind = any(one.verb for one in tokens[opening:at])
    if not behind and tokens[opening].lower in _TIMES and at + 1 < len(tokens) and tokens[at + 1].verb:
        return any(one.verb for one in tokens[:opening])  # "two days after his arrest and resigned"
    following: list[Token] = []
    for one in tokens[at + 1 :]:
        if one.lower in _BREAKS or one.lower in _SUBORDINATE or one.lower in _COORDINATE:
            break
        following.append(one)
    if behind and any(one.verb and tokens[max(0, tokens.index(one) - 1)].lower != "to" for one in following[:8]):
        return True
    first, last = tokens[opening].start, following[-1].end if following else tokens[at].end
    earlier = any(first <= start < tokens[at].start for start, _ in dates)
    later = [start for start, _ in dates if tokens[at].start < start <= last + 30]
    words = [one for one in following if later and one.start < later[0]]
    return earlier and bool(later) and len([one for one in words if one.lower not in _DETERMINERS]) > 0


def _begins_what_is_told(tokens: Sequence[Token], at: int, dates: Sequence[Place]) -> bool:
    """ "said (Wednesday) | it will close": what is told needs no "that"."""
    before = tokens[at - 1]
    if not (before.verb and reports(before.lower)) or tokens[at].lower in _BREAKS:
        return False
    if tokens[at].lower in ("on", "in", "at", "by", "to", "that", "late", "early", "last", "of"):
        return False
    told = list(takewhile(lambda one: one.lower not in _BREAKS and one.lower not in _COORDINATE, tokens[at + 1 : at + 14]))
    return any(one.verb for one in told) and not tokens[at].verb


def _numbered(text: str, pieces: Sequence[Piece], dates: Sequence[Place]) -> list[Piece]:
    """The pieces with their clauses: one without a verb belongs to a neighbour, one that begins with a verb goes on with what came before."""
    numbers: list[int] = []
    waiting: list[int] = []  # pieces at the beginning that wait for the first clause
    latest_main = -1
    for at, piece in enumerate(pieces):
        if piece.verbs and piece.opener in ("",) and waiting and latest_main < 0:
            for one in waiting:
                numbers[one] = at
            numbers.append(at)
            latest_main, waiting = at, []
        elif not piece.verbs and not piece.opener and latest_main < 0:
            numbers.append(at)
            waiting.append(at)
        elif (
            not piece.verbs
            and not piece.opener
            and numbers
            and (_participial(text, piece) or _dates_alone(text, piece, dates) or not _holds_date(piece, dates))
        ):
            numbers.append(numbers[-1])
        elif piece.verbs and not piece.opener and latest_main >= 0 and _verb_first(text, piece):
            numbers.append(latest_main)
        else:
            numbers.append(at)
            if not piece.opener or piece.joined:
                latest_main = at if piece.verbs or latest_main < 0 else latest_main
    return [Piece(one.start, one.end, one.opener, one.joined, one.verbs, number) for one, number in zip(pieces, numbers, strict=True)]


def _participial(text: str, piece: Piece) -> bool:
    """Whether a piece goes on with "beginning at six" or "ending a strike"."""
    found = verb_of(text[piece.start : piece.end].split(maxsplit=1)[0]) if text[piece.start : piece.end].strip() else None
    return found is not None and found[1] == "ing"


def _holds_date(piece: Piece, dates: Sequence[Place]) -> bool:
    return any(piece.start <= start < piece.end for start, _ in dates)


def _dates_alone(text: str, piece: Piece, dates: Sequence[Place]) -> bool:
    """Whether a piece is a date and no more than its preposition."""
    rest = text[piece.start : piece.end]
    for start, end in sorted(dates, reverse=True):
        if piece.start <= start < piece.end:
            rest = rest[: start - piece.start] + rest[max(start, end) - piece.start :]
            if len([word for word in rest.split() if _WORD.search(word)]) <= _ADVERBIAL:
                return True
    return False


def _verb_first(text: str, piece: Piece) -> bool:
    return bool(piece.verbs) and not _WORD.search(text[piece.start : piece.verbs[0].start])


def closeness(sentence: Clauses, event: int, date: Place) -> float:
    """How closely the word at `event` belongs to the date at `date`, 0..1: in one clause most, less across clauses, little when taken."""
    mine, its = sentence.piece(event), sentence.piece(date[0])
    if mine.clause == its.clause:
        return _within(sentence, event, date, mine.clause)
    if its.opener in ("who", "which", "that", "whose") and sentence.pieces.index(its) - sentence.pieces.index(mine) == 1:
        return _RELATIVE
    if its.opener == "since" and sentence.pieces.index(its) - sentence.pieces.index(mine) == 1:
        return _SINCE_THEN
    if its.joined and not its.verbs and sentence.pieces.index(its) > sentence.pieces.index(mine):
        first = min((start for start, _ in sentence.dates if mine.start <= start < mine.end), default=mine.end)
        return _ELLIPTIC if event < first else _TAKEN
    if sentence.dated(mine.clause):
        return _TAKEN
    if _leads(sentence, its) and (mine.joined or mine.opener in ("", "when", "while")):
        return _OPENS_TOO
    if _tells(sentence, its):
        return _TOLD
    if mine.opener in ("when", "while", "as") or its.opener in ("when", "while", "as"):
        return _SAME_TIME
    adjacent = abs(sentence.pieces.index(mine) - sentence.pieces.index(its)) == 1
    if adjacent and (mine.joined or its.joined):
        return _JOINED
    return _INSIDE if adjacent else _FAR


def as_event(sentence: Clauses, place: int) -> float:
    """How surely the word at `place` is what its clause tells, 0..1: its verb, or a noun that a verb of no weight of its own goes with."""
    if any(verb.start == place for verb in sentence.verbs(sentence.piece(place).clause)):
        return 1.0
    return _NOUN if _heavy_verbs(sentence, place) else 1.0


def _heavy_verbs(sentence: Clauses, place: int) -> list[Token]:
    """The verbs of the clause that holds an offset which say more than that something began or was."""
    verbs = sentence.verbs(sentence.piece(place).clause)
    return [verb for verb in verbs if verb.lower not in AUXILIARIES and (verb_of(verb.lower) or ("", "base"))[0] not in _WEIGHTLESS]


def _within(sentence: Clauses, event: int, date: Place, clause: int) -> float:
    low, high = min(event, date[0]), max(event, date[0])
    between = [verb for verb in sentence.verbs(clause) if low < verb.start < high and verb.lower not in AUXILIARIES and verb.start != event]
    opening = date[0] < event and not any(verb.start < date[0] for verb in sentence.verbs(clause))
    strength = 1.0 if opening else _VERB_BETWEEN ** len(between)
    others = [one for one in sentence.dates if one != date and sentence.piece(one[0]).clause == clause]
    shared = _shared(sentence, event, date, others)
    if shared is not None:
        return shared
    if any(_between(event, one, date) for one in others):
        strength *= _NEARER
    return strength


def _shared(sentence: Clauses, event: int, date: Place, others: Sequence[Place]) -> float | None:
    """For "begins on Monday in Ellmere and a day later in Norrdal": what stands before the dates is of both, the rest of its own half's."""
    if len(others) != 1:
        return None
    first, second = sorted((date, others[0]))
    joint = _JOINT.search(sentence.text, first[1], second[0])
    if joint is None or any(first[1] < verb.start < second[0] for verb in sentence.verbs(sentence.piece(date[0]).clause)):
        return None
    if not sentence.text[joint.end() : second[0]].strip() and not sentence.text[first[1] : joint.start()].strip():
        return None  # "on Sunday and Monday"
    if event < first[0]:
        return 1.0
    return 1.0 if (event < joint.start()) == (date == first) else _TAKEN


def _between(event: int, other: Place, date: Place) -> bool:
    """Whether another date stands between the event and the date, or right behind the event while the date leads the clause."""
    return event < other[0] < date[0] or date[0] < other[0] < event or (date[0] < event < other[0])


def _leads(sentence: Clauses, piece: Piece) -> bool:
    """Whether a piece stands at the beginning and has no verb of its own before its date: "On Monday, …"."""
    return piece.start == 0 and not piece.verbs


def _tells(sentence: Clauses, piece: Piece) -> bool:
    verbs = sentence.verbs(piece.clause)
    return bool(verbs) and reports(verbs[-1].lower)
