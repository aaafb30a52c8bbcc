"""An Answer → the Markdown that a chat shows: the words, how they were worked out, who says so, with markers that lead to numbered sources.

One number an article, in order of first use. Where each marker stands in the text is kept, so that annotations can point at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote as percent_encoded

from api.chat.conversation import UNANSWERED
from api.chat.markdown import address, inert, label, plain
from api.wire.answers import AlternativeOut, AnswerOut, CitationOut, DerivationOut, PassageOut
from api.wire.days import day_in_words
from qa.model import Reason

Style = Literal["markers", "links", "footnotes"]

_NEAREST = 3  # passages shown with an abstention
_QUOTED = 3  # quotations shown under a worked-out answer
_EXCERPT = 240  # characters of a quotation in the text; a source carries it whole
_SURE: tuple[tuple[float, str], ...] = ((0.8, "high"), (0.5, "fair"), (0.0, "low"))
_WHY: Mapping[Reason, str] = {
    Reason.NO_EVIDENCE: "nothing in them speaks of this",
    Reason.WEAK_EVIDENCE: "what they say is not certain enough to answer",
    Reason.CONFLICTING: "they contradict each other",
    Reason.OUT_OF_RANGE: "none of them lies within the days or sources that were asked for",
    Reason.UNSUPPORTED_QUESTION: "this is not a question that articles answer",
}
_OTHERS = {"compatible": "Also", "conflicting": "But another article says", "corrected": "Corrected since"}


@dataclass(frozen=True, slots=True)
class Quote:
    """A slice of an article's text, with offsets in the unit that was asked for."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """An article that the text refers to as `number`. `key` tells sources apart: the address, where there is one."""

    number: int
    article_id: str
    version: int
    name: str
    key: str
    url: str | None
    published: str | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """Where the text refers to a source: code points, end exclusive."""

    start: int
    end: int
    source: Source


