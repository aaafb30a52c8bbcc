"""Right subject, right year: events that come round, told by articles of several years, asked about with a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from index.index import Index
from index.model import Article, Window
from qa.answer import Answerer
from qa.asked.question import preference, read_question
from qa.model import Answer

MakeIndex = Callable[[Sequence[Article]], Index]


def article(name: str, published: str | None, title: str, text: str) -> Article:
    return Article(id=name, title=title, text=text, source="Upland Post", published_at=published)


ARTICLES = [
    # a fair held each summer; that of 2023 is told at greater length, and an undated page tells of all of them
    article(
        "fair-2021",
        "2021-07-05",
        "Wool fair in Hexley",
        "The Hexley wool fair was held from Friday to Sunday. Some 8,200 visitors came to the wool fair. First prize went to Ida Brandt.",
    ),
    article(
        "fair-2022",
        "2022-07-04",
        "Wool fair in Hexley",
        "The Hexley wool fair was held from Friday to Sunday. Some 9,100 visitors came to the wool fair. First prize went to Ole Winter.",
    ),
    article(
        "fair-2023",
        "2023-07-10",
        "Hexley wool fair: the Hexley wool fair draws a record",
        "The Hexley wool fair was held from Saturday to Sunday. Some 12,400 visitors came to the wool fair, the Hexley wool fair's record. "
        "First prize of the Hexley wool fair went to Mara Stolz. The first prize of the wool fair had never gone to a sheep so young.",
    ),
    article(
        "fair-page",
        None,
        "About the Hexley wool fair",
        "The Hexley wool fair has been held each July since 1951. In 2019 the fair was held in the rain and 5,300 visitors came. "
        "In 2018 the fair moved to the lower meadow.",
    ),
    # a bridge that was shut twice
    article(
        "shut-2020",
        "2020-02-12",
        "Sella bridge shut",
        "The Sella bridge was shut on Monday because of ice. Repairs of the Sella bridge will cost 2 million crowns.",
    ),
    article(
        "shut-2024",
        "2024-11-06",
        "Sella bridge shut again",
        "The Sella bridge was shut on Monday because of rust. Repairs of the Sella bridge will cost 7 million crowns.",
    ),
    # a mayor's page, with no day of its own
    article(
        "mayors",
        None,
        "Mayors of Hexley",
        "From 1998 to 2005 the mayor of Hexley was Anna Lorenz.\n\nFrom 2005 to 2014 the mayor of Hexley was Peter Hauk.\n\n"
        "From 2014 to 2022 the mayor of Hexley was Jonna Reik.",
    ),
    # budgets are passed in the year before theirs
    article(
        "budget-2022", "2021-12-15", "Hexley council", "On Tuesday the Hexley council passed the budget for 2022, of 31 million crowns."
    ),
    article(
        "budget-2023", "2022-12-14", "Hexley council", "On Tuesday the Hexley council passed the budget for 2023, of 34 million crowns."
    ),
    # told some time later
    article(
        "harvest",
        "2022-11-20",
        "Plum harvest counted",
        "The plum harvest of the summer was 640 tons, the Upland growers counted. The plum harvest is sold abroad.",
    ),
    article(
        "harvest-2023",
        "2023-10-25",
        "Plum harvest counted",
        "The plum harvest of the summer was 410 tons, the Upland growers counted. The plum harvest is sold abroad.",
    ),
]

FOUND = [
    # the question, as of, the article that comes first, words of its answer (None: only the article is asked for)
    ("How many visitors came to the Hexley wool fair in 2021?", None, "fair-2021", "8,200"),
    ("How many visitors came to the Hexley wool fair in 2022?", None, "fair-2022", "9,100"),
    ("How many visitors came to the wool fair in July 2022?", None, "fair-2022", "9,100"),
    ("How many visitors came to the wool fair in summer 2021?", None, "fair-2021", "8,200"),
    ("How many visitors came to the 2023 wool fair?", None, "fair-2023", "12,400"),
    ("How many visitors came to the Hexley wool fair in 2019?", None, "fair-page", "5,300"),
    ("To whom did the first prize of the wool fair go in 2021?", None, "fair-2021", "Ida Brandt"),
    ("To whom did the first prize of the wool fair go between June and August 2022?", None, "fair-2022", "Ole Winter"),
    ("How many visitors came to the wool fair last year?", "2023-03-01", "fair-2022", "9,100"),
    ("How many visitors came to the wool fair this year?", "2021-12-31", "fair-2021", "8,200"),
    ("How many visitors came to the wool fair two years ago?", "2023-12-01", "fair-2021", "8,200"),
    ("Why was the Sella bridge shut in February 2020?", None, "shut-2020", "ice"),
    ("Why was the Sella bridge shut in 2024?", None, "shut-2024", "rust"),
    ("What will repairs of the Sella bridge cost, as of 2020?", None, "shut-2020", "2 million"),
    ("Why was the Sella bridge shut before 2021?", None, "shut-2020", "ice"),
    ("Why was the Sella bridge shut since 2023?", None, "shut-2024", "rust"),
    ("How many tons of plums was the harvest in summer 2022?", None, "harvest", "640"),
    ("How many tons of plums was the harvest in 2023?", None, "harvest-2023", "410"),
    ("Who was the mayor of Hexley in 2010?", None, "mayors", "Peter Hauk"),
    ("Who was the mayor of Hexley from 1998 to 2005?", None, "mayors", "Anna Lorenz"),
]

DAYS = [
    ("When was the wool fair held in 2021?", "2021-07-02", "2021-07-04"),
    ("When was the wool fair held in 2022?", "2022-07-01", "2022-07-03"),
    ("When was the 2022 wool fair held?", "2022-07-01", "2022-07-03"),
    ("When was the Sella bridge shut in 2020?", "2020-02-10", "2020-02-10"),
    ("When was the Sella bridge shut in 2024?", "2024-11-04", "2024-11-04"),
    ("When did the Hexley council pass the budget for 2022?", "2021-12-14", "2021-12-14"),
    ("When did the Hexley council pass the budget for 2023?", "2022-12-13", "2022-12-13"),
]


@pytest.fixture
def index(make_index: MakeIndex) -> Index:
    return make_index(ARTICLES)


def ask(index: Index, text: str, as_of: str | None = None) -> Answer:
    window = Window(as_of=dt.date.fromisoformat(as_of)) if as_of else None
    return Answerer(index).answer(read_question(text, window=window))


@pytest.mark.parametrize(("question", "as_of", "first", "words"), FOUND)
def test_the_article_of_that_time_answers(index: Index, question: str, as_of: str | None, first: str, words: str) -> None:
    """What is told of another year ranks behind, and is not the answer."""
    answer = ask(index, question, as_of)

    assert answer.answer is not None
    assert first == answer.citations[0].article_id
    assert words in answer.answer.text


@pytest.mark.parametrize(("question", "start", "end"), DAYS)
def test_the_day_is_of_the_year_asked_for(index: Index, question: str, start: str, end: str) -> None:
    """Of the same event in several years."""
    answer = ask(index, question)

    assert answer.answer is not None
    assert answer.answer.value is not None
    first, last = answer.answer.value.start, answer.answer.value.end
    assert first is not None
    assert last is not None
    assert start <= first <= last <= end


@pytest.mark.parametrize(
    "question",
    [
        "How many visitors came to the Hexley wool fair in 2012?",
        "To whom did the first prize of the wool fair go in 2009?",
        "What will repairs of the Sella bridge cost, as of 2014?",
        "How many tons of plums was the harvest in 1987?",
    ],
)
def test_a_year_that_nothing_tells_of_is_not_answered_from_another(index: Index, question: str) -> None:
    """Right subject, wrong year is no evidence."""
    assert ask(index, question).answer is None


def test_the_latest_is_the_newest_of_what_is_about_it(index: Index) -> None:
    """Not the newest article there is, and without a clock: what came out last on the subject."""
    assert "fair-2023" == ask(index, "How many visitors came to the latest wool fair?").citations[0].article_id
    assert "fair-2022" == ask(index, "How many visitors came to the latest wool fair?", "2022-12-31").citations[0].article_id
    assert "shut-2024" == ask(index, "What will the repairs of the Sella bridge cost, most recently?").citations[0].article_id


def test_when_is_never_asked_of_the_newest() -> None:
    """Being new must not colour a date; a stretch that is named takes the place of now."""
    as_of = Window(as_of=dt.date(2023, 5, 10))

    assert preference(read_question("When was the latest fair held?", window=as_of)) == preference(read_question("When was it?"))
    assert preference(read_question("Who won in 2019?", window=as_of)).near is None
    assert preference(read_question("Who won?", window=as_of)).near == dt.date(2023, 5, 10)
    assert preference(read_question("Who is the current mayor?")).newest


def test_an_unresolved_phrase_prefers_nothing(index: Index) -> None:
    """ "Last week" without a day to count from: the same hits as for the words alone."""
    question = read_question("How many visitors came to the wool fair last week?")

    assert index.search(question.text, 5, None, preference(question)).hits == index.search(question.text, 5).hits
