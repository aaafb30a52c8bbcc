"""A web archive (WARC, also gzipped) → the records of its HTML pages, one at a time.

The only module that imports warcio, which comes with `pip install 'dateline[warc]'`.
"""

from __future__ import annotations

import datetime as dt
from typing import IO, Any

from index.errors import BadInput
from index.formats import page
from index.formats.record import Known, Parts

_MAX_PAGE = 8 * 2**20
_MAX_HEADER = 500  # characters of an address shown as a place


def read(stream: IO[bytes], known: Known) -> Parts:
    """Every response with status 200 and HTML; its address and the day it was fetched are known to the page's reader."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        yield "", BadInput("web archives need one more library: pip install 'dateline[warc]'")
        return
    records = iter(ArchiveIterator(stream))
    number = -1
    while True:
        number += 1
        try:
            record = next(records, None)
            if record is None:
                return
            if record.rec_type != "response" or not _is_page(record.http_headers):
                continue
            url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
            data = record.content_stream().read(_MAX_PAGE + 1)
        except (ArchiveLoadFailed, ValueError, EOFError, OSError) as error:
            yield f"[{number}]", BadInput(f"the archive is damaged from here on: {error}")
            return
        place = f"[{number}] {url[:_MAX_HEADER]}"
        if len(data) > _MAX_PAGE:
            yield place, BadInput(f"the page has more than {_MAX_PAGE:,} bytes")
            continue
        fetched = _day(record.rec_headers.get_header("WARC-Date")) or known.today
        details = {**known.details, "url": url} if url else known.details
        for _, found in page.read(data, Known(min(fetched, known.today), details), _charset(record.http_headers)):
            yield place, found


def _is_page(headers: Any) -> bool:
    return headers is not None and headers.get_statuscode() == "200" and "html" in (headers.get_header("Content-Type") or "").lower()


def _charset(headers: Any) -> str | None:
    kind: str = headers.get_header("Content-Type") or ""
    return kind.lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None


def _day(stamp: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((stamp or "")[:10])
    except ValueError:
        return None
