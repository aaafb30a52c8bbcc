"""Answers from the wire and from files become the same records, and what is no answer is refused by name."""

from __future__ import annotations

import json

import pytest

from eval.records import BadAnswerError, Outcome, from_json, from_wire, to_json, with_proof
from tests.eval.builders import answered, outcome, passage, silent

BODY: dict[str, object] = {
    "question": "when?",
    "status": "answered",
    "reason": None,
    "answer": {
        "text": "23 April 2023",
        "value": {"type": "date", "start": "2023-04-23", "end": "2023-04-23", "granularity": "day"},
        "confidence": 0.93,
        "derivation": [],
        "citations": [1],
    },
    "alternatives": [{"text": "late April 2023", "relation": "compatible", "citations": [1]}],
    "support": {"independent_sources": 3, "articles": 3, "copies": 0},
    "citations": [{"n": 1, "article_id": "a", "version": 1, "start": 0, "end": 3, "quote": "The", "text_sha256": "0" * 64}],
    "passages": [{"rank": 1, "score": 0.91, "article_id": "a", "start": 0, "end": 3, "text": "The", "title": None}],
    "index": {"snapshot": "s1"},
    "timings_ms": {"total": 48.1},
}


def test_an_answer_from_the_wire() -> None:
    found = from_wire(BODY)

    assert ("answered", "23 April 2023", 0.93, (1,), 3, "s1") == (
        found.status,
        found.text,
        found.confidence,
        found.used,
        found.independent_sources,
        found.snapshot,
    )
    assert "2023-04-23" == (found.date.start if found.date else None)
    assert (1, "a", None) == (found.passages[0].rank, found.passages[0].article_id, found.passages[0].exact)


def test_an_abstention_from_the_wire() -> None:
    found = from_wire(BODY | {"status": "abstained", "reason": "no_evidence", "answer": None, "citations": [], "passages": []})

    assert ("abstained", "no_evidence", None, None, ()) == (found.status, found.reason, found.text, found.confidence, found.used)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": None}, "status: expected text"),
        ({"answer": "April"}, "answer: expected a JSON object"),
        ({"answer": {"text": "x"}}, "confidence: expected a number"),
        ({"answer": {"text": "x", "confidence": True}}, "confidence: expected a number"),
        ({"citations": {}}, "citations: expected a list"),
        ({"citations": [{"n": "1"}]}, "citations.n: expected a whole number"),
        ({"passages": [{"rank": 1, "score": 1, "article_id": "a", "start": 0.0, "end": 3, "text": "The"}]}, "passages.start"),
    ],
)
def test_what_is_no_answer_is_refused(change: dict[str, object], told: str) -> None:
    with pytest.raises(BadAnswerError, match=told):
        from_wire(BODY | change)


@pytest.mark.parametrize("body", [None, [], "x", 1])
def test_only_objects_are_answers(body: object) -> None:
    with pytest.raises(BadAnswerError, match="expected a JSON object"):
        from_wire(body)


@pytest.mark.parametrize(
    "record",
    [outcome("1", from_wire(BODY)), outcome("2", silent()), outcome("3", None, error="HTTP 500"), Outcome("4", None, None, "not asked")],
)
def test_outcomes_survive_json(record: Outcome) -> None:
    assert record == from_json(json.loads(json.dumps(to_json(record))))


def test_a_damaged_record_is_refused() -> None:
    with pytest.raises(BadAnswerError, match="not a recorded outcome"):
        from_json({"case_id": "1"})


def test_proof_marks_each_part() -> None:
    marked = with_proof(outcome("1", answered(passages=[passage(1)])), [False], [None]).answered

    assert marked is not None
    assert (False, None) == (marked.citations[0].exact, marked.passages[0].exact)
    assert with_proof(outcome("1", None), [], []).answered is None
