"""A data folder and a budget → everything a trained reader comes with: checkpoint, exported weights, figures, card."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from eval.train.card import Facts, card
from eval.train.checkpoint import Progress, load
from eval.train.export import FORMAT, Weights, weights_of, write
from eval.train.features import MAX_TOKENS, load_tokenizer
from eval.train.loop import Budget, train
from eval.train.measure import Figures, Sizes, figures
from eval.train.network import build
from eval.train.scorer import MAX_ANSWER_TOKENS, Scorer
from eval.train.sources import training_sources
from eval.train.stream import Stream
from index.encoder import PACKAGED, model_folder, weights_digest
from index.files import sha256_of

TRAINED_ON = "SQuAD 1.1 train; half of SQuAD 2.0 dev and half of TimeQA human train, by page (eval/train/split.py)"
FILES = {"int8": "reader.int8.onnx", "fp32": "reader.fp32.onnx"}


def run(data: Path, out: Path, budget: Budget, seed: int, *, resume: bool, device: str = "auto", questions: int = 300) -> str:
    """Train, export, measure; returns the card, which is also in OUT. A budget of nothing exports and measures the checkpoint."""
    import torch

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    folder = model_folder(PACKAGED)
    tokenizer = load_tokenizer(folder)
    network = build(folder, seed)
    if budget.total > 0:
        stream = Stream(training_sources(data), tokenizer, seed)
        progress = train(network, stream, out, budget, seed, resume=resume, device=_device(device))
    else:
        progress = load(out, network)
    export(weights_of(network), out, progress)
    report = measured(data, out, questions)
    facts = Facts(progress, (out / FILES["int8"]).stat().st_size, sha256_of(out / FILES["int8"]), TRAINED_ON)
    (out / "figures.json").write_text(json.dumps({"progress": asdict(progress), "figures": report}, indent=1) + "\n", encoding="utf-8")
    text = card(facts, report)
    (out / "card.md").write_text(text, encoding="utf-8")
    return text


def export(weights: Weights, out: Path, progress: Progress) -> None:
    """Both files, with what a reader of them must know in their metadata."""
    folder = model_folder(PACKAGED)
    metadata = {
        "format": FORMAT,
        "version": f"{progress.examples}-{progress.seed}",
        "tokenizer_sha256": sha256_of(folder / "tokenizer.json"),
        "base": f"{PACKAGED}@sha256:{weights_digest(folder)}",
        "max_tokens": str(MAX_TOKENS),
        "max_answer_tokens": str(MAX_ANSWER_TOKENS),
        "examples": str(progress.examples),
        "seed": str(progress.seed),
        "trained_on": TRAINED_ON,
    }
    for kind, name in FILES.items():
        write(weights, out / name, metadata, eight_bit=kind == "int8")


def measured(data: Path, out: Path, questions: int) -> dict[str, dict[str, Figures]]:
    """The figures of the file that ships, and of full precision over gold paragraphs, to see what 8 bits cost."""
    tokenizer = load_tokenizer(model_folder(PACKAGED))
    sizes = Sizes(2 * questions, questions, questions, questions)
    return {
        "int8": figures(Scorer(out / FILES["int8"], tokenizer), data, out / "cache", sizes),
        "fp32": figures(Scorer(out / FILES["fp32"], tokenizer), data, out / "cache", Sizes(2 * questions, 0, 0, 0)),
    }


def _device(wanted: str) -> str:
    import torch

    if wanted != "auto":
        return wanted
    return "cuda" if torch.cuda.is_available() else "cpu"
