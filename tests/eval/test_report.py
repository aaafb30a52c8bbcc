"""Reports: one page that needs no network, harmless with hostile text, and readable without sight or colour."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import re
import time
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from eval.gate import Line, Verdict
from eval.model import Gold
from eval.records import Returned
from eval.report import html, markdown
from eval.report.charts import charts
from eval.report.numbers import chance, change, figure, summary
from eval.report.terminal import print_comparison, print_scores, print_verdict
from eval.runfile import load_run, save_run
from eval.scores import Comparison, Scores, compare, score_run
from tests.eval.builders import answered, case, citation, passage, run, silent, unanswerable

HOSTILE = "</details></script><script>alert(1)</script><img src=x onerror=alert(2)> \"'`{{ 7*7 }} [bold]|[x](javascript:1) <!-- "


def scored(*, better: bool = False) -> Scores:
    """Eight cases of every verdict, with dates and citations."""
    found = [passage(1, "b"), passage(2, "a")]
    second = answered("April 23" if better else "no", confidence=0.6, passages=found[::-1] if better else found)
    return score_run(
        run(
            [
                (case("right", date="2023-04-23"), answered("April 23", date=("2023-04-23", "2023-04-23"), passages=[passage(1)])),
                (case("second", type="who"), second),
                (case("missed", type="why"), silent(passages=found)),
                (case("failed"), None),
                (unanswerable("over"), answered("Bob", confidence=0.3, passages=[passage(1, "c")])),
                (unanswerable("quiet"), silent()),
            ]
        )
    )


def hostile() -> Scores:
    """The same bad text wherever text can stand."""
    bad = dataclasses.replace(
        passage(1), text=HOSTILE, end=len(HOSTILE), title=HOSTILE, source=HOSTILE, published_at=HOSTILE, article_id=HOSTILE
    )
    cited = dataclasses.replace(citation(), quote=HOSTILE, article_id=HOSTILE, start=3, end=9)
    made = case(HOSTILE, HOSTILE, answers=(HOSTILE,), type=HOSTILE, sources=(HOSTILE,), evidence=(Gold(HOSTILE, HOSTILE, spans=((0, 5),)),))
    plain = run([(made, answered("wrong " + HOSTILE[:9], passages=[bad], citations=[cited])), (case("b"), None)], name=HOSTILE)
    target = dataclasses.replace(plain.target, name=HOSTILE, snapshot=HOSTILE, corpus=HOSTILE, models=((HOSTILE, HOSTILE),))
    outcomes = (plain.outcomes[0], dataclasses.replace(plain.outcomes[1], error=HOSTILE))
    return score_run(dataclasses.replace(plain, target=target, outcomes=outcomes, versions=((HOSTILE, HOSTILE),)))


class Page(HTMLParser):
    """What a browser would build: tags with their attributes, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in names]


def pages() -> dict[str, str]:
    before, after = scored(), scored(better=True)
    return {"one run": html.render(after), "two runs": html.render(after, compare(before, after)), "hostile": html.render(hostile())}


@pytest.fixture(scope="module", params=["one run", "two runs", "hostile"])
def page(request: pytest.FixtureRequest) -> str:
    return pages()[request.param]


def test_nothing_is_fetched_from_anywhere(page: str) -> None:
    built = Page(page)
    loaded = [
        attrs.get(name) for _, attrs in built.tags for name in ("src", "srcset", "data", "action", "formaction", "poster") if name in attrs
    ]

    assert [] == loaded
    assert [] == built.all("link", "img", "iframe", "object", "embed", "video", "audio", "base")
    assert {True} == {(attrs["href"] or "").startswith("#") for attrs in built.all("a")}
    style = page.split("<style>")[1].split("</style>")[0]
    assert not re.search(r"@import|url\(|expression", style)
    policy = next(attrs["content"] for attrs in built.all("meta") if attrs.get("http-equiv") == "Content-Security-Policy")
    assert (policy or "").startswith("default-src 'none'")


def test_hostile_text_stays_text() -> None:
    built = Page(pages()["hostile"])

    assert 1 == len(built.all("script"))
    assert [] == [name for _, attrs in built.tags for name in attrs if name.startswith("on")]
    assert "".join(built.words).count("alert(1)") >= 8
    assert "{{ 7*7 }}" in "".join(built.words)
    assert "49" not in "".join(built.words).split("alert(2)")[1][:20]


def test_it_can_be_used_without_sight_mouse_or_colour(page: str) -> None:
    """Language, title, one main heading, no skipped heading level, captions, labelled cells, inputs and pictures, unique ids."""
    built = Page(page)
    levels = [int(tag[1]) for tag, _ in built.tags if re.fullmatch(r"h[1-6]", tag)]
    ids = [attrs["id"] for _, attrs in built.tags if "id" in attrs]

    assert "en" == built.all("html")[0].get("lang")
    assert 1 == levels.count(1) == page.split("</head>")[0].count("<title>") == len(built.all("main"))
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert len(built.all("table")) == len(built.all("caption"))
    assert all(attrs.get("scope") for attrs in built.all("th"))
    assert all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in built.all("svg"))
    assert len(ids) == len(set(ids))
    assert "#wrong" == built.all("a")[0].get("href")
    assert "wrong" in ids
    assert len(built.all("summary")) == len(built.all("details"))


