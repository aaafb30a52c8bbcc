"""The command line of the recipe, its card, and what it loads."""

from __future__ import annotations

import subprocess
import sys

from eval.train.card import Facts, card
from eval.train.checkpoint import Progress
from eval.train.plan import Plan


def test_nothing_heavy_is_loaded_until_something_is_trained() -> None:
    """torch, transformers, onnx and onnxruntime wait until they are used."""
    code = "import sys, eval.train.recipe; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"torch", "transformers", "onnx", "onnxruntime"} & set(loaded)


def test_help_says_how_to_go_on() -> None:
    """And asks for minutes or examples, not both."""
    command = [sys.executable, "-m", "eval.train"]
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True).stdout
    wrong = subprocess.run([*command, "data", "out", "--minutes", "1", "--examples", "1"], capture_output=True, text=True, check=False)

    assert "--resume" in shown
    assert 2 == wrong.returncode


def test_the_card_has_every_figure() -> None:
    """One table a measure, how long it was trained, and the digest."""
    text = card(
        Facts(Progress(1, Plan("seconds", 60), examples=1234, seconds=120), 23_500_000, "abc", "one set"),
        {"int8": {"gold": {"questions": 10, "span F1": 0.75}}},
    )

    assert "1,234 examples" in text
    assert "| span F1 | 0.750 |" in text
    assert "| questions | 10 |" in text
    assert "sha256 abc" in text
