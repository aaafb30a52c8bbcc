"""The packaged encoder → the reader's network: its six layers with three small heads on top; the embeddings stay as they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import ModuleDict

    Outputs = tuple[Tensor, Tensor, Tensor, Tensor]
    """relevance (n,), answerable (n,), start (n, t), end (n, t): logits."""


def build(folder: Path, seed: int) -> ModuleDict:
    """The network with fresh heads; dropout is off (less than one pass over the data), embeddings are frozen."""
    import torch
    from transformers import BertModel

    torch.manual_seed(seed)
    bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False, attn_implementation="eager", local_files_only=True)
    bert.embeddings.requires_grad_(False)
    for part in bert.modules():
        if isinstance(part, torch.nn.Dropout):
            part.p = 0.0
    width = bert.config.hidden_size
    heads = {"pool": torch.nn.Linear(width, width), "verdict": torch.nn.Linear(width, 2), "span": torch.nn.Linear(width, 2)}
    for head in heads.values():
        torch.nn.init.normal_(head.weight, std=0.02)
        torch.nn.init.zeros_(head.bias)
    return torch.nn.ModuleDict({"bert": bert, **heads})


def forward(network: ModuleDict, ids: Tensor, mask: Tensor, types: Tensor) -> Outputs:
    """Logits of a padded batch; start and end are not masked."""
    import torch

    hidden = network["bert"](input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
    verdict = network["verdict"](torch.tanh(network["pool"](hidden[:, 0])))
    span = network["span"](hidden)
    return verdict[:, 0], verdict[:, 1], span[:, :, 0], span[:, :, 1]


def trained(network: ModuleDict) -> dict[str, Tensor]:
    """The weights that training changes, by name."""
    return {name: weight for name, weight in network.named_parameters() if weight.requires_grad}
