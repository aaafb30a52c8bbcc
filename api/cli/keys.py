"""`dateline keys`: make, list and revoke the keys with which a service is called."""

from __future__ import annotations

from collections.abc import Sequence

import click

from api.cli.options import as_json, pass_state
from api.cli.state import State, print_json
from api.keys import SCOPES, Key, KeyFile


@click.group()
def keys() -> None:
    """Make, list and revoke keys; a running service heeds a change at once.

    As soon as there is a key, every request to the service needs one.
    """


@keys.command(epilog="Example: dateline keys add newsroom --scope query --scope ingest")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(tuple(SCOPES)),
    multiple=True,
    default=("query",),
    show_default=True,
    help="What it may do: " + "; ".join(f"{name}: {says}" for name, says in SCOPES.items()) + ". May be repeated.",
)
@click.option("--per-minute", type=click.IntRange(1, 1_000_000), metavar="N", help="Requests a minute it is good for (no limit).")
@as_json
@pass_state
def add(state: State, name: str, scopes: Sequence[str], per_minute: int | None, as_json: bool) -> None:
    """Make a key called NAME and print it: it is shown this once."""
    key, token = _file(state).add(name, scopes, per_minute)
    if as_json:
        print_json({**_shown(key), "key": token})
    else:
        click.echo(token)
        click.echo(f"This is {_told(key)}. Keep it now: it is not stored and cannot be shown again.", err=True)


@keys.command("list", epilog="Example: dateline keys list --json")
@as_json
@pass_state
def list_(state: State, as_json: bool) -> None:
    """List the keys: what they may do, never the keys themselves."""
    found = _file(state).read()
    if as_json:
        print_json({"keys": [_shown(key) for key in found]})
    for key in () if as_json else found:
        click.echo(f"{key.created}  {_told(key)}")


@keys.command(epilog="Example: dateline keys revoke newsroom")
@click.argument("key")
@pass_state
def revoke(state: State, key: str) -> None:
    """Revoke the key with this name or id; requests with it are refused from now on."""
    file = _file(state)
    click.echo(f"revoked {_told(file.revoke(key))}")
    if not file.read():
        click.echo(f"No key is left: requests are refused until one is made. Without keys altogether: delete {file.path}.", err=True)


def _file(state: State) -> KeyFile:
    return KeyFile(state.settings.index.data_dir)


def _shown(key: Key) -> dict[str, object]:
    return {"id": key.id, "name": key.name, "scopes": list(key.scopes), "per_minute": key.per_minute, "created": key.created}


def _told(key: Key) -> str:
    limit = f", {key.per_minute} requests a minute" if key.per_minute else ""
    return f"key {key.id} “{key.name}” ({', '.join(key.scopes)}{limit})"
