"""Chosen evidence → the parts of an answer: text, typed value, derivation, alternatives, support, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from index.dates import DateMention
from index.model import Hit, Span
from qa.agreement.claims import claimed
from qa.agreement.days import SettledDays
from qa.cite import Citer
from qa.model import Alternative, Citation, Claim, Derivation, Reason, Status, Support, Value
from qa.reading.evidence import Evidence, sentence_at
from qa.support import support
from qa.when.dates import Dated, DateGroup, Undated, in_words
from qa.when.lengths import Lasting
from qa.when.spans import JOINED
from qa.writing.writer import Sentence

_LONGEST_CHAIN = 3  # mentions that one date may be counted from, one from the other
_GIVEN = ("metadata", "given", "feed", "json-ld", "meta", "ninjs", "front matter")  # where a publication date needs no remark
_MOST_CITED = 3  # sentences for one answer; more agreeing articles are counted in `support`
_MOST_BESIDE = 3  # dates that contradict the answer are shown
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


def dated_answer(days: SettledDays, confidence: float, citer: Citer, question: str) -> Draft:
    """The date that the best group means, how it was worked out, and what else was found; both sides where neither has more sources."""
    group = days.groups[0]
    if days.conflicting:
        shown = [*_alternative(group.value, f"{in_words(group.value)}{days.remark}", "conflicting", citer), *_beside(days, citer)]
        return Draft(Status.ABSTAINED, Reason.CONFLICTING, alternatives=tuple(shown), citations=citer.citations)
    agreeing = _one_an_article([group.value.evidence, *(one.evidence for one in group.members if one.days == group.value.days)])
    cited = _cited(agreeing, citer)
    steps = derivation(group.value, citer) if cited and cited[0][0] is group.value.evidence else None
    if steps is None:
        return abstain(Reason.NO_EVIDENCE)
    chosen = group.value
    claim = Claim(
        text=f"{_asked_detail(chosen, question) or in_words(chosen)}{_contested(chosen.evidence)}",
        value=Value(
            "date", chosen.earliest.isoformat(), chosen.latest.isoformat(), chosen.mention.granularity, modifier=chosen.mention.modifier
        ),
        confidence=confidence,
        derivation=steps,
        citations=tuple(citation.n for _, citation in cited),
    )
    alternatives = [*_compatible(group, citer), *_beside(days, citer)]
    return _answered(claim, tuple(alternatives), [one.evidence for one in group.members], citer)


def lasting_answer(chosen: Lasting, agreeing: Sequence[Lasting], confidence: float, citer: Citer) -> Draft:
    """The length of time, with the sentences that tell it or the two that bound it."""
    bounded = [one.evidence for one in chosen.bounds]
    cited = _cited(_distinct([chosen.evidence, *bounded, *(one.evidence for one in agreeing)]), citer)
    if not cited or cited[0][0] is not chosen.evidence:
        return abstain(Reason.NO_EVIDENCE)
    anchor = "/".join(day.isoformat() for day in chosen.days) if chosen.days else None
    steps = [Derivation(chosen.expression, anchor, chosen.rule, cited[0][1].n)]
    for bound in chosen.bounds:
        made = derivation(bound, citer)
        if made is None:
            return abstain(Reason.NO_EVIDENCE)
        steps += made
    first, last = chosen.days or (None, None)
    value = Value(
        "duration",
        first.isoformat() if first else None,
        last.isoformat() if last else None,
        chosen.unit,
        duration=chosen.value,
        modifier=chosen.modifier,
    )
    claim = Claim(chosen.text, value, confidence, tuple(steps), tuple(citation.n for _, citation in cited))
    return _answered(claim, (), [one for one, _ in cited], citer)


def undated_answer(chosen: Undated, confidence: float, citer: Citer) -> Draft:
    """The words as they stand, where the article's own date is unknown and they cannot be worked out: no value, and a step that says so."""
    cited = _cited([chosen.evidence], citer)
    if not cited:
        return abstain(Reason.NO_EVIDENCE)
    mention = chosen.mention
    step = Derivation(mention.expression, None, f"{mention.rule}; the article's date is unknown", cited[0][1].n)
    text = f"“{mention.expression}”, in an article whose date is unknown"
    return _answered(Claim(text, None, confidence, (step,), (cited[0][1].n,)), (), [chosen.evidence], citer)


def written_answer(sentences: Sequence[Sentence], confidence: float, citer: Citer) -> Draft:
    """What a language model wrote, as far as it holds, each sentence with the numbers of the quotations that prove it."""
    said: list[str] = []
    numbers: list[int] = []
    proofs: list[Hit] = []
    for sentence in sentences:
        made = [citer.cite(proof.hit.article.id, proof.span, proof.span.of(proof.hit.article.text)) for proof in sentence.proofs]
        own = [citation.n for citation in made if citation]
        if len(own) == len(sentence.proofs):
            said.append(f"{sentence.text} {''.join(f'[{number}]' for number in dict.fromkeys(own))}")
            numbers += own
            proofs += [proof.hit for proof in sentence.proofs]
    if not said:
        return abstain(Reason.WEAK_EVIDENCE)
    return _answered(Claim(" ".join(said), None, confidence, (), tuple(dict.fromkeys(numbers))), (), proofs, citer)


