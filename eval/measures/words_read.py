"""How much a reader goes through before the evidence ends: words, from the top of the list."""

from __future__ import annotations

from eval.judge import Judged
from eval.measures.base import PerCase, each

WORST = 2000
"""Words charged when the evidence is not in the list at all, and the most that is charged."""


def words_read(one: Judged) -> float | None:
    """Words of every passage above the evidence, and of its own up to the end of the gold span."""
    if not one.seeks_evidence:
        return None
    if one.rank is None:
        return float(WORST)
    above = sum(len(passage.text.split()) for passage in one.passages[: one.rank - 1])
    passage = one.passages[one.rank - 1]
    spans = [span for gold in one.case.evidence if gold.article == passage.article_id for span in gold.spans]
    ends = [end - passage.start for start, end in spans if passage.start <= start and end <= passage.end]
    return float(min(WORST, above + len(passage.text[: min(ends, default=0)].split())))


WORDS_READ = PerCase(
    name="words_read",
    title="Words read until the evidence",
    group="retrieval",
    range=f"0..{WORST}",
    formula=f"words from the top of the list to the end of the first gold span; {WORST} when it is not there",
    source="after the expected search length of Cooper, American Documentation 1968",
    of=each(words_read),
    better="lower",
)
