"""Every example in the rule tables, read by the whole finder."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_dates, timex3
from index.dates.mention import DateMention
from index.dates.rule import Example, Rule
from index.dates.rules import RULES

CASES = [pytest.param(rule, example, id=f"{rule.name}: {example.text}") for rule in RULES for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example(rule: Rule, example: Example) -> None:
    published = dt.date.fromisoformat(example.published) if example.published else None
    mentions = find_dates(example.text, published)
    if not example.expression:
        assert [mention.expression for mention in mentions if mention.type != "set"] == []
        return
    mention = next((one for one in mentions if one.expression == example.expression), None)
    assert mention is not None, [one.expression for one in mentions]
    assert (mention.value, _days(mention)) == (example.value, _expected_days(example))


def _days(mention: DateMention) -> str:
    if mention.earliest is None or mention.latest is None:
        return ""
    return f"{mention.earliest}/{mention.latest}"


def _expected_days(example: Example) -> str:
    if example.days is not None:
        return example.days
    span = timex3.interval(example.value)
    assert span is not None, f"{example.value} names no days; give them in the example"
    return f"{span.earliest}/{span.latest}"


def test_every_rule_has_an_example() -> None:
    assert [rule.name for rule in RULES if not rule.examples] == []


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
