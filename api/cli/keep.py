"""`dateline check` and `dateline doctor`: is everything as it should be, and what to do about what is not."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterator

import click

from api.cli.options import as_json, pass_state
from api.cli.state import State, print_json
from index.errors import DatelineError, IndexLocked

_PACKAGES = ("dateline", "chromadb", "sentence-transformers", "torch", "langchain-text-splitters", "flask", "sqlalchemy", "numpy")
_LITTLE_SPACE = 512 * 2**20


@click.command(epilog="Example: dateline check --repair")
@click.option("--repair", is_flag=True, help="Make what is derived again from the catalog.")
@as_json
@pass_state
def check(state: State, repair: bool, as_json: bool) -> int:
    """Prove every stored offset, hash, id and index entry; exit 3 when something does not hold.

    Beside a running service only the catalog and the columns are checked; stop it to check or repair everything.
    """
    if repair:
        with state.owning() as index:
            report = index.check(repair=True)
    else:
        try:
            with state.owning() as index:
                report = index.check()
        except IndexLocked:
            with state.reading() as index:
                report = index.check()
    if as_json:
        counts = {"articles": report.articles, "passages": report.passages}
        print_json({**counts, "problems": list(report.problems), "repaired": list(report.repaired)})
    else:
        click.echo(f"{report.articles} articles, {report.passages} passages: {len(report.problems)} problems")
        for line in (*report.problems, *report.repaired):
            click.echo(f"  {line}")
    return 0 if report.sound else 3


@click.command(epilog="Example: dateline doctor --json")
@as_json
@pass_state
def doctor(state: State, as_json: bool) -> int:
    """Versions, models and their digests, the data folder, and what to do about what is wrong."""
    rows = [*_versions(), *_model(state), *_folder(state)]
    if as_json:
        print_json({"findings": [{"about": about, "state": text, "fine": fine} for about, text, fine in rows]})
    else:
        for about, text, fine in rows:
            click.echo(f"{'ok ' if fine else '!! '} {about}: {text}")
    return 0 if all(fine for *_, fine in rows) else 3


Row = tuple[str, str, bool]


def _versions() -> Iterator[Row]:
    yield "python", sys.version.split()[0], sys.version_info >= (3, 11)
    for name in _PACKAGES:
        try:
            yield name, importlib.metadata.version(name), True
        except importlib.metadata.PackageNotFoundError:
            yield name, "not installed: run `make run`", False


def _model(state: State) -> Iterator[Row]:
    from index.encoder import SentenceEncoder

    yield _tried(
        "encoder", lambda: (lambda encoder: f"{encoder.name} sha256:{encoder.digest}")(SentenceEncoder(state.settings.index.model))
    )


def _folder(state: State) -> Iterator[Row]:
    folder = state.settings.index.data_dir
    service = state.service()
    yield "data folder", str(folder), True
    if service:
        yield "service", f"running at {service.url}", True
    free = shutil.disk_usage(folder if folder.exists() else folder.absolute().parent).free
    yield "free disk", f"{free / 2**30:.1f} GiB" + ("" if free > _LITTLE_SPACE else ": make room"), free > _LITTLE_SPACE
    yield _tried("index", lambda: _counts(state))
    yield _threshold(state)


def _counts(state: State) -> str:
    with state.reading() as index:
        known = index.state()
        return f"{known.articles} articles, {known.passages} passages, snapshot {known.snapshot}"


def _threshold(state: State) -> Row:
    """From which confidence on answers are given, and why from there."""
    from eval.threshold import in_force

    try:
        with state.reading() as index:
            found = in_force(state.settings.index.data_dir, index.state().models)
    except DatelineError as error:
        return "threshold", str(error), False
    return "threshold", found.says, found.applies


def _tried(about: str, look: Callable[[], str]) -> Row:
    try:
        return about, look(), True
    except DatelineError as error:
        return about, str(error), False
