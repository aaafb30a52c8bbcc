"""`dateline dates`: a text → the date expressions in it, with what they mean and why."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from pathlib import Path

import click

from api.cli.options import DAY, as_json
from api.cli.state import print_json
from index.errors import BadInput


@click.command(epilog="Example: echo 'It opened on Thursday.' | dateline dates - --published 2023-05-05")
@click.argument("file", metavar="FILE|-")
@click.option("--published", type=DAY, metavar="D", help="Publication date that relative expressions count from.")
@as_json
def dates(file: str, published: dt.date | None, as_json: bool) -> None:
    """Print the date expressions of a text: offsets, interval, granularity, TIMEX3 type and value, anchor, rule."""
    from index.dates import find_dates

    found = find_dates(_text(file), published)
    if as_json:
        rows = [dataclasses.asdict(mention) for mention in found]
        print_json({"dates": json.loads(json.dumps(rows, default=dt.date.isoformat))})
        return
    for one in found:
        days = f"{one.earliest} .. {one.latest}" if one.resolved else "unresolved"
        detail = f"{one.type} {one.value}" + (f" {one.modifier}" if one.modifier else "")
        click.echo(f"{one.start}-{one.end}  {one.expression!r}  {days}  {one.granularity}  {detail}  {one.rule}")


def _text(file: str) -> str:
    try:
        return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not valid UTF-8 at byte {error.start}") from error
