"""Articles and copies made of them → how well copies, rewrites and independent reports are told apart, and how fast.

`python -m eval.lineage DATA [--split dev|test]`, where DATA holds `realtimeqa_2022` and `ecbplus`, and perhaps `realtimeqa_2024` for speed.
Positives are copies and rewrites of articles of one half of `realtimeqa_2022`, made with fixed seeds (`eval.copies`). Negatives are pairs of
`ecbplus` (other papers on the same event, and on another event of the same kind) and pairs of articles that share only quotations.
Beside it stands MinHash on runs of five and of three words, with the threshold that suits it best on the same pairs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from eval.copies import Copy, exact_copy, quoting, rewritten, syndicated_copy
from index.lineage.candidates import Pair, pair
from index.lineage.compare import Kind
from index.lineage.follower import Lineages
from index.lineage.groups import Lineage, alone
from index.lineage.story import U64, mixed, story
from index.model import Article
from index.sentences import sentences

_SAMPLE = Path(__file__).parent / "data" / "sample"
_COPIES, _REWRITES, _QUOTINGS, _NEGATIVES = 200, 200, 100, 300  # pairs of each sort; negatives: of each sort of ecbplus pairs
_LENGTHS = (1_200, 12_000)  # characters of the articles that are edited
_PERMUTATIONS = 128
_BATCH = 25  # articles put in at a time, as ingestion does


@dataclass(frozen=True, slots=True)
class Rates:
    """Pairs that were found among those that should be, and among those that should not."""

    found: int
    positives: int
    false: int
    negatives: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 when nothing was found."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the right ones that were found; 1 when there are none."""
        return self.found / self.positives if self.positives else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0

    def told(self) -> dict[str, float | int]:
        """As JSON."""
        rounded = {"precision": round(self.precision, 4), "recall": round(self.recall, 4), "f1": round(self.f1, 4)}
        return {**rounded, "found": self.found, "of": self.positives, "false": self.false, "negatives": self.negatives}


def rates(found: set[Pair], positives: set[Pair], negatives: set[Pair]) -> Rates:
    """How the found pairs meet those that should and those that should not be found; other pairs do not count."""
    return Rates(len(found & positives), len(positives), len(found & negatives), len(negatives))


def b_cubed(found: Mapping[str, str], truth: Mapping[str, str]) -> tuple[float, float]:
    """(precision, recall), each the mean over articles, of groups given as article → name of its group."""
    together: dict[tuple[str, str], int] = {}
    for one in truth:
        both = (found[one], truth[one])
        together[both] = together.get(both, 0) + 1
    sizes = [_sizes(found[one] for one in truth), _sizes(truth.values())]
    means = [
        sum(together[found[one], truth[one]] / size[name[one]] for one in truth) / len(truth)
        for size, name in zip(sizes, (found, truth), strict=True)
    ]
    return means[0], means[1]


