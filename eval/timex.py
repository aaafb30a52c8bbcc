"""Date mentions against TIMEX3 gold: span, type and value F (TempEval-3 semantics) and interval-exact F per corpus.

A gold and a found expression match "relaxed" when they overlap and "strict" when their offsets agree. Type and value F
count the relaxed matches whose type, or value string, agree; precision is over what was found, recall over the gold.
Interval-exact F looks only at gold whose value (with its modifier) names calendar days, and at found dates and times
that are tied to days, and asks for the same first and last day.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import lzma
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.dateexpr import report
from index.dates import DateMention, find_dates, timex3

Finder = Callable[[str, dt.date | None], Sequence[DateMention]]
_TYPES = {"date": "DATE", "time": "TIME", "duration": "DURATION", "set": "SET"}
_PARTS = {"START": "start", "MID": "mid", "END": "end"}


@dataclass(frozen=True, slots=True)
class GoldDate:
    """One annotated expression; `modifier` is a TIMEX3 mod ("START") or None."""

    start: int
    end: int
    type: str
    value: str
    modifier: str | None


@dataclass(frozen=True, slots=True)
class GoldText:
    """One annotated text. Mentions outside every span of `annotated` were not looked at by the annotators."""

    name: str
    text: str
    published: dt.date | None
    dates: tuple[GoldDate, ...]
    annotated: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts behind one F: what was found, what should have been, and on how many both agree."""

    found: int = 0
    gold: int = 0
    agree: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.found + other.found, self.gold + other.gold, self.agree + other.agree)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 to 1; 1 where there was nothing to find and nothing was found."""
        return 2 * self.agree / (self.found + self.gold) if self.found + self.gold else 1.0


MEASURES = ("strict", "relaxed", "type", "value", "interval")


@dataclass(frozen=True)
class Score:
    """One tally per measure, over any number of texts."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in MEASURES})

    def __add__(self, other: Score) -> Score:
        return Score({name: self.tallies[name] + other.tallies[name] for name in MEASURES})

    def f1(self, measure: str) -> float:
        """F of one of MEASURES, 0 to 1."""
        return self.tallies[measure].f1


