"""The state of a run ↔ a folder: weights and optimiser in safetensors, the rest in JSON; written beside, then renamed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.train.plan import Plan
from eval.train.stream import Place

if TYPE_CHECKING:
    from torch.nn import ModuleDict
    from torch.optim import Optimizer


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. `done` counts in the present plan's unit; `seconds` and `examples` over all plans."""

    seed: int
    plan: Plan
    done: float = 0.0
    place: Place = field(default_factory=Place)
    step: int = 0
    examples: int = 0
    tokens: int = 0
    seconds: float = 0.0

    @property
    def finished(self) -> bool:
        """Whether the plan has been carried out."""
        return self.done >= self.plan.total

    def stepped(self, place: Place, examples: int, tokens: int, seconds: float) -> Progress:
        """One step further."""
        return replace(
            self,
            done=self.done + (seconds if self.plan.unit == "seconds" else examples),
            place=place,
            step=self.step + 1,
            examples=self.examples + examples,
            tokens=self.tokens + tokens,
            seconds=self.seconds + seconds,
        )


def save(folder: Path, network: ModuleDict, optimiser: Optimizer, progress: Progress) -> None:
    """Write one file, which replaces the last one whole: a kill leaves the old or the new state, never half of each."""
    from safetensors.torch import save_file

    from eval.train.network import trained

    weights = trained(network)
    tensors = {f"weight/{name}": weight.detach() for name, weight in weights.items()}
    for name, weight in weights.items():
        for key, value in optimiser.state.get(weight, {}).items():
            tensors[f"optimiser/{key}/{name}"] = value
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / "checkpoint.part"
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, beside, {"progress": json.dumps(asdict(progress))})
    beside.replace(folder / "checkpoint.safetensors")


def load(folder: Path, network: ModuleDict, optimiser: Optimizer | None = None) -> Progress:
    """Bring `network` (and `optimiser`) to the saved state. Raises FileNotFoundError when there is none."""
    import torch
    from safetensors import safe_open

    from eval.train.network import trained

    path = folder / "checkpoint.safetensors"
    if not path.is_file():
        raise FileNotFoundError(f"no checkpoint at {path}")
    with safe_open(path, "pt") as saved, torch.no_grad():
        for name, weight in trained(network).items():
            weight.copy_(saved.get_tensor(f"weight/{name}"))
            if optimiser is not None:
                for key in ("step", "exp_avg", "exp_avg_sq"):
                    if f"optimiser/{key}/{name}" in saved.keys():  # noqa: SIM118 (not a mapping)
                        optimiser.state[weight][key] = saved.get_tensor(f"optimiser/{key}/{name}").to(weight.device)
        return _progress(json.loads(saved.metadata()["progress"]))


def _progress(row: dict[str, object]) -> Progress:
    plan, place = row.pop("plan"), row.pop("place")
    return Progress(plan=Plan(**plan), place=Place(**place), **row)  # type: ignore[arg-type]
