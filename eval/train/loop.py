"""Batches → a trained network: one step each, the learning rate by plan, a checkpoint every few minutes, a line of log every few steps."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.train.checkpoint import Progress, load, save
from eval.train.features import padded
from eval.train.loss import losses
from eval.train.network import forward, trained
from eval.train.plan import Plan
from eval.train.stream import Batch, Stream

if TYPE_CHECKING:
    from torch.nn import ModuleDict
    from torch.optim import Optimizer

PEAK, HEADS = 1.5e-4, 5.0  # learning rate of the layers; the fresh heads go faster by this factor
DECAY, CLIP = 0.01, 1.0
SAVE_SECONDS, LOG_STEPS = 240.0, 10


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train: "seconds" or "examples", and how many."""

    unit: str
    total: float


def train(
    network: ModuleDict,
    stream: Stream,
    out: Path,
    budget: Budget,
    seed: int,
    *,
    resume: bool,
    steps: int | None = None,
    device: str = "cpu",
) -> Progress:
    """Train until the budget is spent (or `steps` more are made, for tests); the last state is in `out` as a checkpoint.

    Resuming goes on with the same plan when the budget is the same and not spent, and plans anew from the present rate when not.
    """
    network.to(device).train()
    optimiser = _optimiser(network)
    progress = Progress(seed, Plan(budget.unit, budget.total))
    if resume:
        progress = _planned(load(out, network, optimiser), budget)
        if progress.seed != seed:
            raise ValueError(f"the checkpoint was made with seed {progress.seed}, not {seed}")
    log = _Log(out)
    saved, last = time.monotonic(), progress.step + steps if steps is not None else None
    batches = stream(progress.place)
    while not progress.finished and progress.step != last:
        began = time.monotonic()
        batch = next(batches)
        parts = _step(network, optimiser, batch, progress.plan.scale(progress.done), device)
        tokens = len(batch.rows) * max(len(row.encoded) for row in batch.rows)
        progress = progress.stepped(batch.after, len(batch.rows), tokens, time.monotonic() - began)
        log(progress, parts)
        if time.monotonic() - saved > SAVE_SECONDS:
            save(out, network, optimiser, progress)
            saved = time.monotonic()
    save(out, network, optimiser, progress)
    return progress


def _planned(progress: Progress, budget: Budget) -> Progress:
    plan = progress.plan
    if (plan.unit, plan.total) == (budget.unit, budget.total) and not progress.finished:
        return progress
    return replace(progress, plan=plan.again(progress.done, budget.unit, budget.total), done=0.0)


def _optimiser(network: ModuleDict) -> Optimizer:
    import torch

    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, weight in trained(network).items():
        groups.setdefault((name.startswith("bert."), weight.ndim > 1), []).append(weight)  # type: ignore[arg-type]
    settings = [
        {"params": weights, "peak": PEAK if layers else PEAK * HEADS, "weight_decay": DECAY if matrix else 0.0}
        for (layers, matrix), weights in groups.items()
    ]
    return torch.optim.AdamW(settings, lr=PEAK, betas=(0.9, 0.98), eps=1e-6, fused=True)


def _step(network: ModuleDict, optimiser: Optimizer, batch: Batch, scale: float, device: str) -> dict[str, float]:
    import torch

    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * scale
    inputs = [torch.from_numpy(array).to(device) for array in padded([row.encoded for row in batch.rows])]
    with torch.autocast(device.partition(":")[0], dtype=torch.bfloat16):
        outputs = forward(network, *inputs)
    parts = losses(outputs, batch)
    parts["all"].backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(trained(network).values(), CLIP)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return {name: float(value.detach()) for name, value in parts.items()}


class _Log:
    """Means over the last steps, as JSON lines in `log.jsonl`."""

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self._path = out / "log.jsonl"
        self._sums: dict[str, float] = {}

    def __call__(self, progress: Progress, parts: dict[str, float]) -> None:
        for name, value in parts.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        if progress.step % LOG_STEPS == 0:
            means = {name: round(value / LOG_STEPS, 4) for name, value in self._sums.items()}
            self._append(
                {
                    "step": progress.step,
                    "examples": progress.examples,
                    "seconds": round(progress.seconds, 1),
                    "scale": round(progress.plan.scale(progress.done), 4),
                    **means,
                }
            )
            self._sums = {}

    def _append(self, row: dict[str, float]) -> None:
        with self._path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
