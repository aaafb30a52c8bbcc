"""An article → edited copies of it as newspapers make them: agency credits, new leads, cuts, new order, rewording, shared quotations.

No labelled set of syndicated copies can be had, so lineage is measured on copies made here, at run time, with fixed seeds. The rewording is
a table of common news words, moved speakers and times, split and joined sentences and, for the rest, words put in the place of others:
what a rewriter keeps is which facts stand together, and that is what is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from index.model import Article
from index.sentences import sentences

_AGENCIES = ("Reuters", "AP", "AFP", "dpa", "Bloomberg", "The Associated Press")
_TOWNS = ("LONDON", "WASHINGTON", "NEW YORK", "PARIS", "ATLANTA", "BRUSSELS")
_OUTLETS = ("Harbour Post", "The Daily Courier", "Evening Ledger", "Northern Gazette", "Metro Tribune")
_LEADS = (
    "Here is what is known so far about the story that many were talking about on {day}.",
    "It was the news that readers of this paper asked about most on {day}.",
    "There was more to tell by {day} than a headline can hold.",
    "New details came out on {day}, and more are expected before the week is over.",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SAME = """
said=stated=told reporters|announced=made public=declared|according to=in the words of|officials=authorities|about=around=roughly|more than=over|
less than=under|began=started|begin=start|ended=finished|end=finish|killed=left dead|died=lost their lives|injured=hurt=wounded|arrested=detained|
attack=assault|shooting=gunfire|shot=gunned down|police=officers|man=male|woman=female|children=youngsters|people=persons|company=firm|
companies=firms|employees=workers|president=head of state|government=administration|country=nation|countries=nations|court=tribunal|judge=justice|
ruled=decided|lawsuit=legal action|lawyer=attorney|trial=proceedings|million=m|percent=per cent|increase=rise|increased=rose|decrease=fall|
decreased=fell|dropped=slid|grew=expanded|bought=purchased|buy=purchase|sold=disposed of|price=cost|prices=costs|money=funds|won=took|
lost=was beaten in|victory=win|defeat=loss|game=match|games=matches|season=campaign|player=athlete|team=side|film=movie|movie=picture|show=programme|
released=put out|launched=introduced|planned=intended|plans=intends|plan=scheme|want=wish|wants=wishes|wanted=wished|need=require|needs=requires|
help=assist|helped=assisted|show=reveal|showed=revealed|shows=reveals|found=discovered|find=discover|asked=questioned|called=described as|
called for=demanded|criticized=attacked|supported=backed|support=backing|oppose=resist|opposed=resisted|agreed=consented|deal=agreement|
talks=negotiations|meeting=session|met=sat down with|visit=trip|visited=travelled to|arrived=came|left=departed|returned=came back|moved=relocated|
large=big|small=little|important=major|new=fresh|old=former|former=ex|current=present|recent=latest|early=at the start of|late=near the end of|
first=initial|last=final|many=numerous|several=a number of|some=a few|most=the bulk of|before=ahead of|after=following|because=since|while=as|
although=though|however=even so|also=as well|only=just|still=even now|now=at present|then=at that point|today=this day|across=throughout|
near=close to|between=among|during=in the course of|against=in opposition to|home=house|city=town|street=road|car=vehicle|hospital=clinic|
school=classroom|students=pupils|teacher=instructor|law=legislation|bill=measure|vote=ballot|voted=cast ballots|election=poll|campaign=drive|
war=conflict|soldiers=troops|military=armed forces|weapons=arms|fire=blaze|storm=tempest|flood=deluge|warned=cautioned|fear=dread|hope=expect|
believe=think|know=are aware|think=reckon|made=produced|make=produce|used=employed|use=employ|gave=handed|give=hand|got=received|get=receive|
held=staged|hold=stage|took=carried off|take=carry off|put=placed|set=fixed|kept=retained|keep=retain|opened=unlocked|closed=shut|close=shut|
built=constructed|build=construct|created=set up|create=set up|changed=altered|change=alteration|continued=went on|continue=go on|stopped=halted
"""
_TABLE: dict[str, tuple[str, ...]] = {}
for _row in _SAME.replace("\n", "").split("|"):
    _word, *_others = _row.split("=")
    _TABLE.setdefault(_word, tuple(_others))

_QUOTED = re.compile(r"[“\"]([^”\"\n]{20,600})[”\"]")
_SAID = re.compile(
    r"\A(?P<what>.{30,400}?),? (?P<who>(?:[A-Z][\w.’'-]+ ){0,5}[A-Z][\w.’'-]+) (?P<said>said|told reporters|added)\.\Z", re.S
)
_WHO_SAID = re.compile(
    r"\A(?P<who>(?:[A-Z][\w.’'-]+ ){0,5}[A-Z][\w.’'-]+) (?P<said>said|told reporters|added)(?: that)? (?P<what>.{30,400})\.\Z", re.S
)
_LEADING_TIME = re.compile(r"\A(?P<time>(?:On|In|Last|Since|After|By) [^,.]{3,30}), (?P<rest>.+)\.\Z", re.S)
_ASIDE = re.compile(r", (?:who|which|a|an|the) [^,.]{5,90},")
_JOINT = re.compile(r"; |, and (?=[a-z]+ [a-z]+ )|, but |, which ")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Copy:
    """An edited article, what was done to it, and the id of the one it was made from."""

    article: Article
    kind: str
    """`exact`, `syndicated` or `rewrite`."""
    edits: str
    origin: str


def exact_copy(article: Article, random: Random, number: int) -> Copy:
    """The same story in another paper's typography: other quotation marks, blanks and line ends."""
    text = article.text.replace("“", '"').replace("”", '"').replace("’", "'").replace("\n\n", "\n \n")
    return _made(article, text, random, number, "exact", "typography")


