"""Small question–answer sets, made for these tests, in the form the recipe reads."""

from __future__ import annotations

import json
from pathlib import Path

from eval.train.sources import Asked, Page, QuestionSet, Sources
from index.model import Span

TEXTS = {
    "Harbour#0": (
        "Harbour",
        "The harbour of Brack was opened in 1904 by Queen Maud. It replaced an older quay. "
        "In 1931 a storm broke the northern wall, and Captain Ole Lund rebuilt it with 300 men.",
    ),
    "Harbour#1": (
        "Harbour",
        "Ferries left the harbour of Brack every hour. In 1950 the largest ship, the Vigra, carried 1,200 people. "
        "The harbour was sold to the city in 1962.",
    ),
    "Museum#0": (
        "Museum",
        "The museum in Tarn shows maps of the northern coast. Director Ada Holm opened its first hall in 1988. "
        "A fire in 1994 closed the harbour room for three years.",
    ),
}
QUESTIONS = (
    ("q1", "Who opened the harbour of Brack?", "Harbour#0", "Queen Maud"),
    ("q2", "In what year did a storm break the northern wall?", "Harbour#0", "1931"),
    ("q3", "How many people did the largest ship carry in 1950?", "Harbour#1", "1,200"),
    ("q4", "Who opened the first hall of the museum in Tarn?", "Museum#0", "Ada Holm"),
    ("q5", "Who closed the harbour of Brack?", "Harbour#0", None),
)


def questions(prefix: str = "") -> QuestionSet:
    """The set above; `prefix` makes other titles of the same pages."""
    pages = {name: Page(prefix + name, prefix + title, text) for name, (title, text) in TEXTS.items()}
    asked = []
    for number, text, name, answer in QUESTIONS:
        page = pages[name]
        spans = () if answer is None else (Span(page.text.index(answer), page.text.index(answer) + len(answer)),)
        asked.append(Asked(number, text, page, spans))
    return QuestionSet(tuple(pages.values()), tuple(asked))


def sources() -> Sources:
    """The set as every part of the training data; the prefixes give titles that belong to the training half."""
    return Sources(questions(), questions(prefix="e "), questions(prefix="e "))


def write_set(folder: Path, titles: list[str]) -> None:
    """A set on disk with one page and one question a title."""
    folder.mkdir(parents=True)
    pages = [{"id": f"{title}#0", "title": title, "text": f"{title} was built in 1900. It is old."} for title in titles]
    asked = [
        {
            "id": title,
            "question": f"When was {title} built?",
            "evidence": [{"doc": f"{title}#0", "start": None, "text": "1900"}],
            "answerable": True,
        }
        for title in titles
    ]
    for name, rows in (("corpus", pages), ("queries", asked)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
