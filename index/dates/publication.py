"""The head of an article to its publication date: a "Published: 3 May 2023" line, a dateline, or a line that is a date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from index.dates.find import find_dates
from index.dates.mention import DateMention

_HEAD = 3000  # characters from the start in which such a line may stand
_TOP = 600  # and one that is nothing but a date: further down it heads a part of the text
_LABEL = re.compile(
    r"\s*(?:first\s+)?(?:publish(?:ed)?|posted|publication date|pub date|date|issued|released?)\b\s*(?:on|at)?\s*:?\s*\Z", re.I
)
_UPDATE = re.compile(r"\s*(?:last\s+)?(?:updated?|modified|revised)\b\s*(?:on|at)?\s*:?\s*\Z", re.I)
# WASHINGTON, D.C., / NAIROBI, Kenya,
_PLACE = re.compile(r"\s*[A-Z][A-Z.' -]{2,40}(?:/[A-Z.' -]{3,40})?(?:,\s*[A-Z][\w.' -]{1,30}){0,2}\s*[,(]?\s*(?:[—–-]+\s*)?\Z")
_AGENCY = re.compile(r"\s*(?:\d{4})?\s*(?:[(/][^()\n]{2,40}[)/]|\))?\s*(?:--|[-–—_:])")
_TIME = re.compile(r"[\s,|/•·-]*(?:at\s+)?(?:\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?)?\s*(?:[A-Z]{2,4})?\s*\Z")


def dateline_date(text: str, near: dt.date | None = None) -> DateMention | None:
    """The day a text says it was published, with where it says so; None if it does not.

    `near` (a day not far off, such as the one the text was fetched on) gives the year to a dateline without one;
    without it such a mention comes back unresolved. The mention's `rule` names the kind of line it was found in.
    """
    head = text[:_HEAD]
    found: dict[str, DateMention] = {}
    for mention in find_dates(head, near):
        if mention.type in ("date", "time") and mention.granularity in ("day", "time") and _names_a_day(mention):
            kind = _kind(head, mention)
            if kind and kind not in found:
                found[kind] = replace(mention, rule=kind)
    for kind in ("publication line", "dateline", "line of its own", "update line"):
        if kind in found:
            return found[kind]
    return None


def _names_a_day(mention: DateMention) -> bool:
    """Whether it names month and day, so that it does not itself hang on the date sought."""
    return mention.anchor is None or mention.year_inferred or mention.value.startswith("XXXX-")


def _kind(text: str, mention: DateMention) -> str:
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    before, after = text[start : mention.start], text[mention.end : end if end >= 0 else len(text)]
    if _LABEL.match(before) and (":" in before or _TIME.match(after)):  # not: Released on Aug. 25, 1998, the record was …
        return "publication line"
    if _UPDATE.match(before):
        return "update line"
    if _PLACE.match(before) and _AGENCY.match(after):
        return "dateline"
    if not before.strip() and mention.start < _TOP and mention.anchor is None and mention.earliest and _TIME.match(after):
        return "line of its own"
    return ""
