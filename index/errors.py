"""What can go wrong, as a tree; the layers above turn it into exit codes and HTTP statuses.

DatelineError
├── BadInput            the caller's words or files are wrong: says what, where and the fix
├── NotReady            the index or a needed part of it cannot be used now: says what to do
│   ├── IndexLocked     another process owns the data folder
│   ├── IndexMismatch   the index was built with another model or layout
│   ├── IndexDamaged    stored facts do not hold
│   ├── NoSpace         the disk is full or read-only
│   └── ModelUnusable   the encoder cannot be loaded or gives unusable numbers
└── TooBusy             no capacity now: try again after `retry_after_s`
"""

from __future__ import annotations


class DatelineError(Exception):
    """Root of every error that dateline raises on purpose; its text is meant for people."""


class BadInput(DatelineError):
    """A value, file or request is wrong. `field` names the part, when there is one."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotReady(DatelineError):
    """The index or something it needs cannot be used now."""


class IndexLocked(NotReady):
    """Another process owns the data folder."""


class IndexMismatch(NotReady):
    """The index was built with another model, cut or layout than the ones in use."""


class IndexDamaged(NotReady):
    """Stored facts contradict each other; `dateline check` names them."""


class NoSpace(NotReady):
    """The disk is full, or the folder cannot be written."""


class ModelUnusable(NotReady):
    """The encoder cannot be loaded, or what it returns is not usable."""


class TooBusy(DatelineError):
    """All places are taken; `retry_after_s` is a hint."""

    def __init__(self, message: str, retry_after_s: int = 1) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
