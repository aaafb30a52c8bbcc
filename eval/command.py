"""A case file or a folder, and something to ask → tables, a run file, reports, a verdict and an exit code: `dateline eval`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console

from eval.ablate import ablate, variants
from eval.beir import ReaderOptions
from eval.calibrate import Justified, calibrate, told, withheld, write_calibration
from eval.cases import locate
from eval.corpus import Progress, build_corpus_index
from eval.errors import BadCalibration
from eval.gate import Verdict, check, load_gate, pin
from eval.gate import document as gate_document
from eval.model import CaseSet
from eval.progress import counting
from eval.report import ablation, html, markdown
from eval.report.numbers import summary
from eval.report.terminal import print_comparison, print_scores, print_verdict
from eval.run import Run, RunSettings, ask_all
from eval.runfile import Journal, head_of, journal_line, load_run, save_run, write_whole
from eval.scores import Comparison, Scores, compare, score_run
from eval.sets import brings_articles, read_set
from eval.stats import SEED
from eval.targets import Cached, InProcess, Target
from eval.threshold import FILE as CALIBRATION_FILE
from eval.threshold import document, in_force
from eval.trecfiles import write_trec
from index.errors import BadInput, NotReady
from index.index import Index
from index.settings import IndexSettings
from qa.answer import Answerer
from qa.confidence import THRESHOLD

DONE, REJECTED, NOT_USABLE = 0, 1, 3
RUN_FILE, JOURNAL_FILE = "run.json", "run.journal.jsonl"


@dataclass(frozen=True, slots=True)
class Local:
    """How to answer in this process: where the index is and how its parts are made (api.wiring knows).

    `answerer` makes one that withholds what is less sure than a threshold.
    """

    settings: IndexSettings
    open_index: Callable[[IndexSettings], Index] = Index.open
    answerer: Callable[[Index, float], Answerer] = Answerer


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """What `dateline eval` was told.

    `url`: ask that service (with `key`, where it wants one), else in process. `out`: folder for run.json, report.md and report.html. `compare`: run.json of an earlier
    run. `gate`: file of floors; `pin` writes it, `allow_lower` lets it go down. `resume`: go on with the broken run in `out`.
    `reader`: which questions of a corpus folder; None: the preset for its name. `as_json`: one JSON document in place of the tables.
    `ablate`: compare the stages in place of a run. `calibrate`: fit the confidence threshold of the data folder for this precision.
    """

    url: str | None = None
    out: Path | None = None
    compare: Path | None = None
    gate: Path | None = None
    pin: bool = False
    allow_lower: bool = False
    resume: bool = False
    reader: ReaderOptions | None = None
    asking: RunSettings = field(default_factory=RunSettings)
    seed: int = SEED
    as_json: bool = False
    ablate: bool = False
    calibrate: float | None = None
    key: str | None = field(default=None, repr=False)


def run_eval(
    path: Path, local: Local, options: EvalOptions = EvalOptions(), *, output: Console | None = None, errors: Console | None = None
) -> int:
    """Run the set and report. Returns 0; 1 when the set, the compared run or the gate rejects; 3 when what is asked cannot be."""
    output = output or Console(soft_wrap=not sys.stdout.isatty())
    errors = errors or Console(stderr=True, soft_wrap=not sys.stderr.isatty())
    try:
        earlier = load_run(options.compare) if options.compare else None
        if options.gate and not options.pin:
            load_gate(options.gate)  # a broken gate must not cost a whole run first
        _one_thing(options)
        if options.ablate:
            return _ablated(path, local, options, output, errors)
        if options.calibrate is not None:
            return _calibrated(path, local, options.calibrate, options, output, errors)
        with _target(path, local, options, errors) as target:
            run = _asked(read_set(path, options.reader), target, options, errors)
        return _report(path, run, earlier, options, output, errors)
    except NotReady as error:
        errors.print(f"eval: {error}", style="red", markup=False, highlight=False)
        return NOT_USABLE
    except BadInput as error:
        errors.print(f"eval: {error}", style="red", markup=False, highlight=False)
        return REJECTED


def _one_thing(options: EvalOptions) -> None:
    """Raises BadInput for options that exclude each other, before anything is asked."""
    inside = "--ablate" if options.ablate else "--calibrate" if options.calibrate is not None else None
    if inside is None:
        if options.pin and options.gate is None:
            raise BadInput("--pin writes the floors of a gate; name its file with --gate")
        return
    why = "looks inside the ranking, which a service does not show" if options.ablate else "needs the answers that a service withholds"
    if options.url is not None:
        raise BadInput(f"{inside} {why}; leave out --url")
    others = {
        "--gate": options.gate is not None,
        "--compare": options.compare is not None,
        "--resume": options.resume,
        "--calibrate": options.ablate and options.calibrate is not None,
    }
    given = [name for name, there in others.items() if there]
    if given:
        raise BadInput(f"{inside} is a run of its own; leave out {' and '.join(given)}")


def _ablated(path: Path, local: Local, options: EvalOptions, output: Console, errors: Console) -> int:
    with _index(path, local, errors) as index:
        index.warm()
        whole = local.answerer(index, _held_to(local, index, options, errors))
        stages = variants(index, whole.threshold, whole.reader)
        cases = locate(read_set(path, options.reader), Cached(stages[0].target))
        with counting(errors, "questions") as progress:
            tick = _ticker(progress, 0, len(cases.cases) * len(stages))
            rows = ablate(cases, stages, k=options.asking.k, seed=options.seed, tick=tick)
    if options.out is not None:
        write_whole(options.out / "ablation.md", ablation.render(rows))
        write_whole(options.out / "ablation.json", json.dumps(ablation.document(rows), indent=1) + "\n")
    if options.as_json:
        _print_json(output, ablation.document(rows))
    else:
        ablation.print_rows(output, rows)
    return DONE


def _print_json(output: Console, document: object) -> None:
    output.print(json.dumps(document, ensure_ascii=False), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _target(path: Path, local: Local, options: EvalOptions, errors: Console) -> Iterator[Target]:
    if options.url is not None:
        # imported here: a run in this process needs no HTTP client
        from eval.remote import Http

        remote = Http(options.url, options.key)
        try:
            yield remote
        finally:
            remote.close()
        return
    with _index(path, local, errors) as index:
        index.warm()  # loading the encoder is not the first question's fault
        yield InProcess(local.answerer(index, _held_to(local, index, options, errors)), index)


def _held_to(local: Local, index: Index, options: EvalOptions, errors: Console) -> float:
    """The data folder's threshold; for a gate the default, since a gate holds the code and not what somebody calibrated."""
    found = in_force(local.settings.data_dir, index.state().models)
    if options.gate is not None and found.calibration is not None:
        errors.print(f"eval: for the gate the threshold is the default, not {found.says}", markup=False, highlight=False)
        return THRESHOLD
    if not found.applies:
        errors.print(f"eval: the threshold is {found.says}", style="yellow", markup=False, highlight=False)
    return found.threshold


