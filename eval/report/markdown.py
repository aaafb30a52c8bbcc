"""Scores → a Markdown page: what was asked, every measure, slices, what changed, and the wrong cases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from eval.calibrate import Justified
from eval.faults import faults
from eval.report.numbers import NOTHING, better, chance, change, figure, interval, justification, shown
from eval.report.terminal import gold_of, said_of
from eval.scores import Comparison, Scores
from eval.slices import slice_of

WRONG_LISTED = 200


def render(scores: Scores, comparison: Comparison | None = None, justified: Justified | None = None) -> str:
    """The whole page. Texts from articles and answers are escaped, so that they cannot become markup."""
    parts = [_head(scores), _threshold(justified) if justified else "", _measures(scores), _slices(scores)]
    if comparison:
        parts.append(_comparison(comparison))
    parts += [_wrong(scores), _made(scores)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&])", r"\\\1", " ".join(text.split()))


def _head(scores: Scores) -> str:
    run, target = scores.run, scores.run.target
    verdicts = Counter(one.verdict for one in scores.judged)
    lines = [f"# {escaped(run.cases.name)}", ""]
    if not run.complete:
        lines += ["**This run is not complete: cases that were not asked count as zero.**", ""]
    if not run.steady:
        lines += ["**The articles or settings changed while this run was under way.**", ""]
    over = f" over {target.articles:,} articles in {target.passages:,} passages" if target.articles and target.passages else ""
    lines.append(f"{len(scores.judged):,} cases{over}, asked {escaped(run.started_at)}: {escaped(target.name)}.")
    lines.append(", ".join(f"{count} {name}" for name, count in verdicts.most_common()) + ".")
    return "\n".join(lines)


def _threshold(justified: Justified) -> str:
    found = justified.calibration
    head = f"## Why answers are given from {found.threshold:.4g} on\n\nWanted: {found.target:.0%} of the answers right.\n\n"
    rows = [(what, start, right, answered) for what, start, right, answered in justification(justified)]
    return head + _table(("", "answered from", "right of the answers", "answered of the cases"), rows, numbers=1)


def _measures(scores: Scores) -> str:
    rows = [
        (
            score.measure.group,
            score.measure.title,
            f"`{score.measure.name}`",
            figure(score.measure, score.value),
            interval(score.measure, score.interval),
            f"{score.cases:,}",
        )
        for score in shown(scores)
    ]
    return "## Measures\n\n" + _table(("group", "measure", "name", "figure", "95 % interval", "cases"), rows, numbers=3)


def _slices(scores: Scores) -> str:
    if len(scores.slices) < 2:
        return ""
    names = [s.measure.name for s in scores.scores if s.measure.headline and s.value is not None and s.measure.name in scores.figures]
    sizes = Counter(slice_of(one.case) for one in scores.judged)
    rows = []
    for name, inside in scores.slices.items():
        found = {score.measure.name: figure(score.measure, score.value) for score in inside}
        rows.append((escaped(name), f"{sizes[name]:,}", *(found[measure] for measure in names)))
    return "## By kind of question\n\n" + _table(("slice", "cases", *names), rows, numbers=1)


def _comparison(comparison: Comparison) -> str:
    rows = [
        (
            one.measure.title,
            figure(one.measure, one.paired.before),
            figure(one.measure, one.paired.after),
            change(one.measure, one.paired.change),
            f"{change(one.measure, one.paired.interval.low)} … {change(one.measure, one.paired.interval.high)}",
            chance(one.paired.p),
            {True: "better", False: "worse", None: NOTHING}[better(one.measure, one.paired)],
        )
        for one in comparison.changes
    ]
    told = [f"- note: {escaped(warning)}" for warning in comparison.warnings]
    told += [f"- {len(ids)} {what}: {', '.join(map(escaped, ids[:50])) or NOTHING}" for what, ids in _moved(comparison)]
    table = _table(("measure", "before", "after", "change", "95 % interval", "p", ""), rows, numbers=1)
    return f"## Against the run of {escaped(comparison.before.run.started_at)}\n\n{table}\n\n" + "\n".join(told)


def _moved(comparison: Comparison) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("became right", comparison.gained), ("became wrong", comparison.lost))


def _wrong(scores: Scores) -> str:
    wrong = [one for one in scores.judged if one.right is False]
    if not wrong:
        return "## Wrong cases\n\nNone."
    rows = [
        (
            escaped(one.case.id),
            one.verdict,
            escaped(one.case.question),
            escaped(gold_of(one)),
            escaped(said_of(one)),
            str(one.rank or NOTHING),
        )
        for one in wrong[:WRONG_LISTED]
    ]
    why = "\n".join(f"- {count:,} {name}" for name, count in faults(wrong)) + "\n\n"
    rest = f"\n\n… and {len(wrong) - WRONG_LISTED} more, in report.html" if len(wrong) > WRONG_LISTED else ""
    return (
        f"## Wrong cases ({len(wrong)})\n\n"
        + why
        + _table(("case", "verdict", "question", "gold", "answered", "rank"), rows, numbers=5)
        + rest
    )


def _made(scores: Scores) -> str:
    run = scores.run
    lines = [
        f"- case set: `{run.cases.digest}`",
        f"- articles: {escaped(run.target.corpus or 'not told')}",
        f"- snapshot: {escaped(run.target.snapshot or 'not told')}",
        f"- answers withheld below a confidence of {_told(run.target.threshold)}",
        *(f"- {escaped(role)}: {escaped(model)}" for role, model in run.target.models),
        f"- asked for {run.settings.k} passages, {run.settings.concurrency} at a time"
        + (f", {run.settings.rate_per_s:g} a second" if run.settings.rate_per_s else "")
        + f"; {run.wall_s:.1f} s",
        "- " + ", ".join(f"{escaped(name)} {escaped(version)}" for name, version in run.versions),
        f"- intervals: cluster bootstrap by article, seed {scores.seed}",
    ]
    return "## What made this\n\n" + "\n".join(lines)


def _told(threshold: float | None) -> str:
    return "(not told)" if threshold is None else f"{threshold:.4g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int) -> str:
    """`numbers`: the column from which figures stand to the right."""
    rule = ["---" if at < numbers else "---:" for at in range(len(head))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rows))
