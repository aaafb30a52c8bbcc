"""Hostile texts → the scores of an evaluation that has them wherever a text can stand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from eval.model import Case, Gold
from eval.records import Answered
from eval.scores import Scores, score_run
from tests.eval.builders import answered, case, citation, passage, run


def hostile_report(texts: Sequence[str]) -> Scores:
    """One case a text; the first one also names the run, its target and its models."""
    made = run([_asked(number, text) for number, text in enumerate(texts)], name=texts[0][:200])
    target = dataclasses.replace(made.target, name=texts[0], snapshot=texts[0], corpus=texts[0], models=((texts[0], texts[0]),))
    outcomes = (*made.outcomes[:-1], dataclasses.replace(made.outcomes[-1], answered=None, error=texts[-1]))
    return score_run(dataclasses.replace(made, target=target, outcomes=outcomes, versions=((texts[0], texts[0]),)))


def _asked(number: int, text: str) -> tuple[Case, Answered]:
    bad = dataclasses.replace(passage(1), text=text, end=len(text), title=text, source=text, published_at=text, article_id=text)
    cited = dataclasses.replace(citation(), quote=text, article_id=text, start=3, end=9)
    evidence = (Gold(text, text, spans=((0, 5),)),)
    asked = case(f"{number} {text}", text, answers=(text,), type=text, sources=(text,), evidence=evidence)
    return asked, answered("wrong " + text[:9], passages=[bad], citations=[cited])