@dataclass(frozen=True, slots=True)
class Prose:
    """The whole text with its markers in order, and the sources by number."""

    text: str
    markers: tuple[Marker, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class _Proof:
    """What a marker can lead to: a citation, or one of the passages nearest to a question that is not answered."""

    article_id: str
    version: int
    title: str | None
    outlet: str | None
    url: str | None
    link: str | None
    published_at: str | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class _Refer:
    """A place in the text where markers for these proofs go."""

    proofs: tuple[_Proof, ...]


_Piece = str | _Refer
_Line = Sequence[_Piece]


def told(answer: AnswerOut, style: Style, *, attached: bool = False) -> Prose:
    """The answer in words. `attached`: the question came with texts that were not read, which is said."""
    blocks = [list(block) for block in _blocks(answer, style, attached)]
    sources = _sources(piece.proofs for block in blocks for line in block for piece in line if isinstance(piece, _Refer))
    page = _Page(style, sources)
    for block in blocks:
        page.block(block)
    return page.finished()


# -- what is said ---------------------------------------------------------------------------------------------------


def _blocks(answer: AnswerOut, style: Style, attached: bool) -> Iterator[Iterable[_Line]]:
    proofs = {citation.n: _cited(citation) for citation in answer.citations}
    if answer.answer is None:
        why = _WHY[answer.reason] if answer.reason else "no reason is known"
        yield [[f"{UNANSWERED}: {why}."]]
        if answer.alternatives:
            yield [_side(other, proofs) for other in answer.alternatives]
        near = answer.passages[:_NEAREST]
        if near:
            yield [["The passages nearest to the question:"]]
            yield [_quotation(_near(passage)) for passage in near]
    else:
        yield [_claim(answer, proofs)]
        quoted = [proofs[number] for number in answer.answer.citations][:_QUOTED]
        if style == "markers" and plain(answer.answer.text) not in [plain(one.quote.text) for one in quoted]:
            yield [_quotation(one) for one in quoted]
        yield [*_steps(answer.answer.derivation, proofs), *_others(answer, proofs), [_support(answer)]]
    notes = list(_notes(answer, attached))
    if notes:
        yield [[note] for note in notes]


def _claim(answer: AnswerOut, proofs: Mapping[int, _Proof]) -> _Line:
    """The words with their markers: behind them, or where a language model put the numbers of what proves each sentence."""
    claim = answer.answer
    assert claim is not None
    numbers = {int(number) for number in _NUMBERED.findall(claim.text)}
    own_words = claim.value is None and not any(plain(claim.text) in plain(one.quote.text) for one in proofs.values())
    if own_words and numbers and numbers == set(claim.citations):
        pieces: list[_Piece] = []
        for number, part in enumerate(_NUMBERED.split(claim.text)):
            pieces.append(_Refer((proofs[int(part)],)) if number % 2 else part)
        return [inert_piece for piece in pieces for inert_piece in ([piece] if isinstance(piece, _Refer) else _spaced(piece))]
    return [inert(claim.text), " ", _Refer(tuple(proofs[number] for number in claim.citations))]


_NUMBERED = re.compile(r"\[(\d{1,3})\]")


def _spaced(text: str) -> list[_Piece]:
    """Words between markers, with the spaces around them kept."""
    lead = " " if text[:1].isspace() else ""
    return [lead, inert(text), " " if text[-1:].isspace() else ""] if text.strip() else [" " if text else ""]


def _quotation(proof: _Proof) -> _Line:
    return ["- ", *_quoted(proof), " ", _Refer((proof,))]


def _side(other: AlternativeOut, proofs: Mapping[int, _Proof]) -> _Line:
    """One of the values that contradict each other, with the words that tell it."""
    told_by = tuple(proofs[number] for number in other.citations)
    return ["- ", inert(other.text), ": ", *_quoted(told_by[0]), " ", _Refer(told_by)]


def _quoted(proof: _Proof) -> list[_Piece]:
    origin = ", ".join(inert(part) for part in (proof.outlet, day_in_words(proof.published_at)) if part)
    return [f"“{inert(_excerpt(proof.quote.text))}”", f" — {origin}" if origin else ""]


def _steps(steps: Sequence[DerivationOut], proofs: Mapping[int, _Proof]) -> Iterator[_Line]:
    for step in steps:
        if step.anchor or not step.expression or "unknown" in step.rule:
            words = f"“{inert(step.expression)}” = {inert(step.rule)}" if step.expression else inert(step.rule)
            anchor = f" ({inert(_days(step.anchor))})" if step.anchor else ""
            yield [f"Worked out: {words}{anchor} ", _Refer((proofs[step.citation],))]


def _others(answer: AnswerOut, proofs: Mapping[int, _Proof]) -> Iterator[_Line]:
    for other in answer.alternatives:
        refer = _Refer(tuple(proofs[number] for number in other.citations))
        yield [f"{_OTHERS.get(other.relation, 'Also')}: {inert(other.text)} ", refer]


def _support(answer: AnswerOut) -> str:
    support, claim = answer.support, answer.answer
    assert claim is not None
    sure = next(words for least, words in _SURE if claim.confidence >= least)
    articles = f"{support.articles} {_plural(support.articles, 'article', 'articles')}"
    sources = f" from {support.independent_sources} independent sources" if 1 < support.independent_sources < support.articles else ""
    copies = f", {support.copies} of them {_plural(support.copies, 'a copy', 'copies')}" if support.copies else ""
    return f"Said in {articles}{sources}{copies}; confidence {sure} ({claim.confidence:.2f})."


def _plural(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def _notes(answer: AnswerOut, attached: bool) -> Iterator[str]:
    if answer.rewritten:
        yield f"Understood as: “{inert(answer.rewritten)}”"
    if answer.window.unresolved:
        words = ", ".join(f"“{inert(one)}”" for one in answer.window.unresolved)
        yield f"{words} counts from a day that was not given: name the days, or send `as_of`."
    if attached:
        yield "What was attached to the question was not read: answers come from the indexed articles alone."
    if answer.degraded:
        yield f"Some parts were not available: {', '.join(inert(one.replace('_', ' ')) for one in answer.degraded)}."


# -- sources --------------------------------------------------------------------------------------------------------


def _cited(citation: CitationOut) -> _Proof:
    url = address(citation.url)
    return _Proof(
        article_id=citation.article_id,
        version=citation.version,
        title=citation.title,
        outlet=citation.source,
        url=url,
        link=address(citation.fragment_url) if url else None,
        published_at=citation.published_at,
        quote=Quote(citation.quote, citation.start, citation.end),
    )


def _near(passage: PassageOut) -> _Proof:
    url = address(passage.url)
    return _Proof(
        article_id=passage.article_id,
        version=passage.version,
        title=passage.title,
        outlet=passage.source,
        url=url,
        link=url,
        published_at=passage.published_at,
        quote=Quote(passage.text, passage.start, passage.end),
    )


def _sources(referred: Iterable[tuple[_Proof, ...]]) -> dict[tuple[str, int], Source]:
    """The articles that are referred to, numbered in order of first use, each with its quotations."""
    found: dict[tuple[str, int], list[_Proof]] = {}
    for proofs in referred:
        for proof in proofs:
            known = found.setdefault((proof.article_id, proof.version), [])
            if proof.quote not in [one.quote for one in known]:
                known.append(proof)
    taken: set[str] = set()
    sources: dict[tuple[str, int], Source] = {}
    for number, (article, proofs_of) in enumerate(found.items(), 1):
        first = proofs_of[0]
        key = first.url if first.url and first.url not in taken else _urn(*article)  # two articles may claim one address
        taken.add(key)
        sources[article] = Source(
            number=number,
            article_id=first.article_id,
            version=first.version,
            name=_name(first),
            key=key,
            url=first.url,
            published=first.published_at,
            quotes=tuple(one.quote for one in proofs_of),
        )
    return sources


def _urn(article_id: str, version: int) -> str:
    return f"urn:dateline:article:{percent_encoded(article_id, safe='')}:{version}"


def _name(proof: _Proof) -> str:
    """ "Outlet – headline" for chips and lists, not Markdown; brackets would be taken for markers there."""
    words = " – ".join(plain(part) for part in (proof.outlet, proof.title) if part) or plain(proof.article_id)
    return words.translate({ord("["): "(", ord("]"): ")"})


# -- writing it down ------------------------------------------------------------------------------------------------


class _Page:
    """The text as it grows, with the places of its markers."""

    def __init__(self, style: Style, sources: Mapping[tuple[str, int], Source]) -> None:
        self._style, self._sources = style, sources
        self._text = ""
        self._markers: list[Marker] = []
        self._shown: dict[int, _Proof] = {}

    def block(self, lines: Iterable[_Line]) -> None:
        """Lines of their own, parted from what stands before; Markdown breaks them only where a space precedes."""
        for number, line in enumerate(lines):
            if number:
                self._text += "\n" if self._text.rpartition("\n")[2].startswith("- ") else "  \n"
            elif self._text:
                self._text += "\n\n"
            for piece in line:
                if isinstance(piece, str):
                    self._text += piece
                else:
                    self._refer(piece.proofs)

    def _refer(self, proofs: Sequence[_Proof]) -> None:
        """One marker an article."""
        for article in dict.fromkeys((proof.article_id, proof.version) for proof in proofs):
            proof = next(one for one in proofs if (one.article_id, one.version) == article)
            source = self._sources[article]
            self._shown.setdefault(source.number, proof)
            start = len(self._text)
            self._text += self._marker(source.number, proof)
            self._markers.append(Marker(start, len(self._text), source))

    def _marker(self, number: int, proof: _Proof) -> str:
        if self._style == "footnotes":
            return f"[^{number}]"
        if self._style == "links" and proof.link:
            return f"[[{number}]]({proof.link})"
        return f"[{number}]"

    def finished(self) -> Prose:
        """The text with the list of sources that its style has."""
        if self._shown and self._style == "links":
            self._text += "\n\nSources:\n"
            self._text += "".join(f"\n{number}. {self._entry(proof)}" for number, proof in sorted(self._shown.items()))
        if self._shown and self._style == "footnotes":
            self._text += "\n"
            self._text += "".join(f"\n[^{number}]: {self._entry(proof)}" for number, proof in sorted(self._shown.items()))
        return Prose(self._text, tuple(self._markers), tuple(self._sources.values()))

    def _entry(self, proof: _Proof) -> str:
        title = proof.title or proof.outlet or proof.article_id
        where = f"[{label(title)}]({proof.link})" if proof.link else inert(title)
        origin = [inert(part) for part in (proof.outlet if proof.title else None, day_in_words(proof.published_at)) if part]
        return f"{', '.join([where, *origin])}: “{inert(_excerpt(proof.quote.text))}”"


def _excerpt(text: str) -> str:
    """The beginning of a quotation, cut at a word."""
    shown = plain(text)
    return shown if len(shown) <= _EXCERPT else f"{shown[:_EXCERPT].rsplit(' ', 1)[0]} …"


def _days(anchor: str) -> str:
    """ISO days in words; what is no day stays as it is."""
    return "–".join(day_in_words(part) or part for part in anchor.split("/"))