def load_gold(folder: Path, *, date_lines: bool = False) -> list[GoldText]:
    """The texts of a corpus folder (`timex.jsonl.xz`).

    The gold leaves out the line with an article's publication date. With `date_lines` what is found there counts as
    false, as in the figures HeidelTime was measured by; without, that line is not looked at.
    """
    with lzma.open(folder / "timex.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [_gold_text(json.loads(line), date_lines) for line in lines]


def score(gold: Iterable[GoldText], finder: Finder = find_dates) -> Score:
    """Run a finder over gold texts and add up how often it agrees."""
    total = Score()
    for text in gold:
        total = total + score_text(text, finder(text.text, text.published))
    return total


def score_text(gold: GoldText, found: Sequence[DateMention]) -> Score:
    """The score of one text."""
    inside = [mention for mention in found if any(a <= mention.start and mention.end <= b for a, b in gold.annotated)]
    pairs = list(_pairs(gold.dates, inside))
    count = (len(inside), len(gold.dates))
    return Score(
        {
            "strict": Tally(*count, sum((one.start, one.end) == (two.start, two.end) for one, two in pairs)),
            "relaxed": Tally(*count, len(pairs)),
            "type": Tally(*count, sum(one.type == _TYPES[two.type] for one, two in pairs)),
            "value": Tally(*count, sum(one.value == two.value for one, two in pairs)),
            "interval": _intervals(gold, inside, pairs),
        }
    )


def _intervals(gold: GoldText, found: Sequence[DateMention], pairs: Sequence[tuple[GoldDate, DateMention]]) -> Tally:
    """Gold with open digits ("1989-WXX") is neither right nor wrong: it and what overlaps it are left out."""
    undecided = {id(two) for one, two in pairs if "X" in one.value and one.value[0].isdigit() and gold_days(one, gold) is None}
    days = {id(one): _days(one) for one in found if id(one) not in undecided}
    agree = sum(days.get(id(two)) is not None and days[id(two)] == gold_days(one, gold) for one, two in pairs)
    wanted = sum(gold_days(one, gold) is not None for one in gold.dates)
    return Tally(sum(one is not None for one in days.values()), wanted, agree)


def _days(mention: DateMention) -> tuple[dt.date, dt.date] | None:
    if mention.earliest is None or mention.latest is None or mention.type not in ("date", "time"):
        return None
    return mention.earliest, mention.latest


def gold_days(date: GoldDate, gold: GoldText) -> tuple[dt.date, dt.date] | None:
    """First and last day a gold value stands for; START and END are thirds, but "earlier this year" ends at publication."""
    span = timex3.interval(date.value, _PARTS.get(date.modifier or ""))
    whole = timex3.interval(date.value)
    if span is None or whole is None:
        return None
    # some annotators left "earlier" out of the expression
    words = gold.text[max(0, date.start - 8) : date.end].lower().split()
    word = next((one for one in words if one in ("earlier", "later")), "")
    published = gold.published
    if published and word in ("earlier", "later") and whole.earliest < whole.latest and whole.earliest <= published <= whole.latest:
        return (whole.earliest, published) if word == "earlier" else (published, whole.latest)
    return span.earliest, span.latest


def _pairs(gold: Sequence[GoldDate], found: Sequence[DateMention]) -> Iterator[tuple[GoldDate, DateMention]]:
    """Each gold expression with the found one that overlaps it most, one to one, in reading order."""
    free = list(found)
    for date in gold:
        overlaps = [(min(date.end, one.end) - max(date.start, one.start), one) for one in free]
        size, best = max(overlaps, key=lambda pair: pair[0], default=(0, None))
        if best is not None and size > 0:
            free.remove(best)
            yield date, best


def _gold_text(row: dict[str, Any], date_lines: bool) -> GoldText:
    text, title = row["text"], row.get("doc_name") or row["doc_id"]
    sentences = row.get("sentences")
    # the Wikinews corpus is annotated in its headline and first five sentences; its second line is the date line
    annotated = [tuple(span) for span in sentences[:1] + sentences[2:6]] if sentences else [(0, len(text))]
    dates = tuple(
        GoldDate(one["start"], one["end"], one["type"], one["value"], one.get("mod"))
        for one in row["timexes"]
        if any(a <= one["start"] < b for a, b in annotated)
    )
    if date_lines and sentences:
        annotated.append(tuple(sentences[1]))
    return GoldText(title, text, _published(row["dct"]), dates, tuple((a, b) for a, b in annotated))


def _published(stamp: str) -> dt.date:
    """The day of a creation time; the Wikinews corpus has one written day first."""
    if stamp[2] == "-":
        day, month, year = stamp.split("-")
        return dt.date(int(year), int(month), int(day))
    return dt.date.fromisoformat(stamp[:10])


def table(scores: dict[str, Score]) -> str:
    """Scores as a text table, one row per corpus, F in percent, with the number of gold and found expressions."""
    width = max(len(name) for name in scores)
    head = " ".join(f"{name:>8}" for name in (*MEASURES, "gold", "found"))
    rows = [f"{'':{width}} {head}"]
    for name, result in scores.items():
        cells = [f"{100 * result.f1(measure):8.1f}" for measure in MEASURES]
        cells += [f"{result.tallies['relaxed'].gold:8}", f"{result.tallies['relaxed'].found:8}"]
        rows.append(f"{name:{width}} " + " ".join(cells))
    return "\n".join(rows)


def speed(gold: Sequence[GoldText]) -> str:
    """Characters a second of processor time, the better of two rounds."""
    seconds = []
    for _ in range(2):
        start = time.process_time()
        for text in gold:
            find_dates(text.text, text.published)
        seconds.append(time.process_time() - start)
    characters = sum(len(text.text) for text in gold)
    return f"{characters} characters, {characters / max(min(seconds), 1e-9):,.0f} a second on one core"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores of corpus folders; 0 done, 2 a folder holds no corpus."""
    parser = argparse.ArgumentParser(prog="python -m eval.timex", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path, help="folders with timex.jsonl.xz, or cases.jsonl.xz of the recognizers set")
    parser.add_argument("--date-lines", action="store_true", help="count what is found in publication date lines as false")
    parser.add_argument("--speed", action="store_true", help="tell as well how many characters a second are read on one core")
    options = parser.parse_args(arguments)
    folders: list[Path] = options.folders
    scores: dict[str, Score] = {}
    for folder in folders:
        if (folder / "cases.jsonl.xz").exists():
            sys.stdout.write(report(folder) + "\n")
        elif (folder / "timex.jsonl.xz").exists():
            scores[folder.name] = score(load_gold(folder, date_lines=options.date_lines))
        else:
            sys.stderr.write(f"{folder}: no timex.jsonl.xz and no cases.jsonl.xz\n")
            return 2
    if options.speed:
        sys.stdout.write(speed([text for folder in folders if (folder / "timex.jsonl.xz").exists() for text in load_gold(folder)]) + "\n")
    if scores:
        scores["pooled"] = sum(scores.values(), Score())
        sys.stdout.write(table(scores) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
