"""Random puts, updates, cancellations, deletions and questions as of random days: what is cited that must not be?

    python -m tests.reliability.as_of_loop --operations 10000 --seed 1

Prints one JSON object and ends with 1 when anything was cited that was superseded, deleted, withheld, under embargo or not there yet
on the day asked about, or when something in force was left out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from index.index import Index
from index.model import Article, Window
from index.settings import IndexSettings
from qa.cite import Citer
from tests.index.builders import text_of
from tests.index.encoders import HashEncoder
from tests.index.histories import Versions, in_force

_NAMES = [f"n{number}" for number in range(12)]
_FIRST = dt.date(2023, 5, 1)


def state(rng: random.Random) -> Article:
    """A new state of a random article; most say when they were made."""
    published, updated, embargo = (rng.choice(days) for days in (_days(1, 9), _days(3, 12), _days(2, 14)))
    return Article(
        id=rng.choice(_NAMES),
        text=text_of(rng, 2),
        published_at=published if rng.random() < 0.9 else None,
        updated_at=updated if rng.random() < 0.6 else None,
        pubstatus=rng.choice([None, None, None, "usable", "usable", "canceled", "withheld"]),
        embargoed_until=embargo if rng.random() < 0.2 else None,
    )


def _days(first: int, last: int) -> list[str]:
    return [(_FIRST + dt.timedelta(days=day)).isoformat() for day in range(first, last)]


def wrong(index: Index, model: Versions, rng: random.Random) -> list[str]:
    """What a question on a random day, or now, gets that it must not get, or does not get."""
    day = _FIRST + dt.timedelta(days=rng.randrange(16))
    as_of, asked_on = (day, None) if rng.random() < 0.7 else (None, day)
    moment = dt.datetime.combine(asked_on, dt.time(), dt.UTC) if asked_on else None
    expected = {name: one for name, versions in model.items() if (one := in_force(versions, as_of, asked_on))}
    hits = index.search(text_of(rng, 1), 200, Window(as_of=as_of, asked_at=moment)).hits
    found = {hit.article.id: hit.article for hit in hits}
    citer = Citer(index, as_of)
    uncited = [hit.article.id for hit in hits if citer.cite(hit.article.id, hit.passage.span, hit.passage.text) is None]
    cited = {citation.article_id: citation.version for citation in citer.citations}
    astray = [name for name, version in cited.items() if model[name] and _numbered(index, name, version) != expected.get(name)]
    return [
        f"{what} as of {as_of}, asked on {asked_on}: {names}"
        for what, names in (
            ("told and not in force", sorted(name for name, one in found.items() if expected.get(name) != one)),
            ("in force and not told", sorted(expected.keys() - found.keys())),
            ("not cited", uncited),
            ("cited in another version", astray),
        )
        if names
    ]


def _numbered(index: Index, name: str, number: int) -> Article | None:
    version = index.version(name, number)
    return version and version.article


def run(operations: int, seed: int, folder: Path) -> dict[str, object]:
    """Do `operations` things to one index and sum up what was found."""
    rng, model, counts, start = random.Random(seed), Versions(), Counter[str](), time.perf_counter()
    problems: list[str] = []
    settings, encoder = IndexSettings(folder, generation=False, passage_words=40), HashEncoder()
    index = Index.open(settings, encoder=encoder)
    for number in range(operations):
        dice = rng.random()
        if dice < 0.4:
            one = state(rng)
            if not model.get(one.id) or model[one.id][-1] != one:
                model.setdefault(one.id, []).append(one)
            index.put([one])
            counts["put"] += 1
        elif dice < 0.48:
            name = rng.choice(_NAMES)
            assert index.delete(name) == bool(model.pop(name, None))
            counts["delete"] += 1
        elif dice < 0.482:
            index.close()
            index = Index.open(settings, encoder=encoder)
            counts["restart"] += 1
        else:
            problems += [f"operation {number}: {line}" for line in wrong(index, model, rng)]
            counts["question"] += 1
        if problems:
            break
    problems += [f"check: {line}" for line in index.check().problems]
    index.close()
    return {"operations": dict(counts), "seconds": round(time.perf_counter() - start, 1), "problems": problems}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-as-of-") as folder:
        summary = run(asked.operations, asked.seed, Path(folder))
    print(json.dumps(summary, indent=2))
    return 1 if summary["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
