"""Small articles of our own on many subjects, with questions that ask when, how long, since and until when, and what is right."""

from __future__ import annotations

from typing import NamedTuple

from index.model import Article


class Case(NamedTuple):
    """`value` is ISO: days ("2022-03-17"), a month, a year, "first/last", or a length of time ("P3D"); empty where none can be given."""

    question: str
    value: str


def _article(name: str, published: str | None, title: str, text: str) -> Article:
    given = "metadata" if published else None
    return Article(id=name, text=text, title=title, source=name, published_at=published, published_from=given)


ARTICLES = (
    _article(
        "trial",
        "2022-03-18",
        "Former treasurer found guilty",
        "DENTON, Ohio (Lakeshore Press) — A Denton jury on Thursday convicted former county treasurer Wade Hollis of stealing $212,000 from "
        "a fund for flood victims.\n\nHollis, 58, was arrested in September 2020 after an auditor noticed that checks had been made out "
        "to his boat. The jury deliberated for three days after a trial that began Feb. 28. Judge Renata Cole set sentencing for May 6."
        "\n\nHollis was suspended two days after his arrest and resigned the following January. He had been treasurer since 2009.",
    ),
    _article(
        "sentence",
        "2022-05-07",
        "Hollis gets six years",
        "Wade Hollis, the former treasurer, was sentenced on Friday to six years in prison, seven weeks after a jury found him guilty. "
        "He has 30 days to appeal.",
    ),
    _article(
        "ice",
        "2021-02-19",
        "Ice storm leaves Pell County dark",
        "The ice storm reached Pell County shortly before midnight on Sunday and did not leave until Wednesday morning. Power went out in "
        "41,000 homes early on Monday; in most of them it came back on Thursday evening.\n\nSchools have been closed since Tuesday and "
        "will not reopen until Feb. 22. The county had not seen such ice since January 1994.\n\nThe governor, Dolores Fane, declared an "
        "emergency on Feb. 15 and visited the county three days later.",
    ),
    _article(
        "buses",
        "2023-06-12",
        "Bus drivers in Wexcombe go back to work",
        "Bus drivers in Wexcombe returned to work this morning after a strike that had lasted 23 days. The walkout began on 20 May, when "
        "talks over weekend pay broke down.\n\nMembers of the union voted on Friday by 412 to 96 to accept an offer of 7.5 per cent. "
        "It was the longest stoppage at Wexcombe Buses since 1986. The new rates apply from 1 July. Talks on rosters are to resume in the "
        "autumn.",
    ),
    _article(
        "polls",
        "2022-11-01",
        "Brennland to vote eight months early",
        "Voters in Brennland go to the polls on 27 November, eight months early, after the coalition of Premier Oskar Lind fell apart "
        "last week. Lind lost a vote of confidence on 25 October. He had governed since the spring of 2019.\n\nParliament was dissolved "
        "on Friday. Candidates can register until 8 November. A run-off, if one is needed, will follow on 11 December.",
    ),
    _article(
        "winner",
        "2022-11-28",
        "Opposition wins in Brennland",
        "Katja Orlow's Reform Party won Sunday's election in Brennland with 44 per cent of the vote. Oskar Lind conceded defeat shortly "
        "after 10 p.m. in front of a half-empty hall.\n\nOrlow is to be sworn in as premier on 15 December. She has led the party since "
        "2020, and entered parliament a year earlier.",
    ),
    _article(
        "rovers",
        "2024-01-15",
        "Rovers part company with Harker",
        "Ashgrove Rovers sacked manager Des Harker last night, a day after the 4-0 defeat at Milford. Harker, 51, had been in charge "
        "for 14 months. Rovers have not won since 25 November.\n\nHis assistant, Lena Frost, takes over until the end of the season. The "
        "club were promoted in May 2022, six months before Harker came from Tolland. Rovers play their next match on Saturday.",
    ),
    _article(
        "plant",
        "2023-10-26",
        "Quellon to close Alder Falls plant",
        "Quellon Corp. said Wednesday it will close its battery plant in Alder Falls on March 31, 2024, ending 63 years of production. "
        "About 900 jobs will go; layoffs start in January.\n\nThe company bought the plant in 2011 and promised two years ago to keep it "
        "open until at least 2030. Shares dropped 6% on Thursday. Mayor Tina Roark learned of the decision in a phone call the day "
        "before the announcement.",
    ),
    _article(
        "tunnel",
        "2022-08-05",
        "How the Orsk tunnel flooded",
        "14 July 2022. Cracks are noticed in the lining of the Orsk tunnel.\n\n19 July 2022. Water breaks through at the northern entrance; "
        "the tunnel is shut and 60 workers are brought out. Five days later the pumps fail.\n\n2 August 2022. Engineers declare the leak "
        "sealed.",
    ),
    _article(
        "maren",
        "2020-12-04",
        "A hospital that came by sea",
        "On 9 November the hospital ship Maren dropped anchor off Tolvik. That evening the first 30 patients were taken aboard. Two days "
        "later the ship's surgeon, Ines Roth, fell ill herself.\n\nThe Maren left Tolvik again on the last day of the month. Nobody on "
        "the quay went home until she was out of sight.",
    ),
    _article(
        "sinking",
        "2021-06-14",
        "Boat sinks off Kessel Point",
        "A fishing boat with eleven people aboard has sunk off Kessel Point. Nine were pulled from the water by the lifeboat Constance; "
        "two are missing. The boat, built in 1974, had been refitted in 2018.",
    ),
    _article(
        "pool-plan",
        "2023-03-02",
        "Pool late again",
        "The Ludgrove swimming pool, which was to have opened on 1 February, will not be ready until 15 April, the council said on "
        "Tuesday.",
    ),
    _article("pool", "2023-04-17", "First swimmers in the new pool", "The Ludgrove swimming pool opened on Saturday. It cost £9m."),
    _article(
        "chapel",
        None,
        "Chapel roof falls in",
        "The roof of the chapel in Stenby fell in on Thursday night. Nobody was hurt. The chapel was built in 1843.",
    ),
    _article(
        "books",
        "2022-09-02",
        "Sallow gets ready for its readers",
        "The Sallow Book Festival runs from 6 to 11 September. Tickets went on sale on 1 June; those for the opening sold out within four "
        "hours. Novelist Priya Dane opens it on Tuesday. Last year's festival was cancelled in the first week of August.",
    ),
    _article(
        "derailed",
        "2019-05-20",
        "Rail inquiry opens",
        "In late April a goods train came off the rails near Quarry Junction. An inquiry into the accident opened on Monday.",
    ),
    _article(
        "crane",
        "2019-05-03",
        "Crane clears Quarry Junction",
        "The goods train that derailed near Quarry Junction on 26 April has been lifted back onto the rails. The line opened again on "
        "Wednesday, five days after the accident.",
    ),
    _article(
        "admiral",
        "2021-03-05",
        "Admiral leaves his plinth",
        "The statue of Admiral Pohl was removed on Wednesday after protests that had begun on 12 June 2020. It was put up in 1911 and had "
        "been damaged with paint in August.",
    ),
)

