"""Sides of what articles say, with the sentences they come from → an answer with its rivals beside it, or both sides where neither wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.model import Span
from qa.agreement.agree import Agreement, Relation, Side, Statement
from qa.cite import Citer
from qa.compose import Draft
from qa.model import Alternative, Claim, Reason, Status
from qa.reading.evidence import Evidence
from qa.support import support

_MOST_CITED, _MOST_SHOWN = 3, 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the evidence comes to: the sides, the sentence that speaks for the chosen one, and each statement's sentence and place in it."""

    agreement: Agreement
    best: Evidence
    evidence: Mapping[Statement, tuple[Evidence, Span]]

    @property
    def fullest(self) -> Evidence:
        """The sentence with most of the question, on the chosen side or on one that it corrects: how well the articles tell of what was asked."""
        sides = [side for side in self.agreement.sides if side is self.agreement.chosen or side.corrected_by]
        return max((self.evidence[one][0] for side in sides for one in side.members), key=lambda one: (one.coverage, one.score))

    def compose(self, confidence: float, citer: Citer) -> Draft | None:
        """The answer with its rivals beside it, an abstention when neither side has more sources; None when it cannot be cited."""
        if self.agreement.conflicting:
            rivals = [side for side in (self.agreement.chosen, *self.agreement.beside) if side.corrected_by is None]
            shown = [one for side in rivals[: _MOST_SHOWN + 1] for one in self._beside(side, citer, Relation.CONFLICTING)]
            return Draft(Status.ABSTAINED, Reason.CONFLICTING, None, tuple(shown), citations=citer.citations)
        chosen = self.agreement.chosen
        cited = self._cited(chosen, citer)
        if not cited or not cited[0]:
            return None
        claim = Claim(self.best.text, None, confidence, (), tuple(dict.fromkeys(cited)))
        beside = self.agreement.beside[:_MOST_SHOWN]
        others = [one for side in beside for one in self._beside(side, citer, self.agreement.relation(side))]
        marks: dict[str, tuple[Span, ...]] = {}
        for citation in citer.citations:
            marks[citation.article_id] = (*marks.get(citation.article_id, ()), Span(citation.start, citation.end))
        supporting = [self.evidence[one][0].hit for one in chosen.members]
        return Draft(Status.ANSWERED, None, claim, tuple(others), support(supporting), citer.citations, marks)

    def _cited(self, side: Side, citer: Citer) -> list[int]:
        """The citations of a side's statements, one a lineage, its speaker's first."""
        first: dict[str, Statement] = {side.lead.lineage: side.lead}
        for one in side.members:
            first.setdefault(one.lineage, one)
        found = (self.evidence[one][0] for one in list(first.values())[:_MOST_CITED])
        return [made.n for one in found if (made := citer.cite(one.hit.article.id, one.span, one.text))]

    def _beside(self, side: Side, citer: Citer, relation: Relation) -> Iterable[Alternative]:
        evidence, place = self.evidence[side.lead]
        made = citer.cite(evidence.hit.article.id, evidence.span, evidence.text)
        if made:
            yield Alternative(f"{place.of(evidence.text)}{side.remark}", relation.value, (made.n,))
