"""Small steps that many rules share: reading a month, a modifier, or the words before a match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.dates import lexicon, numbers, timex3
from index.dates.context import Context, Found
from index.dates.lexicon import word_set
from index.dates.mention import Modifier
from index.dates.period import Period
from index.dates.reading import Reading, shifted

STORY = 4  # sentences back to the date that "the following month" goes on from; publication hardly ever is it

PREPOSITIONS = word_set(
    """
    in on by since until till from to of during through throughout before after around about between and for at
    within
    """
)
_PART: dict[str, Modifier] = {"start": "start", "mid": "mid", "end": "end"}
_ABOUT: dict[str, Modifier] = {
    "about": "about",
    "around": "about",
    "approximately": "about",
    "roughly": "about",
    "some": "about",
    "nearly": "less_than",
    "almost": "less_than",
    "virtually": "less_than",
    "close": "less_than",
    "more": "more_than",
    "over": "more_than",
    "well": "more_than",
    "less": "less_than",
    "fewer": "less_than",
    "under": "less_than",
    "least": "at_least",
    "most": "at_most",
    "up": "at_most",
    "within": "at_most",
    "many": "at_most",
    "much": "at_most",
}


def year_meant(found: Found, context: Context) -> Reading:
    """The year that "last year" counts from publication, "that year" or "the following year" from a mention."""
    word = found.words("which_years")[-1]
    step = {"last": -1, "previous": -1, "next": 1, "following": 1}.get(word, 0)
    told = word in ("that", "same", "previous", "following")
    return shifted(context.anchor(found, "year", STORY) if told else context.publication, step, "year")


def written(value: str) -> str:
    """The rule where the expression alone does not say what it means: "2027 as written"."""
    return f"{value} as written"


def inside(whole: Reading, span: Period, kind: str) -> Reading:
    """What is named by its place in a period that was itself worked out ("the 15th of next month")."""
    rule = f"such {kind} of: {whole.rule if whole.anchor else written(whole.value)}"
    value = timex3.of_period(span)
    return replace(whole, value=value, period=span, granularity=span.granularity, rule=rule, certainty=whole.certainty * 0.95)


def month(found: Found, name: str = "month") -> int:
    """The number of the month named in a phrase."""
    return lexicon.MONTHS[found.word(name)]


def day(found: Found, name: str = "day") -> int:
    """The number of the day named in a phrase."""
    return numbers.ordinal(found.words(name))


def part(words: Sequence[str]) -> Modifier | None:
    """Which third of a period words like "early" or "the end of" mean; None if none of them is there."""
    for word in words:
        if word in lexicon.PARTS:
            return _PART[lexicon.PARTS[word]]
    return None


def about(words: Sequence[str]) -> Modifier | None:
    """What words like "more than" or "nearly" say about a number; None for words that say nothing of it."""
    if words[:1] == ["no"] or words[:1] == ["not"]:
        return "at_most" if words[1:2] == ["more"] else "at_least"
    return next((_ABOUT[word] for word in words if word in _ABOUT), None)


def hyphenated(found: Found) -> bool:
    """Whether a hyphen ties the next word to the match ("now-famous"); a dash between blanks does not."""
    tokens, last = found.tokens, found.last
    if found.after() != "-" or not found.after(1).isalnum():
        return False
    return tokens.ends[last - 1] == tokens.starts[last] and tokens.ends[last] == tokens.starts[last + 1]


def is_headline(found: Found) -> bool:
    """Whether the words around the match are nearly all capitalised, so that capitals say nothing."""
    tokens = found.tokens
    around = [*range(max(0, found.first - 6), found.first), *range(found.last, min(len(tokens), found.last + 6))]
    words = [tokens.word(index) for index in around if tokens.word(index).isalpha() and len(tokens.word(index)) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) * 4 > len(words) * 3


def is_name(found: Found) -> bool:
    """Whether the match is the capitalised end of a longer name ("USA Today", "Henry Winter", "Confederate Memorial Day")."""
    tokens = found.tokens
    before = tokens.word(found.first - 1) if found.before() else ""
    if before.isupper() and len(before) > 2 and tokens.word(found.first).isupper():
        return not tokens.word(found.first - 2).isupper() and not tokens.word(found.last).isupper()
    capital = tokens.word(found.first)[:1].isupper()
    return capital and before.isalpha() and before[0].isupper() and before.lower() not in PREPOSITIONS and not is_headline(found)


def is_title(found: Found) -> bool:
    """Whether the match looks like the name of a programme or paper ("This Week"): all capitalised in running text."""
    words = [found.tokens.word(index) for index in range(found.first, found.last)]
    letters = [word for word in words if word.isalpha()]
    if len(letters) < 2 or not all(word[0].isupper() for word in letters):
        return False
    return found.before() == '"' or not is_headline(found)


def year(found: Found, name: str = "any_year") -> int:
    """The year named in a phrase, in figures or words."""
    return numbers.spoken_year(found.words(name))


def misfit(days: int, *, ahead: bool) -> int:
    """How badly a day that lies `days` after (negative: before) its anchor fits a clause that looks ahead or back."""
    if days == 0:
        return 0
    right_way = days > 0 if ahead else days < 0
    return abs(days) if right_way else abs(days) * 3 + 10


_COUNTED = word_set(
    """
    people percent pounds dollars miles feet shares points troops soldiers votes jobs workers employees kilometers
    kilometres meters metres tons tonnes barrels men women children megawatts calories euros homes houses students
    members metric square cubic acres yards degrees years days hours weeks months minutes pages words seats copies
    units dead refugees migrants cases deaths cents
    """
)


def counts_something(found: Found) -> bool:
    """Whether the number that ends the match counts what follows it ("9 percent", "10-year")."""
    follower = found.after()
    if follower == "-":
        return found.after(1) in lexicon.UNITS
    return follower in _COUNTED or follower in _COUNTED_UNITS or follower in "%°" if follower else False


_COUNTED_UNITS = frozenset(lexicon.UNITS) - {"half", "second", "quarter", "season"}  # "by 1999 half of them had left"
