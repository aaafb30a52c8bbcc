"""Random puts, updates, cancellations, deletions and questions as of random days: what is cited that must not be?

    python -m tests.reliability.as_of_loop --operations 10000 --seed 1

Every question is searched, with all that is found cited; every fourth is also answered, told as a timeline and searched with copies folded,
as the service does. Prints one JSON object with what was looked at, and ends with 1 when anything was cited or shown that was superseded,
deleted, withheld, under embargo, not there yet on the day asked about or outside of the filters, or when something in force was left out.
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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.index import Index
from index.model import Article, Hit, Window
from index.settings import IndexSettings
from qa.answer import Answerer
from qa.asked.question import read_question
from qa.cite import Citer
from qa.model import Citation
from qa.search import searched
from qa.timeline.timeline import Timelines, read_subject
from tests.index.builders import text_of
from tests.index.encoders import HashEncoder
from tests.index.histories import Versions, in_force

_NAMES = [f"n{number}" for number in range(12)]
_SOURCES, _AUTHORS, _LANGUAGES = (None, "BBC", "AP"), (None, "Jane Doe", "By Li Wei and Jane Doe"), (None, "en", "en-GB", "fr")
_FIRST = dt.date(2023, 5, 1)
_ASKED_WHOLE = 0.25  # share of the questions that are also answered and told


@dataclass
class Story:
    """What was done to the index so far: each article's versions since it was last deleted, and all that ever were, by number."""

    versions: Versions = field(default_factory=dict)
    numbered: dict[tuple[str, int], Article] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def state(rng: random.Random) -> Article:
    """A new state of a random article; most say when they were made."""
    published, updated, embargo = (rng.choice(days) for days in (_days(1, 9), _days(3, 12), _days(2, 14)))
    return Article(
        id=rng.choice(_NAMES),
        text=text_of(rng, 2),
        source=rng.choice(_SOURCES),
        author=rng.choice(_AUTHORS),
        language=rng.choice(_LANGUAGES),
        published_at=published if rng.random() < 0.9 else None,
        updated_at=updated if rng.random() < 0.6 else None,
        pubstatus=rng.choice([None, None, None, "usable", "usable", "canceled", "withheld"]),
        embargoed_until=embargo if rng.random() < 0.2 else None,
    )


def _days(first: int, last: int) -> list[str]:
    return [(_FIRST + dt.timedelta(days=day)).isoformat() for day in range(first, last)]


def _window(rng: random.Random) -> tuple[Window, dt.date | None]:
    """A random window, and the day on which it is asked where that matters."""
    day = _FIRST + dt.timedelta(days=rng.randrange(16))
    as_of, asked_on = (day, None) if rng.random() < 0.7 else (None, day)
    moment = dt.datetime.combine(asked_on, dt.time(), dt.UTC) if asked_on else None
    sources, authors, languages = (
        (choice,) if rng.random() < 0.1 else () for choice in (rng.choice(["BBC", "AP"]), rng.choice(["jane doe", "Li Wei"]), "en")
    )
    return Window(as_of=as_of, sources=sources, authors=authors, languages=languages, asked_at=moment), asked_on


def _inside(one: Article, window: Window) -> bool:
    """The filters' rule, in the plainest words."""
    byline = (one.author or "").casefold()
    return (
        (not window.sources or one.source in window.sources)
        and all(name.casefold() in byline for name in window.authors)
        and (not window.languages or (one.language or "").startswith("en"))
    )


def wrong(index: Index, story: Story, rng: random.Random) -> list[str]:
    """What a question on a random day, or now, gets that it must not get, or does not get."""
    window, asked_on = _window(rng)
    told = ((name, in_force(versions, window.as_of, asked_on)) for name, versions in story.versions.items())
    expected = {name: one for name, one in told if one and _inside(one, window)}
    text = text_of(rng, 1)
    hits = index.search(text, 200, window).hits
    citer = Citer(index, window.as_of)
    uncited = sorted({hit.article.id for hit in hits if citer.cite(hit.article.id, hit.passage.span, hit.passage.text) is None})
    shown, citations = list(hits), list(citer.citations)
    if rng.random() < _ASKED_WHOLE:
        for more_shown, more_citations in _asked(index, text, window):
            shown += more_shown
            citations += more_citations
        story.counts["asked whole"] += 1
    story.counts["citations"] += len(citations)
    story.counts["passages"] += len(shown)
    cited = {(one.article_id, one.version) for one in citations}
    return [
        f"{what}, {window}: {names}"
        for what, names in (
            ("told and not in force", sorted({hit.article.id for hit in shown if expected.get(hit.article.id) != hit.article})),
            ("in force and not told", sorted(expected.keys() - {hit.article.id for hit in hits})),
            ("not cited", uncited),
            ("cited and not in force", sorted(name for name, version in cited if story.numbered[name, version] != expected.get(name))),
        )
        if names
    ]


def _asked(index: Index, text: str, window: Window) -> Iterator[tuple[Iterable[Hit], Iterable[Citation]]]:
    """What is shown and cited by an answer, a timeline and a search in which copies are folded."""
    answer = Answerer(index, threshold=0.0).answer(read_question(f"When was it that {text}", 5, window))
    yield [hit for one in answer.passages for hit in (one.hit, *one.copies)], answer.citations
    yield (), Timelines(index).of(read_subject(text, window=window)).citations
    found = searched(index, read_question(text, 5, window))
    yield [hit for one in (*found.shown, *(held for held, _ in found.held_back)) for hit in (one.hit, *one.copies)], ()


def run(operations: int, seed: int, folder: Path) -> dict[str, object]:
    """Do `operations` things to one index and sum up what was found."""
    rng, story, start = random.Random(seed), Story(), time.process_time()
    done, problems = Counter[str](), list[str]()
    settings, encoder = IndexSettings(folder, generation=False, passage_words=40), HashEncoder()
    index = Index.open(settings, encoder=encoder)
    for number in range(operations):
        dice = rng.random()
        if dice < 0.4:
            _put(index, story, state(rng))
            done["put"] += 1
        elif dice < 0.48:
            name = rng.choice(_NAMES)
            assert index.delete(name) == bool(story.versions.pop(name, None))
            done["delete"] += 1
        elif dice < 0.482:
            index.close()
            index = Index.open(settings, encoder=encoder)
            done["restart"] += 1
        else:
            problems += [f"operation {number}: {line}" for line in wrong(index, story, rng)]
            done["question"] += 1
        if problems:
            break
    problems += [f"check: {line}" for line in index.check().problems]
    index.close()
    return {
        "operations": sum(done.values()),
        **done,
        **{name: story.counts[name] for name in ("asked whole", "passages", "citations")},
        "cpu_seconds": round(time.process_time() - start, 1),
        "problems": problems,
    }


def _put(index: Index, story: Story, one: Article) -> None:
    (stored,) = index.put([one])
    versions = story.versions.setdefault(one.id, [])
    if not versions or versions[-1] != one:
        versions.append(one)
    story.numbered[one.id, stored.version] = one


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
