"""Chosen evidence → the parts of an answer: text, typed value, derivation, alternatives, support, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from index.catalog import text_sha256
from index.model import Hit, Span
from qa.cite import Citer
from qa.model import Alternative, Citation, Claim, Derivation, Reason, Status, Support, Value
from qa.read import Evidence
from qa.when import Dated, DateGroup, in_words

_MOST_CITED = 3  # sentences for one answer; more agreeing articles are counted in `support`
_CONFLICTS = 0.93  # of the best group's score: another date this strong is shown as conflicting
_ATTACHED = 0.5  # of the sentence's question words stand in the clause of a conflicting date
_ALSO = 0.97  # of the best sentence's score: another article's sentence this strong is cited beside it


@dataclass(frozen=True, slots=True)
class Draft:
    """What was decided, before passages and timings are added; `marks`: article id → spans to highlight."""

    status: Status
    reason: Reason | None
    claim: Claim | None = None
    alternatives: tuple[Alternative, ...] = ()
    support: Support = Support(0, 0, 0)
    citations: tuple[Citation, ...] = ()
    marks: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def abstain(reason: Reason) -> Draft:
    """Nothing is answered, for this reason."""
    return Draft(Status.ABSTAINED, reason)


def sentence_answer(best: Evidence, found: Sequence[Evidence], confidence: float, citer: Citer) -> Draft:
    """The best sentence, with equally good sentences of other articles as further citations."""
    also = _one_an_article(one for one in found if one.score >= _ALSO * best.score and one.coverage >= best.coverage)
    cited = _cited([best, *(one for one in also if one.hit.article.id != best.hit.article.id)], citer)
    if not cited:
        return abstain(Reason.NO_EVIDENCE)
    claim = Claim(best.text, None, confidence, (), tuple(citation.n for _, citation in cited))
    return _answered(claim, (), [one for one, _ in cited], citer)


def dated_answer(groups: Sequence[DateGroup], confidence: float, citer: Citer, question: str) -> Draft:
    """The date that the best group means, how it was worked out, and what else was found."""
    group = groups[0]
    agreeing = _one_an_article([group.value.evidence, *(one.evidence for one in group.members if one.days == group.value.days)])
    cited = _cited(agreeing, citer)
    if not cited or cited[0][0] is not group.value.evidence:
        return abstain(Reason.NO_EVIDENCE)
    chosen = group.value
    claim = Claim(
        text=_asked_detail(chosen, question) or in_words(chosen),
        value=Value("date", chosen.earliest.isoformat(), chosen.latest.isoformat(), chosen.mention.granularity),
        confidence=confidence,
        derivation=_derivation(chosen, cited[0][1].n),
        citations=tuple(citation.n for _, citation in cited),
    )
    alternatives = [*_compatible(group, citer), *_conflicting(groups, citer)]
    return _answered(claim, tuple(alternatives), [one.evidence for one in group.members], citer)


def _answered(claim: Claim, alternatives: tuple[Alternative, ...], supporting: Sequence[Evidence], citer: Citer) -> Draft:
    marks: dict[str, tuple[Span, ...]] = {}
    for citation in citer.citations:
        marks[citation.article_id] = (*marks.get(citation.article_id, ()), Span(citation.start, citation.end))
    return Draft(Status.ANSWERED, None, claim, alternatives, _support([one.hit for one in supporting]), citer.citations, marks)


def _derivation(chosen: Dated, citation: int) -> tuple[Derivation, ...]:
    mention = chosen.mention
    anchor = mention.anchor_value
    if mention.anchor == "publication":
        anchor = chosen.evidence.hit.article.published_at
    return (Derivation(mention.expression, anchor, mention.rule, citation),)


def _compatible(group: DateGroup, citer: Citer) -> Iterable[Alternative]:
    """Coarser statements of the same date, one for each wording."""
    seen = {in_words(group.value)}
    for one in group.members:
        words = in_words(one)
        if one.days != group.value.days and words not in seen and len(seen) <= _MOST_CITED:
            seen.add(words)
            yield from _alternative(one, words, "compatible", citer)


def _conflicting(groups: Sequence[DateGroup], citer: Citer) -> Iterable[Alternative]:
    """Dates as well attached to as many of the question's words, in sentences that do not also give the chosen date."""
    chosen = groups[0].value
    agreeing = {(one.evidence.hit.article.id, one.evidence.span) for one in groups[0].members}
    for other in groups[1:3]:
        rival = other.value
        elsewhere = (rival.evidence.hit.article.id, rival.evidence.span) not in agreeing
        as_good = rival.evidence.coverage >= chosen.evidence.coverage and rival.attachment >= max(_ATTACHED, chosen.attachment)
        if elsewhere and as_good and rival.score >= _CONFLICTS * chosen.score:
            yield from _alternative(rival, in_words(rival), "conflicting", citer)


def _alternative(one: Dated, words: str, relation: str, citer: Citer) -> Iterable[Alternative]:
    cited = _cited([one.evidence], citer)
    if cited:
        yield Alternative(words, relation, (cited[0][1].n,))


def _asked_detail(chosen: Dated, question: str) -> str | None:
    """The year or month alone, when that is what was asked for."""
    folded = question.casefold()
    if chosen.earliest.year == chosen.latest.year and re.search(r"\b(?:what|which) year\b", folded):
        return str(chosen.earliest.year)
    same_month = (chosen.earliest.year, chosen.earliest.month) == (chosen.latest.year, chosen.latest.month)
    return f"{chosen.earliest:%B %Y}" if same_month and re.search(r"\b(?:what|which) month\b", folded) else None


def _one_an_article(found: Iterable[Evidence]) -> list[Evidence]:
    first: dict[str, Evidence] = {}
    for one in found:
        first.setdefault(one.hit.article.id, one)
    return list(first.values())


def _cited(found: Sequence[Evidence], citer: Citer) -> list[tuple[Evidence, Citation]]:
    pairs = ((one, citer.cite(one.hit.article.id, one.span, one.text)) for one in found[:_MOST_CITED])
    return [(one, citation) for one, citation in pairs if citation]


def _support(hits: Sequence[Hit]) -> Support:
    """Articles that say so; those with the same text, letter for letter, are copies of one source."""
    texts = {hit.article.id: text_sha256(" ".join(hit.article.text.split())) for hit in hits}
    sources = len(set(texts.values()))
    return Support(sources, len(texts), len(texts) - sources)
