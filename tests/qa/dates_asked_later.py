"""More small articles and questions, written when the rules stood, to see what they do with what they were not made on."""

from __future__ import annotations

from index.model import Article
from tests.qa.dates_asked import Case


def _article(name: str, published: str | None, title: str, text: str) -> Article:
    given = "metadata" if published else None
    return Article(id=name, text=text, title=title, source=name, published_at=published, published_from=given)


ARTICLES = (
    _article(
        "dam",
        "2018-10-24",
        "Dam at Corran Glen passes its test",
        "Engineers raised the gates of the Corran Glen dam on Monday for the first time in eleven years. The dam, begun in 1961 and "
        "completed four years later, had been closed to visitors since a landslide on 3 March.\n\nThe inspection took nine days. It will "
        "reopen to walkers on 1 November, the water board said yesterday.",
    ),
    _article(
        "merger",
        "2020-02-12",
        "Harlan and Pike agree to merge",
        "NEW YORK (Lakeshore Press) — Grocers Harlan Foods and Pike Brothers agreed Tuesday to merge in a deal worth $3.1 billion. "
        "Shareholders are to vote on April 9. Talks began last fall and were broken off for six weeks in December.\n\nHarlan was founded in "
        "1922; Pike opened its first store in Dayton seven years later. If regulators approve, the deal would close by the end of the year.",
    ),
    _article(
        "rescue",
        "2019-07-30",
        "Climbers brought down from Mount Sorrel",
        "Three climbers were brought down from Mount Sorrel on Sunday night after 31 hours on a ledge. They had set out at dawn on Saturday, "
        "and lost their rope in a storm that afternoon. A helicopter that had been sent up on Sunday morning turned back.\n\nOne of them, "
        "Petra Lisk, 24, left the hospital this morning.",
    ),
    _article(
        "verdict",
        "2024-06-05",
        "Ex-mayor Dunmore cleared",
        "A jury at Westhaven Crown Court cleared the former mayor, Alan Dunmore, of bribery on Tuesday after deliberating for 14 hours. "
        "The trial opened on 22 April. Dunmore stepped down in October 2022, a week after police had searched his house, and was charged "
        "the following spring.",
    ),
    _article(
        "heat",
        "2022-07-21",
        "Hottest day on record in Ostley",
        "It was 40.1C in Ostley on Tuesday, the highest temperature since measurements began in 1884. The heatwave, which started on "
        "14 July, broke in the early hours of Wednesday with a thunderstorm. Trains between Ostley and Marsh End have been cancelled since "
        "Monday; they are expected to run again from Friday.",
    ),
    _article(
        "captain",
        "2023-03-27",
        "Okoro to leave Athletic in the summer",
        "Captain Dayo Okoro will leave Bramhall Athletic when his contract runs out on 30 June, the club announced on Sunday. The midfielder "
        "joined in 2014 and made his debut against Colne that August. He was named captain after the relegation in May 2019 and has played "
        "412 matches. He broke a leg in last year's cup final and was out for seven months.",
    ),
    _article(
        "museum-timeline",
        "2021-11-02",
        "The theft of the Veldt diamond: what happened when",
        "2 October 2021\n\nTwo men buy tickets to the Veldt Museum and leave after ten minutes.\n\n5 October 2021\n\nThe alarm is switched off "
        "for repairs. That night the diamond disappears.\n\n29 October 2021\n\nPolice arrest a locksmith in Harrow Bay.",
    ),
    _article(
        "strike-us",
        "2021-03-09",
        "Teachers in Lowell County end walkout",
        "Teachers in Lowell County ended their walkout late Monday and will be back in class on Wednesday. The walkout began Feb. 22. "
        "It was the first in the county since 1979. The new contract runs for three years, until June 30, 2024.",
    ),
)

CASES = (
    Case("When were the gates of the Corran Glen dam raised?", "2018-10-22"),
    Case("When was the Corran Glen dam completed?", "1965"),
    Case("Since when has the Corran Glen dam been closed to visitors?", "2018-03-03"),
    Case("How long did the inspection of the dam take?", "P9D"),
    Case("When will the dam reopen to walkers?", "2018-11-01"),
    Case("When did Harlan Foods and Pike Brothers agree to merge?", "2020-02-11"),
    Case("When are the shareholders of Harlan and Pike to vote?", "2020-04-09"),
    Case("When did the talks between Harlan and Pike begin?", "2019-09-01/2019-11-30"),
    Case("How long were the merger talks broken off?", "P6W"),
    Case("In what year was Harlan founded?", "1922"),
    Case("When did Pike open its first store?", "1929"),
    Case("When were the climbers brought down from Mount Sorrel?", "2019-07-28"),
    Case("How long were the climbers on the ledge?", "PT31H"),
    Case("On what day did the climbers set out?", "2019-07-27"),
    Case("When did Petra Lisk leave the hospital?", "2019-07-30"),
    Case("When was Alan Dunmore cleared of bribery?", "2024-06-04"),
    Case("How long did the Westhaven jury deliberate?", "PT14H"),
    Case("When did the trial of Alan Dunmore open?", "2024-04-22"),
    Case("When did Dunmore step down as mayor?", "2022-10"),
    Case("When was the highest temperature in Ostley measured?", "2022-07-19"),
    Case("When did the heatwave in Ostley start?", "2022-07-14"),
    Case("When did the heatwave in Ostley break?", "2022-07-20"),
    Case("Since when have trains between Ostley and Marsh End been cancelled?", "2022-07-18"),
    Case("From when are the trains to Marsh End expected to run again?", "2022-07-22"),
    Case("When does Dayo Okoro's contract run out?", "2023-06-30"),
    Case("When was it announced that Okoro would leave?", "2023-03-26"),
    Case("When did Dayo Okoro join Bramhall Athletic?", "2014"),
    Case("When was Bramhall Athletic relegated?", "2019-05"),
    Case("How long was Okoro out with a broken leg?", "P7M"),
    Case("When did the Veldt diamond disappear?", "2021-10-05"),
    Case("When was the locksmith arrested?", "2021-10-29"),
    Case("When did the teachers' walkout in Lowell County end?", "2021-03-08"),
    Case("When did the teachers in Lowell County walk out?", "2021-02-22"),
    Case("When will Lowell County teachers be back in class?", "2021-03-10"),
    Case("How long does the new contract of the teachers run?", "P3Y"),
    Case("Until when does the teachers' contract run?", "2024-06-30"),
    Case("How long did the walkout in Lowell County last?", "P14D"),
)
