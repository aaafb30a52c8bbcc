"""The title of a page → whether training may see it, or whether it is kept for reporting.

Fixed before the first training run and never changed: a page is kept when the first byte of SHA-256("dateline reader 1:" + title)
is even. Everything that hangs on a page (paragraphs, questions, negatives) goes with it.
"""

from __future__ import annotations

import hashlib

SALT = "dateline reader 1:"


def kept_for_reporting(title: str) -> bool:
    """True for about half of all titles, always the same ones."""
    return hashlib.sha256((SALT + title).encode("utf-8")).digest()[0] % 2 == 0
