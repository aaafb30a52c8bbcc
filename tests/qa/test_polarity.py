"""qa.reading.polarity: when a sentence says yes or no to a question, and when it leaves that to its reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from index.index import Index
from index.model import Article, Hit, Passage, Scores, Span
from index.terms import terms
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.reading.evidence import Evidence
from qa.reading.polarity import polarity
from qa.sentence.wording import wording

YES = [
    ("Were farms exempt from the ban?", "Gardens may be watered by can, and farms are exempt for the present."),
    ("Was the lost drum ever found?", "The drum lost last year has been found."),
    ("Did Rovers beat Eastmoor?", "Rovers beat Eastmoor 2–1."),
    ("Was Eastmoor beaten by Rovers?", "Rovers beat Eastmoor 2–1."),
    ("Did the council approve the bridge?", "The bridge was approved by the council on Monday."),
    ("Is the pass open?", "The pass is open again."),
    ("Was the vote postponed?", "It was postponed until May."),
]
NO = [
    ("Was Halden represented at the meeting in Brack?", "Halden, which had called for talks, was not represented in the room."),
    ("Did the tax change with the budget?", "The tax does not change."),
    ("Does Halden admit sending boats up the river?", "Halden's government denies having sent boats."),
    ("Did the council approve the bridge?", "The council refused to approve the bridge."),
    ("Is the pass open?", "The pass is no longer open."),
    ("Has the mill closed?", "The mill has never closed."),
    ("Has the court ruled on the quarry?", "The court hasn’t yet ruled on the quarry."),
]
OPEN = [
    ("Did the minister come to the opening by train?", "The line was opened by the minister, who came eleven minutes late by car."),
    ("Were the pickers paid by the hour?", "They were paid by the kilo, on average 14 crowns an hour."),
    ("Did Rovers beat Eastmoor?", "Eastmoor beat Rovers 2–1."),
    ("Was the minister dismissed?", "The minister dismissed the charge."),
    ("Did the council approve the bridge?", "The council may approve the bridge."),
    ("Did the council approve the bridge?", "The mayor hopes that the council will approve the bridge."),
    ("Did Brack send boats?", "Halden claimed that Brack sent boats."),
    ("Did Brack send boats?", "Brack denies that it sent boats."),
    ("Were both brooches recovered?", "The brooches were recovered."),
    ("Has the date been announced?", "The council said that the date was being discussed."),
    ("Did the ferry sink?", "The ferry nearly sank."),
    ("Did the ferry sink?", "Did the ferry sink?"),
    ("Wasn't the mayor present?", "The mayor was present."),
    ("Who opened it?", "The mayor opened it."),
]
CASES = [*((*one, "Yes") for one in YES), *((*one, "No") for one in NO), *((*one, None) for one in OPEN)]


def _evidence(question: str, sentence: str, lent: Sequence[str]) -> Evidence:
    span = Span(0, len(sentence))
    hit = Hit(1, Scores(0.4, 1.0, 0.5), Passage(1, "a", 1, span, sentence), Article("a", sentence))
    return Evidence(hit, span, sentence, {}, 1.0, 1.0, (), 1.0, dict.fromkeys(lent, 1.0))


@pytest.mark.parametrize(("question", "sentence", "said"), CASES)
def test_what_a_sentence_says_to_a_question(question: str, sentence: str, said: str | None) -> None:
    asked = terms(question)
    assert polarity(question, _evidence(question, sentence, asked), wording(question, dict.fromkeys(asked, 1.0))) == said


def test_a_sentence_that_lacks_much_of_the_question_decides_nothing() -> None:
    question, sentence = "Was the lost silver drum of Marlow found in Brack?", "The drum was found."
    asked = terms(question)
    best = _evidence(question, sentence, terms(sentence))
    assert polarity(question, best, wording(question, dict.fromkeys(asked, 1.0))) is None


def test_an_answer_begins_with_it_and_quotes_the_sentence(make_index: Callable[[Sequence[Article]], Index]) -> None:
    text = "The council met on Monday. The ferry tax does not change. The harbour is dredged."
    answer = Answerer(make_index([Article("tax", text, title="Ferry tax")]), threshold=0.0).answer(
        read_question("Does the ferry tax change?")
    )
    assert answer.answer is not None
    assert answer.answer.text == "No: The ferry tax does not change."
    assert answer.citations[0].quote == "The ferry tax does not change."
