"""Settings → the parts that work together: the one place where concrete classes meet."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Settings
from eval.threshold import in_force
from index.errors import ModelUnusable
from index.index import Index
from qa.answer import Answerer
from qa.reading.reader import PackagedReader, RankingReader, Reader
from qa.writing.llm import ChatModel, Endpoint
from qa.writing.writer import Model

if TYPE_CHECKING:
    from flask import Flask

    from api.access import Access
    from index.fetch.client import Fetcher

_log = logging.getLogger(__name__)


def open_index(settings: Settings, *, own: bool) -> Index:
    """The index of the data folder, which names the reader that answers from it; see `Index.open`."""
    index = Index.open(settings.index, own=own)
    reader = make_reader(settings)
    if reader:
        with suppress(ModelUnusable):  # each answer says so
            index.name_model("reader", reader.name)
    return index


def make_reader(settings: Settings) -> Reader | None:
    """The reader that the settings name, loaded at its first question; None when it is switched off."""
    return _reader(settings.reader.strip())


@lru_cache(maxsize=1)
def _reader(chosen: str) -> Reader | None:
    if chosen.casefold() in ("off", ""):
        return None
    return PackagedReader() if chosen.casefold() == "packaged" else RankingReader(Path(chosen).expanduser())


def make_writer(settings: Settings) -> Model | None:
    """The language model that may word answers; None unless the settings name one."""
    if settings.llm_url is None:
        return None
    return ChatModel(Endpoint(url=settings.llm_url, model=settings.llm_model, key=settings.llm_key))


def make_fetcher(settings: Settings, allowed: bool = False) -> Fetcher | None:
    """What may fetch addresses, when the settings or `allowed` (the command line) permit it."""
    from index.fetch.client import Fetcher

    return Fetcher() if allowed or settings.fetch else None


def make_answerer(index: Index, threshold: float | None = None, reader: Reader | None = None, writer: Model | None = None) -> Answerer:
    """The answerer over an open index; `threshold` None: what was fitted for its data folder, else the default.

    `reader`: from `make_reader`, `writer`: from `make_writer`.

    Raises BadCalibration when the folder's calibration cannot be read; one that does not fit is left aside with a warning.
    """
    if threshold is None:
        found = in_force(index.settings.data_dir, index.state().models)
        if not found.applies:
            _log.warning("the threshold is %s", found.says)
        threshold = found.threshold
    return Answerer(index, threshold, reader=reader, writer=writer)


def make_access(settings: Settings, *, always: bool) -> Access:
    """Who may call the service, by the folder's keys and the settings; `always`: a key is needed even before there is one."""
    from api.access import Access
    from api.cors import Origins
    from api.keys import KeyRing

    return Access(
        keys=KeyRing(settings.index.data_dir, always=always),
        origins=Origins(trusted=settings.cors_origins, widget=settings.widget_origins),
        widget_per_minute=settings.widget_per_minute,
    )


def make_app(
    index: Index,
    *,
    reader: Reader | None = None,
    writer: Model | None = None,
    access: Access | None = None,
    hosts: frozenset[str] | None = frozenset(),
) -> Flask:
    """The HTTP application over an open index; it answers to names of this machine and to `hosts`, None: to any name.

    `access`: from `make_access`; without it whoever reaches the application is served.
    """
    from api.access import Access
    from api.app import create_app
    from api.parts import LOOPBACK_HOSTS, Parts

    answerer = make_answerer(index, reader=reader, writer=writer)
    known = None if hosts is None else LOOPBACK_HOSTS | hosts
    return create_app(Parts(index=index, answerer=answerer, hosts=known, access=access or Access()))
