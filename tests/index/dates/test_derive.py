"""Days worked out again from expression, anchor value and rule words alone, as a reader of an answer would."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import DateMention, find_dates
from index.dates.derive import UnknownRule, derived
from index.dates.rules import RULES
from tests.index.dates.test_sentences import rows, unmarked

EXAMPLES = [
    (example.text, (example.published and dt.date.fromisoformat(example.published)) or None) for rule in RULES for example in rule.examples
]
SENTENCES = [(unmarked(line)[0], published) for published, line in rows()]
PHRASES = (
    *("on Thursday", "last Friday", "next Monday", "this Tuesday", "two weeks ago", "on April 28", "in March", "last May", "next June"),
    *("five days earlier", "the following month", "that summer", "in the spring", "the third quarter", "at Easter", "late last year"),
    *("earlier this month", "the first week of March", "the last Monday of May", "June 3 last year", "February 29", "a week on Monday"),
    *("over the past three months", "the year before last", "by year-end", "on May 3 and 4", "10 p.m. (0900 GMT) Friday", "tomorrow night"),
)
PLACES = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=6)


def _agrees(mention: DateMention) -> bool:
    days = None if mention.earliest is None or mention.latest is None else (mention.earliest, mention.latest)
    return derived(mention.expression, mention.anchor_value, mention.rule) == days


@pytest.mark.parametrize("texts", [EXAMPLES, SENTENCES], ids=["examples of the rules", "sentences"])
def test_every_mention_is_derived_again(texts: list[tuple[str, dt.date | None]]) -> None:
    wrong = [one for text, published in texts for one in find_dates(text, published) if not _agrees(one)]
    assert wrong == []


@given(PLACES, st.one_of(st.none(), st.dates(dt.date(1900, 1, 1), dt.date(2090, 12, 31))))
def test_whenever_it_was_published(phrases: list[str], published: dt.date | None) -> None:
    text = " ".join(f"They met {phrase}." for phrase in phrases)
    assert [one for one in find_dates(text, published) if not _agrees(one)] == []


@pytest.mark.parametrize(
    ("expression", "anchor", "rule", "days"),
    [
        ("five days earlier", "2023-04-28", "anchor minus 5 days", "2023-04-23/2023-04-23"),
        ("last year", "2023-05-03", "publication minus 1 year", "2022-01-01/2022-12-31"),
        ("late last year", "2023-05-03", "publication minus 1 year, last third", "2022-09-01/2022-12-31"),
        ("two weeks later", "1921-05-03", "anchor plus 2 weeks, to the day", "1921-05-17/1921-05-17"),
        ("Tuesday", "2023-05-05", "first such weekday after publication", "2023-05-09/2023-05-09"),
        ("a week on Monday", "2023-05-05", "1 week after: first such weekday after publication", "2023-05-15/2023-05-15"),
        ("25", "2023-04-03", "such day of: 2023-04 as written", "2023-04-25/2023-04-25"),
        ("earlier this year", "2023-05-03", "year of publication, up to publication", "2023-01-01/2023-05-03"),
        ("the last Monday of May", "2023-06-03", "such weekday of: last such month on or before publication", "2023-05-29/2023-05-29"),
    ],
)
def test_rule_words(expression: str, anchor: str, rule: str, days: str) -> None:
    span = derived(expression, anchor, rule)
    assert span is not None
    assert f"{span[0]}/{span[1]}" == days


@pytest.mark.parametrize("rule", ["anchor minus 5 moons", "some other day", "such day of publication"])
def test_words_that_are_no_rule(rule: str) -> None:
    with pytest.raises((UnknownRule, KeyError)):
        derived("a day", "2023-05-03", rule)
