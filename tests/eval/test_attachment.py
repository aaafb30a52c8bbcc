"""eval.attachment: events with gold dates, and the date given to each."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from eval.attachment import load_events, main, measure, report

TEXT = "The mill in Tarbert closed on 3 May 2021. On 9 May, two days after a fire had begun on 7 May, the roof fell in. Nobody was hurt."


def _corpus(folder: Path, events: list[tuple[str, str]], text: str = TEXT, stamp: str = "2021-05-10") -> Path:
    row = {
        "doc_id": "1",
        "group": "mills",
        "dct": stamp,
        "text": text,
        "events": [{"start": text.index(word), "date_time": date} for word, date in events],
    }
    with lzma.open(folder / "timex.jsonl.xz", "wt", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")
    return folder


def test_each_event_gets_the_date_of_its_clause(tmp_path: Path) -> None:
    """Three events, three dates; the nearest date is wrong for the one whose sentence opens with its date."""
    folder = _corpus(tmp_path, [("closed", "2021-05-03"), ("begun", "2021-05-07"), ("fell", "2021-05-09")])
    counts = measure(load_events(folder))

    assert (3, 3, 2) == (counts.events, counts.right, counts.nearest)


def test_an_event_in_a_sentence_without_dates_is_news_of_the_day(tmp_path: Path) -> None:
    """The day the article came out, when no date is near."""
    folder = _corpus(tmp_path, [("fell", "2021-05-10")], "The roof of the mill fell in. Nobody was hurt.")
    counts = measure(load_events(folder))

    assert (1, 1, 0, 1) == (counts.events, counts.right, counts.nearest, counts.published)


def test_gold_without_a_day_is_left_out_and_months_are_read(tmp_path: Path) -> None:
    """ "XXXX-XX-XX" says nothing; "2021-05-XX" is May 2021."""
    folder = _corpus(tmp_path, [("closed", "XXXX-XX-XX"), ("fell", "2021-05-XX")])
    (article,) = load_events(folder)

    assert ["2021-05-01/2021-05-31"] == [f"{event.days[0]}/{event.days[1]}" for event in article.events]


def test_the_report_has_a_row_for_each_group(tmp_path: Path) -> None:
    """The groups by name, then all together."""
    lines = report(load_events(_corpus(tmp_path, [("closed", "2021-05-03")]))).splitlines()

    assert ["group", "mills", "all"] == [line.split()[0] for line in lines]


def test_a_folder_without_the_corpus_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and what to give instead."""
    assert 2 == main([str(tmp_path)])
    assert "MEANTIME" in capsys.readouterr().err
