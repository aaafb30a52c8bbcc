"""qa.when.dates: the day chosen for a when-question, over small sets of invented articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from index.index import Index
from index.model import Article
from qa.answer import Answerer
from qa.asked.question import read_question

MakeIndex = Callable[[Sequence[Article]], Index]


def article(name: str, published: str, title: str, *sentences: str) -> Article:
    return Article(id=name, text=" ".join(sentences), title=title, source=name, published_at=published, published_from="metadata")


FAIR_21 = article("fair-21", "2021-08-30", "Kite fair ends", "The kite fair on Marlow beach ended on Sunday.", "It drew 900 kites.")
FAIR_22 = article("fair-22", "2022-08-29", "Kite fair ends", "The kite fair on Marlow beach ended on Sunday.", "It drew 700 kites.")
MILL = article(
    "mill",
    "2023-03-10",
    "Tarbert mill opens again",
    "The Tarbert mill opened again on Monday.",
    "The mill opened in 1911.",
    "It had stood still since 2009.",
)
CURFEW = article(
    "curfew",
    "2023-07-20",
    "Curfew in Dorn",
    "The curfew in Dorn began on 3 July and was lifted on Tuesday.",
    "Shops may open at night again.",
)
STATUE = article("statue", "2023-04-20", "A bronze whale for the quay", "The whale stands on Marlow quay.", "It was put there on 11 April.")
REPORT = article("report", "2023-02-03", "Tunnel fire", "The fire in the Brenn tunnel broke out on 1 February 2023.")
ECHO = article("echo", "2023-02-04", "Fire in tunnel", "The fire in the Brenn tunnel broke out on 1 February 2023, a Wednesday.")
REGATTA = article("regatta", "2022-06-20", "Sund regatta", "The Sund regatta was held from 3 June to 9 June 2022.", "Forty boats came.")
RIGHT = article(
    "right",
    "2023-02-06",
    "Correction",
    "The fire in the Brenn tunnel broke out on 31 January 2023 and not on 1 February 2023, as we wrote.",
)

TABLE = [
    ("When did the kite fair end in 2021?", "29 August 2021"),
    ("When did the kite fair end in 2022?", "28 August 2022"),
    ("When did the Tarbert mill first open?", "1911"),
    ("When did the Tarbert mill open again?", "6 March 2023"),
    ("In which year was the Tarbert mill opened?", "1911"),
    ("When did the curfew in Dorn begin?", "3 July 2023"),
    ("When was the curfew in Dorn lifted?", "18 July 2023"),
    ("Since when was there a curfew in Dorn?", "3 July 2023"),
    ("When was the bronze whale installed on the quay?", "11 April 2023"),
    ("when was the bronze whael instaled on Marlow quay", "11 April 2023"),
    ("on wich day did the curfew in Dorn end", "18 July 2023"),
    ("When was the Sund regatta held?", "3–9 June 2022"),
    ("When did the Sund regatta begin?", "3 June 2022"),
    ("When did the Sund regatta end?", "9 June 2022"),
    ("When did the fire in the Brenn tunnel break out?", "31 January 2023"),
]


@pytest.mark.parametrize(("question", "expected"), TABLE)
def test_the_day_that_was_asked_for(make_index: MakeIndex, question: str, expected: str) -> None:
    """Years, first times, both ends, other names, misspellings, corrections: one question for each rule."""
    index = make_index([FAIR_21, FAIR_22, MILL, CURFEW, STATUE, REPORT, ECHO, REGATTA, RIGHT])
    answer = Answerer(index, threshold=0.0).answer(read_question(question)).answer

    assert answer is not None
    assert expected == answer.text
