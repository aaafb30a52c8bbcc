"""The timeline in a real browser: a drawing to scale, labels that keep apart, every statement a key press away from its article."""

from __future__ import annotations

import itertools
import json
from urllib.parse import quote

import pytest

from tests.browser import CHROMIUM
from tests.page.reader import Reader

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

SUBJECTS = ["Lachin corridor", "Halden", "Tarn Bridge", "ferry"]
DRAWN = "[data-part=timeline-drawing] circle"
LABEL = "[data-part=timeline-entry]"
BOXES = "[...document.querySelectorAll(%s)].map((one) => { const box = one.getBoundingClientRect(); return [box.top, box.bottom, box.left, box.right]; })"


def boxes(reader: Reader, selector: str) -> list[list[float]]:
    """Top, bottom, left and right of everything that fits."""
    found: list[list[float]] = reader.run(BOXES % json.dumps(selector))
    return found


@pytest.mark.parametrize("width", [1200, 320])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_marks_follow_time_and_labels_keep_apart(reader: Reader, subject: str, width: int) -> None:
    reader.tab.emulate(width=width)
    reader.go(f"#/timeline?q={quote(subject)}", part=DRAWN)
    told = reader.run(f"fetch('/v1/timeline?limit=40&q={quote(subject)}').then((reply) => reply.json())")
    marks = reader.run(
        f"[...document.querySelectorAll('{DRAWN}')].map((one) => [Number(one.dataset.first), Number(one.getAttribute('cy'))])"
    )

    assert reader.texts(f"{LABEL} [data-part=timeline-statement]") == [one["statement"] for one in told["entries"]]
    assert len(marks) == len(told["entries"]) > 1
    for before, after in itertools.pairwise(marks):
        assert before[0] <= after[0]
        assert before[1] < after[1] if before[0] < after[0] else before[1] == after[1]
    labels = boxes(reader, LABEL)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(labels))
    drawing = boxes(reader, "[data-part=timeline-drawing]")[0]
    assert all(label[2] >= drawing[3] for label in labels), "no label lies over the drawing"
    assert labels[-1][1] <= boxes(reader, ".timeline .colophon")[0][0]
    ticks = boxes(reader, "[data-part=timeline-drawing] text")
    assert len(ticks) >= 2
    assert all(a[1] <= b[0] + 3 or b[1] <= a[0] + 3 for a, b in itertools.combinations(ticks, 2)), "words on the axis do not overlap"
    assert all(tick[2] >= 0 for tick in ticks)
    assert reader.too_wide() <= 0


def test_the_scale_is_even_between_breaks(reader: Reader) -> None:
    """Twice the time is twice the way, except where the axis is visibly broken."""
    reader.go("#/timeline?q=Halden", part=DRAWN)
    found = reader.run(
        """import('/page/drawing.js').then(({ layout, dayNumber }) => {
          const days = ['2020-01-01', '2020-01-03', '2020-01-07', '2020-01-08', '2023-06-01', '2023-06-02'].map(dayNumber);
          const plan = layout(days.map((day) => ({ first: day, last: day })), days.map(() => 60));
          return { y: days.map(plan.y), breaks: plan.breaks.length, labels: plan.labels };
        })"""
    )
    y = found["y"]

    assert found["breaks"] == 1
    assert y[2] - y[1] == pytest.approx(2 * (y[1] - y[0]))
    assert y[3] - y[2] == pytest.approx(y[5] - y[4])
    assert y[4] - y[3] < y[1] - y[0] + 60
    assert all(after - before >= 60 for before, after in itertools.pairwise(found["labels"]))


def test_labels_that_grow_move_the_others(reader: Reader) -> None:
    reader.go("#/timeline?q=Lachin+corridor", part=DRAWN)
    before = boxes(reader, LABEL)
    reader.run(f"document.querySelectorAll('{LABEL} details').forEach((one) => {{ one.open = true; }})")
    reader.true(f"document.querySelectorAll('{LABEL}')[1].getBoundingClientRect().top > {before[1][0] + 20}")

    assert all(one[1] <= other[0] for one, other in itertools.pairwise(boxes(reader, LABEL)))


def test_every_statement_is_reached_by_keys_and_marked_in_its_article(reader: Reader) -> None:
    reader.go("#/timeline?q=Lachin+corridor", part=DRAWN)
    statement = reader.texts("[data-part=timeline-statement]")[1]
    reader.press("ArrowDown", "ArrowDown")
    assert reader.focus() == "t1"
    assert reader.run("document.querySelectorAll('circle.lit').length") == 1
    reader.press("Enter")
    reader.until("#marked")
    assert reader.text("#marked") == statement
    reader.press("Escape")
    reader.until(DRAWN)
    assert reader.focus() == "t1"


def test_what_is_disputed_and_who_says_so_is_told(reader: Reader) -> None:
    reader.go("#/timeline?q=Lachin+corridor", part=DRAWN)

    assert "disputed" in reader.text(f"{LABEL}.disputed h2")
    assert "says it was not then" in reader.text(f"{LABEL}.disputed details")
    assert reader.count(f"{DRAWN}.disputed") == reader.count(f"{LABEL}.disputed")


def test_a_question_and_its_timeline_are_one_key_apart(reader: Reader) -> None:
    reader.go("#/ask?q=Halden&after=2022-01-01", part="[data-part=answer]")
    reader.press("t")
    reader.until("[data-part=timeline]")
    assert reader.run("location.hash") == "#/timeline?q=Halden&after=2022-01-01"
    reader.press("t")
    reader.until("[data-part=answer]")


def test_nothing_to_draw_is_said_in_words(reader: Reader) -> None:
    reader.go("#/timeline?q=zzz", part="[data-part=timeline]")

    assert reader.text("main h1").endswith(".")
    assert reader.count("svg") == 0