def syndicated_copy(article: Article, random: Random, number: int) -> Copy:
    """The agency's text with one to three of: a credit, a new lead, cuts, new order, a few words changed."""
    parts = _parts(article)
    chosen = random.sample(sorted(_EDITS), random.randint(1, 3))
    for name in chosen:
        parts = _EDITS[name](parts, random)
    return _made(article, _joined(parts), random, number, "syndicated", "+".join(chosen))


def rewritten(article: Article, random: Random, number: int, words: Sequence[str], strange: Sequence[str] = ()) -> Copy:
    """The story told again: every sentence reworded, some left out, neighbours swapped, sometimes a few `strange` ones of the paper's own."""
    strength = random.uniform(0.1, 0.4)
    parts = [part for part in _parts(article) if random.random() > random.uniform(0.1, 0.5)]
    parts = [_reworded(part, random, strength, words) for part in _regrouped(parts, random)]
    for place in range(len(parts) - 1):
        if random.random() < 0.25:
            parts[place], parts[place + 1] = parts[place + 1], parts[place]
    own = list(strange[: random.randint(0, max(1, len(parts) // 4))])
    for part in own:
        parts.insert(random.randrange(len(parts) + 1), part)
    if random.random() < 0.5:
        parts = _new_lead(parts, random)
    return _made(article, _joined(parts), random, number, "rewrite", f"{strength:.2f}")


def quoting(article: Article, quoted: Article, random: Random, number: int) -> Copy | None:
    """`article` with three to six of the quotations of `quoted` put in: they share official words, and neither was copied."""
    quotations = [match[0] for match in _QUOTED.finditer(quoted.text)]
    if len(quotations) < 3:
        return None
    parts = _parts(article)
    for quotation in random.sample(quotations, min(len(quotations), random.randint(3, 6))):
        parts.insert(random.randrange(1, len(parts) + 1), f"{quotation} a spokesman said in a statement.")
    return _made(article, _joined(parts), random, number, "quoting", quoted.id)


# -- edits ------------------------------------------------------------------------------------------------------------


def _credit(parts: list[str], random: Random) -> list[str]:
    agency = random.choice(_AGENCIES)
    if random.random() < 0.5:
        return [f"{random.choice(_TOWNS)} ({agency}) — {parts[0]}", *parts[1:]]
    return [*parts, random.choice((f"({agency})", f"Reporting by {agency}.", f"© {agency}. All rights reserved.", f"With {agency}"))]


def _new_lead(parts: list[str], random: Random) -> list[str]:
    return [random.choice(_LEADS).format(day=random.choice(_DAYS)), *parts[1:]]


def _cuts(parts: list[str], random: Random) -> list[str]:
    kept = max(4, int(len(parts) * random.uniform(0.35, 0.8)))
    if random.random() < 0.5:
        return parts[:kept]
    return [parts[place] for place in sorted(random.sample(range(len(parts)), min(kept, len(parts))))]


def _new_order(parts: list[str], random: Random) -> list[str]:
    size = random.randint(1, 3)
    blocks = [parts[place : place + size] for place in range(1, len(parts), size)]
    random.shuffle(blocks)
    return [parts[0], *(part for block in blocks for part in block)]


def _few_words(parts: list[str], random: Random) -> list[str]:
    return [_reworded(part, random, 0.03, ("item",)) if random.random() < 0.4 else part for part in parts]


_EDITS: dict[str, Callable[[list[str], Random], list[str]]] = {
    "credit": _credit,
    "lead": _new_lead,
    "cuts": _cuts,
    "order": _new_order,
    "words": _few_words,
}


def _reworded(part: str, random: Random, strength: float, words: Sequence[str]) -> str:
    part = _moved(part, random)
    if random.random() < 0.6:
        part = _ASIDE.sub("", part, count=1)

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word in _TABLE and random.random() < 0.6:
            return random.choice(_TABLE[word])
        if len(word) > 4 and word.islower() and random.random() < strength:
            return random.choice(words)
        return word

    return _WORD.sub(other, part)


def _moved(part: str, random: Random) -> str:
    """Speaker or time put at the other end of the sentence; a quotation sometimes turned into reported speech."""
    if random.random() < 0.5:
        part = _QUOTED.sub(lambda match: f"that {match[1].rstrip(',')}", part)
    said = _SAID.match(part) or _WHO_SAID.match(part)
    if said:
        if said.re is _SAID:
            return f"{said['who']} {said['said']} that {said['what'][:1].lower()}{said['what'][1:]}."
        return f"{said['what'][:1].upper()}{said['what'][1:]}, {said['who']} {said['said']}."
    time = _LEADING_TIME.match(part)
    return f"{time['rest'][:1].upper()}{time['rest'][1:]} {time['time'][:1].lower()}{time['time'][1:]}." if time else part


def _regrouped(parts: Sequence[str], random: Random) -> list[str]:
    """Some sentences split at a joint, some short neighbours joined."""
    made: list[str] = []
    for part in parts:
        joint = _JOINT.search(part, 30) if random.random() < 0.4 else None
        if joint and len(part) - joint.end() > 30:
            rest = part[joint.end() :]
            made += [f"{part[: joint.start()]}.", f"{rest[:1].upper()}{rest[1:]}"]
        elif made and len(made[-1]) + len(part) < 160 and random.random() < 0.3:
            made[-1] = f"{made[-1].rstrip('.')}, and {part[:1].lower()}{part[1:]}"
        else:
            made.append(part)
    return made


def _parts(article: Article) -> list[str]:
    return [span.of(article.text) for span in sentences(article.text)]


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(" ".join(parts[place : place + 2]) for place in range(0, len(parts), 2))


def _made(article: Article, text: str, random: Random, number: int, kind: str, edits: str) -> Copy:
    source = random.choice(_OUTLETS)
    title = f"{source}: what we know" if random.random() < 0.5 else article.title
    made = replace(article, id=f"{article.id}-{kind}-{number}", text=text, title=title, source=source, url=None, file_name=None)
    return Copy(made, kind, edits, article.id)
