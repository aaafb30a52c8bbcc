"""Superseded, deleted, withheld, embargoed and future articles are cited and shown 0 times; what is in force is never left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.as_of_loop import run


def test_a_few_hundred_operations(tmp_path: Path) -> None:
    """The short form."""
    summary = run(250, 7, tmp_path)
    assert summary["problems"] == []
    assert min(int(str(summary[name])) for name in ("put", "delete", "question", "asked whole", "citations")) > 10


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_operations(tmp_path: Path) -> None:
    """The long form, a few minutes on one core."""
    summary = run(10_000, 1, tmp_path)
    print(summary)
    assert (summary["problems"], summary["operations"]) == ([], 10_000)
