"""Short ways to make cases, answers and runs for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.errors import Unreachable
from eval.model import Case, CaseSet, Gold
from eval.records import Answered, Cited, DateValue, Outcome, Returned
from eval.run import Run, RunSettings
from eval.targets import Described

TEXTS = {
    "a": "The checkpoint was installed on April 23. Nobody saw it coming.",
    "b": "Talks opened in Washington on Monday. They went on for four days.",
    "c": "A bakery in Lyon won a prize.",
}


def gold(article: str = "a", quote: str | None = "installed on April 23", grade: int = 1) -> Gold:
    """A located gold place in TEXTS."""
    start = TEXTS[article].find(quote) if quote else -1
    return Gold(article, quote, grade=grade, spans=((start, start + len(quote)),) if quote and start >= 0 else ())


def case(name: str = "q1", question: str = "When was the checkpoint installed?", **more: object) -> Case:
    """An answerable case about article a, unless told otherwise."""
    fields: dict[str, object] = {"answers": ("April 23",), "evidence": (gold(),), "place": f"t:{name}"}
    return Case(name, question, **(fields | more))  # type: ignore[arg-type]


def unanswerable(name: str = "q0", question: str = "Who built the checkpoint?") -> Case:
    """A case that the articles do not answer."""
    return Case(name, question, answerable=False, place=f"t:{name}")


def passage(rank: int, article: str = "a", start: int = 0, end: int | None = None, *, score: float | None = None) -> Returned:
    """A passage cut from TEXTS, proven exact."""
    end = len(TEXTS[article]) if end is None else end
    return Returned(rank, 1 / rank if score is None else score, article, start, end, TEXTS[article][start:end], exact=True)


def citation(
    article: str = "a", quote: str = "The checkpoint was installed on April 23.", n: int = 1, *, exact: bool | None = True
) -> Cited:
    """A citation of TEXTS."""
    start = max(0, TEXTS[article].find(quote))
    return Cited(n, article, 1, start, start + len(quote), quote, exact=exact)


def answered(
    text: str = "April 23",
    *,
    confidence: float = 0.8,
    date: tuple[str, str] | None = None,
    passages: Sequence[Returned] = (),
    citations: Sequence[Cited] | None = None,
) -> Answered:
    """An answer with one citation."""
    cited = tuple(citations) if citations is not None else (citation(),)
    value = DateValue(*date, "day") if date else None
    return Answered("answered", None, text, value, confidence, (1,), cited, tuple(passages))


def silent(reason: str = "weak_evidence", passages: Sequence[Returned] = ()) -> Answered:
    """An abstention."""
    return Answered("abstained", reason, None, None, None, (), (), tuple(passages))


def outcome(case_id: str, answer: Answered | None, *, ms: float = 10.0, error: str | None = None) -> Outcome:
    """What became of a case."""
    return Outcome(case_id, answer, ms, error)


def run(pairs: Sequence[tuple[Case, Answered | None]], *, corpus: str | None = "c" * 64, name: str = "set") -> Run:
    """A finished run; None in place of an answer is a failed request."""
    outcomes = tuple(outcome(c.id, a, ms=10.0 + n, error=None if a else "HTTP 500: oops") for n, (c, a) in enumerate(pairs))
    described = Described("in process", "snap", (("embedding", "mini@sha256:1"),), 3, 3, corpus)
    cases = CaseSet(name, tuple(c for c, _ in pairs))
    return Run(cases, outcomes, described, RunSettings(), (("python", "3"),), "2026-11-21T00:00:00+00:00", 1.5)


class FakeTarget:
    """Answers from a table; raises Unreachable for every question after the first `alive` ones."""

    def __init__(self, answers: Mapping[str, Answered | None], *, alive: int = 10_000) -> None:
        self.answers, self.alive, self.asked = answers, alive, list[str]()

    def ask(self, case: Case, k: int) -> Outcome:
        if len(self.asked) >= self.alive:
            raise Unreachable("gone")
        self.asked.append(case.id)
        answer = self.answers.get(case.id)
        return Outcome(case.id, answer, 5.0, None if answer else "ValueError: broke")

    def find(self, name: str) -> str | None:
        return name.removesuffix(".txt") if name.removesuffix(".txt") in TEXTS else None

    def text(self, article_id: str, version: int | None = None) -> str | None:
        return TEXTS.get(article_id)

    def describe(self) -> Described:
        return Described("fake", "snap", (), len(TEXTS), 3, "c" * 64)
