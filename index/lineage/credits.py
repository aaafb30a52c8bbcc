"""An article's text → the agencies and papers that it names as where it has the story from.

| the text has | it credits |
|---|---|
| "LONDON (Reuters) - A ship …" | reuters |
| "… until Monday. (Meridian Wire)" at the end | meridian wire |
| "With AP", "Reporting by Reuters", "© AFP" on a line of its own | ap, reuters, afp |
| "…, Northway News reports." · "The Morning Standard first reported the story." | northway news, the morning standard |
"""

from __future__ import annotations

import re

_NAME = r"(?:The )?[A-Z][\w&’'-]*(?: (?:of the |of |the |de )?[A-Z][\w&’'-]*){0,4}"
_BEGINNING_LINES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[A-Z][A-Z .,’'-]{{2,40}}(?:, \w+\.? \d+)? \(({_NAME})\) ?[—–-]",
        rf"(?:[Ww]ith |[Rr]eporting by |Source: |© )({_NAME})[^\n]{{0,40}}\Z",
    )
)
_AT_THE_END = re.compile(rf"\(({_NAME})\)\Z")
_FIRST = re.compile(rf"first (?<!\wfirst )(?:appeared|reported) (?:in|by) ({_NAME})")
_REPORTED = re.compile(r" (?:first )?report(?:s|ed)\b")
_NAME_BEFORE = re.compile(rf"(?:\A|(?<=[^\w’'-]))({_NAME})\Z")
_NAME_LENGTH = 60  # characters
_READ = 40_000  # characters; a credit stands at the beginning or the end, and what is longer is no news article


def credited(text: str) -> tuple[str, ...]:
    """The names credited, folded, in alphabetical order."""
    text = text if len(text) <= _READ else f"{text[: _READ // 2]}\n{text[-_READ // 2 :]}"
    names = set(_FIRST.findall(text))
    names.update(found[1] for line in text.split("\n") for pattern in _BEGINNING_LINES if (found := pattern.match(line)))
    whole = text.rstrip()
    if found := _AT_THE_END.match(whole, max(0, whole.rfind("("))):
        names.add(found[1])
    for verb in _REPORTED.finditer(text):
        before = _NAME_BEFORE.search(text[max(0, verb.start() - _NAME_LENGTH) : verb.start()])
        if before:
            names.add(before[1])
    return tuple(sorted({name.casefold() for name in names}))