def test_every_wrong_case_is_there_with_its_gold_marked() -> None:
    built = pages()["one run"]

    assert ["missed", "failed", "overreached"] == re.findall(r'data-verdict="([^"]+)"', built)
    assert '<mark class="gold">installed on April 23</mark>' in built
    assert "HTTP 500: oops" in built


def test_pieces_cover_the_passage_and_say_what_they_are() -> None:
    one = score_run(run([(case(), answered("no", passages=[passage(1)]))])).judged[0]
    parts = html.pieces(one, one.passages[0])

    assert one.passages[0].text == "".join(part.text for part in parts)
    assert [("The checkpoint was ", "cited"), ("installed on April 23", "gold cited"), (".", "cited")] == [
        (p.text, p.kind) for p in parts[:3]
    ]


def test_a_long_passage_without_gold_is_cut() -> None:
    one = score_run(run([(case(), silent())])).judged[0]
    (part,) = html.pieces(one, Returned(1, 1.0, "zz", 0, 5000, "word " * 1000))

    assert html.PASSAGE_CHARACTERS + 1 == len(part.text)


def test_charts_appear_when_there_is_something_to_show() -> None:
    before, after = scored(), scored(better=True)

    assert 4 == len(charts(after))
    assert 7 == len(charts(after, compare(before, after)))
    assert ["How long it took"] == [chart.title for chart in charts(score_run(run([(unanswerable(), silent())])))]


def test_markdown_keeps_text_in_its_cell() -> None:
    told = markdown.render(hostile())
    row = next(line for line in told.split("## Wrong cases")[1].split("\n") if "alert" in line)

    assert 7 == len(re.findall(r"(?<!\\)\|", row))
    assert "<script>" not in told.replace(r"\<script\>", "")


def test_markdown_tells_what_changed() -> None:
    before, after = scored(), scored(better=True)
    told = markdown.render(after, compare(before, after))

    assert "- 1 became right: second" in told
    assert "- 0 became wrong: –" in told


def test_the_terminal_shows_it_all_and_takes_no_markup_from_texts() -> None:
    console = Console(record=True, width=160, file=io.StringIO())
    before, after = scored(), scored(better=True)
    print_scores(console, hostile())
    print_comparison(console, compare(before, after))
    print_verdict(console, Verdict((Line("right", 0.5, None, False),), ("another case set",)))
    told = console.export_text()

    assert "[bold]" in told
    assert "1 became right: second" in told
    assert "not measured" in told
    assert "gate FAILED" in told


def test_the_summary_is_json_and_holds_each_measure() -> None:
    before, after = scored(), scored(better=True)
    document = json.loads(json.dumps(summary(after, compare(before, after))))

    assert ["missed", "failed", "over"] == document["wrong"]
    assert ["second"] == document["comparison"]["gained"]
    assert {"recall@1", "f1", "auroc", "latency_p50"} <= set(document["measures"])


def test_runs_of_different_sets_are_compared_on_what_they_share_and_it_is_said() -> None:
    first = score_run(run([(case("a"), answered("no")), (case("b"), answered("no"))], corpus="d" * 64))
    second = score_run(run([(case("b"), answered("April 23")), (case("c"), answered())]))
    found: Comparison = compare(first, second)

    assert ((1, 0),) == found.rows
    assert ("b",) == found.gained
    assert 2 == len(found.warnings)


def test_numbers_as_people_read_them() -> None:
    one = {score.measure.name: score.measure for score in scored().scores}

    assert ("0.123", "–", "1,234", "9.1", "120") == (
        figure(one["f1"], 0.1234),
        figure(one["f1"], None),
        figure(one["latency_p50"], 1234.2),
        figure(one["latency_p50"], 9.12),
        figure(one["words_read"], 120.4),
    )
    assert ("+0.010", "−0.010", "0.000") == (change(one["f1"], 0.01), change(one["f1"], -0.01), change(one["f1"], 0.0))
    assert ("<0.001", "0.050") == (chance(0.0001), chance(0.05))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ten_thousand_recorded_cases_are_read_scored_and_rendered_in_under_a_minute(tmp_path: Path) -> None:
    """The whole size: ten passages a case, from the run file to both pages."""
    rng = random.Random(7)
    found = [
        answered(
            "April 23" if rng.random() < 0.6 else "no",
            confidence=round(rng.random(), 4),
            passages=[passage(rank, rng.choice("abc")) for rank in range(1, 11)],
        )
        for _ in range(10_000)
    ]
    made = run([(case(f"q{n}", cluster=f"article {n % 2500}"), answer) for n, answer in enumerate(found)])
    save_run(made, tmp_path / "run.json")
    started = time.perf_counter()
    scores = score_run(load_run(tmp_path / "run.json"))
    html.render(scores)
    markdown.render(scores)

    assert time.perf_counter() - started < 60


def test_ten_thousand_cases_are_scored_and_rendered_in_under_a_minute() -> None:
    answers = [
        answered("April 23", passages=[passage(1)]),
        answered("no", confidence=0.4, passages=[passage(1, "b"), passage(2)]),
        silent(),
    ]
    made = run([(case(f"q{n}", cluster=f"article {n % 2500}"), answers[n % 3]) for n in range(10_000)])
    started = time.perf_counter()
    built = html.render(score_run(made))

    assert time.perf_counter() - started < 60
    assert 6666 == built.count('<details class="case"')
