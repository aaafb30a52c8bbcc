"""What can go wrong in an evaluation, below the tree of index.errors.

DatelineError
├── BadInput
│   └── BadCases        the case set, run file or gate file is wrong; `problems` lists every one found
└── NotReady
    ├── Unreachable     the service being asked does not answer
    └── BadCalibration  the data folder's calibration.json cannot be read, so nobody knows when to be silent
"""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import BadInput, NotReady

_SHOWN = 20


class WrongRowError(ValueError):
    """One row of a file is wrong: what and the fix. The reader adds the place and turns it into BadCases."""


class BadCases(BadInput):
    """A file of the evaluation is wrong. `problems` holds one line each: place, what is wrong, the fix."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = f"\n… and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        super().__init__("\n".join(problems[:_SHOWN]) + more)


class Unreachable(NotReady):
    """The service does not answer at all (refused, timed out, cut off)."""


class BadCalibration(NotReady):
    """The threshold was fitted, and its file is damaged; answering with another one would break a promise in silence."""
