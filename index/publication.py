"""An article that states no publication date → the day that its head, its address or its file name tells, and which of them did.

What a text merely mentions is not taken for the day it was published: of 246 news texts with a full date in them the latest one had the
right year in 56 (ARCHITECTURE.md). Without such a line the day stays unknown, and what hangs on it stays unresolved.
"""

from __future__ import annotations

import datetime as dt
import re

from index.dates import DateMention, dateline_date, find_dates

_ADDRESS = re.compile(r"[/_-]((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/_-]|\Z)")
_FILE_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_NEAR = dt.timedelta(days=31)  # what a text tells in full this near to a dateline's day gives it its year
_ORDER = ("publication line", "dateline", "address", "line of its own", "update line", "file name")
"""Of 900 news articles the day in the address was right in 881 of 881, a line of its own in 8 of 10, an update line in 7 of 7."""
_READ = 20_000  # characters in which such a day is looked for


def published(text: str, url: str | None, file_name: str | None, today: dt.date) -> tuple[dt.date, str] | None:
    """The day, and what tells it, in this order: "publication line", "dateline", "address", "line of its own", "update line", "file name".

    None when nothing does; a day after `today` is no day of publication. A dateline without a year takes that of the address or file name,
    else the one year in which the text names a full day within a month of it.
    """
    elsewhere = [(day, kind) for kind, day in (("address", _in_address(url)), ("file name", _in_file_name(file_name))) if day]
    mention = dateline_date(text)
    day = _day(mention, text, [day for day, _ in elsewhere]) if mention else None
    told = [*elsewhere, *([(day, mention.rule)] if mention and day else [])]
    return min((one for one in told if one[0] <= today), key=lambda one: _ORDER.index(one[1]), default=None)


def _in_address(url: str | None) -> dt.date | None:
    found = _ADDRESS.search(url.partition("?")[0]) if url else None
    return _made(found[1], found[2], found[3]) if found else None


def _in_file_name(file_name: str | None) -> dt.date | None:
    found = _FILE_NAME.search(file_name) if file_name else None
    return _made(found[1], found[3], found[4]) if found else None


def _day(mention: DateMention, text: str, elsewhere: list[dt.date]) -> dt.date | None:
    """The day of a dateline or publication line; one that names no year itself gets it by the rule above."""
    if mention.anchor is None and mention.earliest:
        return mention.earliest
    month, day = mention.value[5:7], mention.value[8:10]
    full = [one.earliest for one in find_dates(text[:_READ], None) if one.anchor is None and one.granularity == "day" and one.earliest]
    near = {
        made
        for known in elsewhere or full
        for year in (known.year - 1, known.year, known.year + 1)
        if (made := _made(str(year), month, day)) and abs(made - known) <= _NEAR
    }
    return near.pop() if len(near) == 1 else None


def _made(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
