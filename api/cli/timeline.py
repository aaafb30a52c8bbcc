"""`dateline timeline`: a subject → what the articles tell of it day by day, for people or as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import click

from api.cli.options import DAY, as_json, days_of, filter_options, pass_state, window_of
from api.cli.state import State, print_json
from api.cli.terminal import harmless
from index.errors import BadInput
from index.model import Window

_WIDTH, _DATE_WIDTH = 100, 18


@click.command(epilog='Example: dateline timeline "Lachin corridor" --since 2023-04-01')
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, metavar="N", help="Entries wanted, the strongest.")
@click.option("--since", type=DAY, metavar="D", help="Only what happened on this day or later.")
@click.option("--until", type=DAY, metavar="D", help="Only what happened on this day or earlier.")
@filter_options
@as_json
@pass_state
def timeline(
    state: State, /, query: Sequence[str], as_json: bool, limit: int, since: dt.date | None, until: dt.date | None, **filters: Any
) -> None:
    """Tell what the articles say of QUERY day by day, oldest first, each day with its sentence."""
    window = window_of(**filters)
    if since and until and since > until:
        raise BadInput(f"--since {since} lies later than --until {until}")
    found = _asked(state, " ".join(query), limit, window, since, until)
    if as_json:
        print_json(found)
    else:
        _show(harmless(found))


def _asked(state: State, text: str, limit: int, window: Window, since: dt.date | None, until: dt.date | None) -> dict[str, Any]:
    """The JSON timeline, from the service that holds the folder or made here."""
    service = state.service()
    if service is not None:
        days = [(name, day.isoformat()) for name, day in (("since", since), ("until", until)) if day]
        names = (("source", window.sources), ("author", window.authors), ("language", window.languages))
        given = [(name, one) for name, several in names for one in several]
        return service.timeline([("q", text), ("limit", str(limit)), *days, *days_of(window).items(), *given])
    # imported here: a service answers without any of it
    from api.wire.timeline import timeline_out
    from qa.timeline.timeline import Timelines, read_subject

    subject = read_subject(text, limit, window, since, until)
    with state.reading() as index:
        return timeline_out(Timelines(index).of(subject), "codepoint", index.version).model_dump(mode="json", by_alias=True)


def _show(found: Mapping[str, Any]) -> None:
    """The days on the left; on the right each sentence, how its day was worked out, and who says so."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not found["entries"]:
        console.print(Text(f"These articles tell nothing dated of it ({found['reason'].replace('_', ' ')})."))
    days = Table.grid(padding=(0, 2))
    days.add_column(width=_DATE_WIDTH)
    days.add_column()
    citations = {one["n"]: one for one in found["citations"]}
    before = None
    for entry in found["entries"]:
        date = entry["date"] if entry["date"] != before else ""
        before = entry["date"]
        days.add_row(Text(date, style="bold"), _told(entry, citations))
    console.print(days, width=min(console.width, _WIDTH))
    for note in _notes(found):
        console.print(Text(note, style="dim"))


def _told(entry: Mapping[str, Any], citations: Mapping[int, Mapping[str, Any]]) -> Any:
    from rich.text import Text

    first, *further = entry["citations"]
    told = Text(" ".join(entry["statement"].split()))
    told.append(f" [{first}]\n", style="cyan")
    told.append(f"{_worked_out(entry['derivation'][0])}{', announced beforehand' if entry['planned'] else ''}\n", style="dim")
    told.append(f"{_origin(citations[first])}\n", style="dim")
    if further:
        told.append(f"also {_listed(further)} · {_count(entry['support']['independent_sources'], 'source')}\n", style="dim")
    if entry["disputed_by"]:
        told.append(f"disputed: {_listed(entry['disputed_by'])} says that it was not then\n", style="yellow")
    return told


def _worked_out(step: Mapping[str, Any]) -> str:
    if not step["expression"]:
        return f"{step['rule']}: {(step['anchor'] or '')[:10]}"
    return f"“{' '.join(step['expression'].split())}”: {step['rule']}{' (' + step['anchor'][:10] + ')' if step['anchor'] else ''}"


def _origin(citation: Mapping[str, Any]) -> str:
    parts = (
        citation["source"],
        citation["title"] and _short(citation["title"]),
        f"{citation['article_id']} {citation['start']}–{citation['end']}",
    )
    return " · ".join(part for part in parts if part)


def _notes(found: Mapping[str, Any]) -> list[str]:
    notes = []
    if found["undated"]:
        notes.append(f"{_count(found['undated'], 'statement')} left out: when it was could not be worked out.")
    if found["left_out"]:
        notes.append(f"{_count(found['left_out'], 'further statement')} not shown: raise --limit.")
    if found["degraded"]:
        notes.append(f"(degraded: {', '.join(found['degraded'])})")
    return notes


def _listed(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _short(title: str) -> str:
    folded = " ".join(title.split())
    return folded if len(folded) <= 50 else folded[:48].rstrip() + " …"
