"""Trained weights → one ONNX file that onnxruntime reads: in full precision, or in 8 bits for shipping.

The graph is written by hand: what the network computes is thirty lines, and no exporter's version decides what is shipped. In 8 bits each
embedding row, each output of a matrix and each token's activations have their own scale. So a window's scores do not depend on what else
is in the batch, which they do with onnxruntime's own dynamic quantisation (one scale a tensor), and lose less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto
    from torch.nn import ModuleDict

FORMAT = "dateline-reader-1"
_OPSET = 20
_HEADS = 12
_EPSILON = 1e-12
_EMBEDDING_LEVELS = 127
_WEIGHT_LEVELS = 63  # 7 bits: processors without VNNI add two products in 16 bits, which 255 × 127 twice would overflow
_GELU_FLOOR = 0.17  # Gelu is never below −0.17: shifted by that, its values use all 8 bits
Weights = Mapping[str, NDArray[np.float32]]


def weights_of(network: ModuleDict) -> Weights:
    """All weights by name, as arrays."""
    return {name: weight.detach().float().cpu().numpy() for name, weight in network.named_parameters()}


def write(weights: Weights, path: Path, metadata: Mapping[str, str], *, eight_bit: bool) -> None:
    """Write the file beside its place, then rename it there."""
    model = graph(weights, eight_bit=eight_bit)
    for key, value in sorted(metadata.items()):
        model.metadata_props.add(key=key, value=value)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(model.SerializeToString(deterministic=True))
    beside.replace(path)


def graph(weights: Weights, *, eight_bit: bool) -> ModelProto:
    """The network as an ONNX model: ids, mask and types in; relevance, answerable, start and end out."""
    import onnx
    from onnx import TensorProto, helper

    made = _Graph(weights, eight_bit=eight_bit)
    state = made.embedded()
    bias = made.mask_bias()
    layers = 1 + max(int(name.split(".")[3]) for name in weights if name.startswith("bert.encoder.layer."))
    for number in range(layers):
        state = made.layer(f"bert.encoder.layer.{number}", state, bias)
    made.heads(state)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch"]) for name in ("relevance", "answerable")]
    outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "tokens"]) for name in ("start", "end")]
    body = helper.make_graph(made.nodes, "reader", inputs, outputs, initializer=made.tensors)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9, producer_name="dateline")
    onnx.checker.check_model(model)
    return model


class _Graph:
    """Nodes and constants, grown one operation at a time; every method returns the name of what it computes."""

    def __init__(self, weights: Weights, *, eight_bit: bool) -> None:
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self._weights, self._eight_bit = weights, eight_bit
        self._known: set[str] = set()
        self._width = weights["pool.weight"].shape[0]

    def embedded(self) -> str:
        tokens = self._op("Shape", "input_ids", start=1, end=2)
        zero, one = self._constant("zero", np.array(0, np.int64)), self._constant("one", np.array(1, np.int64))
        axis = self._constant("axis0", np.array([0], np.int64))
        places = self._op("Range", zero, self._op("Squeeze", tokens, axis), one)
        words = self._rows("bert.embeddings.word_embeddings.weight", "input_ids")
        positions = self._rows("bert.embeddings.position_embeddings.weight", places)
        types = self._rows("bert.embeddings.token_type_embeddings.weight", "token_type_ids")
        return self._norm("bert.embeddings.LayerNorm", self._op("Add", self._op("Add", words, types), positions))

    def mask_bias(self) -> str:
        """0 where there is a token and −10000 where there is padding, as (batch, 1, 1, tokens)."""
        mask = self._op("Unsqueeze", self._op("Cast", "attention_mask", to=1), self._constant("axes12", np.array([1, 2], np.int64)))
        off = self._op("Sub", self._constant("unit", np.array(1, np.float32)), mask)
        return self._op("Mul", off, self._constant("far", np.array(-10000, np.float32)))

    def layer(self, name: str, state: str, bias: str) -> str:
        attention = f"{name}.attention"
        three = self._linear([f"{attention}.self.{part}" for part in ("query", "key", "value")], state)
        shape = self._constant("heads", np.array([0, 0, 3, _HEADS, self._width // _HEADS], np.int64))
        split = self._op("Transpose", self._op("Reshape", three, shape), perm=[2, 0, 3, 1, 4])
        query, key, value = (self._op("Gather", split, self._constant(f"pick{at}", np.array(at, np.int64)), axis=0) for at in range(3))
        scale = self._constant("scale", np.array((self._width // _HEADS) ** -0.5, np.float32))
        scores = self._op("MatMul", self._op("Mul", query, scale), self._op("Transpose", key, perm=[0, 1, 3, 2]))
        shares = self._op("Softmax", self._op("Add", scores, bias), axis=-1)
        mixed = self._op("Transpose", self._op("MatMul", shares, value), perm=[0, 2, 1, 3])
        flat = self._op("Reshape", mixed, self._constant("flat", np.array([0, 0, self._width], np.int64)))
        state = self._norm(f"{attention}.output.LayerNorm", self._op("Add", self._linear([f"{attention}.output.dense"], flat), state))
        wide = self._op("Gelu", self._linear([f"{name}.intermediate.dense"], state))
        return self._norm(f"{name}.output.LayerNorm", self._op("Add", self._linear([f"{name}.output.dense"], wide), state))

    def heads(self, state: str) -> None:
        first = self._op("Gather", state, self._constant("pick0", np.array(0, np.int64)), axis=1)
        pooled = self._op("Tanh", self._linear(["pool"], first, exact=True))
        for source, axis, names in (("verdict", 1, ("relevance", "answerable")), ("span", 2, ("start", "end"))):
            both = self._linear([source], pooled if source == "verdict" else state, exact=True)
            for at, name in enumerate(names):
                self._op("Gather", both, self._constant(f"pick{at}", np.array(at, np.int64)), axis=axis, into=name)

    def _linear(self, names: Sequence[str], state: str, *, exact: bool = False) -> str:
        """state × weightᵀ + bias, several weights side by side; `exact` keeps full precision (the heads: small and close to the result)."""
        weight = np.concatenate([self._weights[f"{name}.weight"] for name in names]).T
        bias = np.concatenate([self._weights[f"{name}.bias"] for name in names])
        if not self._eight_bit or exact:
            product = self._op("MatMul", state, self._constant(f"{names[0]}.weight", weight))
            return self._op("Add", product, self._constant(f"{names[0]}.bias", bias))
        levels, scales = quantised(weight, axis=0, top=_WEIGHT_LEVELS)
        whole, step, zero = self._whole(state)
        if state.startswith("Gelu"):
            bias = (bias - _GELU_FLOOR * (levels * scales).sum(axis=0)).astype(np.float32)
        product = self._op("Cast", self._op("MatMulInteger", whole, self._constant(f"{names[0]}.levels", levels), zero), to=1)
        return self._op(
            "Add",
            self._op("Mul", self._op("Mul", product, step), self._constant(f"{names[0]}.scales", scales)),
            self._constant(f"{names[0]}.bias", bias),
        )

    def _whole(self, state: str) -> tuple[str, str, str]:
        """(values as 0..255, the step of each token, the value that stands for zero)."""
        from_gelu = state.startswith("Gelu")
        if from_gelu:
            state = self._op("Add", state, self._constant("gelu_floor", np.array(_GELU_FLOOR, np.float32)))
        top = self._op(
            "ReduceMax", state if from_gelu else self._op("Abs", state), self._constant("last", np.array([-1], np.int64)), keepdims=1
        )
        share, middle = ("whole_range", 0) if from_gelu else ("half_range", 128)
        step = self._op("Mul", top, self._constant(share, np.array(1 / (255 - middle), np.float32)))
        rounded = self._op("Round", self._op("Div", state, step))
        if middle:
            rounded = self._op("Add", rounded, self._constant("middle", np.array(middle, np.float32)))
        return self._op("Cast", rounded, to=2), step, self._constant(f"zero{middle}", np.array(middle, np.uint8))

    def _rows(self, name: str, numbers: str) -> str:
        """The rows of an embedding table."""
        table = self._weights[name]
        if not self._eight_bit or len(table) < 16:
            return self._op("Gather", self._constant(name, table), numbers)
        levels, scales = quantised(table, axis=1, top=_EMBEDDING_LEVELS)
        row = self._op("Cast", self._op("Gather", self._constant(f"{name}.levels", levels), numbers), to=1)
        return self._op("Mul", row, self._op("Gather", self._constant(f"{name}.scales", scales[:, None]), numbers))

    def _norm(self, name: str, state: str) -> str:
        weight, bias = (self._constant(f"{name}.{part}", self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self._op("LayerNormalization", state, weight, bias, epsilon=_EPSILON, axis=-1)

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        if name not in self._known:
            self._known.add(name)
            self.tensors.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def _op(self, kind: str, *inputs: str, into: str | None = None, **attributes: Any) -> str:
        return self._ops(kind, inputs, [into or f"{kind}_{len(self.nodes)}"], attributes)[0]

    def _ops(self, kind: str, inputs: Sequence[str], outputs: list[str], attributes: Mapping[str, Any]) -> list[str]:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, list(inputs), outputs, name=outputs[0], **attributes))
        return outputs


def quantised(values: NDArray[np.float32], axis: int, top: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Signed levels of −top..top and the scale of each row (`axis` 1) or column (`axis` 0); the largest magnitude becomes `top`."""
    scales = np.maximum(np.abs(values).max(axis=axis), 1e-12) / top
    levels = np.rint(values / np.expand_dims(scales, axis)).astype(np.int8)
    return levels, scales.astype(np.float32)