@contextmanager
def _index(path: Path, local: Local, errors: Console) -> Iterator[Index]:
    if not brings_articles(path):
        with local.open_index(local.settings) as index:
            yield index
        return
    with counting(errors, "articles") as progress:
        index = build_corpus_index(path, local.settings, local.settings.data_dir / "eval", progress, local.open_index)
    with index:
        yield index


def _asked(cases: CaseSet, target: Target, options: EvalOptions, errors: Console) -> Run:
    cases = locate(cases, Cached(target))
    if cases.note:
        errors.print(f"eval: {cases.note}", markup=False, highlight=False)
    if options.out is None:
        with counting(errors, "questions") as progress:
            return ask_all(cases, target, options.asking, tick=_ticker(progress, 0, len(cases.cases)))
    journal = Journal(options.out / JOURNAL_FILE)
    described = target.describe()
    head = head_of(cases, described, options.asking)
    known = journal.known(head) if options.resume else {}
    with journal.begin(head, known) as kept, counting(errors, "questions") as progress:

        def keep(outcome: object) -> None:
            kept.write(journal_line(outcome) + "\n")  # type: ignore[arg-type]
            kept.flush()

        tick = _ticker(progress, len(known), len(cases.cases))
        run = ask_all(cases, target, options.asking, described=described, known=known, keep=keep, tick=tick)
    if run.complete:
        journal.path.unlink(missing_ok=True)
    return run


