"""A fragment of HTML (the body of a feed entry, an agency item) → its text, paragraphs apart by a blank line.

For fragments that are all article; what a whole page says is found by `index.formats.page`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SILENT = frozenset("script style noscript template iframe svg form button select option audio video object head title".split())
_PARAGRAPHS = frozenset(
    "p div section article header footer aside main ul ol dl table tr blockquote pre figure figcaption h1 h2 h3 h4 h5 h6 hr address".split()
)
_LINES = frozenset("br li dt dd td th".split())
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_MOST_BYTES = 2 * 2**20


def looks_like_html(text: str) -> bool:
    """True when `text` has a tag in it, or nothing but entities where signs should be."""
    return bool(_TAG.search(text))


def fragment_text(fragment: str) -> str:
    """The text of an HTML fragment; white space is folded as a browser does, block ends are blank lines, `<br>` and items line ends."""
    from lxml import html
    from lxml.etree import LxmlError

    if not fragment.strip():
        return ""
    try:
        root = html.fragment_fromstring(fragment[:_MOST_BYTES], create_parent="div")
    except (LxmlError, ValueError):
        return ""
    text = "".join(_pieces(root))
    lines = [" ".join(one.split()) for one in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _pieces(root: HtmlElement) -> Iterator[str]:
    """Text and line ends in order; walked without recursion, so depth is only a matter of memory."""
    from lxml.etree import iterwalk

    silent = 0
    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            yield "" if silent else _folded(element.tail)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        end = "\n\n" if tag in _PARAGRAPHS else "\n" if tag in _LINES else ""
        if event == "start":
            silent += tag in _SILENT
            if not silent:
                yield end if tag != "br" else ""
                yield _folded(element.text)
        else:
            silent -= tag in _SILENT
            if not silent:
                yield end
                yield _folded(element.tail) if element is not root else ""


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
