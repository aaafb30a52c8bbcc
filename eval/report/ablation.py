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
    """The figures of the whole, then for each stage the measures that switching it off moves beyond chance, with interval and p."""
    console.print(f"what each stage buys, {len(rows[0].scores.judged)} cases", highlight=False)
    console.print(_figures(rows))
    for row in rows[1:]:
        console.print(f"\n[bold]{escape(row.variant.name)}[/]: {escape(row.variant.says)}", highlight=False)
        console.print(_moves(row))


def _figures(rows: Sequence[Row]) -> Table:
    """A column a variant; coloured where the change from the first is more than chance."""
    table = Table()
    table.add_column("measure", no_wrap=True)
    for row in rows:
        table.add_column(row.variant.name, justify="right")
    for name in _names(rows):
        cells = []
        for row in rows:
            one = next((one for one in row.changes if one.measure.name == name), None)
            colour = {True: "green", False: "red", None: "dim"}[better(one.measure, one.paired)] if one else "bold"
            cells.append(f"[{colour}]{_figure(row, name)}[/]")
        table.add_row(name, *cells)
    return table


def _moves(row: Row) -> Table | str:
    table = Table("measure")
    for name in ("change", "95 % interval", "p"):
        table.add_column(name, justify="right")
    for one in row.changes:
        colour = {True: "green", False: "red", None: "dim"}[better(one.measure, one.paired)]
        bounds = one.paired.interval
        if one.paired.change or bounds.low or bounds.high:
            table.add_row(
                one.measure.name,
                f"[{colour}]{change(one.measure, one.paired.change)}[/]",
                f"{change(one.measure, bounds.low)} … {change(one.measure, bounds.high)}",
                chance(one.paired.p),
            )
    return table if table.row_count else "nothing changes"


def render(rows: Sequence[Row]) -> str:
    """A Markdown page: one table of figures, one of changes."""
    names = [row.variant.name for row in rows]
    lines = [f"# What each stage buys: {len(rows[0].scores.judged)} cases", ""]
    lines += [f"- **{row.variant.name}**: {row.variant.says}" for row in rows]
    lines += ["", "| measure | " + " | ".join(names) + " |", "| --- |" + " ---: |" * len(names)]
    lines += [f"| `{name}` | " + " | ".join(_figure(row, name) for row in rows) + " |" for name in _names(rows)]
    lines += ["", "## Change when a stage is switched off, with its 95 % interval and p, paired by case", ""]
    lines += ["| measure | " + " | ".join(names[1:]) + " |", "| --- |" + " ---: |" * len(names[1:])]
    lines += [f"| `{name}` | " + " | ".join(_change(row, name) for row in rows[1:]) + " |" for name in _names(rows)]
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
                "changes": {one.measure.name: _change_document(one) for one in row.changes},
            }
            for row in rows
        ],
    }


def _change_document(one: Change) -> dict[str, object]:
    bounds = one.paired.interval
    return {"change": one.paired.change, "interval": [bounds.low, bounds.high], "p": one.paired.p}


def _names(rows: Sequence[Row]) -> list[str]:
    return [name for name in SHOWN if any(row.scores.value(name) is not None for row in rows)]


def _figure(row: Row, name: str) -> str:
    score = next(score for score in row.scores.scores if score.measure.name == name)
    return figure(score.measure, score.value)


def _change(row: Row, name: str) -> str:
    one = next((one for one in row.changes if one.measure.name == name), None)
    if one is None:
        return "–"
    bounds = one.paired.interval
    told = f"{change(one.measure, one.paired.change)} [{change(one.measure, bounds.low)} … {change(one.measure, bounds.high)}]"
    return f"{told}, p {chance(one.paired.p)}"