def _ticker(progress: Progress, done: int, total: int) -> Callable[[], None]:
    progress(done, total)

    def tick() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    return tick


def _report(path: Path, run: Run, earlier: Run | None, options: EvalOptions, output: Console, errors: Console) -> int:
    scores = score_run(run, seed=options.seed)
    comparison = compare(score_run(earlier, seed=options.seed), scores, seed=options.seed) if earlier else None
    if options.out is not None:
        _write(scores, comparison, options.out)
        errors.print(f"report: {options.out / 'report.html'}", markup=False, highlight=False)
    verdict = check(scores, load_gate(options.gate)) if options.gate and not options.pin else None
    if options.as_json:
        _print_json(output, summary(scores, comparison) | ({"gate": gate_document(verdict)} if verdict else {}))
    else:
        print_scores(output, scores)
        if comparison:
            print_comparison(output, comparison)
    gated = _gated(path, scores, verdict, options, errors if options.as_json else output)
    return max(gated, _whole(run, options, errors))


def _calibrated(path: Path, local: Local, wanted: float, options: EvalOptions, output: Console, errors: Console) -> int:
    """Ask with nothing withheld, fit, and show what the new threshold changes against the one in force."""
    with _index(path, local, errors) as index:
        index.warm()
        before = _before(local, index)
        run = _asked(read_set(path, options.reader), InProcess(local.answerer(index, 0.0), index), replace(options, out=None), errors)
    everything = score_run(run, seed=options.seed)
    found = calibrate(everything, wanted, before=before, seed=options.seed)
    first, second = (score_run(withheld(run, threshold), seed=options.seed) for threshold in (before, found.threshold))
    comparison, justified = compare(first, second, seed=options.seed), Justified(found, everything)
    if options.out is not None:
        _write(second, comparison, options.out, justified)
        write_calibration(found, options.out / CALIBRATION_FILE)
        errors.print(f"report: {options.out / 'report.html'}", markup=False, highlight=False)
    place = local.settings.data_dir / CALIBRATION_FILE
    write_calibration(found, place)
    if options.as_json:
        _print_json(output, summary(second, comparison) | {"calibration": document(found)})
    else:
        print_comparison(output, comparison)
        output.print(told(found), markup=False, highlight=False)
    errors.print(
        f"wrote {place}; it holds from the next command on, and for a running service after a restart", markup=False, highlight=False
    )
    return DONE


def _before(local: Local, index: Index) -> float:
    """The threshold in force; the default where the file is broken, since it is about to be replaced."""
    try:
        return in_force(local.settings.data_dir, index.state().models).threshold
    except BadCalibration:
        return THRESHOLD


def _write(scores: Scores, comparison: Comparison | None, out: Path, justified: Justified | None = None) -> None:
    save_run(scores.run, out / RUN_FILE)
    write_whole(out / "report.md", markdown.render(scores, comparison, justified))
    write_whole(out / "report.html", html.render(scores, comparison, justified))
    write_trec(scores.judged, out)


def _gated(path: Path, scores: Scores, verdict: Verdict | None, options: EvalOptions, output: Console) -> int:
    if options.gate is not None and options.pin:
        gate = pin(scores, options.gate, allow_lower=options.allow_lower)
        output.print(f"pinned {len(gate.floors)} floors in {options.gate}", markup=False, highlight=False)
    if verdict is None:
        return DONE
    print_verdict(output, verdict, f"dateline eval {path} --gate {options.gate} --pin --allow-lower")
    return DONE if verdict.passed else REJECTED


def _whole(run: Run, options: EvalOptions, errors: Console) -> int:
    if run.complete:
        return DONE
    left = sum(outcome.latency_ms is None for outcome in run.outcomes)
    again = f"; go on with --resume --out {options.out}" if options.out else "; with --out a broken run can be resumed"
    errors.print(
        f"eval: {run.target.name} stopped answering, {left} cases were not asked{again}", style="red", markup=False, highlight=False
    )
    return NOT_USABLE
