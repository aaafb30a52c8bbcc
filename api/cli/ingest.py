"""`dateline ingest`: files, folders and addresses → the index, with progress, and a report that names everything rejected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from api.cli.options import DAY, allow_fetch, as_json, pass_state
from api.cli.state import State, print_json
from index.errors import BadInput

if TYPE_CHECKING:
    from api.client import Client
    from index.catalog import Stored
    from index.index import Index
    from index.ingest import Put, Report
    from index.model import Article
    from index.sources import Fetch

_SHOWN = 20  # rejections printed one by one; all of them are in --json


@click.command(epilog='Example: dateline ingest articles/ notes.txt --published 2023-05-04 --source "The Armenian Weekly"')
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--published", type=DAY, metavar="DATE", help="Publication date of articles that do not state one.")
@click.option("--source", metavar="NAME", help="Outlet of articles that do not state one.")
@click.option("--url", help="Address of the article, when there is only one.")
@allow_fetch
@as_json
@pass_state
def ingest(
    state: State, paths: Sequence[str], published: dt.date | None, source: str | None, url: str | None, allow_fetch: bool, as_json: bool
) -> int:
    """Put articles in from files, folders, globs, addresses or - (standard input).

    .txt and .md (the first line is the title, or front matter), .html, .json and .jsonl (own form, ninjs, schema.org), .rss, .atom and
    .xml feeds, .warc. A metadata.jsonl in a folder describes its files. Addresses are fetched when that is allowed. Handing in the
    same article again changes nothing; a changed one becomes a new version.
    """
    from api.wiring import make_fetcher

    stated = {"published_at": published.isoformat() if published else None, "source": source, "url": url}
    details = {name: value for name, value in stated.items() if value}
    fetcher = make_fetcher(state.settings, allow_fetch)
    fetch = fetcher.get if fetcher else None
    service = state.service()
    if service is not None:
        report = _with_progress(paths, details, lambda articles: put_remote(service, articles), fetch)
    else:
        with state.owning() as index:
            report = put_with_progress(index, paths, details, fetch)
    _tell(report, as_json)
    return 1 if report.rejections else 0


def put_with_progress(
    index: Index, paths: Sequence[str], details: Mapping[str, object] | None = None, fetch: Fetch | None = None
) -> Report:
    """Put everything under `paths` into an index that this process owns, with a progress bar on stderr."""
    report = _with_progress(paths, details or {}, index.put, fetch)
    if report.counts:
        click.echo("bringing the Chroma index up to date …", err=True)
        settle(index.settle)
    return report


def put_remote(service: Client, articles: Sequence[Article]) -> list[Stored]:
    """Put articles through a running service. Raises BadInput for what it refuses."""
    from index.catalog import Outcome, Stored
    from index.sources import as_record

    answer = service.put([as_record(article) for article in articles])
    refused = next((one for one in answer["articles"] if one["outcome"] == "rejected"), None)
    if refused:
        raise BadInput(f"the service refused article {refused['id']!r}: {'; '.join(error['message'] for error in refused['errors'])}")
    return [Stored(one["id"], one["version"], Outcome(one["outcome"])) for one in answer["articles"]]


def settle(work: Callable[[], None]) -> None:
    """Bring the Chroma index up to date; when it cannot be built, say so and go on with exact search."""
    from index.chroma import GenerationUnusable

    try:
        work()
    except GenerationUnusable as error:
        click.echo(f"dateline: {error}; exact search answers until it can be built", err=True)


def _with_progress(paths: Sequence[str], details: Mapping[str, object], put: Put, fetch: Fetch | None) -> Report:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from index.ingest import ingest as put_all
    from index.sources import count_items, read_paths

    columns = (
        TextColumn("ingest"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeElapsedColumn(),
        TextColumn("left"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        task = bar.add_task("ingest", total=count_items(paths), rate="")

        def told(report: Report) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(task, completed=report.done, rate=f"{report.done / elapsed:.1f}/s" if elapsed else "")

        return put_all(read_paths(paths, details, today=dt.datetime.now(dt.UTC).date(), fetch=fetch), put, told)


def _tell(report: Report, as_json: bool) -> None:
    counts: Mapping[str, int] = {name: report.counts[name] for name in ("added", "updated", "unchanged")}  # type: ignore[index]
    if as_json:
        rejected = [{"place": one.place, "reason": one.reason} for one in report.rejections]
        print_json({**counts, "rejected": len(rejected), "rejections": rejected})
    else:
        click.echo(", ".join(f"{number} {name}" for name, number in {**counts, "rejected": len(report.rejections)}.items()))
    for one in report.rejections[:_SHOWN]:
        click.echo(f"rejected {one.place}: {one.reason}", err=True)
    if len(report.rejections) > _SHOWN:
        click.echo(f"… and {len(report.rejections) - _SHOWN} more; --json names them all", err=True)
