"""Bylines and language tags of articles → whether they are what a filter names.

| a filter names | it means articles whose |
|---|---|
| author `Jane Doe` | byline is "Jane Doe", "By jane  doe" or "Jane Doe and Li Wei, Reuters"; not "Jane Doering" |
| author `Jane Doe and Li Wei` | byline is those very words |
| language `en` | tag is `en`, `EN`, `en-GB` or `en_US`; not `eng` |
| language `en-GB` | tag is `en-GB` or longer, not `en` |
"""

from __future__ import annotations

import re

from index.errors import BadInput

_BETWEEN = re.compile(r"\s*[,;&/|]\s*|\s+(?:and|with)\s+")
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


def folded(name: str) -> str:
    """A name as it is compared: without case, and every stretch of white space one blank."""
    return " ".join(name.casefold().split())


def authors_of(byline: str) -> frozenset[str]:
    """What an author filter may name of this byline, folded: the whole of it, and each of the names in it."""
    whole = folded(byline)
    bare = whole.removeprefix("by ")
    return frozenset({whole, bare, *(name for name in _BETWEEN.split(bare) if name)})


def language_range(text: str) -> str:
    """The tag that a language filter asks for, in lower case. Raises BadInput for what is no tag."""
    tag = text.strip().replace("_", "-").casefold()
    if not _TAG.fullmatch(tag):
        raise BadInput(f"{text[:40]!r} is no language tag: write the two letters of the language, such as en, or en-GB", field="language")
    return tag


def in_language(tag: str, wanted: str) -> bool:
    """Whether a stored tag falls into a range in lower case: it is the same, or more exact (RFC 4647, basic filtering)."""
    tag = tag.strip().replace("_", "-").casefold()
    return tag == wanted or tag.startswith(wanted + "-")
