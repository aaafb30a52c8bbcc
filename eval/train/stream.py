"""Training data and a seed → an endless, always equal sequence of batches; any place in it can be reached at once.

Groups are drawn a pool at a time, each pool from its own seed, sorted by length and cut into batches of about the same number of
tokens, so nothing is padded far. A place is (pool, batch): what a checkpoint must remember.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from tokenizers import Tokenizer

from eval.train.features import Featured, featured
from eval.train.groups import Group, Maker
from eval.train.sources import Asked, Sources

POOL = 768  # groups
BATCH_TOKENS = 4096  # padded: about 32 examples
SHARES = (("squad1", 0.76), ("squad2_answered", 0.055), ("squad2_unanswered", 0.115), ("timeqa", 0.07))
"""Of groups. The few real unanswerable questions come about twice while half of squad1 comes once."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the stream: the next batch to be trained on."""

    pool: int = 0
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Groups one after another; `groups` has the group's number for each row. `after` is the place of the next batch."""

    rows: tuple[Featured, ...]
    groups: tuple[int, ...]
    after: Place


class Stream:
    """The batches of one seed."""

    def __init__(self, sources: Sources, tokenizer: Tokenizer, seed: int, pool: int = POOL, batch_tokens: int = BATCH_TOKENS) -> None:
        self._maker, self._tokenizer = Maker(sources), tokenizer
        self._seed, self._pool, self._batch_tokens = seed, pool, batch_tokens
        answered = [asked for asked in sources.squad2.asked if asked.spans]
        unanswered = [asked for asked in sources.squad2.asked if not asked.spans]
        self._queues: dict[str, Sequence[Asked]] = {
            "squad1": [asked for asked in sources.squad1.asked if asked.spans],
            "squad2_answered": answered,
            "squad2_unanswered": unanswered,
            "timeqa": sources.timeqa.asked,
        }
        self._shares = [(name, share) for name, share in SHARES if self._queues[name]]
        self._quota = _quotas(self._shares, pool)

    def __call__(self, begin: Place) -> Iterator[Batch]:
        """Batches from `begin` on, without end."""
        for pool in count(begin.pool):
            batches = self._batches(pool)
            for number in range(begin.batch if pool == begin.pool else 0, len(batches)):
                after = Place(pool, number + 1) if number + 1 < len(batches) else Place(pool + 1, 0)
                groups = batches[number]
                rows = tuple(row for group in groups for row in group)
                yield Batch(rows, tuple(at for at, group in enumerate(groups) for _ in group), after)

    def _batches(self, pool: int) -> list[list[list[Featured]]]:
        rng = random.Random(f"{self._seed} pool {pool}")  # noqa: S311 (repeatable, not secret)
        groups = [kept for group in self._groups(pool, rng) if (kept := self._featured(group))]
        groups.sort(key=lambda group: max(len(row.encoded) for row in group))
        batches = _cut(groups, self._batch_tokens)
        rng.shuffle(batches)
        return batches

    def _groups(self, pool: int, rng: random.Random) -> Iterator[Group]:
        for name, quota in self._quota.items():
            make = getattr(self._maker, name.split("_")[0])
            for at in range(pool * quota, (pool + 1) * quota):
                yield make(self._at(name, at), rng)

    def _at(self, name: str, at: int) -> Asked:
        """Question `at` of an endless queue that goes through all questions in a new order each time."""
        questions = self._queues[name]
        turn, place = divmod(at, len(questions))
        return questions[_order(f"{self._seed} {name} {turn}", len(questions))[place]]

    def _featured(self, group: Group) -> list[Featured]:
        return [row for row in featured(self._tokenizer, group) if row is not None]


_ORDERS: dict[tuple[str, int], list[int]] = {}


def _order(key: str, size: int) -> list[int]:
    if (key, size) not in _ORDERS:
        order = list(range(size))
        random.Random(key).shuffle(order)  # noqa: S311 (repeatable, not secret)
        _ORDERS[key, size] = order
    return _ORDERS[key, size]


def _quotas(shares: Sequence[tuple[str, float]], pool: int) -> dict[str, int]:
    total = sum(share for _, share in shares)
    return {name: max(1, round(pool * share / total)) for name, share in shares}


def _cut(groups: Sequence[list[Featured]], batch_tokens: int) -> list[list[list[Featured]]]:
    """Neighbouring groups together as long as rows × longest row stays within `batch_tokens`."""
    batches: list[list[list[Featured]]] = []
    rows = longest = 0
    for group in groups:
        width = max(longest, *(len(row.encoded) for row in group))
        if not batches or (rows + len(group)) * width > batch_tokens:
            batches.append([])
            rows, width = 0, max(len(row.encoded) for row in group)
        batches[-1].append(group)
        rows, longest = rows + len(group), width
    return batches
