"""Answers made by hand for the chat: every part that the text can have, over articles whose titles and texts try to be more than text."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from index.model import Article, Hit, IndexState, Passage, Scores, Span, Version, Window
from qa.cite import Citer
from qa.model import Alternative, Answer, Citation, Claim, Derivation, Question, RankedPassage, Reason, Status, Support, Value

LEDGER = Article(
    "lg-1",
    "The barrier\nThe blocks were put there on April 23. That Sunday, guards installed a checkpoint at the bridge.",
    "The barrier [draft](javascript:alert(1))",
    url="https://ledger.example/2023/(barrier)?a=1&b=2",
    source="The Ledger",
    published_at="2023-05-04",
    published_from="metadata",
)
WIRE = Article(
    "mw-1",
    "Checkpoint\nBorder guards set up a checkpoint on Sunday, as [7] says <b>boldly</b>, see https://evil.example/x.",
    "Guards set up *checkpoint*",
    url="https://wire.example/checkpoint",
    source="Meridian Wire",
    published_at="2023-04-24",
    published_from="metadata",
)
PAPER = Article("np-1", "Late\nIn late April a checkpoint was installed, the paper wrote.", "From the paper", source="Paper")
ARTICLES = (LEDGER, WIRE, PAPER)

STATE = IndexState("5eed" * 4, 3, 3, (("embedding", "words@sha256:0"),))


class Versions:
    """The stored versions of the articles above."""

    def __init__(self, articles: tuple[Article, ...] = ARTICLES) -> None:
        self._found = {one.id: Version(one, 1, _digest(one), _digest(one), True) for one in articles}

    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None:
        return self._found.get(article_id)


def _digest(article: Article) -> str:
    return hashlib.sha256(article.text.encode()).hexdigest()


def cited(citer: Citer, article: Article, quote: str) -> int:
    """The number of the citation of `quote`."""
    start = article.text.index(quote)
    made = citer.cite(article.id, Span(start, start + len(quote)), quote)
    assert made is not None
    return made.n


def linked(citer: Citer) -> tuple[Citation, ...]:
    """The citations with links of a known form; the real ones are tested in tests/qa/test_cite.py."""
    return tuple(replace(one, fragment_url=one.url and f"{one.url}#:~:text=({one.n}),end") for one in citer.citations)


def hit(rank: int, article: Article) -> Hit:
    """The whole article as a passage."""
    text = article.text
    return Hit(rank, Scores(0.5, 3.0, 0.75), Passage(rank, article.id, 1, Span(0, len(text)), text), article)


def dated(question: str = "when was the checkpoint installed?") -> Answer:
    """A day, worked out in two steps from one article, said by a second, with a coarser statement of a third that has no address."""
    citer = Citer(Versions())
    first = cited(citer, LEDGER, "That Sunday, guards installed a checkpoint at the bridge.")
    second = cited(citer, WIRE, WIRE.text.partition("\n")[2])
    step = cited(citer, LEDGER, "The blocks were put there on April 23.")
    late = cited(citer, PAPER, "In late April a checkpoint was installed, the paper wrote.")
    return Answer(
        question=question,
        status=Status.ANSWERED,
        reason=None,
        answer=Claim(
            "23 April 2023",
            Value("date", "2023-04-23", "2023-04-23", "day"),
            0.93,
            (
                Derivation("That Sunday", "2023-04-23", "last such weekday on or before anchor", first),
                Derivation("April 23", "2023-05-04", "last such day on or before publication", step),
            ),
            (first, second),
        ),
        alternatives=(Alternative("late April 2023", "compatible", (late,)),),
        support=Support(3, 4, 1),
        citations=linked(citer),
        passages=tuple(RankedPassage(hit(rank, one), ()) for rank, one in enumerate(ARTICLES, 1)),
        window=Window(),
        state=STATE,
        degraded=(),
        timings_ms=(("total", 1.0),),
    )


def sentence(article: Article, quote: str) -> Answer:
    """An answer that is a sentence of an article."""
    citer = Citer(Versions((article,)))
    number = cited(citer, article, quote)
    return replace(
        dated(),
        answer=Claim(quote, None, 0.6, (), (number,)),
        alternatives=(),
        support=Support(1, 1, 0),
        citations=linked(citer),
        passages=(RankedPassage(hit(1, article), ()),),
    )


def written() -> Answer:
    """What a language model wrote, with the numbers of its proofs in the text, the second article first."""
    citer = Citer(Versions())
    cited(citer, LEDGER, "The blocks were put there on April 23.")
    cited(citer, WIRE, "Border guards set up a checkpoint on Sunday")
    text = "Guards came on a Sunday [2]. The blocks followed [1][2]."
    return replace(dated(), answer=Claim(text, None, 0.7, (), (2, 1)), alternatives=(), support=Support(2, 2, 0), citations=linked(citer))


def abstained(reason: Reason = Reason.WEAK_EVIDENCE) -> Answer:
    """No answer, with the nearest passages."""
    return replace(dated(), status=Status.ABSTAINED, reason=reason, answer=None, alternatives=(), support=Support(0, 0, 0), citations=())


def disputed() -> Answer:
    """Two articles of equal weight that contradict each other."""
    citer = Citer(Versions())
    sides = (
        Alternative("April 23", "conflicting", (cited(citer, LEDGER, "The blocks were put there on April 23."),)),
        Alternative("late April", "conflicting", (cited(citer, PAPER, "In late April a checkpoint was installed, the paper wrote."),)),
    )
    return replace(abstained(Reason.CONFLICTING), alternatives=sides, support=Support(2, 2, 0), citations=linked(citer))


class Scripted:
    """An answerer that gives one answer to all questions and keeps what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.given, self.asked = answer, list[Question]()

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        return replace(
            self.given,
            question=question.typed or question.text,
            window=question.window,
            rewritten=question.text if question.typed else None,
        )
