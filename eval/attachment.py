"""Events with gold dates → how often the date that `qa.when.attach` gives an event is right, beside the date that stands nearest to it.

`python -m eval.attachment FOLDER` reads the MEANTIME corpus (`timex.jsonl.xz`): event mentions with the day, month or year they
happened. Right means the same first and last day as the gold. Gold without a resolved date (XXXX-XX-XX) is left out. Finding and
resolving dates is ours in both rows, so the difference is attachment alone; `reachable` says how often the gold is among the candidates.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import lzma
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.dates import DateMention, find_dates, timex3
from index.sentences import sentences
from qa.when.attach import ranked

Days = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One event mention: the offset of its word, and the days it happened."""

    start: int
    days: Days


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article with its dated events."""

    name: str
    group: str
    text: str
    published: dt.date | None
    events: tuple[GoldEvent, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """How many of `events` each way got right."""

    events: int = 0
    right: int = 0
    nearest: int = 0
    published: int = 0
    reachable: int = 0

    def __add__(self, other: Attached) -> Attached:
        return Attached(
            self.events + other.events,
            self.right + other.right,
            self.nearest + other.nearest,
            self.published + other.published,
            self.reachable + other.reachable,
        )


def load_events(folder: Path) -> list[GoldArticle]:
    """The articles of a corpus folder that have at least one event with a resolved date."""
    with lzma.open(folder / "timex.jsonl.xz", "rt", encoding="utf-8") as lines:
        made = [_article(json.loads(line)) for line in lines]
    return [one for one in made if one.events]


def _article(row: dict[str, Any]) -> GoldArticle:
    found = ((one["start"], _days(one["date_time"])) for one in row["events"] if one.get("date_time"))
    events = tuple(GoldEvent(start, days) for start, days in found if days)
    return GoldArticle(row["doc_id"], row["group"], row["text"], _published(row["dct"]), events)


def _days(value: str) -> Days | None:
    """ "2008-03-XX" is a month, "2008-XX-XX" a year, "XXXX-XX-XX" nothing."""
    span = timex3.interval(value.replace("-XX", ""))
    return (span.earliest, span.latest) if span else None


def _published(stamp: str) -> dt.date:
    if stamp[2] == "-":  # one is written day first
        day, month, year = stamp.split("-")
        return dt.date(int(year), int(month), int(day))
    return dt.date.fromisoformat(stamp[:10])


def measure(articles: Iterable[GoldArticle]) -> Attached:
    """The counts over all events."""
    total = Attached()
    for article in articles:
        mentions = [one for one in find_dates(article.text, article.published) if one.type in ("date", "time") and one.resolved]
        spans = [(span.start, span.end) for span in sentences(article.text)]
        for event in article.events:
            total = total + _one(article, event, spans, mentions)
    return total


def _one(article: GoldArticle, event: GoldEvent, spans: Sequence[tuple[int, int]], mentions: Sequence[DateMention]) -> Attached:
    order = [_of(one.mention, article) for one in ranked(article.text, spans, mentions, article.published, event.start)]
    near = min(mentions, key=lambda one: _distance(one, event.start), default=None)
    mine = order[0] if order else None
    return Attached(
        1,
        mine == event.days,
        near is not None and _of(near, article) == event.days,
        article.published is not None and (article.published, article.published) == event.days,
        event.days in order,
    )


def _of(mention: DateMention | None, article: GoldArticle) -> Days | None:
    if mention is None:
        return (article.published, article.published) if article.published else None
    return (mention.earliest, mention.latest) if mention.earliest and mention.latest else None


def _distance(mention: DateMention, place: int) -> int:
    return max(mention.start - place, place - mention.end, 0)


def report(articles: Sequence[GoldArticle]) -> str:
    """A table: one row a group, and all together."""
    lines = [f"{'group':16} {'events':>6} {'attached':>9} {'nearest':>8} {'published':>9} {'reachable':>9}"]
    groups = sorted({one.group for one in articles})
    for name in (*groups, "all"):
        counts = measure(one for one in articles if name in (one.group, "all"))
        share = [f"{100 * count / counts.events:.1f}" for count in (counts.right, counts.nearest, counts.published, counts.reachable)]
        lines.append(f"{name:16} {counts.events:6} {share[0]:>9} {share[1]:>8} {share[2]:>9} {share[3]:>9}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table for a corpus folder; 0 done, 2 the folder holds no corpus."""
    parser = argparse.ArgumentParser(prog="python -m eval.attachment", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="folder with timex.jsonl.xz whose events have gold dates")
    folder: Path = parser.parse_args(arguments).folder
    if not (folder / "timex.jsonl.xz").exists():
        sys.stderr.write(f"{folder}: no timex.jsonl.xz; give the folder of the MEANTIME corpus\n")
        return 2
    articles = load_events(folder)
    if not articles:
        sys.stderr.write(f"{folder}/timex.jsonl.xz: no event has a gold date; of the corpora only MEANTIME has them\n")
        return 2
    sys.stdout.write(report(articles) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
