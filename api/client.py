"""A data folder that a service holds → calls of that service over HTTP, so that commands work beside it.

The same routes that everyone uses; JSON in, JSON out.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from index.errors import BadInput, NotReady, TooBusy
from index.lock import held, read_owner

_TIMEOUT_S = 600.0  # an ingest request ends when its articles are embedded


def serving(folder: Path, key: str | None = None) -> Client | None:
    """A client when a process holds `folder` and serves it, else None; `key`: what it sends where the service wants one."""
    owner = read_owner(folder) if held(folder) else None
    return Client(owner.url, key) if owner and owner.url else None


class Client:
    """Calls of one service. Raises NotReady when it does not answer, BadInput for what it refuses."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self.url = url
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        """POST /v1/ask."""
        return self._call("POST", "/v1/ask", request)

    def search(self, request: Mapping[str, object]) -> dict[str, Any]:
        """POST /v1/search."""
        return self._call("POST", "/v1/search", request)

    def timeline(self, parameters: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """GET /v1/timeline; `source` may be given several times."""
        return self._call("GET", "/v1/timeline", query=parameters)

    def verify(self, request: Mapping[str, object]) -> dict[str, Any]:
        """POST /v1/verify."""
        return self._call("POST", "/v1/verify", request)

    def put(self, articles: Sequence[Mapping[str, object]]) -> dict[str, Any]:
        """POST /v1/articles with several articles: {"articles": […]}, one outcome each."""
        return self._call("POST", "/v1/articles", {"articles": list(articles)})

    def delete(self, article_id: str) -> bool:
        """DELETE /v1/articles/{id}; False when there is no such article."""
        try:
            self._call("DELETE", f"/v1/articles/{quote(article_id, safe='')}")
        except _Missing:
            return False
        return True

    def _call(self, method: str, path: str, body: object | None = None, query: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
        address = f"{self.url}{path}" + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data=data, method=method, headers=self._headers)  # noqa: S310  # our own service
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:  # noqa: S310
                answer: dict[str, Any] = json.loads(response.read() or b"{}")
                return answer
        except urllib.error.HTTPError as error:
            raise _refusal(error) from error
        except (OSError, ValueError) as error:
            raise NotReady(f"the service at {self.url} does not answer: {error}") from error


class _Missing(BadInput):
    """404."""


def _refusal(error: urllib.error.HTTPError) -> Exception:
    try:
        problem = json.loads(error.read())
        detail = str(problem.get("detail") or problem.get("title"))
        named = "; ".join(f"{one['field']}: {one['message']}" for one in problem.get("errors") or [])
    except (ValueError, AttributeError, KeyError, TypeError):
        detail, named = f"status {error.code}", ""
    text = f"{detail} ({named})" if named and named not in detail else detail
    if error.code in (401, 403):
        return BadInput(f"the service wants another key: set DATELINE_KEY to one that may do this. It says: {text}")
    if error.code == 429:
        return TooBusy(text)
    if error.code == 404:
        return _Missing(text)
    if error.code < 500:
        return BadInput(text)
    return TooBusy(text) if error.code == 503 else NotReady(text)
