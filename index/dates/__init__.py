"""English date expressions in article text, resolved to calendar days against the article's own dates."""

from index.dates.find import find_dates
from index.dates.mention import DateMention
from index.dates.publication import dateline_date
from index.dates.ranges import DateRange, find_ranges

VERSION = "english-3"
"""Changes whenever some text would be read otherwise; stored articles are then read again."""

__all__ = ["VERSION", "DateMention", "DateRange", "dateline_date", "find_dates", "find_ranges"]
