"""A third lot of small articles and questions, written unseen: corrections, copies, evidence over several articles, British and American."""

from __future__ import annotations

from index.model import Article
from tests.qa.dates_asked import Case


def _article(name: str, published: str | None, title: str, text: str, source: str | None = None) -> Article:
    given = "metadata" if published else None
    return Article(id=name, text=text, title=title, source=source or name, published_at=published, published_from=given)


_VIADUCT = (
    "The Harrowby viaduct, shut to trains since a lorry struck one of its piers on 4 September, will carry passengers again from 9 October, "
    "the track owner said on Thursday. Repairs began a week after the crash.\n\nA second lorry hit the same pier last Tuesday but did no harm."
)

ARTICLES = (
    _article(
        "fraud",
        "2019-11-14",
        "Banker Sorrell jailed",
        "Simon Sorrell, a former banker, was jailed for seven years at Norwick Crown Court on Wednesday for defrauding pensioners. He was "
        "convicted on 21 October after a trial of five weeks; he had been charged in March 2018, eleven months after detectives first "
        "knocked at his door.\n\nHis appeal is to be heard next spring. His wife, Clara, who was cleared of all charges at the start of "
        "the month, was not in court.",
    ),
    _article(
        "hurricane",
        "2023-09-08",
        "Hurricane Odile weakens after landfall",
        "PORT HALLAM (Gulf Wire) — Hurricane Odile came ashore near Port Hallam at 3 a.m. Thursday and was downgraded to a tropical storm by "
        "noon. It had formed as a depression on Aug. 30 and became a hurricane three days later.\n\nFerries to the islands stopped running "
        "Tuesday and are expected to resume Sunday. A curfew that took effect Wednesday evening was lifted Friday morning.",
    ),
    _article(
        "hurricane-note",
        "2023-09-20",
        "Odile: the bill",
        "Two weeks after Odile made landfall, insurers put the damage at $900 million. Power was out in Port Hallam for nine days. The "
        "airport, which closed on the eve of the storm, took its first flight on Monday.",
    ),
    _article(
        "viaduct",
        "2021-09-24",
        "Harrowby viaduct to reopen next month",
        _VIADUCT,
        "Harrowby Echo",
    ),
    _article(
        "viaduct-copy",
        "2021-09-25",
        "Viaduct to reopen",
        _VIADUCT,
        "Marl Valley Post",
    ),
    _article(
        "viaduct-later",
        "2021-10-15",
        "Trains back on Harrowby viaduct",
        "Trains have been running over the Harrowby viaduct again since Tuesday, three days later than planned. The first, the 6.14 to Colby, "
        "was full.\n\nThe viaduct had been closed for more than five weeks.",
    ),
    _article(
        "nurses",
        "2022-12-16",
        "Nurses at Calder hospitals strike",
        "Nurses at the four Calder hospitals walked out at 7 a.m. on Thursday for the first time in their union's 94-year history. The strike "
        "is to last until Saturday night; a second one will start on 3 January unless ministers make an offer.\n\nThe nurses had voted "
        "for action in early November. Talks collapsed on Monday after only 40 minutes.",
    ),
    _article(
        "nurses-deal",
        "2023-01-27",
        "Calder nurses call off action",
        "Nurses in Calder accepted a pay deal on Wednesday and called off a third strike, which had been due to begin on 6 February. The "
        "deal, reached a week ago, is backdated to last April.",
    ),
    _article(
        "vaccine",
        "2020-08-11",
        "First volunteers get Tamsin vaccine",
        "A trial of a vaccine against Tamsin fever began yesterday at the university hospital in Oslund, where 48 volunteers were given a "
        "first dose. They will get a second one in four weeks.\n\nThe virus was identified in 2014 by a team led by Professor Ragna Holt, "
        "who started work on the vaccine the same year. Tests on ferrets were completed in May. Results of the trial are not expected before "
        "the end of the year.",
    ),
    _article(
        "vote",
        "2024-03-04",
        "Mayor Brandt forced into run-off",
        "Mayor Ilse Brandt and her challenger, Piet Rooms, will meet in a run-off on March 24 after neither won a majority on Sunday. Brandt, "
        "who was first elected in 2012 and won again four years later, lost the office in 2020 and regained it in a special election last "
        "June.\n\nEarly voting for the second round opens on March 14. The deadline for absentee ballots is two days before the vote.",
    ),
    _article(
        "merger-off",
        "2018-07-03",
        "Tessel walks away from Orbin",
        "Tessel AG on Monday broke off talks to buy the chemicals maker Orbin, eleven weeks after they had begun. Its offer, made public "
        "on 9 May and raised on 1 June, had been rejected by Orbin's board on 15 June.\n\nOrbin's shares, suspended on Monday "
        "morning, fell by a fifth when trading resumed in the afternoon. Tessel had bought Orbin's paint business in 2015.",
    ),
    _article(
        "marathon",
        "2022-04-25",
        "Adeyo breaks course record at Lindfield",
        "Kenyan-born Grace Adeyo won the Lindfield Marathon on Sunday in 2:21:07, beating a course record that had stood since 2003. Adeyo, "
        "29, had a stress fracture last October and took up running again only at Christmas.\n\nThe race, held every spring since 1983, was "
        "cancelled in 2020 and 2021. Entries for next year's open on 1 June. The men's race was won by Luca Ferri.",
    ),
    _article(
        "comet",
        "2017-02-20",
        "Probe sends first picture of comet",
        "The probe Wayfinder has sent its first picture of comet Danvers, the space agency said on Friday. Launched on 12 March 2011, "
        "it flew past Venus that November and past Earth twice in the following year. It was woken on 20 January after a sleep of 31 "
        "months.\n\nWayfinder will reach the comet in August and is to land in mid-November. Contact was lost for six hours on the "
        "fifth of February.",
    ),
    _article(
        "heist",
        "2016-05-19",
        "Two held over Brasserie raid",
        "Police have arrested two men over a raid on a jeweller's in Marlow Lane in which watches worth £2m were taken. The men, aged 34 and "
        "41, were held in the early hours of Wednesday at a house in Tarn.\n\nThe raid took place on the night of 7 May. A getaway car was found burnt "
        "out two days later. Detectives were called on 8 May at 6.20 am by a cleaner.",
    ),
    _article(
        "heist-correction",
        "2016-05-21",
        "Two held over Marlow Lane raid",
        "Correction: an earlier version of this article said that the raid in Marlow Lane took place on 7 May. It took place on the "
        "night of 6 May.\n\nTwo men were charged yesterday with the raid on the jeweller's in Marlow Lane, in which watches worth £2m were taken. "
        "They are to appear in court on Monday.",
        "heist",
    ),
    _article(
        "ferry-a",
        "2015-06-30",
        "New ferry for Skarra",
        "The ferry Lady Aud made her first crossing to Skarra on Saturday. She replaces the Merganser, which had served the island since 1978 "
        "and was withdrawn in February.",
    ),
    _article(
        "ferry-b",
        "2015-08-03",
        "Skarra ferry out of action",
        "The Skarra ferry Lady Aud has been laid up since Thursday with engine trouble. She entered service in June. The operator hopes to have her "
        "back by the middle of the month; until then a chartered boat will sail at 9 and 5.",
    ),
    _article(
        "ban",
        "2021-05-12",
        "Smoking ban on Corvo beaches",
        "Smoking will be banned on the beaches of Corvo from the first of June until the end of September, the council decided last "
        "night. A similar ban in neighbouring Salto has been in force for two years.",
    ),
)

