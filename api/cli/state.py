"""`--data` and the environment → settings, read when a command first needs them, and the index behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.terminal import escaped

if TYPE_CHECKING:
    from api.client import Client
    from api.settings import Settings
    from index.index import Index


class State:
    """What every command shares."""

    def __init__(self, data: Path | None, environment: Mapping[str, str]) -> None:
        self._data, self._environment = data, environment

    @cached_property
    def settings(self) -> Settings:
        """The settings; raises BadInput."""
        from api.settings import load

        return load(self._environment, self._data)

    def service(self) -> Client | None:
        """A client of the service that holds the data folder, or None when no service does."""
        from api.client import serving

        return serving(self.settings.index.data_dir, self.settings.key)

    @contextmanager
    def reading(self) -> Iterator[Index]:
        """The index, read without its lock (another process may own it)."""
        from api.wiring import open_index

        with open_index(self.settings, own=False) as index:
            yield index

    @contextmanager
    def owning(self) -> Iterator[Index]:
        """The index with its lock; raises IndexLocked naming the holder."""
        from api.wiring import open_index

        with open_index(self.settings, own=True) as index:
            yield index


def print_json(value: object) -> None:
    """Exactly one JSON document on stdout."""
    click.echo(escaped(json.dumps(value, ensure_ascii=False, indent=2)))
