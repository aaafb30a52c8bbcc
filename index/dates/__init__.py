"""English date expressions in article text, resolved to calendar days against the article's own dates."""

from index.dates.find import find_dates
from index.dates.mention import DateMention

__all__ = ["DateMention", "find_dates"]
