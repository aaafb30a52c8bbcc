"""Rows of an ablation → a terminal table, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.ablate import SHOWN, Row
from eval.report.numbers import better, chance, change, figure
from eval.scores import Change


def print_rows(console: Console, rows: Sequence[Row]) -> None:
    """Each variant with its figures and the change from the whole, with interval and p."""
    console.print(f"what each stage buys, {len(rows[0].scores.judged)} cases", highlight=False)
    table = Table("ranking", "measure")
    for name in ("figure", "change", "95 % interval", "p"):
        table.add_column(name, justify="right")
    for row in rows:
        changes = {one.measure.name: one for one in row.changes}
        for at, name in enumerate(_names(rows)):
            head = f"[bold]{escape(row.variant.name)}[/]" if at == 0 else f"[dim]{escape(row.variant.says)}[/]" if at == 1 else ""
            table.add_row(head, name, _figure(row, name), *_change_cells(changes.get(name)))
        table.add_section()
    console.print(table)


def _change_cells(one: Change | None) -> tuple[str, str, str]:
    if one is None:
        return "", "", ""
    colour = {True: "green", False: "red", None: "dim"}[better(one.measure, one.paired)]
    bounds = one.paired.interval
    return (
        f"[{colour}]{change(one.measure, one.paired.change)}[/]",
        f"{change(one.measure, bounds.low)} … {change(one.measure, bounds.high)}",
        chance(one.paired.p),
    )


def render(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    names = _names(rows)
    lines = [f"# What each stage buys: {len(rows[0].scores.judged)} cases", "", "| ranking | " + " | ".join(names) + " |"]
    lines.append("| --- |" + " ---: |" * len(names))
    for row in rows:
        cells = [f"{_figure(row, name)} {_interval(row, name)}".strip() for name in names]
        lines.append(f"| **{row.variant.name}**: {row.variant.says} | " + " | ".join(cells) + " |")
    lines += ["", "In brackets: the 95 % interval of the change from everything to this ranking, paired by case, and its p."]
    return "\n".join(lines) + "\n"


def document(rows: Sequence[Row]) -> dict[str, object]:
    """The same for programs."""
    return {
        "cases": len(rows[0].scores.judged),
        "variants": [
            {
                "name": row.variant.name,
                "says": row.variant.says,
                "measures": {name: row.scores.value(name) for name in SHOWN},
                "changes": {
                    one.measure.name: {
                        "change": one.paired.change,
                        "interval": [one.paired.interval.low, one.paired.interval.high],
                        "p": one.paired.p,
                    }
                    for one in row.changes
                },
            }
            for row in rows
        ],
    }


def _names(rows: Sequence[Row]) -> list[str]:
    return [name for name in SHOWN if rows[0].scores.value(name) is not None]


def _figure(row: Row, name: str) -> str:
    score = next(score for score in row.scores.scores if score.measure.name == name)
    return figure(score.measure, score.value)


def _interval(row: Row, name: str) -> str:
    one = next((one for one in row.changes if one.measure.name == name), None)
    if one is None:
        return ""
    bounds = one.paired.interval
    return f"[{change(one.measure, bounds.low)} … {change(one.measure, bounds.high)}, p {chance(one.paired.p)}]"
