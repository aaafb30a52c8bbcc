"""The sample articles and known Q&A pairs keep the promises made in eval/data/sample/README.md."""

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "eval" / "data" / "sample"
SEEDS = ROOT.parent / "shared" / "seeds"
TYPES = {"when", "who", "where", "how many", "how long", "why", "what", "yes/no", "unanswerable"}


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (SAMPLE / name).read_text(encoding="utf-8").split("\n") if line]


ARTICLES = {row["id"]: row for row in rows("articles.jsonl")}
CASES = rows("cases.jsonl")
GROUPS = json.loads((SAMPLE / "lineage.json").read_text(encoding="utf-8"))["groups"]


def runs_of_eight(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", re.sub("['’‘]", "", text.lower()))
    return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}


def first_and_last_day(value: str) -> tuple[dt.date, dt.date]:
    first, _, last = value.partition("/")
    days = [dt.date.fromisoformat(f"{part}-01" if len(part) == 7 else part) for part in (first, last or first)]
    return days[0], days[1]


def test_articles_are_unique_and_dated() -> None:
    """Ids and URLs are unique, hosts are examples, dates are ISO 8601, two or three articles have none."""
    articles = rows("articles.jsonl")
    assert len(articles) >= 60
    assert len({a["id"] for a in articles}) == len({a["url"] for a in articles}) == len(articles)
    assert all(re.match(r"https://\w+\.example/", a["url"]) for a in articles)
    dates = [a["published_at"] for a in articles if "published_at" in a]
    assert all(dt.datetime.fromisoformat(date) for date in dates)
    assert 2 <= len(articles) - len(dates) <= 3


def test_articles_are_short_and_from_many_outlets() -> None:
    """Every text has 120 to 500 words, at least eight outlets write, no text opens with its own title."""
    assert len({a["source"] for a in ARTICLES.values()}) >= 8
    for article in ARTICLES.values():
        assert 120 <= len(article["text"].split()) <= 500, article["id"]
        assert not article["text"].startswith(article["title"]), article["id"]


def test_every_quote_is_exactly_in_its_article() -> None:
    """Each piece of evidence stands, character by character, exactly once in the article it names."""
    for case in CASES:
        for gold in case["evidence"]:
            assert ARTICLES[gold["article"]]["text"].count(gold["quote"]) == 1, (case["id"], gold)


def test_cases_are_well_formed() -> None:
    """Ids and questions are unique; answers and evidence are there exactly when the case is answerable."""
    assert len({c["id"] for c in CASES}) == len({c["question"] for c in CASES}) == len(CASES)
    for case in CASES:
        assert case["type"] in TYPES, case["id"]
        assert case["split"] in {"dev", "test"}, case["id"]
        assert case["answerable"] is bool(case["answers"]) is bool(case["evidence"]) is (case["type"] != "unanswerable"), case["id"]


def test_counts() -> None:
    """At least 180 cases, 50 of them when, 20 how many, 24 with conflicting sources, a fifth to a third unanswerable."""
    types = Counter(case["type"] for case in CASES)
    assert len(CASES) >= 180
    assert set(types) == TYPES
    assert types["when"] >= 50
    assert types["how many"] >= 20
    assert 0.2 <= types["unanswerable"] / len(CASES) <= 0.34
    assert sum("conflict" in case for case in CASES) >= 24
    assert 0.4 <= sum(case["split"] == "dev" for case in CASES) / len(CASES) <= 0.6


def test_when_cases_have_dates() -> None:
    """Every when case, and no other, has a date: a day, a month, or an interval whose end is not before its start."""
    for case in CASES:
        assert ("date" in case) is (case["type"] == "when"), case["id"]
        if "date" in case:
            first, last = first_and_last_day(case["date"])
            assert first <= last, case["id"]


def test_weekdays_in_answers_fit_their_dates() -> None:
    """Where an answer names the weekday of a day, it is the calendar's weekday of the case's date."""
    for case in CASES:
        named = re.findall(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", " ".join(case["answers"]))
        if "date" in case and named:
            assert set(named) == {first_and_last_day(case["date"])[0].strftime("%A")}, case["id"]


def test_conflicts_are_really_in_the_articles() -> None:
    """The right value of a conflict is an accepted answer and the wrong one is not."""
    for case in CASES:
        if "conflict" in case:
            assert case["conflict"]["right"] in case["answers"], case["id"]
            assert case["conflict"]["wrong"] not in case["answers"], case["id"]


def test_no_subject_is_in_both_splits() -> None:
    """Subjects stay in one split, save the talks and the questions about nothing in the corpus."""
    splits: dict[str, set[str]] = {}
    for case in CASES:
        splits.setdefault(case["id"].rsplit("-", 1)[0], set()).add(case["split"])
    assert {subject for subject, found in splits.items() if len(found) > 1} <= {"talks", "outside"}


def test_the_sample_question_is_there() -> None:
    """The question that `make run` asks is a case, its date is 23 April 2023, three wordings of it in evidence."""
    case = next(c for c in CASES if c["question"] == "when was the checkpoint installed?")
    quotes = " ".join(gold["quote"] for gold in case["evidence"])
    assert case["date"] == "2023-04-23"
    assert all(wording in quotes for wording in ("on April 23", "five days earlier", "late April"))


def test_lineage_names_articles_once() -> None:
    """Every copy stands in exactly one group, after or with its origin, and at least ten articles are copies."""
    members = [article for group in GROUPS for article in group["articles"]]
    assert len(members) == len(set(members))
    assert set(members) <= set(ARTICLES)
    assert len(members) - len(GROUPS) >= 10
    for group in GROUPS:
        assert group["kind"] in {"exact", "syndicated", "rewrite"}
        assert group["origin"] in group["articles"]
        assert min(ARTICLES[a]["published_at"][:10] for a in group["articles"]) == ARTICLES[group["origin"]]["published_at"][:10]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not part of the repository")
def test_nothing_is_copied_from_the_seeds() -> None:
    """No run of eight consecutive words is shared with a seed article, case and punctuation aside."""
    seeds = set().union(*(runs_of_eight(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")))
    for article in ARTICLES.values():
        assert not runs_of_eight(f"{article['title']}\n{article['text']}") & seeds, article["id"]


def test_files_are_small() -> None:
    """The whole sample is under half a megabyte."""
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 512 * 1024
