"""`dateline eval`: known Q&A pairs → measures, a report and a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import as_json, pass_state
from api.cli.state import State
from index.errors import BadInput

if TYPE_CHECKING:
    from index.index import Index
    from index.settings import IndexSettings

_READER = ("gold", "answerable_only", "every", "as_of_asked")
_ASKING = {"k": "k", "concurrency": "concurrency", "rate": "rate_per_s"}
_OPEN_LOOP = 64
"""Askers where a rate is kept and no number is given: enough that questions go out whether or not answers are back."""


@click.command("eval", epilog="Example: dateline eval cases.jsonl --url http://127.0.0.1:8000 --out runs/today")
@click.argument("cases", type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="Ask this service; without it the questions are answered here.")
@click.option("--compare", type=click.Path(exists=True, path_type=Path), metavar="RUN.json", help="An earlier run to compare with.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write run.json, report.md, report.html and TREC files there.")
@click.option("--resume", is_flag=True, help="Go on with the broken run in --out.")
@click.option("--gate", type=click.Path(path_type=Path), metavar="FILE", help="Floors that the run must reach.")
@click.option("--pin", is_flag=True, help="Write the floors of --gate from this run; never lower than they are.")
@click.option("--allow-lower", is_flag=True, help="With --pin: let floors go down.")
@click.option("--ablate", is_flag=True, help="Switch stages off in turn and show what each buys: words, encoder, dates, silence.")
@click.option(
    "--calibrate", type=click.FloatRange(0, 1, min_open=True), metavar="P", help="Fit the data folder's threshold for this precision."
)
@click.option("-k", type=click.IntRange(1, 50), default=10, show_default=True, metavar="N", help="Passages a case.")
@click.option("--concurrency", type=click.IntRange(1, 256), metavar="N", help="Cases asked at a time (1; with --rate up to 64).")
@click.option(
    "--rate", type=click.FloatRange(0, 10_000, min_open=True), metavar="R", help="Cases a second, sent whether or not answers come."
)
@click.option("--seed", type=int, help="Seed of the bootstrap.")
@click.option("--gold", metavar="G", help="Of a corpus folder: only questions with this gold label.")
@click.option("--answerable-only", is_flag=True, help="Of a corpus folder: only answerable questions.")
@click.option("--every", type=click.IntRange(1), metavar="N", help="Of a corpus folder: each N-th question.")
@click.option("--as-of-asked", is_flag=True, help="Of a corpus folder: search as of the day a question was asked.")
@as_json
@pass_state
def evaluate(state: State, /, cases: Path, url: str | None, **chosen: Any) -> int:
    """Run the known Q&A pairs in CASES and report how good the answers are.

    CASES is a .jsonl or .csv file over the articles in the index, or a set that brings its own articles: a folder (articles.jsonl
    and cases.jsonl, or the corpus/queries/qrels layout), a SQuAD file, or RealTimeQA's files.
    """
    from api.wiring import make_answerer, make_reader
    from eval.command import EvalOptions, Local, run_eval
    from eval.run import RunSettings

    inside = chosen["ablate"] or chosen["calibrate"] is not None
    owner = state.service() if url is None and not _brings_articles(cases) else None
    service = None if inside else owner
    asking = {name: chosen.pop(option) for option, name in _ASKING.items()}
    asking["concurrency"] = asking["concurrency"] or (_OPEN_LOOP if asking["rate_per_s"] else 1)
    reader = {name: chosen.pop(name) for name in _READER}
    if chosen["seed"] is None:
        del chosen["seed"]
    options = EvalOptions(
        url=service.url if service else url,  # a folder in use is asked through its owner
        key=state.settings.key,
        asking=RunSettings(**asking),
        reader=_reader(cases, reader),
        **chosen,
    )
    answerer = partial(make_answerer, reader=make_reader(state.settings))
    return run_eval(cases, Local(state.settings.index, _opener(state, own=owner is None), answerer), options)


def _brings_articles(cases: Path) -> bool:
    from eval.sets import brings_articles

    try:
        return brings_articles(cases)
    except BadInput:
        return True  # no set at all: `run_eval` says so, whoever holds the folder


def _opener(state: State, *, own: bool) -> Callable[[IndexSettings], Index]:
    """How an index is opened; without its lock where a service holds the folder and we look inside all the same."""
    from api import wiring

    return lambda settings: wiring.open_index(replace(state.settings, index=settings), own=own)


def _reader(cases: Path, given: dict[str, Any]) -> Any:
    """The preset for the folder with what was given on top; None when nothing was."""
    from eval.sets import preset

    wanted = {"as_of" if name == "as_of_asked" else name: value for name, value in given.items() if value}
    return replace(preset(cases), **wanted) if wanted else None
