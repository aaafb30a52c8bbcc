"""What has changed since → followers brought up to date: the Chroma generation, and date mentions that older rules read."""

from __future__ import annotations

import logging
import threading

from index.catalog import Catalog
from index.chroma import GenerationUnusable
from index.columns import Columns
from index.generations import Generations

_log = logging.getLogger(__name__)

_DATES_PAGE = 100  # article versions whose dates are read again in one transaction
_REBUILD_PAUSE_S = 30.0  # between two builds of a generation: many changes make one, and a full disk is not hammered
_CLOSING_S = 60.0  # what the background work may still take when the index is closed


class Maintainer:
    """Does the upkeep of one open index, when it is told to or in the background; one piece of work at a time.

    `writing` is held while the catalog is changed. Without `generations` (a reader, or exact search) there is no generation to keep.
    """

    def __init__(
        self, catalog: Catalog, columns: Columns, generations: Generations | None, writing: threading.Lock, *, unclean: bool
    ) -> None:
        self._catalog, self._columns, self._generations, self._writing = catalog, columns, generations, writing
        self._unclean = unclean
        self._maintaining = threading.Lock()
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._dates_current = False  # looked for once: what goes in from now on is read by the present rules

    def start(self) -> None:
        """Work in the background from now on."""
        if self._generations and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="dateline-maintainer", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Tell the background work that something has changed."""
        self._wake.set()

    def close(self) -> bool:
        """Stop the background work and close the generation; False when the work did not end in time."""
        self._closing.set()
        self._wake.set()
        if self._thread:
            self._thread.join(timeout=_CLOSING_S)
        if self._generations:
            self._generations.close()
        return self._thread is None or not self._thread.is_alive()

    def refresh_dates(self) -> None:
        """Read dates again that an earlier dateline read by other rules; a page at a time, so that articles can go in between."""
        while not self._dates_current and not self._closing.is_set():
            with self._writing:
                self._dates_current = self._catalog.refresh_dates(_DATES_PAGE) < _DATES_PAGE

    def attach_or_build(self) -> bool:
        """Open the generation or build one where that is due; True when one was built. Raises GenerationUnusable."""
        if self._generations is None:
            return False
        with self._maintaining:
            view = self._columns.view
            if self._generations.seq is None:
                self._generations.attach(view, probe=self._unclean)
            due = self._generations.due(view)
            if due:
                self._generations.build(view)
        return due

    def problems(self) -> list[str]:
        """What is wrong with the generation, after it was opened anew."""
        if self._generations is None:
            return []
        with self._maintaining:
            self._generations.attach(self._columns.view, probe=True)
            wrong = self._generations.missing(self._columns.view)
        return [f"chroma: {wrong}"] if wrong else []

    def rebuild(self) -> bool:
        """Whether a new generation could be put in the place of the others."""
        if self._generations is None:
            return False
        try:
            with self._maintaining:
                self._generations.remove()
                self._generations.build(self._columns.view)
        except GenerationUnusable as error:
            _log.warning("%s", error)
            return False
        return True

    def _run(self) -> None:
        while not self._closing.is_set():
            self._wake.clear()
            try:
                tried = self.attach_or_build()
                self.refresh_dates()
            except Exception as error:  # the thread has to outlive whatever Chroma and the disk come up with
                _log.warning("the Chroma generation waits: %s", error)
                tried = True
            if tried:
                self._closing.wait(_REBUILD_PAUSE_S)
            self._wake.wait(_REBUILD_PAUSE_S)  # not for ever: a question may have set the generation aside
