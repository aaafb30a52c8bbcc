"""Conversations with human rewrites of their questions → how often retrieval with our rewrite finds what it finds with theirs.

The answers of the conversations are the corpus, one article each, under the heading of their conversation. Each question is searched as
it was typed, as `qa.asked.followup` rewrites it, and as a person rewrote it; found is the answer that was given to it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.index import Index
from index.model import Article
from index.settings import IndexSettings
from qa.asked.followup import stand_alone

_DEPTH = 10
_HEADINGS = 2  # utterances of a CANARD conversation before the first question: the page and its section
_NO_ANSWER = re.compile(r"I don['’]t know|CANNOTANSWER", re.I)
_WORD = re.compile(r"\w+")
WORDINGS = ("typed", "ours", "human")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation; `history`: the utterances before it; `answer`: what was said to it, when it was an answer."""

    conversation: str
    number: int
    history: tuple[str, ...]
    question: str
    rewrite: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """Reciprocal rank of the answer by wording, 0 below ten, and the words shared with the human rewrite (F1) by wording."""

    ranks: dict[str, float]
    words: dict[str, float]


def load_turns(folder: Path) -> list[Turn]:
    """The turns of `turns.jsonl.xz`; the answer to a turn is read from the history of a later one."""
    with lzma.open(folder / "turns.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    longest: dict[str, list[str]] = {}
    for row in rows:
        name = row["id"].rpartition("-")[0]
        longest[name] = max(longest.get(name, []), row["history"], key=len)
    return [_turn(row, longest[row["id"].rpartition("-")[0]]) for row in rows]


def _turn(row: dict[str, object], whole: Sequence[str]) -> Turn:
    name, _, number = str(row["id"]).rpartition("-")
    history = tuple(str(one) for one in row["history"])  # type: ignore[attr-defined]  # a list, by the file's README
    place = _HEADINGS + 2 * int(number) - 1
    answer = whole[place] if place < len(whole) and not _NO_ANSWER.search(whole[place]) else None
    return Turn(name, int(number), history, str(row["question"]), str(row["rewrite"]), answer)


def measured(turns: Sequence[Turn], every: int = 1) -> list[Found]:
    """One Found a turn that was answered, each `every`-th of them, over all answers as the corpus."""
    answered = [turn for turn in turns if turn.answer]
    with tempfile.TemporaryDirectory() as folder, Index.open(IndexSettings(Path(folder), generation=False)) as index:
        index.put([_article(turn) for turn in answered])
        return [_found(index, turn) for turn in answered[::every]]


def _article(turn: Turn) -> Article:
    return Article(_id(turn), turn.answer or "", title=" · ".join(turn.history[:_HEADINGS]))


def _id(turn: Turn) -> str:
    return f"{turn.conversation}-{turn.number}"


def _found(index: Index, turn: Turn) -> Found:
    wordings = dict(zip(WORDINGS, (turn.question, stand_alone(turn.question, turn.history).text, turn.rewrite), strict=True))
    ranks = {name: _reciprocal([hit.article.id for hit in index.search(text, _DEPTH).hits], _id(turn)) for name, text in wordings.items()}
    return Found(ranks, {name: _shared(text, turn.rewrite) for name, text in wordings.items()})


def _reciprocal(ids: Sequence[str], wanted: str) -> float:
    return 1 / (ids.index(wanted) + 1) if wanted in ids else 0.0


def _shared(text: str, other: str) -> float:
    """F1 of the words of both, 0..1."""
    one, two = (Counter(_WORD.findall(words.casefold())) for words in (text, other))
    return 2 * (one & two).total() / max(1, one.total() + two.total())


def table(found: Sequence[Found]) -> Iterator[str]:
    """One line a wording: recall at 1 and 5, MRR@10, words shared with the human rewrite."""
    yield f"{len(found)} answered turns   R@1    R@5  MRR@10  words"
    for name in WORDINGS:
        ranks = [one.ranks[name] for one in found]
        figures = (
            sum(rank == 1 for rank in ranks),
            sum(rank >= 1 / 5 for rank in ranks),
            sum(ranks),
            sum(one.words[name] for one in found),
        )
        yield f"{name:>18} " + " ".join(f"{figure / len(found):6.3f}" for figure in figures)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of a `chat_rewrite` folder; 0 done, 2 the folder holds no turns."""
    parser = argparse.ArgumentParser(prog="python -m eval.followup", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder with turns.jsonl.xz")
    parser.add_argument("--every", type=int, default=1, help="only each N-th turn is asked (all answers are indexed)")
    options = parser.parse_args(arguments)
    if not (options.folder / "turns.jsonl.xz").exists():
        sys.stderr.write(f"{options.folder}: no turns.jsonl.xz\n")
        return 2
    sys.stdout.write("\n".join(table(measured(load_turns(options.folder), options.every))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
