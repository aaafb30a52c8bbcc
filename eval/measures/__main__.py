"""Every measure → the Markdown table in docs/evaluation.md: `python -m eval.measures`."""

from __future__ import annotations

import sys

from eval.measures import MEASURES


def table() -> str:
    """One row a measure, in the order of the report."""
    rows = ["| measure | range | better | what it is | source |", "| --- | --- | --- | --- | --- |"]
    for one in MEASURES:
        cells = (f"`{one.name}`", one.range, one.better, f"{one.title}: {one.formula}", one.source)
        rows.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
