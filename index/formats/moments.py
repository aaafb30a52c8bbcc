"""A date string as pages, feeds and front matter write it → ISO 8601 date or date-time, or None when it is not certain.

No clock: what needs to know today ("2 days ago", "May 2") is not certain. A day is given as a day, never as its midnight.
The only module that imports dateparser.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Callable
from functools import lru_cache

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")  # in any script's digits
_TIME = re.compile(r"\d[:h]\d\d|(?<![\d.])\d{1,2}\.\d\d(?![\d.])|\b\d{1,2}\s*[ap]\.?m\b", re.IGNORECASE)
_LOOSE_OFFSET = re.compile(r"\s+([+-]\d\d:?\d\d)\Z")
_LANGUAGES = (  # of dateparser's two hundred: reading all of their tables for one odd string takes seconds
    "ar az bg bn cs da de el es et fa fi fr he hi hr hu hy id it ja ka ko lt lv nb nl pl pt ro ru sk sl sr sv ta th tr uk ur vi zh".split()
)
_LONGEST = 80
_FIRST_YEAR, _LAST_YEAR = 1600, 2200


@lru_cache(maxsize=4096)
def moment(text: str) -> str | None:
    """ISO 8601 for `text`; 05/02/2023 could be either of two days, so it is None, while 02.05.2023 is the day first."""
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    if _DAY.match(text) or re.fullmatch(r"[0-9]{8}", text):
        return _checked(lambda: dt.date.fromisoformat(text))
    return _checked(lambda: _iso(text)) or _checked(lambda: _mail(text)) or _checked(lambda: _worded(text))


def day_of(iso: str) -> dt.date:
    """The calendar day of what `moment` returned, as it is stated there."""
    return dt.date.fromisoformat(iso[:10])


def _checked(read: Callable[[], dt.date | None]) -> str | None:
    try:
        value = read()
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):  # dateparser lets several escape
        return None
    return value.isoformat() if value is not None and _FIRST_YEAR <= value.year <= _LAST_YEAR else None


def _iso(text: str) -> dt.datetime | dt.date | None:
    if not re.match(r"\d{4}-?\d\d-?\d\d[T ]", text, re.ASCII):
        return None
    return dt.datetime.fromisoformat(_LOOSE_OFFSET.sub(r"\1", text))


def _mail(text: str) -> dt.datetime | None:
    """RFC 2822, as RSS has it. Without a time the parser would invent midnight."""
    return email.utils.parsedate_to_datetime(text) if re.search(r"\d:\d\d", text) and re.match(r"(?:[A-Za-z]{3,9}, )?\d", text) else None


def _worded(text: str) -> dt.datetime | dt.date | None:
    if not _YEAR.search(text) or len(re.findall(r"\d+", text)) < 2 or re.search(r"\dW\d|-W\d", text):
        return None
    import dateparser

    def parsed(order: str, languages: list[str]) -> dt.datetime | None:
        wanted = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "DATE_ORDER": order}
        found: dt.datetime | None = dateparser.parse(text, languages=languages, settings=wanted)
        return found

    for languages in (["en"], _LANGUAGES):
        day_first = parsed("DMY", languages)
        if day_first is None:
            continue
        if parsed("MDY", languages) != day_first and not re.match(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
            return None
        return day_first if _TIME.search(text) else day_first.date()
    return None
