"""Training in small: a run goes on where it stopped, and what is exported says what the network says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from eval.train.export import quantised, weights_of, write
from eval.train.features import encode, load_tokenizer, padded
from eval.train.loop import Budget, train
from eval.train.measure import auroc
from eval.train.network import build, forward, trained
from eval.train.plan import Plan
from eval.train.scorer import MAX_ANSWER_TOKENS, Scorer
from eval.train.stream import Stream
from index.encoder import PACKAGED, model_folder
from qa.reading.reader import best_span
from tests.eval.train.builders import TEXTS, sources

if TYPE_CHECKING:
    from torch.nn import ModuleDict

FOLDER = model_folder(PACKAGED)
TOKENIZER = load_tokenizer(FOLDER)


def small_network() -> ModuleDict:
    """The real encoder's first layer with the heads: what a step does, in a sixth of the time."""
    network = build(FOLDER, 5)
    encoder: Any = network["bert"].encoder
    encoder.layer = encoder.layer[:1]
    return network


def small_stream() -> Stream:
    """Batches of a few examples."""
    return Stream(sources(), TOKENIZER, 5, pool=8, batch_tokens=200)


def test_resuming_goes_on_at_the_same_step_to_the_same_weights(tmp_path: Path) -> None:
    """Two steps in one go and one and one end alike, to the bit."""
    import torch

    torch.set_num_threads(1)
    budget = Budget("examples", 1000)
    whole, parted, resumed = (small_network() for _ in range(3))
    one = train(whole, small_stream(), tmp_path / "one", budget, 5, resume=False, steps=2)
    half = train(parted, small_stream(), tmp_path / "two", budget, 5, resume=False, steps=1)
    two = train(resumed, small_stream(), tmp_path / "two", budget, 5, resume=True, steps=1)

    assert 1 == half.step
    assert (one.step, one.place, one.examples, one.done) == (two.step, two.place, two.examples, two.done)
    for (name, left), right in zip(trained(whole).items(), trained(resumed).values(), strict=True):
        assert torch.equal(left, right), name
    fresh = small_network()
    assert torch.equal(fresh["bert"].embeddings.word_embeddings.weight, whole["bert"].embeddings.word_embeddings.weight)  # type: ignore[union-attr,arg-type]
    assert not torch.equal(fresh["span"].weight, whole["span"].weight)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="seed"):
        train(resumed, small_stream(), tmp_path / "two", budget, 6, resume=True, steps=1)


def test_the_exported_file_says_what_the_network_says(tmp_path: Path) -> None:
    """Full precision to rounding, 8 bits to a correlation above .99; the file is within its size, its bytes are repeatable."""
    import torch

    network = build(FOLDER, 5).eval()
    torch.nn.init.normal_(network["span"].weight, std=0.2)  # type: ignore[arg-type]
    weights = weights_of(network)
    rows = encode(TOKENIZER, [("Who opened the harbour?", title, text) for title, text in TEXTS.values()])
    with torch.no_grad():
        expected = [output.numpy() for output in forward(network, *(torch.from_numpy(array) for array in padded(rows)))]
    real = padded(rows)[1].astype(bool)
    for eight_bit, name in ((False, "fp32"), (True, "int8")):
        path = tmp_path / f"{name}.onnx"
        write(weights, path, {"format": "test"}, eight_bit=eight_bit)
        got = Scorer(path, TOKENIZER).outputs(rows)
        assert all(np.allclose(ours, theirs, atol=0.2) for ours, theirs in zip(got[:2], expected[:2], strict=True))
        for ours, theirs in zip(got[2:], expected[2:], strict=True):
            assert np.corrcoef(ours[real], theirs[real])[0, 1] > 0.99
            assert eight_bit or np.allclose(ours[real], theirs[real], atol=1e-4)
    scorer = Scorer(tmp_path / "int8.onnx", TOKENIZER)
    alone = scorer.outputs(rows[:1])[2][0]
    assert np.array_equal(alone, scorer.outputs(rows)[2][0][: len(alone)]), "scores depend on the batch"
    first = (tmp_path / "int8.onnx").read_bytes()
    write(weights, tmp_path / "int8.onnx", {"format": "test"}, eight_bit=True)
    assert first == (tmp_path / "int8.onnx").read_bytes()
    assert len(first) < 30_000_000


def test_the_best_span_stays_in_the_passage_and_in_order() -> None:
    """Not before the passage, not behind it, not backwards, not too long."""
    row = encode(TOKENIZER, [("Who?", "A title", "one two three four five " * 12)])[0]
    start, end = np.zeros(len(row), np.float32), np.zeros(len(row), np.float32)
    start[1], end[row.last] = 99, 99
    start[row.first + 40], end[row.first + 2] = 5, 5
    start[row.first], end[row.first + MAX_ANSWER_TOKENS + 5] = 3, 3
    first, last, score = best_span(start, end, row.first, row.last, MAX_ANSWER_TOKENS)

    assert row.first <= first <= last < row.last
    assert last - first < MAX_ANSWER_TOKENS
    assert 8 == score
    assert (row.first, row.first + 2) == (first, last)


def test_the_plan_warms_up_falls_to_zero_and_can_be_made_anew() -> None:
    """And a finished run starts again at half the peak."""
    plan = Plan("examples", 1000)

    assert (0, 1, 0) == (plan.scale(0), round(plan.scale(40), 6), plan.scale(1000))
    assert 0.4 < plan.scale(520) < 0.6
    assert plan.scale(500) == plan.again(500, "seconds", 60).scale(0)
    assert 0.5 == round(plan.again(1000, "seconds", 60).scale(60 * 0.04), 6)


def test_levels_keep_each_row_within_half_a_step() -> None:
    """Rounded to the nearest of 127 levels of the row's own scale."""
    values = np.random.default_rng(0).normal(size=(50, 20)).astype(np.float32)
    levels, scales = quantised(values, axis=1, top=63)

    assert np.abs(levels * scales[:, None] - values).max() <= scales.max() / 2 + 1e-6
    assert levels.dtype == np.int8
    assert np.abs(levels).max() == 63


def test_auroc_counts_pairs() -> None:
    """Ties count half."""
    assert 0.75 == auroc([1, 2, 3, 2], [False, False, True, True]) - 0.125
    assert 1.0 == auroc([0, 1], [False, True])
