"""Article records: what is taken, what is refused and why, and the id that an article without one gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadInput
from index.model import Article
from index.records import MAX_TEXT_BYTES, canonical_url, derived_id, read_article, read_text
from index.sources import as_record
from tests.index.builders import TODAY, law

REFUSED: list[tuple[object, str | None, str]] = [
    ("text", None, "JSON object"),
    ([], None, "JSON object"),
    (None, None, "JSON object"),
    ({}, "text", "no `text`"),
    ({"text": None}, "text", "no `text`"),
    ({"text": 5}, "text", "a string, not a number"),
    ({"text": True}, "text", "a string, not true or false"),
    ({"text": ["a"]}, "text", "a string, not a list"),
    ({"text": ""}, "text", "empty"),
    ({"text": " \n\t…—"}, "text", "empty"),
    ({"text": "a\x00b"}, "text", "U\\+0000 at character 1"),
    ({"text": "ab\ud800"}, "text", "surrogate pair at character 2"),
    ({"text": "é" * (MAX_TEXT_BYTES // 2 + 1)}, "text", "at most 2,097,152"),
    ({"text": "a", "body": "b"}, "body", "unknown field 'body'"),
    ({"text": "a", 5: "b"}, "5", "unknown field '5'"),
    ({"text": "a", "title": 5}, "title", "a string, not a number"),
    ({"text": "a", "title": {"en": "x"}}, "title", "a string, not an object"),
    ({"text": "a", "title": "x" * 1001}, "title", "1001 characters"),
    ({"text": "a", "title": "bell \x07"}, "title", "control character"),
    ({"text": "a", "author": "\udfff"}, "author", "control character"),
    ({"text": "a", "id": "x" * 513}, "id", "513 characters"),
    ({"text": "a", "source": "x" * 201}, "source", "at most 200"),
    ({"text": "a", "url": "ftp://example.org/a"}, "url", "http or https"),
    ({"text": "a", "url": "javascript:alert(1)"}, "url", "http or https"),
    ({"text": "a", "url": "//example.org"}, "url", "http or https"),
    ({"text": "a", "url": "https://"}, "url", "http or https"),
    ({"text": "a", "url": "https://user@example.org"}, "url", "http or https"),
    ({"text": "a", "url": "https://example.org:99999/"}, "url", "http or https"),
    ({"text": "a", "url": "https://[::1"}, "url", "http or https"),
    ({"text": "a", "url": 'https://a"onmouseover=x'}, "url", "http or https"),
    ({"text": "a", "url": "https://example.org/a b"}, "url", "http or https"),
    *(
        ({"text": "a", "published_at": day}, "published_at", reason)
        for day, reason in [
            ("0000-00-00", "not a date"),
            ("2023-02-29", "not a date"),
            ("2023-13-01", "not a date"),
            ("yesterday", "not a date"),
            ("1e308", "not a date"),
            ("+99999-01-01", "not a date"),
            ("2023-05-04T10:00:00+99:99", "not a date"),
            ("2023-05-04T25:00", "not a date"),
            ("２０２３-05-04", "not a date"),
            ("4 May 2023", "not a date"),
            ("9999-12-31", "year 9999"),
            ("1212-01-01", "year 1212"),
            ("2034-06-01", "more than a year from now"),
            ("x" * 5000, "not a date"),
        ]
    ),
    ({"text": "a", "published_at": 1683158400}, "published_at", "not a number"),
    ({"text": "a", "updated_at": "never"}, "updated_at", "not a date"),
]


@pytest.mark.parametrize(("record", "field", "reason"), REFUSED)
def test_a_wrong_record_is_refused_with_its_field_and_reason(record: object, field: str | None, reason: str) -> None:
    """Each row names the field at fault and says what is wrong; the message stays short."""
    with pytest.raises(BadInput, match=reason) as error:
        read_article(record, today=TODAY)

    assert error.value.field == field
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    ("day", "stored", "calendar"),
    [
        ("2023-05-04", "2023-05-04", dt.date(2023, 5, 4)),
        (" 2023-05-04 ", "2023-05-04", dt.date(2023, 5, 4)),
        ("2023-05-04T10:00:00Z", "2023-05-04T10:00:00+00:00", dt.date(2023, 5, 4)),
        ("2023-05-04T23:59:59-12:00", "2023-05-04T23:59:59-12:00", dt.date(2023, 5, 4)),
        ("2023-05-04 10:00", "2023-05-04T10:00:00", dt.date(2023, 5, 4)),
        ("20230504", "2023-05-04T00:00:00", dt.date(2023, 5, 4)),
        ("2024-02-29", "2024-02-29", dt.date(2024, 2, 29)),
        ("1605-01-01", "1605-01-01", dt.date(1605, 1, 1)),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_date_is_kept_as_its_own_calendar_says(day: str | None, stored: str | None, calendar: dt.date | None) -> None:
    """ISO 8601 in, ISO 8601 kept; the day is the one written, whatever its time zone."""
    made = read_article({"text": "a", "published_at": day}, today=TODAY)

    assert (made.published_at, made.published_on) == (stored, calendar)
    assert made.published_from == ("metadata" if stored else None)


def test_text_is_kept_to_the_last_sign_and_lines_are_tidied() -> None:
    """The text is stored as it stands; white space inside a title is folded, empty fields are absent."""
    text = " \tFirst\r\n\x0csecond \u200b\u202e\u2028 third\n"
    made = read_article({"text": text, "title": "  A \n title ", "author": " ", "source": ""}, today=TODAY)

    assert made.text == text
    assert (made.title, made.author, made.source) == ("A title", None, None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n  Headline \nbody", "Headline"),
        ("# Headline\nbody", "Headline"),
        ("###\nbody", None),
        ("\x1b[1mHead\x07line\nbody", "[1mHeadline"),
        ("x" * 1500, "x" * 1000),
    ],
)
def test_the_first_line_of_plain_text_is_its_title(text: str, title: str | None) -> None:
    """Markdown marks and control signs are left out of it, and details that name a title win."""
    assert read_text(text, {}, today=TODAY).title == title
    assert read_text(text, {"title": "Given"}, today=TODAY).title == "Given"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/a/b",
        "http://example.org/a/b/",
        "https://EXAMPLE.org/a/b#part",
        "https://example.org:443/a/b?utm_source=x&utm_medium=y",
        "http://example.org:80/a/b?fbclid=3",
    ],
)
def test_one_page_under_many_addresses_is_one_article(url: str) -> None:
    """Scheme, www., case of the host, fragment, trailing slash, default port and tracking do not make another id."""
    assert canonical_url(url) == "https://example.org/a/b"
    assert derived_id(url, "any", "text") == derived_id("https://example.org/a/b", None, "other")


@pytest.mark.parametrize(
    "url", ["https://example.org/A/b", "https://example.org/a/b?page=2", "https://example.org:8443/a/b", "https://m.example.org/a/b"]
)
def test_another_page_is_another_article(url: str) -> None:
    """Case of the path, a query, a port and another host do."""
    assert canonical_url(url) != "https://example.org/a/b"


def test_an_id_without_a_url_comes_from_the_content() -> None:
    """Title and text make the id; the given one wins."""
    one, same, other = (read_article({"text": text, "title": "T"}, today=TODAY).id for text in ("a", "a", "b"))

    assert one == same != other
    assert one.startswith("c-")
    assert read_article({"id": " x  y ", "text": "a"}, today=TODAY).id == "x y"


LINES = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
RECORDS = st.fixed_dictionaries(
    {
        "text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=80).filter(
            lambda t: any(map(str.isalnum, t))
        )
    },
    optional={
        "id": LINES,
        "title": LINES,
        "source": LINES,
        "author": LINES,
        "language": LINES,
        "url": st.none() | st.from_regex(r"https?://[a-z]{1,8}\.org/[a-z0-9/]{0,12}", fullmatch=True),
        "published_at": st.none()
        | st.dates(dt.date(1700, 1, 1), dt.date(2024, 1, 1)).map(str)
        | st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2024, 1, 1)).map(str),
    },
)


@law
@given(RECORDS)
def test_what_was_read_can_be_handed_in_again(record: Mapping[str, object]) -> None:
    """as_record gives a record that reads back as the same article."""
    made = read_article(record, today=TODAY)

    assert isinstance(made, Article)
    assert read_article(as_record(made), today=TODAY) == made


@law
@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(["text", "title", "url", "published_at", "id"]),
        st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20), st.lists, max_leaves=3),
        max_size=5,
    )
)
def test_any_object_is_read_or_refused(record: Mapping[str, object]) -> None:
    """Nothing but BadInput comes out of a record that is wrong."""
    try:
        made = read_article(record, today=TODAY)
    except BadInput:
        return
    made.text.encode()
    assert made.id


@pytest.mark.parametrize(("given", "kept"), [(None, None), ("usable", "usable"), ("canceled", "canceled"), ("withheld", "withheld")])
def test_the_publishers_status_is_one_of_three(given: str | None, kept: str | None) -> None:
    """Kept as it is given; only two of them keep an article out of answers."""
    made = read_article({"text": "It rained.", "pubstatus": given}, today=TODAY)

    assert (made.pubstatus, made.usable) == (kept, given in (None, "usable"))


@pytest.mark.parametrize("value", ["killed", "", 3, True, [], {}])
def test_another_status_is_refused(value: object) -> None:
    """With the three that there are."""
    with pytest.raises(BadInput, match="usable, canceled, withheld") as caught:
        read_article({"text": "It rained.", "pubstatus": value}, today=TODAY)
    assert caught.value.field == "pubstatus"


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        (None, None),
        ("2023-05-04", dt.datetime(2023, 5, 4, tzinfo=dt.UTC)),
        ("2023-05-04T12:00:00", dt.datetime(2023, 5, 4, 12, tzinfo=dt.UTC)),
        ("2023-05-04T12:00:00+02:00", dt.datetime(2023, 5, 4, 10, tzinfo=dt.UTC)),
    ],
)
def test_an_embargo_ends_at_a_moment(given: str | None, moment: dt.datetime | None) -> None:
    """A day begins at midnight, and what names no time zone is in UTC."""
    made = read_article({"text": "It rained.", "embargoed_until": given}, today=TODAY)

    assert (made.embargoed_until, made.free_from) == (given, moment)


@pytest.mark.parametrize(
    ("published", "updated", "since"),
    [
        (None, None, None),
        ("2023-05-04", None, "2023-05-04"),
        ("2023-05-04", "2023-05-06T08:00:00", "2023-05-06"),
        ("2023-05-04", "2023-05-02", "2023-05-04"),
        (None, "2023-05-06", "2023-05-06"),
    ],
)
def test_a_text_is_there_from_its_update_on(published: str | None, updated: str | None, since: str | None) -> None:
    """Never before its publication."""
    made = read_article({"text": "It rained.", "published_at": published, "updated_at": updated}, today=TODAY)

    assert made.since == (since and dt.date.fromisoformat(since))
