"""A scorer and the pages kept for reporting → the reader's figures: spans, "no answer here", order of passages."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.train.candidates import Cut, Search, cuts
from eval.train.scorer import Reading, Scorer
from eval.train.sources import Asked, Page, QuestionSet, read_set
from eval.words import exact, f1
from index.model import Span

_DEPTH = 20  # passages the reader puts in order
_FOUND = (
    8.0  # weight of the search's score (0..2) beside the logits in "mixed"; chosen on 60 questions of each set, drawn with another seed
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many questions each measure takes; 0 leaves it out, a large number takes all."""

    gold: int = 600
    rerank: int = 300
    news: int = 300
    timed: int = 300


Figures = dict[str, float]


def figures(scorer: Scorer, data: Path, cache: Path, sizes: Sizes) -> dict[str, Figures]:
    """All measures; every question comes from a page that training has not seen."""
    squad2, timeqa, news = read_set(data / "squad2_dev"), read_set(data / "timeqa_human_train"), read_set(data / "newsqa_dev")
    report: dict[str, Figures] = {}
    if sizes.gold:
        report["squad2 gold paragraphs"] = gold_paragraphs(scorer, squad2.half(reporting=True), sizes.gold)
    if sizes.rerank:
        report["squad2 order"] = order(scorer, squad2.pages, squad2.half(reporting=True).asked, sizes.rerank, cache / "squad2.npz")
    if sizes.news:
        report["newsqa gold articles"] = gold_articles(scorer, news, sizes.news)
        report["newsqa order"] = order(scorer, news.pages, news.asked, sizes.news, cache / "newsqa.npz")
    if sizes.timed:
        report["timeqa order"] = order(scorer, timeqa.pages, timeqa.half(reporting=True).asked, sizes.timed, cache / "timeqa.npz")
    return report


def gold_paragraphs(scorer: Scorer, kept: QuestionSet, count: int) -> Figures:
    """Each question over its own paragraph: how well spans fit where there is an answer, how well the two kinds are told apart."""
    chosen = sample(kept.asked, count)
    readings = scorer([_whole(asked) for asked in chosen])
    answered = [(asked, reading) for asked, reading in zip(chosen, readings, strict=True) if asked.spans]
    truth = [bool(asked.spans) for asked in chosen]
    return {
        "questions": len(chosen),
        "answerable": len(answered),
        "span F1": _mean([_best_f1(reading.text, asked) for asked, reading in answered]),
        "span EM": _mean([float(any(exact(reading.text, gold) for gold in asked.answers)) for asked, reading in answered]),
        "AUROC answerable": auroc([reading.answerable for reading in readings], truth),
        "AUROC margin": auroc([reading.margin for reading in readings], truth),
        "AUROC both": auroc([verdict(reading) for reading in readings], truth),
    }


def gold_articles(scorer: Scorer, news: QuestionSet, count: int) -> Figures:
    """Each question over all passages of its article: the span of the passage that is chosen, and of the best one there is."""
    chosen = sample([asked for asked in news.asked if asked.spans], count)
    got, there, right = [], [], []
    for asked in chosen:
        found = cuts([asked.page])
        readings = scorer([(asked.text, cut.header, cut.text) for cut in found])
        best = max(range(len(found)), key=lambda at: choice(readings[at]))
        got.append(_best_f1(readings[best].text, asked))
        inside = [_best_f1(reading.text, asked) for cut, reading in zip(found, readings, strict=True) if cut.answers(asked)]
        there.append(max(inside, default=0.0))
        right.append(float(found[best].answers(asked)))
    return {"questions": len(chosen), "span F1": _mean(got), "span F1 in the right passage": _mean(there), "right passage": _mean(right)}


def order(scorer: Scorer, pages: Sequence[Page], asked: Sequence[Asked], count: int, cache: Path) -> Figures:
    """How often the passage with the gold span stands first: as found, by relevance, by relevance and answerability."""
    chosen = sample([one for one in asked if one.spans], count)
    search = Search(cuts(pages), cache)
    hits: dict[str, list[float]] = {
        name: [] for name in ("found R@1", f"found R@{_DEPTH}", "relevance R@1", "both R@1", "mixed R@1", "both R@1 of 10", "both MRR@10")
    }
    for one, found in zip(chosen, search([each.text for each in chosen], _DEPTH), strict=True):
        readings = scorer([(one.text, cut.header, cut.text) for cut, _ in found])
        right = [cut.answers(one) for cut, _ in found]
        first = {
            "found R@1": 0,
            "relevance R@1": _first([reading.relevance for reading in readings]),
            "both R@1": _first([choice(reading) for reading in readings]),
            "mixed R@1": _first([choice(reading) + _FOUND * score for reading, (_, score) in zip(readings, found, strict=True)]),
            "both R@1 of 10": _first([choice(reading) for reading in readings[:10]]),
        }
        for name, at in first.items():
            hits[name].append(float(right[at]))
        hits[f"found R@{_DEPTH}"].append(float(any(right)))
        ranks = sorted(range(len(found)), key=lambda at: -choice(readings[at]))
        hits["both MRR@10"].append(next((1 / (rank + 1) for rank, at in enumerate(ranks[:10]) if right[at]), 0.0))
    return {"questions": len(chosen), **{name: _mean(values) for name, values in hits.items()}}


def choice(reading: Reading) -> float:
    """What passages of one question are put in order by: relevance, and whether the answer stands there."""
    return reading.relevance + reading.answerable


def verdict(reading: Reading) -> float:
    """What tells an answered question from an unanswered one: both heads that were taught it."""
    return reading.answerable + 0.25 * reading.margin


def sample(asked: Sequence[Asked], count: int) -> list[Asked]:
    """The same `count` questions each time, in their order."""
    kept = sorted(random.Random(8).sample(range(len(asked)), min(count, len(asked))))  # noqa: S311 (repeatable, not secret)
    return [asked[at] for at in kept]


def auroc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Chance that a true one scores above a false one, ties counting half."""
    yes = np.array([score for score, true in zip(scores, truth, strict=True) if true])
    no = np.sort([score for score, true in zip(scores, truth, strict=True) if not true])
    if not len(yes) or not len(no):
        return float("nan")
    below = (np.searchsorted(no, yes, "left") + np.searchsorted(no, yes, "right")) / 2
    return float(below.mean() / len(no))


def _whole(asked: Asked) -> tuple[str, str, str]:
    cut = Cut(asked.page, Span(0, len(asked.page.text)))
    return asked.text, cut.header, cut.text


def _best_f1(text: str, asked: Asked) -> float:
    return max(f1(text, gold) for gold in asked.answers)


def _first(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=lambda at: (scores[at], -at))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
