"""Publication dates that an article does not state: read off its head, address or file name, told where from, or left unknown."""

from __future__ import annotations

import datetime as dt

import pytest

from index.publication import published
from index.records import read_article, read_text

TODAY = dt.date(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "url", "file_name", "day", "kind"),
    [
        ("Ferry stops\nPublish: 3 May 2023\nThe ferry stopped on Monday.", None, None, "2023-05-03", "publication line"),
        ("Ferry stops\nMay 3, 2023\nThe ferry stopped on Monday.", None, None, "2023-05-03", "line of its own"),
        ("Last updated: 4 May 2023\nThe ferry stopped on Monday.", None, None, "2023-05-04", "update line"),
        ("BRACK, May 3, 2023 (Reuters) — The ferry stopped on Monday.", None, None, "2023-05-03", "dateline"),
        ("The ferry stopped.", "https://a.example/2023/05/03/ferry", None, "2023-05-03", "address"),
        ("The ferry stopped.", "https://a.example/news-2023-5-3/ferry", None, "2023-05-03", "address"),
        ("The ferry stopped.", None, "2023-05-03-ferry.txt", "2023-05-03", "file name"),
        ("The ferry stopped.", None, "ferry_20230503.txt", "2023-05-03", "file name"),
        (
            "Publish: 3 May 2023\nThe ferry stopped.",
            "https://a.example/2023/05/04/ferry",
            "2023-05-05.txt",
            "2023-05-03",
            "publication line",
        ),
        ("The ferry stopped.", "https://a.example/2023/05/04/ferry", "2023-05-05.txt", "2023-05-04", "address"),
        ("Ferry stops\nMay 9, 2023\nThe ferry stopped.", "https://a.example/2023/05/04/ferry", None, "2023-05-04", "address"),
        # a dateline without a year: that of the address or file name, else the one that a full date nearby leaves
        ("BRACK, May 3 (Reuters) — The ferry stopped.", None, "ferry-2023-05-04.txt", "2023-05-03", "dateline"),
        ("BRACK, Jan. 2 (Reuters) — It stopped on December 28, 2022.", None, None, "2023-01-02", "dateline"),
        ("BRACK, May 3 (Reuters) — The ferry of 1 May 1950 was not that of May 1, 2023.", None, None, None, None),
        ("BRACK, May 3 (Reuters) — The ferry stopped on Monday.", None, None, None, None),
        # what a text merely mentions is not the day it was published, nor is a day that has not come
        ("The ferry stopped on 1 May 2023, and again on 3 May 2023.", None, None, None, None),
        ("Ferry stops\nPublish:\nA+ A-\nThe ferry stopped on Monday.", None, None, None, None),
        ("Released on May 3, 2013, the song was played again.", None, None, None, None),
        ("Ferry stops\nPublish: 3 May 2031\nThe ferry stopped.", None, "2023-05-03.txt", "2023-05-03", "file name"),
        ("The ferry stopped.", "https://a.example/2023/13/40/ferry", "1-2345678901-2.txt", None, None),
        ("The ferry stopped.", "https://a.example/?from=/2023/05/03/", None, None, None),
    ],
)
def test_the_day_and_what_tells_it(text: str, url: str | None, file_name: str | None, day: str | None, kind: str | None) -> None:
    """What was written to tell it comes before what happens to; unknown when nothing tells."""
    found = published(text, url, file_name, TODAY)

    assert (found and found[0].isoformat(), found and found[1]) == (day, kind)


def test_a_stated_date_is_never_overwritten() -> None:
    """Whatever the text says, and wherever the date came from, which is kept."""
    record = {"text": "Publish: 3 May 2023\nThe ferry stopped.", "published_at": "2023-05-09"}

    assert (read_article(record, today=TODAY).published_at, read_article(record, today=TODAY).published_from) == ("2023-05-09", "metadata")
    assert read_article({**record, "published_from": "json-ld"}, today=TODAY).published_from == "json-ld"


def test_a_read_date_is_stored_with_what_told_it_and_taken_back_as_it_is() -> None:
    """An exported article goes in again unchanged; one without any date says of no origin."""
    made = read_text("Ferry stops\nPublish: 3 May 2023\nThe ferry stopped on Monday.", {}, today=TODAY, file_name="a.txt")
    again = read_article(
        {"text": made.text, "title": made.title, "published_at": made.published_at, "published_from": made.published_from}, today=TODAY
    )

    assert (made.published_at, made.published_from) == (again.published_at, again.published_from) == ("2023-05-03", "publication line")
    unknown = read_article({"text": "It rained.", "published_from": "somewhere"}, today=TODAY)
    assert (unknown.published_at, unknown.published_from) == (None, None)
