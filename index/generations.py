"""Live vectors → the current Chroma generation and the nearest passages in it; builds the next one beside the one in use."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.chroma import Generation, GenerationHangs, GenerationUnusable, Keys, Vectors, build, manifest_digest, open_generation
from index.columns import View
from index.files import write_atomic

_log = logging.getLogger(__name__)

_NAME = re.compile(r"gen-(\d{6})\Z")
_STALE_SHARE = 0.05  # of a generation's vectors: past it a new one pays (exact search covers what is newer)
_STALE_LEAST = 500  # vectors; fewer are scanned faster than a generation is built
_LEAST = 2  # Chroma writes no vector file for a single one


@dataclass(frozen=True, slots=True)
class Candidates:
    """Keys of passages that may be nearest, and from which change on the generation knows nothing."""

    keys: Keys
    covered: int


class Generations:
    """The generations of one data folder. One thread at a time may `attach` or `build`; any thread may search."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._folder, self._fingerprint = folder, fingerprint
        self._current: Generation | None = None
        self._swap = threading.Lock()
        self._number = 0
        self.reason: str | None = "not opened yet"
        """Why there is no usable generation; None while there is one."""

    @property
    def seq(self) -> int | None:
        """The last change the open generation knows, None when none is open."""
        current = self._current
        return current.manifest.seq if current else None

    def attach(self, view: View, *, probe: bool) -> bool:
        """Open the generation that the pointer names; False when there is none that can be used, and then none is in use."""
        try:
            opened = open_generation(self._pointed(), self._fingerprint, probe=probe)
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._refuse(f"no generation yet ({type(error).__name__})")
        except GenerationUnusable as error:
            _log.warning("the Chroma generation cannot be used: %s", error)
            self._refuse(str(error))
        else:
            if opened.manifest.seq > view.seq:  # an older catalog was put back under it
                opened.close()
                self._forget()
                self._refuse("it knows changes that the catalog does not")
            else:
                self._take(opened)
        return self.reason is None

    def _pointed(self) -> Path:
        """The folder that the pointer names. Raises GenerationUnusable, or what reading it raises."""
        pointer = json.loads((self._folder / "current.json").read_bytes())
        folder: Path = self._folder / pointer["folder"]
        if manifest_digest(folder) != pointer["manifest_sha256"]:
            raise GenerationUnusable("its manifest is not the one that was written")
        return folder

    def missing(self, view: View) -> str | None:
        """Why there is no generation although one should serve; None when there is one, or too little to make one of."""
        return self.reason if view.statistics.passages >= _LEAST else None

    def due(self, view: View) -> bool:
        """Whether a new generation pays: there is none, or too much has changed since it was built."""
        current = self._current
        if view.statistics.passages < _LEAST:
            return False
        if current is None:
            return True
        known = _known(view, current.manifest.seq)
        newer, gone = view.statistics.passages - known, current.manifest.count - known
        return newer + gone > max(_STALE_LEAST, _STALE_SHARE * current.manifest.count)

    def build(self, view: View) -> None:
        """Build a generation of everything live in `view`, point to it, open it, and remove the others. Raises GenerationUnusable."""
        keys = [segment.keys[alive] for segment, alive in view.parts]
        vectors = [segment.vectors[alive] for segment, alive in view.parts]
        folder = self._folder / f"gen-{self._next_number():06d}"
        try:
            build(folder, np.concatenate(keys), np.concatenate(vectors), self._fingerprint, view.seq)
            opened = open_generation(folder, self._fingerprint, probe=False)
            pointer = {"folder": folder.name, "manifest_sha256": manifest_digest(folder)}
            write_atomic(self._folder / "current.json", json.dumps(pointer).encode())
        except (GenerationUnusable, OSError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise GenerationUnusable(f"a new generation could not be built: {error}") from error
        self._take(opened)
        for other in self._folder.glob("gen-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def nearest(self, view: View, vector: Vectors, n: int) -> Candidates | None:
        """Candidates from the open generation, `n` of them live in `view`, or None when there is none to ask."""
        current = self._current
        if current is None:
            return None
        gone = max(0, current.manifest.count - _known(view, current.manifest.seq))  # those may all be the nearest
        try:
            return Candidates(current.query(vector, n + gone), current.manifest.seq)
        except GenerationUnusable as error:
            _log.warning("the Chroma generation failed and is set aside: %s", error)
            self._set_aside(current, error)
            return None

    def remove(self) -> None:
        """Forget and delete every generation."""
        if self._current:
            self._drop(self._current, "removed")
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Close what is open; idempotent."""
        if self._current:
            self._drop(self._current, "closed")

    def _take(self, opened: Generation) -> None:
        with self._swap:
            before, self._current, self.reason = self._current, opened, None
        if before:
            before.close()

    def _refuse(self, reason: str) -> None:
        if self._current:
            self._drop(self._current, reason)
        self.reason = reason

    def _set_aside(self, generation: Generation, error: GenerationUnusable) -> None:
        """Use `generation` no more, now or after a restart; the next one replaces it. Never waits: a question stands behind it."""
        with self._swap:
            if self._current is not generation:
                return
            self._current, self.reason = None, str(error)
        self._forget()
        if not isinstance(error, GenerationHangs):  # what hangs cannot be closed
            threading.Thread(target=generation.close, name="dateline-chroma", daemon=True).start()

    def _forget(self) -> None:
        with contextlib.suppress(OSError):
            (self._folder / "current.json").unlink()

    def _drop(self, generation: Generation, reason: str) -> None:
        with self._swap:
            if self._current is not generation:
                return
            self._current, self.reason = None, reason
        generation.close()

    def _next_number(self) -> int:
        """One that this process has not used either: Chroma remembers what it had open in a folder, even if that went wrong."""
        names = (_NAME.match(path.name) for path in self._folder.glob("gen-*"))
        self._number = max([self._number, *(int(name[1]) for name in names if name)]) + 1
        return self._number


def _known(view: View, seq: int) -> int:
    """Live passages of `view` that a generation built at change `seq` holds."""
    return sum(int((alive & (segment.seqs <= seq)).sum()) for segment, alive in view.parts)
