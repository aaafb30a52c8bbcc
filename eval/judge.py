"""A Run → Judged cases: which passages and citations carry the gold, and whether the answer is right. No language model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.dates import Days, read_days
from eval.model import Case, Gold
from eval.records import Answered, Cited, Outcome, Returned
from eval.run import NOT_ASKED, Run
from eval.words import holds


@dataclass(frozen=True, slots=True)
class Judged:
    """One case beside its outcome.

    `carries`: for each passage, in rank order, does it hold a gold span (or, where a gold article counts as a whole, is it from
    that article). `supports`: the same for each citation, which may also lie inside a gold span or state a gold answer.
    `answered`: was an answer given; `confidence`: its confidence, 0 where none was given.
    `right`: a right answer, or silence where there is nothing to say; None where the set states neither answer nor date.
    """

    case: Case
    outcome: Outcome
    carries: tuple[bool, ...] = ()
    supports: tuple[bool, ...] = ()
    right: bool | None = None
    answered: bool = False
    confidence: float = 0.0

    @property
    def passages(self) -> tuple[Returned, ...]:
        """What was returned, in rank order; nothing when the case failed."""
        return self.outcome.answered.passages if self.outcome.answered else ()

    @property
    def seeks_evidence(self) -> bool:
        """Whether there is evidence to be found."""
        return self.case.answerable and bool(self.case.evidence)

    @property
    def rank(self) -> int | None:
        """Rank of the first passage that carries gold, from 1; None when none does."""
        return self.carries.index(True) + 1 if True in self.carries else None

    @property
    def verdict(self) -> str:
        """One of: right, wrong, missed (silent though answerable), overreached (answered though not), failed, not asked, unjudged."""
        if self.outcome.error is not None:
            return "not asked" if self.outcome.error == NOT_ASKED else "failed"
        if self.right is not False:
            return "unjudged" if self.right is None else "right"
        if not self.case.answerable:
            return "overreached"
        return "wrong" if self.answered else "missed"


def judge(run: Run) -> tuple[Judged, ...]:
    """Every case of the run, in order; a failed one has nothing that carries or supports, and is not right."""
    return tuple(judge_one(case, outcome) for case, outcome in zip(run.cases.cases, run.outcomes, strict=True))


def judge_one(case: Case, outcome: Outcome) -> Judged:
    """One case."""
    answer = outcome.answered
    if answer is None:
        return Judged(case, outcome, right=False if _judgeable(case) else None)
    return Judged(
        case,
        outcome,
        carries=tuple(carries(case, passage) for passage in answer.passages),
        supports=tuple(supports(case, citation) for citation in answer.citations),
        right=_right(case, answer) if _judgeable(case) else None,
        answered=answer.answered,
        confidence=(answer.confidence or 0.0) if answer.answered else 0.0,
    )


def carries(case: Case, passage: Returned) -> bool:
    """Is the passage from a gold article, and does its range contain a gold span? Articles without spans count as a whole."""
    golds = [gold for gold in case.evidence if gold.article == passage.article_id]
    return any(_whole(gold) or any(_contains(passage, span) for span in gold.spans) for gold in golds)


def supports(case: Case, citation: Cited) -> bool:
    """Does the citation contain a gold span, lie inside one, or state a gold answer in its words?"""
    for gold in case.evidence:
        if gold.article == citation.article_id:
            inside = any(span[0] <= citation.start and citation.end <= span[1] for span in gold.spans)
            if _whole(gold) or inside or any(_contains(citation, span) for span in gold.spans):
                return True
    return any(holds(citation.quote, answer) for answer in case.answers)


def answered_days(answer: Answered) -> Days | None:
    """The days that the answer's typed value names; None when it has none that can be read."""
    if answer.date is None:
        return None
    try:
        return read_days(f"{answer.date.start}/{answer.date.end}")
    except ValueError:
        return None


def share(flags: Sequence[bool]) -> float:
    """How many of the flags are set, 0..1."""
    return sum(flags) / len(flags)


def _judgeable(case: Case) -> bool:
    return not case.answerable or bool(case.answers or case.date)


def _right(case: Case, answer: Answered) -> bool:
    if not case.answerable or not answer.answered:
        return not case.answerable and not answer.answered
    days = answered_days(answer)
    if case.date is not None and days is not None:
        return days == read_days(case.date)
    return any(holds(answer.text or "", gold) for gold in case.answers)


def _whole(gold: Gold) -> bool:
    return gold.quote is None and not gold.spans


def _contains(part: Returned | Cited, span: tuple[int, int]) -> bool:
    return part.start <= span[0] and span[1] <= part.end
