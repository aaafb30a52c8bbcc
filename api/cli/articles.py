"""`dateline articles`: what is in the index: list, show, delete, export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from api.cli.options import as_json, pass_state
from api.cli.state import State, print_json
from index.errors import BadInput

if TYPE_CHECKING:
    from index.index import Index
    from index.model import Version

_PAGE = 200


@click.group(epilog="Example: dateline articles list --source Reuters")
def articles() -> None:
    """List, show, delete or export the articles in the index."""


@articles.command("list", epilog="Example: dateline articles list --json")
@click.option("--source", metavar="S", help="Only those of this source.")
@as_json
@pass_state
def list_articles(state: State, source: str | None, as_json: bool) -> None:
    """One line an article: id, date, source, title."""
    with state.reading() as index:
        found = list(_all(index, source))
    if as_json:
        print_json({"articles": [_summary(version) for version in found]})
        return
    for version in found:
        one = version.article
        click.echo(f"{one.id}  {(one.published_at or 'undated')[:10]}  {one.source or '-'}  {one.title or ''}")


@articles.command(epilog="Example: dateline articles show c-8e0799c1c3c47cf1")
@click.argument("article_id", metavar="ID")
@click.option("--version", "number", type=click.IntRange(1), metavar="N", help="An earlier version.")
@as_json
@pass_state
def show(state: State, article_id: str, number: int | None, as_json: bool) -> None:
    """The stored text of an article, with what is known of it."""
    with state.reading() as index:
        found = index.version(article_id, number)
    if found is None:
        raise BadInput(f"there is no article {article_id!r}{f' with a version {number}' if number else ''}: see `dateline articles list`")
    if as_json:
        print_json({**_summary(found), "text": found.article.text, "text_sha256": found.text_sha256})
        return
    for name, value in _summary(found).items():
        if value is not None:
            click.echo(f"{name}: {value}")
    click.echo(f"\n{found.article.text}")


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
            click.echo(json.dumps(as_record(version.article), ensure_ascii=False))


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
