"""`python -m eval.train DATA OUT`: train the reader on the sets in DATA and leave weights, log, figures and card in OUT.

OUT/reader.int8.onnx is what ships; OUT/checkpoint.safetensors is what `--resume` goes on from. `--examples 0 --resume` only exports and
measures. By `--examples` two runs on one machine are equal; by `--minutes` the learning rate follows the clock, the data still do not.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is loaded: two threads are slower as soon as anything else runs


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m eval.train", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with squad1_train, squad2_dev, timeqa_human_train and newsqa_dev")
    parser.add_argument("out", type=Path, help="folder for checkpoint, weights, log, figures and card")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--minutes", type=float, help="train this long, the rate falling to zero at the end")
    budget.add_argument("--examples", type=int, help="train on this many examples (90000)")
    parser.add_argument(
        "--resume", action="store_true", help="go on from OUT's checkpoint: with the same budget to its end, else a new plan"
    )
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", type=int, default=300, help="questions in each measure (300; twice that for gold paragraphs)")
    given = parser.parse_args()

    from eval.train.loop import Budget
    from eval.train.recipe import run

    minutes, examples = given.minutes, 90_000 if given.examples is None else given.examples
    chosen = Budget("seconds", minutes * 60) if minutes is not None else Budget("examples", examples)
    card = run(given.data, given.out, chosen, given.seed, resume=given.resume, device=given.device, questions=given.questions)
    sys.stdout.write(card)


if __name__ == "__main__":
    main()
