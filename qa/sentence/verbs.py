"""A word → the verb it is a form of, told from two tables: common verbs of the news, and those whose past is irregular."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from index.terms import terms

Form = Literal["base", "s", "past", "ing"]

_REGULAR = """
abandon abolish accept accuse achieve acquire act add admit adopt advance agree air allow amend announce appeal appear apply appoint
approve argue arrest arrive ask assassinate assemble attack attempt attend auction award ban bar battle bid block board bomb boycott
break build burn bury call cancel capture carry cause cease celebrate chair challenge change charge claim clash clear climb close collapse
collect collide commission commit complete concede conclude condemn conduct confirm confiscate conquer consider construct continue control
convert convict cover crash create cross crown cure cut damage debut decide declare decline deliver demand demolish deny depart deploy deport
describe destroy detain develop die disappear discharge disclose discover discuss dismiss disqualify dissolve divide divorce dock donate double
drop drown dry earn elect eliminate emerge employ empty enact end endorse enter erect erupt escape establish evacuate exceed exchange execute expand
expect expel expire explain explode export expose express extend face fail file film fine finish fire fix flee flood force form found free gain
gather govern grant greet guide halt hand handle happen head help hire hit host hurt identify ignite impose improve inaugurate include increase indict
inform inherit injure inspect install interview introduce invade invent invest investigate invite issue jail join judge jump kidnap kill knock
land last laud launch learn lift limit link list live load lock look loot lose lower maintain manage march mark marry merge migrate miss
mourn move murder name negotiate nominate note notice number object observe obtain occupy occur offer open operate oppose order organise organize oust
outlaw overtake overturn own park pack participate pass pave perform permit pick pioneer place plan plant play plead pledge postpone pour praise
predict premiere prepare present preserve prevent print proclaim produce prohibit promise promote propose prosecute prosper protest prove provide publish
pull purchase pursue push qualify quarrel question quit race raid rain raise rally ratify reach react read realise realize rebuild recall receive
recognise recognize recommend reconvene record recover recruit reduce refuse register reject relaunch release relocate remain remove rename renew reopen
repair repeal replace reply report represent rescue reserve reshuffle resign resolve respond rest restart restore restrict result resume retain retire
retreat retrieve return reunite reveal reverse review revise revoke reward rob roll rule rush sack sail sanction scrap screen search secure
seize select sentence separate serve settle shift ship shut sign sink slip slow smash snow spark split sponsor spot spread stabilise stage start state
stay stop storm strengthen stress strike study submit succeed sue suffer suggest summon supply support surface surrender survive suspect suspend
swap switch tackle talk target test testify thank threaten tighten top total tour train transfer transport travel treat trigger triumph try turn
undergo unite unveil upgrade urge use vaccinate value vanish veto visit vote vow wait walk warn wash watch welcome widen wipe withdraw witness work
worry wound wreck yield derail sedate refit deliberate adjourn acquit allege amass dismantle privatise privatize nationalise nationalize
""".split()

_IRREGULAR = """
arise arose arisen|be was been|be were been|bear bore born|beat beat beaten|become became become|begin began begun|bend bent bent|bind bound bound|bite bit bitten
bleed bled bled|blow blew blown|break broke broken|bring brought brought|broadcast broadcast broadcast|build built built|burst burst burst
buy bought bought|cast cast cast|catch caught caught|choose chose chosen|come came come|cost cost cost|cut cut cut|deal dealt dealt|dig dug dug
do did done|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt|fight fought fought
find found found|flee fled fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|get got got|get got gotten
give gave given|go went gone|grow grew grown|hang hung hung|have had had|hear heard heard|hide hid hidden|hit hit hit|hold held held|hurt hurt hurt
keep kept kept|know knew known|lay laid laid|lead led led|leave left left|lend lent lent|let let let|lie lay lain|light lit lit|lose lost lost
make made made|mean meant meant|meet met met|overthrow overthrew overthrown|overtake overtook overtaken|pay paid paid|put put put|quit quit quit
read read read|rebuild rebuilt rebuilt|ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought
sell sold sold|send sent sent|set set set|shake shook shaken|shed shed shed|shine shone shone|shoot shot shot|show showed shown|shrink shrank shrunk
shut shut shut|sing sang sung|sink sank sunk|sit sat sat|sleep slept slept|slide slid slid|speak spoke spoken|spend spent spent|split split split
spread spread spread|stand stood stood|steal stole stolen|stick stuck stuck|strike struck struck|swear swore sworn|sweep swept swept|swim swam swum
swing swung swung|take took taken|teach taught taught|tear tore torn|tell told told|think thought thought|throw threw thrown|undergo underwent undergone
understand understood understood|wake woke woken|wear wore worn|win won won|withdraw withdrew withdrawn|write wrote written
""".replace("\n", "|").strip("|")

AUXILIARIES = frozenset(
    "is are was were be been being am has have had do does did will would shall should can could may might must".split()
)

_REPORTING = "say tell announce report state add declare confirm warn write reveal predict claim note explain learn promise".split()

_NOT_VERBS = frozenset("hundred red bed need feed seed indeed speed breed wednesday unrelated".split())
_MORE_DOUBLED = frozenset(
    "control ban stop plan drop bar bid cut run set put hit quit rob scrap slip spot swim begin win get dig sit shut ship swap top".split()
)


@cache
def _forms() -> Mapping[str, tuple[str, Form]]:
    """Form → its verb and which form it is."""
    table: dict[str, tuple[str, Form]] = {}
    rows = [tuple(row.split()) for row in _IRREGULAR.split("|")]
    irregular = {row[0] for row in rows}
    for verb in (*_REGULAR, *irregular):
        stem = verb[:-1] if verb.endswith("e") else verb + verb[-1] if verb in _MORE_DOUBLED else verb
        table.setdefault(stem + "ing", (verb, "ing"))
        table.setdefault(verb[:-1] + "ies" if verb[-1] == "y" and verb[-2] not in "aeou" else verb + _ending(verb), (verb, "s"))
        if verb not in irregular:
            table.setdefault(verb[:-1] + "ied" if verb[-1] == "y" and verb[-2] not in "aeou" else stem + "ed", (verb, "past"))
    for base, past, participle in rows:
        table[past] = table[participle] = (base, "past")
    for verb in (*_REGULAR, *irregular):
        table.setdefault(verb, (verb, "base"))
    return table


def _ending(verb: str) -> str:
    return "es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s"


def verb_of(word: str) -> tuple[str, Form] | None:
    """The verb that a word may be a form of, and the form; any other word in -ed counts as a past."""
    folded = word.casefold()
    known = _forms().get(folded)
    if known:
        return known
    if folded.endswith("ed") and len(folded) > 4 and folded not in _NOT_VERBS:
        return folded[:-2], "past"
    return None


_BASES = frozenset((*_REGULAR, *(row.split()[0] for row in _IRREGULAR.split("|"))))


def is_base(word: str) -> bool:
    """Whether a word is the plain form of a common verb: "go", "install", also "put"."""
    return word in _BASES


def is_past(word: str) -> bool:
    """Whether a word may be a past tense or a participle."""
    found = verb_of(word)
    return found is not None and found[1] == "past"


_LASTING = frozenset("last continue go be hold take remain stay stand".split())


def lasts(word: str) -> bool:
    """Whether a word is a form of a verb that says no more than that something goes on."""
    found = verb_of(word)
    return found is not None and found[0] in _LASTING


def reports(word: str) -> bool:
    """Whether a word is a form of a verb of saying."""
    found = verb_of(word)
    return found is not None and found[0] in _REPORTING


@cache
def _by_term() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for form, (base, _) in _forms().items():
        table.setdefault(base, set()).update(terms(form))
    found: dict[str, set[str]] = {}
    for group in table.values():
        for term in group:
            found.setdefault(term, set()).update(group - {term})
    return {term: frozenset(others) for term, others in found.items() if others}


def forms_of(term: str) -> frozenset[str]:
    """The search terms of the other forms of the verbs that a search term may stand for: "fell" for "fall"."""
    return _by_term().get(term, frozenset())
