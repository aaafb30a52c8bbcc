"""Keys and vectors → a Chroma generation: a numbered folder that is built once, checked, then only read.

The only module that imports chromadb. A generation is a candidate generator, never the truth: killed writers, foreign locks and
damaged files can make Chroma lose vectors, hang or end the process (research, measured on 1.5.9), so nothing is ever added to a
generation after it was built, its files are compared with a manifest before they are opened, after an unclean shutdown it is
opened in a probe process first, and no question waits for it longer than a few seconds.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import queue
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from index.files import sha256_of, sync_folder, write_atomic

if TYPE_CHECKING:
    from chromadb.api.client import Client

Keys = NDArray[np.int64]
Vectors = NDArray[np.float32]

COLLECTION = "passages"
MANIFEST = "manifest.json"
_MOST_IN_BATCH = 5_000  # Chroma refuses more than 5,461 records at once
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 24}
_LOCK_WAIT_S = 1.0
_OPEN_S = 60.0  # opening reads every vector into memory
_QUERY_S = 5.0
_PROBE_S = 120.0
_SELF_QUERIES = 8

_T = TypeVar("_T")


class GenerationUnusable(Exception):
    """The generation cannot be used; the text says why. The cure is always to build another one from the catalog."""


class GenerationHangs(GenerationUnusable):
    """A call into the generation did not come back in time and may still be under way."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from. `files` are SHA-256 digests of Chroma's vector files."""

    fingerprint: str
    seq: int
    count: int
    keys_sha256: str
    files: dict[str, str]


class Generation:
    """An open generation. Safe for many threads; `close` waits for the queries under way."""

    def __init__(self, folder: Path, manifest: Manifest, client: Client) -> None:
        """Raises GenerationUnusable when what `client` has opened is not what the manifest says."""
        self.folder, self.manifest = folder, manifest
        self._client = client
        self._collection = client.get_collection(COLLECTION, embedding_function=None)
        self._busy = 0
        self._idle = threading.Condition()
        if self._collection.count() != manifest.count:
            raise GenerationUnusable("it holds another number of vectors than were put in")
        first = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
        if first is not None and len(first):
            self._nearest(np.asarray(first[0], dtype=np.float32), 1)  # reads the files now, so that no question has to wait for it

    def query(self, vector: Vectors, n: int, timeout_s: float = _QUERY_S) -> Keys:
        """Keys of up to `n` nearest passages, approximate. Raises GenerationUnusable."""
        with self._in_use():
            return _within(timeout_s, lambda: self._nearest(vector, n))

    def _nearest(self, vector: Vectors, n: int) -> Keys:
        found = self._collection.query(query_embeddings=vector[None], n_results=min(n, self.manifest.count), include=[])
        return np.array([int(key) for key in found["ids"][0]], dtype=np.int64)

    def close(self, wait_s: float = 30.0) -> None:
        """Close the client once no query is under way; idempotent."""
        with self._idle:
            self._idle.wait_for(lambda: self._busy == 0, timeout=wait_s)
        with contextlib.suppress(Exception):  # a client that cannot be closed is dropped
            self._client.close()

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._idle:
            self._busy += 1
        try:
            yield
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()


