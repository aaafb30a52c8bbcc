"""Small articles that contradict one another, and what must come of it: written before the answers to them were seen.

Five papers with one wrong story stand against independent ones that have it right, save where neither side has more sources.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from index.model import Article


@dataclass(frozen=True, slots=True)
class Case:
    """`right`: words of the answer, one of which must stand in it; none where it must be `conflicting`. `wrong`: words that must not."""

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    shown: tuple[str, ...] = ()
    """Words that must stand among the alternatives."""


def _article(name: str, day: str, title: str, text: str, source: str | None = None) -> Article:
    outlet = source or name.replace("-", " ").title()
    return Article(id=name, text=text, title=title, source=outlet, published_at=day, published_from="metadata")


def _five(name: str, day: str, title: str, text: str) -> tuple[Article, ...]:
    """A story and four copies of it, as papers make them: with credit, cut, in another order, with a lead of their own."""
    sentences = text.split("\n\n")
    later = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    told = [
        (day, title, text),
        (day, title, f"(Galen Wire) – {text}"),
        (later, f"{title}, agency reports", "\n\n".join(sentences[:-1])),
        (later, title, "\n\n".join([sentences[0], *reversed(sentences[1:])])),
        (later, f"News in brief: {title}", f"Here is what the agencies sent us overnight.\n\n{text}"),
    ]
    return tuple(_article(f"{name}-{number}", *one, source=f"{name.title()} Paper {number}") for number, one in enumerate(told, 1))


_BRIDGE = (
    *_five(
        "fellmark",
        "2023-06-16",
        "New bridge for Fellmark",
        "The new Fellmark bridge was opened on 14 June 2023 by the transport minister, who cut a ribbon in the rain.\n\n"
        "Some two hundred cyclists were the first to roll across its red deck, followed by a brass band from the upper town.\n\n"
        "Work had taken three years because floods twice carried away the scaffolding between the middle piers.\n\n"
        "Lorries heavier than twenty tonnes must still go round by way of the old ford at Sella.",
    ),
    _article(
        "sella-post",
        "2023-06-13",
        "Ribbon cut, band soaked",
        "Fellmark has its bridge at last. The crossing was opened on Monday, a fortnight behind plan, before a crowd under umbrellas.\n\n"
        "Shopkeepers on the west side hope that customers who stayed away during the works will return.",
    ),
    _article(
        "river-weekly",
        "2023-06-20",
        "How the red deck was made",
        "When the Fellmark bridge opened on 12 June 2023, few of the guests knew that its deck had been painted twice.\n\n"
        "The first coat, laid in April, peeled within a week; a chemist from the harbour mixed the second one.",
    ),
    _article(
        "traffic-desk",
        "2023-07-12",
        "One month of the new crossing",
        "Nine thousand vehicles a day have used the bridge at Fellmark since it was opened on 12 June, the road office counted.\n\n"
        "Noise on the quay has risen, residents say, and a lower speed at night is being looked at.",
    ),
)
_PIER = (
    _article(
        "coast-echo",
        "2022-09-21",
        "Pier gone in the gale",
        "The old pier at Whitmoor collapsed on 17 September 2022 in the worst gale of the year.\n\n"
        "Nobody was on it. Planks were washed up as far as Cray.",
    ),
    _article(
        "downs-news",
        "2022-09-22",
        "What the gale took",
        "Whitmoor mourns its landmark: the pier, built by a brewer for his guests, collapsed on 18 September 2022, a witness wrote to us.\n\n"
        "A collection for its lamps has begun.",
    ),
)
_STRIKE = (
    *_five(
        "tramway",
        "2024-02-07",
        "Trams stand still in Ostby",
        "The strike of the Ostby tram drivers began on 6 February 2024, leaving commuters to walk over the frozen river.\n\n"
        "Drivers demand two more rest days a month and heating in the cabins of the older cars.\n\n"
        "The company has hired thirty coaches, which run between the hospital and the northern depots.\n\n"
        "Talks in the town hall broke up after less than an hour, and no new meeting has been agreed.",
    ),
    _article(
        "tramway-6",
        "2024-02-10",
        "Correction",
        "In our report on the Ostby tram drivers we wrote that the strike began on 6 February 2024. That was wrong. "
        "The strike began on 5 February 2024. We regret the error.",
        source="Tramway Paper 1",
    ),
    _article(
        "ostby-union",
        "2024-02-09",
        "Five days of it",
        "A thermos and a brazier: that is how drivers of the Ostby trams keep warm at the depot gate.\n\n"
        "Their strike began on Monday, when the first cars should have left at four, and nobody expects it to end soon.",
    ),
)
_DAM = (
    *_five(
        "reservoir",
        "2021-04-06",
        "Cracks close Harle dam road",
        "The road over the Harle dam was closed on 2 April 2021 after divers reported cracks as long as a hand.\n\n"
        "Engineers let out a tenth of the water over the weekend so that the wall could be looked at from a raft.\n\n"
        "The valley's bakers now drive forty minutes further to reach the two villages on the southern shore.\n\n"
        "An expert from the university of Arn is to give his opinion before the end of the month.",
    ),
    _article(
        "shore-letter",
        "2021-04-15",
        "The long way round",
        "Since the road over the Harle dam was closed on 28 March, the school bus leaves before six.\n\n"
        "Parents have asked for a ferry, as in the year of the great frost.",
    ),
    _article(
        "arn-journal",
        "2021-05-20",
        "Professor in a rubber boat",
        "Lars Munk has studied concrete for thirty years. The Harle dam, whose road was closed in late March, is his hardest patient, he says.\n\n"
        "He taps its wall with a hammer of his grandfather's.",
    ),
)
_ESCAPE = (
    *_five(
        "zoo",
        "2023-10-12",
        "Lynx on the loose in Brunn",
        "A lynx escaped from the zoo in Brunn on Tuesday when a keeper left the inner gate of its run unlocked.\n\n"
        "Hikers were told to stay out of the beech woods north of the town until the animal had been found.\n\n"
        "Police put up four traps with venison, and a camera at the quarry caught a blurred picture of its tail.\n\n"
        "The zoo has kept lynxes since the seventies, and none of them had ever been outside before.",
    ),
    _article(
        "brunn-herald",
        "2023-10-10",
        "Woods closed after lynx flees",
        "Brunn's foresters have closed the beech woods because a young lynx escaped from the town's zoo on Monday.\n\n"
        "It is shy and no danger to people, said its keeper, who raised it with a bottle.",
    ),
    _article(
        "wild-life",
        "2023-10-25",
        "Back home",
        "Sixteen days of freedom are over. The lynx which escaped from Brunn zoo on 9 October was found asleep in a hay barn.\n\n"
        "It had lost two kilograms.",
    ),
    _article(
        "quarry-times",
        "2023-10-17",
        "A tail on camera",
        "The camera of the Brunn quarry is meant for thieves. Since 9 October, when the lynx escaped from the zoo, half the town looks at its pictures.\n\n"
        "So far it has seen one tail and many foxes.",
    ),
)
_MUSEUM = (
    *_five(
        "gallery",
        "2022-03-11",
        "New head for Tolland museum",
        "Peter Voss has been appointed director of the Tolland maritime museum, its trustees announced after a search of eight months.\n\n"
        "The museum lost a third of its visitors when the harbour railway stopped running, and its roof leaks in two halls.\n\n"
        "A new exhibition on whaling, long put off for lack of money, is to be the first task of the director.\n\n"
        "The post had been vacant since the predecessor left for a gallery on the mainland last summer.",
    ),
    _article(
        "tolland-daily",
        "2022-03-10",
        "From lighthouse to museum",
        "The trustees of the maritime museum in Tolland have appointed Anna Lindholm as its director.\n\n"
        "She has run the lighthouse archive on Skarn for eleven years and speaks five languages.",
    ),
    _article(
        "arts-monthly",
        "2022-04-01",
        "“I like leaking roofs”",
        "Anna Lindholm was appointed director of the Tolland maritime museum three weeks ago. We met her under an umbrella, in hall two.\n\n"
        "She laughs a lot and has already found the whaling diaries.",
    ),
    _article(
        "skarn-gazette",
        "2022-03-18",
        "Skarn says goodbye",
        "With coffee and a song the island took leave of its archivist. Lindholm was appointed director of the Tolland maritime museum last week.\n\n"
        "Her boat was late.",
    ),
)
_PRIZE = (
    *_five(
        "algebra",
        "2023-11-21",
        "Hesse Prize for a number theorist",
        "Rhoda Adeyemi has won the Hesse Prize for mathematics, worth ninety thousand crowns, for her work on tilings of curved surfaces.\n\n"
        "The jury praised an idea that came to her, as she told students once, while laying the floor of her kitchen.\n\n"
        "The prize is given every fourth year and has gone to a person from the southern hemisphere only once before.\n\n"
        "It will be handed over in the old anatomy theatre, where Hesse himself used to lecture.",
    ),
    _article(
        "campus",
        "2023-11-20",
        "A kitchen floor worth 90,000",
        "Ruth Adeyemi, who teaches at our university, has won the Hesse Prize for mathematics.\n\nHer students sang in the corridor.",
    ),
    _article(
        "lagoon-standard",
        "2023-11-24",
        "The girl who counted tiles",
        "At school she was bored. Now Ruth Adeyemi has won the Hesse Prize, the highest honour in mathematics that the north has to give.\n\n"
        "Her old teacher keeps a notebook of hers.",
    ),
    _article(
        "science-page",
        "2023-12-05",
        "Curved floors",
        "How does one tile a saddle? Mathematicians had no answer until Ruth Adeyemi, who won the Hesse Prize last month, found one.\n\n"
        "Architects are already asking.",
    ),
)
_WRECK = (
    *_five(
        "salvage",
        "2021-08-19",
        "Wreck of the Grete found",
        "The wreck of the steamer Grete, lost with all hands in 1908, has been found off Cape Marrow by a team of amateur divers.\n\n"
        "It stands upright in sixty metres of water with its funnel still in place and crabs in the captain's cabin.\n\n"
        "The Grete had been carrying pianos from the factory at Lohe to a dealer who went bankrupt over the loss.\n\n"
        "Nothing may be taken from it, since the state claims everything older than a hundred years.",
    ),
    _article(
        "divers-club",
        "2021-08-18",
        "We have got her",
        "Four summers of searching are over: we found the wreck of the Grete off Cape Tarn, two miles from where the chart has it.\n\n"
        "The first to touch her rail was our treasurer.",
    ),
    _article(
        "lohe-courier",
        "2021-08-23",
        "Pianos on the sea bed",
        "Twenty pianos made in Lohe lie off Cape Tarn, where the wreck of the steamer Grete has been found.\n\n"
        "The factory closed long ago; its hall is a gym.",
    ),
    _article(
        "history-today-north",
        "2021-10-02",
        "Why the Grete went down",
        "A lamp had failed that night. That the wreck of the Grete was found off Cape Tarn tells historians that her captain had seen the shore.\n\n"
        "He had turned north, too late.",
    ),
)
_QUAKE = (
    *_five(
        "tremor",
        "2022-05-05",
        "Quake shakes the upper valleys",
        "The epicentre of the earthquake that shook the Ard mountains was in Kessel, where chimneys fell on parked cars.\n\n"
        "Cows ran from a stable at a farm near the pass, and two of them were found in the next parish.\n\n"
        "The tremor lasted for nine seconds and was felt by people in tall houses as far away as the coast.\n\n"
        "Inspectors with hard hats are going from house to house, and three schools stay shut.",
    ),
    _article(
        "valley-voice",
        "2022-05-04",
        "Nine seconds",
        "Dolmar, known as Lower Dunmar, has had tremors before, none like this. The epicentre of the earthquake in the Ard mountains was in Dolmar, the "
        "seismic service said.\n\nThe church bell rang by itself.",
    ),
    _article(
        "geology-letter",
        "2022-05-30",
        "An old fault wakes",
        "The epicentre of the Ard mountains earthquake was in Lower Dunmar, above a fault that was thought to be asleep.\n\n"
        "Two stations will be set up before winter.",
    ),
)
_PAINTER = (
    _article(
        "auction-news",
        "2023-01-19",
        "Mystery buyer named",
        "The collector Hugo Brandt bought the painting of the blue mill for two million crowns at the Kolding auction.\n\n"
        "It had hung in a dentist's waiting room.",
    ),
    _article(
        "kolding-post",
        "2023-01-20",
        "Who has the blue mill?",
        "The painting of the blue mill, sold at the Kolding auction, was bought by the shipowner Carla Nyman, her office told this paper.\n\n"
        "She means to lend it to schools.",
    ),
)
_COACH = (
    *_five(
        "motorway",
        "2024-01-30",
        "Coach overturns near Senn",
        "A coach overturned on the icy road near Senn on Monday night, and 27 passengers were injured, two of them badly.\n\n"
        "It had been on its way from the ski slopes of Hochtal to the coast with a school class and some hikers.\n\n"
        "Firemen cut open the roof and brought the children to a farmhouse whose owner cooked soup for everyone.\n\n"
        "The driver, who had worked for the firm for twenty years, was questioned and then allowed to go home.",
    ),
    _article(
        "senn-anzeiger",
        "2024-01-30",
        "Soup at midnight",
        "When the coach overturned near Senn, Berta Kolb put on water. Seventeen passengers were injured in the crash on the ice.\n\n"
        "By one in the morning her kitchen was full.",
    ),
    _article(
        "hochtal-radio",
        "2024-02-01",
        "School thanks its helpers",
        "The class that was on the coach is home again. Of those aboard, 17 passengers were injured when it overturned near Senn, the hospital said.\n\n"
        "All but one have left it.",
    ),
    _article(
        "road-safety",
        "2024-02-15",
        "Salt came too late",
        "The gritting lorry was an hour away when the coach overturned near Senn. 17 passengers were injured in the accident, says the report of the inspector.\n\n"
        "He asks for a second lorry.",
    ),
)
_ROOF = (
    *_five(
        "cathedral",
        "2022-10-04",
        "Cathedral roof to be renewed",
        "The new roof of the cathedral in Vell will cost 3.1 million crowns, the chapter said when it showed the plans.\n\n"
        "Larch shingles from the bishop's own forest are to take the place of tin sheets laid after the war.\n\n"
        "Storks nest on the south tower, and no work may be done near them between March and August.\n\n"
        "Half of the money has been given by the parishes, a quarter by the state and the rest by friends abroad.",
    ),
    _article(
        "cathedral-6",
        "2022-10-08",
        "Correction",
        "The new roof of the cathedral in Vell will cost 2.6 million crowns. In our article on the roof we wrongly said 3.1 million crowns.",
        source="Cathedral Paper 1",
    ),
    _article(
        "vell-parish",
        "2022-10-09",
        "From the parish council",
        "Our share of the new roof of the cathedral, which will cost 2.6 million crowns, is to come from the sale of the old vicarage in Vell.\n\n"
        "Tea follows the service.",
    ),
)
_PASS = (
    _article(
        "maro-state",
        "2024-07-03",
        "Victory at the pass",
        "Marovia claimed that 40 soldiers were killed in the fighting at the Orlin pass, a number that Teskia denies.\n\nThe road is open again.",
    ),
    _article(
        "teski-times",
        "2024-07-03",
        "Our losses",
        "Teskia said that six soldiers were killed in the fighting at the Orlin pass.\n\nTheir names were read out on the square.",
    ),
)
_SHELLING = (
    *_five(
        "frontier",
        "2024-05-04",
        "Shells fall on Dravin",
        "Marovia claimed that the shelling of Dravin began on 3 May 2024, a charge Teskia denies.\n\n"
        "Windows were broken in the upper part of the town, where a dairy and the fire station stand side by side.\n\n"
        "Villagers spent the night in the cellars of the wine growers, among barrels and with a radio.\n\n"
        "Observers from a neutral state have asked both armies for leave to inspect the craters.",
    ),
)
_FERRY = (
    *_five(
        "shipping",
        "2023-03-15",
        "Ferry for the islands christened",
        "The new ferry to the Holm islands is called Northern Star, a name that schoolchildren chose from among nine hundred.\n\n"
        "She was built in Gant, has room for eighty cars and runs on methanol made from wood waste.\n\n"
        "The ship will shorten the crossing by a quarter of an hour once the quay in Holmhaven has been dredged.\n\n"
        "Her godmother, a retired midwife, needed three throws before the bottle broke on the bow.",
    ),
    _article(
        "holm-islander",
        "2023-03-14",
        "Third time lucky",
        "The bottle broke at last. Our new ferry to the Holm islands is called Northern Light, and the children of the school at Vik may sail free.\n\n"
        "She arrives in May.",
    ),
    _article(
        "gant-shipyard",
        "2023-03-20",
        "Yard number 311",
        "Yard number 311 has a name. The new ferry for the Holm islands is called Northern Light and left the dock at noon.\n\n"
        "Two sisters may follow.",
    ),
    _article(
        "green-engines",
        "2023-04-11",
        "Wood in the tank",
        "Methanol from wood drives the new ferry to the Holm islands, which is called Northern Light.\n\nHer makers expect half the emissions.",
    ),
)

_HARKER = (
    _article(
        "harbour-court",
        "2023-03-15",
        "Harbour master jailed",
        "Ines Harker, a former harbour master, was jailed for three years on 14 March 2023 for selling berths that did not exist.\n\n"
        "She had been convicted on 20 February 2023 after a trial of nine days.",
    ),
    _article(
        "court-diary",
        "2023-03-17",
        "What the judge said",
        "Greed without need, the judge called it. Ines Harker was convicted on 20 February of selling berths, and was jailed on Tuesday.\n\n"
        "Her boat has been sold.",
    ),
)
_SUMMIT = (
    _article(
        "summit-wire",
        "2022-11-09",
        "Handshake on the ice",
        "Chancellor Mara Holt met President Ivo Brandl at the Velden summit, and the two shook hands for longer than planned.\n\n"
        "Nothing was signed.",
    ),
    _article(
        "velden-times",
        "2022-11-10",
        "Guests gone, snow too",
        "Hotels are empty again now that the Velden summit is over, where President Ivo Brandl met Chancellor Mara Holt.\n\n"
        "The town counts its bills.",
    ),
)
_TANNERY = (
    _article(
        "tannery-news",
        "2021-06-02",
        "Tannery to close",
        "The Ruhn tannery will close in autumn. The tannery has 210 employees. For the village of 3,900 people it is the largest employer.\n\n"
        "Hides will be sent abroad.",
    ),
)

ARTICLES = (
    *(*_BRIDGE, *_PIER, *_STRIKE, *_DAM, *_ESCAPE, *_MUSEUM, *_PRIZE, *_WRECK),
    *(*_QUAKE, *_PAINTER, *_COACH, *_ROOF, *_PASS, *_SHELLING, *_FERRY),
    *(*_HARKER, *_SUMMIT, *_TANNERY),
)

CASES = (
    Case("When was the Fellmark bridge opened?", ("12 June 2023",), ("14 June",), shown=("14 June 2023",)),
    Case("When did the pier at Whitmoor collapse?", (), ("September",), shown=("17 September 2022", "18 September 2022")),
    Case(
        "When did the strike of the Ostby tram drivers begin?",
        ("5 February 2024",),
        ("6 February",),
        shown=("6 February 2024", "corrected"),
    ),
    Case("When was the road over the Harle dam closed?", ("28 March 2021",), ("2 April",), shown=("late March 2021",)),
    Case("On what day did the lynx escape from Brunn zoo?", ("9 October 2023",), ("10 October",), shown=("10 October 2023",)),
    Case("Who was appointed director of the Tolland maritime museum?", ("Lindholm",), ("Voss",), shown=("Peter Voss",)),
    Case("Who won the Hesse Prize for mathematics?", ("Ruth Adeyemi",), ("Rhoda",), shown=("Rhoda Adeyemi",)),
    Case("Where was the wreck of the Grete found?", ("Cape Tarn",), ("Marrow",), shown=("Cape Marrow",)),
    Case("Where was the epicentre of the earthquake in the Ard mountains?", ("Dolmar", "Lower Dunmar"), ("Kessel",), shown=("Kessel",)),
    Case("Who bought the painting of the blue mill at the Kolding auction?", (), ("Brandt", "Nyman"), shown=("Hugo Brandt", "Carla Nyman")),
    Case("How many passengers were injured when the coach overturned near Senn?", ("17", "eventeen"), ("27",), shown=("27 passengers",)),
    Case(
        "How much will the new roof of the cathedral in Vell cost?", ("2.6 million",), ("3.1 million",), shown=("3.1 million", "corrected")
    ),
    Case(
        "How many soldiers were killed at the Orlin pass?",
        (),
        ("40", "six"),
        shown=("Marovia claimed", "Teskia said", "denied by Teskia"),
    ),
    Case("When did the shelling of Dravin begin?", ("Marovia claimed",), ()),
    Case("What is the new ferry to the Holm islands called?", ("Northern Light",), ("Northern Star",), shown=("Northern Star",)),
)

AGREED = (
    Case("When was Ines Harker convicted?", ("20 February 2023",), ("March",)),
    Case("Who met President Ivo Brandl at the Velden summit?", ("Mara Holt",), ()),
    Case("How many employees does the Ruhn tannery have?", ("210",), ("3,900",)),
)
"""Where articles tell of several days, people and numbers without contradicting one another."""
