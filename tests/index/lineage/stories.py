"""Short invented articles with copies, rewrites and independent reports of the same events."""

from __future__ import annotations

from index.model import Article

_QUAKE = (
    "SALTMERE (Gannet Wire) – A mild earthquake shook the coast near Saltmere shortly before dawn on Friday and broke windows in the old harbour quarter.",
    "Nobody was injured, said fire chief Orla Benning, but forty families had to leave their flats because of cracked chimneys.",
    "The observatory at Holm put the magnitude at 4.1 and the source nine kilometres under the sea bed.",
    "Trains between Saltmere and Dunlow were stopped for three hours while engineers walked the viaduct.",
    "Pupils of the Lindgren school were sent home after plaster fell from the ceiling of the gymnasium.",
    "It was the strongest tremor in the county since 1974, when a church tower lost its spire.",
)
_QUAKE_RETOLD = (
    "Forty families are out of their flats and windows lie broken in Saltmere's old harbour quarter: chimneys cracked when a mild earthquake shook the coast before dawn on Friday.",
    "According to the Holm observatory, which put its magnitude at 4.1, the source was nine kilometres below the sea bed.",
    "Fire chief Orla Benning said nobody had been injured.",
    "For three hours no trains ran between Saltmere and Dunlow, as engineers had to walk the viaduct.",
    "At the Lindgren school plaster fell from the gymnasium's ceiling and the pupils were sent home.",
    "Not since 1974, when a church tower's spire came down, has the county felt a stronger tremor. (Gannet Wire)",
)
_QUAKE_OTHER = (
    "I was making coffee when the cups began to dance, says baker Tom Aldous, whose shop stands on Quay Street.",
    "Like many in Saltmere he ran outside in his slippers on Friday morning, and found half the street there already.",
    "The council opened the sports hall for people who did not want to go home, and volunteers brought blankets and soup.",
    "Insurers expect several hundred claims; a hotline has been set up.",
    "Geologist Vera Quist of the university called the tremor unusual for this coast, though no reason to worry.",
)
_FERRY = (
    "The ferry company Northlink will raise its fares by eight per cent in June, its director told passengers' representatives in Dunlow.",
    "A single ticket to the islands will then cost nineteen crowns, while season tickets for islanders stay as they are.",
    "Fuel has become a third dearer within a year, and two new boats have to be paid for, the company argues.",
    "The islands' council speaks of a bad joke and wants the ministry to step in before summer.",
    "A petition against the rise has been signed by two thousand people within four days.",
)


def article(article_id: str, parts: tuple[str, ...], source: str, day: str | None = "2024-03-01", title: str | None = None) -> Article:
    """An article made of these sentences."""
    return Article(article_id, "\n\n".join(parts), title=title, source=source, published_at=day)


WIRE = article("wire", _QUAKE, "Gannet Wire")
EXACT = article("exact", tuple(part.replace("–", "-") for part in _QUAKE), "Dunlow Post", "2024-03-02")
CUT = article("cut", ("What we know so far about the tremor on the coast.", *_QUAKE[1:5]), "County Mail", "2024-03-02")
RETOLD = article("retold", _QUAKE_RETOLD, "Evening Star", "2024-03-02")
OTHER = article("other", _QUAKE_OTHER, "Saltmere Echo")
FERRY = article("ferry", _FERRY, "Gannet Wire")
FERRY_CUT = article("ferry-cut", _FERRY[:4], "Dunlow Post", "2024-03-02")
ROUND_UP = article("round-up", (*_QUAKE[1:6], *_FERRY[:3]), "County Mail", "2024-03-03")
LATER = article("later", _QUAKE_RETOLD, "Evening Star", "2025-03-01")
ALL = (WIRE, EXACT, CUT, RETOLD, OTHER, FERRY, FERRY_CUT, ROUND_UP, LATER)
