"""An article → the hashes that prove it, and that tell one state of the catalog from another."""

from __future__ import annotations

import hashlib
import json

from index.model import Article

_FIELDS = ("title", "url", "source", "author", "published_at", "published_from", "updated_at", "language")
_LATER_FIELDS = ("pubstatus", "embargoed_until")  # they came when articles were stored already, whose hashes have to stay


def text_sha256(text: str) -> str:
    """SHA-256 of the text in UTF-8, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_sha256(article: Article) -> str:
    """SHA-256 over everything of an article that can change, hex; its id and file name are not part of it."""
    fields: list[object] = [article.text, *(getattr(article, name) for name in _FIELDS)]
    later = {name: value for name in _LATER_FIELDS if (value := getattr(article, name)) is not None}
    return hashlib.sha256(json.dumps([*fields, later] if later else fields, ensure_ascii=False).encode()).hexdigest()


def fold(article_id: str, version: int, content: str) -> int:
    """What a stored version adds to the catalog's digest: XOR takes it out again, and the order does not matter."""
    return int.from_bytes(hashlib.sha256(json.dumps((article_id, version, content)).encode()).digest())
