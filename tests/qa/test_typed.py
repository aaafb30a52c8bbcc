"""qa.reading.typed: whether a sentence has what a question of its kind wants."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_dates
from qa.asked.question import kind
from qa.reading.typed import fit

TABLE = [
    ("When was the mill sold?", "It was sold on 3 May 2021.", 1.0),
    ("When was the mill sold?", "It was sold to a neighbour.", 0.0),
    ("How many fines were issued?", "In all, 62 fines were issued.", 1.0),
    ("How many fines were issued?", "The fine is 400 crowns.", 0.5),
    ("How many fines were issued?", "Fines were issued on 3 May 2021.", 0.0),
    ("How many boats came?", "Twelve small boats came.", 1.0),
    ("How much did the tower cost?", "It cost 5 million crowns.", 1.0),
    ("How much did the tower cost?", "It is €5m.", 1.0),
    ("How much did the tower cost?", "It is 40 metres high.", 0.5),
    ("What share of voters agreed?", "54 per cent agreed.", 1.0),
    ("How long is the tunnel?", "The tunnel has a length of 7 kilometres.", 1.0),
    ("How long is the tunnel?", "After three years the tunnel was ready.", 0.25),
    ("How long did the strike last?", "It went on for six weeks.", 1.0),
    ("How long did the strike last?", "The picket line was 90 metres long.", 0.0),
    ("Who opened the fair?", "The fair was opened by Ines Okoro.", 1.0),
    ("Who opened the fair?", "Ines Okoro opened it.", 1.0),
    ("Who opened the Marlow fair?", "It was the first Marlow fair.", 0.0),
    ("Who opened the fair?", "The fair was opened at noon.", 0.0),
    ("Who opened the fair?", "MARLOW (Meridian Wire) – The fair was opened at noon.", 0.0),
    ("Where was the boat found?", "It lay near Kalvsund.", 1.0),
    ("Where was the boat found?", "It lay under a bridge.", 0.5),
    ("Where was the boat found?", "Police found it.", 0.0),
    ("Why was it closed?", "It was closed because of cracks.", 1.0),
    ("Why was it closed?", "It was closed.", 0.0),
    ("Why was it closed?", "It has been closed since 3 May 2021.", 0.0),
    ("Why was it closed?", "The road, closed since mid-December 2022, is long.", 0.0),
    ("Why was it closed?", "It was closed, since the pier had cracks.", 1.0),
    ("Who opened the fair?", "The fair was opened on Saturday.", 0.0),
    ("How long is the wall?", "The river rose to 1.6 metres above the wall.", 0.5),
    ("How long is the wall?", "The wall is to be 1.8 kilometres long.", 1.0),
    ("What is it?", "A boat.", 1.0),
]


@pytest.mark.parametrize(("question", "sentence", "expected"), TABLE)
def test_a_sentence_has_the_kind_asked_for(question: str, sentence: str, expected: float) -> None:
    """Numbers stand with what is counted, names are new, days are no counts."""
    dates = find_dates(sentence, dt.date(2021, 6, 1))

    assert expected == fit(sentence, dates, 0, kind(question), question)
