"""A span of a stored article → a Citation, or nothing: the only way to make one.

The stored version is read again and compared, so a citation that leaves here holds at the moment it is made.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Protocol

from index.digest import text_sha256
from index.model import Span, Version
from qa.fragments import fragment_url
from qa.model import Citation

_log = logging.getLogger(__name__)


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
            fragment_url=fragment_url(article.url, article.text, span.start, span.end),
            published_at=article.published_at,
            published_from=article.published_from,
            start=span.start,
            end=span.end,
            quote=quote,
            text_sha256=text_sha256(quote),
            superseded=not version.current,
        )
        self._made[article_id, span] = made
        return made
