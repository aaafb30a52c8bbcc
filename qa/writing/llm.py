"""A chat prompt → the reply of an OpenAI-compatible server, or WriterUnavailable before the deadline.

The only outgoing connection there is, made only when DATELINE_LLM_URL is set, only to that address: no redirects, no proxies from the environment.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from index.errors import BadInput
from index.strict_json import loads
from qa.writing.writer import WriterUnavailable

_MOST_BYTES = 256 * 1024  # of a reply: an answer has a few hundred
_KEPT = 256  # replies: the same question on the same passages gives the same bytes as long as the process lives


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible server. `url` ends before `/chat/completions`; times in seconds, `total_s` bounds everything."""

    url: str
    model: str = "default"
    key: str | None = None
    connect_s: float = 2.0
    first_byte_s: float = 10.0
    total_s: float = 20.0


class ChatModel:
    """`qa.writing.writer.Model` over HTTP; safe for many threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The model that the endpoint is asked for."""
        return self._endpoint.model

    def complete(self, system: str, user: str) -> str:
        """The reply to a system and a user message. Raises WriterUnavailable; a reply once given is given again."""
        key = hashlib.sha256(f"{system}\0{user}".encode()).hexdigest()
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        reply = self._content(self._fetched(self._request(system, user)))
        with self._lock:
            self._kept[key] = reply
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return reply

    def _request(self, system: str, user: str) -> dict[str, object]:
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        return {"model": self._endpoint.model, "messages": messages, "temperature": 0, "seed": 0, "stream": False}

    def _fetched(self, body: dict[str, object]) -> bytes:
        """The bytes of a 200 reply, read under the deadlines."""
        place = self._endpoint
        try:  # cancelling ends a server that trickles its headers as surely as one that trickles its body
            return asyncio.run(asyncio.wait_for(self._posted(body), place.total_s))
        except TimeoutError:
            raise WriterUnavailable(f"the language model took longer than {place.total_s:g} s") from None

    async def _posted(self, body: dict[str, object]) -> bytes:
        import httpx  # only where a model is set

        place = self._endpoint
        limits = httpx.Timeout(place.first_byte_s, connect=place.connect_s)
        headers = {"Authorization": f"Bearer {place.key}"} if place.key else {}
        read = bytearray()
        try:
            async with (
                httpx.AsyncClient(timeout=limits, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", f"{place.url.rstrip('/')}/chat/completions", json=body, headers=headers) as reply,
            ):
                if reply.status_code != 200:
                    raise WriterUnavailable(f"the language model answered {reply.status_code}")
                async for part in reply.aiter_bytes():
                    read += part
                    if len(read) > _MOST_BYTES:
                        raise WriterUnavailable(f"the language model's reply is larger than {_MOST_BYTES} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WriterUnavailable(f"the language model cannot be reached: {type(error).__name__}") from error
        return bytes(read)

    def _content(self, body: bytes) -> str:
        try:
            parsed: Any = loads(body)
            content = parsed["choices"][0]["message"]["content"]
        except (BadInput, LookupError, TypeError) as error:
            raise WriterUnavailable("the language model's reply is not a chat completion") from error
        if not isinstance(content, str):
            raise WriterUnavailable("the language model's reply has no text")
        return content
