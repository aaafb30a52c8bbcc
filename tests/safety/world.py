"""The payloads → a running service that holds them in every field of its articles, and pages of others beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from api.app import create_app
from api.parts import Parts
from index.index import Index
from index.settings import IndexSettings
from qa.answer import Answerer
from tests.fakes import WordEncoder
from tests.safety.payloads import Payload, article, percent, token
from tests.serving import served

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MOST_QUESTION = 2000


@dataclass
class Beside:
    """The application, and pages of others at /host/NAME with the policy that they ask for."""

    app: WSGIApplication
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Any:
        if not environ["PATH_INFO"].startswith("/host/"):
            return self.app(environ, start)
        page, policy = self.pages[environ["PATH_INFO"].removeprefix("/host/")]
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), *([("Content-Security-Policy", policy)] if policy else [])])
        return [page.encode("utf-8", "replace")]


@dataclass
class World:
    """A service at `address`, the article of each payload, and how often a field was refused."""

    address: str
    folder: Path
    index: Index
    beside: Beside
    client: FlaskClient
    payloads: list[Payload]
    ids: dict[int, str] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    """Hosts of the addresses that were taken: links may lead there."""
    refused: Counter[str] = field(default_factory=Counter)

    def question(self, payload: Payload) -> str:
        """A question that the payload's article answers, with the payload in it."""
        asked = f"when was the barge {token(payload.number)} moored?"
        return asked if len(payload.text) > 400 else f"{asked} {payload.text}"[:_MOST_QUESTION]

    def put(self) -> None:
        """Every payload goes in by the front door; a field that is refused is put in again in the form that comes nearest."""
        records = {payload.number: article(payload) for payload in self.payloads}
        for _ in range(8):
            left = [payload for payload in self.payloads if payload.number not in self.ids]
            if not left:
                return
            response = self.client.post("/v1/articles", json=[records[payload.number] for payload in left])
            assert response.status_code in (201, 207, 422), response.text
            for payload, outcome in zip(left, self._outcomes(response, len(left)), strict=True):
                record = records[payload.number]
                if outcome["outcome"] != "rejected":
                    self.ids[payload.number] = outcome["id"]
                    self.hosts.add(urlsplit(record["url"]).hostname or "")
                for name in {error["field"] for error in outcome["errors"]}:
                    self.refused[name] += 1
                    record[name] = percent(payload) if name == "url" else _CONTROLS.sub(" ", record[name])
        assert len(self.ids) == len(self.payloads)

    @staticmethod
    def _outcomes(response: Any, number: int) -> list[dict[str, Any]]:
        if response.status_code != 422:
            found: list[dict[str, Any]] = response.get_json()["articles"]
            return found
        by_place: list[dict[str, Any]] = [{"outcome": "rejected", "id": None, "errors": []} for _ in range(number)]
        for error in response.get_json()["errors"]:  # all of them were refused
            place = re.fullmatch(r"articles\[(\d+)\]\.(\w+)", error["field"]) or re.fullmatch(r"()(\w+)", error["field"])
            assert place, error
            by_place[int(place[1] or 0)]["errors"].append(error | {"field": place[2]})
        return by_place

    def answers(self, payloads: Iterable[Payload]) -> Iterator[tuple[Payload, dict[str, Any]]]:
        """What /v1/ask says to each."""
        for payload in payloads:
            yield payload, self.ask({"question": self.question(payload)})

    def ask(self, body: dict[str, Any]) -> dict[str, Any]:
        response = self.client.post("/v1/ask", json=body)
        if response.status_code == 422 and "surrogate" not in response.text:  # a NUL, say
            response = self.client.post("/v1/ask", json=body | {"question": _CONTROLS.sub(" ", body["question"])})
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.get_json()
        return found


@contextmanager
def world(folder: Path, payloads: list[Payload]) -> Iterator[World]:
    """The service, with everything put in."""
    with Index.open(IndexSettings(folder, generation=False), encoder=WordEncoder()) as index:
        app = create_app(Parts(index=index, answerer=Answerer(index)))
        beside = Beside(app)
        with served(beside) as address:
            made = World(address, folder, index, beside, app.test_client(), payloads)
            made.put()
            index.announce(address)
            yield made