def _answered(claim: Claim, alternatives: tuple[Alternative, ...], supporting: Sequence[Evidence | Hit], citer: Citer) -> Draft:
    marks: dict[str, tuple[Span, ...]] = {}
    for citation in citer.citations:
        marks[citation.article_id] = (*marks.get(citation.article_id, ()), Span(citation.start, citation.end))
    return Draft(
        Status.ANSWERED,
        None,
        claim,
        alternatives,
        support(one if isinstance(one, Hit) else one.hit for one in supporting),
        citer.citations,
        marks,
    )


def derivation(chosen: Dated, citer: Citer) -> tuple[Derivation, ...] | None:
    """The steps that lead to a date, its own first, then what it hangs on; None when one of its sentences could not be cited.

    "That Sunday" ← "23 April" ← the day the article came out: each mention that another is counted from is a step of its own.
    """
    evidence = chosen.evidence
    article = evidence.hit.article.id
    span, text = chosen.source or (evidence.span, evidence.text)
    own = citer.cite(article, span, text)
    if own is None:
        return None
    before: tuple[Derivation, ...] | None = ()
    if chosen.anchored is not None:
        before = derivation(chosen.anchored, citer)
    else:
        before = _earlier_steps(evidence, chosen.mention, citer, _LONGEST_CHAIN)
    if before is None:
        return None
    return (_step(evidence, chosen.mention, own.n), *before)


def _earlier_steps(evidence: Evidence, mention: DateMention, citer: Citer, depth: int) -> tuple[Derivation, ...] | None:
    """Of the mentions that this one was joined from, or is counted from, as far as the passage has them."""
    steps: list[Derivation] = []
    if depth == 0:
        return ()
    for part in _parts(evidence.hit, mention):
        place = sentence_at(evidence.hit, part.start)
        citation = citer.cite(evidence.hit.article.id, *place) if place else None
        earlier = _earlier_steps(evidence, part, citer, depth - 1)
        if citation is None or earlier is None:
            return None
        steps += [_step(evidence, part, citation.n), *earlier]
    return tuple(steps)


def _parts(hit: Hit, mention: DateMention) -> list[DateMention]:
    if mention.rule == JOINED:
        inside = [one for one in hit.dates if mention.start <= one.start and one.end <= mention.end]
        return [one for one in inside if one != mention]
    return [one for one in hit.dates if one.start == mention.anchor and one != mention] if isinstance(mention.anchor, int) else []


def _step(evidence: Evidence, mention: DateMention, citation: int) -> Derivation:
    article = evidence.hit.article
    anchor, rule = mention.anchor_value, mention.rule
    if mention.anchor == "publication":
        anchor = article.published_at
        told = article.published_from
        if told and told not in _GIVEN:
            rule = f"{rule}; publication date {told if told.startswith('inferred') else f'from {told}'}"
    return Derivation(mention.expression, anchor, rule, citation)


def _compatible(group: DateGroup, citer: Citer) -> Iterable[Alternative]:
    """Coarser statements of the same date, one for each wording."""
    seen = {in_words(group.value)}
    for one in group.members:
        words = in_words(one)
        if one.days != group.value.days and words not in seen and len(seen) <= _MOST_CITED:
            seen.add(words)
            yield from _alternative(one, words, "compatible", citer)


def _beside(days: SettledDays, citer: Citer) -> Iterable[Alternative]:
    """The dates that contradict the answer, each with who says so, or the day on which it was corrected."""
    for group, relation, side in days.beside[:_MOST_BESIDE]:
        yield from _alternative(group.value, f"{in_words(group.value)}{side.remark}", relation.value, citer)


def _contested(one: Evidence) -> str:
    """ ", Azerbaijan claimed; denied by Yerevan" for what the article itself does not vouch for."""
    claim = claimed(one.text, one.before[-1][1] if one.before else "")
    return f", {claim.words}" if claim.contested and claim.words else ""


def _alternative(one: Dated, words: str, relation: str, citer: Citer) -> Iterable[Alternative]:
    cited = _cited([one.evidence], citer)
    if cited:
        yield Alternative(words, relation, (cited[0][1].n,))


def _asked_detail(chosen: Dated, question: str) -> str | None:
    """The year or month alone, when that is what was asked for."""
    folded = question.casefold()
    if chosen.earliest.year == chosen.latest.year and re.search(r"\b(?:what|which) year\b", folded):
        return str(chosen.earliest.year)
    clock = re.search(r"T(\d\d:\d\d)", chosen.mention.value)
    if clock and re.search(r"\b(?:what|which) (?:time|hour)\b", folded):
        return f"{clock[1]} on {in_words(chosen)}"
    if chosen.days == 1 and re.search(r"\b(?:what|which) (?:day of the week|weekday)\b", folded):
        return f"{chosen.earliest:%A} {in_words(chosen)}"
    same_month = (chosen.earliest.year, chosen.earliest.month) == (chosen.latest.year, chosen.latest.month)
    return f"{chosen.earliest:%B %Y}" if same_month and re.search(r"\b(?:what|which) month\b", folded) else None


def _distinct(found: Iterable[Evidence]) -> list[Evidence]:
    first: dict[tuple[str, Span], Evidence] = {}
    for one in found:
        first.setdefault((one.hit.article.id, one.span), one)
    return list(first.values())


def _one_an_article(found: Iterable[Evidence]) -> list[Evidence]:
    first: dict[str, Evidence] = {}
    for one in found:
        first.setdefault(one.hit.article.id, one)
    return list(first.values())


def _cited(found: Sequence[Evidence], citer: Citer) -> list[tuple[Evidence, Citation]]:
    pairs = ((one, citer.cite(one.hit.article.id, one.span, one.text)) for one in found[:_MOST_CITED])
    return [(one, citation) for one, citation in pairs if citation]