CASES = (
    Case("When was Wade Hollis convicted?", "2022-03-17"),
    Case("When did the trial of Wade Hollis begin?", "2022-02-28"),
    Case("When was Hollis arrested?", "2020-09"),
    Case("How long did the jury deliberate?", "P3D"),
    Case("On what day was Wade Hollis sentenced?", "2022-05-06"),
    Case("Since when had Hollis been treasurer?", "2009"),
    Case("When did Hollis resign?", "2021-01"),
    Case("How long is Hollis's prison sentence?", "P6Y"),
    Case("How long does Hollis have to appeal?", "P30D"),
    Case("When did the ice storm reach Pell County?", "2021-02-14"),
    Case("Until when did the ice storm stay in Pell County?", "2021-02-17"),
    Case("When did the power come back in Pell County?", "2021-02-18"),
    Case("Since when have schools in Pell County been closed?", "2021-02-16"),
    Case("When will the schools in Pell County reopen?", "2021-02-22"),
    Case("When did Governor Fane declare an emergency?", "2021-02-15"),
    Case("When did the governor visit Pell County?", "2021-02-18"),
    Case("When did Pell County last see such ice?", "1994-01"),
    Case("When did the bus drivers' walkout in Wexcombe begin?", "2023-05-20"),
    Case("What day did the Wexcombe bus drivers return to work?", "2023-06-12"),
    Case("How long did the bus strike in Wexcombe last?", "P23D"),
    Case("When did union members vote to accept the offer?", "2023-06-09"),
    Case("From what date do the new rates for bus drivers apply?", "2023-07-01"),
    Case("When are talks on rosters to resume?", "2023-09-01/2023-11-30"),
    Case("When do voters in Brennland go to the polls?", "2022-11-27"),
    Case("When did Oskar Lind lose the vote of confidence?", "2022-10-25"),
    Case("When was parliament dissolved in Brennland?", "2022-10-28"),
    Case("Since when has Oskar Lind governed?", "2019-03-01/2019-05-31"),
    Case("Until when can candidates register in Brennland?", "2022-11-08"),
    Case("When would a run-off be held?", "2022-12-11"),
    Case("In which week did Lind's coalition fall apart?", "2022-10-24/2022-10-30"),
    Case("When did the Reform Party win the election in Brennland?", "2022-11-27"),
    Case("When will Katja Orlow be sworn in?", "2022-12-15"),
    Case("In what year did Katja Orlow enter parliament?", "2019"),
    Case("Since what year has Orlow led the Reform Party?", "2020"),
    Case("At what time did Oskar Lind concede defeat?", "2022-11-27"),
    Case("When was Des Harker sacked by Ashgrove Rovers?", "2024-01-14"),
    Case("How long had Des Harker been in charge of Rovers?", "P14M"),
    Case("When were Rovers promoted?", "2022-05"),
    Case("When did Harker come from Tolland?", "2022-11"),
    Case("When did Ashgrove Rovers last win?", "2023-11-25"),
    Case("When do Rovers play their next match?", "2024-01-20"),
    Case("When did Quellon say that it would close the Alder Falls plant?", "2023-10-25"),
    Case("When will Quellon's plant in Alder Falls be closed?", "2024-03-31"),
    Case("When did Quellon buy the Alder Falls plant?", "2011"),
    Case("When do layoffs at Quellon start?", "2024-01"),
    Case("For how many years has the Alder Falls plant been in production?", "P63Y"),
    Case("When were cracks noticed in the Orsk tunnel?", "2022-07-14"),
    Case("When was the Orsk tunnel shut?", "2022-07-19"),
    Case("When did the pumps in the Orsk tunnel fail?", "2022-07-24"),
    Case("When did engineers declare the leak sealed?", "2022-08-02"),
    Case("When did the Maren drop anchor off Tolvik?", "2020-11-09"),
    Case("When were the first patients taken aboard the Maren?", "2020-11-09"),
    Case("When did the surgeon of the Maren fall ill?", "2020-11-11"),
    Case("When did the Maren leave Tolvik?", "2020-11-30"),
    Case("How long did the Maren stay off Tolvik?", "P21D"),
    Case("When did the fishing boat sink off Kessel Point?", "2021-06-14"),
    Case("When was the Ludgrove swimming pool opened?", "2023-04-15"),
    Case("When was the roof of the chapel in Stenby blown off?", ""),
    Case("When did the roof of the chapel in Stenby fall in?", ""),
    Case("When was the Stenby chapel built?", "1843"),
    Case("When is the 2022 Sallow Book Festival held?", "2022-09-06/2022-09-11"),
    Case("When does the Sallow Book Festival end?", "2022-09-11"),
    Case("When did tickets for the Sallow Book Festival go on sale?", "2022-06-01"),
    Case("How long did it take for the tickets for the opening to sell out?", "PT4H"),
    Case("How long does the Sallow Book Festival last?", "P6D"),
    Case("When did the goods train derail near Quarry Junction?", "2019-04-26"),
    Case("When was the line at Quarry Junction opened again?", "2019-05-01"),
    Case("When was the statue of Admiral Pohl removed?", "2021-03-03"),
    Case("When was the statue of Admiral Pohl erected?", "1911"),
    Case("When did the protests against the statue of Admiral Pohl begin?", "2020-06-12"),
    Case("When was the statue of Admiral Pohl damaged?", "2020-08"),
)

NOT_YET: dict[str, str] = {
    "How long did the jury deliberate?": "another jury's hours are as close, with a word-counting encoder",
    "At what time did Oskar Lind concede defeat?": "an evening hour told the day after is taken for the day of publication",
    "How long did the Maren stay off Tolvik?": "arrival and departure are not seen as beginning and end",
    "When did the teachers in Lowell County walk out?": "the end of a walkout is taken for the walking out",
    "When would a run-off be held?": "with a word-counting encoder, a runner's running is as close",
    "When did nurses in Calder first walk out?": "with a word-counting encoder, the strike that was called off is as close",
    "When did the raid on the jeweller's in Marlow Lane take place?": "the men are charged with it in a sentence that has more of its words",
}
"""Questions that are answered wrongly, and why."""
