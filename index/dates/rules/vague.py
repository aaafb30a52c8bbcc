"""Rules for the present, the past and the future at large: "now", "recently", "in the past", "the near future"."""

from __future__ import annotations

from dataclasses import replace

from index.dates import lexicon, timex3
from index.dates.context import Context, Found
from index.dates.reading import Reading, vague
from index.dates.rule import Example, Rule
from index.dates.rules import common


def _present(found: Found, context: Context) -> Reading | None:
    return replace(vague("PRESENT_REF"), anchor=context.publication)


def _past(found: Found, context: Context) -> Reading | None:
    return vague("PAST_REF")


def _future(found: Found, context: Context) -> Reading | None:
    return vague("FUTURE_REF")


def _is_now(found: Found) -> bool:
    return not common.hyphenated(found) and found.before() != "-"


def _is_current(found: Found) -> bool:
    """ "Current plans", "its current form"; no river's and no wire's current."""
    follower = found.after()
    if (
        not follower.isalpha()
        or follower in common.PREPOSITIONS
        or follower in ("and", "or", "is", "was", "that", "which", "events", "affairs")
    ):
        return False
    return found.before() not in ("the", "this") or follower not in ("year", "quarter", "month", "week", "fiscal")


def _open_units(found: Found, context: Context) -> Reading | None:
    unit = lexicon.UNITS[found.word("units")]
    return Reading("duration", timex3.of_length(None, unit), None, unit, "length of time", certainty=0.6)


RULES = (
    Rule(
        "now",
        "<now>",
        _present,
        (
            Example("They now run it.", "2023-05-03", "now", "PRESENT_REF", ""),
            Example("It is currently shut.", "2023-05-03", "currently", "PRESENT_REF", ""),
        ),
        _is_now,
    ),
    Rule(
        "the current state",
        "current",
        _present,
        (Example("Under current law it is a crime.", "2023-05-03", "current", "PRESENT_REF", ""),),
        _is_current,
    ),
    Rule(
        "recently",
        "more? <recently>",
        _past,
        (Example("They recently met.", "2023-05-03", "recently", "PAST_REF", ""),),
    ),
    Rule(
        "the past",
        (
            "[ the ( recent | distant )? past ] ( . | , | ; | ! | and | but | by | with | for | when | that | to | it | he "
            "| they | as | in )"
        ),
        _past,
        (
            Example("In the past, they met.", "2023-05-03", "the past", "PAST_REF", ""),
            Example("He walked the past three miles.", "2023-05-03", ""),
        ),
    ),
    Rule(
        "the future",
        "the ( ( near | foreseeable | distant | immediate )? future | ( near | short | long ) term )",
        _future,
        (Example("They may meet in the near future.", "2023-05-03", "the near future", "FUTURE_REF", ""),),
    ),
    Rule(
        "units of the recent past or near future",
        "( the )? ( recent | coming | past | previous ) <units>",
        _open_units,
        (
            Example("In recent years it grew.", "2023-05-03", "recent years", "PXY", ""),
            Example("It will grow in the coming weeks.", "2023-05-03", "the coming weeks", "PXW", ""),
        ),
    ),
)
