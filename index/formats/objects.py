"""One JSON value → article records: our own form as it is, ninjs and schema.org mapped, told apart by the names they use."""

from __future__ import annotations

from collections.abc import Mapping

from index.errors import BadInput
from index.formats import linked, ninjs
from index.formats.record import Parts


def records(value: object) -> Parts:
    """The articles of `value`; anything that is no foreign format comes back as it is, for the strict reader to judge."""
    if ninjs.is_ninjs(value):
        assert isinstance(value, Mapping)
        try:
            yield "", ninjs.record(value)
        except BadInput as error:
            yield "", error
    elif linked.is_schema_org(value) and not (isinstance(value, Mapping) and "text" in value):
        found = list(linked.records(value))
        for number, record in enumerate(found):
            yield (f"[{number}]" if len(found) > 1 else ""), record
    else:
        yield "", value  # type: ignore[misc]  # not checked here: `read_article` says what is wrong with it
