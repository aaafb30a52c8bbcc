"""`dateline eval`: known Q&A pairs → measures, a report and a verdict."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.options import as_json, pass_state
from api.cli.state import State


@click.command("eval", epilog="Example: dateline eval cases.jsonl --url http://127.0.0.1:8000 --out runs/today")
@click.argument("cases", type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="Ask this service; without it the questions are answered here.")
@click.option("--compare", type=click.Path(exists=True, path_type=Path), metavar="RUN.json", help="An earlier run to compare with.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write run.json, report.md and report.html there.")
@click.option("--gate", type=click.Path(path_type=Path), metavar="FILE", help="Floors that the run must reach.")
@click.option("--pin", is_flag=True, help="Write the floors of --gate from this run; never lower than they are.")
@click.option("--allow-lower", is_flag=True, help="With --pin: let floors go down.")
@click.option("--resume", is_flag=True, help="Go on with the broken run in --out.")
@as_json
@pass_state
def evaluate(
    state: State, cases: Path, url: str | None, compare: Path | None, out: Path | None, gate: Path | None, pin: bool, allow_lower: bool,
    resume: bool, as_json: bool,
) -> int:  # fmt: skip
    """Run the known Q&A pairs in CASES and report how good the answers are.

    CASES is a .jsonl or .csv file over the articles in the index, or a folder that brings its own articles
    (articles.jsonl and cases.jsonl, or the corpus/queries/qrels layout).
    """
    from api.wiring import make_answerer
    from eval.command import EvalOptions, Local, run_eval

    options = EvalOptions(url=url, out=out, compare=compare, gate=gate, pin=pin, allow_lower=allow_lower, resume=resume, as_json=as_json)
    return run_eval(cases, Local(state.settings.index, answerer=make_answerer), options)
