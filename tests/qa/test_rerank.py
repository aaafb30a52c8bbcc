"""qa.reading.rerank and qa.reading.worded: the order that search and reader give together, and the reader's words as an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelUnusable
from index.index import Index
from index.model import Article, Hit, Scores, Span, Window
from index.model import Passage as IndexPassage
from qa.answer import READER_UNAVAILABLE, Answerer
from qa.asked.question import news_from, read_question
from qa.compose import Draft
from qa.model import Claim, Kind, Status
from qa.reading.evidence import Evidence, Pointed
from qa.reading.reader import Passage, Reading
from qa.reading.rerank import FOUND, LEAD, NEW, READ, READER, TITLE, Sought, pointers, reread, verdict, whole_words
from qa.reading.worded import worded
from qa.support import support

_NONE = Reading(-8.0, -8.0, None, 0.0)


class ScriptedReader:
    """Finds the answer wherever one of its phrases stands, nothing anywhere else; remembers what it was given."""

    name = "scripted@sha256:0"

    def __init__(self, *phrases: str) -> None:
        self._phrases = phrases
        self.given: list[tuple[str, Passage]] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.given += [(question, passage) for passage in passages]
        return [self._reading(passage.text) for passage in passages]

    def _reading(self, text: str) -> Reading:
        place = next((text.find(phrase) for phrase in self._phrases if phrase in text), -1)
        length = next((len(phrase) for phrase in self._phrases if phrase in text), 0)
        return Reading(8.0, 8.0, Span(place, place + length), 8.0) if length else replace(_NONE, span=Span(0, 1), margin=-8.0)


class BrokenReader:
    name = "broken@sha256:0"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        raise ModelUnusable("the reader is broken")


def _hit(rank: int, text: str, fused: float) -> Hit:
    return Hit(rank, Scores(0.4, 3.0, fused), IndexPassage(rank, f"a{rank}", 1, Span(0, len(text)), text), Article(f"a{rank}", text))


def test_what_the_reader_finds_comes_first_and_the_scores_say_so() -> None:
    hits = [_hit(1, "The fair began.", 0.6), _hit(2, "Ines Okoro opened the fair.", 0.55), _hit(3, "It rained.", 0.5)]
    again = reread("Who opened the fair?", hits, ScriptedReader("Ines Okoro"))
    assert [hit.passage.key for hit in again.hits] == [2, 1, 3]
    assert [hit.rank for hit in again.hits] == [1, 2, 3]
    scores = [hit.scores.rerank for hit in again.hits]
    assert scores == sorted(scores, key=lambda score: -(score or 0))
    assert {hit.scores.fused for hit in again.hits} == {0.6, 0.55, 0.5}
    assert set(again.readings) == {1, 2, 3}


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30),
    st.integers(0, 30),
)
def test_a_score_depends_on_the_passage_alone_and_all_hits_stay(given_hits: list[tuple[float, bool]], cut: int) -> None:
    hits = [_hit(rank, f"{'yes' if found else 'no'} {rank}", fused) for rank, (fused, found) in enumerate(given_hits, 1)]
    again = reread("Q?", hits, ScriptedReader("yes"))
    assert sorted(hit.passage.key for hit in again.hits) == [hit.passage.key for hit in hits]
    assert all(0 <= (hit.scores.rerank or 0) <= 1 for hit in again.hits)
    of_fewer = {hit.passage.key: hit.scores.rerank for hit in reread("Q?", hits[: min(cut, READ)], ScriptedReader("yes")).hits}
    assert of_fewer.items() <= {hit.passage.key: hit.scores.rerank for hit in again.hits}.items()


def test_no_more_is_read_than_was_measured() -> None:
    reader = ScriptedReader("yes")
    again = reread("Q?", [_hit(rank, f"yes {rank}", 0.5) for rank in range(1, 31)], reader)
    assert len(reader.given) == len(again.readings) == READ
    assert [hit.passage.key for hit in again.hits] == list(range(1, 31))


def _placed(rank: int, text: str, passage: Span, *, title: str | None = None, published: str | None = None) -> Hit:
    article = Article(f"a{rank}", text, title=title, published_at=published)
    return Hit(rank, Scores(0.4, 3.0, 0.5), IndexPassage(rank, article.id, 1, passage, passage.of(text)), article)


TOLD = "It rained all day. " * 100
FIRST, LATER = Span(0, 18), Span(1501, 1519)
AHEAD: list[tuple[str, Hit, Hit, Sought]] = [
    (
        "an article about it before one that tells of it in passing",
        _placed(1, TOLD, FIRST, title="Five things to know"),
        _placed(2, TOLD, FIRST, title="Rain at the Marlow fair"),
        Sought({"fair": 5.0, "rain": 2.0}),
    ),
    (
        "the beginning of a report with a date before a later part",
        _placed(1, TOLD, LATER, published="2023-05-04"),
        _placed(2, TOLD, FIRST, published="2023-05-04"),
        Sought(),
    ),
    (
        "the beginning of a report with a place line",
        _placed(1, f"MARLOW (Meridian Wire) – {TOLD}", LATER),
        _placed(2, f"MARLOW (Meridian Wire) – {TOLD}", FIRST),
        Sought(),
    ),
    (
        "what is new before what is old, where news is asked for",
        _placed(1, TOLD, FIRST, published="2019-05-04"),
        _placed(2, TOLD, FIRST, published="2023-05-01"),
        Sought(day=dt.date(2023, 5, 4)),
    ),
]


@pytest.mark.parametrize(("says", "first", "second", "sought"), AHEAD)
def test_of_passages_that_read_the_same_comes_first(says: str, first: Hit, second: Hit, sought: Sought) -> None:
    again = reread("Did it rain?", [first, second], ScriptedReader(), sought)
    assert [hit.passage.key for hit in again.hits] == [2, 1], says
    assert [hit.passage.key for hit in reread("Did it rain?", [second, first], ScriptedReader(), sought).hits] == [2, 1], says


def test_a_text_that_is_no_report_has_no_lead() -> None:
    hits = [_placed(1, TOLD, LATER), _placed(2, TOLD, FIRST)]
    again = reread("Did it rain?", hits, ScriptedReader(), Sought({"rain": 1.0}))
    assert [hit.passage.key for hit in again.hits] == [1, 2]
    assert len({hit.scores.rerank for hit in again.hits}) == 1


def test_the_weights_of_the_order_are_shares() -> None:
    assert sum((FOUND, READER, TITLE, NEW, LEAD)) == pytest.approx(1)


NEWS_ASKED = [
    ("Who opened the fair this week?", "2023-05-04", True),
    ("Who opened the fair?", "2023-05-04", True),
    ("Which mills are to merge in 2024?", "2023-05-04", True),
    ("Who opened the fair in 2019?", "2023-05-04", False),
    ("When did the fair open?", "2023-05-04", False),
    ("Who opened the fair this week?", None, False),
    ("Who opened the fair?", "0001-01-01", True),
]


@pytest.mark.parametrize(("question", "as_of", "expected"), NEWS_ASKED)
def test_which_questions_ask_for_news(question: str, as_of: str | None, expected: bool) -> None:
    day = dt.date.fromisoformat(as_of) if as_of else None
    assert news_from(read_question(question, 5, Window(as_of=day))) == (day if expected else None)


def test_a_better_reading_is_a_higher_verdict() -> None:
    span = Span(0, 1)
    rising = [Reading(level, level, span, level) for level in (-20.0, -2.0, 0.0, 1.0, 30.0, 3000.0)]
    shares = [verdict(reading) for reading in rising]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize(
    ("text", "pointed", "words"),
    [
        ("It cost $4.2 million.", "4.2 million", "$4.2 million"),
        ("Some 62% agreed.", "62", "62%"),
        ("The Tarnbridge opened.", "bridge", "Tarnbridge"),
        ("The Tarnbridge opened.", "Tarn", "Tarnbridge"),
        ("Ines Okoro", "Ines Okoro", "Ines Okoro"),
    ],
)
def test_the_reader_points_at_whole_words(text: str, pointed: str, words: str) -> None:
    start = text.index(pointed)
    assert whole_words(Span(start, start + len(pointed)), text).of(text) == words


@given(st.text(min_size=1, max_size=40), st.data())
def test_whole_words_hold_what_was_pointed_at(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    wider = whole_words(Span(start, end), text)
    assert 0 <= wider.start <= start
    assert end <= wider.end <= len(text)


def test_pointers_count_in_the_article() -> None:
    text = "Some words before. Ines Okoro opened it."
    whole = Article("a", text)
    hit = Hit(1, Scores(None, 1.0, 0.5), IndexPassage(7, "a", 1, Span(19, len(text)), text[19:]), whole)
    found = pointers([hit], {7: Reading(1, 1, Span(0, 10), 1)})
    assert found[7].span.of(text) == "Ines Okoro"
    assert pointers([hit], {7: replace(_NONE, span=None)}) == {}


WORDED = [
    ("Who opened the fair?", "Ines Okoro opened the fair.", "Ines Okoro", "Ines Okoro"),
    ("Who opened the fair?", "Mayor Ines Okoro opened the fair.", "Okoro", "Mayor Ines Okoro"),
    ("Where does the bell hang?", "The bell hangs in Low Ellmere.", "Ellmere", "Low Ellmere"),
    ("How wide is the corridor?", "The corridor is five kilometres wide.", "five", "five kilometres"),
    ("How many people came?", "About 400 people came.", "400", "About 400 people"),
    ("How many people came?", "At least 400 people came, the county said.", "400", "At least 400 people, the county said"),
    ("What did they take?", "They took the cup and two brooches.", "brooches", "two brooches"),
    ("Who fired first?", "Halden claimed that soldiers of Brack fired first.", "soldiers of Brack", "soldiers of Brack, Halden claimed"),
    ("How many fines were issued?", "According to Mr Lindqvist, 62 fines were issued.", "62 fines", "62 fines, Mr Lindqvist said"),
    ("Who bought the mill?", "The mill was reportedly bought by Abel Morrow.", "Abel Morrow", "reportedly Abel Morrow"),
    ("Which villages lie in it?", "Low Shen, Brack, Lisa and Hag lie in it.", "Brack, Lisa and Hag", "Low Shen, Brack, Lisa and Hag"),
    ("By how many votes to how many was it passed?", "It was passed by 29 votes to 26.", "29", "29 votes to 26"),
    ("How many voted for it?", "It was passed by 29 votes to 26.", "29", "29 votes"),
]
UNCHANGED = [
    ("Who opened the fair?", "The fair was opened by the mayor.", "the mayor", Kind.WHO),  # no name
    ("Who opened the Marlow fair?", "It was the Marlow fair.", "Marlow", Kind.WHO),  # only what the question has
    ("How many people came?", "Many people came.", "Many", Kind.HOW_MANY),
    ("Why was it closed?", "It was closed because of ice.", "ice", Kind.WHY),
    ("Was it closed?", "It was closed because of ice.", "closed", Kind.YES_NO),
    ("What is it called?", "A draft, Mr Lindqvist told parliament, is being written.", "Mr Lindqvist told parliament", Kind.WHAT),
]


def _draft(sentence: str, words: str, share: float = 0.95) -> tuple[Draft, Evidence]:
    text = f"Before it. {sentence} After it."
    span = Span(11, 11 + len(sentence))
    place = text.index(words, 11)
    hit = Hit(1, Scores(0.4, 1.0, 0.5), IndexPassage(1, "a", 1, Span(0, len(text)), text), Article("a", text))
    pointed = Pointed(Span(place, place + len(words)), share)
    best = Evidence(hit, span, sentence, {}, 0.8, 0.8, (), 1.0, {}, (), pointed)
    claim = Claim(sentence, None, 0.8, (), (1,))
    return Draft(Status.ANSWERED, None, claim, (), support([hit]), (), {"a": (span,)}), best


@pytest.mark.parametrize(("question", "sentence", "words", "answer"), WORDED)
def test_the_words_that_answer_with_who_says_so(question: str, sentence: str, words: str, answer: str) -> None:
    from qa.asked.question import kind

    draft, best = _draft(sentence, words)
    claim = worded(draft, best, kind(question), question).claim
    assert claim is not None
    assert claim.text.casefold() == answer.casefold()


@pytest.mark.parametrize(("question", "sentence", "words", "kind"), UNCHANGED)
def test_words_of_another_kind_leave_the_sentence(question: str, sentence: str, words: str, kind: Kind) -> None:
    draft, best = _draft(sentence, words)
    assert worded(draft, best, kind, question) == draft


def test_words_it_is_not_sure_of_leave_the_sentence() -> None:
    draft, best = _draft("Ines Okoro opened the fair.", "Ines Okoro", share=0.2)
    assert worded(draft, best, Kind.WHO, "Who opened the fair?") == draft


def test_the_words_are_marked_in_place_of_the_sentence() -> None:
    draft, best = _draft("Ines Okoro opened the fair.", "Ines Okoro")
    [mark] = worded(draft, best, Kind.WHO, "Who opened the fair?").marks["a"]
    assert mark.of(best.hit.article.text) == "Ines Okoro"


ARTICLES = [
    Article("fair", "There was rain on Saturday. It was Ines Okoro who opened the fair in Marlow.", title="Marlow fair"),
    Article("mill", "The mill was sold. The fair and the mill have one owner, and the fair was opened by nobody this year.", title="Mill"),
]


def test_an_answer_with_a_reader(make_index: Callable[[Sequence[Article]], Index]) -> None:
    index = make_index(ARTICLES)
    answer = Answerer(index, threshold=0.0, reader=ScriptedReader("Ines Okoro")).answer(read_question("Who opened the fair?"))
    assert answer.answer is not None
    assert answer.answer.text == "Ines Okoro"
    assert answer.citations[0].quote == "It was Ines Okoro who opened the fair in Marlow."
    assert answer.passages[0].hit.article.id == "fair"
    assert [mark.of(answer.passages[0].hit.passage.text) for mark in answer.passages[0].highlights] == ["Ines Okoro"]
    assert answer.degraded == ()
    again = Answerer(index, threshold=0.0, reader=ScriptedReader("Ines Okoro")).answer(read_question("Who opened the fair?"))
    assert replace(again, timings_ms=()) == replace(answer, timings_ms=())


def test_a_broken_reader_is_answered_around_and_told(make_index: Callable[[Sequence[Article]], Index]) -> None:
    index = make_index(ARTICLES)
    question = read_question("Who opened the fair?")
    without = Answerer(index).answer(question)
    broken = Answerer(index, reader=BrokenReader()).answer(question)
    assert broken.degraded == (READER_UNAVAILABLE,)
    assert replace(broken, degraded=(), timings_ms=()) == replace(without, timings_ms=())


def test_the_state_names_the_reader(make_index: Callable[[Sequence[Article]], Index]) -> None:
    index = make_index(ARTICLES)
    before = index.state()
    index.name_model("reader", "reader@sha256:1")
    after = index.state()
    assert dict(after.models)["reader"] == "reader@sha256:1"
    assert after.snapshot != before.snapshot
    index.name_model("reader", "reader@sha256:1")
    assert index.state() == after
