"""`dateline articles`: what is in the index: list, show, delete, export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from api.cli.options import as_json, pass_state
from api.cli.state import State, print_json
from api.cli.terminal import escaped, harmless
from index.errors import BadInput

if TYPE_CHECKING:
    from index.index import Index
    from index.model import GroupedBy, Version

_PAGE = 200


@click.group(epilog="Example: dateline articles list --source Reuters")
def articles() -> None:
    """List, show, delete or export the articles in the index."""


@articles.command("list", epilog="Example: dateline articles list --json")
@click.option("--source", metavar="S", help="Only those of this source.")
@click.option("--group", type=click.Choice(["source", "author", "language"]), help="Count them by this instead: outlets with their days.")
@as_json
@pass_state
def list_articles(state: State, source: str | None, group: GroupedBy | None, as_json: bool) -> None:
    """One line an article: id, date, source, title. With --group: number, first and last day, name."""
    if group:
        _list_groups(state, source, group, as_json=as_json)
        return
    with state.reading() as index:
        found = list(_all(index, source))
    if as_json:
        print_json({"articles": [_summary(version) for version in found]})
        return
    for version in found:
        one = version.article
        click.echo(harmless(f"{one.id}  {(one.published_at or 'undated')[:10]}  {one.source or '-'}  {one.title or ''}"))


def _list_groups(state: State, source: str | None, by: GroupedBy, *, as_json: bool) -> None:
    with state.reading() as index:
        found = index.groups(by, source)
    if as_json:
        from api.wire.articles import group_out

        print_json({"group": by, "groups": [group_out(group).model_dump() for group in found]})
        return
    for one in found:
        days = f"{one.first} to {one.last}" if one.first else "undated"
        click.echo(
            f"{one.articles:>7}  {days:<24}  {harmless(one.name) or '-'}{f'  ({one.undated} undated)' if one.undated and one.first else ''}"
        )


@articles.command(epilog="Example: dateline articles show c-8e0799c1c3c47cf1")
@click.argument("article_id", metavar="ID")
@click.option("--version", "number", type=click.IntRange(1), metavar="N", help="An earlier version.")
@as_json
@pass_state
def show(state: State, article_id: str, number: int | None, as_json: bool) -> None:
    """The stored text of an article, with what is known of it."""
    with state.reading() as index:
        found = index.version(article_id, number)
        current = index.version(article_id)
    if found is None:
        raise BadInput(f"there is no article {article_id!r}{f' with a version {number}' if number else ''}: see `dateline articles list`")
    superseded = {"superseded_by": None if found.current or current is None else current.number}
    if as_json:
        print_json({**_summary(found), **superseded, "text": found.article.text, "text_sha256": found.text_sha256})
        return
    for name, value in (_summary(found) | superseded).items():
        if value is not None:
            click.echo(harmless(f"{name}: {value}"))
    click.echo(harmless(f"\n{found.article.text}"))


@articles.command(epilog="Example: dateline articles delete c-8e0799c1c3c47cf1")
@click.argument("article_id", metavar="ID")
@pass_state
def delete(state: State, article_id: str) -> None:
    """Take an article out: from now on it is in no answer."""
    service = state.service()
    if service is not None:
        gone = service.delete(article_id)
    else:
        with state.owning() as index:
            gone = index.delete(article_id)
    if not gone:
        raise BadInput(f"there is no article {article_id!r}: see `dateline articles list`")
    click.echo(f"deleted {article_id}", err=True)


@articles.command(epilog="Example: dateline articles export > articles.jsonl")
@pass_state
def export(state: State) -> None:
    """All current articles as JSON lines, in the form that `dateline ingest` takes back."""
    from index.sources import as_record

    with state.reading() as index:
        for version in _all(index, None):
            click.echo(escaped(json.dumps(as_record(version.article), ensure_ascii=False)))


def _all(index: Index, source: str | None) -> Iterator[Version]:
    after: str | None = None
    while page := index.articles(after, _PAGE, source):
        yield from page
        after = page[-1].article.id


def _summary(version: Version) -> dict[str, object]:
    one = version.article
    names = (
        *("id", "title", "url", "source", "author", "published_at", "published_from", "updated_at", "language"),
        *("pubstatus", "embargoed_until"),
    )
    return {**{name: getattr(one, name) for name in names}, "version": version.number, "current": version.current}
