"""docs/evaluation.md says what the code does: every measure, every option, every reason for a wrong case."""

from __future__ import annotations

import re
from pathlib import Path

from api.cli.evaluate import evaluate
from eval import faults
from eval.measures.__main__ import table

DOC = (Path(__file__).resolve().parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def test_the_table_of_measures_is_the_generated_one() -> None:
    shown = re.search(r"<!-- measures: python -m eval\.measures -->\n(.*?)<!-- /measures -->", DOC, re.DOTALL)

    assert shown, "the markers are gone"
    assert table() == shown[1], "put the output of `python -m eval.measures` between the markers"


def test_every_option_is_named_and_no_other() -> None:
    options = {name for parameter in evaluate.params for name in parameter.opts if name.startswith("-")}
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*(?![\w-])", DOC))

    assert options <= named
    assert {name for name in named if name.startswith("--")} <= options


def test_every_stage_that_can_fail_a_case_is_named() -> None:
    reasons = (faults.NOT_FOUND, faults.FAILED)
    assert all(reason in re.sub(r"\s+", " ", DOC) for reason in reasons)
