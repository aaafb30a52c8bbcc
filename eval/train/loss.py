"""A batch's logits and targets → one number to make smaller."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eval.train.stream import Batch

if TYPE_CHECKING:
    from torch import Tensor, device

    from eval.train.network import Outputs

NULL_SPAN, ANSWERABLE, RELEVANT, RANKED = 0.4, 0.5, 0.25, 0.5
"""Weights beside the span loss of answered rows (1): pointing is the hard part, the others are learnt from the same evidence."""


def losses(outputs: Outputs, batch: Batch) -> dict[str, Tensor]:
    """The parts, each a mean over the rows it concerns; their weighted sum under "all"."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as verdict
    from torch.nn.functional import cross_entropy

    relevance, answerable, start, end = (output.float() for output in outputs)
    rows = batch.rows
    start, end = (logits.masked_fill(~_allowed(batch, logits.shape[1], logits.device), -1e4) for logits in (start, end))
    begins, ends = torch.tensor([row.start for row in rows]), torch.tensor([row.end for row in rows])
    begins, ends = begins.to(start.device), ends.to(start.device)
    pointing = (cross_entropy(start, begins, reduction="none") + cross_entropy(end, ends, reduction="none")) / 2
    answered = torch.tensor([row.example.answerable for row in rows], device=start.device)
    parts = {
        "span": _mean(pointing[answered]),
        "null": _mean(pointing[~answered]),
        "answerable": verdict(answerable, answered.float()),
        "relevant": _relevance(relevance, batch),
        "ranked": _ranking(relevance, batch),
    }
    parts["all"] = (
        parts["span"]
        + NULL_SPAN * parts["null"]
        + ANSWERABLE * parts["answerable"]
        + RELEVANT * parts["relevant"]
        + RANKED * parts["ranked"]
    )
    return parts


def _allowed(batch: Batch, width: int, device: device) -> Tensor:
    import torch

    allowed = np.zeros((len(batch.rows), width), dtype=bool)
    allowed[:, 0] = True
    for number, row in enumerate(batch.rows):
        allowed[number, row.encoded.first : row.encoded.last] = True
    return torch.from_numpy(allowed).to(device)


def _relevance(relevance: Tensor, batch: Batch) -> Tensor:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    said = [(at, float(row.example.relevant)) for at, row in enumerate(batch.rows) if row.example.relevant is not None]
    if not said:
        return relevance.sum() * 0
    targets = torch.tensor([target for _, target in said], device=relevance.device)
    return binary_cross_entropy_with_logits(relevance[[at for at, _ in said]], targets)


def _ranking(relevance: Tensor, batch: Batch) -> Tensor:
    """Softmax within each group that has an answering row and others to rank below it."""
    import torch

    ranked: dict[int, list[int]] = {}
    for at, (row, group) in enumerate(zip(batch.rows, batch.groups, strict=True)):
        if row.example.ranked:
            ranked.setdefault(group, []).append(at)
    lists = [rows for rows in ranked.values() if len(rows) > 1 and batch.rows[rows[0]].example.relevant]
    if not lists:
        return relevance.sum() * 0
    return torch.stack([-torch.log_softmax(relevance[rows], dim=0)[0] for rows in lists]).mean()


def _mean(values: Tensor) -> Tensor:
    return values.mean() if len(values) else values.sum()