CASES = (
    Case("When was Simon Sorrell jailed?", "2019-11-13"),
    Case("When was Simon Sorrell convicted?", "2019-10-21"),
    Case("How long did Simon Sorrell's trial last?", "P5W"),
    Case("When was the banker Sorrell charged?", "2018-03"),
    Case("When did detectives first visit Sorrell?", "2017-04"),
    Case("When did Hurricane Odile make landfall?", "2023-09-07"),
    Case("When did Odile become a hurricane?", "2023-09-02"),
    Case("When did ferries to the islands off Port Hallam stop running?", "2023-09-05"),
    Case("When was the curfew in Port Hallam lifted?", "2023-09-08"),
    Case("How long was the power out in Port Hallam?", "P9D"),
    Case("When did the first flight land at the airport in Port Hallam after the storm?", "2023-09-18"),
    Case("Since when had the Harrowby viaduct been closed?", "2021-09-04"),
    Case("When did repairs to the Harrowby viaduct begin?", "2021-09-11"),
    Case("When did trains start to run over the Harrowby viaduct again?", "2021-10-12"),
    Case("When did the second lorry hit the Harrowby viaduct?", "2021-09-21"),
    Case("When did nurses in Calder first walk out?", "2022-12-15"),
    Case("Until when was the first strike at the Calder hospitals to last?", "2022-12-17"),
    Case("When did talks with the Calder nurses collapse?", "2022-12-12"),
    Case("When did the nurses in Calder accept a pay deal?", "2023-01-25"),
    Case("When was the third strike of the Calder nurses due to begin?", "2023-02-06"),
    Case("When did the trial of the Tamsin vaccine begin?", "2020-08-10"),
    Case("When will the volunteers in Oslund get a second dose?", "2020-09-07/2020-09-13"),
    Case("In what year was the Tamsin virus identified?", "2014"),
    Case("When did Professor Holt start work on the vaccine?", "2014"),
    Case("When were the tests on ferrets completed?", "2020-05"),
    Case("When is the run-off between Brandt and Rooms?", "2024-03-24"),
    Case("When did Ilse Brandt lose the office of mayor?", "2020"),
    Case("When did Brandt regain the office of mayor?", "2023-06"),
    Case("When does early voting for the run-off open?", "2024-03-14"),
    Case("When did Tessel break off the talks with Orbin?", "2018-07-02"),
    Case("When was Tessel's offer for Orbin raised?", "2018-06-01"),
    Case("When did Orbin's board reject the offer?", "2018-06-15"),
    Case("Since when had the course record at the Lindfield Marathon stood?", "2003"),
    Case("When did Grace Adeyo win the Lindfield Marathon?", "2022-04-24"),
    Case("When do entries for next year's Lindfield Marathon open?", "2022-06-01"),
    Case("When was the probe Wayfinder launched?", "2011-03-12"),
    Case("When did Wayfinder fly past Venus?", "2011-11"),
    Case("How long did Wayfinder sleep?", "P31M"),
    Case("When was contact with Wayfinder lost?", "2017-02-05"),
    Case("When will Wayfinder land on the comet?", "2017-11-11/2017-11-20"),
    Case("When did the raid on the jeweller's in Marlow Lane take place?", "2016-05-06"),
    Case("When were two men charged with the raid in Marlow Lane?", "2016-05-20"),
    Case("When were the two men arrested over the raid in Marlow Lane?", "2016-05-18"),
    Case("When did the ferry Lady Aud make her first crossing?", "2015-06-27"),
    Case("Since when has the Lady Aud been laid up?", "2015-07-30"),
    Case("When was the Merganser withdrawn?", "2015-02"),
    Case("From when will smoking be banned on the beaches of Corvo?", "2021-06-01"),
    Case("Until when will smoking be banned on the beaches of Corvo?", "2021-09-30"),
)
