"""Scores → one HTML page that holds everything it needs: figures, charts, and every wrong case with its passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from eval.calibrate import Justified
from eval.faults import fault_of, faults
from eval.judge import Judged
from eval.measures import Measure
from eval.records import Returned
from eval.report.charts import charts, risk
from eval.report.numbers import better, chance, change, figure, interval, justification, shown
from eval.report.terminal import gold_of, said_of
from eval.scores import Change, Comparison, Score, Scores
from eval.slices import slice_of

PASSAGE_CHARACTERS = 700
"""Shown of a passage that holds no gold and is not cited."""
VERDICTS = {
    "wrong": "answered, and not rightly",
    "missed": "silent, though the articles say it",
    "overreached": "answered, though the articles do not say",
    "failed": "no usable reply",
    "not asked": "the service had gone",
}
_GROUPS = {
    "retrieval": "Is the evidence found?",
    "answers": "Are the answers right?",
    "dates": "Are the dates right?",
    "citations": "Do the citations hold?",
    "abstention": "Does it know when to be silent?",
    "copies": "Copies and conflicts",
    "speed": "Is it quick?",
}
"""What each group of measures answers, over the figures at the top of the page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage: plain, `gold`, `cited` or `gold cited`."""

    text: str
    kind: str


def render(scores: Scores, comparison: Comparison | None = None, justified: Justified | None = None) -> str:
    """The page. Every text is escaped by the template engine; only our own charts and style sheet go in as markup."""
    # autoescape is what keeps hostile article text harmless
    engine = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    here = files("eval.report")
    template = engine.from_string((here / "page.html").read_text(encoding="utf-8"))
    wrong = [one for one in scores.judged if one.right is False]
    return template.render(
        css=Markup((here / "page.css").read_text(encoding="utf-8")),  # noqa: S704 our own file
        run=scores.run,
        seed=scores.seed,
        total=len(scores.judged),
        verdicts=_verdicts(scores.judged),
        headline=_headline(scores),
        meanings=VERDICTS,
        cards=_cards(scores),
        faults=faults(scores.judged),
        groups=_groups(scores),
        slices=_slices(scores),
        charts=[(chart.title, chart.note, Markup(chart.svg), chart.wide) for chart in charts(scores, comparison)],  # noqa: S704 escaped in svg.py
        comparison=_comparison(comparison, {one.case.id: f"case-{number}" for number, one in enumerate(wrong, start=1)}),
        justified=_justified(justified),
        wrong=wrong_cases(wrong),
        kinds=[(name, count) for name, count in _verdicts(wrong) if count],
        asked_for=sorted({slice_of(one.case) for one in wrong}),
    )


def _justified(justified: Justified | None) -> dict[str, object] | None:
    if justified is None:
        return None
    found, chart = justified.calibration, risk(justified.everything, justified.calibration)
    return {
        "calibration": found,
        "rows": justification(justified),
        "chart": (chart.title, chart.note, Markup(chart.svg)) if chart else None,  # noqa: S704 escaped in svg.py
    }


def wrong_cases(wrong: Iterable[Judged]) -> list[dict[str, object]]:
    """What the template shows of each wrong case."""
    return [
        {
            "id": one.case.id,
            "anchor": f"case-{number}",
            "verdict": one.verdict,
            "slice": slice_of(one.case),
            "fault": fault_of(one),
            "question": one.case.question,
            "bounds": [(name, value) for name, value in _bounds(one) if value],
            "gold": gold_of(one),
            "said": said_of(one),
            "confidence": f"{one.confidence:.2f}" if one.answered else None,
            "rank": one.rank,
            "evidence": _evidence(one),
            "citations": _citations(one),
            "passages": [(passage, pieces(one, passage), good) for passage, good in zip(one.passages, one.carries, strict=True)],
        }
        for number, one in enumerate(wrong, start=1)
    ]


def pieces(one: Judged, passage: Returned) -> list[Piece]:
    """The passage cut where gold spans and citations begin and end; without either, its beginning."""
    gold = [span for g in one.case.evidence if g.article == passage.article_id for span in g.spans]
    answer = one.outcome.answered
    cited = [(c.start, c.end) for c in (answer.citations if answer else ()) if c.article_id == passage.article_id]
    inside = [_clip(span, passage) for span in (*gold, *cited)]
    if not any(start < end for start, end in inside):
        short = passage.text[:PASSAGE_CHARACTERS]
        return [Piece(short + ("…" if len(short) < len(passage.text) else ""), "")]
    edges = sorted({0, len(passage.text), *(edge for start, end in inside if start < end for edge in (start, end))})
    return [
        Piece(passage.text[start:end], _kind(start + passage.start, end + passage.start, gold, cited)) for start, end in pairwise(edges)
    ]


def _clip(span: tuple[int, int], passage: Returned) -> tuple[int, int]:
    return max(0, span[0] - passage.start), min(len(passage.text), span[1] - passage.start)


def _kind(start: int, end: int, gold: Sequence[tuple[int, int]], cited: Sequence[tuple[int, int]]) -> str:
    names = (("gold", gold), ("cited", cited))
    return " ".join(name for name, spans in names if any(s <= start and end <= e for s, e in spans))


def _bounds(one: Judged) -> tuple[tuple[str, str | None], ...]:
    case = one.case
    return (("after", case.after), ("before", case.before), ("as of", case.as_of), ("sources", ", ".join(case.sources)))


def _evidence(one: Judged) -> list[tuple[str, str]]:
    """(articles, quote) pairs; copies of one quote stand together."""
    found: dict[str, list[str]] = {}
    for gold in one.case.evidence:
        found.setdefault(gold.quote or "(the whole article)", []).append(gold.article)
    return [(", ".join(dict.fromkeys(articles)), quote) for quote, articles in found.items()]


def _citations(one: Judged) -> list[tuple[int, str, str, bool, bool | None]]:
    citations = one.outcome.answered.citations if one.outcome.answered else ()
    return [(c.n, c.article_id, c.quote, good, c.exact) for c, good in zip(citations, one.supports, strict=True)]


def _verdicts(judged: Iterable[Judged]) -> list[tuple[str, int]]:
    counts = Counter(one.verdict for one in judged)
    return [(name, counts[name]) for name in ("right", *VERDICTS, "unjudged") if counts[name]]


def _headline(scores: Scores) -> dict[str, object] | None:
    """How many cases were handled rightly, of those that can be judged."""
    score = next(score for score in scores.scores if score.measure.name == "right")
    if score.value is None:
        return None
    bounds = f"{score.interval.low:.0%} to {score.interval.high:.0%}" if score.interval else None
    return {"right": sum(one.right is True for one in scores.judged), "of": score.cases, "share": f"{score.value:.0%}", "bounds": bounds}


def _cards(scores: Scores) -> list[tuple[str, list[dict[str, object]]]]:
    groups: dict[str, list[dict[str, object]]] = {}
    for score in shown(scores):
        if score.measure.headline:
            groups.setdefault(score.measure.group, []).append(_row(score))
    return [(_GROUPS.get(name, name), rows) for name, rows in groups.items()]


def _row(score: Score) -> dict[str, object]:
    value = score.value if score.measure.range.startswith("0..1") else None
    return {
        "measure": score.measure,
        "figure": figure(score.measure, score.value),
        "interval": interval(score.measure, score.interval),
        "cases": f"{score.cases:,}",
        "share": None if value is None else f"{max(0.0, min(1.0, value)):.3f}",
        "tone": _tone(score.measure, value),
    }


def _tone(measure: Measure, value: float | None) -> str:
    """Laws that must hold are good or bad; everything else is a matter of degree."""
    if value is None or measure.name not in ("citation_exact", "passage_exact", "failed"):
        return ""
    return "good" if value == (1 if measure.better == "higher" else 0) else "bad"


def _groups(scores: Scores) -> list[tuple[str, list[dict[str, object]]]]:
    groups: dict[str, list[dict[str, object]]] = {}
    for score in shown(scores):
        groups.setdefault(score.measure.group, []).append(_row(score))
    return list(groups.items())


def _slices(scores: Scores) -> dict[str, object]:
    names = [s.measure for s in scores.scores if s.measure.headline and s.value is not None and s.measure.name in scores.figures]
    sizes = Counter(slice_of(one.case) for one in scores.judged)
    rows = []
    for name, inside in scores.slices.items():
        found = {score.measure.name: score for score in inside}
        rows.append((name, f"{sizes[name]:,}", [_row(found[measure.name]) for measure in names]))
    return {"measures": names, "rows": rows}


def _comparison(comparison: Comparison | None, anchors: Mapping[str, str]) -> dict[str, object] | None:
    """What changed beyond chance apart from what did not; `anchors`: where each wrong case stands on the page."""
    if comparison is None:
        return None
    rows = [_changed(one) for one in comparison.changes]
    return {
        "started_at": comparison.before.run.started_at,
        "warnings": comparison.warnings,
        "gained": comparison.gained,
        "lost": [(case_id, anchors.get(case_id)) for case_id in comparison.lost],
        "moved": [row for row in rows if row["tone"]],
        "still": [row for row in rows if not row["tone"]],
    }


def _changed(one: Change) -> dict[str, object]:
    return {
        "measure": one.measure,
        "before": figure(one.measure, one.paired.before),
        "after": figure(one.measure, one.paired.after),
        "change": change(one.measure, one.paired.change),
        "interval": f"{change(one.measure, one.paired.interval.low)} … {change(one.measure, one.paired.interval.high)}",
        "p": chance(one.paired.p),
        "tone": {True: "good", False: "bad", None: ""}[better(one.measure, one.paired)],
    }
