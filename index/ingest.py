"""A stream of articles and rejections → a report: what was added, updated, unchanged and rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from index.catalog import Outcome, Stored
from index.model import Article
from index.sources import Item, Rejection

_BATCH_ARTICLES = 64
_BATCH_CHARACTERS = 2_000_000  # memory for one batch stays bounded whatever the input is

Put = Callable[[Sequence[Article]], Sequence[Stored]]


@dataclass
class Report:
    """Counts by outcome, and every rejection with its place and reason."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Items finished, rejected ones included."""
        return self.counts.total() + len(self.rejections)


def ingest(items: Iterable[Item], put: Put, progress: Callable[[Report], None] = lambda report: None) -> Report:
    """Put every article, in batches; `progress` is told the report after each.

    What is in the report is stored. When `put` raises, the batches before it stay stored and a second run goes on from there.
    """
    report = Report()
    batch: list[Article] = []
    size = 0
    for item in items:
        if isinstance(item, Rejection):
            report.rejections.append(item)
            continue
        batch.append(item)
        size += len(item.text)
        if len(batch) >= _BATCH_ARTICLES or size >= _BATCH_CHARACTERS:
            _flush(batch, put, report, progress)
            batch, size = [], 0
    _flush(batch, put, report, progress)
    return report


def _flush(batch: Sequence[Article], put: Put, report: Report, progress: Callable[[Report], None]) -> None:
    if batch:
        report.counts.update(stored.outcome for stored in put(batch))
    progress(report)