def build(folder: Path, keys: Keys, vectors: Vectors, fingerprint: str, seq: int) -> None:
    """Write a generation of `keys` (n, unique) and `vectors` (n, dim) into the new `folder`, manifest last. Raises GenerationUnusable."""
    folder.mkdir(parents=True)
    batches = max(1, math.ceil(len(keys) / _MOST_IN_BATCH))
    size = max(2, len(keys) // batches)
    # every batch reaches the threshold, so all vectors are in the index files and none is left to be replayed by the first query
    hnsw: Any = {**_HNSW, "sync_threshold": size, "batch_size": min(100, size)}
    with _client(folder) as client:
        collection = client.create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": hnsw})
        for part in np.array_split(np.arange(len(keys)), batches):
            if len(part):
                collection.add(ids=[str(key) for key in keys[part]], embeddings=vectors[part])
    manifest = Manifest(fingerprint, seq, len(keys), keys_digest(keys), _file_digests(folder))
    write_atomic(folder / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
    sync_folder(folder.parent)


def manifest_digest(folder: Path) -> str:
    """SHA-256 of the manifest in `folder`, hex: what a pointer to the generation names beside the folder. Raises OSError."""
    return sha256_of(folder / MANIFEST)


def open_generation(folder: Path, fingerprint: str, *, probe: bool) -> Generation:
    """Open the generation in `folder`, in a probe process first when `probe`. Raises GenerationUnusable."""
    manifest = read_manifest(folder)
    if manifest.fingerprint != fingerprint:
        raise GenerationUnusable("it was built with another model or cut")
    if manifest.files != _file_digests(folder):
        raise GenerationUnusable("its files are not the ones that were built")
    _check_unlocked(folder)
    if probe:
        _run_probe(folder)
    return _within(_OPEN_S, lambda: _opened(folder, manifest))


def _opened(folder: Path, manifest: Manifest) -> Generation:
    client = _open_client(folder)
    try:
        return Generation(folder, manifest, client)
    except BaseException:
        client.close()
        raise


def _check_unlocked(folder: Path) -> None:
    """Raises GenerationUnusable when another process holds the generation's database.

    Chroma would wait up to a thousand seconds for it, in calls that meanwhile stop every thread of the process.
    """
    address = (folder / "data" / "chroma.sqlite3").absolute().as_uri() + "?mode=rw"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=_LOCK_WAIT_S, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise GenerationUnusable(f"its database cannot be used now: {error}") from error


def _within(timeout_s: float, action: Callable[[], _T]) -> _T:
    """What `action` returns. Raises GenerationUnusable when it fails, GenerationHangs when it takes longer and is left to itself."""
    outcome: queue.SimpleQueue[tuple[_T] | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((action(),))
        except BaseException as error:  # Chroma raises errors of many kinds, panics of its Rust half included; none may reach an answer
            outcome.put(error)

    threading.Thread(target=run, name="dateline-chroma", daemon=True).start()
    try:
        result = outcome.get(timeout=timeout_s)
    except queue.Empty:
        raise GenerationHangs(f"Chroma did not answer within {timeout_s:g} s") from None
    if isinstance(result, BaseException):
        raise GenerationUnusable(str(result)) from result
    return result[0]


def read_manifest(folder: Path) -> Manifest:
    """The manifest in `folder`. Raises GenerationUnusable."""
    try:
        record: Mapping[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        return Manifest(**record)
    except (OSError, ValueError, TypeError) as error:
        raise GenerationUnusable(f"no readable manifest: {error}") from error


def probe_generation(folder: Path) -> str | None:
    """Use the generation as the service would and compare with its manifest; what is wrong with it, or None. May end the process."""
    manifest = read_manifest(folder)
    with _client(folder) as client:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        keys = np.array(sorted(int(key) for key in collection.get(include=[])["ids"]), dtype=np.int64)
        if keys_digest(keys) != manifest.keys_sha256:
            return "it holds other keys than were put in"
        step = max(1, len(keys) // _SELF_QUERIES)
        sample = [str(key) for key in keys[::step][:_SELF_QUERIES]]
        if not sample:
            return None
        stored = collection.get(ids=sample, include=["embeddings"])
        found = collection.query(query_embeddings=stored["embeddings"], n_results=min(10, len(keys)), include=["distances"])
        missing = sum(not near or near[0] > 1e-3 for near in found["distances"] or [])
        return f"{missing} of {len(sample)} vectors do not find themselves" if missing else None


def keys_digest(keys: Keys) -> str:
    """SHA-256 over the keys in ascending order, hex."""
    return hashlib.sha256(np.sort(keys).astype("<i8").tobytes()).hexdigest()


def _run_probe(folder: Path) -> None:
    command = [sys.executable, "-P", "-m", "index.probe", str(folder)]  # -P: a folder `index` where the user stands is not ours
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=_PROBE_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise GenerationUnusable(f"the probe did not finish in {_PROBE_S:g} s") from error
    if result.returncode:
        raise GenerationUnusable(f"the probe failed ({result.returncode}): {(result.stdout or result.stderr).strip()[-300:]}")


@contextlib.contextmanager
def _client(folder: Path) -> Iterator[Client]:
    client = None
    try:
        client = _open_client(folder)
        yield client
    except (GenerationUnusable, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # see `_within`
        raise GenerationUnusable(str(error)) from error
    finally:
        if client is not None:
            with contextlib.suppress(Exception):
                client.close()


def _open_client(folder: Path) -> Client:
    import chromadb  # seconds of import: only when a generation is built or opened
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder / "data"), settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)


def _file_digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the vector files. Chroma rewrites pages of its own SQLite file whenever it opens it, so that one is left out."""
    files = [path for path in sorted((folder / "data").rglob("*")) if path.is_file() and "sqlite" not in path.name]
    return {str(path.relative_to(folder)): sha256_of(path) for path in files}
