"""A case → its Outcome over HTTP, from a running service; the only module that speaks HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from eval.errors import Unreachable
from eval.model import Case
from eval.records import BadAnswerError, Outcome, from_wire
from eval.targets import Described, Listed, Stopwatch, corpus_of

HTTP_TIMEOUT_S = 60.0
_PAGE = 200


class Http:
    """A running service. One pool of kept-alive connections; safe to use from several threads."""

    def __init__(
        self, url: str, key: str | None = None, *, transport: httpx.BaseTransport | None = None, timeout_s: float = HTTP_TIMEOUT_S
    ) -> None:
        self._url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(base_url=self._url, headers=headers, transport=transport, timeout=timeout_s, trust_env=False)
        self._timeout_s = timeout_s

    def ask(self, case: Case, k: int) -> Outcome:
        body = {"question": case.question, "k": k, "offset_unit": "codepoint", **_bounds(case)}
        watch = Stopwatch()
        try:
            response = self._send("POST", "/v1/ask", body)
        except TimeoutError as error:
            return Outcome(case.id, None, watch.ms(), str(error))
        waited = watch.ms()
        if response.status_code != httpx.codes.OK:
            return Outcome(case.id, None, waited, f"HTTP {response.status_code}: {_problem(response)}")
        try:
            answered = from_wire(response.json())
        except (BadAnswerError, ValueError) as error:
            return Outcome(case.id, None, waited, f"not an answer: {error}")
        return Outcome(case.id, answered, waited)

    def find(self, name: str) -> str | None:
        found = self._article(name, None)
        article_id = found.get("id") if found else None
        return article_id if isinstance(article_id, str) else None

    def text(self, article_id: str, version: int | None = None) -> str | None:
        found = self._article(article_id, version)
        text = found.get("text") if found else None
        return text if isinstance(text, str) else None

    def describe(self) -> Described:
        """What the service says of its index beside a search result, and the articles it lists."""
        index = self._state()
        models = index.get("models")
        return Described(
            name=self._url,
            snapshot=index["snapshot"] if isinstance(index.get("snapshot"), str) else None,
            models=tuple(sorted((str(k), str(v)) for k, v in models.items())) if isinstance(models, dict) else (),
            articles=index["articles"] if isinstance(index.get("articles"), int) else None,
            passages=index["passages"] if isinstance(index.get("passages"), int) else None,
            corpus=self._corpus(),
        )

    def close(self) -> None:
        """Drop the connections."""
        self._client.close()

    def _state(self) -> dict[str, Any]:
        body = self._json("POST", "/v1/search", {"question": "what", "k": 1})
        index = body.get("index") if body else None
        return index if isinstance(index, dict) else {}

    def _corpus(self) -> str | None:
        """The digest of the listed articles; None when the service does not list them as the contract says."""
        listed: list[Listed] = []
        cursor: object = ""
        while cursor is not None:
            page = self._json("GET", f"/v1/articles?limit={_PAGE}" + (f"&cursor={cursor}" if cursor else ""))
            if page is None:
                return None
            try:
                listed += [(entry["id"], entry["published_at"], entry["text_sha256"]) for entry in page["articles"]]
                cursor = page["next_cursor"]
            except (KeyError, TypeError):
                return None
        return corpus_of(listed)

    def _article(self, name: str, version: int | None) -> dict[str, object] | None:
        path = f"/v1/articles/{quote(name, safe='')}"
        return self._json("GET", path if version is None else f"{path}?version={version}")

    def _json(self, method: str, path: str, body: object = None) -> dict[str, Any] | None:
        """The JSON object of a good response; None for anything else."""
        try:
            response = self._send(method, path, body)
        except TimeoutError as error:
            raise Unreachable(f"{self._url}{path}: {error}") from error
        if response.status_code != httpx.codes.OK:
            return None
        try:
            found = response.json()
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def _send(self, method: str, path: str, body: object = None) -> httpx.Response:
        """The response. TimeoutError when this one request was too slow, Unreachable when the service is not there."""
        try:
            return self._try_twice(method, path, body)
        except httpx.ReadTimeout as error:
            raise TimeoutError(f"no answer within {self._timeout_s:g} s") from error
        except httpx.TransportError as error:
            raise Unreachable(f"{self._url} does not answer ({type(error).__name__}: {error}); is the service running?") from error

    def _try_twice(self, method: str, path: str, body: object) -> httpx.Response:
        try:
            return self._client.request(method, path, json=body)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # a kept-alive connection may be closed under us between two requests; all of these requests only read
            return self._client.request(method, path, json=body)


def _bounds(case: Case) -> dict[str, object]:
    bounds = {"after": case.after, "before": case.before, "as_of": case.as_of, "sources": list(case.sources)}
    return {name: value for name, value in bounds.items() if value}


def _problem(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        body = None
    detail = body.get("detail") or body.get("title") if isinstance(body, dict) else None
    return str(detail or response.text[:200])
