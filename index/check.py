"""Catalog and followers → a report of what does not hold between them, the followers made again where that was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.catalog import Catalog
from index.columns import Columns, View, end_of
from index.errors import IndexDamaged
from index.lineage.follower import LineageFollower
from index.maintainer import Maintainer
from index.segment import Floats

_LOOKS = 3  # a difference counts when nothing changed while it was looked for


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `Index.check` found: every line names what is wrong and where; `repaired` what was made again.

    `sound`: nothing is wrong, or nothing is wrong any more.
    """

    articles: int
    passages: int
    problems: tuple[str, ...]
    repaired: tuple[str, ...]
    sound: bool


def check(
    catalog: Catalog, columns: Columns, lineage: LineageFollower, maintainer: Maintainer, publishing: threading.Lock, *, repair: bool
) -> CheckReport:
    """Prove the catalog's facts and that the followers hold what it says. `publishing` is held while columns and lineages change."""
    truth = list(catalog.problems())
    repaired: list[str] = []
    try:
        astray, generation = _column_problems(catalog, columns, publishing), maintainer.problems()
        parted = _lineage_problems(catalog, lineage, publishing)
        totals = catalog.totals()
    except IndexDamaged as error:  # nothing can be compared with it, or made from it
        return CheckReport(0, 0, tuple(truth) or (f"catalog: {error}",), (), sound=False)
    if repair and astray:
        with publishing:
            columns.rebuild()
        repaired.append("columns: made again from the catalog")
    if repair and parted:
        with publishing:
            lineage.rebuild()
        repaired.append("lineages: made again from the catalog")
    mended = bool(repair and generation) and maintainer.rebuild()
    if mended:
        repaired.append("chroma: a new generation was built from the catalog")
    sound = (
        not truth
        and (not astray or not _column_problems(catalog, columns, publishing))
        and (not parted or not _lineage_problems(catalog, lineage, publishing))
        and (not generation or mended)
    )
    return CheckReport(totals.articles, totals.passages, (*truth, *astray, *parted, *generation), tuple(repaired), sound)


def _column_problems(catalog: Catalog, columns: Columns, publishing: threading.Lock) -> list[str]:
    """What differs between the view and the catalog, of one moment."""
    for _ in range(_LOOKS):
        with publishing:
            view = columns.refresh()
        problems = list(_differences(catalog, view))
        if not problems or catalog.totals().seq == view.seq:
            break
    return problems


def _lineage_problems(catalog: Catalog, lineage: LineageFollower, publishing: threading.Lock) -> list[str]:
    """What differs between the lineages and those that the articles make when they are grouped anew, of one moment."""
    for _ in range(_LOOKS):
        with publishing:
            moment = lineage.refresh()
        fresh = lineage.recomputed()  # takes its time: articles may come meanwhile
        with publishing:
            problems = lineage.problems(fresh)
        if not problems or catalog.totals().seq == moment.seq:
            break
    return problems


def _differences(catalog: Catalog, view: View) -> Iterator[str]:
    found = dict(_rows(view))
    expected, tells = 0, catalog.tells()
    for version in catalog.indexed_versions(list(tells)):
        name = f"{version.article.id!r} version {version.number}"
        end = end_of(tells[version.article.id, version.number])
        for key, vector in zip(version.keys, version.vectors, strict=True):
            expected += 1
            if key not in found:
                yield f"columns: passage {key} of {name} is missing"
            elif not np.array_equal(found[key][0], vector):
                yield f"columns: the vector of passage {key} of {name} differs from the catalog's"
            elif found[key][1] != end:
                yield f"columns: passage {key} of {name} ends on another day than in the catalog"
    if len(found) > expected:
        yield f"columns: {len(found) - expected} passages are not in the catalog"


def _rows(view: View) -> Iterator[tuple[int, tuple[Floats, int]]]:
    """Each passage's key with its vector and the day on which its version ends, where it is told of some day and its mask agrees."""
    for (segment, alive), ends in zip(view.parts, view.ends, strict=True):
        for row, end in enumerate(ends[segment.articles].tolist()):
            if end and bool(alive[row]) == (end == end_of(None)):
                yield int(segment.keys[row]), (segment.vectors[row], end)