def _sizes(names: Iterable[str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name in names:
        sizes[name] = sizes.get(name, 0) + 1
    return sizes


def grouped(articles: Sequence[Article]) -> dict[str, str]:
    """Article id → id of its lineage, the articles put in a few at a time."""
    return {one: found.id for one, found in _lineages(articles).items()}


def _lineages(articles: Sequence[Article]) -> dict[str, Lineage]:
    lineages = Lineages()
    for start in range(0, len(articles), _BATCH):
        lineages.change([], articles[start : start + _BATCH])
    known = lineages.by_article
    return {article.id: known.get(article.id) or alone(article.id) for article in articles}


def _copied(lineages: Mapping[str, Lineage]) -> dict[str, str]:
    """Article id → id of its lineage where it was taken over rather than written again, else its own."""
    told = {member.article_id: member for one in lineages.values() for member in one.members}
    rewrites = {one for one, member in told.items() if member.evidence and member.evidence.kind is Kind.REWRITE}
    return {one: one if one in rewrites else found.id for one, found in lineages.items()}


def _together(groups: Mapping[str, str], pairs: Iterable[Pair]) -> set[Pair]:
    return {(one, other) for one, other in pairs if groups[one] == groups[other]}


# -- sets -------------------------------------------------------------------------------------------------------------


def _articles(folder: Path) -> list[Article]:
    with lzma.open(folder / "corpus.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [_article(json.loads(line)) for line in lines]


def _article(row: Mapping[str, Any]) -> Article:
    return Article(row["id"], row["text"], title=row.get("title"), source=row.get("source"), published_at=row.get("published_at"))


def _half(name: str, split: str) -> bool:
    return (hashlib.sha256(name.encode()).digest()[0] % 2 == 0) == (split == "dev")


def made_copies(articles: Sequence[Article], split: str) -> tuple[list[Article], list[Copy]]:
    """The articles of this half that were edited, and their copies: a tenth exact, the rest syndicated, and as many rewrites."""
    ours = sorted((one for one in articles if _half(one.id, split) and _LENGTHS[0] <= len(one.text) <= _LENGTHS[1]), key=lambda one: one.id)
    Random(17).shuffle(ours)  # noqa: S311
    originals, others = ours[: _COPIES + _REWRITES + _QUOTINGS], ours[_COPIES + _REWRITES + _QUOTINGS :]
    words = [word for one in others[:300] for word in one.text.split() if word.isalpha() and word.islower() and len(word) > 4]
    made: list[Copy] = []
    for number, one in enumerate(originals):
        random = Random(f"{split} {number}")  # noqa: S311
        if number < _COPIES:
            made.append((exact_copy if number % 10 == 0 else syndicated_copy)(one, random, number))
        elif number < _COPIES + _REWRITES:
            other = others[number % len(others)].text
            strange = [span.of(other) for span in sentences(other)[2:8]]
            made.append(rewritten(one, random, number, words, strange))
        else:
            shared = quoting(others[number % len(others)], one, random, number)
            if shared:
                made.append(shared)
    return originals, made


def ecb_pairs(folder: Path, split: str) -> tuple[list[Article], set[Pair], set[Pair]]:
    """The articles of this half of the topics, pairs on the same event, and pairs on another event of the same kind."""
    with lzma.open(folder / "corpus.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if _half(row["topic"], split)]
    same = {pair(one["id"], other["id"]) for one, other in combinations(rows, 2) if one["event"] == other["event"]}
    other = {pair(one["id"], other["id"]) for one, other in combinations(rows, 2) if one["topic"] == other["topic"]} - same
    return [_article(row) for row in rows], _some(same), _some(other)


def _some(pairs: set[Pair]) -> set[Pair]:
    return set(Random(17).sample(sorted(pairs), min(_NEGATIVES, len(pairs))))  # noqa: S311


# -- MinHash, for comparison --------------------------------------------------------------------------------------------


def _signature(article: Article, run: int) -> U64:
    words = [hashlib.blake2b(word.encode(), digest_size=8).digest() for word in article.text.casefold().split()]
    numbers = np.frombuffer(b"".join(words), np.uint64)
    runs = np.zeros(max(0, len(numbers) - run + 1), np.uint64)
    for place in range(run):
        runs = mixed(runs + numbers[place : place + len(runs)])
    seeds = mixed(np.arange(_PERMUTATIONS, dtype=np.uint64))
    return np.array([mixed(runs ^ seed).min() if len(runs) else 0 for seed in seeds], np.uint64)


def min_hash(articles: Iterable[Article], pairs: Iterable[Pair], run: int) -> dict[Pair, float]:
    """Pair → the similarity that MinHash estimates from runs of words."""
    signatures = {article.id: _signature(article, run) for article in articles}
    return {(one, other): float((signatures[one] == signatures[other]).mean()) for one, other in pairs}


def _best(similar: Mapping[Pair, float], positives: set[Pair], negatives: set[Pair]) -> dict[str, Any]:
    tried = (
        (rates({one for one, value in similar.items() if value >= step / 100}, positives, negatives), step / 100) for step in range(1, 100)
    )
    found, threshold = max(tried, key=lambda one: one[0].f1)
    return {"threshold": threshold, **found.told()}


# -- measures -----------------------------------------------------------------------------------------------------------


def measure(data: Path, split: str) -> dict[str, Any]:
    """All figures for one half of the data."""
    originals, copies = made_copies(_articles(data / "realtimeqa_2022"), split)
    ecb, same_event, other_event = ecb_pairs(data / "ecbplus", split)
    edited = [one.article for one in copies]
    lineages = _lineages(originals + edited) | _lineages(ecb)
    groups = {one: found.id for one, found in lineages.items()}
    by_kind = {
        kind: {pair(one.origin if kind != "quoting" else one.edits, one.article.id) for one in copies if one.kind == kind}
        for kind in ("exact", "syndicated", "rewrite", "quoting")
    }
    negatives = same_event | other_event | by_kind["quoting"]
    looked_at = negatives.union(*by_kind.values())
    found, copied = _together(groups, looked_at), _together(_copied(lineages), looked_at)
    texts = {one.id: one for one in (*originals, *edited, *ecb)}
    told: dict[str, Any] = {"split": split}
    for name, positives in (("copies", by_kind["exact"] | by_kind["syndicated"]), ("rewrites", by_kind["rewrite"])):
        told[name] = rates(copied if name == "copies" else found, positives, negatives).told()
        for run in (5, 3):
            pairs = positives | negatives
            similar = min_hash([texts[one] for one in sorted({name for both in pairs for name in both})], pairs, run)
            told[f"{name}, MinHash of {run} words"] = _best(similar, positives, negatives)
    told["found among negatives"] = {
        "same event": f"{len(found & same_event)} of {len(same_event)}",
        "other event": f"{len(found & other_event)} of {len(other_event)}",
        "shared quotations": f"{len(found & by_kind['quoting'])} of {len(by_kind['quoting'])}",
    }
    truth = {one.id: one.id for one in originals} | {
        one.article.id: one.origin if one.kind != "quoting" else one.article.id for one in copies
    }
    precision, recall = b_cubed(groups, truth)
    told["groups"] = {"articles": len(truth), "b_cubed_precision": round(precision, 4), "b_cubed_recall": round(recall, 4)}
    return told


def measure_sample() -> dict[str, Any]:
    """The shipped sample against its `lineage.json`."""
    rows = [json.loads(line) for line in (_SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    groups = grouped([_article(row) for row in rows])
    truth = {row["id"]: row["id"] for row in rows}
    for group in json.loads((_SAMPLE / "lineage.json").read_text(encoding="utf-8"))["groups"]:
        truth |= dict.fromkeys(group["articles"], group["origin"])
    pairs = {pair(one, other) for one, other in combinations(truth, 2)}
    right = _together(truth, pairs)
    precision, recall = b_cubed(groups, truth)
    pairwise = rates(_together(groups, pairs), right, pairs - right).told()
    origins = sum(groups[origin] == origin for origin in set(truth.values()) if list(truth.values()).count(origin) > 1)
    return {**pairwise, "b_cubed_precision": round(precision, 4), "b_cubed_recall": round(recall, 4), "origins right": origins}


def measure_speed(folder: Path) -> dict[str, Any]:
    """Articles a second on one core, put in a few at a time, with all that is kept up to date; time of the story alone beside it."""
    articles = _articles(folder)
    begin = time.process_time()
    for article in articles[:500]:
        story(article)
    alone = (time.process_time() - begin) / 500
    begin = time.process_time()
    groups = grouped(articles)
    spent = time.process_time() - begin
    characters = sum(len(article.text) for article in articles) / len(articles)
    return {
        "articles": len(articles),
        "mean characters": round(characters),
        "ms an article": round(1000 * spent / len(articles), 2),
        "of it the story": round(1000 * alone, 2),
        "articles a second": round(len(articles) / spent),
        "in groups": len(articles) - sum(1 for size in _sizes(groups.values()).values() if size == 1),
    }


def _runs(arguments: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "sample", measure_sample()
    if arguments.data:
        yield f"made copies and ecbplus, {arguments.split}", measure(arguments.data, arguments.split)
        if (arguments.data / "realtimeqa_2024").is_dir() and arguments.speed:
            yield "speed", measure_speed(arguments.data / "realtimeqa_2024")


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m eval.lineage", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument(
        "data", nargs="?", type=Path, help="folder that holds realtimeqa_2022 and ecbplus; without it the sample alone is measured"
    )
    parser.add_argument("--split", choices=("dev", "test"), default="dev", help="which half of the articles and topics")
    parser.add_argument("--speed", action="store_true", help="also put all of realtimeqa_2024 in")
    arguments = parser.parse_args(argv)
    for name in ("realtimeqa_2022", "ecbplus") if arguments.data else ():
        if not (arguments.data / name / "corpus.jsonl.xz").is_file():
            parser.error(f"{arguments.data / name} has no corpus.jsonl.xz: name the folder that holds {name}")
    json.dump(dict(_runs(arguments)), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
