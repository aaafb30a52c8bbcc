"""Settings → the parts that work together: the one place where concrete classes meet."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from api.settings import Settings
from eval.threshold import in_force
from index.index import Index
from qa.answer import Answerer

if TYPE_CHECKING:
    from flask import Flask

_log = logging.getLogger(__name__)


def open_index(settings: Settings, *, own: bool) -> Index:
    """The index of the data folder; see `Index.open`."""
    return Index.open(settings.index, own=own)


def make_answerer(index: Index, threshold: float | None = None) -> Answerer:
    """The answerer over an open index; `threshold` None: what was fitted for its data folder, else the default.

    Raises BadCalibration when the folder's calibration cannot be read; one that does not fit is left aside with a warning.
    """
    if threshold is None:
        found = in_force(index.settings.data_dir, index.state().models)
        if not found.applies:
            _log.warning("the threshold is %s", found.says)
        threshold = found.threshold
    return Answerer(index, threshold)


def make_app(index: Index, *, any_host: bool = False) -> Flask:
    """The HTTP application over an open index; it answers to names of this machine only, unless `any_host`."""
    from api.app import create_app
    from api.parts import LOOPBACK_HOSTS, Parts

    return create_app(Parts(index=index, answerer=make_answerer(index), hosts=None if any_host else LOOPBACK_HOSTS))
