"""After any SIGKILL nothing acknowledged is lost, nothing is there twice, nothing deleted is found and every passage is an exact slice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.kill_loop import Model


def kill(*arguments: str) -> dict[str, object]:
    """The summary of a kill loop in a process of its own (this one may have Chroma open, which does not survive a fork)."""
    command = [sys.executable, "-m", "tests.reliability.kill_loop", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.stdout, done.stderr
    summary: dict[str, object] = json.loads(done.stdout)
    print(done.stdout)
    return summary


def kept_its_word(summary: dict[str, object], kills: int) -> bool:
    """Every kill happened, work was done between them, and no promise was broken."""
    assert summary["problems"] == []
    assert (summary["lost"], summary["duplicated"], summary["dangling"]) == (0, 0, 0)
    assert summary["kills"] == kills
    return int(str(summary["acknowledged"])) > kills


@pytest.mark.timeout(600)
def test_twenty_five_kills() -> None:
    """The short form, with Chroma in the middle of things."""
    assert kept_its_word(kill("--kills", "25", "--seed", "5"), 25)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("chroma", ["seldom", "often"])
def test_three_hundred_kills(chroma: str) -> None:
    """The long form, with few and with many generations built."""
    assert kept_its_word(kill("--kills", "300", "--seed", "2024", "--chroma", chroma), 300)


def test_the_model_tells_a_loss_from_an_invention_and_from_an_operation_in_flight() -> None:
    """The loop's own judgement, on logs that are known."""

    def told(found: list[tuple[str, int | None]], flying: bool = False) -> str | None:
        model = Model()
        for operation in (
            ("put", [("a", 0), ("b", 0)]),
            ("put", [("a", 0)]),
            ("put", [("a", 1)]),
            ("delete", [("b", 0)]),
            ("delete", [("b", 0)]),
        ):
            model.apply(operation)
        assert model.log == [("a", 1), ("b", 1), ("a", 2), ("b", None)]
        model.open = ("put", [("b", 0), ("a", 1)]) if flying else None
        return model.settle_open(found)

    whole: list[tuple[str, int | None]] = [("a", 1), ("b", 1), ("a", 2), ("b", None)]
    assert told(whole) is None
    assert told(whole, flying=True) is None
    assert told([*whole, ("b", 2)], flying=True) is None
    assert str(told([*whole, ("b", 2)])).startswith("duplicated or invented")
    assert str(told([*whole, ("a", 3)], flying=True)).startswith("duplicated or invented")
    assert str(told(whole[:-1])).startswith("lost: [('b', None)]")
    assert str(told([("a", 1), ("a", 2), ("b", None)])).startswith("lost")
