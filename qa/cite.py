"""A span of a stored article → a Citation, or nothing: the only way to make one.

The stored version is read again and compared, so a citation that leaves here holds at the moment it is made.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Protocol
from urllib.parse import quote as percent_encoded

from index.digest import text_sha256
from index.model import Span, Version
from qa.model import Citation

_log = logging.getLogger(__name__)

_WHOLE = 90  # characters: longer quotes are pointed at by their first and last words
_EDGE_WORDS = 5


class Versions(Protocol):
    """What citing needs of an index."""

    def version(self, article_id: str, number: int | None = None, as_of: dt.date | None = None) -> Version | None: ...


class Citer:
    """Makes the citations of one answer, numbered from 1 in the order they are asked for; the same span has one number.

    `as_of`: cite the versions that were the current ones on that day.
    """

    def __init__(self, versions: Versions, as_of: dt.date | None = None) -> None:
        self._versions, self._as_of = versions, as_of
        self._made: dict[tuple[str, Span], Citation] = {}
        self.refused = 0
        """Spans that did not hold and were dropped."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations made so far, by number."""
        return tuple(self._made.values())

    def cite(self, article_id: str, span: Span, quote: str) -> Citation | None:
        """The citation of `quote` at `span` of the version in force, or None when the stored text says otherwise."""
        known = self._made.get((article_id, span))
        if known is not None:
            return known
        version = self._versions.version(article_id, as_of=self._as_of)
        if (
            version is None
            or not version.in_force(self._as_of)
            or span.of(version.article.text) != quote
            or span.end > len(version.article.text)
        ):
            self.refused += 1
            _log.error("a citation of %s at %s..%s did not hold and was dropped", article_id, span.start, span.end)
            return None
        article = version.article
        made = Citation(
            n=len(self._made) + 1,
            article_id=article_id,
            version=version.number,
            title=article.title,
            source=article.source,
            url=article.url,
            fragment_url=fragment_url(article.url, quote),
            published_at=article.published_at,
            published_from=article.published_from,
            start=span.start,
            end=span.end,
            quote=quote,
            text_sha256=text_sha256(quote),
        )
        self._made[article_id, span] = made
        return made


def fragment_url(url: str | None, quote: str) -> str | None:
    """`url` with a text fragment that a browser scrolls to (WICG Scroll-to-Text-Fragment); None without a URL."""
    if url is None:
        return None
    words = quote.split()
    if len(quote) <= _WHOLE or len(words) <= 2 * _EDGE_WORDS:
        target = _encoded(" ".join(words))
    else:
        target = f"{_encoded(' '.join(words[:_EDGE_WORDS]))},{_encoded(' '.join(words[-_EDGE_WORDS:]))}"
    return f"{url.partition('#')[0]}#:~:text={target}"


def _encoded(text: str) -> str:
    return percent_encoded(text, safe="").replace("-", "%2D")
