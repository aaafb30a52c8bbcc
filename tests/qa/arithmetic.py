"""A derivation step → the days it can mean, worked out from its expression, anchor and rule alone: nothing of `index.dates` is used."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator

Days = tuple[dt.date, dt.date]

_DAY = dt.timedelta(days=1)
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_UNITS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}


def days_of(iso: str) -> Days:
    """ "2022", "2022-05", "2022-05-04" (a time of day after it is left out), or two of them with a slash between."""
    first, _, last = iso.partition("/")
    return _single(first)[0], _single(last or first)[1]


def _single(iso: str) -> Days:
    parts = [int(part) for part in re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?", iso)[0].split("-")]  # type: ignore[index]
    if len(parts) == 3:
        day = dt.date(*parts)
        return day, day
    return _month(parts[0], parts[1]) if len(parts) == 2 else (dt.date(parts[0], 1, 1), dt.date(parts[0], 12, 31))


def _month(year: int, month: int) -> Days:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _later(day: dt.date, months: int) -> dt.date:
    total = day.year * 12 + day.month - 1 + months
    last = calendar.monthrange(total // 12, total % 12 + 1)[1]
    return dt.date(total // 12, total % 12 + 1, min(day.day, last))


def _around(day: dt.date, unit: str) -> Days:
    if unit in ("week", "fortnight"):
        monday = day - _DAY * day.weekday()
        return monday, monday + 6 * _DAY
    if unit == "month":
        return _month(day.year, day.month)
    return (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)) if unit == "year" else (day, day)


def _moved(expression: str, anchor: Days, rule: str) -> Iterator[Days]:
    """ "anchor minus 5 days", "publication plus 1 week", "anchor minus 10 weeks 1 day"."""
    sign = -1 if " minus " in rule else 1
    parts = [(int(count), unit) for count, unit in re.findall(r"(\d+) (day|night|week|fortnight|month|year)s?", rule)]
    first, last = anchor
    for count, unit in parts:
        first, last = (_step(day, sign * count, unit) for day in (first, last))
    unit = parts[-1][1]
    if unit in _UNITS:
        yield first, last
    yield _around(first, unit)


def _step(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in _UNITS:
        return day + _DAY * count * _UNITS[unit]
    return _later(day, count * (12 if unit == "year" else 1))


def _such(expression: str, anchor: Days, rule: str) -> Iterator[Days]:
    """ "last such weekday on or before publication", "first such month after anchor": of all of them, the one nearest on that side."""
    found = list(_all_such(expression, anchor, rule))
    if rule.startswith("last"):
        limit = anchor[0] if "on or before" in rule else anchor[0] - _DAY
        yield max(days for days in found if days[0] <= limit)
    else:
        limit = anchor[0] if "on or after" in rule else anchor[0] + _DAY
        yield min(days for days in found if days[0] >= limit)


def _all_such(expression: str, anchor: Days, rule: str) -> Iterator[Days]:
    """All days, weekdays, months or seasons of that name around the anchor."""
    start, end = anchor
    if re.search(r"\bsuch weekday\b|\A(?:last|first) \w+day ", rule):
        wanted = _named_weekday(expression) if "such weekday" in rule else _named_weekday(rule)
        days = (start + _DAY * step for step in range(-8, (end - start).days + 9))
        yield from ((day, day) for day in days if day.weekday() == wanted)
        return
    for year in range(start.year - 1, end.year + 2):
        if any(name in expression.lower() for name in _SEASONS):
            month = next(number for name, number in _SEASONS.items() if name in expression.lower())
            yield dt.date(year, month, 1), _later(dt.date(year, month, 1), 3) - _DAY
        else:
            yield from _in_year(expression, year)


def _named_weekday(expression: str) -> int | None:
    return next((number for name, number in _WEEKDAYS.items() if re.search(rf"\b(?:{name}|{name[:3]})\b", expression.lower())), None)


def _of_period(expression: str, anchor: Days, rule: str) -> Iterator[Days]:
    """ "such weekday of: publication plus 1 week": the one inside of what the rest of the rule gives."""
    inner = rule.partition(": ")[2]
    for first, last in possible("", f"{anchor[0]}/{anchor[1]}", inner):
        if first == last:
            continue
        if re.search(r"\blast day\b", expression.lower()):
            yield last, last
        else:
            yield from (days for days in _all_such(expression, (first, last), rule) if first <= days[0] and days[1] <= last)


def _in_year(expression: str, year: int) -> Iterator[Days]:
    words = re.findall(r"[a-z]+|\d+", expression.lower())
    month = next(_MONTHS[word] for word in words if word in _MONTHS)
    numbers = [int(word) for word in words if word.isdigit() and int(word) <= 31]
    numbers += [_ORDINALS.index(word) + 1 for word in words if word in _ORDINALS and "week" not in words]
    whole = _month(year, month)
    if "week" in words:
        yield _around(whole[0] + 7 * _DAY * next(_ORDINALS.index(word) for word in words if word in _ORDINALS), "week")
    elif numbers:
        yield dt.date(year, month, numbers[0]), dt.date(year, month, numbers[-1])
    else:
        yield _third(expression, whole)


def _third(expression: str, month: Days) -> Days:
    first, last = month
    folded = expression.lower()
    if re.search(r"\bearly\b|\b(?:start|beginning) of\b", folded):
        return first, first + 9 * _DAY
    if re.search(r"\bmid\b|\bmiddle of\b", folded):
        return first + 10 * _DAY, first + 19 * _DAY
    return (first + 20 * _DAY, last) if re.search(r"\blate\b|\bend of\b", folded) else month


def _as_written(expression: str, anchor: Days, rule: str) -> Iterator[Days]:
    iso = re.match(r"\d{4}-\d\d-\d\d", rule) or re.fullmatch(r"\d{4}-\d\d-\d\d", expression)
    if iso:
        yield days_of(iso[0])
        return
    year = int(re.findall(r"\d{4}", expression)[-1])
    if any(name in expression.lower() for name in _SEASONS):
        yield next(days for days in _all_such(expression, (dt.date(year, 1, 1), dt.date(year, 1, 1)), rule) if days[0].year == year)
    elif re.search(r"[a-z]{3}", expression.lower()):
        yield from _in_year(expression.replace(str(year), " "), year)
    else:
        yield days_of(str(year))


def _same(expression: str, anchor: Days, rule: str) -> Iterator[Days]:
    yield _around(anchor[0], rule.split()[0])


_RULES: tuple[tuple[str, Callable[[str, Days, str], Iterator[Days]]], ...] = (
    (r"such \w+(?: \w+)? of: ", _of_period),
    (r"(?:publication|anchor) (?:plus|minus) \d", _moved),
    (r"(?:last|first) (?:such \w+|\w+day) (?:on or before|before|on or after|after) (?:publication|anchor)", _such),
    (r"(?:date|year|month|months|days|[\d-]+) as written", _as_written),
    (r"(?:day|week|month|year) of (?:publication|anchor)", _same),
)


def possible(expression: str, anchor: str | None, rule: str) -> list[Days]:
    """The days that a step can mean; raises LookupError for a rule that is not written down here."""
    plain = re.sub(r"; publication date.*", "", rule)
    plain, _, clipped = plain.partition(", ")
    start = days_of(anchor) if anchor else (dt.date.min, dt.date.min)
    for pattern, read in _RULES:
        if re.match(pattern, plain):
            found = list(read(expression, start, plain))
            end = clipped.rpartition(", ")[2]
            if end in ("first day", "last day"):
                found = [(days[end == "last day"], days[end == "last day"]) for days in found]
            return found  # thirds ("late April") are cut with the month, by the words of the expression
    raise LookupError(f"the rule {rule!r} (of {expression!r}) is not one that this interpreter knows")
