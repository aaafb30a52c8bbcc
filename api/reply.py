"""A reply model → an HTTP response in UTF-8 JSON, safe to print anywhere."""

from __future__ import annotations

import re

from flask import Response
from pydantic import BaseModel

# Characters that change how the text around them is shown, or are not shown at all: bidirectional controls, zero width,
# line separators, Unicode tags. In JSON an escape means the same, and nobody who reads the raw bytes is fooled.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")


def json_reply(model: BaseModel, status: int = 200, media: str = "application/json", *, unknown: bool = True) -> Response:
    """The model as JSON; `unknown`: with what is null."""
    text = _UNSEEN.sub(_escape, model.model_dump_json(by_alias=True, exclude_none=not unknown))
    return Response(text, status=status, content_type=media)


def text_reply(text: str, media: str) -> Response:
    """Text in UTF-8."""
    return Response(text, content_type=f"{media}; charset=utf-8")


def no_content() -> Response:
    """204, without a body or a type for it."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def _escape(match: re.Match[str]) -> str:
    return "".join(f"\\u{unit:04x}" for unit in memoryview(match.group().encode("utf-16-le")).cast("H"))
