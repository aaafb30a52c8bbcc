"""Scores → tables on a terminal."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.faults import faults
from eval.gate import Verdict
from eval.judge import Judged
from eval.report.numbers import better, chance, change, figure, interval, shown
from eval.scores import Comparison, Scores
from eval.slices import slice_of

_WRONG_SHOWN = 10
_WIDE = 110
"""Columns from which the names of the measures find room beside their titles."""
_GOLD_SHOWN = 3
_SLICE_MEASURES = ("recall@1", "mrr@10", "right", "f1", "date_exact", "citation_recall")


def print_scores(console: Console, scores: Scores) -> None:
    """Head line, measures, slices, the first wrong cases."""
    console.print(_head(scores))
    console.print(_measures(scores, wide=console.width >= _WIDE))
    if len(scores.slices) > 1:
        console.print(_slices(scores))
    _wrong(console, scores)
    for name, count in faults(scores.judged):
        console.print(f"{count:>6,} {name}", highlight=False)


def print_comparison(console: Console, comparison: Comparison) -> None:
    """What changed since the earlier run."""
    for warning in comparison.warnings:
        console.print(f"[yellow]note[/] {escape(warning)}")
    table = Table("measure", title=f"against the run of {escape(comparison.before.run.started_at)}", title_justify="left")
    for name in ("before", "after", "change", "95 % interval", "p"):
        table.add_column(name, justify="right")
    for one in comparison.changes:
        colour = {True: "green", False: "red", None: "dim"}[better(one.measure, one.paired)]
        table.add_row(
            one.measure.title,
            figure(one.measure, one.paired.before),
            figure(one.measure, one.paired.after),
            f"[{colour}]{change(one.measure, one.paired.change)}[/]",
            f"{change(one.measure, one.paired.interval.low)} … {change(one.measure, one.paired.interval.high)}",
            chance(one.paired.p),
        )
    console.print(table)
    for name, ids in (("became right", comparison.gained), ("became wrong", comparison.lost)):
        some = ", ".join(ids[:_WRONG_SHOWN]) + (" …" if len(ids) > _WRONG_SHOWN else "")
        console.print(f"{len(ids)} {name}{': ' + escape(some) if ids else ''}", highlight=False)


def print_verdict(console: Console, verdict: Verdict, again: str = "") -> None:
    """The gate, line by line; then, when it failed, what fell by how much, and with `again` how to pin anew."""
    table = Table("measure", title="gate", title_justify="left")
    for name in ("floor", "figure", ""):
        table.add_column(name, justify="right")
    for line in verdict.lines:
        reached = f"{line.figure:.4f}" if line.figure is not None else "not measured"
        table.add_row(line.measure, f"{line.floor:.4f}", reached, "[green]passed[/]" if line.passed else "[red]FAILED[/]")
    console.print(table)
    if verdict.passed:
        console.print("[green]gate passed[/]")
        return
    reasons = [line.told for line in verdict.lines if not line.passed] + list(verdict.objections)
    console.rule("[bold red]gate FAILED[/]", style="red")
    for reason in reasons:
        console.print(f"[red]FAILED[/] {escape(reason)}", highlight=False)
    if again:
        console.print(f"If that is meant, pin again and say why in the commit:\n  {escape(again)}", highlight=False)
    console.print("[bold red]gate FAILED[/]")


def _head(scores: Scores) -> str:
    run, target = scores.run, scores.run.target
    over = f" over {target.articles:,} articles, {target.passages:,} passages" if target.articles and target.passages else ""
    whole = "" if run.complete else "  [bold red]NOT COMPLETE[/]"
    whole += "" if run.steady else "  [bold red]CHANGED UNDER WAY[/]"
    verdicts = Counter(one.verdict for one in scores.judged)
    told = ", ".join(f"{count} {name}" for name, count in verdicts.most_common())
    return f"[bold]{escape(run.cases.name)}[/]: {len(scores.judged)} cases{over}, {escape(target.name)}{whole}\n{told}"


def _measures(scores: Scores, *, wide: bool) -> Table:
    table = Table("", "measure", title_justify="left")
    for name in ("figure", "95 % interval", "cases"):
        table.add_column(name, justify="right")
    last = ""
    for score in shown(scores):
        group = score.measure.group
        if last and group != last:
            table.add_section()
        name = f"{score.measure.title} [dim]{score.measure.name}[/]" if wide else score.measure.title
        value = figure(score.measure, score.value)
        shown_value = f"[bold]{value}[/]" if score.measure.headline else value
        table.add_row(group if group != last else "", name, shown_value, interval(score.measure, score.interval), f"{score.cases:,}")
        last = group
    return table


def _slices(scores: Scores) -> Table:
    applies = [name for name in _SLICE_MEASURES if scores.value(name) is not None]
    table = Table("slice", title="by kind of question", title_justify="left")
    for name in ("cases", *applies):
        table.add_column(name, justify="right")
    sizes = Counter(slice_of(one.case) for one in scores.judged)
    for name, inside in scores.slices.items():
        found = {score.measure.name: figure(score.measure, score.value) for score in inside}
        table.add_row(escape(name), f"{sizes[name]:,}", *(found[measure] for measure in applies))
    return table


def _wrong(console: Console, scores: Scores) -> None:
    wrong = [one for one in scores.judged if one.right is False]
    if not wrong:
        return
    table = Table("case", "verdict", "question", "gold", "answered", title=f"first of {len(wrong)} wrong cases", title_justify="left")
    for one in wrong[:_WRONG_SHOWN]:
        table.add_row(*(escape(text) for text in (one.case.id, one.verdict, one.case.question, gold_of(one), said_of(one))))
    console.print(table)


def gold_of(one: Judged) -> str:
    """What a right answer says."""
    if not one.case.answerable:
        return "(nothing: the articles do not say)"
    accepted = one.case.answers or ((one.case.date,) if one.case.date else ())
    more = f" (or {len(accepted) - _GOLD_SHOWN} other spellings)" if len(accepted) > _GOLD_SHOWN else ""
    return " | ".join(accepted[:_GOLD_SHOWN]) + more


def said_of(one: Judged) -> str:
    """What was said instead."""
    if one.outcome.error:
        return one.outcome.error
    answer = one.outcome.answered
    return (answer.text or "") if answer and answer.answered else f"(abstained: {answer.reason if answer else 'no reply'})"
