"""A stream of articles and rejections into a report, in batches that stay bounded."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.catalog import Outcome, Stored
from index.errors import NoSpace
from index.ingest import Report, ingest
from index.model import Article
from index.sources import Rejection
from tests.index.builders import article


class Store:
    """Remembers what was put, batch by batch; fails at the batch with number `fails_at`."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.batches: list[list[Article]] = []
        self._fails_at = fails_at

    def put(self, batch: Sequence[Article]) -> list[Stored]:
        if len(self.batches) == self._fails_at:
            raise NoSpace("the disk is full")
        self.batches.append(list(batch))
        return [Stored(one.id, 1, Outcome.ADDED) for one in batch]


def test_everything_is_counted_once() -> None:
    """997 articles and 3 rejections make a report of 1,000, and rejections do not stop the rest."""
    items = [Rejection(f"f:{n}", "bad") if n in (0, 500, 999) else article(f"a{n}", "Short.") for n in range(1000)]
    store, seen = Store(), []
    report = ingest(items, store.put, lambda so_far: seen.append(so_far.done))

    assert (report.counts[Outcome.ADDED], [item.place for item in report.rejections], report.done) == (997, ["f:0", "f:500", "f:999"], 1000)
    assert seen == sorted(seen)
    assert seen[-1] == 1000
    assert [one.id for batch in store.batches for one in batch] == [item.id for item in items if isinstance(item, Article)]


def test_batches_are_bounded_by_number_and_by_characters() -> None:
    """Memory for one batch does not depend on what comes in."""
    store = Store()
    ingest([article(f"a{n}", "x" * 1_500_000) for n in range(5)] + [article(f"b{n}", "Short.") for n in range(200)], store.put)

    assert max(len(batch) for batch in store.batches) <= 64
    assert max(sum(len(one.text) for one in batch) for batch in store.batches) <= 3_100_000


def test_what_was_put_before_a_failure_stays_put() -> None:
    """The error goes on to the caller, and earlier batches are stored."""
    store = Store(fails_at=2)
    with pytest.raises(NoSpace):
        ingest([article(f"a{n}", "Short.") for n in range(300)], store.put)

    assert sum(map(len, store.batches)) == 128


def test_nothing_is_nothing() -> None:
    """An empty stream gives an empty report and puts nothing."""
    store = Store()

    assert ingest([], store.put) == Report()
    assert store.batches == []
